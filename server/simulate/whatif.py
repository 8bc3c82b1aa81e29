"""What if? A day that was, or one to come, played again with something changed, by the very rules that run live.

Each run plays the day twice, as it was and as it would be, with the same citizens, the same errands and the same lengths
of service: what differs comes from the change alone (common random numbers; Law, "Simulation Modeling and Analysis",
ch. 11). The first run of a recorded day is the day itself; in the others each citizen comes a few minutes earlier or
later and takes as long as some citizen of the same service took. Bands are 95 % intervals of the mean over the runs.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from math import sqrt
from statistics import NormalDist, fmean, stdev

from server.domain.calling import Policy
from server.domain.counter import PauseReason
from server.domain.figures import LegFact, percentile
from server.domain.habits import BREATH, WALK
from server.domain.presence import Doing, Spell
from server.domain.ticket import State
from server.simulate.day import Break, Citizen, Day, Onward, Seat, Shift
from server.simulate.paper import Floor, PaperHands, played

JITTER_SECONDS = 420.0
A_PAUSE = timedelta(minutes=45)
"""A counter that was away for longer had ended its shift."""
SHARE = 0.9
AN_HOUR = timedelta(hours=1)
GROWING = 0.7
"""The share of the work that finds counters enough; the rest takes away those that are too many."""


class Stopped(Exception):
    """Whoever asked does not want the answer any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would be different. `add`: so many counters more, which serve what `like` serves (everything when None), as long
    as any counter is open. `hours`: counter -> stretches of the day; `arrivals`: how many times as many citizens.
    """

    add: int = 0
    like: str | None = None
    remove: tuple[str, ...] = ()
    skills: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    hours: Mapping[str, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    in_a_row: int | None = None
    guard_minutes: float | None = None
    arrivals: float = 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """One day as it went: waits in minutes, shares, counts. Whoever is left over when the day ends waited until then: of
    fewer counters it would else be told that nobody waits. `passed`: citizens whom somebody who came later went before,
    and at most how often one of them; `overtime`: minutes that counters worked past their hours.
    """

    citizens: int
    served: int
    left: int
    mean: float
    p50: float
    p90: float
    within: float
    longest: float
    passed: int
    passed_most: int
    overtime: float
    idle: float


MEASURES = tuple(Result.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Band:
    """A mean over the runs, and where it lies with 95 % confidence."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Before and after, and by how much they differ, of every measure."""

    runs: int
    before: dict[str, Band]
    after: dict[str, Band]
    difference: dict[str, Band]


@dataclass(frozen=True, slots=True)
class Staffing:
    """So many counters in each hour, and the result they give."""

    counters: dict[int, int]
    p90: Band
    within: Band


def recorded(day: date, facts: Sequence[LegFact], spells: Sequence[Spell]) -> Day:
    """A day that is over as a plan: who came when and for what, how long it took, and when counters were open."""
    by_ticket: dict[str, list[LegFact]] = defaultdict(list)
    for fact in facts:
        by_ticket[fact.ticket].append(fact)
    lengths = _lengths(facts)
    people = [_citizen(legs, lengths) for legs in by_ticket.values()]
    return Day(day, tuple(sorted(people, key=lambda one: one.arrives)), tuple(_shifts(spells)))


def _lengths(facts: Iterable[LegFact]) -> dict[str, list[timedelta]]:
    found: dict[str, list[timedelta]] = defaultdict(list)
    for fact in facts:
        if fact.handling is not None:
            found[fact.service].append(fact.handling)
    return found


def _citizen(legs: Sequence[LegFact], lengths: Mapping[str, Sequence[timedelta]]) -> Citizen:
    """As the visit went; of what was not seen, half of the others of the service took longer and half shorter."""
    first, last = legs[0], legs[-1]
    onward = None
    if len(legs) > 1:
        onward = Onward(last.service, last.handling or _middle(lengths.get(last.service, ())))
    gone = first.finished_at - first.queued_at if first.abandoned and first.finished_at else None
    return Citizen(
        arrives=first.queued_at,
        service=first.service,
        walks=first.walk if first.walk is not None else timedelta(seconds=WALK),
        handled=first.handling or _middle(lengths.get(first.service, ())),
        breath=timedelta(seconds=BREATH),
        procedure=first.procedure,
        priority=first.priority,
        comes=last.state is not State.NO_SHOW,
        patience=gone if first.state is State.CANCELLED else None,
        onward=onward,
    )


