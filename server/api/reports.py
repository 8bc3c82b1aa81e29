"""Reports about dossiers, as JSON, as a table, and as a sheet to be signed; and the dossiers themselves, passed on."""

from flask import Response, request

from server.actions import exchange, reports
from server.actions.exchange import TakenIn
from server.api import dossier_schemas as s
from server.api import passed_on
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
    wanted = request.args.get("format", "csv")
    if wanted not in passed_on.TYPES:
        raise BadInput(where="format", why="choice", hint=", ".join(passed_on.TYPES))
    rows = here().look(
        lambda book: [dossier_sheet.written(one) for one in book.dossiers.of_days(first, last)]
    )
    return Response(
        passed_on.written(rows, first, last, wanted),
        content_type=passed_on.TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="dossiers-{first}-{last}.{wanted}"'},
    )


@api.post("/dossiers/import")
@needs(Scope.ADMIN)
def import_dossiers() -> Response:
    """What was exported as JSON as it is, or `file`: CSV, JSON or Excel in base64. All or nothing, as often as wished."""
    request.max_content_length = ROOM_FOR_A_FILE
    wish, by = read_wish(s.DossiersWish), who().name
    header, rows = passed_on.table_of(wish) if wish.file is None else passed_on.read(wish.file)
    return change(lambda book: _taken_in(book, header, rows, by), lambda _, told: _told(told))


def _taken_in(book: Book, header: list[str], rows: list[Row], by: str) -> TakenIn:
    told = exchange.take_in(book, header, rows, by)
    if told.faults:
        raise remarks.SheetFaults(told.faults)
    return told


def _told(told: TakenIn) -> s.TakenInOut:
    return s.TakenInOut(told.new, told.changed, told.same, remarks.summary(told.counts, kept=True))
