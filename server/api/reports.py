"""Reports about dossiers, as JSON, as a table, and as a sheet to be signed; and the dossiers themselves, passed on."""

from datetime import date

from flask import Response, request

from server.actions import exchange, reports
from server.actions.exchange import TakenIn
from server.api import dossier_schemas as s
from server.api.doors import api, change, give, read_wish
from server.api.procedures import ROOM_FOR_A_FILE
from server.api.statistics import period
from server.domain import dossier_sheet
from server.domain.errors import BadInput
from server.domain.procedure_sheet import Row
from server.domain.roles import Scope
from server.web import remarks, report_sheets, sheets
from server.web.caller import needs, who
from server.web.house import Book, here

FORMATS = ("json", "csv", "xlsx", "pdf")


@api.get("/reports/dossiers")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def report_dossiers() -> Response:
    """`from`, `to`; `format`: json, csv, xlsx or pdf (form II.06a)."""
    first, last = period()
    wanted = request.args.get("format", "json")
    if wanted not in FORMATS:
        raise BadInput(where="format", why="choice", hint=", ".join(FORMATS))
    told = here().look(reports.dossiers, first, last)
    if wanted == "json":
        return give(report_sheets.as_plain(told))
    return Response(
        report_sheets.as_file(told, here().name.vi, wanted),
        content_type=sheets.TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="II.06a-{first}-{last}.{wanted}"'},
    )


@api.get("/dossiers/export")
@needs(Scope.EXPORT)
def export_dossiers() -> Response:
    """The dossiers that came in from one day to another, `format` csv or json (docs/dossiers.md)."""
    first, last = period()
    rows = here().look(
        lambda book: [dossier_sheet.written(one) for one in book.dossiers.of_days(first, last)]
    )
    if request.args.get("format", "csv") == "json":
        return give({"schema": dossier_sheet.SCHEMA, "from": first, "to": last, "dossiers": rows})
    return _csv(rows, first, last)


def _csv(rows: list[dict[str, str]], first: date, last: date) -> Response:
    return Response(
        sheets.as_csv(dossier_sheet.COLUMNS, rows),
        content_type=sheets.TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="dossiers-{first}-{last}.csv"'},
    )


@api.post("/dossiers/import")
@needs(Scope.ADMIN)
def import_dossiers() -> Response:
    """`file`: CSV or Excel in base64; or `dossiers`: the same rows as JSON. All or nothing, as often as wished."""
    request.max_content_length = ROOM_FOR_A_FILE
    wish, by = read_wish(s.DossiersWish), who().name
    header, rows = _table(wish)
    return change(lambda book: _taken_in(book, header, rows, by), lambda _, told: _told(told))


def _table(wish: s.DossiersWish) -> tuple[list[str], list[Row]]:
    if wish.file is not None:
        return sheets.table_of(wish.file)
    header = sorted({column for one in wish.dossiers for column in one} | set(dossier_sheet.NEEDED))
    return header, [Row(place, one) for place, one in enumerate(wish.dossiers, start=1)]


def _taken_in(book: Book, header: list[str], rows: list[Row], by: str) -> TakenIn:
    told = exchange.take_in(book, header, rows, by)
    if told.faults:
        raise remarks.SheetFaults(told.faults)
    return told


def _told(told: TakenIn) -> s.TakenInOut:
    return s.TakenInOut(told.new, told.changed, told.same, remarks.summary(told.counts, kept=True))
