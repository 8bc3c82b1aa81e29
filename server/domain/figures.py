"""How was the day? Waiting, walking, handling and satisfaction, counted from the legs of the visits.

The definitions, which the manager's page shows beside the figures:

- **Wait**: first call minus the start of waiting in that line, for legs that were called. No law defines it; the target
  of 15 minutes a visit by 2025 is of Decision 468/QĐ-TTg of 27 March 2021.
- **Walk**: start of the service minus the call that was answered.
- **Handling**: finish minus start, for legs that ended in a service done or passed on. A service that nobody finished
  before the office closed says nothing about how long it took.
- **Median and p90**: linear interpolation between the closest ranks (type 7 of Hyndman and Fan, "Sample quantiles in
  statistical packages", The American Statistician 50(4), 1996; what a spreadsheet's PERCENTILE.INC does).
- **Satisfied**: a score of 3 or 4 out of 4, as a share of the answers, with Wilson's 95 % interval (Journal of the
  American Statistical Association 22, 1927). Response rate: answers over tickets served.

A span that runs backwards, because a clock was set back in between, is left out: it is not a measurement.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from server.domain.ticket import Leg, Outcome, PriorityClass, State, Ticket

TARGET = timedelta(minutes=15)
"""Decision 468/QĐ-TTg: from 2025 a citizen waits at most 15 minutes."""

SATISFIED = 3
"""The lowest score that counts as satisfied: 4 very satisfied, 3 satisfied, 2 neutral, 1 not satisfied."""

FEWEST_RATINGS = 5
"""With fewer answers a clerk could be told who gave which: the rates of clerks and counters stay hidden."""

STEP = timedelta(minutes=10)
"""How often the line over the day is looked at."""

NO_PRIORITY = "normal"

_Z = NormalDist().inv_cdf(0.975)


class By(StrEnum):
    """What the figures can be split by."""

    SERVICE = "service"
    COUNTER = "counter"
    CLERK = "clerk"
    HOUR = "hour"
    WEEKDAY = "weekday"
    DAY = "day"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFact:
    """One stay in one line, with what is known of its visit; names and meanings are those of `Leg`.

    `first` and `last` tell where it stands in the visit; `score` is the rating of the visit, on its last leg only.
    """

    ticket: str
    number: str
    day: date
    service: str
    queued_at: datetime
    state: State
    first: bool = True
    last: bool = True
    counter: str | None = None
    clerk: str | None = None
    priority: PriorityClass | None = None
    channel: str = "kiosk"
    first_called_at: datetime | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    score: int | None = None

    @property
    def wait(self) -> timedelta | None:
        return _span(self.queued_at, self.first_called_at)

    @property
    def walk(self) -> timedelta | None:
        return _span(self.called_at, self.started_at)

    @property
    def handling(self) -> timedelta | None:
        if self.state not in (State.DONE, State.TRANSFERRED):
            return None
        return _span(self.started_at, self.finished_at)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds, over `count` measurements; None when there are none."""

    count: int
    mean: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class WaitSpread(Spread):
    """The same with the share, 0 to 1, that waited no longer than the target."""

    within_target: float | None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Shares from 0 to 1; `low` and `high` bound the rate with 95 % confidence. None where nothing can be said."""

    rate: float | None
    low: float | None
    high: float | None
    answers: int
    response_rate: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one service, counter, hour …; issued tickets count where they began, the rest where they ended."""

    key: str | None
    issued: int
    served: int
    no_show: int
    cancelled: int
    expired: int
    wait: WaitSpread
    walk: Spread
    handle: Spread
    satisfaction: Satisfaction


