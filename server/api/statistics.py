"""The figures of the office, as a director asks for them."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from flask import Response, request

from server.actions import director
from server.api import schemas as s
from server.api.answers import figures_row, today
from server.api.doors import api, give
from server.domain import sheet
from server.domain.errors import BadInput
from server.domain.figures import By, Cut, LegFact
from server.domain.roles import Scope
from server.web.caller import admit, needs
from server.web.house import Book, Office, clock_now, here
from server.web.troubles import troubles

LONGEST = 366 * 11


def period() -> tuple[date, date]:
    """The days asked for, both included; today when nothing is said."""
    today = clock_now().date()
    first = _day("from") or _day("to") or today
    last = _day("to") or first
    if last < first:
        raise BadInput(where="to", why="range", hint=f"{last} lies before {first}")
    if (last - first).days > LONGEST:
        raise BadInput(where="from", why="range", hint=f"at most {LONGEST} days at once")
    return first, last


def _day(name: str) -> date | None:
    told = request.args.get(name)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as wrong:
        raise BadInput(where=name, why="time", hint="a date such as 2026-11-23") from wrong


def _by() -> Cut:
    told = request.args.get("by", "")
    try:
        return director.split_by(told)
    except ValueError as wrong:
        raise BadInput(where="by", why="choice", hint=f"one or two of {', '.join(By)}") from wrong


@api.get("/statistics")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def statistics() -> Response:
    (first, last), by = period(), _by()
    if By.CLERK in by:
        admit(Scope.CLERK_FIGURES)
    return give([figures_row(row) for row in here().look(director.figures_of, first, last, by)])


@api.get("/statistics/today")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def statistics_today() -> Response:
    found = [s.Trouble(kind, sentences) for kind, sentences in troubles(here())]
    return give(here().look(lambda book: today(book, director.today(book), found)))


@api.get("/statistics/tickets.csv")
@needs(Scope.EXPORT)
def tickets_csv() -> Response:
    first, last = period()
    return Response(
        _lines(here(), first, last, for_excel=request.args.get("for") == "excel"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="tickets-{first}-{last}.csv"'},
    )


def _legs(book: Book, day: date) -> list[LegFact]:
    return list(director.facts(book, day, day))


def _lines(office: Office, first: date, last: date, *, for_excel: bool) -> Iterator[str]:
    """Read day by day: a slow reader holds no look into the book open."""
    zone = office.profile.zone
    yield from sheet.lines((), zone, for_excel=for_excel)
    for days in range((last - first).days + 1):
        legs = office.look(_legs, first + timedelta(days=days))
        yield from islice(sheet.lines(legs, zone), 1, None)
