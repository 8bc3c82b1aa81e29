"""What an office's past days tell of how it works."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.domain.figures import LegFact
from server.domain.habits import BREATH, Habits, known, learned, leaving
from server.domain.presence import Doing, Spell
from server.domain.ticket import PriorityClass, State

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = date(2022, 10, 3)
EIGHT = datetime(2022, 10, 3, 8, tzinfo=HANOI)
USUAL = {"a": timedelta(minutes=10)}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def served(number: int, handling: float = 5, state: State = State.DONE) -> LegFact:
    called = EIGHT + minutes(20 * number)
    return LegFact(
        ticket=str(number),
        number=str(number),
        day=MONDAY,
        service="a",
        queued_at=called - minutes(1),
        state=state,
        counter="1",
        first_called_at=called,
        called_at=called,
        started_at=called,
        finished_at=called + minutes(handling),
    )


def test_with_nothing_seen_the_office_s_own_word_counts() -> None:
    pace = known(Habits(), [], USUAL, EIGHT).paces["a"]

    assert pace.mean == pytest.approx(600 + 47)


def test_a_day_of_quick_services_draws_the_pace_towards_them_and_thirty_settle_it() -> None:
    one = known(Habits(), [served(0)], USUAL, EIGHT).paces["a"].mean
    thirty = known(Habits(), [served(number) for number in range(30)], USUAL, EIGHT).paces["a"].mean

    assert 300 + BREATH < thirty < 400 < one < 647


def test_priority_citizens_of_the_last_hour_are_expected_again() -> None:
    urgent = [replace(served(number), priority=PriorityClass.ELDERLY) for number in range(3)]

    now = known(Habits(), urgent, USUAL, EIGHT + minutes(58))

    assert now.coming["a", True] == pytest.approx(3 / 7200, rel=0.05)


def test_a_counter_that_left_at_noon_though_people_waited_is_expected_to_leave_again() -> None:
    noon = EIGHT + timedelta(hours=4)
    waits = replace(served(0), queued_at=noon - minutes(30), first_called_at=noon + minutes(30))
    until_noon = Spell(MONDAY, "1", "lan", Doing.OPEN, EIGHT, noon)

    habits = learned([([waits], [until_noon])] * 3, HANOI)

    assert leaving(habits, "1", EIGHT + timedelta(hours=3)) == (3600, None)
    assert leaving(habits, "2", EIGHT) is None


def test_a_counter_that_left_when_nobody_waited_is_not() -> None:
    until_noon = Spell(MONDAY, "1", "lan", Doing.OPEN, EIGHT, EIGHT + timedelta(hours=4))

    assert leaving(learned([([served(0)], [until_noon])] * 3, HANOI), "1", EIGHT) is None
