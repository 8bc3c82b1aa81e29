"""How will it stand when the office closes, and when is the last one served?

**Model.** The play of `server.domain.forecast` goes on to the end of the day, by the same stays, absences, pauses and doubts:
the counters that are open take who waits by the office's policy, then whoever comes until tickets are no longer given, each
counter those whom it serves in the order in which they come (Poisson streams at the rates of each hour of the past days; of
today in the hour that runs). Who of the newcomers goes before whom hardly moves how many are left, or when the last one is
served: that is not played.

**Assumptions.** Those of the forecast; counters that are open stay so until the last one is served, but for the breaks that
they are used to take; those that are closed stay closed. Nothing is told where no counter is open, where somebody waits or
will come whom no open counter serves, or where fewer than `FEWEST_DAYS` days tell who comes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush
from math import exp, log
from statistics import NormalDist
from typing import TypeVar

from server.domain.calling import Policy
from server.domain.forecast import Draws, Known, Post, Scene, doubt, first_free
from server.domain.line import Line

TIMES = 40
FEWEST_DAYS = 2
STEPS_AT_ONCE = 200
"""Played before others have their turn."""
LOW, HIGH = 0.05, 0.95
Number = TypeVar("Number", int, float)

Rates = Sequence[tuple[float, float]]
"""Stretches from now on, in seconds: until when, and how many citizens come a second."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Of one line, or of all: how many still wait at its closing, and the second from now in which the last of it has been
    served; each as the range that holds nine in ten. `last` is None where nobody waits or will come.
    """

    waiting: tuple[int, int]
    last: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Closing:
    """`at`: when the forecast was made; `closes`: seconds from then until no more tickets are given, by line. A line of which
    nothing can be known is in none of them; `all` is None as soon as there is one.
    """

    at: datetime
    closes: Mapping[str, float]
    lines: Mapping[str, Ending] = field(default_factory=dict)
    all: Ending | None = None


def closing(
    line: Line,
    posts: Sequence[Post],
    policy: Policy,
    known: Known,
    coming: Mapping[str, Rates],
    now: datetime,
    days: int,
    times: int = TIMES,
    pause: Callable[[], object] = lambda: None,
) -> Closing:
    """The end of the day at this moment. `coming`: for every line that gives tickets still today, who comes until then, as so
    many `days` tell it.
    """
    closes = {service: rates[-1][0] for service, rates in coming.items() if rates}
    concerned = {ticket.leg.service for ticket in line} | closes.keys()
    served = {service for post in posts for service in post.desk.services if service in known.paces}
    if not closes or days < FEWEST_DAYS or not concerned & served:
        return Closing(now, closes)
    scene = Scene(line, posts, (), policy, known, now)
    played = []
    for turn in range(times):
        day = _Day(scene, coming, turn, times)
        for step, _ in enumerate(day.play(), start=1):
            if step % STEPS_AT_ONCE == 0:
                pause()
        played.append(day)
        pause()
    end = max(closes.values())
    told = {
        service: _ending([day.of(service, closes.get(service, end)) for day in played])
        for service in concerned & served
    }
    whole = _ending([day.of(None, end) for day in played]) if concerned <= served else None
    return Closing(now, closes, told, whole)


def _ending(played: Sequence[tuple[int, float | None]]) -> Ending:
    """The range of nine in ten over the days that were played."""
    left = sorted(count for count, _ in played)
    last = sorted(at for _, at in played if at is not None)
    waiting = _point(left, LOW), _point(left, HIGH)
    return Ending(waiting, (_point(last, LOW), _point(last, HIGH)) if last else None)


def _point(ordered: Sequence[Number], part: float) -> Number:
    return ordered[int(part * (len(ordered) - 1) + 0.5)]


class _Day:
    """The rest of the day, played once: when each was called, and done with."""

    def __init__(self, scene: Scene, coming: Mapping[str, Rates], turn: int, times: int) -> None:
        self.scene, self.draws = scene, Draws(turn)
        off = NormalDist().inv_cdf((turn + 0.5) / times)
        self.factor = {service: exp(doubt(pace) * off) for service, pace in scene.known.paces.items()}
        self.gone = bytearray(len(scene.items))
        self.heads = [0] * len(scene.kinds)
        self.to_come = sorted(
            (at, service) for service, rates in coming.items() for at in _arrivals(rates, self.draws)
        )
        self.taken = bytearray(len(self.to_come))
        self.next = 0
        self.called: list[tuple[str, float, float, float]] = []

    def play(self) -> Iterator[float]:
        """Each instant at which a counter was free."""
        posts = self.scene.posts
        free = [(first_free(self.scene, post, self.draws, self.factor), at) for at, post in enumerate(posts)]
        heapify(free)
        while free:
            at, place = heappop(free)
            yield at
            again = self._again(at, place)
            if again is not None:
                heappush(free, (again, place))

    def _again(self, at: float, place: int) -> float | None:
        """When this counter is free again; None once nobody is left for it."""
        post = self.scene.posts[place]
        if post.leaves is not None and post.leaves <= at and (post.returns is None or at < post.returns):
            return post.returns
        waiting = self._first(self.scene.kind_of[place])
        if waiting is not None:
            return self._serve(str(self.scene.items[waiting][0]), 0.0, at)
        comer = self._comer(post)
        if comer is None:
            return None
        came, service = self.to_come[comer]
        if came > at:
            return came
        self.taken[comer] = 1
        return self._serve(service, came, at)

    def _serve(self, service: str, came: float, at: float) -> float:
        done = at + self.scene.stays_at(service, self.draws, self.factor)
        self.called.append((service, came, at, done))
        return done

    def _first(self, kind: int) -> int | None:
        """Who stands first there of those who wait by now, called by this."""
        order, head = self.scene.kinds[kind][2], self.heads[kind]
        while head < len(order) and self.gone[order[head]]:
            head += 1
        self.heads[kind] = head
        if head == len(order):
            return None
        self.gone[order[head]] = 1
        return order[head]

    def _comer(self, post: Post) -> int | None:
        """Of those still to come, the first whom this counter serves."""
        while self.next < len(self.to_come) and self.taken[self.next]:
            self.next += 1
        services = post.desk.services
        for one in range(self.next, len(self.to_come)):
            if not self.taken[one] and self.to_come[one][1] in services:
                return one
        return None

    def of(self, service: str | None, closes: float) -> tuple[int, float | None]:
        """Of this line, or of all: how many have come and are not called when it closes, and when the last is done with."""
        mine = [one for one in self.called if service in (None, one[0])]
        left = sum(called > closes for _, _, called, _ in mine)
        return left + self._never(service), max((done for *_, done in mine), default=None)

    def _never(self, service: str | None) -> int:
        """Who is not called any more today: the counters that could have left."""
        waiting = sum(
            not self.gone[item] for item, one in enumerate(self.scene.items) if service in (None, one[0])
        )
        coming = sum(
            not self.taken[item] for item, (_, code) in enumerate(self.to_come) if service in (None, code)
        )
        return waiting + coming


def _arrivals(rates: Rates, draws: Draws) -> Iterator[float]:
    """When they come, in seconds from now, until no more tickets are given."""
    begins = 0.0
    for ends, rate in rates:
        at = begins
        while rate > 0 and (at := at - log(1.0 - draws.next()) / rate) < ends:
            yield at
        begins = ends
