"""Days as chance makes them: nobody who waited past the guard is passed, and the record can say why of any two tickets."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from server.actions import administrator, citizen, clerk, fairness
from server.actions.administrator import Calling
from server.actions.citizen import Wish
from server.domain.fairness import Because, Passing
from server.domain.ticket import MOVES, Place, PriorityClass, State, Ticket, Verb
from tests.fixtures.book import OpenOffice

SERVED = {"1": {"ho-tich", "dat-dai"}, "2": {"ho-tich", "dat-dai"}, "3": {"dat-dai", "ho-tich"}}
CLERKS = {"1": "lan", "2": "minh", "3": "hoa"}
FRIDAY = 4
GUARD = timedelta(minutes=6)
IN_TURN = {
    Because.PRIORITY,
    Because.APPOINTMENT,
    Because.GUARD,
    Because.TURN_OF_OTHERS,
    Because.PREFERENCE,
}

minutes = st.integers(0, 4)
which = st.integers(0, 40)
lines = st.sampled_from(["ho-tich", "ho-tich", "dat-dai"])
counters = st.sampled_from(sorted(SERVED))
citizens = st.sampled_from([None, None, PriorityClass.ELDERLY])
takes = st.tuples(st.just("take"), lines, citizens, st.sampled_from([None, None, None, 1, 2]))
steps = st.one_of(
    takes,
    takes,
    takes,
    st.tuples(st.just("call"), counters),
    st.tuples(st.just("call"), counters),
    st.tuples(st.just("pick"), counters, which),
    st.tuples(st.just("hold"), which),
    st.tuples(st.just("back"), which, st.sampled_from(Place)),
    st.tuples(st.just("send"), which, st.one_of(st.tuples(lines, st.none()), st.tuples(st.none(), counters))),
    st.tuples(st.just("leave"), which),
    st.tuples(st.just("undo"), which),
)
days = st.lists(st.tuples(minutes, steps), min_size=8, max_size=45)


@dataclass
class Day:
    """A day at work, and what somebody saw who stood beside it: everybody as they stood at each first call."""

    opened: OpenOffice
    now: dict[str, Ticket] = field(default_factory=dict)
    seen: dict[str, tuple[str, dict[str, Ticket]]] = field(default_factory=dict)

    def take(self, service: str, priority: PriorityClass | None, ahead: int | None) -> None:
        appointment = None if ahead is None else self.opened.clock() + timedelta(minutes=5 * ahead)
        wish = Wish(service, priority=priority, appointment=appointment, paper=False)
        self.is_now(self.opened.office.change(citizen.take_ticket, wish, "kiosk").ticket)

    def call(self, counter: str) -> None:
        before = dict(self.now)
        called = self.opened.office.change(clerk.call_next, counter, CLERKS[counter])
        if called is not None:
            self.was_called(called.ticket, counter, before)

    def pick(self, counter: str, nth: int) -> None:
        if (one := self.nth(nth, State.WAITING)) is not None:
            before = dict(self.now)
            called = self.opened.office.change(
                clerk.call_picked, counter, CLERKS[counter], one.id, "người nhà chờ"
            )
            self.was_called(called.ticket, counter, before)

    def was_called(self, ticket: Ticket, counter: str, before: dict[str, Ticket]) -> None:
        if ticket.leg.first_called_at == ticket.leg.called_at:
            self.seen[f"{ticket.id} {len(ticket.legs)}"] = counter, {**before, ticket.id: ticket}
        self.is_now(ticket)
        for done in (clerk.start, clerk.finish):
            self.is_now(self.opened.office.change(done, ticket.id, CLERKS[counter]))

    def hold(self, nth: int) -> None:
        self.steps(clerk.hold, nth, State.WAITING)

    def back(self, nth: int, place: Place) -> None:
        self.steps(clerk.put_back, nth, State.HELD, place)

    def send(self, nth: int, where: tuple[str | None, str | None]) -> None:
        self.steps(clerk.transfer, nth, State.WAITING, *where)

    def leave(self, nth: int) -> None:
        self.steps(clerk.cancel, nth, State.WAITING)

    def undo(self, nth: int) -> None:
        if (one := self.nth(nth, State.HELD)) is not None:
            self.opened.clock.wait_until(self.opened.clock() + timedelta(seconds=1))
            last = self.opened.office.look(lambda book: book.journal.steps_of(one.id, 1))[0]
            if self.opened.clock() - last.at < timedelta(seconds=5):
                self.is_now(self.opened.office.change(clerk.undo, one.id, "lan"))

    def steps(self, step: Callable[..., Ticket], nth: int, state: State, *more: object) -> None:
        if (one := self.nth(nth, state)) is not None:
            self.is_now(self.opened.office.change(step, one.id, "lan", *more))

    def nth(self, nth: int, state: State) -> Ticket | None:
        there = [ticket for ticket in self.now.values() if ticket.state is state]
        return there[nth % len(there)] if there else None

    def is_now(self, ticket: Ticket) -> None:
        self.now[ticket.id] = ticket


def in_line(ticket: Ticket, counter: str, at: datetime) -> bool:
    """Whether somebody stands there and could be called to this counter."""
    due = ticket.appointment is None or ticket.appointment <= at
    meant = ticket.leg.for_counter in (None, counter)
    return ticket.state is State.WAITING and meant and due and ticket.leg.service in SERVED[counter]


def passed_at(counter: str, stood: dict[str, Ticket], called: Ticket) -> list[Passing]:
    """Who stood before the one that was called, in any line of the counter."""
    at = called.leg.called_at
    assert at is not None
    return [
        Passing(one.id, called.id, called.leg.reason or "", at - one.leg.place)
        for one in stood.values()
        if one.id != called.id and in_line(one, counter, at)
        if (one.leg.place, one.id) < (called.leg.place, called.id)
    ]


def test_the_guard_holds_and_the_record_is_right_of_any_two_tickets(opened: OpenOffice) -> None:
    @settings(max_examples=20)
    @given(days)
    def of_any_day(steps: list[tuple[int, tuple[str, ...]]]) -> None:
        day = next_day(opened)
        for pause, (what, *how) in steps:
            opened.later(minutes=pause, seconds=1)
            getattr(day, what)(*how)
        check_passings(opened, day)
        for one, other in combinations(day.now.values(), 2):
            check_why(opened, day, one.number, other.number)

    of_any_day()


def check_passings(opened: OpenOffice, day: Day) -> None:
    """Nobody past the guard was passed but by hand; and the office counts as somebody does who stood beside it."""
    passings = [
        (one, stood)
        for key, (counter, stood) in day.seen.items()
        for one in passed_at(counter, stood, stood[key.split()[0]])
    ]
    assert [one for one, _ in passings if one.waited >= GUARD and one.reason != "picked"] == []

    told = opened.office.look(fairness.of_day, day_of(opened))
    own = [one for one, stood in passings if stood[one.passed].leg.service == stood[one.passer].leg.service]
    often = Counter(one.passed for one in own)
    assert (told.called, told.passed, told.most) == (
        len(day.seen),
        len(often),
        max(often.values(), default=0),
    )
    assert told.reasons == dict(Counter(one.reason for one in own))
    assert told.longest == max((one.waited.total_seconds() for one in own), default=None)


def check_why(opened: OpenOffice, day: Day, one: str, other: str) -> None:
    """The answer, held against what was seen."""
    told = opened.office.look(fairness.why, day_of(opened), one, other)
    seen = next(
        (seen for key, seen in day.seen.items() if key.split()[0] == told.first.id),
        None,
    )
    if seen is None:
        assert told.why is Because.NEVER_CALLED
        return
    counter, stood = seen
    called, second = stood[told.first.id], stood.get(told.other.id)
    at = called.leg.called_at
    assert at is not None
    after = (second is not None) and (second.leg.place, second.id) > (called.leg.place, called.id)
    truths = {
        Because.NOT_YET_THERE: second is None,
        Because.WAS_AWAY: second is not None and second.state is State.HELD,
        Because.HAD_LEFT: second is not None and second.state is State.CANCELLED,
        Because.SENT_ELSEWHERE: second is not None and second.leg.for_counter not in (None, counter),
        Because.OTHER_LINE: second is not None and second.leg.service not in SERVED[counter],
        Because.BEFORE_ITS_TIME: bool(second and second.appointment and second.appointment > at),
        Because.CAME_FIRST: after and called.leg.reason != "picked",
        Because.PICKED: called.leg.reason == "picked",
    }
    if told.why in IN_TURN:
        assert second is not None
        assert in_line(second, counter, at)
        assert not after
        assert called.leg.reason == told.why.value
    else:
        assert truths[told.why], told.why


def day_of(opened: OpenOffice) -> date:
    return opened.clock().astimezone(opened.office.profile.zone).date()


def next_day(opened: OpenOffice) -> Day:
    """Tomorrow at a quarter to eight, Monday after a Friday, with everybody at their counters."""
    today, zone = day_of(opened), opened.office.profile.zone
    ahead = timedelta(days=3 if today.weekday() == FRIDAY else 1)
    morning = datetime.combine(today + ahead, time(7, 45), zone)
    opened.clock.wait_until(morning)
    opened.office.change(
        administrator.set_policy, "tin", Calling(2, int(GUARD / timedelta(minutes=1)), 0, 15)
    )
    for counter, who in CLERKS.items():
        opened.office.change(clerk.open_counter, counter, who)
    return Day(opened)


def test_every_move_is_a_step_of_the_line() -> None:
    assert set(fairness.STEPS) >= set(MOVES) | {Verb.TAKE, Verb.UNDO}
