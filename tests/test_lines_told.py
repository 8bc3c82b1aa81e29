"""How the lines are told: to all at once, and to each phone its own place when that changed."""

import pytest

from server import app
from server.actions import citizen
from server.actions.citizen import Wish
from server.push import ticket_room
from tests.fixtures.book import OpenOffice


def take(opened: OpenOffice, count: int, *, watched: bool = True) -> None:
    """So many citizens come, each with the ticket's page open on their phone."""
    phones = opened.ear.rooms.setdefault("/ticket", set())
    for _ in range(count):
        issued = opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
        if watched:
            phones.add(ticket_room(opened.office.profile.id, issued.ticket.id))


def test_others_have_their_turn_while_many_phones_are_told_their_place(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "PLACES_AT_ONCE", 10)
    take(opened, 25)
    told_by: list[int] = []

    app.tell_lines(opened.office, {}, lambda _: told_by.append(len(opened.ear.of("place", "/ticket"))))

    assert told_by == [10, 20]
    assert [message["ahead"] for message in opened.ear.of("place", "/ticket")] == list(range(25))


def test_a_phone_is_told_only_what_changed_for_it(opened: OpenOffice) -> None:
    take(opened, 3)
    before = app.tell_lines(opened.office, {})
    opened.ear.heard.clear()
    take(opened, 1)

    app.tell_lines(opened.office, before)

    assert [message["ahead"] for message in opened.ear.of("place", "/ticket")] == [3]
    assert len(opened.ear.of("waiting", "/display")) == 1


def test_only_who_watches_is_told_a_place(opened: OpenOffice) -> None:
    take(opened, 2, watched=False)
    take(opened, 1)

    told = app.tell_lines(opened.office, {})

    assert [message["ahead"] for message in opened.ear.of("place", "/ticket")] == [2]
    assert len(told) == 1


def test_somebody_who_opens_the_page_later_is_told_with_the_next_change(opened: OpenOffice) -> None:
    take(opened, 1, watched=False)
    before = app.tell_lines(opened.office, {})
    (waiting,) = opened.office.look(lambda book: list(book.waiting().tickets))
    opened.ear.rooms["/ticket"].add(ticket_room(opened.office.profile.id, waiting))

    app.tell_lines(opened.office, before)

    assert [message["ahead"] for message in opened.ear.of("place", "/ticket")] == [0]
