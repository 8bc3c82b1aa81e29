"""Plays a day: citizens and clerks of the plan do, one after another in time, what people do with the real program."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Protocol

from server.domain.counter import PauseReason
from server.domain.errors import Refused
from server.domain.ticket import Outcome, Place, Verb
from server.simulate.day import Break, Citizen, Day, Seat, Shift, score


class Hands(Protocol):
    """What people can do in an office. Every verb may raise Refused, as it does for people."""

    def take(self, citizen: Citizen) -> str:
        """Takes a ticket; returns its id."""

    def cancel(self, ticket: str) -> None:
        """The citizen gives the number back."""

    def rate(self, ticket: str, score: int, reasons: tuple[str, ...]) -> None: ...
    def open_counter(self, seat: Seat) -> None: ...
    def pause(self, seat: Seat, reason: PauseReason) -> None: ...
    def close_counter(self, seat: Seat) -> None: ...
    def call_next(self, seat: Seat) -> str | None:
        """The ticket that was called to this counter, or None when nobody waits for it."""

    def recall(self, seat: Seat, ticket: str) -> None: ...
    def start(self, seat: Seat, ticket: str) -> None: ...
    def finish(self, seat: Seat, ticket: str, outcome: Outcome) -> None: ...
    def no_show(self, seat: Seat, ticket: str) -> None: ...
    def hold(self, seat: Seat, ticket: str, until: datetime) -> None: ...
    def put_back(self, seat: Seat, ticket: str, place: Place) -> None: ...
    def transfer(self, seat: Seat, ticket: str, service: str) -> None: ...


class Clock(Protocol):
    """The office's clock: one that waits, or one that jumps."""

    def __call__(self) -> datetime: ...
    def wait_until(self, when: datetime) -> bool:
        """Comes back at that time, or False at once when the play is to stop."""


RECALL_AFTER = timedelta(seconds=40)
GIVE_UP_AFTER = timedelta(seconds=100)
LOOK_AGAIN = timedelta(seconds=20)
"""How often an idle clerk glances at the line: people who are not of the plan may have come."""
TRY_AGAIN = timedelta(seconds=45)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
STRANGER = Citizen(
    arrives=LONG_AGO,
    service="",
    walks=timedelta(seconds=15),
    handled=timedelta(minutes=3),
    breath=timedelta(seconds=10),
)
"""How somebody is served who is not of the plan: a visitor who pressed the button of the kiosk."""


@dataclass
class Visit:
    """What has become of a citizen so far. `ended`: the last verb of the story; TAKE when no ticket was given."""

    citizen: Citizen
    ticket: str = ""
    arrived: datetime | None = None
    called: datetime | None = None
    ended: Verb | None = None
    errand_done: bool = False
    sent_on: bool = False
    given_up: bool = False
    score: int | None = None

    @property
    def handling(self) -> timedelta:
        """What the next service of this visit takes."""
        citizen = self.citizen
        if self.sent_on and citizen.onward:
            return citizen.onward.handled
        return (
            citizen.handled - citizen.errand.after if self.errand_done and citizen.errand else citizen.handled
        )


@dataclass
class Desk:
    """A seat during the day. `in_hand`: the visit that is called or being served there."""

    seat: Seat
    is_open: bool = False
    on_break: bool = False
    leaving: bool = False
    sharp: bool = False
    will_look_again: bool = False
    in_hand: Visit | None = None
    breaks: list[Break] = field(default_factory=list)

    @property
    def idle(self) -> bool:
        return self.is_open and not self.on_break and self.in_hand is None


@dataclass(order=True)
class _Step:
    """Something that will be done: in the order of time, and of two at one time the one that was planned first."""

    when: datetime
    order: int
    do: Callable[[], None] = field(compare=False)


