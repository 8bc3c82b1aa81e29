"""Tables that come in and go out as files: CSV and Excel."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from server.domain.errors import Refused
from server.domain.letters import text_of
from server.domain.procedure_sheet import Row
from server.domain.sheet import BYTE_ORDER_MARK, as_words
from server.web import excel

LARGEST = 10 * 1024 * 1024
"""Bytes of a file. The largest list of procedures of a province has a tenth of it."""

LARGEST_UNPACKED = 100 * 1024 * 1024
"""Bytes of what an Excel file unpacks to: a small file may be made to fill a memory."""

EXCEL_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class FileTooLarge(Refused):
    kind = "file-too-large"


class NotATable(Refused):
    """A file that is neither CSV nor a spreadsheet, or is damaged."""

    kind = "not-a-table"


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}

Table = tuple[list[str], list[Row]]


def table_of(told: bytes) -> Table:
    """The header and the rows of a file, CSV (by comma, semicolon or tab) or Excel, whichever it is.

    Raises FileTooLarge, BadLetters, NotATable. Empty rows are left out; lines are counted as an editor counts them.
    """
    if len(told) > LARGEST:
        raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)
    rows = _of_excel(told) if told.startswith(EXCEL_MARKS) else _of_csv(text_of(told))
    header = [cell.strip() for cell in next(rows, (0, []))[1]]
    if not any(header):
        raise NotATable
    return header, [_row(header, line, cells) for line, cells in rows if any(cells)]


def _row(header: list[str], line: int, cells: list[str]) -> Row:
    """Cells beyond the header are a comma that should have been in quotes: nobody knows where the columns are then."""
    if any(cells[len(header) :]):
        raise NotATable(line=line)
    return Row(line, dict(zip(header, cells, strict=False)))


def _of_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    comma = max(",;\t", key=first.count)
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    csv.field_size_limit(LARGEST)
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as damaged:
        raise NotATable(line=line) from damaged


def _of_excel(told: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_size(told)
    try:
        yield from excel.rows_of(told)
    except excel.NotOpened as damaged:
        raise NotATable from damaged
    except excel.TooMuch as much:
        raise FileTooLarge(megabytes=LARGEST // 1024 // 1024) from much


def _check_size(told: bytes) -> None:
    if not told.startswith(EXCEL_MARKS[0]):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(told)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
    except zipfile.BadZipFile as damaged:
        raise NotATable from damaged
    if unpacked > LARGEST_UNPACKED:
        raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The table as UTF-8 CSV that Excel opens rightly, and that calculates nothing (OWASP, "CSV injection")."""
    told = io.StringIO(newline="")
    writer = csv.writer(told)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([as_words(row[column]) for column in columns])
    return BYTE_ORDER_MARK + told.getvalue()


def as_excel(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """The table as one sheet of an Excel file, every cell a text."""
    return as_workbook({name: (columns, rows)})


def as_workbook(tables: Mapping[str, tuple[Sequence[str], Iterable[Mapping[str, str]]]]) -> bytes:
    """Tables by their names as the sheets of an Excel file, every cell a text."""
    import xlsxwriter

    told = io.BytesIO()
    with xlsxwriter.Workbook(
        told, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF3"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, (columns, rows) in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
                sheet.set_column(place, place, WIDTHS.get(column, 14), wrapped)
            for line, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    sheet.write_string(line, place, row[column], wrapped)
    return told.getvalue()


WIDTHS = {"name_vi": 48, "name_en": 36, "documents_vi": 70, "documents_en": 60, "source": 40, "field_vi": 24}
"""In letters; the other columns are narrow."""
