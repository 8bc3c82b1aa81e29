"""Everybody who waits, sorted as they came: so that who is next, and who stands where, is known without counting all."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from server.domain.ticket import Ticket

Arrival = tuple[datetime, str]
"""When somebody came, as the calling policy takes it (`Leg.place`), and their ticket; no two are alike."""


class Kind(StrEnum):
    ORDINARY = "ordinary"
    PRIORITY = "priority"
    APPOINTMENT = "appointment"


class Lane(NamedTuple):
    """Citizens whom the policy treats alike, but for the time at which they came."""

    service: str
    for_counter: str | None
    kind: Kind


def arrival(ticket: Ticket) -> Arrival:
    return ticket.leg.place, ticket.id


def lane_of(ticket: Ticket) -> Lane:
    leg = ticket.leg
    kind = Kind.APPOINTMENT if ticket.appointment else Kind.PRIORITY if ticket.priority else Kind.ORDINARY
    return Lane(leg.service, leg.for_counter, kind)


@dataclass(frozen=True, slots=True)
class Line:
    """Everybody who waits. Never changed: whoever joins or leaves makes another one."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    lanes: dict[Lane, list[Arrival]] = field(default_factory=dict)

    @classmethod
    def of(cls, waiting: Iterable[Ticket]) -> Self:
        tickets = {ticket.id: ticket for ticket in waiting}
        lanes: dict[Lane, list[Arrival]] = {}
        for ticket in tickets.values():
            lanes.setdefault(lane_of(ticket), []).append(arrival(ticket))
        for arrivals in lanes.values():
            arrivals.sort()
        return cls(tickets, lanes)

    def __iter__(self) -> Iterator[Ticket]:
        return iter(self.tickets.values())

    def __len__(self) -> int:
        return len(self.tickets)

    def joined(self, ticket: Ticket) -> "Line":
        """The line with this ticket, where it belongs."""
        left = self.left(ticket.id)
        lane = lane_of(ticket)
        arrivals = left.lanes.get(lane, []).copy()
        insort(arrivals, arrival(ticket))
        return Line({**left.tickets, ticket.id: ticket}, {**left.lanes, lane: arrivals})

    def left(self, ticket: str) -> "Line":
        """The line without this ticket, if it stood there."""
        found = self.tickets.get(ticket)
        if found is None:
            return self
        lane, tickets = lane_of(found), self.tickets.copy()
        del tickets[ticket]
        arrivals = self.lanes[lane].copy()
        del arrivals[bisect_left(arrivals, arrival(found))]
        lanes = {**self.lanes, lane: arrivals}
        if not arrivals:
            del lanes[lane]
        return Line(tickets, lanes)

    def of_service(self, service: str) -> int:
        """How many wait for this service."""
        return sum(len(arrivals) for lane, arrivals in self.lanes.items() if lane.service == service)

    def earliest(self) -> datetime | None:
        """The place of whoever stands farthest in front; None when nobody waits."""
        return min((arrivals[0][0] for arrivals in self.lanes.values()), default=None)

    def latest(self) -> datetime | None:
        """The place of whoever stands at the end; None when nobody waits."""
        return max((arrivals[-1][0] for arrivals in self.lanes.values()), default=None)
