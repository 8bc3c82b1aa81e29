"""Who waits where, for how long still, and in which order?"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from server.domain import calling, estimate
from server.domain.calling import Choice, Desk
from server.domain.counter import Counter, CounterState
from server.domain.estimate import Odds, Range
from server.domain.hours import Opening, opening
from server.domain.line import Line, lane_of
from server.domain.ticket import Leg, State, Ticket
from server.office import Book, Service

RECENT = 30
STALE = timedelta(seconds=60)
"""An older forecast is not told any more."""
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: how many will be called before them, and the range that holds the wait that is left in nine
    of ten cases; `likely` in five. `odds`: the same as it was worked out.
    """

    ahead: int
    expected: Range | None
    likely: Range | None = None
    odds: Odds | None = field(default=None, compare=False)

    @classmethod
    def with_odds(cls, ahead: int, odds: Odds | None) -> Self:
        return cls(ahead, odds.range(), odds.likely(), odds) if odds else cls(ahead, None)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service as the public sees it now. `why_closed`: None while open, else "hours", "holiday" or "quota"."""

    service: Service
    opening: Opening
    why_closed: str | None
    waiting: int
    expected: Range | None


def arriving(book: Book) -> datetime:
    """When somebody who comes now arrives: after everybody who waits, also when the clock was set back meanwhile."""
    latest = book.waiting().latest()
    return book.now if latest is None or latest < book.now else latest + A_MOMENT


class Hall:
    """The waiting area at one moment: the lines of every counter, looked at once and asked often.

    `joining`: somebody who is about to stand in line.
    """

    def __init__(self, book: Book, joining: Ticket | None = None) -> None:
        self.book = book
        self.waiting = book.waiting().joined(joining) if joining else book.waiting()
        self.counters = book.counters()
        self._sent = any(lane.for_counter for lane in self.waiting.lanes)
        self._places: dict[Hashable, dict[str, int]] = {}
        self._runs: dict[Hashable, int] = {}

    def place(self, ticket: Ticket, counter: str) -> int:
        """How many this counter would call before the ticket; everybody whom it serves, when it does not serve that."""
        alike, desk = self._alike(counter), self.book.desk(counter)
        if not desk.serves(lane_of(ticket)):
            return sum(len(came) for lane, came in self.waiting.lanes.items() if desk.serves(lane))
        policy = self.book.profile.settings.policy
        return calling.ahead(self.waiting, ticket, desk, self._run(alike, desk), policy, self.book.now)

    def standings(self, asked: Collection[str]) -> dict[str, Standing]:
        """Where these stand who wait. Each counter's line is walked once, and each wait worked out once."""
        told: dict[str, Standing] = {}
        for (service, for_counter), tickets in self._alike_tickets(asked).items():
            counters = self._counters_for(service, for_counter)
            walked = list({self._alike(one.code): self._walked(one.code) for one in counters}.values())
            for ticket in tickets:
                ahead = min((places.get(ticket, len(places)) for places in walked), default=0)
                told[ticket] = self._standing(self.waiting.tickets[ticket], counters, ahead)
        return told

    def _alike_tickets(self, asked: Collection[str]) -> dict[tuple[str, str | None], list[str]]:
        """Those of the tickets asked for that the same counters may call."""
        found: dict[tuple[str, str | None], list[str]] = {}
        for lane, came in self.waiting.lanes.items() if asked else ():
            if theirs := [ticket for _, ticket in came if ticket in asked]:
                found.setdefault((lane.service, lane.for_counter), []).extend(theirs)
        return found

    def _walked(self, counter: str) -> dict[str, int]:
        """The place of everybody in the line of this counter."""
        alike = self._alike(counter)
        if alike not in self._places:
            chosen = order(self.book, self.waiting, counter)
            self._places[alike] = {choice.ticket.id: place for place, choice in enumerate(chosen)}
        return self._places[alike]

    def _run(self, alike: Hashable, desk: Desk) -> int:
        if alike not in self._runs:
            self._runs[alike] = run_of(self.book, desk)
        return self._runs[alike]

    def _alike(self, counter: str) -> Hashable:
        """Counters that serve the same lines call in the same order, unless somebody was sent to one of them."""
        plan = self.book.catalogue.plan(counter).services
        return tuple(plan.items()), counter if self._sent else None

    def serving(self, service: str) -> list[Counter]:
        """The counters that serve this line and are open; when none is, those that would be."""
        able = [counter for counter in self.counters if service in dict(counter.services)]
        return [counter for counter in able if counter.state is CounterState.OPEN] or able

    def standing(self, ticket: Ticket) -> Standing:
        """Of somebody who waits: the best place they have at any counter that serves them."""
        counters = self._counters_for(ticket.leg.service, ticket.leg.for_counter)
        ahead = self._fewest_before(ticket, counters)
        return self._standing(ticket, counters, ahead)

    def _standing(self, ticket: Ticket, counters: list[Counter], ahead: int) -> Standing:
        """As the line was played forward last; as a plain estimate until then."""
        book = self.book
        able = [counter for counter in counters if counter.state is CounterState.OPEN]
        if ahead == 0 and any(counter.ticket is None for counter in able):
            return Standing.with_odds(0, estimate.at_once(book.profile.settings.walk))
        played = book.forecast
        open_now = frozenset(one.code for one in self.counters if one.state is CounterState.OPEN)
        if able and played and played.counters == open_now and _is_fresh(played.at, book.now):
            odds = played.of(ticket, ahead, book.now)
            if odds is not None:
                return Standing.with_odds(ahead, odds)
        return Standing.with_odds(ahead, self._plainly(able, ahead))

    def _fewest_before(self, ticket: Ticket, counters: list[Counter]) -> int:
        alike = {self._alike(counter.code): counter.code for counter in counters}
        return min((self.place(ticket, code) for code in alike.values()), default=0)

    def _plainly(self, able: list[Counter], ahead: int) -> Odds | None:
        """The wait of somebody with so many ahead at these open counters; None when there is none."""
        lines = tuple(sorted({code for counter in able for code, _ in counter.services}))
        return estimate.expected(ahead, len(able), self._pace(lines))

    def _counters_for(self, service: str, wanted: str | None) -> list[Counter]:
        """Those that may call a ticket of this service; the one that it was sent to, open or not."""
        if wanted is not None:
            return [counter for counter in self.counters if counter.code == wanted]
        return self.serving(service)

    def _pace(self, services: tuple[str, ...]) -> estimate.Pace | None:
        """How long services of these lines take, worked out once for as long as no other one ends."""
        if not services:
            return None
        paces = self.book.present().paces
        if services not in paces:
            offered, walk = self.book.catalogue.services, self.book.profile.settings.walk
            usual = sum((offered[code].usual for code in services), timedelta()) / len(services)
            spells = self.book.present().spells
            recent = [end - start for service, start, end in spells if service in services][-RECENT:]
            paces[services] = estimate.shrunk(usual + walk, [took + walk for took in recent])
        return paces[services]


