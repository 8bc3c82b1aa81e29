"""Somebody who was away: what they missed is at hand, exactly once, from memory or from the book."""

import pytest

from server import push
from server.actions import citizen, clerk, keeper
from server.actions.citizen import Wish
from server.office import Office, StorageFailed
from server.push import Message, Place, office_room, ticket_room
from tests.fixtures.book import OpenBook, OpenOffice


def board(office: Office) -> Place:
    return "/display", office_room(office.profile.id)


def called(office: Office, times: int) -> str:
    """A ticket called so many times at counter 1."""
    before = office.look(lambda book: book.counter("1"))
    if before.clerk is None:
        office.change(clerk.open_counter, "1", "lan")
    if before.ticket is not None:
        office.change(clerk.no_show, before.ticket, "lan")
    office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    first = office.change(clerk.call_next, "1", "lan")
    assert first
    ticket = first.ticket.id
    for _ in range(times - 1):
        office.change(clerk.recall, ticket, "lan")
    return ticket


def calls(missed: list[tuple[int, Message]]) -> list[tuple[int, int]]:
    return [(seq, message.carries["recall"]) for seq, message in missed if message.event == "called"]


def unread(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the book may not be opened."""
    monkeypatch.setattr(office.database, "read", None)


def test_what_was_missed_is_remembered_without_opening_the_book(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = called(opened.office, times=3)
    told = opened.office.told_until()
    unread(opened.office, monkeypatch)

    assert calls(opened.office.missed(board(opened.office), told - 2)) == [(told - 1, 1), (told, 2)]
    assert opened.office.missed(board(opened.office), told) == []
    assert opened.office.missed(board(opened.office), None) == []
    own = opened.office.missed(("/ticket", ticket_room(opened.office.profile.id, ticket)), told - 1)
    assert [message.event for _, message in own] == ["called", "moved"]


def test_what_was_told_before_a_restart_is_remembered_too(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    called(opened.office, times=3)
    before = opened.office.missed(board(opened.office), 0)
    old = opened.office
    again = Office(old.profile, old.settings, old.database, old.clock, push.Push(opened.ear, old.profile.id))

    again.begin()

    unread(again, monkeypatch)
    assert again.missed(board(again), 0) == before
    assert calls(before)


def test_what_is_long_ago_is_read_from_the_book(opened: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "LATELY", 3)
    called(opened.office, times=8)

    missed = opened.office.missed(board(opened.office), 0)

    assert [recall for _, recall in calls(missed)] == list(range(8))
    assert len(opened.office.push.lately.entries) == 3


def test_yesterday_is_not_told_again(opened: OpenOffice) -> None:
    called(opened.office, times=3)
    opened.later(days=1)
    opened.office.change(keeper.tidy)

    assert calls(opened.office.missed(board(opened.office), 0)) == []
    called(opened.office, times=2)
    today = calls(opened.office.missed(board(opened.office), 0))
    assert [recall for _, recall in today] == [0, 1]


@pytest.mark.parametrize("lately", [2, 5000], ids=["from the book", "from memory"])
def test_only_what_has_been_told_counts_as_missed(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch, lately: int
) -> None:
    """What is kept but not told yet will be told to everybody, also to who has just come."""
    monkeypatch.setattr(push, "LATELY", lately)
    called(opened.office, times=3)
    told = opened.office.told_until()
    other = _process_beside(opened)

    called(other, times=1)

    assert opened.office.told_until() == told
    assert max(seq for seq, _ in opened.office.missed(board(opened.office), 0)) == told


def test_a_screen_that_knows_more_than_was_told_here_brings_the_news(opened: OpenOffice) -> None:
    other = _process_beside(opened)
    called(other, times=2)
    seen = other.told_until()
    opened.ear.heard.clear()

    assert opened.office.told_until(seen) == seen

    assert [message["recall"] for message in opened.ear.of("called", "/display")] == [0, 1]
    opened.ear.heard.clear()
    assert opened.office.told_until(seen) == seen
    assert opened.ear.heard == []


def test_a_screen_from_another_book_is_told_how_far_this_one_is(opened: OpenOffice) -> None:
    called(opened.office, times=1)
    told = opened.office.told_until()

    assert opened.office.told_until(told + 1000) == told


def test_rooms_of_which_nothing_is_remembered_take_no_room(
    open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "LATELY", 10)
    opened = open_book()
    called(opened.office, times=1)
    for _ in range(30):
        opened.later(seconds=1)
        opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    lately = opened.office.push.lately

    assert len(lately.entries) == 10
    assert {room for _, room in lately._told} <= {
        room for _, _, places in lately.entries for _, room in places
    }


def _process_beside(opened: OpenOffice) -> Office:
    """Another server process on the same book."""
    office = opened.office
    beside = Office(
        office.profile,
        office.settings,
        office.database,
        office.clock,
        push.Push(push.Silence(), office.profile.id),
    )
    beside.begin()
    return beside


def test_a_change_that_is_kept_is_answered_though_the_screens_hear_of_it_later(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = opened.office
    office.database.write(
        office.profile.id, opened.clock(), lambda book: clerk.open_counter(book, "1", "lan")
    )
    read = office.database.read

    def fails(*_: object) -> None:
        raise StorageFailed("disk I/O error", "disk")

    monkeypatch.setattr(office.database, "read", fails)
    taken = office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    heard_before = len(opened.ear.heard)
    monkeypatch.setattr(office.database, "read", read)
    office.overhear()

    assert (taken.ticket.number, heard_before) == ("A001", 0)
    assert [moved["number"] for moved in opened.ear.of("moved", "/counter")] == ["A001"]
