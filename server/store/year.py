"""The office's year: its days off and make-up days, its working hours, and which years are announced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from server.domain.calendar import USUAL
from server.domain.hours import DayKind, Window
from server.store import tables as t


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is not as its weekday says, what it is called, and where that is written."""

    day: date
    kind: DayKind
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours, those of services that keep their own by their code, and the years that are announced."""

    of_office: tuple[Window, ...] = USUAL
    of_services: tuple[tuple[str, tuple[Window, ...]], ...] = ()
    decided: tuple[tuple[int, str], ...] = ()

    def of(self, service: str | None) -> tuple[Window, ...]:
        return dict(self.of_services).get(service or "", self.of_office)


USUAL_HOURS = Hours()


class Year:
    """The year of one office within one transaction."""

    def __init__(self, conn: Connection, office: int) -> None:
        self.conn, self.office = conn, office

    def days(self, first: date, last: date) -> list[Day]:
        d = t.days.c
        asked = select(t.days).where(d.office == self.office, d.day >= first, d.day <= last)
        return [_day(row) for row in self.conn.execute(asked.order_by(d.day))]

    def clear_day(self, day: date) -> None:
        self.conn.execute(delete(t.days).where(t.days.c.office == self.office, t.days.c.day == day))

    def add_days(self, days: Iterable[Day]) -> None:
        rows = [
            {"office": self.office, "day": d.day, "kind": d.kind, "note": d.note, "source": d.source}
            for d in days
        ]
        if rows:
            self.conn.execute(insert(t.days), rows)

    def hours(self) -> Hours:
        """Those that are written down; the usual ones of a commune's office where there are none."""
        by_service: dict[str, list[Window]] = {}
        for row in self.conn.execute(select(t.shifts).where(t.shifts.c.office == self.office)):
            by_service.setdefault(row.service or "", []).append(_shift(row))
        of_office = tuple(by_service.pop("", USUAL))
        own = tuple((service, tuple(shifts)) for service, shifts in sorted(by_service.items()))
        y = t.decided_years.c
        years = self.conn.execute(select(y.year, y.source).where(y.office == self.office).order_by(y.year))
        return Hours(of_office, own, tuple((row.year, row.source) for row in years))

    def set_shifts(self, service: str | None, shifts: Iterable[Window]) -> None:
        """The working hours of the office, or of one service, are now these."""
        s = t.shifts.c
        mine = s.service.is_(None) if service is None else s.service == service
        self.conn.execute(delete(t.shifts).where(s.office == self.office, mine))
        rows = [shift_row(self.office, service, shift) for shift in shifts]
        if rows:
            self.conn.execute(insert(t.shifts), rows)

    def decide(self, year: int, source: str | None) -> None:
        """The days off of this year are announced; or, without a source, not yet."""
        y = t.decided_years
        self.conn.execute(delete(y).where(y.c.office == self.office, y.c.year == year))
        if source is not None:
            self.conn.execute(insert(y), {"office": self.office, "year": year, "source": source})


def shift_row(office: int, service: str | None, shift: Window) -> dict[str, Any]:
    return {
        "office": office,
        "service": service,
        "weekdays": "".join(str(day) for day in sorted(shift.weekdays)),
        "start": shift.start,
        "end": shift.end,
        "since": shift.since,
        "until": shift.until,
    }


def _shift(row: Any) -> Window:
    return Window(frozenset(int(digit) for digit in row.weekdays), row.start, row.end, row.since, row.until)


def _day(row: Any) -> Day:
    return Day(row.day, DayKind(row.kind), row.note, row.source)
