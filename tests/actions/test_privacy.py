"""What might name somebody goes when its time is over, or when they ask; what happened stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from server.actions import citizen, clerk, exchange, keeper, people, privacy, reception, reports
from server.actions.citizen import Opinion, Wish
from server.actions.reception import HandedIn
from server.domain.errors import UnknownTicket
from server.domain.procedure_sheet import Row
from server.domain.retention import Keep
from server.domain.roles import Role
from server.office import JobState
from server.store.audit import walk
from server.store.replay import first_difference
from server.store.tables import tables
from tests.actions.test_reception import AT, MARRIAGE
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

WORDS = "Chị Lan rất tận tình, cảm ơn. Nông Văn Ba, thôn Bản Pè"
USUAL = Keep(comments=90, names=0)


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
    assert opened.office.look(privacy.due, USUAL).comments == 0
    opened.clock.wait_until(opened.clock() + timedelta(days=USUAL.comments + 1))

    before = opened.office.look(privacy.due, USUAL)
    kept = comment(opened, ticket)
    gone = opened.office.change(privacy.tidy, USUAL)

    assert (before.comments, kept, gone.comments) == (1, WORDS, 1)
    told = opened.office.look(privacy.export, ticket)
    assert (told["rating"]["comment"], told["rating"]["score"]) == (None, 4)
    last = opened.office.look(lambda book: book.journal.since(0))[-1]
    assert (last.verb, last.facts) == ("retention", {"comments": 1, "keys": 0, "names": 0})
    assert holds(opened)
    assert not opened.office.change(privacy.tidy, USUAL)


def test_the_office_says_for_how_long_words_are_kept(opened: OpenOffice) -> None:
    ticket = rated(opened)
    assert opened.office.look(privacy.days, USUAL) == USUAL

    changed = opened.office.change(privacy.set_days, "tin", USUAL, 10)
    opened.clock.wait_until(opened.clock() + timedelta(days=11))
    opened.office.change(privacy.tidy, USUAL, "tin")

    assert changed.before == {"keep_comments": 90, "keep_names": 0}
    assert changed.after == {"keep_comments": 10, "keep_names": 0}
    assert comment(opened, ticket) is None
    told = opened.office.look(privacy.log)
    assert [(entry.verb, entry.by) for entry in told] == [("retention", "tin")]


def test_ended_sessions_go_and_open_ones_stay(opened: OpenOffice) -> None:
    lan = opened.office.change(people.add_person, "lan", "Lan", Role.CLERK, people.shut())
    opened.office.change(people.begin_session, lan)
    opened.clock.wait_until(opened.clock() + timedelta(days=40))
    open_now = opened.office.change(people.begin_session, lan)

    assert opened.office.change(privacy.tidy, USUAL).keys == 1

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


NAME = "Nông Thị Ánh"
Move = Callable[[OpenOffice, str], object]
OVER: dict[str, Move] = {
    "handed over": lambda at, code: at.office.change(reception.hand_over, code, "owner", "lan"),
    "refused": lambda at, code: at.office.change(reception.refuse, code, "không thuộc thẩm quyền", "lan", AT),
    "stopped": lambda at, code: at.office.change(reception.stop, code, "người nộp đề nghị", "lan", AT),
    "withdrawn": lambda at, code: at.office.change(reception.withdraw, code, "người nộp rút", "lan"),
}
NOT_OVER: dict[str, Move] = {
    "received": lambda *_: None,
    "waiting for papers": lambda at, code: at.office.change(
        reception.supplement, code, ["Bản chính"], "", "lan", AT
    ),
    "ready": lambda at, code: at.office.change(reception.ready, code, "lan"),
}


@pytest.fixture
def registered(open_book: OpenBook) -> OpenOffice:
    return open_book(replace(small_offer(), procedures=(MARRIAGE,)))


def with_name(at: OpenOffice, *, printed: bool = False) -> str:
    handed = HandedIn(procedure=MARRIAGE.code, owner=NAME, paper=printed)
    code: str = at.office.change(reception.receive, handed, "lan", AT).dossier.code
    return code


def reported(at: OpenOffice) -> object:
    day = at.clock().date()
    return at.office.look(reports.dossiers, day - timedelta(days=300), day)


@pytest.mark.parametrize("how", OVER)
def test_a_name_goes_on_the_day_after_its_dossier_is_over(registered: OpenOffice, how: str) -> None:
    code = with_name(registered)
    OVER[how](registered, code)
    same_day = registered.office.look(privacy.due, USUAL).names
    registered.later(days=1)
    before, dry = registered.office.look(lambda book: book.dossier(code)), reported(registered)

    assert (same_day, registered.office.look(privacy.due, USUAL).names) == (0, 1)
    assert registered.office.change(privacy.tidy, USUAL).names == 1

    assert registered.office.look(lambda book: book.dossier(code)) == replace(before, owner="")
    assert [row for row in everything(registered) if "Ánh" in row] == []
    assert reported(registered) == dry
    assert holds(registered)
    last = registered.office.look(lambda book: book.journal.since(0))[-1]
    assert (last.verb, last.facts) == ("retention", {"comments": 0, "keys": 0, "names": 1})
    assert not registered.office.change(privacy.tidy, USUAL)


def test_of_many_names_those_that_are_over_longest_go_first_and_none_stays(registered: OpenOffice) -> None:
    codes = []
    for _ in range(3):
        codes.append(with_name(registered))
        OVER["handed over"](registered, codes[-1])
        registered.later(days=1)

    gone, left = [], [names(registered, codes)]
    while told := registered.office.change(privacy.tidy, USUAL, "tin", 1):
        gone.append(told.names)
        left.append(names(registered, codes))

    assert gone == [1, 1, 1]
    assert left == [[NAME] * 3, ["", NAME, NAME], ["", "", NAME], ["", "", ""]]


def names(at: OpenOffice, codes: list[str]) -> list[str]:
    return at.office.look(lambda book: [book.dossier(code).owner for code in codes])


@pytest.mark.parametrize("how", NOT_OVER)
def test_a_name_stays_while_somebody_waits_for_the_result(registered: OpenOffice, how: str) -> None:
    code = with_name(registered)
    NOT_OVER[how](registered, code)
    registered.later(days=300)

    assert registered.office.change(privacy.tidy, USUAL).names == 0

    assert registered.office.look(lambda book: book.dossier(code)).owner == NAME


def test_the_office_says_for_how_long_names_are_kept(registered: OpenOffice) -> None:
    code = with_name(registered)
    OVER["handed over"](registered, code)
    registered.office.change(privacy.set_days, "tin", USUAL, 90, 30)

    registered.later(days=30)
    kept = registered.office.change(privacy.tidy, USUAL).names
    registered.later(days=1)

    assert (kept, registered.office.change(privacy.tidy, USUAL).names) == (0, 1)
    assert registered.office.look(privacy.days, USUAL) == Keep(comments=90, names=30)


def test_a_dossier_that_is_opened_once_more_keeps_its_name(registered: OpenOffice) -> None:
    code = with_name(registered)
    OVER["refused"](registered, code)
    registered.office.change(reception.reopen, code, "từ chối nhầm", "lan")
    registered.later(days=1)

    assert registered.office.change(privacy.tidy, USUAL).names == 0


def test_a_table_brings_no_name_back(registered: OpenOffice) -> None:
    told = {
        "code": "H15-221003-0007",
        "procedure": MARRIAGE.code,
        "received_at": "2022-10-03T08:00:00+07:00",
        "state": "returned",
        "settled_at": "2022-10-03T08:00:00+07:00",
        "owner": NAME,
    }

    def take_in() -> tuple[int, int]:
        taken = registered.office.change(exchange.take_in, list(told), [Row(2, told)], "tin")
        return taken.new, taken.changed

    first = take_in()
    registered.later(days=1)
    gone = registered.office.change(privacy.tidy, USUAL).names

    assert (first, gone, take_in()) == ((1, 0), 1, (0, 0))
    assert [row for row in everything(registered) if "Ánh" in row] == []


@pytest.mark.parametrize("became", ["confirmed", "failed", "shown"])
def test_what_a_form_said_goes_with_its_job(registered: OpenOffice, became: str) -> None:
    code = with_name(registered, printed=True)
    office = registered.office
    job = office.look(lambda book: book.paper.open("kiosk"))[0]
    assert NAME in job.slip

    if became == "shown":
        office.change(lambda book: book.paper.show_all("kiosk", book.now))
    else:
        office.change(lambda book: book.paper.note(job.id, JobState(became), book.now))

    kept = office.look(lambda book: book.paper.named(job.id))
    assert kept is not None
    assert kept.slip == ""
    again = office.change(reception.print_again, code, "01", AT)
    assert office.look(lambda book: book.paper.named(again)) is not None
