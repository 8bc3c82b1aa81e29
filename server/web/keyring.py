"""The keys that were shown lately: a door that opens fifty times a second need not ask the book each time."""

import time
from dataclasses import dataclass, field

from server.office import Database, Key, key_with

FRESH_SECONDS = 0.5
"""How long a key is believed without asking. Whoever revokes one from another process shuts out its holder by then;
in this process it is at once (`forget`)."""

MOST = 5_000


@dataclass
class KeyRing:
    """Safe for threads: a look that comes too late asks the book, nothing else."""

    database: Database
    _shown: dict[str, tuple[float, Key]] = field(default_factory=dict)

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

    def forget(self) -> None:
        """Everybody shows their key anew."""
        self._shown.clear()
