"""What somebody should see to, from when it was noticed until it was over; and what is to be told outside about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from server.domain.local import local
from server.store import tables as t
from server.store.draft import Draft


@dataclass(frozen=True, slots=True)
class Noticed:
    """A trouble that stands, by its cause; `id` names this one time that it came."""

    id: str
    cause: tuple[str, str]
    since: datetime


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Something told outside. `done_at`: when it was taken, or given up for good (`problem` says why)."""

    id: int
    event: str
    body: str
    created_at: datetime
    tries: int
    next_at: datetime
    done_at: datetime | None = None
    problem: str | None = None


class Alarms:
    """The troubles of one office within one transaction."""

    def __init__(self, draft: Draft, office: int, zone: Any) -> None:
        self.draft, self.office, self.zone = draft, office, zone

    def standing(self) -> list[Noticed]:
        """Those that are not over."""
        c = t.troubles.c
        asked = select(t.troubles).where(c.office == self.office, c.over_at.is_(None)).order_by(c.since, c.id)
        rows = self.draft.looking.execute(asked)
        return [Noticed(row.id, (row.kind, row.about), local(row.since, self.zone)) for row in rows]

    def notice(self, noticed: Iterable[Noticed]) -> None:
        for one in noticed:
            kind, about = one.cause
            row = {"office": self.office, "id": one.id, "kind": kind, "about": about, "since": one.since}
            self.draft.conn.execute(insert(t.troubles), {**row, "over_at": None})

    def over(self, noticed: Iterable[Noticed], now: datetime) -> None:
        c = t.troubles.c
        ids = [one.id for one in noticed]
        mine = (c.office == self.office) & c.id.in_(ids)
        self.draft.conn.execute(update(t.troubles).where(mine).values(over_at=now))

    def send(self, event: str, body: str, now: datetime) -> None:
        """One more, to be sent at once."""
        row = {"office": self.office, "event": event, "body": body, "created_at": now, "next_at": now}
        self.draft.conn.execute(insert(t.dispatches), {**row, "tries": 0, "done_at": None, "problem": None})

    def due(self, now: datetime) -> Dispatch | None:
        """The oldest dispatch whose time has come."""
        c = t.dispatches.c
        asked = select(t.dispatches).where(c.office == self.office, c.done_at.is_(None), c.next_at <= now)
        row = self.draft.looking.execute(asked.order_by(c.id).limit(1)).one_or_none()
        return self._dispatch(row) if row else None

    def latest(self, count: int) -> list[Dispatch]:
        """The last ones, the newest first."""
        c = t.dispatches.c
        asked = select(t.dispatches).where(c.office == self.office).order_by(c.id.desc()).limit(count)
        return [self._dispatch(row) for row in self.draft.looking.execute(asked)]

    def unsent(self) -> int:
        c = t.dispatches.c
        asked = select(func.count()).where(c.office == self.office, c.done_at.is_(None))
        return int(self.draft.looking.execute(asked).scalar_one())

    def keep(self, dispatch: Dispatch) -> None:
        """What became of a dispatch."""
        c = t.dispatches.c
        mine = (c.office == self.office) & (c.id == dispatch.id)
        told = {name: getattr(dispatch, name) for name in ("tries", "next_at", "done_at", "problem")}
        self.draft.conn.execute(update(t.dispatches).where(mine).values(**told))

    def _dispatch(self, row: Any) -> Dispatch:
        done = local(row.done_at, self.zone) if row.done_at else None
        at, again = local(row.created_at, self.zone), local(row.next_at, self.zone)
        return Dispatch(row.id, row.event, row.body, at, row.tries, again, done, row.problem)
