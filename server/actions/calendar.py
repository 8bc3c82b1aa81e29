"""What is decided about the office's days: days off, make-up days, working hours, announced years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from server.domain.errors import BadInput
from server.domain.hours import FIRST_YEAR, LAST_YEAR, Window, any_overlap
from server.office import Book, Day

MONTH_TO_LOOK_AHEAD = 10
"""From October on the next year should be known: the government announces it then."""


@dataclass(frozen=True, slots=True)
class YearPlan:
    """One year: its days, and where it is announced; None while it is only foreseen."""

    year: int
    days: tuple[Day, ...]
    source: str | None


def plan(book: Book, year: int) -> YearPlan:
    """The year as it stands."""
    _check_year(year)
    days = book.year().days(date(year, 1, 1), date(year, 12, 31))
    return YearPlan(year, tuple(days), dict(book.catalogue.hours.decided).get(year))


def set_day(book: Book, day: Day, by: str) -> Day:
    """This day is off, worked or half, for a reason and from a source that are kept."""
    _check_year(day.day.year)
    for where, told in (("note", day.note), ("source", day.source)):
        if not told.strip():
            raise BadInput(where=where, why="missing", hint="what the day is, and where that is written")
    before = book.year().days(day.day, day.day)
    if before == [day]:
        return day
    year = book.change_year()
    year.clear_day(day.day)
    year.add_days([day])
    book.note("calendar-day", by, before=before[0] if before else None, after=day)
    return day


def clear_day(book: Book, day: date, by: str) -> bool:
    """This day is again as its weekday says; False when it was so already."""
    before = book.year().days(day, day)
    if before:
        book.change_year().clear_day(day)
        book.note("calendar-day", by, before=before[0], after=None)
    return bool(before)


def fill_year(book: Book, year: int, nation: Iterable[Day], by: str) -> list[Day]:
    """Takes over the nation's days of a year; what the office has written down itself stays. Returns what is new."""
    _check_year(year)
    known = {day.day for day in book.year().days(date(year, 1, 1), date(year, 12, 31))}
    fresh = [day for day in nation if day.day.year == year and day.day not in known]
    if fresh:
        book.change_year().add_days(fresh)
        book.note("calendar-filled", by, year=year, after=fresh)
    return fresh


def decide(book: Book, year: int, source: str | None, by: str) -> None:
    """The days off of this year are announced in `source`; None: they are foreseen only after all."""
    _check_year(year)
    before = dict(book.catalogue.hours.decided).get(year)
    told = source.strip() if source else None
    if told != before:
        book.change_year().decide(year, told or None)
        book.note("calendar-year", by, year=year, before=before, after=told)


def set_hours(book: Book, service: str | None, shifts: Sequence[Window], by: str) -> None:
    """The working hours of the office, or of one service; none for a service takes those of the office."""
    if service is not None:
        book.catalogue.service(service)
    elif not shifts:
        raise BadInput(where="shifts", why="missing", hint="an office has working hours")
    for shift in shifts:
        _check_shift(shift)
    if any_overlap(shifts):
        raise BadInput(where="shifts", why="overlap", hint="an hour would count twice")
    hours = book.catalogue.hours
    before = hours.of_office if service is None else dict(hours.of_services).get(service, ())
    if tuple(shifts) != before:
        book.change_year().set_shifts(service, shifts)
        book.note("work-hours", by, service=service, before=before, after=tuple(shifts))


def undecided(book: Book) -> list[int]:
    """The years that should be announced by now and are not: this one, and from October on the next."""
    ahead = [book.today.year] + [book.today.year + 1] * (book.today.month >= MONTH_TO_LOOK_AHEAD)
    known = dict(book.catalogue.hours.decided)
    return [year for year in ahead if year not in known]


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(where="year", why="range", hint=f"{FIRST_YEAR} to {LAST_YEAR}")


def _check_shift(shift: Window) -> None:
    if not shift.weekdays or not shift.start < shift.end:
        raise BadInput(where="shifts", why="range", hint="hours begin before they end, on some weekday")
    if shift.since and shift.until and shift.until < shift.since:
        raise BadInput(where="shifts", why="range", hint="a season begins before it ends")
