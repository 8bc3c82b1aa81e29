"""The tickets of an office: taken out, put back, and the lines they stand in."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, select, update

from server.domain.figures import LegFact
from server.domain.local import local
from server.domain.presence import Step
from server.domain.ticket import Leg, Outcome, PriorityClass, State, Ticket
from server.store import tables as t
from server.store.draft import Draft
from server.store.facts import facts, steps
from server.store.hot import Hot
from server.store.present import LAST_CALLS, LAST_SERVICES, Spell

_LEG = [
    "service",
    "queued_at",
    "place",
    "state",
    "for_counter",
    "counter",
    "clerk",
    "called_at",
    "first_called_at",
    "started_at",
    "finished_at",
    "recalls",
    "hold_until",
    "outcome",
    "reason",
    "reason_note",
]
_INSTANTS = ("queued_at", "place", "called_at", "first_called_at", "started_at", "finished_at", "hold_until")
_LEG_COLUMNS = [t.legs.c[name].label(f"leg_{name}") for name in _LEG]
LAST_ABSENT = 30


MOVE_TICKET = Hot(
    update(t.tickets)
    .where(
        t.tickets.c.office == bindparam("of"),
        t.tickets.c.id == bindparam("one"),
        t.tickets.c.state == bindparam("was"),
    )
    .values(state=bindparam("state"), rated=bindparam("rated"), priority=bindparam("priority"))
)
MOVE_LEG = Hot(
    update(t.legs)
    .where(
        t.legs.c.office == bindparam("of"),
        t.legs.c.ticket == bindparam("one"),
        t.legs.c.ordinal == bindparam("which"),
    )
    .values({name: bindparam(name) for name in _LEG})
)


class Stale(Exception):
    """The ticket was changed by somebody else between the look and the writing down."""


class Tickets:
    """The tickets of one office within one transaction."""

    def __init__(self, draft: Draft, office: int, zone: tzinfo) -> None:
        self.draft, self.office, self.zone = draft, office, zone

    def named(self, ticket: str) -> Ticket | None:
        return next(self._read(t.tickets.c.id == ticket), None)

    def with_secret(self, secret: str) -> Ticket | None:
        return next(self._read(t.tickets.c.secret == secret), None)

    def living_but_of(self, day: date) -> list[Ticket]:
        """Everybody waiting, called, being served or put aside who is not of this day."""
        return list(self._read(t.one_of(t.tickets.c.state, t.LIVING), t.tickets.c.office_day != day))

    def aside(self, day: date) -> list[Ticket]:
        """Held on this day, then the last who were absent when called, the latest first."""
        held = self._read(t.tickets.c.state == State.HELD, t.tickets.c.office_day == day)
        return [*held, *self._absent(day)]

    def _absent(self, day: date) -> list[Ticket]:
        lc = t.legs.c
        latest = (
            select(lc.ticket)
            .where(lc.office == self.office, lc.office_day == day, lc.state == State.NO_SHOW)
            .order_by(lc.finished_at.desc())
            .limit(LAST_ABSENT)
        )
        found = self._read(t.tickets.c.id.in_(latest), t.tickets.c.state == State.NO_SHOW)
        return sorted(found, key=lambda ticket: ticket.leg.finished_at or ticket.issued_at, reverse=True)

    def day_at(self, counter: str, day: date) -> list[tuple[Leg, int | None]]:
        """The legs of one counter on this day, with the score of a rated one."""
        lc, rc = t.legs.c, t.ratings.c
        joined = t.legs.outerjoin(t.ratings, (lc.office == rc.office) & (lc.ticket == rc.ticket))
        rows = self.draft.looking.execute(
            select(*_LEG_COLUMNS, rc.score)
            .select_from(joined)
            .where(lc.office == self.office, lc.office_day == day, lc.counter == counter)
        )
        return [(_leg(row, self.zone), row.score) for row in rows]

    def issued(self, day: date) -> dict[str, int]:
        """How many tickets of each service were given on this day."""
        n = t.numbers.c
        asked = select(n.service, n.last).where(n.office == self.office, n.office_day == day)
        return {row.service: row.last for row in self.draft.looking.execute(asked)}

    def days_after(self, day: date) -> int:
        """On how many days after this one tickets were given."""
        n = t.numbers.c
        asked = select(func.count(n.office_day.distinct())).where(n.office == self.office, n.office_day > day)
        return self.draft.looking.execute(asked).scalar() or 0

    def add(self, ticket: Ticket, ordinal: int) -> None:
        """A ticket just taken, the so-manieth of its service on this day. The row that counts them moves with it, so
        that a rollback leaves no gap.
        """
        self.draft.count(self.office, ticket.service, ticket.office_day, ordinal)
        self.draft.add(t.tickets, _ticket_row(self.office, ticket))
        self.draft.add(t.legs, *(_leg_row(self.office, ticket, i) for i in range(len(ticket.legs))))

    def save(self, before: Ticket, after: Ticket) -> None:
        """Writes the change down, if the ticket still is as it was looked at (else Stale)."""
        moved = MOVE_TICKET.do(
            self.draft.conn,
            {
                "of": self.office,
                "one": after.id,
                "was": before.state,
                "state": after.state,
                "rated": after.rated,
                "priority": after.priority,
            },
        )
        if moved != 1:
            raise Stale(after.id)
        self._save_legs(before, after)

    def _save_legs(self, before: Ticket, after: Ticket) -> None:
        lc = t.legs.c
        mine = (lc.office == self.office) & (lc.ticket == after.id)
        if len(before.legs) > len(after.legs):
            self.draft.conn.execute(t.legs.delete().where(mine, lc.ordinal >= len(after.legs)))
        for i, leg in enumerate(after.legs):
            if i >= len(before.legs):
                self.draft.conn.execute(insert(t.legs), _leg_row(self.office, after, i))
            elif leg != before.legs[i]:
                row = _leg_row(self.office, after, i)
                MOVE_LEG.do(self.draft.conn, {**row, "of": self.office, "one": after.id, "which": i})

    def at_counters(self) -> dict[str, str]:
        """Counter -> the ticket that is called to it or served there."""
        lc = t.legs.c
        rows = self.draft.looking.execute(
            select(lc.counter, lc.ticket).where(lc.office == self.office, t.one_of(lc.state, t.AT_A_COUNTER))
        )
        return {row.counter: row.ticket for row in rows}

    def waiting(self, day: date) -> list[Ticket]:
        """Everybody who waits on this day."""
        return list(self._read(t.tickets.c.state == State.WAITING, t.tickets.c.office_day == day))

    def last_calls(self, day: date) -> tuple[tuple[str, str | None], ...]:
        """Line and reason of the last calls of this day, oldest first."""
        lc = t.legs.c
        rows = self.draft.looking.execute(
            select(lc.service, lc.reason)
            .where(lc.office == self.office, lc.office_day == day, lc.first_called_at.is_not(None))
            .order_by(lc.first_called_at.desc(), lc.ticket.desc())
            .limit(LAST_CALLS)
        ).all()
        return tuple((row.service, row.reason) for row in reversed(rows))

    def last_spells(self, day: date) -> tuple[Spell, ...]:
        """The last services of this day, oldest first."""
        lc = t.legs.c
        rows = self.draft.looking.execute(
            select(lc.service, lc.started_at, lc.finished_at)
            .where(
                lc.office == self.office,
                lc.office_day == day,
                lc.started_at.is_not(None),
                lc.state.in_([State.DONE, State.TRANSFERRED]),
            )
            .order_by(lc.finished_at.desc(), lc.ticket.desc())
            .limit(LAST_SERVICES)
        ).all()
        return tuple(
            (row.service, local(row.started_at, self.zone), local(row.finished_at, self.zone))
            for row in reversed(rows)
        )

    def visits(self, first: date, last: date) -> Iterator[tuple[Ticket, int | None]]:
        """The tickets of these days (both included) with the score of their rating, oldest first; read in pieces."""
        rc = t.ratings.c
        joined = _JOINED.outerjoin(
            t.ratings, (t.tickets.c.office == rc.office) & (t.tickets.c.id == rc.ticket)
        )
        asked = (
            select(t.tickets, *_LEG_COLUMNS, rc.score)
            .select_from(joined)
            .where(
                t.tickets.c.office == self.office,
                t.tickets.c.office_day >= first,
                t.tickets.c.office_day <= last,
            )
            .order_by(t.tickets.c.office_day, t.tickets.c.id, t.legs.c.ordinal)
            .execution_options(yield_per=500)
        )
        with self.draft.looking.execute(asked) as found:
            for _, group in groupby(found, key=lambda row: row.id):
                rows = list(group)
                yield _ticket(rows, self.zone), rows[0].score

    def facts(self, first: date, last: date) -> Iterator[LegFact]:
        """Every leg of these days as it is counted, oldest ticket first."""
        return facts(self.draft.looking, self.office, self.zone, first, last)

    def steps(self, begins: datetime, ends: datetime) -> Iterator[Step]:
        """What happened at the counters and to tickets from one instant until just before another, in order."""
        return steps(self.draft.looking, self.office, begins, ends)

    def _read(self, *conditions: Any) -> Iterator[Ticket]:
        rows = self.draft.looking.execute(
            _with_legs().where(t.tickets.c.office == self.office, *conditions)
        ).all()
        for _, group in groupby(rows, key=lambda row: row.id):
            yield _ticket(list(group), self.zone)


_JOINED = t.tickets.join(
    t.legs, (t.tickets.c.office == t.legs.c.office) & (t.tickets.c.id == t.legs.c.ticket)
)


def _with_legs() -> Select[Any]:
    asked = select(t.tickets, *_LEG_COLUMNS).select_from(_JOINED)
    return asked.order_by(t.tickets.c.id, t.legs.c.ordinal)


def _ticket(rows: list[Row[Any]], zone: tzinfo) -> Ticket:
    row = rows[0]
    return Ticket(
        id=row.id,
        office_day=row.office_day,
        number=row.number,
        service=row.service,
        issued_at=local(row.issued_at, zone),
        secret=row.secret,
        legs=tuple(_leg(row, zone) for row in rows),
        priority=PriorityClass(row.priority) if row.priority else None,
        language=row.language,
        procedure=row.procedure,
        appointment=local(row.appointment, zone) if row.appointment else None,
        channel=row.channel,
        rated=row.rated,
    )


def _leg(row: Any, zone: tzinfo) -> Leg:
    told = {name: getattr(row, f"leg_{name}") for name in _LEG}
    for name in _INSTANTS:
        if told[name] is not None:
            told[name] = local(told[name], zone)
    told["state"] = State(told["state"])
    told["outcome"] = Outcome(told["outcome"]) if told["outcome"] else None
    return Leg(**told)


def _ticket_row(office: int, ticket: Ticket) -> dict[str, Any]:
    return {
        "office": office,
        "id": ticket.id,
        "office_day": ticket.office_day,
        "number": ticket.number,
        "service": ticket.service,
        "state": ticket.state,
        "issued_at": ticket.issued_at,
        "secret": ticket.secret,
        "priority": ticket.priority,
        "language": ticket.language,
        "procedure": ticket.procedure,
        "appointment": ticket.appointment,
        "channel": ticket.channel,
        "rated": ticket.rated,
    }


def _leg_row(office: int, ticket: Ticket, ordinal: int) -> dict[str, Any]:
    leg = ticket.legs[ordinal]
    row: dict[str, Any] = {name: getattr(leg, name) for name in _LEG}
    return {"office": office, "ticket": ticket.id, "ordinal": ordinal, "office_day": ticket.office_day, **row}
