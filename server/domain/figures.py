"""How was it? Waiting, walking, handling, presence and satisfaction, counted from the legs of the visits.

The definitions, which the manager's pages show beside the figures:

- **Taken**: tickets issued. **Joined**: stays in a line, those who were passed on to it included.
- **Wait**: first call minus the start of waiting in that line, for legs that were called. No law defines it; the target
  of 15 minutes a visit by 2025 is of Decision 468/QĐ-TTg of 27 March 2021.
- **Walk**: start of the service minus the call that was answered; its target is a minute.
- **Handling**: finish minus start, for legs that ended in a service done or passed on; its target is the time that the
  office says is usual for the service.
- **Forgotten finish**: a service that nobody finished before the office closed, or that is said to have lasted longer
  than `LONGEST_SERVICE`. It says nothing about how long it took: it is left out of the handling, and counted.
- **Abandoned**: given back, or left over at the end of the day, without ever having been called.
- **Held, recalled**: how often somebody of this line was put aside, or called once more; what was taken back is not counted.
- **Median, p90, p95**: linear interpolation between the closest ranks (type 7 of Hyndman and Fan, "Sample quantiles in
  statistical packages", The American Statistician 50(4), 1996; what a spreadsheet's PERCENTILE.INC does).
- **Satisfied**: a score of 3 or 4 out of 4, as a share of the answers, with Wilson's 95 % interval (Journal of the
  American Statistical Association 22, 1927). Response rate: answers over tickets served.
- **Foretold**: of the waits that were told in the moment of taking the ticket (and that ended with a call), how many lay in
  the range of nine in ten (`kept`) and of five in ten (`kept_half`), rounded outwards to whole minutes as it was printed;
  `off` is how far the middle lay from the wait, either way.
- **Open, paused, busy**: see `server.domain.presence`. Occupancy: busy over open.

A span that runs backwards, because a clock was set back in between, is left out: it is not a measurement.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from math import ceil, sqrt
from statistics import NormalDist

from server.domain.estimate import Odds
from server.domain.presence import Marks, Spell, by_the_hour
from server.domain.ticket import Outcome, PriorityClass, State, Ticket

TARGET = timedelta(minutes=15)
"""Decision 468/QĐ-TTg: from 2025 a citizen waits at most 15 minutes."""

SATISFIED = 3
"""The lowest score that counts as satisfied: 4 very satisfied, 3 satisfied, 2 neutral, 1 not satisfied."""

FEWEST_RATINGS = 5
"""With fewer answers a clerk could be told who gave which: the rates of clerks and counters stay hidden."""

FEWEST_HANDLED = 10
"""Of fewer services one hard dossier makes the middle: how long a clerk takes stays hidden."""

WALK_TARGET = timedelta(minutes=1)
NEAR = timedelta(minutes=5)
"""An expected wait that is off by no more was near."""
LONGEST_SERVICE = timedelta(hours=3)
"""What is said to have lasted longer was not finished when it ended: somebody forgot to press the button."""

STEP = timedelta(minutes=10)
"""How often the line over the day is looked at."""

NO_PRIORITY = "normal"

_Z = NormalDist().inv_cdf(0.975)


class By(StrEnum):
    """What the figures can be split by."""

    SERVICE = "service"
    PROCEDURE = "procedure"
    COUNTER = "counter"
    CLERK = "clerk"
    HOUR = "hour"
    WEEKDAY = "weekday"
    DAY = "day"
    MONTH = "month"
    PRIORITY = "priority"
    CHANNEL = "channel"
    OFFICE = "office"


Cut = tuple[By, ...]
"""How the figures are split: by nothing, by one thing, or by two at once."""

Keys = tuple[str | None, ...]
"""What a row stands for: one key for each thing that the figures are split by."""

PERSONAL = (By.CLERK, By.COUNTER)
"""Split by these, a row may stand for one person."""


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
    ordinal: int = 0
    counter: str | None = None
    clerk: str | None = None
    priority: PriorityClass | None = None
    channel: str = "kiosk"
    procedure: str | None = None
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
        if self.state not in (State.DONE, State.TRANSFERRED) or self.forgotten:
            return None
        return _span(self.started_at, self.finished_at)

    @property
    def forgotten(self) -> bool:
        """A service that began and that nobody finished when it ended."""
        lasted = _span(self.started_at, self.finished_at)
        return lasted is not None and (self.state is State.EXPIRED or lasted > LONGEST_SERVICE)

    @property
    def abandoned(self) -> bool:
        return self.state in (State.CANCELLED, State.EXPIRED) and self.first_called_at is None


@dataclass(frozen=True, slots=True)
class Targets:
    """What is soon enough. `usual`: how long each service takes, as the office says."""

    wait: timedelta = TARGET
    walk: timedelta = WALK_TARGET
    usual: Mapping[str, timedelta] = field(default_factory=dict)

    def handling(self, service: str) -> timedelta:
        return self.usual.get(service, LONGEST_SERVICE)


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose figures these are: the office's code, its clock on the wall, and what it calls soon enough."""

    zone: tzinfo
    office: str = ""
    targets: Targets = field(default_factory=Targets)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds, over `count` measurements, and the share (0 to 1) that took no longer than
    the target; None when there are none.
    """

    count: int
    mean: float | None
    p50: float | None
    p90: float | None
    p95: float | None
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
class Desks:
    """What the counters did, in seconds of all of them together; None where a counter is not what is asked about."""

    open: float | None = None
    paused: float | None = None
    busy: float | None = None
    occupancy: float | None = None


@dataclass(frozen=True, slots=True)
class Foretold:
    """How the expected waits turned out; shares from 0 to 1, `off` in seconds. None where none was told."""

    count: int
    kept: float | None
    kept_half: float | None
    off: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one service, counter, hour …; issued tickets count where they began, the rest where they ended.

    `error`: by how much of itself a percentile may be off; 0 when every measurement was looked at.
    """

    key: str | None
    keys: Keys
    issued: int
    joined: int
    served: int
    no_show: int
    cancelled: int
    expired: int
    abandoned: int
    transferred: int
    holds: int
    recalls: int
    forgotten: int
    wait: Spread
    walk: Spread
    handle: Spread
    satisfaction: Satisfaction
    desks: Desks
    foretold: "Foretold"
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """The same part of two periods; None in the one that had nothing of it."""

    keys: Keys
    now: Row | None
    then: Row | None


