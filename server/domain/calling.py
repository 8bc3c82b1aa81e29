"""Who is next at this counter, and why?"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

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

    def serves(self, ticket: Ticket) -> bool:
        leg = ticket.leg
        return leg.service in self.services and leg.for_counter in (None, self.counter)


@dataclass(frozen=True, slots=True)
class Choice:
    ticket: Ticket
    reason: Reason


def order(waiting: Iterable[Ticket], desk: Desk, run: int, policy: Policy, now: datetime) -> Iterator[Choice]:
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
    line = sorted((ticket for ticket in waiting if desk.serves(ticket)), key=_arrival)
    early = [ticket for ticket in line if ticket.appointment and now < ticket.appointment - policy.early]
    ready = [ticket for ticket in line if ticket not in early] if early else line
    guarded = [ticket for ticket in ready if now - ticket.leg.place >= policy.guard]
    rest = ready[len(guarded) :]
    yield from _guarded(guarded, rest)
    due = [ticket for ticket in rest if ticket.appointment]
    yield from (Choice(ticket, Reason.APPOINTMENT) for ticket in sorted(due, key=_appointed))
    yield from _interleaved([ticket for ticket in rest if not ticket.appointment], desk, run, policy)
    yield from (Choice(ticket, Reason.APPOINTMENT) for ticket in sorted(early, key=_appointed))


def choose(waiting: Iterable[Ticket], desk: Desk, run: int, policy: Policy, now: datetime) -> Choice | None:
    """The next citizen for this counter, or None when nobody waits for it."""
    return next(order(waiting, desk, run, policy, now), None)


def _arrival(ticket: Ticket) -> tuple[datetime, str]:
    return ticket.leg.place, ticket.id


def _appointed(ticket: Ticket) -> tuple[datetime, str]:
    assert ticket.appointment is not None
    return ticket.appointment, ticket.id


def _guarded(guarded: list[Ticket], rest: list[Ticket]) -> Iterator[Choice]:
    """Those past the guard, as they came; "guard" is said where a priority citizen or an appointment must stand back."""
    specials = sum(1 for ticket in (*guarded, *rest) if ticket.priority or ticket.appointment)
    for ticket in guarded:
        special = bool(ticket.priority or ticket.appointment)
        specials -= special
        yield Choice(ticket, Reason.GUARD if specials and not special else Reason.FIRST_COME)


def _interleaved(line: list[Ticket], desk: Desk, run: int, policy: Policy) -> Iterator[Choice]:
    """Priority citizens before others, at most `in_a_row` who overtake; the others by preference, then arrival."""
    priority = deque(ticket for ticket in line if ticket.priority)
    others = deque(
        sorted(
            (ticket for ticket in line if not ticket.priority),
            key=lambda ticket: (desk.services[ticket.leg.service], *_arrival(ticket)),
        )
    )
    by_arrival, gone = deque(line), set[str]()
    while priority or others:
        while by_arrival[0].id in gone:
            by_arrival.popleft()
        earliest = by_arrival[0]
        if priority and (not others or run < policy.in_a_row):
            ticket = priority.popleft()
            reason = Reason.FIRST_COME if ticket is earliest or not others else Reason.PRIORITY
        else:
            ticket = others.popleft()
            reason = _reason_of_other(ticket, earliest, waited_for=bool(priority))
        run = run + 1 if reason is Reason.PRIORITY else 0
        gone.add(ticket.id)
        yield Choice(ticket, reason)


def _reason_of_other(ticket: Ticket, earliest: Ticket, *, waited_for: bool) -> Reason:
    if waited_for:
        return Reason.TURN_OF_OTHERS
    return Reason.FIRST_COME if ticket is earliest else Reason.PREFERENCE
