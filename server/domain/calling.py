"""Who is next at this counter, and why?"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import merge
from itertools import islice, takewhile

from server.domain.line import Arrival, Kind, Lane, Line, arrival
from server.domain.ticket import Ticket


class Reason(StrEnum):
    """Why this ticket and not another; its words are `reason.<code>` in the catalogues."""

    FIRST_COME = "first-come"
    PRIORITY = "priority"
    TURN_OF_OTHERS = "turn-of-others"
    GUARD = "guard"
    APPOINTMENT = "appointment"
    PREFERENCE = "preference"
    PICKED = "picked"


@dataclass(frozen=True, slots=True)
class Policy:
    """How the office calls. `in_a_row`: how many priority citizens may go before earlier others, one after another.

    `guard`: who has waited this long is overtaken by nobody any more. `early`: how long before its time an
    appointment may be called.
    """

    in_a_row: int = 2
    guard: timedelta = timedelta(minutes=30)
    early: timedelta = timedelta(minutes=0)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a counter serves: service -> preference, 1 before 2; equal ones are served as they come."""

    counter: str
    services: dict[str, int] = field(default_factory=dict)

    def serves(self, lane: Lane) -> bool:
        return lane.service in self.services and lane.for_counter in (None, self.counter)


@dataclass(frozen=True, slots=True)
class Choice:
    ticket: Ticket
    reason: Reason


def order(line: Line, desk: Desk, run: int, policy: Policy, now: datetime) -> Iterator[Choice]:
    """The whole line of this counter as it would be called if nobody else came; each with its reason.

    `run` is how many priority calls that overtook somebody came last, one after another, in the lines of this desk.

    The problem: several orders are right. Pure arrival is fair and lets an old man stand; pure priority lets the
    others wait for ever. Taken here, and shown to clerk and manager:

    1. whoever has waited `guard` or longer goes first, the earliest arrival before the later ones, priority or not;
    2. then appointments whose time has come, the earliest time first;
    3. then priority citizens, but at most `in_a_row` who overtake somebody one after another; then one of the others;
    4. then the others: by the counter's preference, within one preference by arrival.

    A ticket that overtakes nobody is simply "first come", whatever its class. Bound: who has waited `guard` is
    overtaken by nobody; before that at most `in_a_row` priority citizens pass between two calls of others. What it
    assumes: `place` (the first arrival, or where a returned ticket was put) is the honest arrival; an appointment is
    kept by its holder. Source: Decree 107/2021 (priority counter), domain dossier section 3 (interleave and guard).
    """
    queue = _Queue(line, desk, policy, now)
    yield from queue.guarded()
    yield from (Choice(ticket, Reason.APPOINTMENT) for ticket in queue.due)
    for came, reason in _interleaved(queue.priority(), queue.others(), run, policy):
        yield Choice(line.tickets[came[1]], reason)
    yield from (Choice(ticket, Reason.APPOINTMENT) for ticket in queue.early)


def run_of(reasons: Iterable[str | None], policy: Policy) -> int:
    """The `run` that these reasons make, the newest first: more than the policy lets pass are not counted."""
    newest = islice(reasons, policy.in_a_row)
    return sum(1 for _ in takewhile(lambda reason: reason == Reason.PRIORITY, newest))


def choose(line: Line, desk: Desk, run: int, policy: Policy, now: datetime) -> Choice | None:
    """The next citizen for this counter, or None when nobody waits for it."""
    return next(order(line, desk, run, policy, now), None)


def ahead(line: Line, ticket: Ticket, desk: Desk, run: int, policy: Policy, now: datetime) -> int:
    """How many this counter would call before the ticket, which waits in a line that it serves.

    It is the ticket's index in `order`, found without walking the line: it costs as much as there are priority
    citizens, not as there are people.
    """
    if ticket.appointment:
        return next(
            i for i, choice in enumerate(order(line, desk, run, policy, now)) if choice.ticket is ticket
        )
    queue, mine = _Queue(line, desk, policy, now), arrival(ticket)
    if now - ticket.leg.place >= policy.guard:
        return queue.guarded_before(mine)
    first = queue.guarded_before(None) + len(queue.due)
    priority, gone = queue.priority(), 0
    before = None if ticket.priority else queue.others_before(mine, desk.services[ticket.leg.service])
    if before is not None and not priority:
        return first + before
    for came, _ in _interleaved(priority, queue.others(), run, policy):
        if came == mine:
            break
        gone += 1
        if before is not None and came == priority[-1]:
            return first + before + len(priority)
    return first + gone