@dataclass(slots=True)
class Sums:
    """Measurements added up. Two of them can be added, in any order."""

    count: int = 0
    total: timedelta = timedelta()
    within: int = 0
    values: list[timedelta] = field(default_factory=list)

    def add(self, measured: timedelta, target: timedelta) -> None:
        self.count += 1
        self.total += measured
        self.within += measured <= target
        self.values.append(measured)

    def add_all(self, other: "Sums") -> None:
        """What was measured elsewhere, one by one as well."""
        self.count += other.count
        self.total += other.total
        self.within += other.within
        self.values += other.values

    def hold_as(self, then: "Sums") -> None:
        """How many were within the target is what it was then, of the same measurements."""
        if self.count == then.count:
            self.within = then.within

    def quantiles(self, hundredths: Sequence[int]) -> list[float]:
        """The values that so many hundredths do not exceed, in seconds; there is at least one measurement."""
        ordered = sorted(self.values)
        return [_seconds(percentile(ordered, part)) for part in hundredths]

    def by_value(self) -> list[tuple[float, int]]:
        """Seconds, and how many took so long."""
        return sorted(Counter(_seconds(value) for value in self.values).items())


@dataclass(slots=True)
class Tally:
    """Everything that a row is made of, counted up."""

    issued: int = 0
    joined: int = 0
    served: int = 0
    no_show: int = 0
    cancelled: int = 0
    expired: int = 0
    abandoned: int = 0
    transferred: int = 0
    holds: int = 0
    recalls: int = 0
    forgotten: int = 0
    answers: int = 0
    satisfied: int = 0
    kept: int = 0
    kept_half: int = 0
    open: timedelta = timedelta()
    paused: timedelta = timedelta()
    busy: timedelta = timedelta()
    wait: Sums = field(default_factory=Sums)
    walk: Sums = field(default_factory=Sums)
    handle: Sums = field(default_factory=Sums)
    off: Sums = field(default_factory=Sums)


