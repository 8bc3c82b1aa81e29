"""Who did what, and when: the journal searched from its newest entry back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from server.domain.journal import Entry
from server.store import tables as t
from server.store.book import Book
from server.store.journal import entry_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: from one instant to before another; by whom, which deeds, about which ticket or counter.

    `before`: what was found last, to go on from there.
    """

    first: datetime
    until: datetime
    by: str = ""
    verbs: tuple[str, ...] = ()
    about: str = ""
    before: tuple[datetime, int] | None = None


def look_back(book: Book, asked: Asked, limit: int) -> list[Entry]:
    """So many entries at most, the newest first; by the index of instants, however long the history."""
    rows = book.draft.looking.execute(_select(book.profile.id, asked).limit(limit))
    return [entry_of(row, book.profile.zone) for row in rows]


def _select(office: int, asked: Asked) -> Select[Any]:
    j = t.journal.c
    wanted = [j.office == office, j.at >= asked.first, j.at < asked.until]
    if asked.by:
        wanted.append(func.lower(j.by) == asked.by.lower())
    if asked.verbs:
        wanted.append(j.verb.in_(asked.verbs))
    if asked.about:
        named = asked.about.strip()
        wanted.append(or_(j.counter == named, j.ticket == named, j.ticket.like(f"%-{named.upper()}")))
    if asked.before is not None:
        at, seq = asked.before
        wanted.append(or_(j.at < at, and_(j.at == at, j.seq < seq)))
    return select(t.journal).where(*wanted).order_by(j.at.desc(), j.seq.desc())
