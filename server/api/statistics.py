"""The figures of the office, as a director asks for them."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from flask import Response, request

from server.actions import director, troubles
from server.api import figures_schemas as s
from server.api.answers import figures_row, today, trouble
from server.api.doors import api, give
from server.domain import sheet
from server.domain.errors import BadInput
from server.domain.figures import By, Cut, LegFact, Pair
from server.domain.period import Period
from server.domain.roles import Scope
from server.web import sheets
from server.web.asked import day_asked
from server.web.caller import admit, needs, who
from server.web.figure_sheets import Sheet, as_file, compared_file
from server.web.house import Book, Office, clock_now, here, house

LONGEST = 366 * 11


def period() -> tuple[date, date]:
    """The days asked for, both included; today when nothing is said."""
    today = clock_now().date()
    first = day_asked("from") or day_asked("to") or today
    last = day_asked("to") or first
    if last < first:
        raise BadInput(where="to", why="range", hint=f"{last} lies before {first}")
    if (last - first).days > LONGEST:
        raise BadInput(where="from", why="range", hint=f"at most {LONGEST} days at once")
    return first, last


def day_of(name: str) -> date:
    """One day; today when nothing is said."""
    return day_asked(name) or clock_now().date()


def _by() -> Cut:
    told = request.args.get("by", "")
    try:
        return director.split_by(told)
    except ValueError as wrong:
        raise BadInput(where="by", why="choice", hint=f"one or two of {', '.join(By)}") from wrong


FORMATS = ("json", "csv", "xlsx", "pdf")
BAR_SECONDS = 300
BARS = 13
"""Waits are told by five minutes up to an hour, and all longer ones together."""


@api.get("/statistics")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def statistics() -> Response:
    """`from`, `to`, `by` (one thing, or two that go together); `format`: json, csv, xlsx or pdf."""
    (first, last), by = period(), _by()
    if By.CLERK in by:
        admit(Scope.CLERK_FIGURES)
    wanted = request.args.get("format", "json")
    if wanted not in FORMATS:
        raise BadInput(where="format", why="choice", hint=", ".join(FORMATS))
    if wanted == "json":
        return give([figures_row(row) for row in here().look(director.figures_of, first, last, by)])
    admit(Scope.EXPORT)
    made = here().look(lambda book: as_file(sheet_of(book, first, last, by), wanted))
    name = f"statistics-{first}-{last}.{wanted}"
    return Response(
        made,
        content_type=sheets.TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@api.get("/statistics/compared")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def statistics_compared() -> Response:
    """`from`, `to`, `against_from`, `against_to` (the days right before when nothing is said), `by`; `format`: json, csv
    or xlsx.
    """
    now, by = Period(*period()), _by()
    then = _against(now)
    if By.CLERK in by:
        admit(Scope.CLERK_FIGURES)
    wanted = request.args.get("format", "json")
    if wanted not in ("json", "csv", "xlsx"):
        raise BadInput(where="format", why="choice", hint="json, csv, xlsx")
    if wanted == "json":
        return give([_compared(pair) for pair in here().look(director.compared, now, then, by)])
    admit(Scope.EXPORT)
    name = f"statistics-{now.first}-{now.last}-{then.first}-{then.last}.{wanted}"
    return Response(
        here().look(_compared_file, now, then, by, wanted),
        content_type=sheets.TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _against(now: Period) -> Period:
    first, last = day_asked("against_from"), day_asked("against_to")
    if first is None and last is None:
        return now.before()
    first = first or last or now.first
    last = last or first
    if last < first:
        raise BadInput(where="against_to", why="range", hint=f"{last} lies before {first}")
    if (last - first).days > LONGEST:
        raise BadInput(where="against_from", why="range", hint=f"at most {LONGEST} days at once")
    return Period(first, last)


def _compared(pair: Pair) -> s.ComparedOut:
    now, then = (figures_row(row) if row else None for row in (pair.now, pair.then))
    return s.ComparedOut(pair.keys[0] if pair.keys else None, list(pair.keys), now, then)


def _compared_file(book: Book, now: Period, then: Period, by: Cut, wanted: str) -> bytes:
    pairs = director.compared(book, now, then, by)
    return compared_file(sheet_of(book, now.first, now.last, by), pairs, wanted)


@api.get("/statistics/offices")
@needs(Scope.PROVINCE)
def statistics_offices() -> Response:
    """`from`, `to`; `format`: json, csv or xlsx."""
    first, last = period()
    wanted = request.args.get("format", "json")
    if wanted not in ("json", "csv", "xlsx"):
        raise BadInput(where="format", why="choice", hint="json, csv, xlsx")
    offices = {one.profile.code: one for one in house().offices.values()}
    told = {code: one.look(director.together, Period(first, last)) for code, one in offices.items()}
    rows, total = director.of_offices(told)
    if wanted == "json":
        return give(s.OfficesOut([figures_row(row) for row in rows], figures_row(total)))
    admit(Scope.EXPORT)
    names = {code: one.name.vi for code, one in offices.items()}
    made = as_file(Sheet("", first, last, (By.OFFICE,), rows, total, names), wanted)
    return Response(
        made,
        content_type=sheets.TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="offices-{first}-{last}.{wanted}"'},
    )


def sheet_of(book: Book, first: date, last: date, by: Cut) -> Sheet:
    """The figures with what a table of them needs beside."""
    rows, (total,) = (director.figures_of(book, first, last, cut) for cut in (by, ()))
    lines = {code: one.name.vi for code, one in book.catalogue.services.items()}
    counters = {code: one.name for code, one in book.catalogue.plans.items()}
    called = {By.SERVICE: lines, By.COUNTER: counters, By.CLERK: book.catalogue.people}
    names = {code: name for cut in by for code, name in called.get(cut, {}).items()}
    return Sheet(book.profile.name.vi, first, last, by, rows, total, names)


@api.get("/statistics/waits")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def statistics_waits() -> Response:
    """How many waited how long."""
    first, last = period()
    counts, error = here().look(director.waits, first, last, BAR_SECONDS, BARS)
    return give(s.WaitsOut(BAR_SECONDS, counts, error))


@api.get("/statistics/today")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def statistics_today() -> Response:
    found = [trouble(one, clock_now()) for one in troubles.found(here(), house().keeping)]
    return give(here().look(lambda book: today(book, director.today(book), found)))


@api.get("/statistics/tickets.csv")
@needs(Scope.EXPORT)
def tickets_csv() -> Response:
    (first, last), may_see = period(), Scope.CLERK_FIGURES in who().scopes
    return Response(
        _lines(here(), first, last, for_excel=request.args.get("for") == "excel", with_clerks=may_see),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="tickets-{first}-{last}.csv"'},
    )


def _legs(book: Book, day: date) -> list[LegFact]:
    return list(director.facts(book, day, day))


def _lines(office: Office, first: date, last: date, *, for_excel: bool, with_clerks: bool) -> Iterator[str]:
    """Read day by day: a slow reader holds no look into the book open."""
    zone = office.profile.zone
    yield from sheet.lines((), zone, for_excel=for_excel)
    for days in range((last - first).days + 1):
        legs = office.look(_legs, first + timedelta(days=days))
        yield from islice(sheet.lines(legs, zone, with_clerks=with_clerks), 1, None)
