"""Who waits where, for how long still, and in which order?"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta

from server.domain import calling, estimate
from server.domain.calling import Choice, Desk, Reason
from server.domain.counter import Counter, CounterState
from server.domain.estimate import Range
from server.domain.hours import Opening, opening
from server.domain.ticket import Leg, State, Ticket
from server.office import Book, Service

RECENT = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: how many will be called before them, and the range of the wait that is left."""

    ahead: int
    expected: Range | None


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service as the public sees it now. `why_closed`: None while open, else "hours", "holiday" or "quota"."""

    service: Service
    opening: Opening
    why_closed: str | None
    waiting: int
    expected: Range | None


class Hall:
    """The waiting area at one moment: the lines of every counter, looked at once and asked often.

    `joining`: somebody who is about to stand in line.
    """

    def __init__(self, book: Book, joining: Ticket | None = None) -> None:
        self.book = book
        self.waiting = [*book.waiting(), *([joining] if joining else [])]
        self.counters = book.counters()
        self._sent = any(ticket.leg.for_counter for ticket in self.waiting)
        self._orders: dict[Hashable, list[Choice]] = {}
        self._paces: dict[tuple[str, ...], estimate.Pace | None] = {}

    def order_at(self, counter: str) -> list[Choice]:
        """Everybody who waits for this counter, in the order in which it would call them."""
        alike = self._alike(counter)
        if alike not in self._orders:
            self._orders[alike] = order(self.book, self.waiting, counter)
        return self._orders[alike]

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
        counters = self._counters_of(ticket)
        ahead = min((self._place(ticket, counter.code) for counter in counters), default=0)
        return Standing(ahead, self.expected(counters, ahead))

    def expected(self, counters: list[Counter], ahead: int) -> Range | None:
        """The wait of somebody with so many ahead at these counters; None when none of them is open."""
        able = [counter for counter in counters if counter.state is CounterState.OPEN]
        lines = tuple(sorted({code for counter in able for code, _ in counter.services}))
        if ahead == 0 and any(counter.ticket is None for counter in able):
            return Range(timedelta(0), self.book.profile.settings.walk)
        return estimate.expected(ahead, len(able), self._pace(lines))

    def newcomer(self, service: str) -> Range | None:
        """The wait of an ordinary citizen who would come now."""
        counters = self.serving(service)
        best = min((self._slot(service, counter.code) for counter in counters), default=0)
        return self.expected(counters, best)

    def _slot(self, service: str, counter: str) -> int:
        """How many this counter would call before an ordinary citizen who comes now."""
        newcomer = _newcomer(self.book, service)
        chosen = order(self.book, [*self.waiting, newcomer], counter)
        return next(slot for slot, choice in enumerate(chosen) if choice.ticket is newcomer)

    def _counters_of(self, ticket: Ticket) -> list[Counter]:
        """Those that may call this ticket; the one it was sent to, open or not."""
        wanted = ticket.leg.for_counter
        if wanted is not None:
            return [counter for counter in self.counters if counter.code == wanted]
        return self.serving(ticket.leg.service)

    def _place(self, ticket: Ticket, counter: str) -> int:
        line = self.order_at(counter)
        return next((i for i, choice in enumerate(line) if choice.ticket.id == ticket.id), len(line))

    def _pace(self, services: tuple[str, ...]) -> estimate.Pace | None:
        if not services:
            return None
        if services not in self._paces:
            offered = self.book.catalogue.services
            usual = sum((offered[code].usual for code in services), timedelta()) / len(services)
            recent = [
                end - start for service, start, end in self.book.present().spells if service in services
            ][-RECENT:]
            walk = self.book.profile.settings.walk
            self._paces[services] = estimate.shrunk(usual + walk, [took + walk for took in recent])
        return self._paces[services]


def _newcomer(book: Book, service: str) -> Ticket:
    """Somebody of whom nothing is known but the line they will stand in."""
    leg = Leg(service=service, queued_at=book.now, place=book.now)
    return Ticket("~", book.today, "~", service, book.now, None, (leg,))


def order(book: Book, waiting: list[Ticket], counter: str) -> list[Choice]:
    """The line of one counter in calling order, by the office's policy."""
    desk, policy = book.desk(counter), book.profile.settings.policy
    return list(calling.order(waiting, desk, run_of(book, desk), policy, book.now))


def run_of(book: Book, desk: Desk) -> int:
    """How many priority calls that overtook somebody came last, one after another, in the lines of this desk."""
    limit = book.profile.settings.policy.in_a_row
    reasons = book.present().reasons(desk.services, limit)
    run = 0
    while run < len(reasons) and reasons[run] == Reason.PRIORITY:
        run += 1
    return run


def queue(book: Book, counter: str) -> list[tuple[Choice, int]]:
    """The waiting list of a counter in calling order, each with its place from 1."""
    book.counter(counter)
    chosen = order(book, book.waiting(), counter)
    return [(choice, place) for place, choice in enumerate(chosen, start=1)]


def services(book: Book) -> list[ServiceLine]:
    """Every service of the office as the public sees it now."""
    hall = Hall(book)
    offered = sorted(book.catalogue.services.values(), key=lambda service: service.place)
    return [_line(book, hall, service) for service in offered if not service.retired]


def service(book: Book, code: str) -> ServiceLine:
    return _line(book, Hall(book), book.catalogue.service(code))


def _line(book: Book, hall: Hall, offered: Service) -> ServiceLine:
    now_open = opening(offered.windows, book.catalogue.calendar, book.now)
    waiting = sum(1 for ticket in hall.waiting if ticket.leg.service == offered.code)
    why = None if now_open.open else now_open.why
    if now_open.open and quota_reached(book, offered):
        why = "quota"
    return ServiceLine(offered, now_open, why, waiting, hall.newcomer(offered.code))


def quota_reached(book: Book, offered: Service) -> bool:
    return offered.quota is not None and book.tickets.issued(offered.code, book.today) >= offered.quota


def standing(book: Book, ticket: Ticket) -> Standing | None:
    """Where this ticket stands, or None when it does not wait."""
    return Hall(book).standing(ticket) if ticket.state is State.WAITING else None


def standings(book: Book) -> dict[str, Standing]:
    """Where everybody who waits stands now."""
    hall = Hall(book)
    return {ticket.id: hall.standing(ticket) for ticket in hall.waiting}
