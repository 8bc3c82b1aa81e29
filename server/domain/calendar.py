"""On which days does the office work, and from when to when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from server.domain.hours import Calendar, DayKind, Window, on
from server.domain.period import A_DAY

REST = frozenset({5, 6})
"""Saturday and Sunday: commune offices rest two days a week (Decision 188/1999/QĐ-TTg)."""

CLOSING = time(17)
"""When a working day ends of which no hours are written down."""

FARTHEST_DAYS = 366 * 3
"""A year of holidays alone does not exist; beyond this somebody has closed the office for good."""

USUAL = (
    Window(frozenset(range(5)), time(7, 30), time(11, 30)),
    Window(frozenset(range(5)), time(13), CLOSING),
)
"""The hours of commune offices where none are written down; provinces set their own."""

Span = tuple[datetime, datetime]


class NoWorkingDay(ArithmeticError):
    """The calendar has no working day within years."""


@dataclass(frozen=True, slots=True)
class WorkTime:
    """The working time of an office, or of one service that keeps hours of its own.

    `calendar` says which days are not as their weekday: holidays, make-up Saturdays, half days. `shifts` are the hours:
    those of a season (with dates) go before those of the whole year. `decided` are the years whose days off the
    government has announced; all others are foreseen only. Days outside Monday to Friday count as working days only
    where the calendar says so, although somebody may receive on a Saturday morning.
    """

    calendar: Calendar
    shifts: tuple[Window, ...]
    zone: tzinfo
    decided: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether this day is counted in a limit of working days."""
        kind = self.calendar.kind(day)
        return day.weekday() not in REST if kind is None else kind is not DayKind.OFF

    def is_open(self, day: date) -> bool:
        """Whether somebody works on this day at all: a working day, or a weekday with hours of its own."""
        return self.is_working_day(day) or bool(self.spans(day))

    def spans(self, day: date) -> list[Span]:
        """The hours of one day as instants, in order; none on a day off."""
        return on(self._in_force(day), self.calendar, day, self.zone)

    def _in_force(self, day: date) -> Iterable[Window]:
        seasonal = [shift for shift in self.shifts if shift.is_of_a_season and shift.is_in_force(day)]
        return seasonal or [shift for shift in self.shifts if not shift.is_of_a_season]

    def ends(self, day: date) -> datetime:
        """The last moment of the working hours of a day."""
        spans = self.spans(day)
        return spans[-1][1] if spans else datetime.combine(day, CLOSING, self.zone)

    def working_days_after(self, day: date, number: int) -> date:
        """The working day that is so many after this one; this one itself for none."""
        for _ in range(number):
            day = self.working_day_from(day + A_DAY)
        return day

    def working_day_from(self, day: date) -> date:
        """This day if it is worked, else the first that is. NoWorkingDay when there is none in years."""
        for ahead in range(FARTHEST_DAYS):
            if self.is_working_day(found := day + ahead * A_DAY):
                return found
        raise NoWorkingDay(day)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days there are after one day, up to and with another."""
        return sum(self.is_working_day(after + ahead * A_DAY) for ahead in range(1, (until - after).days + 1))

    def is_foreseen(self, day: date) -> bool:
        """Whether the days off of that year are not decided yet: what is reckoned with it may change."""
        return day.year not in self.decided
