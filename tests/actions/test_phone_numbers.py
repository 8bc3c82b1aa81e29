"""A phone number is there for one call, on one day, for one clerk."""

from datetime import timedelta

import pytest

from server.actions import citizen, clerk, keeper, privacy
from server.actions.citizen import Wish
from server.domain.errors import BadInput, CallingOff, NotAllowed, Refused
from server.domain.ticket import Ticket
from tests.fixtures.book import OpenOffice

PHONE = "0912345678"


def calls_by_phone(at: OpenOffice) -> None:
    at.office.change(lambda book: privacy.set_call_back(book, "tin", allowed=True))


def called(at: OpenOffice, times: int = 2) -> Ticket:
    """A ticket whose holder left a number and does not come."""
    at.office.change(clerk.open_counter, "1", "lan")
    told = at.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk").ticket
    at.office.change(citizen.leave_phone, str(told.secret), " +84 912.345-678 ")
    at.office.change(clerk.call_next, "1", "lan")
    for _ in range(times - 1):
        at.office.change(clerk.recall, told.id, "lan")
    return told


def kept(at: OpenOffice, ticket: Ticket) -> str | None:
    return at.office.look(lambda book: book.phones.of(ticket.id, book.today))


def test_no_number_is_taken_where_the_office_does_not_call(opened: OpenOffice) -> None:
    told = opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk").ticket

    with pytest.raises(CallingOff):
        opened.office.change(citizen.leave_phone, str(told.secret), PHONE)


@pytest.mark.parametrize("told", ["12345", "0912 345 67x", "+", "1" * 16, "٠٩١٢٣٤٥٦٧٨"])
def test_what_nobody_can_dial_is_refused(opened: OpenOffice, told: str) -> None:
    calls_by_phone(opened)
    ticket = opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk").ticket

    with pytest.raises(BadInput):
        opened.office.change(citizen.leave_phone, str(ticket.secret), told)


def test_the_clerk_who_called_twice_sees_it_and_nobody_else(opened: OpenOffice) -> None:
    calls_by_phone(opened)
    told = called(opened, times=1)
    with pytest.raises(NotAllowed):
        opened.office.look(clerk.phone_of, told.id, "lan")

    opened.office.change(clerk.recall, told.id, "lan")

    assert opened.office.look(clerk.phone_of, told.id, "lan") == "+84912345678"
    with pytest.raises(Refused):
        opened.office.look(clerk.phone_of, told.id, "mai")
    opened.office.change(clerk.start, told.id, "lan")
    with pytest.raises(NotAllowed):
        opened.office.look(clerk.phone_of, told.id, "lan")


def test_it_is_gone_at_the_end_of_the_day(opened: OpenOffice) -> None:
    calls_by_phone(opened)
    told = called(opened)
    today = opened.clock().date()
    opened.clock.wait_until(opened.clock() + timedelta(days=1))
    assert opened.office.look(keeper.has_something_to_do)

    opened.office.change(keeper.tidy)

    assert opened.office.look(lambda book: book.phones.of(told.id, today)) is None
    assert not opened.office.look(lambda book: book.phones.any_but_of(book.today))


def test_it_is_gone_when_the_citizen_or_the_office_says_so(opened: OpenOffice) -> None:
    calls_by_phone(opened)
    told = called(opened)
    for takes_away in (
        lambda: opened.office.change(citizen.leave_phone, str(told.secret), ""),
        lambda: opened.office.change(lambda book: privacy.set_call_back(book, "tin", allowed=False)),
        lambda: opened.office.change(privacy.erase, told.id, "tin"),
    ):
        calls_by_phone(opened)
        opened.office.change(lambda book: book.phones.leave(told.id, book.today, PHONE))
        assert kept(opened, told) == PHONE

        takes_away()

        assert kept(opened, told) is None


def test_neither_journal_nor_export_has_it(opened: OpenOffice) -> None:
    calls_by_phone(opened)
    told = called(opened)

    assert "912345678" not in str(opened.office.look(lambda book: book.journal.since(0)))
    assert "912345678" not in str(opened.office.look(privacy.export, told.id))
    assert "912345678" not in str(opened.ear.heard)
