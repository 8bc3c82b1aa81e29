"""What might name somebody goes when its time is over, or when they ask; what happened stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from server.actions import citizen, clerk, keeper, people, privacy, reception
from server.actions.citizen import Opinion, Wish
from server.actions.reception import HandedIn
from server.domain.errors import UnknownTicket
from server.domain.roles import Role
from server.store.audit import walk
from server.store.replay import first_difference
from server.store.tables import tables
from tests.actions.test_reception import MARRIAGE
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

WORDS = "Chị Lan rất tận tình, cảm ơn. Nông Văn Ba, thôn Bản Pè"
DAYS = 90


def rated(at: OpenOffice) -> str:
    """A ticket whose citizen wrote something."""
    at.office.change(clerk.open_counter, "1", "lan")
    at.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    called = at.office.change(clerk.call_next, "1", "lan")
    assert called is not None
    for step in (clerk.start, clerk.finish):
        at.office.change(step, called.ticket.id, "lan")
    at.office.change(citizen.rate, called.ticket.id, Opinion(4, comment=WORDS))
    return called.ticket.id


def comment(at: OpenOffice, ticket: str) -> object:
    told = at.office.look(privacy.export, ticket)["rating"]
    return told and told["comment"]


def holds(at: OpenOffice) -> bool:
    """Whether the journal still tells the tables, unbroken."""
    office = at.office.profile.id
    chain = at.office.database.look(lambda conn: walk(conn, office))
    return (
        chain.broken is None and at.office.database.look(lambda conn: first_difference(conn, office)) is None
    )


def test_words_go_when_their_time_is_over_and_the_score_stays(opened: OpenOffice) -> None:
    ticket = rated(opened)
    assert opened.office.look(privacy.due, DAYS).comments == 0
    opened.clock.wait_until(opened.clock() + timedelta(days=DAYS + 1))

    before = opened.office.look(privacy.due, DAYS)
    kept = comment(opened, ticket)
    gone = opened.office.change(privacy.tidy, DAYS)

    assert (before.comments, kept, gone.comments) == (1, WORDS, 1)
    told = opened.office.look(privacy.export, ticket)
    assert (told["rating"]["comment"], told["rating"]["score"]) == (None, 4)
    last = opened.office.look(lambda book: book.journal.since(0))[-1]
    assert (last.verb, last.facts) == ("retention", {"comments": 1, "keys": 0})
    assert holds(opened)
    assert not opened.office.change(privacy.tidy, DAYS)


def test_the_office_says_for_how_long_words_are_kept(opened: OpenOffice) -> None:
    ticket = rated(opened)
    assert opened.office.look(privacy.days, DAYS) == DAYS

    changed = opened.office.change(privacy.set_days, "tin", DAYS, 10)
    opened.clock.wait_until(opened.clock() + timedelta(days=11))
    opened.office.change(privacy.tidy, DAYS, "tin")

    assert (changed.before, changed.after) == ({"keep_comments": 90}, {"keep_comments": 10})
    assert comment(opened, ticket) is None
    told = opened.office.look(privacy.log)
    assert [(entry.verb, entry.by) for entry in told] == [("retention", "tin")]


def test_ended_sessions_go_and_open_ones_stay(opened: OpenOffice) -> None:
    lan = opened.office.change(people.add_person, "lan", "Lan", Role.CLERK, people.shut())
    opened.office.change(people.begin_session, lan)
    opened.clock.wait_until(opened.clock() + timedelta(days=40))
    open_now = opened.office.change(people.begin_session, lan)

    assert opened.office.change(privacy.tidy, DAYS).keys == 1

    assert [key.id for key in opened.office.look(people.keys)] == [open_now.id]


def test_who_asks_sees_all_that_is_kept_and_has_it_taken_away(opened: OpenOffice) -> None:
    ticket = rated(opened)
    told = opened.office.look(privacy.export, ticket)
    assert [step["verb"] for step in told["steps"]] == ["take", "call", "start", "finish", "rate"]
    assert told["rating"]["comment"] == WORDS

    opened.office.change(privacy.erase, ticket, "tin")

    assert comment(opened, ticket) is None
    assert opened.office.look(lambda book: book.ticket(ticket).secret) is None
    assert WORDS not in str(opened.office.look(lambda book: book.journal.since(0)))
    assert holds(opened)
    with pytest.raises(UnknownTicket):
        opened.office.look(privacy.export, "2022-10-03-Z999")


def everything(at: OpenOffice) -> list[str]:
    """Every row of every table, as text."""

    def read(conn: Connection) -> list[str]:
        return [str(tuple(row)) for table in tables.sorted_tables for row in conn.execute(select(table))]

    return at.office.database.look(read)


def test_no_rating_leads_to_a_dossier_or_a_name_after_the_day(open_book: OpenBook) -> None:
    opened = open_book(replace(small_offer(), procedures=(MARRIAGE,)))
    ticket = rated(opened)
    handed = HandedIn(procedure=MARRIAGE.code, ticket=ticket, owner="Nông Thị Ánh")
    code = opened.office.change(reception.receive, handed, "lan", "http://office").dossier.code
    assert any(ticket in row and code in row for row in everything(opened))

    opened.later(days=1)
    opened.office.change(keeper.tidy)

    told = opened.office.look(privacy.export, ticket)["rating"]
    assert told["score"] == 4
    kept = everything(opened)
    assert [row for row in kept if ticket in row and (code in row or "Ánh" in row)] == []
    assert any(code in row for row in kept)
