"""How long will it be? The line played forward, many times, by the policy that calls it.

**Model.** From this moment on the line is played forward `TIMES` times: every counter that is open ends what it has in
hand and takes the next by the order of `server.domain.calling`, with whom it may serve. Drawn anew each time are

- how long each stay at a counter takes, from the call until the next call is possible: log-normal, with mean and spread
  of the service's recent stays, drawn towards what is known from long ago while few have been seen today;
- what is left of a stay that has begun: the rest of one that is longer than what has passed already;
- who does not come when called (a shorter stay), and pauses of clerks, as often and as long as they have been;
- citizens yet to come (Poisson streams): those with priority pass the others as often as the policy lets them, and
  those whose line a counter prefers pass the others there;
- how far today's pace is off as a whole, by as much as few observations leave unknown.

Counters leave when they used to leave while people waited. What is told are the 5 %, 25 %, 50 %, 75 % and 95 % points of
the instants at which each citizen was called.

**Assumptions.** Stays are independent of one another and of the length of the line; nobody gives up; who is passed
on is served at once; counters that are closed stay closed. No counter open, or nothing known of how long a service takes:
no number is told.

**Literature.** Whitt, "Predicting queueing delays", Management Science 45(6), 1999 (state of the system beats averages);
Ibrahim and Whitt, "Real-time delay estimation based on delay history", M&SOM 11(3), 2009 (the last-served delay, which
this is held against); Brown et al., "Statistical analysis of a telephone call center", JASA 100, 2005 (log-normal service
times); James and Stein, "Estimation with quadratic loss", 1961 (shrinking).

The draws come from a fixed sequence: the same situation gives the same forecast.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import exp, log, log1p, sqrt
from statistics import NormalDist

from server.domain import calling
from server.domain.calling import Desk, Policy
from server.domain.estimate import Odds
from server.domain.line import Line
from server.domain.ticket import Leg, PriorityClass, Ticket

TIMES = 64
FEWEST_TIMES = 8
CALLS_TOGETHER = 20_000
"""How many calls are played in all before the line is played fewer times: a line of three hundred is played every time."""

CALLS_AT_ONCE = 200
"""Played before others have their turn: some milliseconds."""

POINTS = 512
"""Into how many equally likely values each stay is cut."""

A_DAY = 86_400.0
_NORMAL = [NormalDist().inv_cdf((place + 0.5) / POINTS) for place in range(POINTS)]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a stay at a counter takes, in seconds: mean, spread, and how many stays tell so."""

    mean: float
    spread: float
    seen: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the office's ways. `coming`: citizens a second, per service and whether they have priority.
    `pauses`: how many a second of open counter, each of `pause` seconds. `no_show`: the share of those called who are
    not there, each of whom costs `given_up` seconds; `again`: of those who are passed on, and then go before the others.
    """

    paces: Mapping[str, Pace]
    coming: Mapping[tuple[str, bool], float] = field(default_factory=dict)
    no_show: float = 0.0
    again: float = 0.0
    given_up: float = 100.0
    pauses: float = 0.0
    pause: float = 480.0


@dataclass(frozen=True, slots=True)
class Post:
    """A counter that is open. `service`, `since`: whom it has in hand, and since when; `free`: seconds until it can call
    when it has nobody; `leaves`, `returns`: seconds from now.
    """

    desk: Desk
    service: str | None = None
    since: datetime | None = None
    free: float = 0.0
    leaves: float | None = None
    returns: float | None = None
    run: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of everybody who waits, and of an ordinary and a priority citizen who would come now, per service.

    `counters`: those that were open; of others it tells nothing. `ahead`: how many were before such a newcomer; `each`:
    what one more person before them adds, in seconds.
    """

    at: datetime
    counters: frozenset[str]
    waiting: Mapping[str, Odds]
    newcomers: Mapping[tuple[str, bool], Odds]
    ahead: Mapping[tuple[str, bool], int]
    each: Mapping[str, float]

    def of(self, ticket: Ticket, ahead: int, now: datetime) -> Odds | None:
        """The odds of somebody with so many people before them, a little later than the forecast; None when it tells
        nothing of them. Whoever came since then is taken for one who comes now, behind those who came meanwhile.
        """
        passed = (now - self.at).total_seconds()
        if (waiting := self.waiting.get(ticket.id)) is not None:
            return waiting.later(-passed)
        comer = ticket.leg.service, bool(ticket.priority)
        odds = self.newcomers.get(comer)
        if odds is None or ticket.appointment or ticket.leg.for_counter:
            return None
        return odds.later((ahead - self.ahead[comer]) * self.each[comer[0]])


