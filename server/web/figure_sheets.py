"""The figures of a period as a table to take away, and as a sheet to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.figures import By, Cut, Pair, Row
from server.web import paper_a4 as a4
from server.web import sheets
from server.web.forms import head, say

COUNTS = (
    "issued", "joined", "served", "no_show", "cancelled", "expired", "abandoned", "transferred", "holds", "recalls",
    "forgotten",
)  # fmt: skip
ON_PAPER = (
    "issued", "served", "no_show", "abandoned", "wait_p50", "wait_p90", "wait_within", "handle_p50", "satisfied",
    "answers", "occupancy",
)  # fmt: skip


MEANT = ("abandoned", "satisfied", "occupancy")
"""Columns on paper whose definition does not name them itself."""
UNKNOWN = "–"
SUM: dict[str, Any] = {"size": 8, "face": "strong", "after": 0}
SIDES = ("of_now", "of_then")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Figures of an office and period, split, with the row of all; `names`: what its codes are called."""

    office: str
    first: date
    last: date
    cut: Cut
    rows: Sequence[Row]
    total: Row
    names: dict[str, str]


def as_file(sheet: Sheet, kind: str) -> bytes:
    """The table as csv, xlsx or pdf."""
    if kind == "pdf":
        return _pdf(sheet)
    columns = [
        *(say(f"figures.by.{by}") for by in sheet.cut),
        *(say(f"figures.col.{name}") for name in FIGURES),
    ]
    rows = [dict(zip(columns, _line(sheet, row), strict=True)) for row in sheet.rows]
    if kind == "csv":
        return sheets.as_csv(columns, rows).encode()
    return sheets.as_excel(f"{sheet.first} {sheet.last}", columns, rows)


def compared_file(sheet: Sheet, pairs: Sequence[Pair], kind: str) -> bytes:
    """Two periods side by side as csv or xlsx: every figure now and then; nothing where there was nothing."""
    parts = [say(f"figures.by.{by}") for by in sheet.cut]
    figures = [
        say(f"figures.{when}", figure=say(f"figures.col.{name}")) for name in FIGURES for when in SIDES
    ]
    rows = [dict(zip([*parts, *figures], _pair(sheet, pair), strict=True)) for pair in pairs]
    if kind == "csv":
        return sheets.as_csv([*parts, *figures], rows).encode()
    return sheets.as_excel(f"{sheet.first} {sheet.last}", [*parts, *figures], rows)


def _pair(sheet: Sheet, pair: Pair) -> list[str]:
    sides = [cells(row) if row else {} for row in (pair.now, pair.then)]
    return [
        *(_key(sheet, by, key) for by, key in zip(sheet.cut, pair.keys, strict=True)),
        *(side.get(name, "") for name in FIGURES for side in sides),
    ]


def cells(row: Row) -> dict[str, str]:
    """Every figure of a row in words: minutes, hours and shares with one decimal, nothing where nothing is known."""
    wait, walk, handle, rated, desks = row.wait, row.walk, row.handle, row.satisfaction, row.desks
    return {
        **{name: str(getattr(row, name)) for name in COUNTS},
        "wait_mean": _minutes(wait.mean),
        "wait_p50": _minutes(wait.p50),
        "wait_p90": _minutes(wait.p90),
        "wait_p95": _minutes(wait.p95),
        "wait_within": _percent(wait.within_target),
        "walk_mean": _minutes(walk.mean),
        "walk_p50": _minutes(walk.p50),
        "walk_p90": _minutes(walk.p90),
        "walk_p95": _minutes(walk.p95),
        "walk_within": _percent(walk.within_target),
        "handle_mean": _minutes(handle.mean),
        "handle_p50": _minutes(handle.p50),
        "handle_p90": _minutes(handle.p90),
        "handle_p95": _minutes(handle.p95),
        "handle_within": _percent(handle.within_target),
        "satisfied": _percent(rated.rate),
        "low": _percent(rated.low),
        "high": _percent(rated.high),
        "answers": str(rated.answers),
        "response": _percent(rated.response_rate),
        "open": _hours(desks.open),
        "paused": _hours(desks.paused),
        "busy": _hours(desks.busy),
        "occupancy": _percent(desks.occupancy),
    }