@dataclass(frozen=True, slots=True)
class Moment:
    """How many were in line at an instant, and at most from then until the next one."""

    at: datetime
    waiting: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The office now and its day so far; seconds and shares."""

    now: datetime
    waiting: int
    called: int
    serving: int
    held: int
    longest_wait: float | None
    target_seconds: int
    total: Row
    line: list[Moment]
    by_service: list[Row]
    by_counter: list[Row]
    by_hour: list[Row]


def facts_of(ticket: Ticket, score: int | None = None) -> tuple[LegFact, ...]:
    """The legs of one visit as facts, oldest first."""
    return tuple(_fact(ticket, leg, place, score) for place, leg in enumerate(ticket.legs, start=1))


def total(facts: Iterable[LegFact]) -> Row:
    """Everything in one row, under the key `all`."""
    return _row("all", _measured(facts))


def rows(facts: Iterable[LegFact], by: By, zone: tzinfo) -> list[Row]:
    """One row for every key that occurs, in the order of the keys; legs without one (never called) come last, as None.

    Hours are those in which the citizen joined the line, on the office's clock ("08"); weekdays are ISO's, Monday "1".
    """
    return _rows(_measured(facts), by, zone)


def _rows(measured: Iterable["_Measured"], by: By, zone: tzinfo) -> list[Row]:
    groups: dict[str | None, list[_Measured]] = {}
    key_of = _KEYS[by]
    for one in measured:
        groups.setdefault(key_of(one.fact, zone), []).append(one)
    made = [_row(key, groups[key]) for key in sorted(groups, key=_in_order)]
    return [_discreet(row) for row in made] if by in (By.CLERK, By.COUNTER) else made


def board(facts: Iterable[LegFact], now: datetime, zone: tzinfo) -> Board:
    """The live board of the office day that these facts are of."""
    legs = list(facts)
    measured, states = _measured(legs), Counter(fact.state for fact in legs)
    return Board(
        now=now,
        waiting=states[State.WAITING],
        called=states[State.CALLED],
        serving=states[State.SERVING],
        held=states[State.HELD],
        longest_wait=_longest_wait(legs, now),
        target_seconds=int(TARGET.total_seconds()),
        total=_row("all", measured),
        line=line_over_the_day(legs, now),
        by_service=_rows(measured, By.SERVICE, zone),
        by_counter=_rows(measured, By.COUNTER, zone),
        by_hour=_rows(measured, By.HOUR, zone),
    )


def line_over_the_day(facts: Sequence[LegFact], now: datetime) -> list[Moment]:
    """How many waited, at every step since the first citizen came, and now.

    From joining the line to the first call, or to leaving it uncalled. Who was put aside uncalled is not in it: when
    that was is not on the leg.
    """
    in_line = [fact for fact in facts if fact.first_called_at or fact.state is not State.HELD]
    first = min((fact.queued_at for fact in in_line), default=now)
    came = sorted(fact.queued_at.timestamp() for fact in in_line)
    left = sorted(gone.timestamp() for fact in in_line if (gone := fact.first_called_at or fact.finished_at))
    waiting = sum(fact.state is State.WAITING for fact in facts)
    return [*(_moment(came, left, at) for at in _steps(first, now)), Moment(now, waiting, waiting)]


def percentile(ordered: Sequence[timedelta], tenths: int) -> timedelta:
    """The value that `tenths` tenths of the measurements do not exceed, by linear interpolation between the closest ranks.

    `ordered` rises and is not empty.
    """
    rank, rest = divmod((len(ordered) - 1) * tenths, 10)
    if rest == 0:
        return ordered[rank]
    return ordered[rank] + (ordered[rank + 1] - ordered[rank]) * rest / 10


def wilson(satisfied: int, answers: int) -> tuple[float, float]:
    """Wilson's score interval for a share at 95 %: honest for few answers and at 0 and 100 %, where p ± 2σ is not."""
    share, slack = satisfied / answers, _Z**2 / answers
    middle = share + slack / 2
    half = sqrt(share * (1 - share) * slack + slack**2 / 4)
    return max(0.0, (middle - half) / (1 + slack)), min(1.0, (middle + half) / (1 + slack))


def spread(measured: Iterable[timedelta]) -> Spread:
    """Mean, median and p90; exact to the microsecond, whatever the order."""
    ordered = sorted(measured)
    if not ordered:
        return Spread(0, None, None, None)
    mean = sum(ordered, timedelta()) / len(ordered)
    return Spread(len(ordered), *map(_seconds, (mean, percentile(ordered, 5), percentile(ordered, 9))))


def wait_spread(measured: Iterable[timedelta]) -> WaitSpread:
    waits = list(measured)
    of_all = spread(waits)
    met = sum(wait <= TARGET for wait in waits)
    return WaitSpread(of_all.count, of_all.mean, of_all.p50, of_all.p90, _share(met, len(waits)))


def satisfaction(scores: Iterable[int], served: int) -> Satisfaction:
    given = list(scores)
    if not given:
        return Satisfaction(None, None, None, 0, _share(0, served))
    satisfied = sum(score >= SATISFIED for score in given)
    low, high = wilson(satisfied, len(given))
    return Satisfaction(satisfied / len(given), low, high, len(given), _share(len(given), served))


