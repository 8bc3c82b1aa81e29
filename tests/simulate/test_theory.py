"""The play against queueing theory: where the mean wait is known to a formula, it is within the play's own interval."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import factorial, sqrt
from statistics import fmean, stdev

import pytest

from server.domain.calling import Policy
from server.domain.ticket import PriorityClass
from server.simulate.day import Citizen, Day, Seat, Shift
from server.simulate.paper import Floor, PaperHands, played

MONDAY = date(2022, 10, 3)
START = datetime(2022, 10, 3, tzinfo=UTC)
NOTHING = timedelta()
ALL_YEAR = timedelta(days=400)
CITIZENS, WARM_UP, BATCHES = 9_000, 600, 24
T_99_9 = 3.77
"""Student's t, 23 degrees of freedom."""

SERVICE, FAST = 300.0, Policy(in_a_row=10**9, guard=timedelta(days=400))


def day(
    rate: float, length: Callable[[random.Random], float], counters: int, priority: float = 0.0, seed: int = 7
) -> PaperHands:
    """Poisson arrivals, `rate` a second; nobody walks, nobody leaves."""
    chance = random.Random(seed)  # noqa: S311  a story, not a secret
    at, people = START, []
    for _ in range(CITIZENS):
        at += timedelta(seconds=chance.expovariate(rate))
        urgent = PriorityClass.ELDERLY if chance.random() < priority else None
        people.append(Citizen(at, "a", NOTHING, timedelta(seconds=length(chance)), NOTHING, priority=urgent))
    seats = [Seat(str(one), str(one)) for one in range(counters)]
    shifts = tuple(Shift(seat, START, START + ALL_YEAR) for seat in seats)
    return played(Day(MONDAY, tuple(people), shifts), Floor({seat.counter: {"a": 1} for seat in seats}, FAST))


def waits(hands: PaperHands, *, urgent: bool | None = None) -> list[float]:
    facts = sorted(hands.facts(), key=lambda fact: fact.queued_at)[WARM_UP:]
    chosen = (fact for fact in facts if urgent is None or (fact.priority is not None) is urgent)
    return [fact.wait.total_seconds() for fact in chosen if fact.wait is not None]


def assert_within(measured: list[float], theory: float) -> None:
    """The theory lies in the 99.9 % interval of the mean by batches, and the interval is narrow enough to say something."""
    size = len(measured) // BATCHES
    means = [fmean(measured[place * size : (place + 1) * size]) for place in range(BATCHES)]
    half = T_99_9 * stdev(means) / sqrt(BATCHES)

    assert abs(fmean(means) - theory) <= half
    assert half < 0.5 * theory


def erlang_c(counters: int, load: float) -> float:
    """The chance of having to wait."""
    last = load**counters / factorial(counters) * counters / (counters - load)
    return last / (sum(load**place / factorial(place) for place in range(counters)) + last)


@pytest.mark.parametrize("load", [0.5, 0.7])
def test_one_counter_with_memoryless_services(load: float) -> None:
    hands = day(load / SERVICE, lambda chance: chance.expovariate(1 / SERVICE), 1)

    assert_within(waits(hands), load / (1 - load) * SERVICE)


@pytest.mark.parametrize("counters", [2, 5])
def test_several_counters_as_erlang_has_them(counters: int) -> None:
    load = 0.8 * counters
    hands = day(load / SERVICE, lambda chance: chance.expovariate(1 / SERVICE), counters)

    assert_within(waits(hands), erlang_c(counters, load) * SERVICE / (counters - load))


@pytest.mark.parametrize(
    ("length", "squared_variation"),
    [
        (lambda _: SERVICE, 0.0),
        (lambda chance: chance.uniform(0, 2 * SERVICE), 1 / 3),
        (lambda chance: chance.choice((0.4, 1.6)) * SERVICE, 0.36),
    ],
    ids=["always as long", "uniform", "short or long"],
)
def test_services_of_any_length_as_pollaczek_and_khinchine_have_them(
    length: Callable[[random.Random], float], squared_variation: float
) -> None:
    load = 0.7
    hands = day(load / SERVICE, length, 1)

    assert_within(waits(hands), load * SERVICE * (1 + squared_variation) / (2 * (1 - load)))


def test_two_classes_as_cobham_has_them() -> None:
    load, share = 0.7, 0.3
    hands = day(load / SERVICE, lambda chance: chance.expovariate(1 / SERVICE), 1, share)

    rest = load * SERVICE  # what is left of the service that runs: ρ E[S²] / 2 E[S], with E[S²] = 2 E[S]²
    urgent = rest / (1 - load * share)
    assert_within(waits(hands, urgent=True), urgent)
    assert_within(waits(hands, urgent=False), urgent / (1 - load))
