"""The report of dossiers on paper and in tables: form II.06a with the groups of Decision 766 beneath it."""

from typing import Any

from server.domain.dossier_report import GROUPS, Reported, Row
from server.web import paper_a4 as a4
from server.web import sheets
from server.web.forms import head, say, signatures

COLUMNS = ("no", "field", *(f"c{number}" for number in range(3, 14)))


def as_plain(told: Reported) -> dict[str, Any]:
    """The report as JSON."""
    report = told.report
    return {
        "from": report.first,
        "to": report.last,
        **_row(report.total),
        "by_field": [{"field": row.field, **_row(row)} for row in report.fields],
        "new": report.new,
        "by_level": [{"level": level, "online": count} for level, count in report.levels],
        "recorded": {"count": report.recorded, "share": report.recorded_share},
        "refused": dict(report.endings)["refused"],
        "stopped": dict(report.endings)["stopped"],
        "withdrawn": dict(report.endings)["withdrawn"],
        "late_with_apology": report.apologised,
        "identities": {"hold": not report.total.broken and not any(row.broken for row in report.fields)},
        "decision_766": [
            {"group": one.group, "points": GROUPS[one.group], "name": one.name, "share": one.share}
            for one in told.indicators
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "received": {
            "total": row.received,
            "online": row.online,
            "direct": row.direct,
            "post": row.post,
            "carried_over": row.carried_over,
        },
        "settled": {"total": row.settled, "early": row.early, "on_time": row.on_time, "late": row.late},
        "pending": {"total": row.pending, "in_time": row.pending_in_time, "late": row.pending_late},
    }


def as_file(told: Reported, office: str, kind: str) -> bytes:
    """The form as csv, xlsx or pdf."""
    if kind == "pdf":
        return _pdf(told, office)
    names = {column: say(f"report.{column}") for column in COLUMNS}
    rows = [dict(zip(names.values(), cells, strict=True)) for cells in _cells(told)]
    if kind == "csv":
        return sheets.as_csv(list(names.values()), rows).encode()
    return sheets.as_excel("II.06a", list(names.values()), rows)


def _cells(told: Reported) -> list[list[str]]:
    """A line for each field, then one for all."""
    report = told.report
    lines = [
        [str(place), row.field, *map(str, row.columns)] for place, row in enumerate(report.fields, start=1)
    ]
    return [*lines, ["", say("report.total"), *map(str, report.total.columns)]]


def _pdf(told: Reported, office: str) -> bytes:
    report, width = told.report, a4.width(wide=True)
    period = say("form.period", first=f"{report.first:%d/%m/%Y}", last=f"{report.last:%d/%m/%Y}")
    heads: list[Any] = [say(f"report.{column}") for column in COLUMNS]
    numbers = [f"({place})" for place in range(1, 14)]
    rows = [[line[0], line[1], *map(int, line[2:])] for line in _cells(told)]
    shares = [0.04, 0.2, *([0.76 / 11] * 11)]
    story = [
        *head(office, wide=True),
        a4.gap(3),
        a4.words(say("report.title"), size=13, face="strong", align=1, after=0),
        a4.words(period, align=1, after=4),
        a4.table([heads, numbers, *rows], [width * share for share in shares], head=2, small=8),
        a4.gap(3),
        # Nobody signs an empty page.
        a4.together([*_beneath(told), a4.gap(4), signatures()]),
    ]
    return a4.sheet(f"{say('report.title')} {period}", story, wide=True, foot=office)


def _beneath(told: Reported) -> list[Any]:
    """What the form does not ask for: online levels, what is recorded, and the groups of Decision 766."""
    report = told.report
    lines = [
        say("report.recorded", count=report.recorded, new=report.new, share=_percent(report.recorded_share)),
        *(
            say("report.level", level=level or say("report.no_level"), count=count)
            for level, count in report.levels
        ),
    ]
    width = a4.width(wide=True)
    rows: list[list[Any]] = [[say(f"report.index_{name}") for name in ("group", "what", "share")]]
    rows += [
        [
            f"{one.group}. {say(f'qd766.group_{one.group}')} ({GROUPS[one.group]})",
            say(f"qd766.{one.name}"),
            _percent(one.share),
        ]
        for one in told.indicators
    ]
    index = a4.table(rows, [width * 0.34, width * 0.46, width * 0.2], small=8)
    return [*(a4.words(line, size=9, after=0) for line in lines), a4.gap(3), index]


def _percent(share: float | None) -> str:
    """A share with one decimal, as Vietnamese writes it; or that nobody measures it here."""
    return say("report.unknown") if share is None else f"{share:.1%}".replace(".", ",")
