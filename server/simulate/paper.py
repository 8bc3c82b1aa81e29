"""An office on paper: the rules of the real one, and nothing written down. What-if and forecasts are played here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from server.domain import calling
from server.domain import ticket as rules
from server.domain.calling import Desk, Policy, Reason
from server.domain.counter import PauseReason
from server.domain.fairness import Onlooker
from server.domain.figures import TARGET, LegFact, facts_of
from server.domain.line import Line
from server.domain.presence import Doing, Spell
from server.domain.ticket import Leg, Outcome, Place, State, Ticket
from server.simulate.day import Citizen, Day, Seat
from server.simulate.play import Play


@dataclass(frozen=True, slots=True)
class Floor:
    """How the office is set up: what each counter serves (service -> preference), how it calls, and which wait it calls
    soon enough.
    """

    counters: Mapping[str, Mapping[str, int]]
    policy: Policy = field(default_factory=Policy)
    target: timedelta = TARGET


@dataclass
class JumpClock:
    """Time passes only from one thing to the next."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def wait_until(self, when: datetime) -> bool:
        self.now = max(self.now, when)
        return True


class PaperHands:
    """What people can do, by the rules of `server.domain`."""

    def __init__(self, floor: Floor, clock: JumpClock, day: date) -> None:
        self.floor, self.clock, self.day = floor, clock, day
        self.desks = {code: Desk(code, dict(services)) for code, services in floor.counters.items()}
        self.tickets: dict[str, Ticket] = {}
        self.scores: dict[str, int] = {}
        self.line = Line()
        self.onlooker = Onlooker()
        self.calls: list[tuple[str, Reason]] = []
        self.spells: list[Spell] = []
        self._numbers = count(1)
        self._manned: dict[str, tuple[Doing, str, datetime]] = {}

    def take(self, citizen: Citizen) -> str:
        number = f"{next(self._numbers):05d}"
        leg = Leg(citizen.service, self.clock.now, self.clock.now)
        ticket = Ticket(
            number,
            self.day,
            number,
            citizen.service,
            self.clock.now,
            None,
            (leg,),
            citizen.priority,
            procedure=citizen.procedure,
        )
        self._is_now(ticket)
        return number

    def cancel(self, ticket: str) -> None:
        self._is_now(rules.cancel(self.tickets[ticket], self.clock.now))

    def rate(self, ticket: str, score: int, reasons: tuple[str, ...]) -> None:  # noqa: ARG002  of the protocol
        self.scores[ticket] = score

    def open_counter(self, seat: Seat) -> None:
        self._begins(seat, Doing.OPEN)

    def pause(self, seat: Seat, reason: PauseReason) -> None:  # noqa: ARG002  of the protocol
        self._begins(seat, Doing.PAUSED)

    def close_counter(self, seat: Seat) -> None:
        self._begins(seat, None)

    def call_next(self, seat: Seat) -> str | None:
        desk = self.desks[seat.counter]
        if not self._anybody_for(desk):
            return None
        choice = calling.choose(self.line, desk, self._run(desk), self.floor.policy, self.clock.now)
        if choice is None:
            return None
        self.calls.append((choice.ticket.leg.service, choice.reason))
        self._is_now(rules.call(choice.ticket, desk.counter, seat.clerk, self.clock.now, choice.reason))
        return choice.ticket.id

    def recall(self, seat: Seat, ticket: str) -> None:  # noqa: ARG002  of the protocol
        self._is_now(rules.recall(self.tickets[ticket], self.clock.now))

    def start(self, seat: Seat, ticket: str) -> None:  # noqa: ARG002  of the protocol
        self._is_now(rules.start(self.tickets[ticket], self.clock.now))

    def finish(self, seat: Seat, ticket: str, outcome: Outcome) -> None:  # noqa: ARG002  of the protocol
        self._is_now(rules.finish(self.tickets[ticket], self.clock.now, outcome))

    def no_show(self, seat: Seat, ticket: str) -> None:  # noqa: ARG002  of the protocol
        self._is_now(rules.no_show(self.tickets[ticket], self.clock.now))

    def hold(self, seat: Seat, ticket: str, until: datetime) -> None:  # noqa: ARG002  of the protocol
        self._is_now(rules.hold(self.tickets[ticket], self.clock.now, until))

    def put_back(self, seat: Seat, ticket: str, place: Place) -> None:  # noqa: ARG002  of the protocol
        now = self.clock.now
        self._is_now(rules.put_back(self.tickets[ticket], place, now, now))

    def transfer(self, seat: Seat, ticket: str, service: str) -> None:  # noqa: ARG002  of the protocol
        self._is_now(rules.transfer(self.tickets[ticket], self.clock.now, service))

    def close(self) -> None:
        """The day is over: who is left over leaves, and counters that nobody closed are."""
        for ticket in list(self.tickets.values()):
            if ticket.state not in rules.OVER:
                self._is_now(rules.expire(ticket, self.clock.now))
        for counter in list(self._manned):
            self._begins(Seat(counter, ""), None)

    def facts(self) -> list[LegFact]:
        return [fact for one in self.tickets.values() for fact in facts_of(one, self.scores.get(one.id))]

    def open_counters(self) -> list[str]:
        return [counter for counter, (doing, _, _) in self._manned.items() if doing is Doing.OPEN]

    def _anybody_for(self, desk: Desk) -> bool:
        return any(desk.serves(lane) for lane in self.line.lanes)

    def _run(self, desk: Desk) -> int:
        reasons = (reason for service, reason in reversed(self.calls) if service in desk.services)
        return calling.run_of(reasons, self.floor.policy)

    def _is_now(self, ticket: Ticket) -> None:
        self.tickets[ticket.id] = ticket
        self.onlooker.sees(ticket)
        if ticket.state is State.WAITING:
            self.line = self.line.joined(ticket)
        else:
            self.line = self.line.left(ticket.id)

    def _begins(self, seat: Seat, doing: Doing | None) -> None:
        was = self._manned.pop(seat.counter, None)
        if was is not None and was[2] < self.clock.now:
            self.spells.append(Spell(self.day, seat.counter, was[1], was[0], was[2], self.clock.now))
        if doing is not None:
            self._manned[seat.counter] = doing, seat.clerk, self.clock.now


def played(day: Day, floor: Floor) -> PaperHands:
    """The whole day, as these people and these rules make it."""
    first = min([one.arrives for one in day.citizens] + [one.opens for one in day.shifts])
    clock = JumpClock(first)
    hands = PaperHands(floor, clock, day.office_day)
    Play(day).play(hands, clock)
    hands.close()
    return hands
