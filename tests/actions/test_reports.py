"""The report of dossiers: exactly what happened, whatever happened, and the nine months that the newspaper told of."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.actions import exchange, procedures, reception, reports
from server.actions.reception import HandedIn
from server.clock import JumpingClock
from server.config import Settings
from server.domain import dossier_sheet
from server.domain.dossier import SETTLED, Dossier, DossierMoveNotAllowed, Standing
from server.domain.due import NO_LIMIT
from server.domain.procedure import Channel
from server.domain.procedure_sheet import Row
from server.office import Database, Office
from server.push import Push, Silence
from server.sample.nine_months import HIGH_LEVEL, LEVEL_4, with_nine_months
from server.sample.offer import nine_months, sample_offer
from server.store.catalogue import offices
from tests.actions.test_reception import AT, MARRIAGE
from tests.fixtures.book import OpenBook, OpenOffice, small_offer
from tests.fixtures.old_letters import tcvn3, vni

LAND = replace(MARRIAGE, code="1.012753", field=replace(MARRIAGE.field, vi="Đất đai"), service="dat-dai")
FIRST_DAY = date(2022, 10, 3)


@pytest.fixture
def opened(open_book: OpenBook) -> OpenOffice:
    return open_book(replace(small_offer(), procedures=(MARRIAGE, LAND)))


def test_the_nine_months_of_the_newspaper_come_out_exactly(open_book: OpenBook) -> None:
    told = nine_months()
    opened = open_book(with_nine_months(sample_offer()))

    report = opened.office.look(reports.dossiers, told.first, told.last).report

    assert (report.total.received, report.new, report.total.carried_over) == (772, 772, 0)
    assert (report.total.early, report.total.on_time, report.total.late) == (713, 59, 0)
    assert (report.total.online, report.total.pending) == (70, 0)
    assert dict(report.levels) == {LEVEL_4: 14, HIGH_LEVEL: 56}
    assert (report.recorded_share, report.in_time_share) == (1.0, 1.0)


def test_any_months_of_them_follow_from_one_another(open_book: OpenBook) -> None:
    opened = open_book(with_nine_months(sample_offer()))
    ends = [date(2022, 1, 1), date(2022, 2, 15), date(2022, 5, 31), date(2022, 10, 1)]

    told = [
        opened.office.look(reports.dossiers, first, last - timedelta(days=1)).report
        for first, last in pairwise(ends)
    ]

    assert [one.total.carried_over for one in told[1:]] == [one.total.pending for one in told[:-1]]
    assert sum(one.new for one in told) == 772
    assert not any(row.broken for one in told for row in (one.total, *one.fields))


def test_what_was_pending_and_late_on_a_past_day_is_told_of_that_day(opened: OpenOffice) -> None:
    office = opened.office
    codes = [
        office.change(reception.receive, HandedIn(MARRIAGE.code), "lan", AT).dossier.code for _ in range(2)
    ]
    opened.later(days=10)
    office.change(reception.ready, codes[0], "lan")

    told = {
        day: office.look(reports.dossiers, FIRST_DAY, date(2022, 10, day)).report.total for day in (6, 7, 13)
    }

    assert [(row.pending, row.pending_late, row.late) for row in told.values()] == [
        (2, 0, 0),
        (2, 2, 0),
        (1, 1, 1),
    ]


def test_of_decision_766_we_tell_what_we_know_and_no_more(opened: OpenOffice) -> None:
    told = {
        one.name: one.share for one in opened.office.look(reports.dossiers, FIRST_DAY, FIRST_DAY).indicators
    }

    assert told["posted_in_full"] == 0.0
    assert {name for name, share in told.items() if share is None} == {
        *("posted_on_time", "in_time", "recorded", "digitised_papers", "online_share"),
        *("online_payment", "satisfied", "complaints_in_time"),
    }


moves = st.lists(
    st.tuples(
        st.sampled_from(
            ["receive", "online", "land", "supplement", "resume", "ready", "return", "withdraw", "reopen"]
        ),
        st.integers(0, 7),
        st.integers(0, 60),
    ),
    max_size=25,
)


@given(moves, st.integers(0, 30), st.integers(0, 40))
@settings(max_examples=25)
def test_whatever_happens_the_report_is_the_register_counted_one_by_one(
    told: list[tuple[str, int, int]], start: int, length: int
) -> None:
    with TemporaryDirectory() as folder:
        office, clock = _office(Path(folder))
        codes: list[str] = []
        for verb, which, hours in told:
            clock.wait_until(clock() + timedelta(hours=hours))
            _do(office, verb, codes, which)
        first = FIRST_DAY + timedelta(days=start)
        last = first + timedelta(days=length)

        report = office.look(reports.dossiers, first, last).report

        everything = list(
            office.look(lambda book: list(book.dossiers.of_days(date(2022, 1, 1), date(2024, 1, 1))))
        )
        office.database.close()
    assert not any(row.broken for row in (report.total, *report.fields))
    assert (report.total.received, report.total.settled) == _counted(everything, first, last)
    assert report.total.late == sum(
        one.standing is Standing.LATE and first <= _day(one) <= last for one in everything if one.settled_at
    )


def _office(folder: Path) -> tuple[Office, JumpingClock]:
    database = Database(f"sqlite:///{folder / 'x.db'}")
    database.migrate()
    number = database.found(replace(small_offer(), procedures=(MARRIAGE, LAND)))
    clock = JumpingClock(datetime.fromisoformat("2022-10-03T08:00:00+07:00"))
    office = Office(database.look(offices)[0], Settings(), database, clock, Push(Silence(), number))
    office.begin()
    return office, clock


def _do(office: Office, verb: str, codes: list[str], which: int) -> None:
    if verb in ("receive", "online", "land"):
        wish = HandedIn(
            LAND.code if verb == "land" else MARRIAGE.code,
            channel=Channel.ONLINE if verb == "online" else Channel.DIRECT,
        )
        codes.append(office.change(reception.receive, wish, "lan", AT).dossier.code)
    elif codes:
        code = codes[which % len(codes)]
        change = {
            "supplement": lambda book: reception.supplement(book, code, ["a"], "", "lan", AT),
            "resume": lambda book: reception.resume(book, code, "lan"),
            "ready": lambda book: reception.ready(book, code, "lan"),
            "return": lambda book: reception.hand_over(book, code, "owner", "lan"),
            "withdraw": lambda book: reception.withdraw(book, code, "a", "lan"),
            "reopen": lambda book: reception.reopen(book, code, "a", "lan"),
        }[verb]
        try:
            office.change(change)
        except DossierMoveNotAllowed:
            return


def _day(one: Dossier) -> date:
    assert one.settled_at is not None
    return one.settled_at.date()


def _counted(everything: list[Dossier], first: date, last: date) -> tuple[int, int]:
    before = sum(one.day < first and (one.state not in SETTLED or _day(one) >= first) for one in everything)
    new = sum(first <= one.day <= last for one in everything)
    settled = sum(one.state in SETTLED and first <= _day(one) <= last for one in everything)
    return before + new, settled


def test_what_is_passed_on_is_taken_in_again_and_only_once(opened: OpenOffice) -> None:
    office = opened.office
    code = "H15-221003-0975"
    row = {
        "code": code,
        "procedure": MARRIAGE.code,
        "received_at": "2022-09-30T16:00:00+07:00",
        "channel": "online",
    }
    columns = list(row)

    first = office.change(exchange.take_in, columns, [Row(2, row)], "toiluot")
    again = office.change(exchange.take_in, columns, [Row(2, row)], "toiluot")
    done = row | {"state": "returned", "settled_at": "2022-10-05T09:00:00+07:00"}
    third = office.change(exchange.take_in, list(done), [Row(2, done)], "toiluot")

    assert [(one.new, one.changed, one.same) for one in (first, again, third)] == [
        (1, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
    ]
    kept = office.look(lambda book: book.dossier(code))
    assert (kept.standing, kept.due_at) == (
        Standing.LATE,
        datetime.fromisoformat("2022-10-04T17:00:00+07:00"),
    )
    assert dossier_sheet.written(kept)["standing"] == "late"
    assert office.look(lambda book: book.journal.seq) == 2


def test_what_is_passed_on_stays_as_it_was_received_whatever_the_office_changes_since(
    opened: OpenOffice,
) -> None:
    office = opened.office
    told = [
        office.change(reception.receive, HandedIn(LAND.code, channel=Channel.POST), "lan", AT).dossier.code
        for _ in range(2)
    ]
    office.change(reception.supplement, told[0], ("Trích lục",), "", "lan", AT)
    rows = _passed_on(office)

    office.change(
        procedures.save, replace(LAND, field=replace(LAND.field, vi="Ruộng"), limit=NO_LIMIT), "tin"
    )
    renamed = office.change(exchange.take_in, list(rows[0]), [Row(2, row) for row in rows], "toiluot")
    office.change(procedures.withdraw, LAND.code, "tin")
    bare = [
        {name: row[name] for name in ("code", "procedure", "channel", "received_at", "state", "recorded")}
        for row in rows
    ]
    withdrawn = office.change(exchange.take_in, list(bare[0]), [Row(2, row) for row in bare], "toiluot")

    assert [(one.changed, one.same, one.faults) for one in (renamed, withdrawn)] == [(0, 2, ())] * 2
    assert _passed_on(office) == rows


def _passed_on(office: Office) -> list[dict[str, str]]:
    return office.look(
        lambda book: [dossier_sheet.written(one) for one in book.dossiers.of_days(FIRST_DAY, FIRST_DAY)]
    )


@pytest.mark.parametrize(
    ("changed", "column", "why"),
    [
        ({"code": "A001"}, "code", "bad-code"),
        ({"code": "H15-221399-0001"}, "code", "bad-code"),
        ({"procedure": "9.9"}, "procedure", "no-procedure"),
        ({"received_at": "yesterday"}, "received_at", "no-instant"),
        ({"received_at": "0001-01-01T00:00:00"}, "received_at", "no-instant"),
        ({"received_at": "9999-12-31T23:59:59-12:00"}, "received_at", "no-instant"),
        ({"received_at": ""}, "received_at", "missing"),
        ({"channel": "pigeon"}, "channel", "no-word"),
        ({"state": "lost"}, "state", "no-word"),
        ({"state": "returned"}, "settled_at", "not-settled"),
        ({"settled_at": "2022-10-05T09:00:00+07:00"}, "settled_at", "not-settled"),
        ({"state": "ready", "settled_at": "2022-09-01T09:00:00+07:00"}, "settled_at", "not-settled"),
        ({"colour": "red"}, "colour", "no-such-column"),
        ({"owner": tcvn3("Nông Văn Ba")}, "owner", "letters-tcvn3"),
        ({"owner": vni("Nguyễn Thị Ánh Hường")}, "owner", "letters-vni"),
        ({"clerk": tcvn3("Đặng Văn Lưỡng")}, "clerk", "letters-tcvn3"),
        ({"owner": "Ba\x00"}, "owner", "letters-none"),
        ({"owner": "a" * 121}, "owner", "too-long"),
    ],
)
def test_one_bad_row_and_none_is_taken_in(
    opened: OpenOffice, changed: dict[str, str], column: str, why: str
) -> None:
    good = {"code": "H15-221003-0001", "procedure": MARRIAGE.code, "received_at": "2022-10-03T08:00:00"}
    bad = good | {"code": "H15-221003-0002"} | changed

    told = opened.office.change(exchange.take_in, list(bad), [Row(2, good), Row(3, bad)], "toiluot")

    assert [(one.column, one.why) for one in told.faults] == [(column, why)]
    assert opened.office.look(lambda book: book.dossiers.latest(5)) == []