COUNTS = (
    "issued", "joined", "served", "no_show", "cancelled", "expired", "abandoned", "transferred", "holds", "recalls",
    "forgotten", "answers", "satisfied", "kept", "kept_half",
)  # fmt: skip
HIDDEN = ("answers", "satisfied", "kept", "kept_half")
"""Counts that are told as shares only."""
SPANS = ("open", "paused", "busy")
MEASURES = ("wait", "walk", "handle", "off")


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
    """The legs of one visit as facts, oldest first; of those in the book, `server.store.facts` reads the same."""
    last = len(ticket.legs) - 1
    return tuple(
        LegFact(
            ticket=ticket.id,
            number=ticket.number,
            day=ticket.office_day,
            service=leg.service,
            queued_at=leg.queued_at,
            state=leg.state,
            first=place == 0,
            last=place == last,
            ordinal=place,
            counter=leg.counter,
            clerk=leg.clerk,
            priority=ticket.priority,
            channel=ticket.channel,
            procedure=ticket.procedure,
            first_called_at=leg.first_called_at,
            called_at=leg.called_at,
            started_at=leg.started_at,
            finished_at=leg.finished_at,
            outcome=leg.outcome,
            score=score if place == last else None,
        )
        for place, leg in enumerate(ticket.legs)
    )


def total(facts: Iterable[LegFact], terms: Terms) -> Row:
    """Everything in one row, under the key `all`."""
    made = tallies(facts, (), terms)
    return row((), made.get((), Tally()))


def rows(facts: Iterable[LegFact], by: By, terms: Terms) -> list[Row]:
    """One row for every key that occurs, in the order of the keys; legs without one (never called) come last, as None."""
    return rows_of(tallies(facts, (by,), terms), (by,))


def rows_of(made: Mapping[Keys, Tally], cut: Cut, error: float = 0.0) -> list[Row]:
    """One row for every tally, in the order of the keys. Satisfaction that would tell who gave which answer is hidden, and
    so is how long a clerk takes who was measured too seldom.
    """
    told = [row(keys, made[keys], error) for keys in sorted(made, key=_in_order)]
    if By.CLERK in cut:
        told = [_untimed(one) for one in told]
    return [_discreet(one) for one in told] if set(cut) & set(PERSONAL) else told


def tallies(
    facts: Iterable[LegFact],
    cut: Cut,
    terms: Terms,
    marks: Marks | None = None,
    spells: Iterable[Spell] = (),
) -> dict[Keys, Tally]:
    """What these legs, and what happened to them meanwhile, come to: a tally for every key that occurs.

    Hours are those in which the citizen joined the line, on the office's clock ("08"), and those in which the counter
    was open; weekdays are ISO's, Monday "1"; months "2026-11".
    """
    made: dict[Keys, Tally] = {}
    keys_of, marks = [_KEYS[by] for by in cut], marks or Marks()
    for fact in facts:
        keys = tuple(key_of(fact, terms) for key_of in keys_of)
        if (tally := made.get(keys)) is None:
            tally = made[keys] = Tally()
        count(tally, fact, terms.targets, marks)
    for spell, keys in _spells_of(spells, cut, terms):
        spend(made.setdefault(keys, Tally()), spell)
    return made


def add(tally: Tally, other: Tally) -> None:
    """The other one too; a sketched one (`server.store.rollups`) only to a sketched one."""
    for name in (*COUNTS, *SPANS):
        setattr(tally, name, getattr(tally, name) + getattr(other, name))
    for name in MEASURES:
        getattr(tally, name).add_all(getattr(other, name))


def hold_as(tally: Tally, then: Tally) -> None:
    """The shares within the targets as they were when the same legs were added up: a day that is over is not judged anew by a
    target that came later, however few legs are asked for.
    """
    for name in MEASURES:
        getattr(tally, name).hold_as(getattr(then, name))


def spend(tally: Tally, spell: Spell) -> None:
    """The time that a counter did one thing."""
    setattr(tally, spell.doing, getattr(tally, spell.doing) + spell.lasted)


