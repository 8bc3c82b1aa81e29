"""How good is the expected wait? Five kinds of days that it never saw, beside what offices tell otherwise.

python -m bench.waits
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import median
from time import perf_counter, process_time

from requests import Session

from bench.ground import Times, of, office
from server.actions.foresight import A_BREATH
from server.domain.figures import LegFact
from server.domain.forecast import Forecast, Post, forecast
from server.domain.habits import Habits, known, learned, leaving
from server.domain.presence import Spell
from server.domain.ticket import AT_COUNTER, PriorityClass
from server.sample.offer import sample_offer
from server.simulate.day import Citizen, Day, Seat, Shift, imagine
from server.simulate.paper import Floor, JumpClock, PaperHands
from server.simulate.play import Play
from server.simulate.rehearsal import ordinary

FIRST = date(2022, 9, 5)
LEARN, FIRST_TRIED = range(8), 100
ALL_DAY = tuple(range(8, 16))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of day. `weights`: citizens by half hour from 8 o'clock on; `noon`: the counters that leave at twelve;
    `days`: so many are tried, for about a thousand citizens.
    """

    name: str
    citizens: int
    counters: int
    weights: tuple[int, ...] = (1,) * 16
    priority: float = 0.12
    noon: tuple[str, ...] = ()
    days: int = 8


