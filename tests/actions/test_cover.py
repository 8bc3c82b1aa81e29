"""A colleague goes on, and what a citizen said is put right: nothing and nobody is lost."""

import pytest

from server.actions import citizen, clerk
from server.actions.citizen import Wish
from server.domain.counter import CounterState, PauseReason
from server.domain.errors import BadInput, CounterClosed, CounterTaken, NotAllowed
from server.domain.ticket import PriorityClass, State
from server.store.replay import first_difference
from tests.fixtures.book import OpenOffice


def served(at: OpenOffice) -> str:
    """The ticket that lan serves at counter 1."""
    at.office.change(clerk.open_counter, "1", "lan")
    at.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    called = at.office.change(clerk.call_next, "1", "lan")
    assert called is not None
    at.office.change(clerk.start, called.ticket.id, "lan")
    return called.ticket.id


def test_who_covers_goes_on_with_whoever_is_served(opened: OpenOffice) -> None:
    ticket = served(opened)

    covered = opened.office.change(clerk.cover_counter, "1", "minh")

    assert (covered.clerk, covered.ticket, covered.shown) == ("minh", ticket, CounterState.SERVING)
    with pytest.raises(CounterTaken):
        opened.office.change(clerk.finish, ticket, "lan")
    assert opened.office.change(clerk.finish, ticket, "minh").state is State.DONE
    entry = next(
        e for e in opened.office.look(lambda book: book.journal.since(0)) if e.verb == "counter-cover"
    )
    assert (entry.by, entry.facts["before"]["clerk"], entry.facts["ticket_in_hand"]) == (
        "minh",
        "lan",
        ticket,
    )
    assert [told["clerk"] for told in opened.ear.of("counter", "/counter")] == ["lan", "minh"]
    assert opened.office.database.look(lambda conn: first_difference(conn, opened.office.profile.id)) is None


def test_a_paused_counter_is_open_again_for_who_covers(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.pause, "1", "lan", PauseReason.BREAK)

    assert opened.office.change(clerk.cover_counter, "1", "minh").state is CounterState.OPEN


def test_nobody_covers_where_nobody_is_and_nobody_covers_themselves(opened: OpenOffice) -> None:
    with pytest.raises(CounterClosed):
        opened.office.change(clerk.cover_counter, "1", "minh")
    opened.office.change(clerk.open_counter, "1", "lan")
    before = opened.office.look(lambda book: book.journal.seq)

    opened.office.change(clerk.cover_counter, "1", "lan")

    assert opened.office.look(lambda book: book.journal.seq) == before


def test_a_corrected_priority_moves_the_citizen_in_the_line(opened: OpenOffice) -> None:
    taken = [opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk").ticket.id for _ in range(2)]
    opened.office.change(clerk.open_counter, "1", "lan")

    opened.office.change(clerk.correct_priority, taken[1], "lan", PriorityClass.ELDERLY, "bà cụ đi gậy")
    called = opened.office.change(clerk.call_next, "1", "lan")

    assert called is not None
    assert (called.ticket.id, called.ticket.priority) == (taken[1], PriorityClass.ELDERLY)
    entry = next(e for e in opened.office.look(lambda book: book.journal.since(0)) if e.verb == "priority")
    assert (entry.facts["was"], entry.facts["reason"], entry.by) == (None, "bà cụ đi gậy", "lan")
    assert opened.office.database.look(lambda conn: first_difference(conn, opened.office.profile.id)) is None


def test_a_priority_is_corrected_with_a_reason_while_the_visit_lasts(opened: OpenOffice) -> None:
    ticket = served(opened)

    with pytest.raises(BadInput):
        opened.office.change(clerk.correct_priority, ticket, "lan", None, " ")
    opened.office.change(clerk.finish, ticket, "lan")
    with pytest.raises(NotAllowed):
        opened.office.change(clerk.correct_priority, ticket, "lan", PriorityClass.CHILD, "muộn")
