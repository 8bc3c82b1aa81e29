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


def shrunk(usual: timedelta, recent: list[timedelta]) -> Pace:
    """The recent pace, drawn towards the usual one as long as few have been seen (weight of `FEW` services)."""
    seen = len(recent)
    seconds = [took.total_seconds() for took in recent]
    prior = usual.total_seconds()
    mean = (FEW * prior + sum(seconds)) / (FEW + seen)
    variance = (FEW * (USUAL_SPREAD * prior) ** 2 + sum((s - mean) ** 2 for s in seconds)) / (FEW + seen)
    return Pace(timedelta(seconds=mean), timedelta(seconds=sqrt(variance)), seen)


def expected(ahead: int, counters: int, pace: Pace | None) -> Range | None:
    """The expected wait of somebody with `ahead` people before them in the lines of `counters` open counters.

    Model: the counters together end one service every mean ÷ counters; `ahead` such intervals and the rest of the one
    that runs must pass; their sum is taken as normal, and the middle 80 % of it is told, in whole minutes (rounded
    outwards). None when no counter is open or no pace is known: better no number than a wrong one.
    Literature: Whitt, "Predicting queueing delays", Management Science 45(6), 1999 (the queue-length predictor).
    """
    if counters < 1 or pace is None:
        return None
    if ahead < 1:
        return Range(timedelta(0), _whole_minutes_up(pace.mean / counters))
    mean = pace.mean * ahead / counters
    margin = pace.spread * (1.28 * sqrt(ahead) / counters)
    return Range(_MINUTE * int(max(mean - margin, timedelta(0)) / _MINUTE), _whole_minutes_up(mean + margin))


def _whole_minutes_up(span: timedelta) -> timedelta:
    return _MINUTE * ceil(span / _MINUTE)