def row(keys: Keys, tally: Tally, error: float = 0.0) -> Row:
    """The tally as it is told."""
    return Row(
        key=keys[0] if keys else "all",
        keys=keys,
        **{name: getattr(tally, name) for name in COUNTS if name not in HIDDEN},
        wait=_spread(tally.wait),
        walk=_spread(tally.walk),
        handle=_spread(tally.handle),
        satisfaction=satisfaction(tally.satisfied, tally.answers, tally.served),
        desks=_desks(tally),
        foretold=Foretold(
            tally.off.count,
            _share(tally.kept, tally.off.count),
            _share(tally.kept_half, tally.off.count),
            _spread(tally.off),
        ),
        error=error,
    )


def count(tally: Tally, fact: LegFact, targets: Targets, marks: Marks) -> None:
    """One leg more, and what happened to it meanwhile."""
    state = fact.state
    tally.issued += fact.first
    tally.joined += 1
    tally.served += state is State.DONE
    tally.no_show += state is State.NO_SHOW
    tally.cancelled += state is State.CANCELLED
    tally.expired += state is State.EXPIRED
    tally.transferred += state is State.TRANSFERRED
    tally.abandoned += fact.abandoned
    tally.forgotten += fact.forgotten
    tally.holds += marks.holds.get((fact.ticket, fact.ordinal), 0)
    tally.recalls += marks.recalls.get((fact.ticket, fact.ordinal), 0)
    if fact.score is not None and state is State.DONE:
        tally.answers += 1
        tally.satisfied += fact.score >= SATISFIED
    if (wait := fact.wait) is not None:
        tally.wait.add(wait, targets.wait)
        if fact.first and (odds := marks.foretold.get(fact.ticket)) is not None:
            _hold_against(tally, odds, wait)
    if (walk := fact.walk) is not None:
        tally.walk.add(walk, targets.walk)
    if (handling := fact.handling) is not None:
        tally.handle.add(handling, targets.handling(fact.service))


def _hold_against(tally: Tally, odds: Odds, wait: timedelta) -> None:
    whole, half = odds.range(), odds.likely()
    tally.kept += whole.low <= wait <= whole.high
    tally.kept_half += half.low <= wait <= half.high
    tally.off.add(abs(timedelta(seconds=odds.middle) - wait), NEAR)


def _spells_of(spells: Iterable[Spell], cut: Cut, terms: Terms) -> Iterator[tuple[Spell, Keys]]:
    """The spells with their keys; none when a counter does nothing for what is asked about (a priority class, say)."""
    if not set(cut) <= _KEYS_OF_SPELLS.keys():
        return
    for spell in spells:
        for part in by_the_hour(spell, terms.zone) if By.HOUR in cut else (spell,):
            yield part, tuple(_KEYS_OF_SPELLS[by](part, terms) for by in cut)


def _desks(tally: Tally) -> Desks:
    if not (tally.open or tally.paused or tally.busy):
        return Desks()
    share = min(1.0, tally.busy / tally.open) if tally.open else None
    return Desks(_seconds(tally.open), _seconds(tally.paused), _seconds(tally.busy), share)


