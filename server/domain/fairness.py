"""Who went before whom, and why? Read from what was written down when they were called.

Somebody is passed when another ticket of the same line, that came later, is called while they wait for that counter too.
What they came by is `Leg.place`, the arrival as the calling policy takes it. Nobody is passed who is away for a while,
is sent to another counter, or has an appointment whose time has not come. Why is the reason that was kept with the call.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from server.domain.calling import Reason
from server.domain.line import Arrival, arrival
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
    BEFORE_ITS_TIME = "before-its-time"
    HAD_LEFT = "had-left"
    SENT_ELSEWHERE = "sent-elsewhere"
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


class Onlooker:
    """Stands beside the lines of a day: sees every ticket after each of its steps, and knows who was passed."""

    def __init__(self) -> None:
        self._now: dict[str, Ticket] = {}
        self._waiting: dict[str, list[Arrival]] = defaultdict(list)
        self._calls: dict[tuple[str, int], list[Passing]] = {}

    def sees(self, after: Ticket) -> None:
        """One more step; they come in the order in which they happened."""
        before = self._now.get(after.id)
        self._now[after.id] = after
        stay, leg = (after.id, len(after.legs)), after.leg
        waited = before is not None and before.state is State.WAITING
        if before is not None and waited:
            line = self._waiting[before.leg.service]
            del line[bisect_left(line, arrival(before))]
        if after.state is State.WAITING:
            insort(self._waiting[leg.service], arrival(after))
            if leg.first_called_at is None:
                self._calls.pop(stay, None)  # the call was taken back
        elif waited and leg.first_called_at is not None and stay not in self._calls:
            self._calls[stay] = self._passed_by(after, leg, leg.first_called_at)

    def _passed_by(self, passer: Ticket, leg: Leg, at: datetime) -> list[Passing]:
        line = self._waiting[leg.service]
        before = (self._now[one] for _, one in line[: bisect_left(line, arrival(passer))])
        reason = leg.reason or Reason.FIRST_COME
        return [
            Passing(one.id, passer.id, reason, at - one.leg.place)
            for one in before
            if _waits_for(one.leg, leg.counter) and not _before_its_time(one, at)
        ]

    def passings(self) -> list[Passing]:
        """Everybody who was passed, in the order of the calls."""
        return [one for found in self._calls.values() for one in found]

    def fairness(self) -> Fairness:
        found = self.passings()
        often = Counter(one.passed for one in found)
        longest = max((one.waited.total_seconds() for one in found), default=None)
        reasons = dict(Counter(str(one.reason) for one in found))
        return Fairness(len(self._calls), len(often), max(often.values(), default=0), reasons, longest)


def why(called: Ticket, other: Ticket | None, served: Collection[str], at: datetime) -> Because:
    """Why one ticket was called before the other, which was called later or never.

    Both as they stood at that moment, the first one called; None when the other had not been taken. `served`: what the
    counter took that called.
    """
    leg = called.leg
    if other is None:
        return Because.NOT_YET_THERE
    if other.state is not State.WAITING:
        return Because.WAS_AWAY if other.state is State.HELD else Because.HAD_LEFT
    if leg.reason == Reason.PICKED:
        return Because.PICKED
    stood_elsewhere = _not_before_it(other, leg.counter, served, at)
    if stood_elsewhere is not None:
        return stood_elsewhere
    if arrival(called) <= arrival(other):
        return Because.CAME_FIRST
    return OWN_REASON.get(Reason(leg.reason or Reason.FIRST_COME), Because.CAME_FIRST)


def _not_before_it(
    other: Ticket, counter: str | None, served: Collection[str], at: datetime
) -> Because | None:
    """Why a waiting citizen did not stand before this counter; None for one who did."""
    if not _waits_for(other.leg, counter):
        return Because.SENT_ELSEWHERE
    if other.leg.service not in served:
        return Because.OTHER_LINE
    return Because.BEFORE_ITS_TIME if _before_its_time(other, at) else None


def _waits_for(leg: Leg, counter: str | None) -> bool:
    return leg.for_counter in (None, counter)


def _before_its_time(ticket: Ticket, at: datetime) -> bool:
    return ticket.appointment is not None and at < ticket.appointment


def called_leg(ticket: Ticket) -> Leg | None:
    """The stay in which the ticket was called for the first time."""
    return next((leg for leg in ticket.legs if leg.first_called_at is not None), None)