class _Queue:
    """The line of one desk at one moment, cut where the policy cuts it."""

    def __init__(self, line: Line, desk: Desk, policy: Policy, now: datetime) -> None:
        lanes = {lane: came for lane, came in line.lanes.items() if desk.serves(lane)}
        booked = [
            line.tickets[one]
            for lane, came in lanes.items()
            if lane.kind is Kind.APPOINTMENT
            for _, one in came
        ]
        self.early = sorted((one for one in booked if _is_early(one, policy, now)), key=_appointed)
        ready = sorted((one for one in booked if not _is_early(one, policy, now)), key=arrival)
        self.due = sorted((one for one in ready if now - one.leg.place < policy.guard), key=_appointed)
        self._line, self._desk = line, desk
        self._lanes = {lane: came for lane, came in lanes.items() if lane.kind is not Kind.APPOINTMENT}
        latest: Arrival = (now - policy.guard, LAST)
        self._cuts = {lane: bisect_left(came, latest) for lane, came in self._lanes.items()}
        self._booked = [arrival(one) for one in ready]
        self._booked_cut = bisect_left(self._booked, latest)

    def guarded(self) -> Iterator[Choice]:
        """Those past the guard, as they came; "guard" is said where a priority citizen or an appointment must stand back."""
        specials = len(self._booked) + sum(len(self._lanes[lane]) for lane in self._of(Kind.PRIORITY))
        past = [islice(came, self._cuts[lane]) for lane, came in self._lanes.items()]
        for _, one in merge(*past, islice(self._booked, self._booked_cut)):
            ticket = self._line.tickets[one]
            special = bool(ticket.priority or ticket.appointment)
            specials -= special
            yield Choice(ticket, Reason.GUARD if specials and not special else Reason.FIRST_COME)

    def guarded_before(self, mine: Arrival | None) -> int:
        """How many past the guard came before this arrival; all of them for None."""
        if mine is None:
            return sum(self._cuts.values()) + self._booked_cut
        lanes = [*self._lanes.values(), self._booked[: self._booked_cut]]
        return sum(bisect_left(came, mine) for came in lanes)

    def priority(self) -> Sequence[Arrival]:
        """Priority citizens who still may be overtaken, as they came."""
        return sorted(
            one for lane in self._of(Kind.PRIORITY) for one in self._lanes[lane][self._cuts[lane] :]
        )

    def others(self) -> "_Others":
        """The others, by the desk's preference."""
        classes = [
            merge(*(islice(self._lanes[lane], self._cuts[lane], None) for lane in lanes))
            for _, lanes in sorted(self._preferences().items())
        ]
        return _Others(classes)

    def others_before(self, mine: Arrival, preference: int) -> int:
        """How many of the others come before this arrival of that preference."""
        before = 0
        for wanted, lanes in self._preferences().items():
            for lane in lanes:
                end = len(self._lanes[lane]) if wanted < preference else bisect_left(self._lanes[lane], mine)
                before += end - self._cuts[lane] if wanted <= preference else 0
        return before

    def _preferences(self) -> dict[int, list[Lane]]:
        found: dict[int, list[Lane]] = {}
        for lane in self._of(Kind.ORDINARY):
            found.setdefault(self._desk.services[lane.service], []).append(lane)
        return found

    def _of(self, kind: Kind) -> list[Lane]:
        return [lane for lane in self._lanes if lane.kind is kind]


LAST = chr(0x10FFFF)
"""After every ticket's id."""


class _Others:
    """Those who wait without priority: by preference, within one preference as they came."""

    def __init__(self, classes: Iterable[Iterator[Arrival]]) -> None:
        begun = [(next(came, None), came) for came in classes]
        self._heads = [(head, came) for head, came in begun if head is not None]

    def earliest(self) -> Arrival | None:
        """Who of all that are left came first."""
        return min((head for head, _ in self._heads), default=None)

    def take(self) -> Arrival:
        """The next of them."""
        head, came = self._heads[0]
        follows = next(came, None)
        self._heads[:1] = [(follows, came)] if follows is not None else []
        return head


def _interleaved(
    priority: Sequence[Arrival], others: _Others, run: int, policy: Policy
) -> Iterator[tuple[Arrival, Reason]]:
    """Priority citizens before others, at most `in_a_row` who overtake; the others by preference, then arrival."""
    at = 0
    while True:
        first = others.earliest()
        urgent = priority[at] if at < len(priority) else None
        if urgent is not None and (first is None or run < policy.in_a_row):
            at += 1
            came, reason = urgent, Reason.FIRST_COME if first is None or urgent < first else Reason.PRIORITY
        elif first is not None:
            came = others.take()
            reason = _reason_of_other(came, first, waited_for=urgent is not None)
        else:
            return
        run = run + 1 if reason is Reason.PRIORITY else 0
        yield came, reason


def _reason_of_other(came: Arrival, earliest: Arrival, *, waited_for: bool) -> Reason:
    if waited_for:
        return Reason.TURN_OF_OTHERS
    return Reason.FIRST_COME if came == earliest else Reason.PREFERENCE


def _is_early(ticket: Ticket, policy: Policy, now: datetime) -> bool:
    return ticket.appointment is not None and now < ticket.appointment - policy.early


def _appointed(ticket: Ticket) -> tuple[datetime, str]:
    assert ticket.appointment is not None
    return ticket.appointment, ticket.id
