"""The work of one clerk: as a director who has the right may ask for it, and everybody for their own."""

from datetime import date

import msgspec
from flask import Response, request

from server.actions import work
from server.actions.work import Part, Work
from server.api import figures_schemas as s
from server.api.answers import figures_row
from server.api.doors import api, give
from server.api.statistics import period
from server.domain.deeds import FEWEST_CLERKS
from server.domain.errors import BadInput
from server.domain.figures import FEWEST_HANDLED, FEWEST_RATINGS, By
from server.domain.roles import Scope
from server.web import sheets
from server.web.caller import admit, needs, who
from server.web.figure_sheets import Sheet, as_file
from server.web.house import Book, here

FORMATS = ("json", "csv", "xlsx")


@api.get("/statistics/clerk")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def of_clerk() -> Response:
    """`clerk`: the name they sign in with; `from`, `to`; `format`: json, csv or xlsx."""
    admit(Scope.CLERK_FIGURES)
    (first, last), clerk = period(), request.args.get("clerk", "")
    if not clerk:
        raise BadInput(where="clerk", why="missing")
    wanted = request.args.get("format", "json")
    if wanted not in FORMATS:
        raise BadInput(where="format", why="choice", hint=", ".join(FORMATS))
    if wanted == "json":
        return give(here().look(lambda book: _told(book, work.work_of(book, clerk, first, last))))
    admit(Scope.EXPORT)
    made = here().look(_file, clerk, first, last, wanted)
    return Response(
        made,
        content_type=sheets.TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="clerk-{first}-{last}.{wanted}"'},
    )


@api.get("/statistics/mine")
@needs(Scope.CLERK)
def mine() -> Response:
    """`from`, `to`: of whoever asks, and of nobody else."""
    (first, last), clerk = period(), who().name
    return give(here().look(lambda book: _told(book, work.work_of(book, clerk, first, last))))


def _told(book: Book, told: Work) -> s.WorkOut:
    return s.WorkOut(
        told.clerk,
        book.catalogue.shown_name(told.clerk) or told.clerk,
        told.days,
        _part(told.total),
        [_part(part) for part in told.services],
        FEWEST_HANDLED,
        FEWEST_RATINGS,
        FEWEST_CLERKS,
    )


def _file(book: Book, clerk: str, first: date, last: date, wanted: str) -> bytes:
    return as_file(_sheet(book, work.work_of(book, clerk, first, last), first, last), wanted)


def _sheet(book: Book, told: Work, first: date, last: date) -> Sheet:
    lines = {code: one.name.vi for code, one in book.catalogue.services.items()}
    names = {told.clerk: book.catalogue.shown_name(told.clerk) or told.clerk, **lines}
    rows = [part.row for part in told.services]
    return Sheet(book.profile.name.vi, first, last, (By.CLERK, By.SERVICE), rows, told.total.row, names)


def _part(part: Part) -> s.WorkPart:
    office = msgspec.convert(msgspec.to_builtins(part.office), s.SpreadOut) if part.office else None
    return s.WorkPart(figures_row(part.row), part.middle, office)
