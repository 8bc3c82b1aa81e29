"""What happened in the office, in the order in which it happened, chained so that nobody can rewrite it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec
from sqlalchemy import func, select

from server.domain.dossier import Dossier
from server.domain.journal import Entry
from server.domain.local import local
from server.domain.period import A_DAY
from server.domain.ticket import Ticket
from server.store import tables as t
from server.store.draft import Draft, Head

NOTHING_YET = "0" * 64


class Journal:
    """The journal of one office within one transaction. `written` are the entries of this transaction.

    `place`: the address that whoever changes the set-up, people or machines came from; a ticket's entries go without.
    """

    def __init__(self, draft: Draft, office: int, zone: tzinfo, head: Head) -> None:
        self.draft, self.office, self.zone = draft, office, zone
        self.head = head
        self.written: list[Entry] = []
        self.place = ""

    @property
    def seq(self) -> int:
        """Of the last entry."""
        return self.head.seq

    def write(
        self,
        verb: str,
        at: datetime,
        by: str,
        *,
        ticket: str | None = None,
        counter: str | None = None,
        facts: Mapping[str, object],
    ) -> Entry:
        """One more entry, at the end."""
        if self.place and ticket is None and counter is None:
            facts = {"from": self.place, **facts}
        entry = Entry(self.seq + 1, at, verb, by, ticket, counter, msgspec.to_builtins(dict(facts)))
        told = msgspec.json.encode(entry.facts, order="deterministic").decode()
        self.head = self.head._replace(seq=entry.seq, hash=chained(self.head.hash, self.office, entry, told))
        self.draft.heads[self.office] = self.head
        self.draft.add(
            t.journal,
            {
                "office": self.office,
                "seq": entry.seq,
                "at": at,
                "verb": verb,
                "ticket": ticket,
                "counter": counter,
                "by": by,
                "facts": told,
                "hash": self.head.hash,
            },
        )
        self.written.append(entry)
        return entry

    def latest(self) -> datetime | None:
        """When the last thing was written down."""
        j = t.journal.c
        asked = select(j.at).where(j.office == self.office, j.seq == self.seq)
        told: datetime | None = self.draft.looking.execute(asked).scalar()
        return told

    def since(self, seq: int, not_before: datetime | None = None) -> list[Entry]:
        """What came after `seq` (and of the day that begins at an instant, where one is given), oldest first."""
        j = t.journal.c
        after = max(seq, self._before(not_before)) if not_before is not None else seq
        asked = select(t.journal).where(j.office == self.office, j.seq > after).order_by(j.seq)
        if not_before is not None:
            asked = asked.where(j.at >= not_before)
        return [entry_of(row, self.zone) for row in self.draft.looking.execute(asked)]

    def last(self, verbs: Sequence[str], limit: int, not_before: datetime) -> list[Entry]:
        """The last entries of these kinds of the day that begins at an instant, newest first."""
        j = t.journal.c
        rows = self.draft.looking.execute(
            select(t.journal)
            .where(j.office == self.office, j.verb.in_(verbs), j.at >= not_before)
            .where(j.seq > self._before(not_before))
            .order_by(j.seq.desc())
            .limit(limit)
        )
        return [entry_of(row, self.zone) for row in rows]

    def _before(self, instant: datetime) -> int:
        """Up to here nothing happened within a day from this instant: whoever looks for that day begins there.

        Of its entries the first in the order of `seq`, not of time: a clock may have been set back; and it may have
        been years ahead once, which nobody should pay for until they have passed. `+ 0`, lest the database looks for
        it from the beginning of the journal on.
        """
        j = t.journal.c
        within = (j.at >= instant) & (j.at < instant + A_DAY)
        asked = select(func.min(j.seq + 0)).where(j.office == self.office, within)
        first = self.draft.looking.execute(asked).scalar()
        return int(first) - 1 if first is not None else self.seq

    def between(self, begins: datetime, ends: datetime, verbs: Sequence[str]) -> Iterator[Entry]:
        """What happened of these kinds from one instant until before another, in its order."""
        j = t.journal.c
        rows = self.draft.looking.execute(
            select(t.journal)
            .where(j.office == self.office, j.at >= begins, j.at < ends, j.verb.in_(verbs))
            .order_by(j.seq)
        )
        return (entry_of(row, self.zone) for row in rows)

    def changes_after(self, seq: int, verb: str) -> Iterator[Entry]:
        """The changes of this kind to the set-up since an entry, in their order."""
        j = t.journal.c
        rows = self.draft.looking.execute(
            select(t.journal)
            .where(j.office == self.office, j.ticket.is_(None), j.seq > seq, j.verb == verb)
            .order_by(j.seq)
        )
        return (entry_of(row, self.zone) for row in rows)

    def steps_of(self, ticket: str, last: int | None = None) -> list[Entry]:
        """The last steps of one ticket, all where no number is given, newest first."""
        j = t.journal.c
        rows = self.draft.looking.execute(
            select(t.journal)
            .where(j.office == self.office, j.ticket == ticket)
            .order_by(j.seq.desc())
            .limit(last)
        )
        return [entry_of(row, self.zone) for row in rows]


def chained(previous: str, office: int, entry: Entry, facts: str) -> str:
    """The hash of an entry: of the one before and of everything in it."""
    instant = entry.at.timestamp()
    told = [
        previous,
        office,
        entry.seq,
        f"{instant:.6f}",
        entry.verb,
        entry.by,
        entry.ticket,
        entry.counter,
        facts,
    ]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def snapshot(ticket: Ticket) -> dict[str, Any]:
    """The ticket as the journal keeps it: everything but the secret of its page."""
    told: dict[str, Any] = msgspec.to_builtins(ticket)
    del told["secret"]
    return told


def dossier_snapshot(dossier: Dossier) -> dict[str, Any]:
    """The dossier as the journal keeps it for ever: without the secret of its page and the name on its forms; and without
    the visits, whose ratings would name somebody by it.
    """
    told: dict[str, Any] = msgspec.to_builtins(dossier)
    del told["secret"], told["owner"], told["ticket"], told["collecting"]
    return told


def dossier_digest(dossier: Dossier) -> str:
    """How the journal knows a dossier that came in a table with thousands of others; the same wherever its times are told."""
    told: dict[str, Any] = msgspec.to_builtins(dossier, builtin_types=(datetime,))
    del told["secret"], told["owner"]
    return hashlib.sha256(msgspec.json.encode(_in_utc(told), order="deterministic")).hexdigest()


def _in_utc(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {name: _in_utc(inner) for name, inner in plain.items()}
    if isinstance(plain, list | tuple):
        return [_in_utc(inner) for inner in plain]
    return plain.astimezone(UTC) if isinstance(plain, datetime) else plain


def as_it_was(told: dict[str, Any], secret: str | None) -> Ticket:
    """The ticket that `snapshot` kept."""
    return msgspec.convert({**told, "secret": secret}, Ticket)


def comment_digest(ticket: str, comment: str | None) -> str | None:
    """How the journal knows a comment without repeating it: words that may name somebody can be taken away some day,
    what happened can not.
    """
    return None if comment is None else hashlib.sha256(f"{ticket}\n{comment}".encode()).hexdigest()


def entry_of(row: Any, zone: tzinfo) -> Entry:
    return Entry(
        row.seq,
        local(row.at, zone),
        row.verb,
        row.by,
        row.ticket,
        row.counter,
        msgspec.json.decode(row.facts),
    )
