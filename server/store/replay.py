"""Does the journal tell the tables? Played from its first entry to its last it comes to exactly what they hold.

Tickets with their legs, ratings, the day's last numbers, the counters and the register of dossiers follow from the journal, and
are compared value by value. The secret of a ticket's page is not in it, and goes at the end of the day; of a comment it has the
digest alone, so that a comment can be taken away some day without rewriting what happened.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Date, RowMapping, Table, and_, exc, func, select

from server.domain.counter import COUNTER_VERBS, CounterState
from server.domain.ticket import Verb
from server.store import replay_dossiers
from server.store import tables as t
from server.store.journal import comment_digest
from server.store.side_by_side import TOGETHER, Difference, grouped, plainly, side_by_side

__all__ = ["Difference", "first_difference"]


def first_difference(conn: Connection, office: int) -> Difference | None:
    """Plays the journal of one office, and stops at the first difference. `conn` sees one moment throughout.

    The journal itself must hold (`server.store.audit`): what cannot be read is then of the tables.
    """
    try:
        return next(_differences(conn, office), None)
    except (ValueError, TypeError) as strange:
        return Difference("tables", None, str(strange))
    except exc.OperationalError as unreadable:
        if "decode" not in str(unreadable):
            raise
        return Difference("tables", None, str(unreadable.orig))


def _differences(conn: Connection, office: int) -> Iterator[Difference]:
    seen = _Seen()
    yield from _visits(conn, office, seen)
    yield from _strangers(conn, office, seen)
    yield from _numbers(conn, office, seen)
    yield from _counters(conn, office)
    yield from replay_dossiers.differences(conn, office)


@dataclass
class _Seen:
    """What has come by: legs, ratings, and of each line and day how many tickets and the highest number."""

    legs: int = 0
    ratings: int = 0
    numbers: dict[tuple[str, date], tuple[int, int]] = field(default_factory=dict)

    def note(self, service: str, day: date, number: str) -> None:
        digits = re.search(r"\d+$", number)
        count, highest = self.numbers.get((service, day), (0, 0))
        self.numbers[service, day] = count + 1, max(highest, int(digits[0]) if digits else 0)


@dataclass
class _Story:
    """What the journal tells of one ticket: how it is now, and its rating."""

    after: Mapping[str, Any]
    seq: int
    rating: Mapping[str, Any] | None = None


class _Facts(msgspec.Struct):
    """Of the facts of a step: the state before, and the ticket after, which is looked into only when it is the last."""

    before: str | None = msgspec.field(name="from")
    after: msgspec.Raw


class _Leg(msgspec.Struct):
    state: str


class _After(msgspec.Struct):
    legs: list[_Leg]


def _visits(conn: Connection, office: int, seen: _Seen) -> Iterator[Difference]:
    """Both sides in the order of tickets, side by side."""
    told, kept = _told(conn, office), _kept(conn, office)
    for name, steps, rows in side_by_side(told, kept):
        if steps is None:
            yield Difference(f"tickets {name}", None, "")
        elif rows is None:
            yield Difference(f"tickets {name}", "", None, steps[-1].seq)
        else:
            yield from _visit(name, steps, rows, seen)


def _told(conn: Connection, office: int) -> Iterator[tuple[str, list[Any]]]:
    """The steps of each ticket, in the order of tickets."""
    j = t.journal.c
    asked = select(j.ticket, j.seq, j.at, j.verb, j.facts).where(j.office == office, j.ticket.is_not(None))
    return grouped(conn, asked.order_by(plainly(conn, j.ticket), j.seq), "ticket")


def _kept(conn: Connection, office: int) -> Iterator[tuple[str, list[Any]]]:
    """The rows of each ticket, one for each of its legs, with its rating."""
    tc, lc, rc = t.tickets.c, t.legs.c, t.ratings.c
    joined = t.tickets.outerjoin(t.legs, and_(tc.office == lc.office, tc.id == lc.ticket)).outerjoin(
        t.ratings, and_(tc.office == rc.office, tc.id == rc.ticket)
    )
    columns = [*_labelled(t.tickets), *_labelled(t.legs), *_labelled(t.ratings)]
    asked = select(*columns).select_from(joined).where(tc.office == office)
    return grouped(conn, asked.order_by(plainly(conn, tc.id), lc.ordinal), "tickets_id")


def _labelled(table: Table) -> list[Any]:
    return [column.label(f"{table.name}_{column.name}") for column in table.columns]


def _visit(name: str, steps: list[Any], rows: list[Any], seen: _Seen) -> Iterator[Difference]:
    story = _Story({}, steps[-1].seq)
    yield from _lived(name, steps, story)
    row = rows[0]._mapping  # noqa: SLF001  SQLAlchemy's public way to a row by name
    told = {**story.after, "state": story.after["legs"][-1]["state"]}
    yield from _compared(t.tickets, name, told, row, story.seq, ("office", "secret"))
    yield from _legs(name, story, rows, seen)
    yield from _rating(name, story, row, seen)
    seen.note(row["tickets_service"], row["tickets_office_day"], row["tickets_number"])


def _lived(name: str, steps: list[Any], story: _Story) -> Iterator[Difference]:
    """The steps follow from one another: each begins in the state in which the one before ended."""
    state, facts = None, None
    for step in steps:
        facts = msgspec.json.decode(step.facts, type=_Facts)
        if facts.before != state or (state is None) is not (step.verb == Verb.TAKE):
            yield Difference(f"journal {name}: from", facts.before, state, step.seq)
        state = msgspec.json.decode(facts.after, type=_After).legs[-1].state
        if step.verb == Verb.RATE:
            story.rating = {**msgspec.json.decode(step.facts), "at": step.at}
    assert facts is not None
    story.after = msgspec.json.decode(facts.after)


def _legs(name: str, story: _Story, rows: list[Any], seen: _Seen) -> Iterator[Difference]:
    legs = story.after["legs"]
    kept = [row._mapping for row in rows if row.legs_ordinal is not None]  # noqa: SLF001
    seen.legs += len(kept)
    if [row["legs_ordinal"] for row in kept] != list(range(len(legs))):
        yield Difference(f"legs {name}", len(legs), len(kept), story.seq)
        return
    for ordinal, (leg, row) in enumerate(zip(legs, kept, strict=True)):
        told = {**leg, "office_day": story.after["office_day"], "ticket": name, "ordinal": ordinal}
        yield from _compared(t.legs, f"{name} {ordinal}", told, row, story.seq, ("office",))


def _rating(name: str, story: _Story, row: RowMapping, seen: _Seen) -> Iterator[Difference]:
    is_kept = row["ratings_ticket"] is not None
    seen.ratings += is_kept
    if (story.rating is not None) is not is_kept:
        yield Difference(f"ratings {name}", story.rating is not None, is_kept, story.seq)
    elif story.rating is not None:
        told = {**story.rating, "ticket": name, "office_day": story.after["office_day"]}
        yield from _compared(t.ratings, name, told, row, story.seq, ("office", "comment"))
        kept = row["ratings_comment"]
        if kept is not None and "comment" in told and told["comment"] != comment_digest(name, kept):
            yield Difference(f"ratings {name}: comment", told["comment"], "…", story.seq)


def _compared(
    table: Table, key: str, told: Mapping[str, Any], row: RowMapping, seq: int, but: Iterable[str]
) -> Iterator[Difference]:
    """Column by column. What an earlier version of the program did not tell yet is not compared."""
    for column in table.columns:
        if column.name in but or column.name not in told:
            continue
        expected, found = _as_typed(column, told[column.name]), row[f"{table.name}_{column.name}"]
        if expected != found:
            yield Difference(f"{table.name} {key}: {column.name}", expected, found, seq)


def _as_typed(column: Column[Any], plain: Any) -> Any:
    """A fact of the journal as its column holds it."""
    if not isinstance(plain, str):
        return plain
    if isinstance(column.type, t.Instant):
        return datetime.fromisoformat(plain)
    return date.fromisoformat(plain) if isinstance(column.type, Date) else plain


def _strangers(conn: Connection, office: int, seen: _Seen) -> Iterator[Difference]:
    """Legs and ratings of tickets that nobody knows."""
    for table, count in ((t.legs, seen.legs), (t.ratings, seen.ratings)):
        kept = conn.execute(select(func.count()).select_from(table).where(table.c.office == office)).scalar()
        if kept != count:
            yield Difference(table.name, count, kept)


def _numbers(conn: Connection, office: int, seen: _Seen) -> Iterator[Difference]:
    """The last number of each line and day is that of its last ticket, and none is missing below it."""
    n = t.numbers.c
    rows = conn.execute(select(n.service, n.office_day, n.last).where(n.office == office))
    kept = {(row.service, row.office_day): row.last for row in rows}
    for line in sorted(seen.numbers.keys() | kept.keys(), key=str):
        count, highest = seen.numbers.get(line, (0, 0))
        if not count == highest == kept.get(line, 0):
            yield Difference(f"numbers {line[0]} {line[1]}", (count, highest), kept.get(line))


def _counters(conn: Connection, office: int) -> Iterator[Difference]:
    """Each counter is as it was left by the last thing that happened to it."""
    told = _last_of_counters(conn, office)
    for row in conn.execute(select(*_labelled(t.counters)).where(t.counters.c.office == office)):
        kept = row._mapping  # noqa: SLF001
        untouched = {"state": CounterState.CLOSED, "clerk": None, "pause_reason": None, "since": None}
        facts, seq = told.get(kept["counters_code"], (untouched, 0))
        yield from _compared(t.counters, kept["counters_code"], facts, kept, seq, ())


def _last_of_counters(conn: Connection, office: int) -> dict[str, tuple[Mapping[str, Any], int]]:
    j = t.journal.c
    asked = select(j.counter, j.seq, j.at, j.facts).where(
        j.office == office, j.ticket.is_(None), j.verb.in_(COUNTER_VERBS)
    )
    told: dict[str, tuple[Mapping[str, Any], int]] = {}
    with conn.execute(asked.order_by(j.seq).execution_options(yield_per=TOGETHER)) as rows:
        for row in rows:
            after = msgspec.json.decode(row.facts)["after"]
            if after["state"] == CounterState.SERVING:
                after["state"] = CounterState.OPEN
            told[row.counter] = {**after, "since": row.at}, row.seq
    return told