def _middle(lengths: Sequence[timedelta]) -> timedelta:
    return percentile(sorted(lengths), 50) if lengths else timedelta(minutes=8)


def _shifts(spells: Iterable[Spell]) -> Iterator[Shift]:
    manned: dict[str, list[Spell]] = defaultdict(list)
    for spell in sorted(spells, key=lambda one: one.begins):
        if spell.doing is not Doing.BUSY:
            manned[spell.counter].append(spell)
    for counter, parts in manned.items():
        for stretch in _stretches(parts):
            seat = Seat(counter, stretch[0].clerk or counter)
            breaks = [
                Break(one.begins, one.lasted, PauseReason.BREAK)
                for one in stretch
                if one.doing is Doing.PAUSED
            ]
            yield Shift(seat, stretch[0].begins, stretch[-1].ends, tuple(breaks))


def _stretches(parts: Sequence[Spell]) -> list[list[Spell]]:
    found: list[list[Spell]] = []
    for spell in parts:
        long_pause = spell.doing is Doing.PAUSED and spell.lasted > A_PAUSE
        if long_pause:
            continue
        if found and spell.begins - found[-1][-1].ends <= A_PAUSE:
            found[-1].append(spell)
        else:
            found.append([spell])
    return found


def compare(
    days: Sequence[Day],
    floor: Floor,
    change: Change,
    runs: int = 20,
    told: Callable[[float], bool] = lambda _: True,
) -> Comparison:
    """These days as they were and as they would be. `told` hears how far it has come (0 to 1); Stopped when it says no."""
    before: list[Result] = []
    after: list[Result] = []
    plays = [(run, day) for run in range(runs) for day in days]
    for number, (run, day) in enumerate(plays):
        _go_on(told, number / len(plays))
        chance = random.Random(f"{run} {day.office_day}")  # noqa: S311  a story, not a secret
        drawn = day if run == 0 else varied(day, chance)
        other_floor, other_day = changed(floor, drawn, change, chance)
        closes = max((shift.closes for shift in drawn.shifts), default=None)
        before.append(result_of(played(drawn, floor), drawn))
        after.append(result_of(played(other_day, other_floor), other_day, closes))
    told(1.0)
    apart = {
        name: [getattr(b, name) - getattr(a, name) for a, b in zip(before, after, strict=True)]
        for name in MEASURES
    }
    return Comparison(
        runs, bands(before), bands(after), {name: band(values) for name, values in apart.items()}
    )


def _go_on(told: Callable[[float], bool], done: float) -> None:
    """Tells how far it has come; Stopped when nobody wants to hear more."""
    if not told(done):
        raise Stopped


def varied(day: Day, chance: random.Random) -> Day:
    """Such a day, but not this one."""
    lengths: dict[str, list[timedelta]] = defaultdict(list)
    for citizen in day.citizens:
        lengths[citizen.service].append(citizen.handled)
    people = [
        replace(
            citizen,
            arrives=citizen.arrives + timedelta(seconds=chance.uniform(-JITTER_SECONDS, JITTER_SECONDS)),
            handled=chance.choice(lengths[citizen.service]),
        )
        for citizen in day.citizens
    ]
    return replace(day, citizens=tuple(sorted(people, key=lambda one: one.arrives)))


def changed(floor: Floor, day: Day, change: Change, chance: random.Random) -> tuple[Floor, Day]:
    """The office and its day with the change."""
    counters = {code: dict(served) for code, served in floor.counters.items() if code not in change.remove}
    counters |= {code: dict(served) for code, served in change.skills.items() if code in counters}
    shifts = [shift for shift in day.shifts if shift.seat.counter in counters]
    every = {service: 1 for served in floor.counters.values() for service in served}
    for number in range(1, change.add + 1):
        code = f"+{number}"
        counters[code] = dict(floor.counters[change.like]) if change.like else every
        shifts += [replace(one, seat=Seat(code, code)) for one in _longest(day.shifts)]
    shifts = [shift for shift in shifts if shift.seat.counter not in change.hours]
    for counter, stretches in change.hours.items():
        shifts += [_shift(day, counter, *stretch) for stretch in stretches if counter in counters]
    policy = Policy(
        floor.policy.in_a_row if change.in_a_row is None else change.in_a_row,
        floor.policy.guard if change.guard_minutes is None else timedelta(minutes=change.guard_minutes),
        floor.policy.early,
    )
    people = tuple(_as_many(day.citizens, change.arrivals, chance))
    return replace(floor, counters=counters, policy=policy), replace(
        day, citizens=people, shifts=tuple(shifts)
    )


