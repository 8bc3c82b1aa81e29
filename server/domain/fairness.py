"""Who went before whom, and why? Read from what was written down when they were called.

Somebody is passed when another ticket of the same line, that came later, is called while they wait. What they came by is
`Leg.place`, the arrival as the calling policy takes it; of whoever was called and came back later, the arrival before
that. Why is the reason that was kept with the call.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from server.domain.calling import Reason
from server.domain.ticket import Leg, State, Ticket


@dataclass(frozen=True, slots=True)
class Passing:
    """`passer` was called while `passed`, who had waited so long, stood before it in the same line."""

    passed: str
    passer: str
    reason: str
    waited: timedelta


@dataclass(frozen=True, slots=True)
class Fairness:
    """Of a day: calls, how many citizens were passed, how often at most, why, and the longest that one of them had waited
    by then.
    """

    called: int
    passed: int
    most: int
    reasons: dict[str, int]
    longest: float | None


class Because(StrEnum):
    """Why one was called before the other; `fairness.<code>` in the catalogues."""

    CAME_FIRST = "came-first"
    PRIORITY = "priority"
    APPOINTMENT = "appointment"
    GUARD = "guard"
    TURN_OF_OTHERS = "turn-of-others"
    PREFERENCE = "preference"
    PICKED = "picked"
    WAS_AWAY = "was-away"
    NOT_YET_THERE = "not-yet-there"
    OTHER_LINE = "other-line"
    NEVER_CALLED = "never-called"


OWN_REASON = {
    Reason.PRIORITY: Because.PRIORITY,
    Reason.APPOINTMENT: Because.APPOINTMENT,
    Reason.GUARD: Because.GUARD,
    Reason.TURN_OF_OTHERS: Because.TURN_OF_OTHERS,
    Reason.PREFERENCE: Because.PREFERENCE,
    Reason.PICKED: Because.PICKED,
}


def passings(tickets: Iterable[Ticket]) -> list[Passing]:
    """Everybody who was passed, in the order of the calls; only stays that ended with a call are looked at."""
    lines: dict[str, list[tuple[datetime, int, Leg, Ticket]]] = defaultdict(list)
    for ticket in tickets:
        for leg in ticket.legs:
            if leg.first_called_at is not None:
                lines[leg.service] += [(leg.queued_at, 0, leg, ticket), (leg.first_called_at, 1, leg, ticket)]
    return [one for steps in lines.values() for one in _of_line(steps)]


def _of_line(steps: list[tuple[datetime, int, Leg, Ticket]]) -> list[Passing]:
    waiting: list[tuple[datetime, str]] = []
    found: list[Passing] = []
    for at, called, leg, ticket in sorted(steps, key=lambda step: (step[0], step[1])):
        mine = _arrival(ticket, leg), ticket.id
        if not called:
            insort(waiting, mine)
            continue
        place = bisect_left(waiting, mine)
        before = waiting[:place]
        del waiting[place]
        found += [Passing(one, ticket.id, leg.reason or Reason.FIRST_COME, at - came) for came, one in before]
    return found


def fairness(tickets: Iterable[Ticket]) -> Fairness:
    told = list(tickets)
    found = passings(told)
    often = Counter(one.passed for one in found)
    called = sum(leg.first_called_at is not None for ticket in told for leg in ticket.legs)
    longest = max((one.waited.total_seconds() for one in found), default=None)
    reasons = dict(Counter(str(one.reason) for one in found))
    return Fairness(called, len(often), max(often.values(), default=0), reasons, longest)


def why(first: Ticket, other: Ticket, state: State | None, served: Iterable[str]) -> Because:
    """Why the first of two tickets was called before the other.

    `state`: of the other at that moment, None when it had not been taken; `served`: what the counter serves that called.
    """
    leg, waiting = called_leg(first), other.legs[0]
    if leg is None:
        return Because.NEVER_CALLED
    if state is None:
        return Because.NOT_YET_THERE
    if state is State.HELD:
        return Because.WAS_AWAY
    if waiting.service not in set(served):
        return Because.OTHER_LINE
    if _arrival(first, leg) <= _arrival(other, waiting) and leg.reason != Reason.PICKED:
        return Because.CAME_FIRST
    return OWN_REASON.get(Reason(leg.reason or Reason.FIRST_COME), Because.CAME_FIRST)


def called_leg(ticket: Ticket) -> Leg | None:
    """The stay in which the ticket was called for the first time."""
    return next((leg for leg in ticket.legs if leg.first_called_at is not None), None)


def _arrival(ticket: Ticket, leg: Leg) -> datetime:
    """By what the stay was called for the first time: where it was put back to afterwards says nothing of that."""
    called = leg.first_called_at
    return leg.place if called is None or leg.place <= called else ticket.legs[0].queued_at
