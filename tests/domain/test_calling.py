"""Who is next, and why."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.domain.calling import Desk, Policy, Reason, ahead, choose, order
from server.domain.line import Line
from server.domain.ticket import Leg, PriorityClass, Ticket

POLICY = Policy(in_a_row=2, guard=timedelta(minutes=30))
BOTH = Desk("1", {"ho-tich": 1, "dat-dai": 1})
NOON = datetime.fromisoformat("2022-10-03T10:00:00+07:00")


def waiting(
    number: str,
    minutes: float,
    *,
    priority: bool = False,
    service: str = "ho-tich",
    appointment: datetime | None = None,
    for_counter: str | None = None,
) -> Ticket:
    """Somebody who has waited for so many minutes at ten o'clock."""
    came = NOON - timedelta(minutes=minutes)
    leg = Leg(service=service, queued_at=came, place=came, for_counter=for_counter)
    return Ticket(
        id=f"2022-10-03-{number}",
        office_day=NOON.date(),
        number=number,
        service=service,
        issued_at=came,
        secret=None,
        legs=(leg,),
        priority=PriorityClass.PRIORITY if priority else None,
        appointment=appointment,
    )


def told(tickets: list[Ticket], desk: Desk = BOTH, run: int = 0) -> list[tuple[str, Reason]]:
    return [(c.ticket.number, c.reason) for c in order(Line.of(tickets), desk, run, POLICY, NOON)]


def test_who_came_first_is_called_first() -> None:
    assert told([waiting("A002", 5), waiting("A001", 9)]) == [
        ("A001", Reason.FIRST_COME),
        ("A002", Reason.FIRST_COME),
    ]


def test_priority_goes_first_but_at_most_twice_in_a_row() -> None:
    line = [waiting("A001", 9), *(waiting(f"A00{n}", 9 - n, priority=True) for n in (2, 3, 4))]

    assert told(line) == [
        ("A002", Reason.PRIORITY),
        ("A003", Reason.PRIORITY),
        ("A001", Reason.TURN_OF_OTHERS),
        ("A004", Reason.FIRST_COME),
    ]


def test_the_run_of_priority_calls_goes_on_from_the_calls_before() -> None:
    assert told([waiting("A001", 9), waiting("A002", 5, priority=True)], run=2)[0] == (
        "A001",
        Reason.TURN_OF_OTHERS,
    )


def test_who_waited_past_the_guard_is_overtaken_by_nobody() -> None:
    line = [waiting("A001", 31), waiting("A002", 20, priority=True)]

    assert told(line) == [("A001", Reason.GUARD), ("A002", Reason.FIRST_COME)]


def test_an_appointment_goes_at_its_time_and_not_before() -> None:
    due = waiting("A002", 2, appointment=NOON)
    early = waiting("A003", 20, appointment=NOON + timedelta(minutes=10))

    assert told([waiting("A001", 9), due, early]) == [
        ("A002", Reason.APPOINTMENT),
        ("A001", Reason.FIRST_COME),
        ("A003", Reason.APPOINTMENT),
    ]


def test_a_counter_takes_its_own_service_first() -> None:
    desk = Desk("3", {"dat-dai": 1, "ho-tich": 2})
    line = [waiting("A001", 9), waiting("C001", 3, service="dat-dai")]

    assert told(line, desk) == [("C001", Reason.PREFERENCE), ("A001", Reason.FIRST_COME)]


def test_a_ticket_sent_to_one_counter_is_called_by_no_other() -> None:
    assert choose(Line.of([waiting("A001", 9, for_counter="2")]), BOTH, 0, POLICY, NOON) is None
    assert choose(Line.of([waiting("A001", 9, for_counter="1")]), BOTH, 0, POLICY, NOON) is not None


def test_a_service_that_the_counter_does_not_have_is_left_to_others() -> None:
    assert choose(Line.of([waiting("F001", 9, service="cu-tru")]), BOTH, 0, POLICY, NOON) is None


lines = st.lists(
    st.tuples(st.floats(0, 60), st.booleans(), st.sampled_from(["ho-tich", "dat-dai"]), st.booleans()),
    max_size=25,
)


def drawn(facts: list[tuple[float, bool, str, bool]]) -> list[Ticket]:
    return [
        waiting(
            f"A{n:03d}", minutes, priority=priority, service=service, appointment=NOON if booked else None
        )
        for n, (minutes, priority, service, booked) in enumerate(facts, start=1)
    ]


@given(lines, st.integers(0, 3))
def test_everybody_is_called_once_and_in_the_order_that_choose_gives(
    facts: list[tuple[float, bool, str, bool]], run: int
) -> None:
    line = drawn(facts)
    first = choose(Line.of(line), BOTH, run, POLICY, NOON)

    called = told(line, run=run)

    assert sorted(number for number, _ in called) == sorted(ticket.number for ticket in line)
    assert first is None if not line else called[0] == (first.ticket.number, first.reason) if first else False


@given(lines, st.integers(0, 3))
def test_no_order_breaks_the_guard_or_the_row(facts: list[tuple[float, bool, str, bool]], run: int) -> None:
    line = drawn(facts)

    called = [(choice.ticket, choice.reason) for choice in order(Line.of(line), BOTH, run, POLICY, NOON)]

    for i, (ticket, _) in enumerate(called):
        if NOON - ticket.leg.place >= POLICY.guard:
            assert all(before.leg.place <= ticket.leg.place for before, _ in called[:i])
    in_a_row = run
    for _, reason in called:
        in_a_row = in_a_row + 1 if reason is Reason.PRIORITY else 0
        assert in_a_row <= max(POLICY.in_a_row, run)


OWN_FIRST = Desk("3", {"dat-dai": 1, "ho-tich": 2})


@given(lines, st.integers(0, 3), st.sampled_from([BOTH, OWN_FIRST]), st.integers(0, 2))
def test_how_many_go_before_somebody_is_their_place_in_the_order(
    facts: list[tuple[float, bool, str, bool]], run: int, desk: Desk, in_a_row: int
) -> None:
    line, policy = Line.of(drawn(facts)), Policy(in_a_row=in_a_row, guard=timedelta(minutes=30))

    places = [choice.ticket for choice in order(line, desk, run, policy, NOON)]

    assert [ahead(line, ticket, desk, run, policy, NOON) for ticket in places] == list(range(len(places)))


@given(lines, st.randoms(use_true_random=False))
def test_a_line_joined_and_left_is_the_line_of_those_who_stayed(
    facts: list[tuple[float, bool, str, bool]], chance: Any
) -> None:
    tickets = drawn(facts)
    gone = {ticket.id for ticket in tickets if chance.random() < 0.5}

    line = Line()
    for ticket in tickets:
        line = line.joined(ticket)
    for code in gone:
        line = line.left(code)

    stayed = [ticket for ticket in tickets if ticket.id not in gone]
    assert (line.tickets, line.lanes) == (Line.of(stayed).tickets, Line.of(stayed).lanes)
