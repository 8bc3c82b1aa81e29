"""On which days the office works, and its hours."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.domain.calendar import NoWorkingDay, WorkTime
from server.domain.hours import Calendar, DayKind, Window

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORKDAYS = frozenset(range(5))
OFFICE = (Window(WORKDAYS, time(7, 30), time(11, 30)), Window(WORKDAYS, time(13), time(17)))
SATURDAYS = Window(frozenset({5}), time(7, 30), time(11, 30))
SUMMER = (
    Window(WORKDAYS, time(7), time(11), date(2026, 4, 15), date(2026, 10, 15)),
    Window(WORKDAYS, time(13, 30), time(17, 30), date(2026, 4, 15), date(2026, 10, 15)),
)
DAYS = Calendar(
    (
        (date(2026, 1, 1), DayKind.OFF),
        (date(2026, 1, 2), DayKind.OFF),
        (date(2026, 1, 10), DayKind.WORKING),
        (date(2026, 1, 14), DayKind.HALF),
        (date(2026, 1, 17), DayKind.HALF),
    )
)


def office(*more: Window, decided: frozenset[int] = frozenset()) -> WorkTime:
    return WorkTime(DAYS, OFFICE + more, HANOI, decided)


def hours(work: WorkTime, day: date) -> list[str]:
    return [f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in work.spans(day)]


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 3), False),
        (date(2026, 1, 10), True),
        (date(2026, 1, 11), False),
        (date(2026, 1, 14), True),
        (date(2026, 1, 17), True),
    ],
)
def test_a_day_counts_as_the_calendar_says_and_else_as_its_weekday_does(day: date, counts: bool) -> None:
    assert office().is_working_day(day) is counts


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 1, 5), ["07:30-11:30", "13:00-17:00"]),
        (date(2026, 1, 10), ["07:30-11:30", "13:00-17:00"]),
        (date(2026, 1, 14), ["07:30-11:30"]),
        (date(2026, 1, 2), []),
        (date(2026, 1, 4), []),
        (date(2026, 4, 14), ["07:30-11:30", "13:00-17:00"]),
        (date(2026, 4, 15), ["07:00-11:00", "13:30-17:30"]),
        (date(2026, 10, 15), ["07:00-11:00", "13:30-17:30"]),
        (date(2026, 10, 16), ["07:30-11:30", "13:00-17:00"]),
    ],
)
def test_the_hours_of_the_season_go_before_those_of_the_year(day: date, told: list[str]) -> None:
    assert hours(office(*SUMMER), day) == told


def test_a_saturday_morning_is_open_and_yet_not_a_working_day() -> None:
    police = office(SATURDAYS)

    assert police.is_open(date(2026, 1, 24))
    assert not police.is_working_day(date(2026, 1, 24))
    assert not office().is_open(date(2026, 1, 24))


def test_working_days_are_counted_over_holidays_and_make_up_days() -> None:
    work = office()

    assert work.working_days_after(date(2025, 12, 31), 1) == date(2026, 1, 5)
    assert work.working_days_after(date(2026, 1, 9), 1) == date(2026, 1, 10)
    assert work.working_days_after(date(2026, 1, 9), 0) == date(2026, 1, 9)
    assert work.working_days_between(date(2025, 12, 31), date(2026, 1, 10)) == 6


def test_a_day_without_hours_of_its_own_ends_at_five() -> None:
    work = WorkTime(Calendar(), (), HANOI)

    assert work.ends(date(2026, 1, 5)) == datetime(2026, 1, 5, 17, tzinfo=HANOI)


def test_an_office_that_never_works_again_is_said_to_be_so() -> None:
    ever = Calendar(tuple((date.fromordinal(day), DayKind.OFF) for day in range(739_000, 740_200)))

    with pytest.raises(NoWorkingDay):
        WorkTime(ever, OFFICE, HANOI).working_day_from(date.fromordinal(739_001))


def test_a_year_is_foreseen_until_it_is_decided() -> None:
    work = office(decided=frozenset({2026}))

    assert not work.is_foreseen(date(2026, 12, 31))
    assert work.is_foreseen(date(2027, 1, 1))
