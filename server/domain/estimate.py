"""How long will it be? A range, or an honest "don't know"."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil, sqrt

FEW = 5
USUAL_SPREAD = 0.6
"""How much service times spread around their mean until seen otherwise, as a share of it: less than the 1 of an
exponential time, since every service has its steps. An assumption; what is seen replaces it."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long services of one kind take: mean and spread of the recent ones, and how many they are."""

    mean: timedelta
    spread: timedelta
    seen: int


@dataclass(frozen=True, slots=True)
class Range:
    """A wait between `low` and `high`."""

    low: timedelta
    high: timedelta


@dataclass(frozen=True, slots=True)
class Odds:
    """When somebody will be called, in seconds from now: points of 5, 25, 50, 75 and 95 %."""

    points: tuple[float, float, float, float, float]

    @property
    def middle(self) -> float:
        return self.points[2]

    def later(self, seconds: float) -> "Odds":
        """The same, so many seconds later (or earlier), never before now."""
        low, q1, middle, q3, high = (max(0.0, point + seconds) for point in self.points)
        return Odds((low, q1, middle, q3, high))

    def range(self) -> Range:
        """The middle 90 %, in whole minutes, rounded outwards."""
        return Range(_MINUTE * (self.points[0] // 60), _whole_minutes_up(timedelta(seconds=self.points[4])))

    def likely(self) -> Range:
        """The middle half, in whole minutes, rounded outwards."""
        return Range(_MINUTE * (self.points[1] // 60), _whole_minutes_up(timedelta(seconds=self.points[3])))


def shrunk(usual: timedelta, recent: list[timedelta]) -> Pace:
    """The recent pace, drawn towards the usual one as long as few have been seen (weight of `FEW` services)."""
    seen = len(recent)
    seconds = [took.total_seconds() for took in recent]
    prior = usual.total_seconds()
    mean = (FEW * prior + sum(seconds)) / (FEW + seen)
    variance = (FEW * (USUAL_SPREAD * prior) ** 2 + sum((s - mean) ** 2 for s in seconds)) / (FEW + seen)
    return Pace(timedelta(seconds=mean), timedelta(seconds=sqrt(variance)), seen)


def at_once(walk: timedelta) -> Odds:
    """The wait of somebody for whom a counter is free: they are called before they could have walked there."""
    seconds = walk.total_seconds()
    return Odds((0.0, 0.0, seconds / 2, seconds, seconds))


def expected(ahead: int, counters: int, pace: Pace | None) -> Odds | None:
    """The expected wait of somebody with `ahead` people before them in the lines of `counters` open counters, for as long
    as `server.domain.forecast` has not looked at the line.

    Model: the counters together end one service every mean ÷ counters; `ahead` such intervals and the rest of the one
    that runs must pass; their sum is taken as normal. None when no counter is open or no pace is known: better no number
    than a wrong one.
    Literature: Whitt, "Predicting queueing delays", Management Science 45(6), 1999 (the queue-length predictor).
    """
    if counters < 1 or pace is None:
        return None
    one = (pace.mean / counters).total_seconds()
    if ahead < 1:
        return Odds((0.0, one / 4, one / 2, one * 3 / 4, one))
    margin = pace.spread.total_seconds() * sqrt(ahead) / counters
    low, q1, middle, q3, high = (
        max(0.0, one * ahead + margin * far) for far in (-1.64, -0.67, 0.0, 0.67, 1.64)
    )
    return Odds((low, q1, middle, q3, high))


def _whole_minutes_up(span: timedelta) -> timedelta:
    return _MINUTE * ceil(span / _MINUTE)