def board(facts: Iterable[LegFact], now: datetime, terms: Terms) -> Board:
    """The live board of the office day that these facts are of."""
    legs = list(facts)
    states = Counter(fact.state for fact in legs)
    return Board(
        now=now,
        waiting=states[State.WAITING],
        called=states[State.CALLED],
        serving=states[State.SERVING],
        held=states[State.HELD],
        longest_wait=_longest_wait(legs, now),
        target_seconds=int(terms.targets.wait.total_seconds()),
        total=total(legs, terms),
        line=line_over_the_day(legs, now),
        by_service=rows(legs, By.SERVICE, terms),
        by_counter=rows(legs, By.COUNTER, terms),
        by_hour=rows(legs, By.HOUR, terms),
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


def percentile(ordered: Sequence[timedelta], hundredths: int) -> timedelta:
    """The value that so many hundredths of the measurements do not exceed, by linear interpolation between the closest
    ranks. `ordered` rises and is not empty.
    """
    rank, rest = divmod((len(ordered) - 1) * hundredths, 100)
    if rest == 0:
        return ordered[rank]
    return ordered[rank] + (ordered[rank + 1] - ordered[rank]) * rest / 100


def wilson(satisfied: int, answers: int) -> tuple[float, float]:
    """Wilson's score interval for a share at 95 %: honest for few answers and at 0 and 100 %, where p ± 2σ is not."""
    share, slack = satisfied / answers, _Z**2 / answers
    middle = share + slack / 2
    half = sqrt(share * (1 - share) * slack + slack**2 / 4)
    return max(0.0, (middle - half) / (1 + slack)), min(1.0, (middle + half) / (1 + slack))


def satisfaction(satisfied: int, answers: int, served: int) -> Satisfaction:
    if not answers:
        return Satisfaction(None, None, None, 0, _share(0, served))
    low, high = wilson(satisfied, answers)
    return Satisfaction(satisfied / answers, low, high, answers, _share(answers, served))


def _spread(sums: Sums) -> Spread:
    """Mean and percentiles; exact to the microsecond, whatever the order."""
    if not sums.count:
        return Spread(0, None, None, None, None, None)
    p50, p90, p95 = sums.quantiles((50, 90, 95))
    return Spread(
        sums.count, _seconds(sums.total / sums.count), p50, p90, p95, _share(sums.within, sums.count)
    )


def _discreet(row: Row) -> Row:
    """The row without its rates when the answers are too few to hide who gave which."""
    told = row.satisfaction
    if told.answers >= FEWEST_RATINGS:
        return row
    return replace(row, satisfaction=Satisfaction(None, None, None, told.answers, told.response_rate))


def _untimed(row: Row) -> Row:
    """The row without the times of a clerk who served too few for them to mean anything."""
    return replace(row, walk=_if_enough(row.walk), handle=_if_enough(row.handle))


def _if_enough(spread: Spread) -> Spread:
    if spread.count >= FEWEST_HANDLED:
        return spread
    return Spread(spread.count, None, None, None, None, None)


def middle_range(sums: Sums) -> tuple[float, float] | None:
    """Between which of the measurements, in seconds, the median of many such lies with 95 % confidence; None of too few.

    By order statistics, whatever the distribution (Conover, "Practical Nonparametric Statistics", 1999, 3.2): the ranks
    are binomial, here by the normal approximation and in whole hundredths, rounded outwards.
    """
    if sums.count < FEWEST_HANDLED:
        return None
    away = ceil(50 * _Z / sqrt(sums.count))
    low, high = sums.quantiles((50 - away, 50 + away))
    return low, high


_KEYS: dict[By, Callable[[LegFact, Terms], str | None]] = {
    By.SERVICE: lambda fact, _terms: fact.service,
    By.PROCEDURE: lambda fact, _terms: fact.procedure,
    By.COUNTER: lambda fact, _terms: fact.counter,
    By.CLERK: lambda fact, _terms: fact.clerk,
    By.HOUR: lambda fact, terms: f"{fact.queued_at.astimezone(terms.zone).hour:02d}",
    By.WEEKDAY: lambda fact, _terms: weekday(fact.day),
    By.DAY: lambda fact, _terms: fact.day.isoformat(),
    By.MONTH: lambda fact, _terms: month(fact.day),
    By.PRIORITY: lambda fact, _terms: fact.priority or NO_PRIORITY,
    By.CHANNEL: lambda fact, _terms: fact.channel,
    By.OFFICE: lambda _fact, terms: terms.office,
}

_KEYS_OF_SPELLS: dict[By, Callable[[Spell, Terms], str | None]] = {
    By.COUNTER: lambda spell, _terms: spell.counter,
    By.CLERK: lambda spell, _terms: spell.clerk,
    By.HOUR: lambda spell, terms: f"{spell.begins.astimezone(terms.zone).hour:02d}",
    By.WEEKDAY: lambda spell, _terms: weekday(spell.day),
    By.DAY: lambda spell, _terms: spell.day.isoformat(),
    By.MONTH: lambda spell, _terms: month(spell.day),
    By.OFFICE: lambda _spell, terms: terms.office,
}


def weekday(day: date) -> str:
    return str(day.isoweekday())


def month(day: date) -> str:
    return f"{day:%Y-%m}"


def _in_order(keys: Keys) -> tuple[tuple[bool, int, str], ...]:
    """Counter 10 comes after counter 9, and what has no key at the end."""
    return tuple((key is None, len(key or "") if (key or "").isdigit() else 0, key or "") for key in keys)


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
