"""Procedures: taken over from a table, given out as one, edited, published, withdrawn."""

from datetime import date, time

from flask import Response, request

from server.actions import procedures
from server.actions.procedures import Preview
from server.api import dossier_schemas as s
from server.api.answers import name, posted
from server.api.doors import api, change, give, read_wish
from server.api.schemas import Nothing, ProcedureName
from server.domain.due import Limit, LimitKind
from server.domain.errors import BadInput
from server.domain.procedure import Channel, Fee, Paper, Posting, Procedure
from server.domain.procedure_sheet import COLUMNS, Remark, Row, written
from server.domain.roles import STAFF, Scope
from server.web import remarks, sheets
from server.web.caller import needs, who
from server.web.house import Book, Name, here
from server.web.words import shipped

SAID = 40
"""So many remarks are said in the summary; all of them are in the answer."""

ROOM_FOR_A_FILE = sheets.LARGEST * 4 // 3 + 4096
"""Bytes of a body that carries the largest file in base64."""


@api.post("/procedures/import")
@needs(Scope.ADMIN)
def import_procedures() -> Response:
    request.max_content_length = ROOM_FOR_A_FILE
    wish, by = read_wish(s.ImportWish), who().name
    header, rows = sheets.table_of(wish.file)
    if wish.preview:
        return give(_told(here().look(procedures.preview, header, rows), kept=False))
    return change(lambda book: _kept(book, header, rows, by), lambda _, told: _told(told, kept=True))


def _kept(book: Book, header: list[str], rows: list[Row], by: str) -> Preview:
    told = procedures.take_over(book, header, rows, by)
    if told.faults:
        raise remarks.SheetFaults(told.faults)
    return told


def _told(told: Preview, *, kept: bool) -> s.ImportOut:
    return s.ImportOut(
        kept=kept,
        new=[ProcedureName(one.code, name(one.name)) for one in told.new],
        changed=[ProcedureName(one.code, name(one.name)) for one in told.changed],
        same=told.same,
        absent=told.absent,
        remarks=[_remark(remark) for remark in told.remarks],
        told=_lines(told, kept=kept),
    )


def _lines(told: Preview, *, kept: bool) -> dict[str, list[str]]:
    """What came of it, and the first of what is strange, in words."""
    words = shipped()
    faults_first = sorted(told.remarks, key=lambda remark: (remark.assumed is not None, remark.line))[:SAID]
    return {
        language: lines + [remarks.said(words, language, remark) for remark in faults_first]
        for language, lines in remarks.summary(told.counts, kept=kept).items()
    }


def _remark(remark: Remark) -> s.RemarkOut:
    words = shipped()
    return s.RemarkOut(
        remark.line,
        remark.column,
        remark.why,
        remark.assumed is not None,
        {language: remarks.said(words, language, remark) for language in words.languages},
    )


@api.get("/procedures/export")
@needs(*sorted(STAFF))
def export() -> Response:
    """`format`: csv or xlsx; what it gives can be taken over again as it is."""
    wanted = request.args.get("format", "csv")
    rows = [written(one) for one in here().look(lambda book: book.procedures())]
    if wanted == "xlsx":
        return _file(sheets.as_excel("procedures", COLUMNS, rows), "xlsx")
    if wanted != "csv":
        raise BadInput(where="format", why="choice", hint="csv, xlsx")
    return _file(sheets.as_csv(COLUMNS, rows).encode(), "csv")


def _file(told: bytes, kind: str) -> Response:
    return Response(
        told,
        content_type=sheets.TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="procedures.{kind}"'},
    )


@api.post("/procedures")
@needs(Scope.ADMIN)
def add() -> Response:
    wish, by = read_wish(s.NewProcedureWish), who().name
    return change(
        lambda book: procedures.add(book, _procedure(wish.procedure, wish, book.today), by),
        lambda _, told: s.AddedOut(told.code, f"/admin/procedures?code={told.code}"),
        status=201,
    )


@api.post("/procedures/<code>")
@needs(Scope.ADMIN)
def save(code: str) -> Response:
    wish, by = read_wish(s.ProcedureWish), who().name
    return change(
        lambda book: procedures.save(book, _procedure(code, wish, book.today), by),
        lambda _, told: posted(told),
    )


@api.post("/procedures/<code>/publish")
@needs(Scope.ADMIN)
def publish(code: str) -> Response:
    read_wish(Nothing)
    by = who().name
    return change(lambda book: procedures.publish(book, code, by), lambda _, told: posted(told))


@api.post("/procedures/<code>/withdraw")
@needs(Scope.ADMIN)
def withdraw(code: str) -> Response:
    read_wish(Nothing)
    by = who().name
    return change(lambda book: procedures.withdraw(book, code, by), lambda _, told: posted(told))


def _procedure(code: str, wish: s.ProcedureWish, today: date) -> Procedure:
    return Procedure(
        code=code,
        name=_name(wish.name) or Name("", ""),
        field=_name(wish.field) or Name("", ""),
        service=wish.service,
        papers=tuple(_paper(paper) for paper in wish.papers),
        limit=_limit(wish.limit),
        limits=tuple(
            (Channel(by), _limit(limit))
            for by, limit in sorted(wish.limits.items())
            if limit.kind is not None
        ),
        fee=Fee(wish.fee.amount, wish.fee.by_province, _name(wish.fee.said), _name(wish.fee.exempt)),
        channels=tuple(channel for channel in Channel if channel in wish.channels),
        online=wish.online,
        result=_name(wish.result),
        link=wish.link,
        source=wish.source,
        since=wish.since or today,
        posting=Posting(wish.state),
    )


def _name(wish: s.NameWish | None) -> Name | None:
    """None for a name that nobody wrote; the Vietnamese one where there is no English. A name is one line."""
    vi, en = (" ".join(told.split()) for told in ((wish.vi, wish.en) if wish else ("", "")))
    return Name(vi, en or vi) if vi else None


def _paper(wish: s.PaperWish) -> Paper:
    called = _name(wish.name)
    if called is None:
        raise BadInput(where="papers", why="missing", hint="every paper has a name")
    return Paper(called, wish.originals, wish.copies, wish.form, wish.if_unknown)


def _limit(wish: s.LimitWish | s.OtherLimitWish) -> Limit:
    value, kind = wish.value or 0, LimitKind(wish.kind or LimitKind.NONE)
    counts = kind not in (LimitKind.SAME_DAY, LimitKind.NONE)
    if counts is not (value > 0):
        raise BadInput(
            where="limit.value", why="range", hint="from 1 on for hours and days, 0 for the same day"
        )
    return Limit(kind, value, time.fromisoformat(wish.cut_off) if wish.cut_off else None)
