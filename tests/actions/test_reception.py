"""Dossiers at the counter: numbered without gaps, moved by the table, written down with their names kept out of the journal."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from server.actions import calendar, citizen, reception
from server.actions.citizen import Wish
from server.actions.reception import HandedIn
from server.domain.dossier import DossierState, Standing, Urgency
from server.domain.dossier_code import BadCode, CodePlan
from server.domain.due import CUT_OFF, Limit, LimitKind
from server.domain.errors import BadInput, CodeTaken, UnknownDossier, UnknownProcedure, UnknownTicket
from server.domain.hours import DayKind
from server.domain.name import Name
from server.domain.procedure import Channel, Paper, Procedure
from server.office import Book, Day, Office
from server.store import tables as t
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

TODAY = date(2022, 10, 3)
MARRIAGE = Procedure(
    *(
        "1.004873",
        Name("Xác nhận tình trạng hôn nhân", "Marital status"),
        Name("Hộ tịch", "Civil status"),
        "ho-tich",
    ),
    papers=(Paper(Name("Tờ khai", "Form")), Paper(Name("Căn cước", "Identity card"))),
    limit=Limit(LimitKind.WORKING_DAY, 3, CUT_OFF),
    limits=((Channel.ONLINE, Limit(LimitKind.WORKING_DAY, 1, CUT_OFF)),),
    since=date(2020, 1, 1),
)
AT = "http://office"


@pytest.fixture
def opened(open_book: OpenBook) -> OpenOffice:
    return open_book(replace(small_offer(), procedures=(MARRIAGE,)))


def receive(office: Office, **wish: object) -> str:
    told = HandedIn(**{"procedure": MARRIAGE.code, **wish})  # type: ignore[arg-type]  # names of its fields
    code: str = office.change(reception.receive, told, "lan", AT).dossier.code
    return code


def test_codes_are_numbered_day_by_day_without_gaps_whatever_is_refused(opened: OpenOffice) -> None:
    first = receive(opened.office)
    with pytest.raises(UnknownTicket):
        receive(opened.office, ticket="2022-10-03-Z999")
    with pytest.raises(BadInput):
        receive(opened.office, papers=(5,))
    second = receive(opened.office)
    opened.later(days=1)

    assert [first, second, receive(opened.office)] == [
        "H00.00.00-221003-0001",
        "H00.00.00-221003-0002",
        "H00.00.00-221004-0001",
    ]


def test_a_dossier_keeps_the_version_and_the_limit_under_which_it_came(opened: OpenOffice) -> None:
    direct, online = receive(opened.office), receive(opened.office, channel=Channel.ONLINE)

    found = {code: opened.office.look(Book.dossier, code) for code in (direct, online)}

    assert (found[direct].version, found[direct].papers) == (1, ("Tờ khai", "Căn cước"))
    assert found[direct].due_at == datetime.fromisoformat("2022-10-06T17:00:00+07:00")
    assert found[online].due_at == datetime.fromisoformat("2022-10-04T17:00:00+07:00")


def test_several_dossiers_belong_to_one_visit(opened: OpenOffice) -> None:
    ticket = opened.office.change(citizen.take_ticket, Wish("ho-tich", MARRIAGE.code), "kiosk").ticket.id

    codes = [receive(opened.office, ticket=ticket) for _ in range(2)]

    assert [one.code for one in opened.office.look(lambda book: book.dossiers.of_ticket(ticket))] == codes


def test_a_code_of_the_electronic_system_is_kept_as_it_is_and_only_once(opened: OpenOffice) -> None:
    told = "H15.50.05.13-221003-0975"
    assert receive(opened.office, code=f" {told.lower()} ") == told
    assert opened.office.look(lambda book: book.dossier(told)).recorded

    with pytest.raises(CodeTaken):
        receive(opened.office, code=told)
    with pytest.raises(BadCode):
        receive(opened.office, code="H15-221399-0975")
    assert opened.office.look(lambda book: book.journal.seq) == 1
    assert receive(opened.office).endswith("-0001")


def test_an_own_number_passes_over_a_code_that_was_typed(opened: OpenOffice) -> None:
    receive(opened.office, code="H00.00.00-221003-0001")

    assert receive(opened.office) == "H00.00.00-221003-0002"


def test_online_it_may_have_come_on_sunday_and_in_person_it_comes_now(opened: OpenOffice) -> None:
    sunday = datetime.fromisoformat("2022-10-02T20:00:00+07:00")

    code = receive(opened.office, channel=Channel.ONLINE, received_at=sunday)

    found = opened.office.look(lambda book: book.dossier(code))
    assert (found.day, found.due_at) == (
        date(2022, 10, 2),
        datetime.fromisoformat("2022-10-04T17:00:00+07:00"),
    )
    for wish in (
        {"received_at": sunday},
        {"channel": Channel.POST, "received_at": sunday + timedelta(days=3)},
        {"channel": Channel.POST, "received_at": sunday - timedelta(days=90)},
    ):
        with pytest.raises(BadInput):
            receive(opened.office, **wish)


def test_the_whole_way_stands_in_its_steps_and_in_the_journal_without_its_name(opened: OpenOffice) -> None:
    code, office = receive(opened.office, owner="Nguyễn Thị Ánh"), opened.office
    office.change(reception.supplement, code, ["Bản án"], "", "lan", AT)
    opened.later(days=1)
    office.change(reception.resume, code, "lan")
    office.change(reception.extend, code, date(2022, 10, 20), "chờ xác minh", "lan", AT)
    office.change(reception.ready, code, "minh")
    done = office.change(reception.hand_over, code, "authorised", "minh").dossier

    verbs = ["receive", "supplement", "resume", "extend", "ready", "return"]
    assert [step.verb for step in office.look(lambda book: book.dossiers.steps(code))] == verbs
    told = office.look(lambda book: book.journal.since(0))
    assert [entry.verb for entry in told] == [f"dossier-{verb}" for verb in verbs]
    assert (told[1].facts["from"], told[1].facts["after"]["state"]) == ("received", "supplement")
    assert "Ánh" not in str([entry.facts for entry in told])
    assert done.secret not in str([entry.facts for entry in told])
    assert (done.state, done.standing, done.handed_to) == (
        DossierState.RETURNED,
        Standing.EARLY,
        "authorised",
    )
    heard = [message["verb"] for message in opened.ear.of("dossier", "/counter")]
    assert heard == verbs


def test_a_form_in_english_has_the_procedure_in_english_too(opened: OpenOffice) -> None:
    receive(opened.office, language="en")

    job = opened.office.look(lambda book: book.paper.open("kiosk"))[0]

    assert json.loads(job.slip)["procedure"] == {"vi": MARRIAGE.name.vi, "en": MARRIAGE.name.en}


def test_each_form_that_a_citizen_gets_is_ordered_with_its_move(opened: OpenOffice) -> None:
    code, office = receive(opened.office), opened.office
    office.change(reception.supplement, code, ["a"], "", "lan", AT)
    office.change(reception.resume, code, "lan")
    office.change(reception.extend, code, date(2022, 10, 20), "b", "lan", AT)
    office.change(reception.refuse, code, "c", "lan", AT)
    office.change(reception.reopen, code, "d", "lan")
    office.change(reception.stop, code, "e", "lan", AT)

    ordered = [job.kind for job in office.look(lambda book: book.paper.open("kiosk"))]

    assert ordered == ["form-01", "form-02", "form-04", "form-03", "form-05"]


def test_what_reports_add_up_is_what_the_register_holds(opened: OpenOffice) -> None:
    codes, office = [receive(opened.office) for _ in range(4)], opened.office
    receive(office, channel=Channel.ONLINE, code="H15-221003-0001")
    office.change(reception.ready, codes[0], "lan")
    office.change(reception.reopen, codes[0], "mistake", "lan")
    office.change(reception.withdraw, codes[1], "moved away", "lan")
    opened.later(days=10)
    office.change(reception.ready, codes[2], "lan")
    office.change(reception.hand_over, codes[2], "owner", "lan")

    sums = office.look(lambda book: book.dossiers.sums(date(2022, 1, 1), date(2022, 12, 31)))

    told = {(kind, channel): count for kind, _, channel, _, count in sums if count}
    assert told == {
        ("received", "direct"): 4,
        ("received", "online"): 1,
        ("recorded", "online"): 1,
        ("withdrawn", "direct"): 1,
        ("on_time", "direct"): 1,
        ("late", "direct"): 1,
    }


def test_what_is_due_is_listed_before_it_is_late(opened: OpenOffice) -> None:
    office = opened.office
    codes = [receive(office), receive(office, channel=Channel.ONLINE)]
    waiting = receive(office)
    office.change(reception.supplement, waiting, ["a"], "", "lan", AT)
    opened.clock.wait_until(datetime.fromisoformat("2022-10-04T18:00:00+07:00"))

    told = [(one.dossier.code, one.urgency) for one in office.look(reception.watched)]

    assert told == [(codes[1], Urgency.LATE), (codes[0], Urgency.SOON), (waiting, Urgency.WAITING)]


def test_a_new_day_off_names_the_dossiers_concerned_and_leaves_what_was_printed(opened: OpenOffice) -> None:
    code, office = receive(opened.office), opened.office
    assert office.look(reception.concerned) == []

    office.change(calendar.set_day, Day(date(2022, 10, 5), DayKind.OFF, "Bão", "công điện"), "thu")

    ((concerned, other),) = office.look(reception.concerned)
    assert (concerned.code, other.date()) == (code, date(2022, 10, 7))
    due = office.look(lambda book: book.dossier(code).due_at)
    assert due is not None
    assert due.date() == date(2022, 10, 6)


def test_how_dossiers_are_numbered_is_decided_once_and_written_down(opened: OpenOffice) -> None:
    plan = CodePlan(agency="H03.110", digits=5)
    for _ in range(2):
        opened.office.change(reception.set_codes, plan, "thu")

    assert receive(opened.office) == "H03.110-221003-00001"
    with pytest.raises(BadInput):
        opened.office.change(reception.set_codes, CodePlan("{seq}"), "thu")
    assert opened.office.look(lambda book: book.journal.since(0))[0].verb == "dossier-codes"


def test_the_code_to_come_is_told_and_no_number_is_used(opened: OpenOffice) -> None:
    receive(opened.office)
    plan = CodePlan(agency="H03.110")

    told = [opened.office.look(reception.code_to_come, plan) for _ in range(2)]

    assert told == ["H03.110-221003-0002"] * 2
    opened.office.change(reception.set_codes, plan, "thu")
    assert receive(opened.office) == "H03.110-221003-0002"


def test_what_makes_no_sense_is_refused_and_nothing_is_written(opened: OpenOffice) -> None:
    code, office = receive(opened.office), opened.office
    before = office.look(rows)

    for change in (
        lambda book: reception.supplement(book, code, [" "], "", "lan", AT),
        lambda book: reception.extend(book, code, date(2022, 10, 6), "why", "lan", AT),
        lambda book: reception.extend(book, code, date(2022, 10, 8), "why", "lan", AT),
        lambda book: reception.extend(book, code, date(2202, 10, 20), "why", "lan", AT),
        lambda book: reception.extend(book, code, date(2022, 10, 20), " ", "lan", AT),
        lambda book: reception.refuse(book, code, "", "lan", AT),
        lambda book: reception.hand_over(book, code, "stranger", "lan"),
        lambda book: reception.print_again(book, code, "06", AT),
    ):
        with pytest.raises(BadInput):
            office.change(change)
    with pytest.raises(UnknownDossier):
        office.change(reception.ready, "H00.00.00-221003-9999", "lan")
    with pytest.raises(UnknownProcedure):
        receive(office, procedure="9.999999")

    assert office.look(rows) == before


def rows(book: Book) -> object:
    kept = book.draft.looking.execute(select(t.dossiers.c.state, t.dossiers.c.facts)).all()
    return book.journal.seq, [tuple(row) for row in kept]
