"""The legs of a period as they are counted, and the steps that tell who was there: read straight from the book,
without making tickets of them.

The live board asks for a whole day at every change; making its tickets took four fifths of the time.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from itertools import chain, pairwise
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Select, select, type_coerce
from sqlalchemy.types import NullType

from server.domain.counter import COUNTER_VERBS
from server.domain.figures import LegFact
from server.domain.presence import Points, Step
from server.domain.ticket import Outcome, PriorityClass, State, Verb
from server.store import tables as t

TOGETHER = 500
_STATES = {str(one): one for one in State}
_OUTCOMES = {str(one): one for one in Outcome}
_CLASSES = {str(one): one for one in PriorityClass}


def _raw(*columns: Column[Any]) -> list[Any]:
    """As the driver gives them: on SQLite instants and days are texts."""
    return [type_coerce(column, NullType()) for column in columns]


_T, _L, _R = t.tickets.c, t.legs.c, t.ratings.c
_ASKED = (
    select(
        *_raw(_T.id, _T.number, _T.office_day, _T.priority, _T.channel, _T.procedure),
        *_raw(_L.ordinal, _L.service, _L.queued_at),
        *_raw(_L.state, _L.counter, _L.clerk, _L.first_called_at, _L.called_at, _L.started_at),
        *_raw(_L.finished_at, _L.outcome, _R.score),
    )
    .select_from(
        t.tickets.join(t.legs, (_T.office == _L.office) & (_T.id == _L.ticket)).outerjoin(
            t.ratings, (_T.office == _R.office) & (_T.id == _R.ticket)
        )
    )
    .order_by(_T.office_day, _T.id, _L.ordinal)
    .execution_options(yield_per=TOGETHER)
)


def facts(conn: Connection, office: int, zone: tzinfo, first: date, last: date) -> Iterator[LegFact]:
    """Every leg of these days (both included), oldest ticket first; read in pieces."""
    asked = _ASKED.where(_T.office == office, _T.office_day >= first, _T.office_day <= last)
    yield from _told(conn, asked, zone)


def facts_of(
    conn: Connection, office: int, zone: tzinfo, days: Collection[date], tickets: Collection[str]
) -> Iterator[LegFact]:
    """The legs of these tickets, as far as they are of these days."""
    asked = _ASKED.where(_T.office == office, _T.id.in_(tickets), _T.office_day.in_(days))
    yield from _told(conn, asked, zone)


def _told(conn: Connection, asked: Select[Any], zone: tzinfo) -> Iterator[LegFact]:
    instant, day = (_text, date.fromisoformat) if conn.dialect.name == "sqlite" else (_utc, _itself)
    end: list[Any] = [("",)]
    with conn.execute(asked) as found:
        for row, after in pairwise(chain(found, end)):
            yield _fact(row, row[0] != after[0], zone, instant, day)


class _After(msgspec.Struct):
    """Of a counter its state and clerk; of a ticket its legs."""

    state: str | None = None
    clerk: str | None = None
    legs: list["_After"] = []


class _Facts(msgspec.Struct):
    after: _After
    undone: str | None = None
    expected: Points | None = None


_PRESENCE = (
    "take",
    "call",
    "recall",
    "start",
    "finish",
    "no-show",
    "hold",
    "return",
    "transfer",
    "cancel",
    "expire",
    "undo",
    "priority",
)
_J = t.journal.c
_OF_PRESENCE = (*_PRESENCE, *COUNTER_VERBS)
_ENTRY = _raw(_J.at, _J.verb, _J.ticket, _J.counter, _J.by, _J.facts)
_ENTRIES = select(*_ENTRY, _J.seq, _J.hash).order_by(_J.seq)
_STEPS = (
    select(*_ENTRY).where(_J.verb.in_(_OF_PRESENCE)).order_by(_J.seq).execution_options(yield_per=TOGETHER)
)
_DECODED = (*COUNTER_VERBS, Verb.UNDO, Verb.TAKE)


def steps(conn: Connection, office: int, begins: datetime, ends: datetime) -> Iterator[Step]:
    """What happened at the counters and to the tickets from one instant until just before another, in order."""
    asked = _STEPS.where(_J.office == office, _J.at >= begins, _J.at < ends)
    instant = _text if conn.dialect.name == "sqlite" else _utc
    with conn.execute(asked) as found:
        for row in found:
            yield _step(row, instant)


@dataclass(frozen=True, slots=True)
class Since:
    """What was written down after an entry: the steps in their order, and the tickets that are not as they were."""

    steps: list[Step]
    tickets: set[str]


def since(conn: Connection, office: int, seq: int, at_hash: str) -> Since | None:
    """What came after the entry `seq`; None when there is no such entry with this hash: another book has taken its place."""
    asked = _ENTRIES.where(_J.office == office, _J.seq >= seq)
    instant = _text if conn.dialect.name == "sqlite" else _utc
    found = conn.execute(asked).all()
    if not found or found[0][-2:] != (seq, at_hash):
        return None
    told = [row[:-2] for row in found[1:]]
    steps = [_step(row, instant) for row in told if row[1] in _OF_PRESENCE]
    return Since(steps, {row[2] for row in told if row[2] is not None})


def _step(row: Any, instant: Any) -> Step:
    at, verb, ticket, counter, by, facts = row
    told = _NOTHING if verb not in _DECODED else msgspec.json.decode(facts, type=_Facts)
    after = told.after.legs[-1] if told.after.legs else told.after
    return Step(instant(at), verb, ticket, counter, by, after.state, after.clerk, told.undone, told.expected)


_NOTHING = _Facts(_After())


def _fact(row: Any, last: bool, zone: tzinfo, instant: Any, day: Any) -> LegFact:
    (
        ticket, number, office_day, priority, channel, procedure, ordinal, service, queued_at,
        state, counter, clerk, first_called_at, called_at, started_at, finished_at, outcome, score,
    ) = row  # fmt: skip
    return LegFact(
        ticket=ticket,
        number=number,
        day=day(office_day),
        service=service,
        queued_at=instant(queued_at).astimezone(zone),
        state=_STATES[state],
        first=ordinal == 0,
        last=last,
        ordinal=ordinal,
        counter=counter,
        clerk=clerk,
        priority=_CLASSES[priority] if priority else None,
        channel=channel,
        procedure=procedure,
        first_called_at=instant(first_called_at) if first_called_at else None,
        called_at=instant(called_at) if called_at else None,
        started_at=instant(started_at) if started_at else None,
        finished_at=instant(finished_at) if finished_at else None,
        outcome=_OUTCOMES[outcome] if outcome else None,
        score=score if last else None,
    )


def _text(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=UTC)


def _utc(told: datetime) -> datetime:
    return told.astimezone(UTC)


def _itself(told: date) -> date:
    return told