KINDS = (
    Kind("steady", 118, 3),
    Kind("rush", 105, 3, (14, 10, 6, 3, 2, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1)),
    Kind("one counter", 42, 1, (3,) * 8 + (1,) * 8, days=24),
    Kind("priority-heavy", 118, 3, priority=0.4),
    Kind("counter closes at noon", 112, 3, (3,) * 8 + (1,) * 8, noon=("3",)),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one citizen was told, and what became of it, in seconds. `last`: the wait of who was called last."""

    low: float
    middle: float
    high: float
    naive: float | None
    last: float | None
    was: float


def day_of(kind: Kind, seed: int) -> Day:
    """A day of this kind: the citizens of an ordinary one, who come when and as this kind has it."""
    day = FIRST + timedelta(days=seed % 5)
    chance = random.Random(f"{kind.name} {seed}")  # noqa: S311  a story, not a secret
    shape = ordinary(kind.citizens)
    citizens = imagine(shape, day, seed).citizens
    eight = datetime.combine(day, time(8), shape.zone)
    halves = chance.choices(range(len(kind.weights)), kind.weights, k=len(citizens))
    come = sorted(eight + timedelta(minutes=30 * half + 30 * chance.random()) for half in halves)
    people = [_as(kind, one, at, chance) for one, at in zip(citizens, come, strict=True)]
    shifts = tuple(_shift(kind, str(one + 1), eight) for one in range(kind.counters))
    return Day(day, tuple(people), shifts)


def _as(kind: Kind, citizen: Citizen, at: datetime, chance: random.Random) -> Citizen:
    priority = PriorityClass.ELDERLY if chance.random() < kind.priority else None
    return replace(citizen, arrives=at, priority=priority)


def _shift(kind: Kind, counter: str, eight: datetime) -> Shift:
    noon = counter in kind.noon
    return Shift(
        Seat(counter, f"clerk {counter}"), eight, eight + timedelta(hours=4 if noon else 9), sharp=noon
    )


class Watched(PaperHands):
    """The office on paper, with somebody who notes what each citizen would have been told."""

    def __init__(self, floor: Floor, clock: JumpClock, day: date, habits: Habits) -> None:
        super().__init__(floor, clock, day)
        self.habits = habits
        self.usual = {one.code: one.usual for one in sample_offer().services}
        self.told: dict[str, tuple[Forecast, float | None, float | None]] = {}
        self.seconds: list[float] = []

    def take(self, citizen: Citizen) -> str:
        seen, naive, last = self._forecast(), self._naive(citizen), self._last()
        ticket = super().take(citizen)
        self.told[ticket] = seen, naive, last
        return ticket

    def _forecast(self) -> Forecast:
        now, facts = self.clock.now, self.facts()
        began = process_time()
        learned = known(self.habits, facts, self.usual, now)
        told = forecast(self.line, self.posts(), self.usual, self.floor.policy, learned, now)
        self.seconds.append(process_time() - began)
        return told

    def posts(self) -> list[Post]:
        at = {one.leg.counter: one.leg for one in self.tickets.values() if one.state in AT_COUNTER}
        found = []
        for counter in self.open_counters():
            leg, gone = at.get(counter), leaving(self.habits, counter, self.clock.now)
            desk = self.desks[counter]
            found.append(
                Post(
                    desk,
                    leg.service if leg else None,
                    leg.first_called_at if leg else None,
                    A_BREATH if self.line else 0.0,
                    gone[0] if gone else None,
                    gone[1] if gone else None,
                    self._run(desk),
                )
            )
        return found

    def _naive(self, citizen: Citizen) -> float | None:
        """People ahead × mean time ÷ counters."""
        took = [fact.handling.total_seconds() for fact in self.facts() if fact.handling]
        mean = sum(took) / len(took) if took else self.usual[citizen.service].total_seconds()
        counters = len(self.open_counters())
        ahead = sum(not citizen.priority or bool(one.priority) for one in self.line)
        return ahead * mean / counters if counters else None

    def _last(self) -> float | None:
        called = [
            (fact.first_called_at, fact.wait) for fact in self.facts() if fact.first_called_at and fact.wait
        ]
        return max(called)[1].total_seconds() if called else None


def floor_of(kind: Kind) -> Floor:
    offer = sample_offer()
    return Floor({one.code: one.services for one in offer.counters[: kind.counters]}, offer.settings.policy)


def play(kind: Kind, seed: int, habits: Habits) -> Watched:
    day = day_of(kind, seed)
    clock = JumpClock(min(one.opens for one in day.shifts))
    hands = Watched(floor_of(kind), clock, day.office_day, habits)
    Play(day).play(hands, clock)
    hands.close()
    return hands


def learn(kind: Kind) -> Habits:
    """From days of this kind; none of them is tried."""
    days: list[tuple[Sequence[LegFact], Sequence[Spell]]] = []
    for seed in LEARN:
        day = day_of(kind, seed)
        clock = JumpClock(min(one.opens for one in day.shifts))
        hands = PaperHands(floor_of(kind), clock, day.office_day)
        Play(day).play(hands, clock)
        hands.close()
        days.append((hands.facts(), hands.spells))
    return learned(days, ordinary().zone)


def tried(kind: Kind) -> Iterator[Told]:
    """Everybody who was told something and called in the end, on days that were not learned from."""
    habits = learn(kind)
    for seed in range(FIRST_TRIED, FIRST_TRIED + kind.days):
        hands = play(kind, seed, habits)
        for name, (seen, naive, last) in hands.told.items():
            ticket = hands.tickets[name]
            wait = ticket.legs[0].waited
            odds = seen.newcomers.get((ticket.service, bool(ticket.priority)))
            if wait is not None and odds is not None:
                low, _, middle, _, high = odds.points
                yield Told(low, middle, high, naive, last, wait.total_seconds())


def held(told: Sequence[Told]) -> float:
    """The share of outcomes that the 90 % range held, as it is told: in whole minutes, rounded outwards."""
    return sum(one.low // 60 * 60 <= one.was <= -(-one.high // 60) * 60 for one in told) / len(told)


def error(told: Sequence[Told], which: str) -> float:
    """The median of how far off it was, in seconds, over those who had to wait and of whom both can be told."""
    off = [
        abs(getattr(one, which) - one.was)
        for one in told
        if one.naive is not None and one.last is not None and (one.was > 60 or one.middle > 60)
    ]
    return float(median(off))


WAITING = 200
A_TICKET_MAY_TAKE_MS = 5.0
ISSUED = 400


def issued() -> tuple[Times, Times]:
    """A ticket taken and given back, where nobody waits and where 200 do before open counters that look ahead."""
    with office() as empty, office() as full:
        for ground in (empty, full):
            clerk = ground.session("clerk")
            for counter in ("1", "2", "3"):
                clerk.post(
                    f"{ground.url}/api/v1/counters/{counter}/open", json={}, timeout=60
                ).raise_for_status()
        fill = full.taking()
        for _ in range(WAITING):
            fill()
        took: dict[str, list[float]] = {empty.url: [], full.url: []}
        visitors = [(ground, ground.session("kiosk"), ground.session("clerk")) for ground in (empty, full)]
        for _ in range(ISSUED):
            for ground, kiosk, clerk in visitors:
                took[ground.url].append(_take_and_give_back(ground.url, kiosk, clerk))
    return of("POST /tickets, nobody waits", took[empty.url]), of("POST /tickets, 200 wait", took[full.url])


def _take_and_give_back(url: str, kiosk: Session, clerk: Session) -> float:
    """Milliseconds until the ticket is there."""
    began = perf_counter()
    taken = kiosk.post(f"{url}/api/v1/tickets", json={"service": "ho-tich"}, timeout=60)
    took = perf_counter() - began
    clerk.post(f"{url}/api/v1/tickets/{taken.json()['id']}/cancel", json={}, timeout=60).raise_for_status()
    return took * 1000


def main() -> None:
    alone, among = issued()
    print(alone, among, sep="\n")
    print(
        f"  with 200 before it a ticket takes longer by {among.p50 - alone.p50:.2f} ms (limit {A_TICKET_MAY_TAKE_MS})"
    )
    for kind in KINDS:
        told = list(tried(kind))
        middle, naive, last = (error(told, which) for which in ("middle", "naive", "last"))
        print(
            f"{kind.name:24} n {len(told):4}  in the 90 % range {held(told):6.1%}   median error"
            f" {middle / 60:5.1f} min, people × mean ÷ counters {naive / 60:5.1f}, last served {last / 60:5.1f}"
        )


if __name__ == "__main__":
    main()
