"""How does this office usually work? Learned from days that are over and from today, for the forecast.

Everything is drawn towards what was known before as long as little has been seen: `PRIOR` stays weigh as much as what
the office says is usual, `LONG_RUN` at most as much as all past days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from math import sqrt
from statistics import median

from server.domain.closing import Rates
from server.domain.estimate import USUAL_SPREAD
from server.domain.figures import LegFact
from server.domain.forecast import Known, Pace
from server.domain.presence import Doing, Spell
from server.domain.ticket import State

PRIOR = 5.0
LONG_RUN = 25.0
RECENT = 30
"""Stays of today that count; what lies before them is as good as yesterday."""
LATELY = timedelta(minutes=60)
AN_HOUR = 3600.0
BREATH = 22.0
WALK = 25.0
"""Seconds from a finish until the clerk calls the next, and from the call until the citizen is there, until seen otherwise."""
A_GAP = timedelta(minutes=20)
"""Who is away for longer has left; otherwise it was a pause."""
SAME_TIME = timedelta(minutes=25)


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays at counters, in seconds: how many, their sum and the sum of their squares."""

    count: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    def with_(self, seconds: Iterable[float]) -> "Stays":
        told = list(seconds)
        return Stays(
            self.count + len(told), self.total + sum(told), self.squares + sum(one * one for one in told)
        )

    def weighing(self, at_most: float) -> "Stays":
        if self.count <= at_most:
            return self
        part = at_most / self.count
        return Stays(at_most, self.total * part, self.squares * part)

    def plus(self, other: "Stays") -> "Stays":
        return Stays(self.count + other.count, self.total + other.total, self.squares + other.squares)

    def pace(self) -> Pace:
        mean = self.total / self.count
        return Pace(mean, sqrt(max(self.squares / self.count - mean**2, (0.1 * mean) ** 2)), self.count)


@dataclass(frozen=True, slots=True)
class Habits:
    """What past days tell. `coming`: citizens a second, by service, priority and hour. `leaves`: counter -> for each day
    when it left while people waited, and came back (None: not that day), as seconds of the day. `days`: how many tell it.
    """

    stays: Mapping[str, Stays] = field(default_factory=dict)
    coming: Mapping[tuple[str, bool, int], float] = field(default_factory=dict)
    called: int = 0
    no_shows: int = 0
    passed_on: int = 0
    given_up: float = 0.0
    open: float = 0.0
    pauses: int = 0
    paused: float = 0.0
    leaves: Mapping[str, Sequence[Sequence[tuple[float, float | None]]]] = field(default_factory=dict)
    days: int = 0


def learned(days: Iterable[tuple[Sequence[LegFact], Sequence[Spell]]], zone: tzinfo) -> Habits:
    """The habits of these days."""
    stays: dict[str, Stays] = defaultdict(Stays)
    came: dict[tuple[str, bool, int], int] = defaultdict(int)
    leaves: dict[str, list[list[tuple[float, float | None]]]] = defaultdict(list)
    called = no_shows = passed_on = pauses = seen = 0
    given_up = opened = paused = seconds_each_hour = 0.0
    for facts, spells in days:
        for service, seconds in _stays(facts).items():
            stays[service] = stays[service].with_(seconds)
        for fact in facts:
            if fact.first:
                came[fact.service, fact.priority is not None, fact.queued_at.astimezone(zone).hour] += 1
            called += fact.first_called_at is not None
            passed_on += not fact.first
            if fact.state is State.NO_SHOW and fact.called_at and fact.finished_at:
                no_shows += 1
                given_up += (fact.finished_at - (fact.first_called_at or fact.called_at)).total_seconds()
        seconds_each_hour += AN_HOUR
        seen += 1
        for spell in spells:
            opened += spell.lasted.total_seconds() * (spell.doing is Doing.OPEN)
            if spell.doing is Doing.PAUSED and spell.lasted < A_GAP:
                pauses, paused = pauses + 1, paused + spell.lasted.total_seconds()
        for counter, gone in _leaves(facts, spells, zone).items():
            leaves[counter].append(gone)
    rates = {who: count / seconds_each_hour for who, count in came.items()}
    return Habits(
        dict(stays), rates, called, no_shows, passed_on, given_up, opened, pauses, paused, dict(leaves), seen
    )


def known(habits: Habits, today: Sequence[LegFact], usual: Mapping[str, timedelta], now: datetime) -> Known:
    """What is known at this moment, of the services that the office offers."""
    recent = _stays(today)
    paces = {}
    for service, told in usual.items():
        mean = told.total_seconds() + WALK + BREATH
        prior = Stays(PRIOR, PRIOR * mean, PRIOR * mean**2 * (1 + USUAL_SPREAD**2))
        past = habits.stays.get(service, Stays()).weighing(LONG_RUN)
        before = past if past.count >= LONG_RUN else prior.plus(past)
        paces[service] = before.with_(recent.get(service, [])[-RECENT:]).pace()
    called = 20.0 + habits.called
    return Known(
        paces,
        coming=_coming_now(habits, today, usual, now),
        no_show=(0.6 + habits.no_shows) / called,
        again=habits.passed_on / called,
        given_up=habits.given_up / habits.no_shows if habits.no_shows else 100.0,
        pauses=habits.pauses / habits.open if habits.open else 0.0,
        pause=habits.paused / habits.pauses if habits.pauses else 480.0,
    )


