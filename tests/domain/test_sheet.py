import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import sheet
from server.domain.figures import LegFact
from server.domain.ticket import Outcome, PriorityClass, State

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
UTC = ZoneInfo("UTC")
MORNING = datetime(2022, 10, 3, 8, 0, tzinfo=HANOI)

DONE = LegFact(
    ticket="t-1",
    number="A001",
    day=date(2022, 10, 3),
    service="A",
    counter="2",
    clerk="Nông Thị Lan",
    priority=PriorityClass.ELDERLY,
    queued_at=MORNING.astimezone(UTC),
    first_called_at=MORNING + timedelta(minutes=3),
    called_at=MORNING + timedelta(minutes=4),
    started_at=MORNING + timedelta(minutes=5),
    finished_at=MORNING + timedelta(minutes=15, seconds=0.6),
    state=State.DONE,
    outcome=Outcome.RECEIVED,
    score=1,
)


def read(facts: list[LegFact]) -> list[dict[str, str]]:
    return list(csv.DictReader(sheet.lines(facts, HANOI)))


def test_every_leg_is_one_line_under_named_columns() -> None:
    (line,) = read([DONE])

    assert line == {
        "office_day": "2022-10-03",
        "ticket": "t-1",
        "number": "A001",
        "service": "A",
        "counter": "2",
        "clerk": "Nông Thị Lan",
        "priority": "elderly",
        "channel": "kiosk",
        "queued_at": "2022-10-03T08:00:00+07:00",
        "first_called_at": "2022-10-03T08:03:00+07:00",
        "called_at": "2022-10-03T08:04:00+07:00",
        "started_at": "2022-10-03T08:05:00+07:00",
        "finished_at": "2022-10-03T08:15:00+07:00",
        "state": "done",
        "outcome": "received",
        "wait_seconds": "180",
        "walk_seconds": "60",
        "handle_seconds": "601",
    }


def test_what_is_not_known_stays_empty() -> None:
    waiting = LegFact(
        ticket="t-2",
        number="A002",
        day=date(2022, 10, 3),
        service="A",
        queued_at=MORNING,
        state=State.WAITING,
    )

    (line,) = read([waiting])

    assert {name for name, cell in line.items() if cell == ""} == {
        "counter",
        "clerk",
        "priority",
        "first_called_at",
        "called_at",
        "started_at",
        "finished_at",
        "outcome",
        "wait_seconds",
        "walk_seconds",
        "handle_seconds",
    }


def test_excel_is_told_that_the_letters_are_unicode() -> None:
    header = next(sheet.lines([], HANOI, for_excel=True))

    assert header.encode().startswith(b"\xef\xbb\xbfoffice_day,")


def test_other_programs_get_no_byte_order_mark() -> None:
    assert next(sheet.lines([], HANOI)).startswith("office_day,")


@pytest.mark.parametrize("trap", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_a_name_is_never_calculated_by_a_spreadsheet(trap: str) -> None:
    (line,) = read([replace(DONE, clerk=trap)])

    assert line["clerk"] == f"'{trap}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_whatever_a_clerk_is_called_the_sheet_reads_back(name: str) -> None:
    (line,) = read([replace(DONE, clerk=name)])

    assert line["clerk"] in (name, f"'{name}")


def test_a_single_answer_is_not_told_beside_a_clerk() -> None:
    assert not {"score", "rating"} & set(sheet.COLUMNS)


def test_lines_come_one_by_one() -> None:
    endless = iter(lambda: DONE, None)

    lines = sheet.lines(endless, HANOI)

    assert [next(lines).split(",")[0] for _ in range(3)] == ["office_day", "2022-10-03", "2022-10-03"]


@pytest.mark.parametrize("cell", ["=1+1", " @x", "+84 912", "Nguyễn Thị Hoa", "", "'Ngõ 5 '=A1"])
def test_a_cell_that_was_kept_from_being_calculated_is_read_as_it_was(cell: str) -> None:
    assert sheet.as_it_was(sheet.as_words(cell)) == cell