def _longest(shifts: Sequence[Shift]) -> list[Shift]:
    """The shifts of the counter that is open longest, without its pauses."""
    total: dict[str, timedelta] = defaultdict(timedelta)
    for shift in shifts:
        total[shift.seat.counter] += shift.closes - shift.opens
    longest = max(total, key=lambda code: total[code], default=None)
    return [replace(shift, breaks=()) for shift in shifts if shift.seat.counter == longest]


def _shift(day: Day, counter: str, opens: time, closes: time) -> Shift:
    zone = day.citizens[0].arrives.tzinfo if day.citizens else None
    begins, ends = (datetime.combine(day.office_day, at, zone) for at in (opens, closes))
    return Shift(Seat(counter, counter), begins, ends)


def _as_many(citizens: Sequence[Citizen], times: float, chance: random.Random) -> Iterator[Citizen]:
    """Each as often as that: 1.3 is everybody once, and three in ten a second time."""
    for citizen in citizens:
        for _ in range(int(times) + (chance.random() < times % 1)):
            yield citizen


def result_of(hands: PaperHands, day: Day, closes: datetime | None = None) -> Result:
    """How a played day went. `closes`: when it is over at the earliest, whether a counter is open or not."""
    facts = hands.facts()
    ends = [hands.clock.now, *(shift.closes for shift in day.shifts), *([closes] if closes else [])]
    waits = sorted(wait for fact in facts if (wait := _waited(fact, max(ends))) is not None)
    fair = hands.onlooker.fairness()
    manned = sum((one.lasted for one in hands.spells if one.doing is Doing.OPEN), timedelta())
    stays = ((fact.first_called_at, fact.finished_at) for fact in facts if fact.counter)
    busy = sum((end - begin for begin, end in stays if begin and end), timedelta())
    minute = timedelta(minutes=1)
    return Result(
        len(day.citizens),
        sum(fact.state is State.DONE for fact in facts),
        sum(fact.abandoned for fact in facts),
        sum(waits, timedelta()) / minute / len(waits) if waits else 0.0,
        percentile(waits, 50) / minute if waits else 0.0,
        percentile(waits, 90) / minute if waits else 0.0,
        sum(wait <= hands.floor.target for wait in waits) / len(waits) if waits else 1.0,
        waits[-1] / minute if waits else 0.0,
        fair.passed,
        fair.most,
        _overtime(hands, day) / minute,
        1 - min(1.0, busy / manned) if manned else 0.0,
    )


def _waited(fact: LegFact, until: datetime) -> timedelta | None:
    """Up to the first call; of whoever is left over up to the end; None of those who gave their number back."""
    if fact.wait is None and fact.state is State.EXPIRED:
        return until - fact.queued_at
    return fact.wait


def _overtime(hands: PaperHands, day: Day) -> timedelta:
    """What counters worked after their shifts were over."""
    ends: dict[str, datetime] = {}
    for shift in day.shifts:
        code = shift.seat.counter
        ends[code] = max(ends.get(code, shift.closes), shift.closes)
    late = (
        max(timedelta(), one.ends - max(one.begins, ends[one.counter]))
        for one in hands.spells
        if one.counter in ends
    )
    return sum(late, timedelta())


def bands(results: Sequence[Result]) -> dict[str, Band]:
    return {name: band([float(getattr(one, name)) for one in results]) for name in MEASURES}


def band(values: Sequence[float]) -> Band:
    """The mean with its 95 % interval; with one run nothing is known of how sure it is."""
    mean = fmean(values)
    half = NormalDist().inv_cdf(0.975) * stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
    return Band(mean, mean - half, mean + half)


