"""The tickets of an office: taken out, put back, and the lines they stand in."""

from collections.abc import Iterator
from datetime import date, tzinfo
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from server.domain.figures import LegFact
from server.domain.ticket import Leg, Outcome, PriorityClass, State, Ticket
from server.store import tables as t
from server.store.facts import facts
from server.store.present import LAST_CALLS, LAST_SERVICES, Present, Spell

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


class Stale(Exception):
    """The ticket was changed by somebody else between the look and the writing down."""


class Tickets:
    """The tickets of one office within one transaction."""

    def __init__(self, conn: Connection, office: int, zone: tzinfo) -> None:
        self.conn, self.office, self.zone = conn, office, zone

    def named(self, ticket: str) -> Ticket | None:
        return next(self._read(t.tickets.c.id == ticket), None)

    def with_secret(self, secret: str) -> Ticket | None:
        return next(self._read(t.tickets.c.secret == secret), None)

    def living(self) -> list[Ticket]:
        """Everybody waiting, called, being served or put aside, of whatever day."""
        return list(self._read(t.one_of(t.tickets.c.state, t.LIVING)))

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
        rows = self.conn.execute(
            select(*_LEG_COLUMNS, rc.score)
            .select_from(joined)
            .where(lc.office == self.office, lc.office_day == day, lc.counter == counter)
        )
        return [(_leg(row, self.zone), row.score) for row in rows]

    def next_ordinal(self, service: str, day: date) -> int:
        """The next number of the day: from a row that moves with the ticket, so that a rollback leaves no gap."""
        n = t.numbers
        found = self.conn.execute(
            update(n)
            .where(n.c.office == self.office, n.c.service == service, n.c.office_day == day)
            .values(last=n.c.last + 1)
            .returning(n.c.last)
        ).scalar()
        if found is None:
            self.conn.execute(
                insert(n), {"office": self.office, "service": service, "office_day": day, "last": 1}
            )
            return 1
        return int(found)

    def issued(self, service: str, day: date) -> int:
        """How many tickets of this service were given on this day."""
        n = t.numbers.c
        asked = select(n.last).where(n.office == self.office, n.service == service, n.office_day == day)
        return self.conn.execute(asked).scalar() or 0

    def add(self, ticket: Ticket) -> None:
        self.conn.execute(insert(t.tickets), _ticket_row(self.office, ticket))
        self.conn.execute(insert(t.legs), [_leg_row(self.office, ticket, i) for i in range(len(ticket.legs))])

    def save(self, before: Ticket, after: Ticket) -> None:
        """Writes the change down, if the ticket still is as it was looked at (else Stale)."""
        c = t.tickets.c
        done = self.conn.execute(
            update(t.tickets)
            .where(c.office == self.office, c.id == after.id, c.state == before.state)
            .values(state=after.state, rated=after.rated, secret=after.secret)
        )
        if done.rowcount != 1:
            raise Stale(after.id)
        self._save_legs(before, after)

    def _save_legs(self, before: Ticket, after: Ticket) -> None:
        lc = t.legs.c
        mine = (lc.office == self.office) & (lc.ticket == after.id)
        if len(before.legs) > len(after.legs):
            self.conn.execute(t.legs.delete().where(mine, lc.ordinal >= len(after.legs)))
        for i, leg in enumerate(after.legs):
            if i >= len(before.legs):
                self.conn.execute(insert(t.legs), _leg_row(self.office, after, i))
            elif leg != before.legs[i]:
                values = _leg_row(self.office, after, i)
                self.conn.execute(update(t.legs).where(mine, lc.ordinal == i).values(values))

    def at_counters(self) -> dict[str, str]:
        """Counter -> the ticket that is called to it or served there."""
        lc = t.legs.c
        rows = self.conn.execute(
            select(lc.counter, lc.ticket).where(lc.office == self.office, t.one_of(lc.state, t.AT_A_COUNTER))
        )
        return {row.counter: row.ticket for row in rows}

    def present(self, seq: int, day: date) -> Present:
        """The office at this moment, read from the book."""
        waiting = self._read(t.tickets.c.state == State.WAITING, t.tickets.c.office_day == day)
        return Present(
            seq, day, {ticket.id: ticket for ticket in waiting}, self._last_calls(day), self._last_spells(day)
        )

    def _last_calls(self, day: date) -> tuple[tuple[str, str | None], ...]:
        lc = t.legs.c
        rows = self.conn.execute(
            select(lc.service, lc.reason)
            .where(lc.office == self.office, lc.office_day == day, lc.first_called_at.is_not(None))
            .order_by(lc.first_called_at.desc(), lc.ticket.desc())
            .limit(LAST_CALLS)
        ).all()
        return tuple((row.service, row.reason) for row in reversed(rows))

    def _last_spells(self, day: date) -> tuple[Spell, ...]:
        lc = t.legs.c
        rows = self.conn.execute(
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
            (row.service, row.started_at.astimezone(self.zone), row.finished_at.astimezone(self.zone))
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
        with self.conn.execute(asked) as found:
            for _, group in groupby(found, key=lambda row: row.id):
                rows = list(group)
                yield _ticket(rows, self.zone), rows[0].score

    def facts(self, first: date, last: date) -> Iterator[LegFact]:
        """Every leg of these days as it is counted, oldest ticket first."""
        return facts(self.conn, self.office, self.zone, first, last)

    def _read(self, *conditions: Any) -> Iterator[Ticket]:
        rows = self.conn.execute(_with_legs().where(t.tickets.c.office == self.office, *conditions)).all()
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
        issued_at=row.issued_at.astimezone(zone),
        secret=row.secret,
        legs=tuple(_leg(row, zone) for row in rows),
        priority=PriorityClass(row.priority) if row.priority else None,
        language=row.language,
        procedure=row.procedure,
        appointment=row.appointment.astimezone(zone) if row.appointment else None,
        channel=row.channel,
        rated=row.rated,
    )


def _leg(row: Any, zone: tzinfo) -> Leg:
    told = {name: getattr(row, f"leg_{name}") for name in _LEG}
    for name in _INSTANTS:
        if told[name] is not None:
            told[name] = told[name].astimezone(zone)
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