def _fact(ticket: Ticket, leg: Leg, place: int, score: int | None) -> LegFact:
    last = place == len(ticket.legs)
    return LegFact(
        ticket=ticket.id,
        number=ticket.number,
        day=ticket.office_day,
        service=leg.service,
        queued_at=leg.queued_at,
        state=leg.state,
        first=place == 1,
        last=last,
        counter=leg.counter,
        clerk=leg.clerk,
        priority=ticket.priority,
        channel=ticket.channel,
        first_called_at=leg.first_called_at,
        called_at=leg.called_at,
        started_at=leg.started_at,
        finished_at=leg.finished_at,
        outcome=leg.outcome,
        score=score if last else None,
    )


class _Measured(NamedTuple):
    """A leg with its spans: each is asked for once for every way in which the figures are split."""

    fact: LegFact
    wait: timedelta | None
    walk: timedelta | None
    handling: timedelta | None


def _measured(facts: Iterable[LegFact]) -> list[_Measured]:
    return [_Measured(fact, fact.wait, fact.walk, fact.handling) for fact in facts]


def _row(key: str | None, legs: list[_Measured]) -> Row:
    states = Counter(leg.fact.state for leg in legs)
    served = states[State.DONE]
    scores = [leg.fact.score for leg in legs if leg.fact.score is not None and leg.fact.state is State.DONE]
    return Row(
        key=key,
        issued=sum(leg.fact.first for leg in legs),
        served=served,
        no_show=states[State.NO_SHOW],
        cancelled=states[State.CANCELLED],
        expired=states[State.EXPIRED],
        wait=wait_spread(leg.wait for leg in legs if leg.wait is not None),
        walk=spread(leg.walk for leg in legs if leg.walk is not None),
        handle=spread(leg.handling for leg in legs if leg.handling is not None),
        satisfaction=satisfaction(scores, served),
    )


def _discreet(row: Row) -> Row:
    """The row without its rates when the answers are too few to hide who gave which."""
    told = row.satisfaction
    if told.answers >= FEWEST_RATINGS:
        return row
    return replace(row, satisfaction=Satisfaction(None, None, None, told.answers, told.response_rate))


_KEYS: dict[By, Callable[[LegFact, tzinfo], str | None]] = {
    By.SERVICE: lambda fact, _zone: fact.service,
    By.COUNTER: lambda fact, _zone: fact.counter,
    By.CLERK: lambda fact, _zone: fact.clerk,
    By.HOUR: lambda fact, zone: f"{fact.queued_at.astimezone(zone).hour:02d}",
    By.WEEKDAY: lambda fact, _zone: str(fact.day.isoweekday()),
    By.DAY: lambda fact, _zone: fact.day.isoformat(),
    By.PRIORITY: lambda fact, _zone: fact.priority or NO_PRIORITY,
}


def _in_order(key: str | None) -> tuple[bool, int, str]:
    """Counter 10 comes after counter 9, and what has no key at the end."""
    return (key is None, len(key or "") if (key or "").isdigit() else 0, key or "")


def _longest_wait(facts: Iterable[LegFact], now: datetime) -> float | None:
    waiting = (fact for fact in facts if fact.state is State.WAITING and not fact.first_called_at)
    return max((_seconds(now - fact.queued_at) for fact in waiting), default=None)


def _moment(came: Sequence[float], left: Sequence[float], at: datetime) -> Moment:
    """The line is longest when somebody has just joined it. Instants are seconds: they are compared a thousand times."""
    begun = at.timestamp()
    joined = came[bisect_right(came, begun) : bisect_left(came, begun + STEP.total_seconds())]
    waiting = [bisect_right(came, instant) - bisect_right(left, instant) for instant in (begun, *joined)]
    return Moment(at, waiting[0], max(waiting))


def _steps(first: datetime, now: datetime) -> Iterator[datetime]:
    """The round steps of the clock from just before the first arrival until now."""
    hour = first.replace(minute=0, second=0, microsecond=0)
    at = hour + (first - hour) // STEP * STEP
    while at < now:
        yield at
        at += STEP


def _span(earlier: datetime | None, later: datetime | None) -> timedelta | None:
    if earlier is None or later is None or later < earlier:
        return None
    return later - earlier


def _seconds(span: timedelta) -> float:
    return span.total_seconds()


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