FIGURES = (
    *COUNTS, "wait_mean", "wait_p50", "wait_p90", "wait_p95", "wait_within", "walk_mean", "walk_p50", "walk_p90", "walk_p95",
    "walk_within", "handle_mean", "handle_p50", "handle_p90", "handle_p95", "handle_within", "satisfied", "low", "high",
    "answers", "response", "open", "paused", "busy", "occupancy",
)  # fmt: skip


def _line(sheet: Sheet, row: Row) -> list[str]:
    told = cells(row)
    return [
        *(_key(sheet, by, key) for by, key in zip(sheet.cut, row.keys, strict=True)),
        *(told[name] for name in FIGURES),
    ]


def _key(sheet: Sheet, by: By, key: str | None) -> str:
    if key is None:
        return say("figures.none")
    return say(f"figures.weekday.{key}") if by is By.WEEKDAY else sheet.names.get(key, key)


def _pdf(sheet: Sheet) -> bytes:
    """One page that a director signs: all of the period above, each part beneath, what the words mean at the foot."""
    width = a4.width(wide=True)
    period = say("figures.of_period", first=f"{sheet.first:%d/%m/%Y}", last=f"{sheet.last:%d/%m/%Y}")
    heads: list[Any] = [
        " · ".join(say(f"figures.by.{by}").capitalize() for by in sheet.cut) or say("figures.all"),
        *(say(f"figures.col.{name}") for name in ON_PAPER),
    ]
    rows: list[list[Any]] = [
        [" · ".join(_line(sheet, row)[: len(sheet.cut)]), *_on_paper(row)] for row in sheet.rows
    ]
    rows.append([a4.words(say("figures.all"), **SUM), *_on_paper(sheet.total, face="strong")])
    shares = [0.2, *([0.8 / len(ON_PAPER)] * len(ON_PAPER))]
    story = [
        *head(sheet.office, wide=True),
        a4.gap(3),
        a4.words(say("figures.report.title"), size=13, face="strong", align=1, after=0),
        a4.words(period, align=1, after=4),
        a4.table([heads, *rows], [width * share for share in shares], head=1, small=8),
        a4.gap(3),
        *(a4.words(_meaning(word), size=8, after=0) for word in ("wait", "handle", *MEANT)),
        a4.words(_exactness(sheet.total), size=8, after=0),
        a4.gap(4),
        a4.table([_signatures()], [width / 2, width / 2], head=0, grid=False),
    ]
    return a4.sheet(f"{say('figures.report.title')} {period}", story, wide=True, foot=sheet.office)


def _meaning(word: str) -> str:
    said = say(f"figures.def.{word}")
    return f"{say(f'figures.col.{word}')}: {said}" if word in MEANT else said


def _on_paper(row: Row, face: str = "words") -> list[Any]:
    """Figures stand under one another; what is not known is a dash."""
    told = cells(row)
    return [a4.words(told[name] or UNKNOWN, size=8, face=face, align=2, after=0) for name in ON_PAPER]


def _exactness(total: Row) -> str:
    return say("figures.error", error=_percent(total.error)) if total.error else say("figures.exact")


def _signatures() -> list[Any]:
    return [
        [
            a4.words(say(f"report.{who}").upper(), face="strong", align=1, after=0),
            a4.words(say("form.a4_sign"), size=9, align=1),
        ]
        for who in ("made_by", "head")
    ]


def _minutes(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 60:.1f}".replace(".", ",")


def _hours(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 3600:.1f}".replace(".", ",")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}".replace(".", ",")
