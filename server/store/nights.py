"""The letters of the nights, day by day."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from server.domain.local import local
from server.domain.nightly import MailProblem, NightState
from server.store import tables as t
from server.store.draft import Draft


@dataclass(frozen=True, slots=True)
class Night:
    """The letter of a day. `created_at`: since when it is to be sent; `done_at`: when it was taken, or given up for good.

    `problem` says why it was not taken, `answer` in the words of the mail server.
    """

    day: date
    created_at: datetime
    next_at: datetime
    became: NightState = NightState.WAITING
    tries: int = 0
    done_at: datetime | None = None
    problem: MailProblem | None = None
    answer: str | None = None


class Nights:
    """The letters of one office within one transaction."""

    def __init__(self, draft: Draft, office: int, zone: Any) -> None:
        self.draft, self.office, self.zone = draft, office, zone

    def last_day(self) -> date | None:
        """The latest day that there is a letter of."""
        c = t.nights.c
        asked = select(func.max(c.day)).where(c.office == self.office)
        told: date | None = self.draft.looking.execute(asked).scalar_one()
        return told

    def due(self, now: datetime) -> Night | None:
        """The earliest day whose letter is to be sent now."""
        c = t.nights.c
        asked = select(t.nights).where(c.office == self.office, c.done_at.is_(None), c.next_at <= now)
        row = self.draft.looking.execute(asked.order_by(c.day).limit(1)).one_or_none()
        return self._night(row) if row else None

    def latest(self, count: int) -> list[Night]:
        """The last ones, the newest first."""
        c = t.nights.c
        asked = select(t.nights).where(c.office == self.office).order_by(c.day.desc()).limit(count)
        return [self._night(row) for row in self.draft.looking.execute(asked)]

    def keep(self, night: Night) -> None:
        """The letter of this day as it is now."""
        c, told = t.nights.c, asdict(night)
        mine = (c.office == self.office) & (c.day == night.day)
        if not self.draft.conn.execute(update(t.nights).where(mine).values(**told)).rowcount:
            self.draft.conn.execute(insert(t.nights), {"office": self.office, **told})

    def _night(self, row: Any) -> Night:
        return Night(
            row.day,
            local(row.created_at, self.zone),
            local(row.next_at, self.zone),
            NightState(row.became),
            row.tries,
            local(row.done_at, self.zone) if row.done_at else None,
            MailProblem(row.problem) if row.problem else None,
            row.answer,
        )
