"""Does the journal hold? Each entry follows from the one before, and the last is the one that the head names."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from server.domain.journal import Entry
from server.store import tables as t
from server.store.journal import NOTHING_YET, chained

_ENTRY = ("seq", "at", "verb", "by", "ticket", "counter", "facts", "hash")
_AS_KEPT = (
    'SELECT seq, at, verb, "by", ticket, counter, facts, hash FROM journal WHERE office = ? ORDER BY seq'
)


@dataclass(frozen=True, slots=True)
class Chain:
    """The journal of one office, walked: how many entries hold, the hash of the last of them, and the first that does not."""

    entries: int
    last_hash: str
    broken: int | None = None


class _NotAsKept(Exception):
    """A value that the journal would never have written so."""


def first_broken(conn: Connection, office: int) -> int | None:
    """The `seq` of the first entry that does not follow from the one before; None when the whole chain holds."""
    return walk(conn, office).broken


def walk(conn: Connection, office: int) -> Chain:
    """Walks one office's journal, an entry at a time.

    Not one byte of an entry may differ from what was written: values are looked at as they lie in the file, since a
    reader would take an instant written otherwise, or no text at all, for the same.
    """
    held, last = 0, NOTHING_YET
    try:
        for entry, facts, kept in _entries(conn, office):
            if entry.seq != held + 1 or chained(last, office, entry, facts) != kept:
                return Chain(held, last, held + 1)
            held, last = entry.seq, kept
    except _NotAsKept:
        return Chain(held, last, held + 1)
    return Chain(held, last, None if _head(conn, office) == (held, last) else held + 1)


def strays(conn: Connection) -> list[int]:
    """The numbers of offices that the journal has entries of, but that have no head to hold them by."""
    known, j = select(t.heads.c.office), t.journal.c
    return list(conn.execute(select(j.office).where(j.office.not_in(known)).distinct()).scalars())


def _head(conn: Connection, office: int) -> tuple[int, str] | None:
    row = conn.execute(select(t.heads.c.seq, t.heads.c.hash).where(t.heads.c.office == office)).one_or_none()
    return (row.seq, row.hash) if row else None


def _entries(conn: Connection, office: int) -> Iterator[tuple[Entry, str, str]]:
    """Every entry in its order, with its facts and its hash as they were written."""
    rows = _as_kept(conn, office) if conn.dialect.name == "sqlite" else _as_read(conn, office)
    for seq, at, verb, by, ticket, counter, facts, kept in rows:
        yield Entry(seq, at, verb, by, ticket, counter, {}), facts, kept


def _as_read(conn: Connection, office: int) -> Iterator[Any]:
    asked = select(*(t.journal.c[name] for name in _ENTRY)).where(t.journal.c.office == office)
    with conn.execute(asked.order_by(t.journal.c.seq).execution_options(yield_per=1000)) as rows:
        yield from rows


def _as_kept(conn: Connection, office: int) -> Iterator[Any]:
    """From SQLite itself, which keeps instants as text and does not mind what stands in a column."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    rows = driver.execute(_AS_KEPT, (office,))
    try:
        for row in rows:
            yield row[0], _instant(row[1]), *row[2:]
    except sqlite3.OperationalError as unreadable:
        if "decode" not in str(unreadable):
            raise
        raise _NotAsKept from unreadable
    finally:
        rows.close()


def _instant(kept: object) -> datetime:
    """The instant, if it stands there exactly as the journal writes it."""
    try:
        at = datetime.fromisoformat(str(kept))
    except ValueError as strange:
        raise _NotAsKept from strange
    if at.isoformat(" ", "microseconds") != kept or at.tzinfo is not None:
        raise _NotAsKept
    return at.replace(tzinfo=UTC)
