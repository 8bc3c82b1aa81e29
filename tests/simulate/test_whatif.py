"""A day played again with something changed."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import msgspec
import pytest

from server.domain.calling import Policy
from server.domain.ticket import PriorityClass
from server.sample.offer import sample_offer
from server.simulate.day import Day, imagine
from server.simulate.order import Lived, Order
from server.simulate.paper import Floor, played
from server.simulate.rehearsal import ordinary
from server.simulate.whatif import Change, Stopped, band, compare, recommended, recorded, result_of

MONDAY = date(2022, 10, 3)


@pytest.fixture(scope="module")
def floor() -> Floor:
    return Floor({one.code: one.services for one in sample_offer().counters}, Policy())


@pytest.fixture(scope="module")
def busy() -> Day:
    """A Monday on which the line is long."""
    return imagine(ordinary(110), MONDAY, 3)


@pytest.fixture(scope="module")
def past(busy: Day, floor: Floor) -> Day:
    hands = played(busy, floor)
    return recorded(MONDAY, hands.facts(), hands.spells)


def test_a_recorded_day_played_again_is_much_as_it_was(busy: Day, past: Day, floor: Floor) -> None:
    was, again = result_of(played(busy, floor), busy), result_of(played(past, floor), past)

    assert again.citizens == was.citizens
    assert again.served == pytest.approx(was.served, abs=3)
    assert again.mean == pytest.approx(was.mean, rel=0.25)


def test_nothing_changed_makes_no_difference(past: Day, floor: Floor) -> None:
    told = compare([past], floor, Change(), runs=3)

    assert told.before == told.after
    assert all(one.low == one.mean == one.high == 0 for one in told.difference.values())


def test_a_wait_is_soon_enough_by_the_target_of_the_office(past: Day, floor: Floor) -> None:
    patient = replace(floor, target=timedelta(hours=9))

    assert result_of(played(past, patient), past).within == 1.0
    assert sum(recommended([past], patient, runs=1).counters.values()) < sum(
        recommended([past], floor, runs=1).counters.values()
    )


def test_without_counters_nobody_is_called_and_everybody_waits_to_the_end(past: Day, floor: Floor) -> None:
    told = compare([past], floor, Change(remove=tuple(floor.counters)), runs=1)

    assert told.after["served"].mean == 0
    assert told.after["within"].mean < told.before["within"].mean
    for measure in ("mean", "p50", "p90", "longest"):
        assert told.after[measure].mean > told.before[measure].mean


def test_another_counter_shortens_the_wait_for_sure(past: Day, floor: Floor) -> None:
    told = compare([past], floor, Change(add=1), runs=6)

    assert told.difference["mean"].high < 0
    assert told.after["within"].mean > told.before["within"].mean
    assert told.after["idle"].mean > told.before["idle"].mean


def test_a_counter_less_and_more_citizens_lengthen_it(past: Day, floor: Floor) -> None:
    fewer = compare([past], floor, Change(remove=("2",)), runs=4)
    more = compare([past], floor, Change(arrivals=1.5), runs=4)

    assert fewer.difference["mean"].low > 0
    assert more.difference["citizens"].mean == pytest.approx(0.5 * len(past.citizens), rel=0.3)
    assert more.difference["p90"].low > 0


def test_the_guard_decides_how_many_are_passed(past: Day, floor: Floor) -> None:
    urgent = replace(
        past,
        citizens=tuple(
            replace(one, priority=PriorityClass.ELDERLY if place % 2 else None)
            for place, one in enumerate(past.citizens)
        ),
    )
    strict = compare([urgent], floor, Change(guard_minutes=0), runs=2)

    assert strict.after["passed"].mean < strict.before["passed"].mean


def test_hours_of_a_counter_can_be_others(past: Day, floor: Floor) -> None:
    lunch = {
        "1": ((time(7, 30), time(17)),),
        "2": ((time(7, 30), time(17)),),
        "3": ((time(7, 30), time(17)),),
    }
    told = compare([past], floor, Change(hours=lunch), runs=2)

    assert told.after["idle"].mean > told.before["idle"].mean


def test_whoever_asked_hears_how_far_it_is_and_can_stop_it(past: Day, floor: Floor) -> None:
    heard: list[float] = []

    def told(done: float) -> bool:
        heard.append(done)
        return len(heard) < 3

    with pytest.raises(Stopped):
        compare([past], floor, Change(), runs=10, told=told)
    assert heard == [0.0, 0.1, 0.2]


def test_the_staffing_that_is_recommended_keeps_the_target_and_one_less_anywhere_does_not_help(
    past: Day, floor: Floor
) -> None:
    told = recommended([past], floor, runs=2)

    assert told.within.mean >= 0.9
    assert told.p90.mean <= 15
    assert min(told.counters.values()) >= 1
    assert sum(told.counters.values()) < 5 * len(told.counters)


def test_one_run_tells_no_interval_and_more_runs_one_that_holds_the_mean() -> None:
    assert band([4.0]).low == band([4.0]).high == 4
    several = band([3.0, 4.0, 5.0])
    assert several.low < 4 < several.high


def test_a_pause_is_a_pause_and_an_empty_noon_two_shifts(floor: Floor) -> None:
    hands = played(imagine(ordinary(36), MONDAY, 3), floor)
    day = recorded(MONDAY, hands.facts(), hands.spells)

    assert {shift.seat.counter for shift in day.shifts} == {"1", "2", "3"}
    assert any(shift.breaks for shift in day.shifts)
    assert all(shift.closes - shift.opens < timedelta(hours=7) for shift in day.shifts)
    assert isinstance(day.shifts[0].opens, datetime)


def test_the_program_ends_without_a_word_when_nobody_listens_any_more(busy: Day, floor: Floor) -> None:
    hands = played(busy, floor)
    lines = Order([], floor.counters, floor.policy, runs=200), Lived(MONDAY, hands.facts(), hands.spells)
    program = subprocess.Popen(
        [sys.executable, "-m", "server.simulate"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdin.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        program.stdin.close()

        first = msgspec.json.decode(program.stdout.readline())
        program.stdout.close()

        assert first == {"done": 0.0}
        assert program.stderr.read() == b""
    assert program.returncode == -signal.SIGPIPE
