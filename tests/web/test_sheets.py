"""Files of tables: read whole or refused with the reason, written so that they can be read again."""

import io
import zipfile

import pytest
from xlsxwriter import Workbook

from server.domain.letters import BadLetters
from server.domain.procedure_sheet import COLUMNS, written
from server.sample.offer import sample_offer
from server.web import sheets
from server.web.sheets import FileTooLarge, NotATable, as_csv, as_excel, table_of
from tests.fixtures.old_letters import tcvn3

ROWS = [written(one) for one in sample_offer().procedures]


@pytest.mark.parametrize("told", [as_csv(COLUMNS, ROWS).encode(), as_excel("procedures", COLUMNS, ROWS)])
def test_what_is_written_is_read_again(told: bytes) -> None:
    header, rows = table_of(told)

    assert header == list(COLUMNS)
    assert [dict(row.cells) for row in rows] == ROWS


@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_the_commas_of_every_excel_are_understood(comma: str) -> None:
    header, rows = table_of(f'code{comma}name\r\n1{comma}"a{comma}b\r\nc"\r\n\r\n2{comma}d\r\n'.encode())

    assert header == ["code", "name"]
    assert [(row.line, row.cells["name"]) for row in rows] == [(2, f"a{comma}b\r\nc"), (5, "d")]


def test_a_cell_that_would_be_calculated_is_a_text() -> None:
    row = [{"code": "=1+1", "name": "@x"}]

    assert as_csv(["code", "name"], row).splitlines()[1] == "'=1+1,'@x"
    assert table_of(as_excel("x", ["code", "name"], row))[1][0].cells == row[0]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (b"", NotATable),
        (b"\r\n\r\n", NotATable),
        (b'code,name\r\n"1,2', NotATable),
        (b"code,name\r\n1,2,3", NotATable),
        (b"PK\x03\x04 no zip at all", NotATable),
        (b"\xd0\xcf\x11\xe0 no spreadsheet", NotATable),
        (b"\xff\xfe\x00\xd8A\x00", BadLetters),
        (tcvn3("code,tên\n1,Thủ tục đăng ký khai sinh").encode("cp1252"), BadLetters),
        (b"x" * (sheets.LARGEST + 1), FileTooLarge),
    ],
)
def test_what_is_no_table_is_refused(told: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        table_of(told)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_unopened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.LARGEST_UNPACKED + 1))

    with pytest.raises(FileTooLarge):
        table_of(bomb.getvalue())


def test_a_small_file_with_a_cell_at_the_end_of_the_world_takes_no_memory_of_ours() -> None:
    told = io.BytesIO()
    with Workbook(told) as book:
        book.add_worksheet().write_string(0, 0, "code")
        book.get_worksheet_by_name("Sheet1").write_string(1_048_575, 16_383, "x")

    with pytest.raises(FileTooLarge):
        table_of(told.getvalue())