def coming_in(
    habits: Habits, service: str, windows: Sequence[tuple[datetime, datetime]], now: datetime, rate_now: float
) -> Rates:
    """Who comes for a line from now until it gives no more tickets: at the rate of this moment in the hour that runs, then as
    in each hour of the past days; nobody between its windows.
    """
    found: list[tuple[float, float]] = []
    at = now
    for begins, ends in windows:
        if at < begins:
            found.append(((begins - now).total_seconds(), 0.0))
            at = begins
        while at < ends:
            until = min(ends, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
            found.append(
                ((until - now).total_seconds(), rate_now if at == now else _rate(habits, service, at.hour))
            )
            at = until
    return found


def _rate(habits: Habits, service: str, hour: int) -> float:
    return sum(habits.coming.get((service, urgent, hour), 0.0) for urgent in (False, True))


def leaving(habits: Habits, counter: str, now: datetime) -> tuple[float, float | None] | None:
    """When this counter will leave though people wait, and be back, in seconds from now; None when it never does.

    It must have done so on most of the days, at about the same time.
    """
    days = habits.leaves.get(counter, ())
    at = _of_the_day(now)
    gone = [next((one for one in day if one[0] > at - 300), None) for day in days]
    ends = [one for one in gone if one is not None]
    if len(days) < 2 or 2 * len(ends) <= len(days):
        return None
    leaves = median(end for end, _ in ends)
    if sum(abs(end - leaves) <= SAME_TIME.total_seconds() for end, _ in ends) * 2 <= len(ends):
        return None
    back = [again for _, again in ends if again is not None]
    returns = median(back) - at if 2 * len(back) > len(ends) else None
    return max(0.0, leaves - at), returns


def _stays(facts: Sequence[LegFact]) -> dict[str, list[float]]:
    """From the call until the next call was possible, for those who were served, by service, in the order they ended."""
    found: dict[str, list[float]] = defaultdict(list)
    by_counter: dict[str, list[LegFact]] = defaultdict(list)
    for fact in facts:
        if fact.counter and fact.called_at and fact.finished_at and not fact.forgotten:
            by_counter[fact.counter].append(fact)
    ended: list[tuple[datetime, str, float]] = []
    for served in by_counter.values():
        served.sort(key=lambda fact: fact.called_at or fact.queued_at)
        for fact, after in zip(served, [*served[1:], None], strict=True):
            if fact.handling is not None and fact.first_called_at and fact.finished_at:
                stay = (fact.finished_at - fact.first_called_at).total_seconds()
                ended.append((fact.finished_at, fact.service, stay + _breath(fact.finished_at, after)))
    for _, service, seconds in sorted(ended):
        found[service].append(seconds)
    return found


def _breath(finished: datetime, after: LegFact | None) -> float:
    """Between a finish and the next call, where somebody was waiting meanwhile."""
    if after is None or after.first_called_at is None or after.queued_at > finished:
        return BREATH
    gap = (after.first_called_at - finished).total_seconds()
    return gap if 0 <= gap <= 120 else BREATH


def _coming_now(
    habits: Habits, today: Sequence[LegFact], usual: Mapping[str, timedelta], now: datetime
) -> dict[tuple[str, bool], float]:
    """Citizens a second: of the last hour, drawn towards this hour of the past days."""
    lately: dict[tuple[str, bool], int] = defaultdict(int)
    window = min(LATELY, now - min((fact.queued_at for fact in today), default=now)).total_seconds()
    for fact in today:
        if fact.first and fact.queued_at > now - LATELY:
            lately[fact.service, fact.priority is not None] += 1
    both = [(service, urgent) for service in usual for urgent in (False, True)]
    past = {who: habits.coming.get((*who, now.hour), 0.0) for who in both}
    return {who: (lately[who] + past[who] * AN_HOUR) / (window + AN_HOUR) for who in both}


def _leaves(
    facts: Sequence[LegFact], spells: Sequence[Spell], zone: tzinfo
) -> dict[str, list[tuple[float, float | None]]]:
    """When each counter left although somebody waited for what it serves, and came back."""
    manned: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for spell in sorted(spells, key=lambda one: one.begins):
        if spell.doing is not Doing.BUSY:
            mine = manned[spell.counter]
            if mine and spell.begins - mine[-1][1] < A_GAP:
                mine[-1] = mine[-1][0], spell.ends
            else:
                mine.append((spell.begins, spell.ends))
    served: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.counter:
            served[fact.counter].add(fact.service)
    found: dict[str, list[tuple[float, float | None]]] = {}
    for counter, stretches in manned.items():
        gone: list[tuple[float, float | None]] = []
        for (_, end), after in zip(stretches, [*stretches[1:], None], strict=True):
            if _somebody_waited(facts, served[counter], end):
                gone.append(
                    (
                        _of_the_day(end.astimezone(zone)),
                        _of_the_day(after[0].astimezone(zone)) if after else None,
                    )
                )
        found[counter] = gone
    return found


def _somebody_waited(facts: Sequence[LegFact], services: set[str], at: datetime) -> bool:
    return any(
        fact.service in services
        and fact.queued_at < at
        and (gone := fact.first_called_at or fact.finished_at) is not None
        and gone > at + timedelta(minutes=1)
        for fact in facts
    )


def _of_the_day(at: datetime) -> float:
    return at.hour * 3600.0 + at.minute * 60.0 + at.second