def forecast(
    line: Line,
    posts: Sequence[Post],
    services: Iterable[str],
    policy: Policy,
    known: Known,
    now: datetime,
    times: int = TIMES,
    pause: Callable[[], object] = lambda: None,
) -> Forecast:
    """Everybody's odds at this moment; nobody's who can not be served by any open counter. `pause` lets others have their
    turn, again and again. A very long line is played fewer times: at least `FEWEST_TIMES`.
    """
    scene = Scene(line, posts, services, policy, known, now)
    called = _Called(len(scene.items))
    times = min(times, max(FEWEST_TIMES, CALLS_TOGETHER // max(1, len(scene.items))))
    for turn in range(times):
        for played, _ in enumerate(_Turn(scene, turn, times).play(called), start=1):
            if played % CALLS_AT_ONCE == 0:
                pause()
        pause()
    odds = {item: _odds(seconds) for item, seconds in enumerate(called.seconds) if seconds}
    names, ahead = scene.names, scene.ahead
    return Forecast(
        now,
        frozenset(post.desk.counter for post in posts),
        {name: odds[item] for name, item in names.items() if isinstance(name, str) and item in odds},
        {name: odds[item] for name, item in names.items() if isinstance(name, tuple) and item in odds},
        ahead,
        scene.each(),
    )


class _Called:
    def __init__(self, items: int) -> None:
        self.seconds: list[list[float]] = [[] for _ in range(items)]


class Scene:
    """The situation, taken apart once: everybody has a place in the order of each kind of desk that may serve them."""

    def __init__(
        self,
        line: Line,
        posts: Sequence[Post],
        services: Iterable[str],
        policy: Policy,
        known: Known,
        now: datetime,
    ) -> None:
        self.posts, self.policy, self.known, self.now = posts, policy, known, now
        self.names: dict[str | tuple[str, bool], int] = {}
        self.items: list[
            tuple[str | None, bool, float]
        ] = []  # service (None: a mark), priority, seconds waited
        self.ahead: dict[tuple[str, bool], int] = {}
        self.stays = {service: _stay(pace) for service, pace in known.paces.items()}
        for ticket in line:
            self._add(ticket.id, ticket.leg.service, bool(ticket.priority), now - ticket.leg.place)
        offered = [service for service in services if service in self.stays]
        for service in offered:
            for urgent in (False, True):
                self._add((service, urgent), None, urgent, timedelta())
        self.kinds: list[tuple[Desk, int, list[int]]] = []
        self.kind_of = self._kinds(line, offered)

    def _add(
        self, name: str | tuple[str, bool], service: str | None, urgent: bool, waited: timedelta
    ) -> None:
        self.names[name] = len(self.items)
        self.items.append((service, urgent, waited.total_seconds()))

    def _kinds(self, line: Line, offered: Sequence[str]) -> list[int]:
        """Counters that call in the same order are of one kind."""
        sent = any(lane.for_counter for lane in line.lanes)
        found: dict[tuple[object, ...], int] = {}
        kind_of = []
        for post in self.posts:
            alike = (tuple(sorted(post.desk.services.items())), post.desk.counter if sent else None)
            if alike not in found:
                found[alike] = len(self.kinds)
                self.kinds.append((post.desk, post.run, self._ordered(line, post, offered)))
            kind_of.append(found[alike])
        return kind_of

    def _ordered(self, line: Line, post: Post, offered: Sequence[str]) -> list[int]:
        desk, policy = post.desk, self.policy
        order = calling.order(line, desk, post.run, policy, self.now)
        placed = [(place, 1, self.names[choice.ticket.id]) for place, choice in enumerate(order)]
        for service in offered:
            if service in desk.services:
                for urgent in (False, True):
                    comer = _newcomer(service, urgent, self.now)
                    place = calling.ahead(line.joined(comer), comer, desk, post.run, policy, self.now)
                    placed.append((place, 0, self.names[service, urgent]))
                    self.ahead[service, urgent] = min(place, self.ahead.get((service, urgent), place))
        return [item for _, _, item in sorted(placed)]

    def stays_at(self, service: str | None, draws: "Draws", factor: Mapping[str, float]) -> float:
        """For how long somebody of this line keeps a counter busy, drawn anew."""
        known, stay = self.known, self.stays.get(service or "")
        if service is None or stay is None:
            return 1.0
        is_there = draws.next() >= known.no_show
        if known.again and draws.next() < known.again:
            first = stay[int(draws.next() * POINTS)] * factor[service]
            return first + self.stays_at(service, draws, factor)
        lasts = stay[int(draws.next() * POINTS)] * factor[service] if is_there else known.given_up
        return lasts + known.pause if known.pauses and draws.next() < known.pauses * lasts else lasts

    def each(self) -> dict[str, float]:
        told: dict[str, float] = {}
        for service, pace in self.known.paces.items():
            able = [post for post in self.posts if service in post.desk.services]
            if able:
                told[service] = pace.mean / len(able)
        return told


def _newcomer(service: str, urgent: bool, now: datetime) -> Ticket:
    priority = PriorityClass.PRIORITY if urgent else None
    return Ticket("~", now.date(), "~", service, now, None, (Leg(service, now, now),), priority)


class Draws:
    """A fixed sequence of numbers from 0 to 1 (Numerical Recipes' linear congruential generator)."""

    __slots__ = ("state",)

    def __init__(self, turn: int) -> None:
        self.state = (turn * 2_654_435_761 + 12_345) & 0xFFFFFFFF

    def next(self) -> float:
        self.state = (self.state * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF
        return self.state / 4_294_967_296.0


def _stay(pace: Pace) -> list[float]:
    """Equally likely lengths of a stay, rising: log-normal of this mean and spread."""
    shape = sqrt(log1p((pace.spread / pace.mean) ** 2))
    middle = log(pace.mean) - shape**2 / 2
    return [exp(middle + shape * z) for z in _NORMAL]


class _Turn:
    """One time that the line is played to its end."""

    def __init__(self, scene: Scene, turn: int, times: int) -> None:
        self.scene, self.draws = scene, Draws(turn)
        off = NormalDist().inv_cdf((turn + 0.5) / times)
        self.factor = {service: exp(doubt(pace) * off) for service, pace in scene.known.paces.items()}
        self.gone = bytearray(len(scene.items))
        self.heads = [0] * len(scene.kinds)
        self.runs = [run for _, run, _ in scene.kinds]
        self.comers = _comers(scene, self.draws)
        self.coming = next(self.comers, None)
        self.came: list[_Comer] = []

    def play(self, called: _Called) -> Iterator[float]:
        """Each instant at which a counter was free."""
        posts = self.scene.posts
        free = [(first_free(self.scene, post, self.draws, self.factor), at) for at, post in enumerate(posts)]
        heapify(free)
        while free:
            at, place = heappop(free)
            yield at
            again = self._again(at, place, called)
            if again is not None:
                heappush(free, (again, place))

    def _again(self, at: float, place: int, called: _Called) -> float | None:
        """The counter, free at this instant, does what it does; when it is free again, or None when it has nobody left."""
        scene = self.scene
        post, kind = scene.posts[place], scene.kind_of[place]
        if post.leaves is not None and post.leaves <= at and (post.returns is None or at < post.returns):
            return post.returns
        item = self._first(kind, at, called)
        if item is None:
            return None
        service, urgent, waited = scene.items[item]
        passing = (
            None
            if service is None
            else self._passes(kind, post, at, service, urgent=urgent, waited=waited + at)
        )
        if passing is not None:
            self.came.remove(passing)
            service, urgent = passing[1], passing[2]
            self.runs[kind] = self.runs[kind] + 1 if urgent else 0
        else:
            self.gone[item] = 1
            called.seconds[item].append(at)
            self.runs[kind] = self.runs[kind] if urgent else 0
        return at + scene.stays_at(service, self.draws, self.factor)

    def _first(self, kind: int, at: float, called: _Called) -> int | None:
        """Who stands first there. The marks before them note the time: somebody who stood there would be called now."""
        order, gone, items, head = self.scene.kinds[kind][2], self.gone, self.scene.items, self.heads[kind]
        while head < len(order) and (gone[item := order[head]] or items[item][0] is None):
            if not gone[item]:
                gone[item] = 1
                called.seconds[item].append(at)
            head += 1
        self.heads[kind] = head
        return order[head] if head < len(order) else None

    def _passes(
        self, kind: int, post: Post, at: float, service: str, *, urgent: bool, waited: float
    ) -> "_Comer | None":
        """Of those who came meanwhile, one who goes before somebody who stands first and has waited so long."""
        while self.coming is not None and self.coming[0] <= at:
            self.came.append(self.coming)
            self.coming = next(self.comers, None)
        policy, prefers = self.scene.policy, post.desk.services
        if not self.came or urgent or waited >= policy.guard.total_seconds():
            return None
        mine = [one for one in self.came if one[1] in prefers]
        if self.runs[kind] < policy.in_a_row and (first := next((one for one in mine if one[2]), None)):
            return first
        better = [one for one in mine if not one[2] and prefers[one[1]] < prefers[service]]
        return min(better, key=lambda one: prefers[one[1]], default=None)


def doubt(pace: Pace) -> float:
    """How far the mean may be off, as the spread of its logarithm."""
    return min(0.35, sqrt(0.04**2 + (pace.spread / pace.mean) ** 2 / max(pace.seen, 1.0)))


def first_free(scene: Scene, post: Post, draws: Draws, factor: Mapping[str, float]) -> float:
    """When the counter can call for the first time."""
    if post.service is None or post.since is None or post.service not in scene.stays:
        return post.free
    stay, off = scene.stays[post.service], factor[post.service]
    passed = (scene.now - post.since).total_seconds() / off
    shorter = bisect_left(stay, passed)
    if shorter >= POINTS:
        return draws.next() * stay[POINTS // 2] * 0.5
    longer = stay[shorter + int(draws.next() * (POINTS - shorter))]
    return max(0.0, longer - passed) * off


def _comers(scene: Scene, draws: Draws) -> "Iterator[_Comer]":
    """Citizens yet to come: when, for what, and whether with priority."""
    coming = scene.known.coming.items()
    rates = [(who, rate) for who, rate in coming if rate > 0 and who[0] in scene.stays]
    whole = sum(rate for _, rate in rates)
    at = 0.0
    while whole and at < A_DAY / 2:
        at -= log(1.0 - draws.next()) / whole
        service, urgent = _drawn(rates, draws.next() * whole)
        yield at, service, urgent


_Comer = tuple[float, str, bool]


def _drawn(rates: Sequence[tuple[tuple[str, bool], float]], which: float) -> tuple[str, bool]:
    """The one in whose share of all rates this falls."""
    for who, rate in rates:
        which -= rate
        if which <= 0:
            return who
    return rates[-1][0]


def _odds(seconds: list[float]) -> Odds:
    seconds.sort()
    low, q1, middle, q3, high = (
        seconds[int(part * (len(seconds) - 1) + 0.5)] for part in (0.05, 0.25, 0.5, 0.75, 0.95)
    )
    return Odds((low, q1, middle, q3, high))
