"""The keys that were shown lately: a door that opens fifty times a second need not ask the book each time."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.roles import Role
from server.domain.session import is_idle
from server.office import SESSION, Clock, Database, Key, key_with

FRESH_SECONDS = 0.5
"""How long a key is believed without asking. Whoever revokes one from another process shuts out its holder by then;
in this process it is at once (`forget`)."""

MOST = 5_000
WRITTEN_DOWN = timedelta(minutes=1)
"""How much of a session's use may be known here alone: after a power cut it counts as so much longer idle."""


@dataclass
class KeyRing:
    """Safe for threads: a look that comes too late asks the book, nothing else."""

    database: Database
    _shown: dict[str, tuple[float, Key]] = field(default_factory=dict)
    _seen: dict[int, datetime] = field(default_factory=dict)
    _written: dict[int, datetime] = field(default_factory=dict)

    def key(self, hashed: str) -> Key | None:
        """The key with this hash, as it was at most FRESH_SECONDS ago. One that is not known is asked for each time."""
        now = time.monotonic()
        shown = self._shown.get(hashed)
        if shown is not None and now - shown[0] < FRESH_SECONDS:
            return shown[1]
        found = self.database.look(lambda conn: key_with(conn, hashed))
        if len(self._shown) >= MOST:
            self.forget()
        if found is None:
            self._shown.pop(hashed, None)
        else:
            self._shown[hashed] = (now, found)
        return found

    def is_good(self, key: Key, clock: Clock) -> bool:
        """Whether it opens anything now: a session also only while somebody uses it."""
        now = clock()
        if not key.is_good(now):
            return False
        if key.kind != SESSION or key.role is None:
            return True
        seen = max(key.seen_at or key.created_at, self._seen.get(key.id, key.created_at))
        return not is_idle(Role(key.role), seen, now, clock.rate)

    def note(self, key: int, now: datetime) -> None:
        """The session of this key was used."""
        self._seen[key] = now

    def to_write_down(self) -> dict[int, datetime]:
        """Whose last use is to be kept in the book by now."""
        return {
            key: at
            for key, at in list(self._seen.items())
            if at - self._written.get(key, datetime.min.replace(tzinfo=at.tzinfo)) >= WRITTEN_DOWN
        }

    def written_down(self, seen: dict[int, datetime]) -> None:
        self._written |= seen
        if len(self._written) > MOST:
            self._written.clear()
            self._seen.clear()

    def forget(self) -> None:
        """Everybody shows their key anew."""
        self._shown.clear()
