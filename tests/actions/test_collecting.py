"""A receipt that is shown gives a number when the result is there, and only then, and only one."""

import pytest

from server.actions import citizen, clerk, collecting, reception
from server.domain.errors import UnknownDossier
from tests.actions.test_reception import AT, opened, receive
from tests.fixtures.book import OpenOffice

__all__ = ["opened"]


def shown(opened: OpenOffice, told: str) -> collecting.Shown:
    answer: collecting.Shown = opened.office.change(collecting.collect, told, "kiosk", AT)
    return answer


def test_a_receipt_whose_result_is_not_there_takes_no_number(opened: OpenOffice) -> None:
    code = receive(opened.office)

    told = shown(opened, code)

    assert (told.taken, told.dossier.state) == (None, "received")
    assert opened.office.look(lambda book: book.issued("ho-tich")) == 0


def test_a_result_that_is_ready_gives_one_number_however_often_it_is_shown(opened: OpenOffice) -> None:
    code, office = receive(opened.office), opened.office
    dossier = office.change(reception.ready, code, "lan").dossier

    first = shown(opened, f"{AT}/d/{dossier.secret}")
    second = shown(opened, f" {code.lower()} ")

    assert first.taken is not None
    assert (second.taken, second.dossier.collecting) == (None, first.taken.ticket.id)
    ticket = first.taken.ticket.id
    assert [one.code for one in office.look(lambda book: book.dossiers.of_ticket(ticket))] == [code]
    assert office.look(lambda book: book.journal.since(0))[-1].verb == "collect"


def test_who_missed_the_call_may_show_the_receipt_again(opened: OpenOffice) -> None:
    code, office = receive(opened.office), opened.office
    office.change(reception.ready, code, "lan")
    first = shown(opened, code)
    assert first.taken is not None
    office.change(citizen.cancel, str(first.taken.ticket.secret))

    again = shown(opened, code)

    assert again.taken is not None
    office.change(clerk.open_counter, "1", "lan")
    called = office.change(clerk.call_next, "1", "lan")
    assert called is not None
    assert called.ticket.id == again.taken.ticket.id


@pytest.mark.parametrize("told", ["A001", "", "http://elsewhere/d/x", "H00.00.00-221003-9999", "' OR 1=1"])
def test_what_is_no_receipt_of_ours_is_said_to_be_unknown(opened: OpenOffice, told: str) -> None:
    receive(opened.office)

    with pytest.raises(UnknownDossier):
        shown(opened, told)
