"""The figures of a period as a table to take away, and as a sheet to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.figures import By, Cut, Pair, Row
from server.domain.period import Span, around
from server.web import paper_a4 as a4
from server.web import sheets
from server.web.forms import head, say, signatures

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
PARTS = ("mean", "p50", "p90", "p95", "within")
BENEATH = (
    "joined", "cancelled", "expired", "transferred", "holds", "recalls", "forgotten", "response", "occupancy", "open",
    "paused", "busy",
)  # fmt: skip
WIDER = {"satisfied": 2.0, "wait_within": 1.1}
"""Columns on paper that need more room than others."""
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
    columns, rows = _table(sheet)
    if kind == "csv":
        return sheets.as_csv(columns, rows).encode()
    return sheets.as_excel(f"{sheet.first} {sheet.last}", columns, rows)


def as_workbook(parts: Sequence[Sheet]) -> bytes:
    """The same days split in several ways, as the tables of one Excel file."""
    return sheets.as_workbook({_split(sheet).capitalize(): _table(sheet) for sheet in parts})


def _split(sheet: Sheet) -> str:
    return " · ".join(say(f"figures.by.{by}") for by in sheet.cut)


def _table(sheet: Sheet) -> tuple[list[str], list[dict[str, str]]]:
    """The headings, and a row for each part."""
    columns = [
        *(say(f"figures.by.{by}") for by in sheet.cut),
        *(say(f"figures.col.{name}") for name in FIGURES),
    ]
    return columns, [dict(zip(columns, _line(sheet, row), strict=True)) for row in sheet.rows]


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
    foretold = row.foretold
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
        "foretold_kept": _percent(foretold.kept),
        "foretold_half": _percent(foretold.kept_half),
        "foretold_off": _minutes(foretold.off.p50),
        "foretold_count": str(foretold.count),
    }


FIGURES = (
    *COUNTS, "wait_mean", "wait_p50", "wait_p90", "wait_p95", "wait_within", "walk_mean", "walk_p50", "walk_p90", "walk_p95",
    "walk_within", "handle_mean", "handle_p50", "handle_p90", "handle_p95", "handle_within", "satisfied", "low", "high",
    "answers", "response", "open", "paused", "busy", "occupancy", "foretold_kept", "foretold_half", "foretold_off",
    "foretold_count",
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
    a_month = sheet.first == around(sheet.last, Span.MONTH).first and sheet.first != sheet.last
    title = say("figures.report.title" if a_month else "figures.report.any")
    columns = _columns(sheet)
    heads: list[Any] = [
        _split(sheet).capitalize() or say("figures.all"),
        *(say(f"figures.col.{name}") for name in columns),
    ]
    rows: list[list[Any]] = [
        [" · ".join(_line(sheet, row)[: len(sheet.cut)]), *_on_paper(row, columns)] for row in sheet.rows
    ]
    rows.append([a4.words(say("figures.all"), **SUM), *_on_paper(sheet.total, columns, face="strong")])
    parts = [WIDER.get(name, 1.0) for name in columns]
    shares = [0.2, *(0.8 * part / sum(parts) for part in parts)]
    story = [
        *head(sheet.office, wide=True),
        a4.gap(3),
        a4.words(title, size=13, face="strong", align=1, after=0),
        a4.words(period, align=1, after=4),
        a4.table([heads, *rows], [width * share for share in shares], head=1, small=8),
        a4.gap(3),
        *_details(sheet.total, width),
        a4.gap(3),
        a4.words(" ".join([*map(_meaning, ("wait", "handle", *MEANT)), _exactness(sheet.total)]), size=8),
        a4.gap(4),
        signatures(),
    ]
    return a4.sheet(f"{title} {period}", story, wide=True, foot=sheet.office)


def _columns(sheet: Sheet) -> list[str]:
    """How busy counters were is told of counters; of all together it stands beneath."""
    known = any(row.desks.occupancy is not None for row in sheet.rows)
    return [name for name in ON_PAPER if known or name != "occupancy"]


def _details(total: Row, width: float) -> list[Any]:
    """What else is known of all together: how long things took, and what happened how often."""
    told = cells(total)
    spans: list[list[Any]] = [[say("figures.all"), *(say(f"figures.part.{part}") for part in PARTS)]]
    spans += [
        [say(f"figures.group.{what}").capitalize(), *(_right(told[f"{what}_{part}"]) for part in PARTS)]
        for what in ("wait", "walk", "handle")
    ]
    more = [(say(f"figures.col.{name}"), _right(told[name])) for name in BENEATH]
    rows = [[cell for pair in more[place : place + 3] for cell in pair] for place in range(0, len(more), 3)]
    first, half = 0.24, width / 2 - 8
    shares = [first, *([(1 - first) / len(PARTS)] * len(PARTS))]
    left = a4.table(spans, [half * share for share in shares], head=1, small=8)
    right = a4.table(rows, [half * share for share in (0.215, 0.118) * 3], head=0, small=8)
    return [a4.table([[left, right]], [width / 2, width / 2], head=0, grid=False)]


def _right(told: str) -> Any:
    return a4.words(told or UNKNOWN, size=8, align=2, after=0)


def _meaning(word: str) -> str:
    said = say(f"figures.def.{word}")
    return f"{say(f'figures.col.{word}')}: {said}" if word in MEANT else said


def _on_paper(row: Row, columns: Sequence[str], face: str = "words") -> list[Any]:
    """Figures stand under one another; what is not known is a dash. A rate is told with what bounds it."""
    told = cells(row)
    if told["satisfied"]:
        told["satisfied"] += f" ({told['low']}–{told['high']})"
    return [a4.words(told[name] or UNKNOWN, size=8, face=face, align=2, after=0) for name in columns]


def _exactness(total: Row) -> str:
    return say("figures.error", error=_percent(total.error)) if total.error else say("figures.exact")


def _minutes(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 60:.1f}".replace(".", ",")


def _hours(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 3600:.1f}".replace(".", ",")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}".replace(".", ",")
