"""The nation's days off: by the library, by the sky, and by what the government moved."""

from datetime import date, timedelta

import pytest

from server.domain.hours import DayKind
from server.nation import of_the_nation
from server.sample.offer import overrides
from tests.fixtures.moon import first_days_after_winter


def named(year: int, name: str) -> list[date]:
    return [day for day, _, told, _ in of_the_nation([year]) if told == name]


@pytest.mark.parametrize("year", range(2024, 2034))
def test_tet_begins_with_the_new_moon_of_hanoi(year: int) -> None:
    """The second new moon after that of the month in which the sun stands lowest."""
    first = first_days_after_winter(year)[1]

    assert named(year, "Tết Nguyên Đán") == [first]
    assert named(year, "Giao thừa Tết Nguyên Đán") == [first - timedelta(days=1)]


def test_tet_of_2030_is_the_vietnamese_one() -> None:
    """New moon is at 23:07 in Hanoi, seven minutes past midnight in Beijing: there the year begins a day later."""
    tet = first_days_after_winter(2030)[1]

    assert tet == date(2030, 2, 2)
    assert named(2030, "Tết Nguyên Đán") == [tet]


@pytest.mark.parametrize("year", range(2024, 2034))
def test_the_kings_are_remembered_on_the_tenth_day_of_the_third_month(year: int) -> None:
    third = first_days_after_winter(year)[3]

    assert third + timedelta(days=9) in named(year, "Ngày Giỗ Tổ Hùng Vương")


def test_what_the_government_moved_wins_over_the_library() -> None:
    days = {day: kind for day, kind, *_ in of_the_nation([2026], overrides())}

    assert (days[date(2026, 1, 2)], days[date(2026, 1, 10)]) == (DayKind.OFF, DayKind.WORKING)
    assert days[date(2026, 8, 22)] is DayKind.WORKING
