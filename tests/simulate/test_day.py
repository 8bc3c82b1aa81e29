"""A day as it is drawn, before anybody plays it."""

from collections import Counter
from datetime import date, timedelta
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.hours import opening
from server.simulate.day import Day, imagine, score
from server.simulate.rehearsal import ordinary, ordinary_day

MONDAY = date(2022, 10, 3)
SATURDAY = date(2022, 10, 8)
SUNDAY = date(2022, 10, 9)
NATIONAL_DAY = date(2022, 9, 2)
MANY = 3000


@pytest.fixture(scope="module")
def crowd() -> Day:
    """So many citizens that their shares are those that were asked for."""
    return imagine(ordinary(MANY), MONDAY, seed=7)


def test_the_same_seed_gives_the_same_day() -> None:
    assert ordinary_day(MONDAY, seed=5) == ordinary_day(MONDAY, seed=5)


def test_another_seed_or_date_gives_another_day() -> None:
    drawn = [
        ordinary_day(MONDAY, seed=5),
        ordinary_day(MONDAY, seed=6),
        ordinary_day(date(2022, 10, 4), seed=5),
    ]

    assert len({tuple(citizen.walks for citizen in day.citizens) for day in drawn}) == 3


def test_citizens_come_in_order_and_only_while_their_line_is_open(crowd: Day) -> None:
    shape = ordinary()
    windows = {kind.code: kind.windows for kind in shape.kinds}

    arrivals = [citizen.arrives for citizen in crowd.citizens]

    assert arrivals == sorted(arrivals)
    assert all(
        opening(windows[citizen.service], shape.calendar, citizen.arrives).open for citizen in crowd.citizens
    )


@pytest.mark.parametrize("day", [SUNDAY, NATIONAL_DAY])
def test_nobody_comes_when_the_office_is_closed(day: date) -> None:
    assert ordinary_day(day) == Day(day)


def test_on_saturday_they_come_to_the_police_and_in_the_morning() -> None:
    drawn = ordinary_day(SATURDAY)

    assert {citizen.service for citizen in drawn.citizens} == {"cu-tru"}
    assert {citizen.arrives.hour for citizen in drawn.citizens} <= {7, 8, 9, 10, 11}
    assert len(drawn.shifts) == 3


def test_clerks_sit_down_before_the_doors_open_and_stay_past_the_last_ticket() -> None:
    drawn = ordinary_day(MONDAY)

    assert {f"{shift.opens:%H}" for shift in drawn.shifts} <= {"07", "12", "13"}
    assert {f"{shift.closes:%H:%M}" for shift in drawn.shifts} == {"11:30", "16:45"}
    assert len(drawn.shifts) == 6


def test_the_crowd_is_as_the_shares_say(crowd: Day) -> None:
    came = crowd.citizens
    share = {
        "priority": sum(citizen.priority is not None for citizen in came) / MANY,
        "absent": sum(not citizen.comes for citizen in came) / MANY,
        "answers": sum(citizen.opinion is not None for citizen in came) / MANY,
        "sent on": sum(citizen.onward is not None for citizen in came) / MANY,
        "certified": sum(citizen.service == "chung-thuc" for citizen in came) / MANY,
    }

    expected = {"priority": 0.12, "absent": 0.04, "answers": 0.4, "sent on": 0.02, "certified": 0.26}
    assert share == pytest.approx(expected, abs=0.03)


def test_handling_takes_as_long_as_usual_on_the_whole(crowd: Day) -> None:
    usual = {kind.code: kind.usual for kind in ordinary().kinds}

    for code, span in usual.items():
        took = [citizen.handled / span for citizen in crowd.citizens if citizen.service == code]
        assert mean(took) == pytest.approx(1, abs=0.2)
        assert min(took) >= 0.19
        assert max(took) <= 5.01


def test_most_come_in_the_morning(crowd: Day) -> None:
    hours = Counter(citizen.arrives.hour for citizen in crowd.citizens)

    assert hours.most_common(1)[0][0] == 8
    assert hours[12] == 0


def test_nobody_is_sent_on_to_the_line_they_stand_in(crowd: Day) -> None:
    assert all(citizen.onward.service != citizen.service for citizen in crowd.citizens if citizen.onward)


def test_a_procedure_belongs_to_the_line_it_is_dealt_with_in(crowd: Day) -> None:
    procedures = {kind.code: {*kind.procedures, None} for kind in ordinary().kinds}

    assert all(citizen.procedure in procedures[citizen.service] for citizen in crowd.citizens)


@given(mood=st.floats(0, 1), short=st.integers(0, 180), more=st.integers(0, 180))
def test_of_two_equal_moods_the_one_that_waited_longer_is_never_the_happier(
    mood: float, short: int, more: int
) -> None:
    early, late = timedelta(minutes=short), timedelta(minutes=short + more)

    assert 1 <= score(mood, late) <= score(mood, early) <= 4