def _is_fresh(at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - at <= STALE


def newcomer(book: Book, service: str) -> Range | None:
    """The wait of an ordinary citizen who would come now."""
    ticket = _newcomer(book, service)
    return Hall(book, joining=ticket).standing(ticket).expected


def _newcomer(book: Book, service: str) -> Ticket:
    """Somebody of whom nothing is known but the line they will stand in."""
    leg = Leg(service=service, queued_at=book.now, place=book.now)
    return Ticket("~", book.today, "~", service, book.now, None, (leg,))


def order(book: Book, waiting: Line, counter: str) -> list[Choice]:
    """The line of one counter in calling order, by the office's policy."""
    desk, policy = book.desk(counter), book.profile.settings.policy
    return list(calling.order(waiting, desk, run_of(book, desk), policy, book.now))


def run_of(book: Book, desk: Desk) -> int:
    """How many priority calls that overtook somebody came last, one after another, in the lines of this desk."""
    policy = book.profile.settings.policy
    return calling.run_of(book.present().reasons(desk.services, policy.in_a_row), policy)


def queue(book: Book, counter: str) -> list[tuple[Choice, int]]:
    """The waiting list of a counter in calling order, each with its place from 1."""
    book.counter(counter)
    chosen = order(book, book.waiting(), counter)
    return [(choice, place) for place, choice in enumerate(chosen, start=1)]


def services(book: Book) -> list[ServiceLine]:
    """Every service of the office as the public sees it now."""
    offered = sorted(book.catalogue.services.values(), key=lambda service: service.place)
    return [_line(book, service) for service in offered if not service.retired]


def service(book: Book, code: str) -> ServiceLine:
    return _line(book, book.catalogue.service(code))


def _line(book: Book, offered: Service) -> ServiceLine:
    now_open = opening(offered.windows, book.catalogue.calendar, book.on_the_wall)
    waiting = book.waiting().of_service(offered.code)
    why = None if now_open.open else now_open.why
    if now_open.open and quota_reached(book, offered):
        why = "quota"
    return ServiceLine(offered, now_open, why, waiting, newcomer(book, offered.code))


def quota_reached(book: Book, offered: Service) -> bool:
    return offered.quota is not None and book.issued(offered.code) >= offered.quota


def standing(book: Book, ticket: Ticket) -> Standing | None:
    """Where this ticket stands, or None when it does not wait."""
    return Hall(book).standing(ticket) if ticket.state is State.WAITING else None


def standings(book: Book, asked: Collection[str]) -> dict[str, Standing]:
    """Where those of these tickets stand that wait now."""
    return Hall(book).standings(asked)
