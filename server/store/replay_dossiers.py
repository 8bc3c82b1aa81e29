"""Does the journal tell the register? Each dossier is as its last entry left it, with its steps; the counts add up of them.

The name on the forms, the secret of a dossier's page and the visits are not in the journal. Of dossiers that came in a
table it has a digest each. One that it does not mention came with the founding, and so before the first of all these entries.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import JSON, Connection, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from server.domain.dossier import Dossier, DossierVerb
from server.store import tables as t
from server.store.dossiers import Count, counts_of, dossier_in, settled_day
from server.store.journal import dossier_digest
from server.store.side_by_side import TOGETHER, Difference, grouped, plainly, side_by_side

TAKEN_IN = "dossiers-taken-in"
MOVES = tuple(f"dossier-{verb}" for verb in DossierVerb)
NOT_TOLD = ("secret", "owner", "ticket", "collecting")
"""Who it is of, and by which visits it came and went, is nobody's business afterwards."""


@dataclass(frozen=True, slots=True)
class _TakenIn:
    """A dossier as a table brought it, at this entry; no digest where an earlier version of the program wrote none."""

    seq: int
    digest: str | None


def differences(conn: Connection, office: int) -> Iterator[Difference]:
    """What the register of one office and its journal do not tell alike."""
    o, j = t.offices.c, t.journal.c
    zone = ZoneInfo(conn.execute(select(o.zone).where(o.id == office)).scalar_one())
    begun = conn.execute(
        select(func.min(j.at)).where(j.office == office, j.verb.in_((*MOVES, TAKEN_IN)))
    ).scalar()
    taken_in, counts = _taken_in(conn, office), Counter[Count]()
    for code, steps, rows in side_by_side(_told(conn, office), _kept(conn, office)):
        if rows is None:
            yield Difference(f"dossiers {code}", "", None, steps[-1].seq if steps else None)
            continue
        dossier = dossier_in(rows[0], zone)
        counts.update(counts_of(dossier, zone))
        if rows[0].settled_day != settled_day(dossier, zone):
            yield Difference(f"dossiers {code}: settled_day", settled_day(dossier, zone), rows[0].settled_day)
        yield from _as_told(dossier, steps or [], taken_in.pop(code, None), begun)
    for code, lost in taken_in.items():
        yield Difference(f"dossiers {code}", "", None, lost.seq)
    yield from _steps(conn, office)
    yield from _counts(conn, office, counts)


def _as_told(
    dossier: Dossier, steps: list[Any], brought: _TakenIn | None, begun: datetime | None
) -> Iterator[Difference]:
    """By whichever came last: a move, a table, or the founding of the office."""
    if brought is not None and (not steps or steps[-1].seq < brought.seq):
        if brought.digest not in (None, dossier_digest(dossier)):
            yield Difference(f"dossiers {dossier.code}", brought.digest, dossier_digest(dossier), brought.seq)
    elif steps:
        yield from _as_moved(dossier, steps)
    elif begun is not None and dossier.received_at >= begun:
        yield Difference(f"dossiers {dossier.code}", None, "")


def _as_moved(dossier: Dossier, steps: list[Any]) -> Iterator[Difference]:
    """Fact by fact. What an earlier version of the program did not tell yet is not compared."""
    told: Mapping[str, Any] = msgspec.json.decode(steps[-1].facts)["after"]
    expected = msgspec.convert({**told, **{name: getattr(dossier, name) for name in NOT_TOLD}}, Dossier)
    for name in Dossier.__slots__:
        if name in told and getattr(dossier, name) != getattr(expected, name):
            yield Difference(
                f"dossiers {dossier.code}: {name}",
                getattr(expected, name),
                getattr(dossier, name),
                steps[-1].seq,
            )


def _taken_in(conn: Connection, office: int) -> dict[str, _TakenIn]:
    """The last table that brought each dossier."""
    j, found = t.journal.c, dict[str, _TakenIn]()
    asked = select(j.seq, j.facts).where(j.office == office, j.verb == TAKEN_IN).order_by(j.seq)
    for row in conn.execute(asked.execution_options(yield_per=1)):
        facts = msgspec.json.decode(row.facts)
        digests = facts.get("digests", {})
        found |= {code: _TakenIn(row.seq, digests.get(code)) for code in (*facts["new"], *facts["changed"])}
    return found


def _told(conn: Connection, office: int) -> Iterator[tuple[str, list[Any]]]:
    """The entries about each dossier, in the order of codes."""
    j = t.journal.c
    code = _fact(conn, "dossier").label("code")
    asked = select(code, j.seq, j.at, j.verb, j.by, j.facts).where(j.office == office, j.verb.in_(MOVES))
    return grouped(conn, asked.order_by(plainly(conn, code.element), j.seq), "code")


def _fact(conn: Connection, name: str) -> ColumnElement[Any]:
    """One fact of an entry, as the database reads it."""
    facts = t.journal.c.facts
    postgresql = conn.dialect.name == "postgresql"
    told: ColumnElement[Any] = (
        cast(facts, JSON)[name].as_string() if postgresql else func.json_extract(facts, f"$.{name}")
    )
    return told


def _kept(conn: Connection, office: int) -> Iterator[tuple[str, list[Any]]]:
    d = t.dossiers.c
    asked = select(t.dossiers).where(d.office == office).order_by(plainly(conn, d.code))
    return grouped(conn, asked, "code")


def _steps(conn: Connection, office: int) -> Iterator[Difference]:
    """The control sheet of each dossier lists its moves, one by one."""
    s = t.dossier_steps.c
    asked = select(t.dossier_steps).where(s.office == office).order_by(plainly(conn, s.code), s.ordinal)
    for code, moves, rows in side_by_side(_told(conn, office), grouped(conn, asked, "code")):
        told = [(one.at, one.verb.removeprefix("dossier-"), one.by, *_after(one)) for one in moves or []]
        kept = [(row.at, row.verb, row.by, row.state, row.note) for row in rows or []]
        if told != kept:
            yield Difference(f"dossier_steps {code}", told, kept, moves[-1].seq if moves else None)


def _after(entry: Any) -> tuple[str, str]:
    after = msgspec.json.decode(entry.facts)["after"]
    return after["state"], after["note"]


def _counts(conn: Connection, office: int, told: Counter[Count]) -> Iterator[Difference]:
    """What reports add up is what the register comes to."""
    c = t.dossier_counts.c
    asked = select(c.day, c.kind, c.field, c.channel, c.online, c.count).where(c.office == office)
    kept = {tuple(row[:5]): row.count for row in conn.execute(asked.execution_options(yield_per=TOGETHER))}
    for key in sorted(told.keys() | kept.keys(), key=str):
        if told[key] != kept.get(key, 0):
            yield Difference(f"dossier_counts {' '.join(map(str, key))}", told[key], kept.get(key))