def recommended(
    days: Sequence[Day],
    floor: Floor,
    runs: int = 3,
    most: int = 100,
    told: Callable[[float], bool] = lambda _: True,
) -> Staffing:
    """The fewest counters in each hour with which nine in ten wait no longer than the target.

    One counter more in the hour whose citizens wait longest beyond it (or in the hour before, where the line began to
    grow), until all hours keep it; then one less wherever that does no harm. Each counter serves every line.
    """
    drawn = [varied(day, random.Random(f"{run} {day.office_day}")) for run in range(runs) for day in days]  # noqa: S311
    hours = sorted({one.arrives.hour for day in drawn for one in day.citizens})
    need = dict.fromkeys([*hours, hours[-1] + 1], 1)
    waits = _hourly(drawn, floor, need)
    far = _excess(waits, floor.target)
    while (worst := _worst(waits, floor.target)) is not None and sum(need.values()) < most * len(need):
        _go_on(told, GROWING * (1 - min(1.0, _excess(waits, floor.target) / far)))
        choices = [hour for hour in (worst, worst - 1) if hour in need]
        tried = {hour: _hourly(drawn, floor, {**need, hour: need[hour] + 1}) for hour in choices}
        best = min(choices, key=lambda hour: _excess(tried[hour], floor.target))
        need[best] += 1
        waits = tried[best]
    for place, hour in enumerate(sorted(need, key=lambda one: -need[one])):
        while need[hour] > 1:
            _go_on(told, GROWING + (1 - GROWING) * place / len(need))
            fewer = {**need, hour: need[hour] - 1}
            if _worst(_hourly(drawn, floor, fewer), floor.target) is not None:
                break
            need = fewer
    kept = [
        result_of(played(day, other), day) for other, day in (_staffed(floor, one, need) for one in drawn)
    ]
    told(1.0)
    return Staffing(need, band([one.p90 for one in kept]), band([one.within for one in kept]))


def opened(days: Sequence[Day]) -> dict[int, float]:
    """How many counters were open in each hour, on an average of these days; somebody came on each."""
    total: dict[int, timedelta] = defaultdict(timedelta)
    for day in days:
        zone = day.citizens[0].arrives.tzinfo
        for shift in day.shifts:
            hour = shift.opens.astimezone(zone).replace(minute=0, second=0, microsecond=0)
            while hour < shift.closes:
                total[hour.hour] += min(shift.closes, hour + AN_HOUR) - max(shift.opens, hour)
                hour += AN_HOUR
    return {hour: lasted / AN_HOUR / len(days) for hour, lasted in total.items()}


def _staffed(floor: Floor, day: Day, need: Mapping[int, int]) -> tuple[Floor, Day]:
    every = {service: 1 for served in floor.counters.values() for service in served}
    midnight = datetime.combine(day.office_day, time(), day.citizens[0].arrives.tzinfo)
    shifts = []
    for number in range(1, max(need.values()) + 1):
        seat = Seat(str(number), str(number))
        shifts += [
            Shift(seat, midnight + hour * AN_HOUR, midnight + (hour + 1) * AN_HOUR, sharp=hour != max(need))
            for hour, counters in need.items()
            if counters >= number
        ]
    counters = {str(number): every for number in range(1, max(need.values()) + 1)}
    return replace(floor, counters=counters), replace(day, shifts=tuple(_joined(shifts)))


def _joined(shifts: Iterable[Shift]) -> Iterator[Shift]:
    """Hours that follow one another are one shift."""
    running: dict[Seat, Shift] = {}
    for shift in shifts:
        before = running.get(shift.seat)
        if before is not None and before.closes == shift.opens:
            running[shift.seat] = replace(before, closes=shift.closes, sharp=shift.sharp)
            continue
        if before is not None:
            yield before
        running[shift.seat] = shift
    yield from running.values()


def _hourly(days: Sequence[Day], floor: Floor, need: Mapping[int, int]) -> dict[int, list[timedelta]]:
    """The waits of those who came in each hour; who was never called waited for a day."""
    found: dict[int, list[timedelta]] = defaultdict(list)
    for day in days:
        other, staffed = _staffed(floor, day, need)
        for fact in played(staffed, other).facts():
            if fact.first:
                found[fact.queued_at.hour].append(fact.wait if fact.wait is not None else timedelta(days=1))
    return found


def _worst(waits: Mapping[int, Sequence[timedelta]], target: timedelta) -> int | None:
    """The hour that misses the target by most; None when all keep it."""
    late = {hour: percentile(sorted(one), round(100 * SHARE)) - target for hour, one in waits.items()}
    hour = max(late, key=lambda one: late[one])
    return hour if late[hour] > timedelta() else None


def _excess(waits: Mapping[int, Sequence[timedelta]], target: timedelta) -> timedelta:
    beyond = (
        max(timedelta(), percentile(sorted(one), round(100 * SHARE)) - target) for one in waits.values()
    )
    return sum(beyond, timedelta())
