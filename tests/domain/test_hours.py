"""When tickets are given, and when they will be again."""

from datetime import date, datetime, time

import pytest

from server.domain.hours import Calendar, DayKind, Window, opening

WORKDAYS = frozenset(range(5))
HOURS = (Window(WORKDAYS, time(7, 30), time(11, 15)), Window(WORKDAYS, time(13), time(16, 30)))
CALENDAR = Calendar(
    (
        (date(2026, 1, 1), DayKind.OFF),
        (date(2026, 1, 2), DayKind.OFF),
        (date(2026, 1, 10), DayKind.WORKING),
        (date(2026, 1, 14), DayKind.HALF),
    )
)


def at(told: str) -> datetime:
    return datetime.fromisoformat(f"{told}:00+07:00")


@pytest.mark.parametrize(
    ("now", "is_open", "then"),
    [
        ("2026-01-05T07:29", False, "2026-01-05T07:30"),
        ("2026-01-05T07:30", True, "2026-01-05T11:15"),
        ("2026-01-05T11:14", True, "2026-01-05T11:15"),
        ("2026-01-05T11:15", False, "2026-01-05T13:00"),
        ("2026-01-05T16:30", False, "2026-01-06T07:30"),
        ("2026-01-09T17:00", False, "2026-01-10T07:30"),
        ("2026-01-10T08:00", True, "2026-01-10T11:15"),
        ("2026-01-10T17:00", False, "2026-01-12T07:30"),
        ("2025-12-31T17:00", False, "2026-01-05T07:30"),
        ("2026-01-14T13:30", False, "2026-01-15T07:30"),
    ],
)
def test_the_office_is_open_when_its_hours_say_so(now: str, is_open: bool, then: str) -> None:
    found = opening(HOURS, CALENDAR, at(now))

    assert found.open is is_open
    assert (found.closes_at if is_open else found.opens_at) == at(then)


@pytest.mark.parametrize(
    ("now", "why"),
    [("2026-01-02T09:00", "holiday"), ("2026-01-05T12:00", "hours"), ("2026-01-04T09:00", "hours")],
)
def test_a_closed_office_says_why(now: str, why: str) -> None:
    assert opening(HOURS, CALENDAR, at(now)).why == why


def test_a_line_without_hours_never_opens() -> None:
    assert opening((), CALENDAR, at("2026-01-05T09:00")).opens_at is None


def test_hours_of_one_season_end_with_it() -> None:
    summer = Window(WORKDAYS, time(7), time(11), since=date(2026, 4, 16), until=date(2026, 10, 15))

    assert opening([summer], CALENDAR, at("2026-04-16T07:00")).open
    assert not opening([summer], CALENDAR, at("2026-04-15T07:00")).open
    assert not opening([summer], CALENDAR, at("2026-10-16T07:00")).open


SUMMER = (date(2026, 4, 16), date(2026, 10, 15))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Window(WORKDAYS, time(7), time(12)), Window(WORKDAYS, time(11), time(17)), True),
        (Window(WORKDAYS, time(7), time(12)), Window(WORKDAYS, time(12), time(17)), False),
        (Window(WORKDAYS, time(7), time(12)), Window(frozenset({5}), time(7), time(12)), False),
        (Window(WORKDAYS, time(7), time(12)), Window(WORKDAYS, time(6), time(12), *SUMMER), False),
        (
            Window(WORKDAYS, time(7), time(12), None, SUMMER[0]),
            Window(WORKDAYS, time(7), time(12), SUMMER[0], None),
            True,
        ),
        (
            Window(WORKDAYS, time(7), time(12), None, date(2026, 4, 15)),
            Window(WORKDAYS, time(7), time(12), SUMMER[0], None),
            False,
        ),
    ],
)
def test_hours_overlap_when_one_moment_lies_in_both(one: Window, other: Window, overlap: bool) -> None:
    assert one.overlaps(other) is other.overlaps(one) is overlap
