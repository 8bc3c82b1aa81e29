"""What can happen to a ticket, as a truth table and for any sequence of moves."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import ticket as rules
from server.domain.errors import BadInput, NotAllowed
from server.domain.ticket import AT_COUNTER, MOVES, Leg, Outcome, Place, State, Ticket, Verb, moves_from

EIGHT = datetime.fromisoformat("2022-10-03T08:00:00+07:00")

DO: dict[Verb, Callable[[Ticket, datetime], Ticket]] = {
    Verb.CALL: lambda ticket, now: rules.call(ticket, "1", "lan", now, "first-come"),
    Verb.RECALL: rules.recall,
    Verb.START: rules.start,
    Verb.FINISH: lambda ticket, now: rules.finish(ticket, now, Outcome.RECEIVED),
    Verb.NO_SHOW: rules.no_show,
    Verb.HOLD: lambda ticket, now: rules.hold(ticket, now, now + timedelta(minutes=10)),
    Verb.RETURN: lambda ticket, now: rules.put_back(ticket, Place.LAST, now, now),
    Verb.TRANSFER: lambda ticket, now: rules.transfer(ticket, now, "dat-dai"),
    Verb.CANCEL: rules.cancel,
    Verb.EXPIRE: rules.expire,
}


def taken() -> Ticket:
    leg = Leg(service="ho-tich", queued_at=EIGHT, place=EIGHT)
    return Ticket("2022-10-03-A001", EIGHT.date(), "A001", "ho-tich", EIGHT, None, (leg,))


def after(*verbs: Verb) -> Ticket:
    """A ticket that went through these moves, a minute each."""
    ticket = taken()
    for minute, verb in enumerate(verbs, start=1):
        ticket = DO[verb](ticket, EIGHT + timedelta(minutes=minute))
    return ticket


SEVEN_WAYS = {
    State.WAITING: (),
    State.CALLED: (Verb.CALL,),
    State.SERVING: (Verb.CALL, Verb.START),
    State.HELD: (Verb.CALL, Verb.HOLD),
    State.DONE: (Verb.CALL, Verb.START, Verb.FINISH),
    State.NO_SHOW: (Verb.CALL, Verb.NO_SHOW),
    State.CANCELLED: (Verb.CANCEL,),
    State.EXPIRED: (Verb.EXPIRE,),
}


@pytest.mark.parametrize("state", SEVEN_WAYS)
@pytest.mark.parametrize("verb", DO)
def test_only_the_moves_of_the_table_are_made(state: State, verb: Verb) -> None:
    ticket = after(*SEVEN_WAYS[state])
    assert ticket.state is state
    sources, target = MOVES[verb]

    if state in sources:
        moved = DO[verb](ticket, EIGHT + timedelta(hours=1))
        assert moved.legs[len(ticket.legs) - 1].state is target
        assert (verb in moves_from(state)) is (verb is not Verb.EXPIRE)
    else:
        with pytest.raises(NotAllowed) as refused:
            DO[verb](ticket, EIGHT + timedelta(hours=1))
        assert refused.value.facts["state"] == state
        assert verb not in moves_from(state)


def test_a_visit_tells_how_long_it_waited_walked_and_was_served() -> None:
    ticket = after(Verb.CALL, Verb.RECALL, Verb.START, Verb.FINISH)

    leg = ticket.leg

    assert (leg.waited, leg.walked, leg.handled) == tuple(timedelta(minutes=1) for _ in range(3))


def test_a_wait_ends_with_the_first_call_even_when_the_citizen_comes_back() -> None:
    ticket = after(Verb.CALL, Verb.NO_SHOW, Verb.RETURN, Verb.CALL)

    assert ticket.leg.waited == timedelta(minutes=1)


def test_a_transfer_keeps_the_number_and_the_place_of_the_first_arrival() -> None:
    ticket = after(Verb.CALL, Verb.START, Verb.TRANSFER)

    assert ticket.number == "A001"
    assert [leg.state for leg in ticket.legs] == [State.TRANSFERRED, State.WAITING]
    assert ticket.leg.place == ticket.issued_at
    assert ticket.legs[0].outcome is Outcome.TRANSFERRED


@pytest.mark.parametrize(
    ("place", "expected"),
    [(Place.FIRST, EIGHT - timedelta(1)), (Place.LAST, EIGHT + timedelta(hours=1)), (Place.ORIGINAL, EIGHT)],
)
def test_who_returns_stands_where_they_were_told(place: Place, expected: datetime) -> None:
    held = after(Verb.CALL, Verb.HOLD)

    back = rules.put_back(held, place, EIGHT + timedelta(hours=1), EIGHT - timedelta(1))

    assert back.leg.place == expected
    assert back.leg.counter is None


def test_nobody_is_held_until_a_time_that_is_over() -> None:
    with pytest.raises(BadInput):
        rules.hold(after(Verb.CALL), EIGHT + timedelta(hours=1), EIGHT)


def test_transferred_is_no_outcome_to_finish_with() -> None:
    with pytest.raises(BadInput):
        rules.finish(after(Verb.CALL, Verb.START), EIGHT + timedelta(hours=1), Outcome.TRANSFERRED)


@given(st.lists(st.sampled_from(list(DO)), max_size=30))
def test_any_sequence_of_moves_leaves_an_honest_ticket(verbs: list[Verb]) -> None:
    ticket, now = taken(), EIGHT
    for verb in verbs:
        now += timedelta(minutes=1)
        before = ticket
        try:
            ticket = DO[verb](ticket, now)
        except NotAllowed:
            assert before is ticket
            continue
        assert before.state in MOVES[verb][0]

    assert (ticket.number, ticket.issued_at, ticket.service) == ("A001", EIGHT, "ho-tich")
    assert all(leg.state is State.TRANSFERRED for leg in ticket.legs[:-1])
    assert (ticket.counter is not None) or ticket.state not in AT_COUNTER
    for leg in ticket.legs:
        spans = (leg.waited, leg.walked, leg.handled)
        assert all(span is None or span >= timedelta(0) for span in spans)
        assert leg.queued_at >= EIGHT
