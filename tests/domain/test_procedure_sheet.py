"""A table of procedures is read with care: what is strange is said by line and column, what cannot be is refused."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.due import Limit, LimitKind
from server.domain.name import Name
from server.domain.procedure import Channel, Fee, Paper, Procedure
from server.domain.procedure_sheet import COLUMNS, NEEDED, Read, Row, read, written
from tests.fixtures.old_letters import tcvn3

TODAY = date(2026, 11, 23)
SERVICES = {"ho-tich": "Hộ tịch", "cu-tru": "Cư trú – Căn cước"}
GOOD = {"code": "1.001193", "field_vi": "Hộ tịch", "name_vi": "Đăng ký khai sinh", "deadline_value": "0"}
GOOD |= {
    "deadline_unit": "same_day",
    "cut_off": "15:00",
    "fee_vnd": "0",
    "documents_vi": "Tờ khai",
    "service": "ho-tich",
}


def table(*rows: dict[str, str], known: tuple[Procedure, ...] = ()) -> Read:
    header = list(dict.fromkeys([*NEEDED, *(column for row in rows for column in row)]))
    return read(header, [Row(line, row) for line, row in enumerate(rows, start=2)], TODAY, SERVICES, known)


def remarks(told: Read) -> list[tuple[int, str, str]]:
    return [(remark.line, remark.column, remark.why) for remark in told.remarks]


def test_a_clean_row_is_a_procedure_without_a_remark() -> None:
    told = table(GOOD)

    assert told.remarks == ()
    (one,) = told.procedures
    assert (one.code, one.service, one.since) == ("1.001193", "ho-tich", TODAY)
    assert one.limit == Limit(LimitKind.SAME_DAY, 0, time(15))
    assert (one.fee.amount, one.papers) == (0, (Paper(Name("Tờ khai", "Tờ khai")),))


@pytest.mark.parametrize(
    ("changed", "column", "why"),
    [
        ({"code": ""}, "code", "missing"),
        ({"code": "mã số?"}, "code", "not-a-code"),
        ({"name_vi": "  "}, "name_vi", "missing"),
        ({"field_vi": ""}, "field_vi", "missing"),
        ({"name_vi": tcvn3("Thủ tục đăng ký khai sinh")}, "name_vi", "letters-tcvn3"),
        ({"name_vi": "x" * 1001}, "name_vi", "too-long"),
        ({"name_vi": "Khai\x00sinh"}, "name_vi", "letters-none"),
        ({"deadline_value": "soon"}, "deadline_value", "no-number"),
        ({"deadline_value": "3"}, "deadline_value", "no-number"),
        ({"deadline_value": "9999", "deadline_unit": "working_day"}, "deadline_value", "no-number"),
        ({"deadline_value": "1", "deadline_unit": ""}, "deadline_unit", "no-unit"),
        ({"deadline_value": "1", "deadline_unit": "moon"}, "deadline_unit", "no-unit"),
        ({"cut_off": "three"}, "cut_off", "no-time"),
        ({"deadline_online": "soon"}, "deadline_online", "no-number"),
        ({"fee_vnd": "-5"}, "fee_vnd", "no-number"),
        ({"fee_vnd": "1" * 10}, "fee_vnd", "no-number"),
        ({"channels": "direct,pigeon"}, "channels", "no-channel"),
        ({"link": "javascript:alert(1)"}, "link", "no-link"),
        ({"since": "2026-02-30"}, "since", "no-date"),
        ({"service": "nothing"}, "service", "no-service"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_to_be_kept(
    changed: dict[str, str], column: str, why: str
) -> None:
    told = table(GOOD, GOOD | {"code": "1.000894"} | changed)

    assert not told.whole
    assert [(remark.line, remark.column, remark.why) for remark in told.faults] == [(3, column, why)]


@pytest.mark.parametrize(
    ("changed", "column", "why"),
    [
        ({"code": "NCC-01"}, "code", "own-code"),
        ({"documents_vi": ""}, "documents_vi", "no-papers"),
        ({"documents_vi": "Tờ khai | Giấy chứng…"}, "documents_vi", "cut-short"),
        ({"documents_en": "One | Two"}, "documents_en", "other-number"),
        ({"documents_vi": "Tờ khai {colour=red}"}, "documents_vi", "strange-detail"),
        ({"deadline_value": "", "deadline_unit": ""}, "deadline_value", "no-limit"),
        ({"fee_vnd": ""}, "fee_vnd", "no-fee"),
        ({"cut_off": ""}, "cut_off", "cut-off"),
        (
            {
                "deadline_value": "3",
                "deadline_unit": "working_day",
                "source": "unit missing on portal, working days assumed",
            },
            "deadline_unit",
            "unit-guessed",
        ),
        ({"source": "15:00; deadline differs by channel"}, "deadline_value", "differs"),
        ({"service": ""}, "service", "line-guessed"),
    ],
)
def test_what_is_missing_is_assumed_and_said(changed: dict[str, str], column: str, why: str) -> None:
    told = table(GOOD | changed)

    assert told.whole
    assert remarks(told) == [(2, column, why)]
    assert told.remarks[0].assumed


def test_a_code_that_comes_twice_is_refused() -> None:
    assert remarks(table(GOOD, GOOD)) == [(3, "code", "twice")]


def test_a_table_without_its_columns_is_refused_at_once() -> None:
    told = read(["code", "colour"], [Row(2, {"code": "1.001193"})], TODAY, SERVICES, [])

    assert [(one.column, one.why) for one in told.faults] == [
        ("field_vi", "no-column"),
        ("name_vi", "no-column"),
    ]


def test_a_column_that_nobody_knows_is_left_out_and_one_that_comes_twice_is_refused() -> None:
    told = read([*NEEDED, "colour", "code"], [Row(2, GOOD)], TODAY, SERVICES, [])

    assert [(one.column, one.why) for one in told.remarks] == [
        ("colour", "strange-column"),
        ("code", "column-twice"),
    ]


def test_the_line_of_a_field_is_that_of_others_of_the_field() -> None:
    other = Procedure("1.2", Name("Khác", "Other"), Name("Nuôi con nuôi", "Adoption"), "ho-tich")
    row = {column: told for column, told in GOOD.items() if column != "service"}

    (same,) = table(row | {"field_vi": "Nuôi con nuôi"}, known=(other,)).procedures
    (alike,) = table(row | {"field_vi": "Đăng ký, quản lý cư trú"}).procedures
    (none,) = table(row | {"field_vi": "Thú y"}).procedures

    assert (same.service, alike.service, none.service) == ("ho-tich", "cu-tru", None)


def test_columns_that_a_table_lacks_say_nothing_new() -> None:
    known = Procedure(
        *("1.001193", Name("Khai sinh", "Birth"), Name("Hộ tịch", "Civil status"), "ho-tich"),
        papers=(Paper(Name("Tờ khai", "Form")),),
        channels=(Channel.DIRECT, Channel.POST),
        result=Name("Giấy khai sinh", "Certificate"),
    )

    (told,) = table(GOOD, known=(known,)).procedures

    assert (told.field.en, told.papers, told.channels) == ("Civil status", known.papers, known.channels)
    assert told.result == known.result
    assert told.name.en == GOOD["name_vi"]


def test_a_cell_made_harmless_for_spreadsheets_is_read_as_it_was() -> None:
    (told,) = table(GOOD | {"name_vi": "'=HYPERLINK", "source": "'-1"}).procedures

    assert (told.name.vi, told.source) == ("=HYPERLINK", "-1")


words = st.text(st.sampled_from("abc đăơ"), min_size=1, max_size=8).map(str.strip).filter(bool)
names = st.builds(Name, words, words)
papers = st.builds(
    Paper, names, st.integers(0, 9), st.integers(0, 9), st.sampled_from(["", "CT01"]), st.booleans()
)
limits = st.one_of(
    st.just(Limit()),
    st.builds(
        Limit, st.just(LimitKind.SAME_DAY), st.just(0), st.sampled_from([None, time(15), time(14, 30)])
    ),
    st.builds(
        Limit,
        st.sampled_from([LimitKind.HOUR, LimitKind.WORKING_DAY, LimitKind.CALENDAR_DAY]),
        st.integers(1, 99),
        st.sampled_from([None, time(15)]),
    ),
)
fees = st.builds(
    Fee,
    st.one_of(st.none(), st.integers(1, 10**8)),
    st.booleans(),
    st.one_of(st.none(), names),
    st.one_of(st.none(), names),
)


@given(
    st.builds(
        Procedure,
        code=st.just("1.001193"),
        name=names,
        field=names,
        service=st.just("ho-tich"),
        papers=st.lists(papers, max_size=3).map(tuple),
        limit=limits,
        limits=st.sampled_from([(), ((Channel.ONLINE, Limit(LimitKind.WORKING_DAY, 2)),)]),
        fee=fees,
        channels=st.sampled_from([(Channel.DIRECT,), (Channel.DIRECT, Channel.POST), tuple(Channel)]),
        online=st.sampled_from(["", "full", "level 4"]),
        result=st.one_of(st.none(), names),
        link=st.sampled_from(["", "https://dichvucong.gov.vn/x"]),
        source=words,
        since=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    )
)
def test_what_is_written_out_is_read_as_the_same_procedure(told: Procedure) -> None:
    again = read(COLUMNS, [Row(2, written(told))], TODAY, SERVICES, [])

    assert again.whole
    assert again.procedures == (told,)
