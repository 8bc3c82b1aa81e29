"""The office's book, opened for one change or one look: everything that an action may read and write."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from server.domain.calling import Desk
from server.domain.counter import Counter
from server.domain.errors import KeyReused, UnknownCounter, UnknownTicket
from server.domain.journal import Entry
from server.domain.ticket import Ticket
from server.store import catalogue as c
from server.store import tables as t
from server.store.journal import Journal, as_it_was, comment_digest, snapshot
from server.store.paper import OPEN_JOBS, Paper
from server.store.people import People
from server.store.present import Present, read_on
from server.store.tickets import Tickets


@dataclass(frozen=True, slots=True)
class Press:
    """One press of one caller: the idempotency key, and a fingerprint of what was wished."""

    caller: str
    key: str
    fingerprint: str


@dataclass
class Book:
    """The book of one office, open at one moment. `now` is in the office's own time zone."""

    conn: Connection
    profile: c.Profile
    catalogue: c.Catalogue
    now: datetime
    journal: Journal
    kept: Present | None = None
    tickets: Tickets = field(init=False)
    paper: Paper = field(init=False)
    people: People = field(init=False)

    def __post_init__(self) -> None:
        self.tickets = Tickets(self.conn, self.profile.id, self.profile.zone)
        self.paper = Paper(self.conn, self.profile.id)
        self.people = People(self.conn, self.profile.id)

    @property
    def today(self) -> date:
        """The office day: the date in the office's time zone."""
        return self.now.date()

    def present(self) -> Present:
        """The office at this moment: as kept in mind, or read anew."""
        kept = self.kept
        if kept is None or (kept.seq, kept.day) != (self.journal.seq, self.today):
            kept = self.kept = self.tickets.present(self.journal.seq, self.today)
        return kept

    def waiting(self) -> list[Ticket]:
        """Everybody who waits today, in whichever line."""
        return list(self.present().waiting.values())

    def _read_on(self, verb: str, after: Ticket) -> None:
        """Keeps in mind what was just written down."""
        kept, seq = self.kept, self.journal.seq
        if kept is not None and kept.seq == seq - 1:
            later = read_on(kept, verb, after)
            self.kept = replace(later, seq=seq) if later is not None else None
        else:
            self.kept = None

    def start_of_today(self) -> datetime:
        return datetime.combine(self.today, time(), self.profile.zone)

    def ticket(self, ticket: str) -> Ticket:
        found = self.tickets.named(ticket)
        if found is None:
            raise UnknownTicket(ticket=ticket)
        return found

    def counters(self) -> list[Counter]:
        busy = self.tickets.at_counters()
        return c.counters(self.conn, self.profile, self.catalogue.plans, busy)

    def counter(self, code: str) -> Counter:
        for counter in self.counters():
            if counter.code == code:
                return counter
        raise UnknownCounter(counter=code)

    def desk(self, counter: str) -> Desk:
        return Desk(counter, self.catalogue.plan(counter).services)

    def procedures(self, service: str | None = None) -> list[c.Procedure]:
        return c.procedures(self.conn, self.profile.id, service)

    def procedure(self, code: str) -> c.Procedure:
        return c.procedure(self.conn, self.profile.id, code)

    def notices(self) -> list[c.Notice]:
        return c.notices(self.conn, self.profile.id)

    def write_taken(self, ticket: Ticket, by: str, **facts: object) -> Entry:
        """The line in the journal of a ticket just added."""
        told = {"from": None, "after": snapshot(ticket), **facts}
        entry = self.journal.write("take", self.now, by, ticket=ticket.id, facts=told)
        self._read_on("take", ticket)
        return entry

    def write_ticket(self, verb: str, before: Ticket, after: Ticket, by: str, **facts: object) -> Entry:
        """The ticket as it is now, and the line in the journal that says how it came to be so."""
        self.tickets.save(before, after)
        at = after.leg.counter or before.leg.counter
        told = {"from": before.state, "after": snapshot(after), **facts}
        entry = self.journal.write(verb, self.now, by, ticket=after.id, counter=at, facts=told)
        self._read_on(verb, after)
        return entry

    def as_it_was(self, entry: Entry, ticket: Ticket) -> Ticket:
        """The ticket as it was after that entry; its page stays the same."""
        return as_it_was(entry.facts["after"], ticket.secret)

    def write_counter(self, verb: str, counter: Counter, by: str) -> Entry:
        """The counter as it is now, with its line in the journal."""
        c.save_counter(self.conn, self.profile.id, counter)
        told = {"state": counter.shown, "clerk": counter.clerk, "pause_reason": counter.pause_reason}
        entry = self.journal.write(verb, self.now, by, counter=counter.code, facts={"after": told})
        if self.kept is not None and self.kept.seq == entry.seq - 1:
            self.kept = replace(self.kept, seq=entry.seq)
        return entry

    def write_rating(self, ticket: Ticket, rating: dict[str, Any], by: str, counter: str | None) -> Entry:
        """One rating of one ticket."""
        self.conn.execute(insert(t.ratings), {"office": self.profile.id, "ticket": ticket.id, **rating})
        told = {
            "from": ticket.state,
            **{name: rating[name] for name in ("score", "scale", "reasons", "channel")},
            "comment": comment_digest(ticket.id, rating["comment"]),
            "after": snapshot(ticket),
        }
        entry = self.journal.write("rate", self.now, by, ticket=ticket.id, counter=counter, facts=told)
        self._read_on("rate", ticket)
        return entry

    def answered(self, press: Press) -> Any | None:
        """The answer this press was given before; KeyReused when its key now stands for another wish."""
        p = t.presses.c
        row = self.conn.execute(
            select(t.presses).where(p.office == self.profile.id, p.caller == press.caller, p.key == press.key)
        ).one_or_none()
        if row is None:
            return None
        if row.fingerprint != press.fingerprint:
            raise KeyReused(key=press.key)
        return msgspec.json.decode(row.answer)

    def remember(self, press: Press, answer: Any) -> None:
        """Keeps the answer for a repeated press, in the transaction of the change."""
        self.conn.execute(
            insert(t.presses),
            {
                "office": self.profile.id,
                "caller": press.caller,
                "key": press.key,
                "fingerprint": press.fingerprint,
                "answer": msgspec.json.encode(answer).decode(),
                "at": self.now,
            },
        )

    def forget_presses(self, older_than: timedelta) -> None:
        p = t.presses.c
        self.conn.execute(t.presses.delete().where(p.office == self.profile.id, p.at < self.now - older_than))

    def living_before_today(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets.living() if ticket.office_day < self.today]

    def remembers_earlier_days(self, presses_kept: timedelta) -> bool:
        """Whether there are pages of earlier days, or answers to presses older than that."""
        tc, p = t.tickets.c, t.presses.c
        office = self.profile.id
        page = select(tc.id).where(tc.office == office, tc.secret.is_not(None), tc.office_day < self.today)
        press = select(p.key).where(p.office == office, p.at < self.now - presses_kept)
        return any(self.conn.execute(asked.limit(1)).first() is not None for asked in (page, press))

    def forget_secrets(self) -> None:
        """The pages of the tickets of earlier days are gone, and the slips that led to them."""
        tc, jc = t.tickets.c, t.print_jobs.c
        gone = select(tc.id).where(
            tc.office == self.profile.id, tc.secret.is_not(None), tc.office_day < self.today
        )
        self.conn.execute(
            t.print_jobs.update()
            .where(jc.office == self.profile.id, jc.ticket.in_(gone), jc.state.not_in(OPEN_JOBS))
            .values(slip="")
        )
        self.conn.execute(
            t.tickets.update()
            .where(tc.office == self.profile.id, tc.secret.is_not(None), tc.office_day < self.today)
            .values(secret=None)
        )
