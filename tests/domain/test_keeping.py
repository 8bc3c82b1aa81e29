"""Which back-ups stay, and when the next is due."""

from datetime import date, datetime, time, timedelta, timezone

import pytest

from server.domain.keeping import Rota, is_due, to_let_go

HANOI = timezone(timedelta(hours=7))
AT = time(17)
ROTA = Rota(AT, days=14, months=12)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 10, day, hour, minute, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("latest", "now", "due"),
    [
        (None, at(3, 8), True),
        (at(2, 17), at(3, 16, 59), False),
        (at(2, 17), at(3, 17), True),
        (at(3, 17), at(3, 23, 59), False),
        (at(3, 17), at(4, 8), False),
        (at(1, 17), at(3, 8), True),
        (at(3, 8), at(3, 17), True),
        (at(20, 17), at(3, 8), True),
    ],
    ids=[
        "never made",
        "not yet",
        "the hour",
        "made today",
        "made yesterday",
        "was off",
        "made up for in the morning",
        "clock was wrong",
    ],
)
def test_it_is_due_once_the_hour_has_passed_since_the_last(
    latest: datetime | None, now: datetime, due: bool
) -> None:
    assert is_due(latest, now, AT) is due


def test_a_back_up_is_due_by_the_clock_of_the_office_whatever_zone_the_last_was_told_in() -> None:
    assert is_due(datetime.fromisoformat("2022-10-02T10:00:00Z"), at(3, 16), AT) is False
    assert is_due(datetime.fromisoformat("2022-10-02T09:59:00Z"), at(3, 16), AT) is True


def test_two_years_of_days_leave_fourteen_and_the_last_of_each_of_twelve_months() -> None:
    first, kept = date(2020, 10, 1), set[date]()
    for number in range(730):
        today = first + timedelta(days=number)
        kept.add(today)
        kept -= to_let_go(kept, today, ROTA)

    today = first + timedelta(days=729)
    assert {today - timedelta(days=back) for back in range(14)} <= kept
    last_of_months = {day for day in kept if (day + timedelta(days=1)).day == 1}
    assert len(last_of_months | {today}) == 12
    assert len(kept) == 14 + 11


def test_the_newest_is_never_let_go_and_neither_is_one_of_a_day_to_come() -> None:
    today, to_come = date(2022, 10, 3), date(2030, 1, 1)
    old = date(2022, 9, 1)

    assert to_let_go([today], today, Rota(AT, 0, 0)) == set()
    assert to_let_go([to_come, today, old], today, Rota(AT, 1, 0)) == {old}


def test_days_without_a_back_up_cost_no_older_one_its_place() -> None:
    worked = [date(2022, 10, 3) - timedelta(weeks=back) for back in range(5)]

    assert to_let_go(worked, worked[0], Rota(AT, 4, 0)) == {worked[4]}
