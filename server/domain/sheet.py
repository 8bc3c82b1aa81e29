"""The legs of a period as a sheet (CSV) that a spreadsheet opens without harm."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from server.domain.figures import LegFact

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes the letters of Vietnamese names for another encoding."""

COLUMNS = (
    "office_day",
    "ticket",
    "number",
    "service",
    "counter",
    "clerk",
    "priority",
    "channel",
    "queued_at",
    "first_called_at",
    "called_at",
    "started_at",
    "finished_at",
    "state",
    "outcome",
    "wait_seconds",
    "walk_seconds",
    "handle_seconds",
)

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is calculated by spreadsheets; somebody's name must not be (OWASP, "CSV injection")."""


def as_words(cell: str) -> str:
    """The cell as it is written, so that no spreadsheet calculates it."""
    return f"'{cell}" if _is_calculated(cell) else cell


def as_it_was(cell: str) -> str:
    """The cell before it was written."""
    return cell[1:] if cell.startswith("'") and _is_calculated(cell[1:]) else cell


def _is_calculated(cell: str) -> bool:
    return cell.lstrip(" ").startswith(FORMULA_STARTS)


def lines(
    facts: Iterable[LegFact], zone: tzinfo, *, for_excel: bool = False, with_clerks: bool = True
) -> Iterator[str]:
    """The header and one line per leg, each ending in CR LF (RFC 4180), as they are asked for.

    Times are RFC 3339 in the office's zone, spans whole seconds. Ratings are not in it: beside a clerk's name a single
    answer would tell who gave it. `with_clerks`: whether the reader may see the figures of single colleagues; the column is
    empty otherwise.
    """
    yield (BYTE_ORDER_MARK if for_excel else "") + _line(COLUMNS)
    for fact in facts:
        yield _line(_cells(fact if with_clerks else replace(fact, clerk=None), zone))


def _cells(fact: LegFact, zone: tzinfo) -> tuple[str, ...]:
    texts = (fact.ticket, fact.number, fact.service, fact.counter, fact.clerk, fact.priority, fact.channel)
    instants = (fact.queued_at, fact.first_called_at, fact.called_at, fact.started_at, fact.finished_at)
    return (
        fact.day.isoformat(),
        *(as_words(text or "") for text in texts),
        *(_instant(at, zone) for at in instants),
        fact.state.value,
        fact.outcome or "",
        *map(_seconds, (fact.wait, fact.walk, fact.handling)),
    )


def line_of(cells: Iterable[str]) -> str:
    """One line of a sheet of other facts; no cell of it is calculated."""
    return _line(map(as_words, cells))


def _line(cells: Iterable[str]) -> str:
    row = io.StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue()


def _instant(at: datetime | None, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds") if at else ""


def _seconds(span: timedelta | None) -> str:
    return "" if span is None else str(round(span.total_seconds()))