class Play:
    """A day under way. It can be played in parts, each with other hands and another clock: the morning at once, then
    the rest as it happens.

    Everybody of the plan ends somewhere: served, not there, cancelled, or turned away at the kiosk. What the office
    refuses (somebody else was quicker, a visitor took the counter over) is let go; the clerk looks again a bit later.
    """

    def __init__(self, day: Day, *, glance: timedelta | None = None) -> None:
        """`glance`: how often idle clerks look at the line although nobody of the plan came; never when None."""
        self.visits: list[Visit] = []
        self.desks: dict[Seat, Desk] = {}
        self._by_ticket: dict[str, Visit] = {}
        self._agenda: list[_Step] = []
        self._order = count()
        self._aside = 0
        self._glance = glance
        self._now = LONG_AGO
        self._hands: Hands
        for citizen in day.citizens:
            self._at(citizen.arrives, self._arrive, citizen)
        for shift in day.shifts:
            self._at(shift.opens, self._sit_down, shift)

    def play(self, hands: Hands, clock: Clock, until: datetime | None = None) -> bool:
        """Plays what happens before `until`, everything when None; False when the clock was stopped first."""
        self._hands = hands
        while self._agenda and (until is None or self._agenda[0].when < until):
            if not clock.wait_until(self._agenda[0].when):
                return False
            step = heapq.heappop(self._agenda)
            self._now = max(step.when, clock())
            step.do()
        return True

    @property
    def next_at(self) -> datetime | None:
        """When something happens next; None when the day is over."""
        return self._agenda[0].when if self._agenda else None

    def _at(self, when: datetime, step: Callable[..., None], *facts: object) -> None:
        heapq.heappush(self._agenda, _Step(when, next(self._order), partial(step, *facts)))

    def _in(self, pause: timedelta, step: Callable[..., None], *facts: object) -> None:
        self._at(self._now + pause, step, *facts)

    # Citizens

    def _arrive(self, citizen: Citizen) -> None:
        visit = Visit(citizen)
        self.visits.append(visit)
        try:
            visit.ticket = self._hands.take(citizen)
        except Refused:
            visit.ended = Verb.TAKE
            return
        visit.arrived = self._now
        self._by_ticket[visit.ticket] = visit
        if citizen.patience:
            self._in(citizen.patience, self._give_up, visit)
        self._somebody_waits()

    def _give_up(self, visit: Visit) -> None:
        """Cancels by phone, if nobody has called meanwhile."""
        if visit.called is None and self._done(self._hands.cancel, visit.ticket):
            visit.ended = Verb.CANCEL

    def _come_back(self, desk: Desk, visit: Visit, place: Place) -> None:
        """At the counter again: back into the line. Refused when the office did it already; the wait is the same."""
        self._aside -= 1
        visit.ended = None
        self._done(self._hands.put_back, desk.seat, visit.ticket, place)
        self._somebody_waits()

    def _rate(self, visit: Visit, given: int, reasons: tuple[str, ...]) -> None:
        if self._done(self._hands.rate, visit.ticket, given, reasons):
            visit.score = given

    def _somebody_waits(self) -> None:
        for desk in self.desks.values():
            self._look(desk)

    # Clerks

    def _sit_down(self, shift: Shift) -> None:
        desk = self.desks.setdefault(shift.seat, Desk(shift.seat))
        desk.leaving, desk.sharp = False, shift.sharp
        desk.breaks = list(shift.breaks)
        self._at(shift.closes, self._ready_to_leave, desk)
        self._open(desk)
        if self._glance:
            self._in(self._glance, self._glance_at_line, desk)

    def _open(self, desk: Desk) -> None:
        desk.on_break = False
        if self._done(self._hands.open_counter, desk.seat):
            desk.is_open = True
            self._look(desk)
        elif not desk.leaving:
            self._in(TRY_AGAIN, self._open, desk)

    def _glance_at_line(self, desk: Desk) -> None:
        self._look(desk)
        if self._glance and not desk.leaving:
            self._in(self._glance, self._glance_at_line, desk)

    def _ready_to_leave(self, desk: Desk) -> None:
        desk.leaving = True
        self._look(desk)

    def _look(self, desk: Desk) -> None:
        """The clerk, with free hands, looks who is next."""
        if not desk.idle or self._goes_on_break(desk):
            return
        if desk.leaving and desk.sharp:
            desk.is_open = not self._done(self._hands.close_counter, desk.seat)
            return
        try:
            ticket = self._hands.call_next(desk.seat)
        except Refused:
            self._not_now(desk)
            return
        if ticket is not None:
            self._called(desk, ticket)
        elif desk.leaving and not self._aside:
            desk.is_open = not self._done(self._hands.close_counter, desk.seat)

    def _not_now(self, desk: Desk) -> None:
        """The counter is not the clerk's at the moment: once more later, until it is time to go home."""
        if desk.leaving:
            desk.is_open = False
        elif not desk.will_look_again:
            desk.will_look_again = True
            self._in(TRY_AGAIN, self._look_again, desk)

    def _look_again(self, desk: Desk) -> None:
        desk.will_look_again = False
        self._look(desk)

    def _goes_on_break(self, desk: Desk) -> bool:
        due = [pause for pause in desk.breaks if pause.at <= self._now and not desk.leaving]
        if not due:
            return False
        desk.breaks.remove(due[0])
        desk.on_break = self._done(self._hands.pause, desk.seat, due[0].reason)
        if desk.on_break:
            self._in(due[0].lasts, self._open, desk)
        return desk.on_break

    def _called(self, desk: Desk, ticket: str) -> None:
        visit = self._by_ticket.get(ticket) or Visit(STRANGER, ticket)
        desk.in_hand = visit
        visit.called = visit.called or self._now
        citizen = visit.citizen
        if citizen.comes or visit.given_up:
            if citizen.walks > RECALL_AFTER:
                self._in(RECALL_AFTER, self._recall, desk, visit)
            self._in(citizen.walks, self._start, desk, visit)
            return
        self._in(RECALL_AFTER, self._recall, desk, visit)
        self._in(2 * RECALL_AFTER, self._recall, desk, visit)
        self._in(GIVE_UP_AFTER, self._no_show, desk, visit)

    def _recall(self, desk: Desk, visit: Visit) -> None:
        self._done(self._hands.recall, desk.seat, visit.ticket)

    def _start(self, desk: Desk, visit: Visit) -> None:
        if not self._done(self._hands.start, desk.seat, visit.ticket):
            self._let_go(desk)
            return
        errand = visit.citizen.errand
        if errand and not visit.errand_done and not visit.sent_on:
            self._in(errand.after, self._hold, desk, visit, errand.lasts)
        elif visit.citizen.onward and not visit.sent_on:
            self._in(visit.handling, self._send_on, desk, visit, visit.citizen.onward.service)
        else:
            self._in(visit.handling, self._finish, desk, visit)

    def _hold(self, desk: Desk, visit: Visit, lasts: timedelta) -> None:
        if self._done(self._hands.hold, desk.seat, visit.ticket, self._now + lasts):
            visit.errand_done = True
            self._aside += 1
            self._in(lasts, self._come_back, desk, visit, Place.ORIGINAL)
        self._free(desk, visit)

    def _send_on(self, desk: Desk, visit: Visit, service: str) -> None:
        visit.sent_on = self._done(self._hands.transfer, desk.seat, visit.ticket, service)
        self._free(desk, visit)
        self._somebody_waits()

    def _finish(self, desk: Desk, visit: Visit) -> None:
        if self._done(self._hands.finish, desk.seat, visit.ticket, visit.citizen.outcome):
            visit.ended = Verb.FINISH
            self._will_rate(visit)
        self._free(desk, visit)

    def _will_rate(self, visit: Visit) -> None:
        opinion = visit.citizen.opinion
        if opinion and visit.arrived and visit.called:
            given = score(opinion.mood, visit.called - visit.arrived)
            reasons = opinion.reasons if given <= 2 else ()
            self._in(opinion.after, self._rate, visit, given, reasons)

    def _no_show(self, desk: Desk, visit: Visit) -> None:
        visit.given_up = True
        if self._done(self._hands.no_show, desk.seat, visit.ticket):
            visit.ended = Verb.NO_SHOW
            if visit.citizen.late:
                self._aside += 1
                self._in(visit.citizen.late, self._come_back, desk, visit, Place.LAST)
        self._free(desk, visit)

    def _free(self, desk: Desk, visit: Visit) -> None:
        """A moment to put the papers away, then the next."""
        self._in(visit.citizen.breath, self._let_go, desk)

    def _let_go(self, desk: Desk) -> None:
        desk.in_hand = None
        self._look(desk)

    @staticmethod
    def _done(verb: Callable[..., None], *facts: object) -> bool:
        """Does it; whether the office let it."""
        try:
            verb(*facts)
        except Refused:
            return False
        return True
