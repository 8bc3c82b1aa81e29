"""One transaction while it is written: what is to be kept, gathered until somebody looks or the end comes.

Rows that only add something are written together, many with one statement: a transaction of thirty tickets costs
little more than one of a single ticket. Whoever looks into the database sees everything that was gathered before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from server.domain.closing import Closing
from server.domain.forecast import Forecast
from server.store import tables as t
from server.store.catalogue import Catalogue, Profile
from server.store.hot import Hot
from server.store.lately import Lately
from server.store.present import Present

IN_ORDER = (t.tickets, t.legs, t.print_jobs, t.ratings, t.journal, t.presses)
"""Each table after those that its rows point to."""


_head, _press = t.heads.c, t.presses.c
SEE_HEAD = Hot(select(_head.seq, _head.hash, _head.catalogue).where(_head.office == bindparam("of")))
TAKE_HEAD = Hot(
    select(_head.seq, _head.hash, _head.catalogue).where(_head.office == bindparam("of")).with_for_update()
)
MOVE_HEAD = Hot(
    update(t.heads)
    .where(_head.office == bindparam("of"))
    .values(seq=bindparam("seq"), hash=bindparam("hash"))
)
PRESS = Hot(
    select(_press.key, _press.fingerprint, _press.answer).where(
        _press.office == bindparam("of"), _press.caller == bindparam("by"), _press.key == bindparam("one")
    )
)
ADD = {table: Hot(insert(table)) for table in IN_ORDER}
LAST_ID = {table: Hot(select(func.max(table.c.id))) for table in IN_ORDER if "id" in table.c}


def adding(dialect: str, table: Table) -> Any:
    """An insert that may come upon a row of the same key: each database has its own, and loads no other's (2 MB)."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


@cache
def count_in(dialect: str) -> Hot:
    """How many tickets were given: a new row, or a later number in the one that is there."""
    key, row = ["office", "service", "office_day"], adding(dialect, t.numbers)
    return Hot(row.on_conflict_do_update(index_elements=key, set_={"last": row.excluded.last}))


def seq_of(conn: Connection, office: int) -> int:
    """Of the last entry in the office's journal."""
    return int(SEE_HEAD.rows(conn, {"of": office})[0][0])


class Head(NamedTuple):
    """Where an office's journal ends, and the version of its catalogue."""

    seq: int
    hash: str
    catalogue: int


class PressRow(NamedTuple):
    """The answer to a press as it is kept: for which wish, and what was said (JSON)."""

    fingerprint: str
    answer: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the draft had come when a job began."""

    rows: tuple[int, ...]
    numbers: dict[tuple[int, str, date], int]
    heads: dict[int, Head]
    presents: dict[int, Present | None]
    presses: dict[tuple[int, str, str], PressRow | None]
    gathered: int
    flushes: int
    written: int


class Draft:
    """What one transaction reads and writes. `presents` and `catalogues` are what it knows of each office; `forecasts` is
    shared by all, and no part of the book. `lately`: the days kept in mind for their figures, for whoever only looks; what
    is not kept yet may be taken back.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.heads: dict[int, Head] = {}
        self.presents: dict[int, Present | None] = {}
        self.catalogues: dict[int, tuple[Profile, Catalogue]] = {}
        self.forecasts: dict[int, Forecast] = {}
        self.closings: dict[int, Closing] = {}
        self.lately: dict[int, Lately] | None = None
        self.presses: dict[tuple[int, str, str], PressRow | None] = {}
        self._rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in IN_ORDER}
        self._numbers: dict[tuple[int, str, date], int] = {}
        self._ids: dict[Table, int] = {}
        self._begun: dict[int, Head] = {}
        self._catalogue_seen: dict[int, int] = {}
        self._gathered = self._flushed = self._flushes = self._written = 0

    @property
    def looking(self) -> Connection:
        """The database for a question: everything that was gathered is in it."""
        self._flush()
        return self._conn

    @property
    def conn(self) -> Connection:
        """The same for a statement that changes something at once."""
        self._written += 1
        return self.looking

    def head(self, office: int, *, for_change: bool) -> Head:
        """Where the office's journal ends. For a change its row is taken: nobody else changes the office meanwhile."""
        known = self.heads.get(office)
        if known is None:
            (row,) = (TAKE_HEAD if for_change else SEE_HEAD).rows(self._conn, {"of": office})
            known = self.heads[office] = self._begun[office] = Head(*row)
        elif self._written != self._catalogue_seen.get(office, 0):
            known = self.heads[office] = known._replace(catalogue=self._catalogue(office))
            self._catalogue_seen[office] = self._written
        return known

    def _catalogue(self, office: int) -> int:
        """What an earlier job of this transaction may have changed."""
        asked = select(t.heads.c.catalogue).where(t.heads.c.office == office)
        return int(self._conn.execute(asked).scalar_one())

    def add(self, table: Table, *rows: dict[str, Any]) -> None:
        """Gathers rows that are to be in the table."""
        self._rows[table] += rows
        self._gathered += len(rows)

    def count(self, office: int, service: str, day: date, last: int) -> None:
        """Gathers how many tickets of the service were given on this day."""
        self._numbers[office, service, day] = last
        self._gathered += 1

    def next_id(self, table: Table) -> int:
        """A number for a row yet to be gathered, never given to another."""
        if self._conn.dialect.name == "postgresql":
            sequence = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
            return int(self._conn.execute(select(sequence)).scalar_one())
        if table not in self._ids:
            self._ids[table] = LAST_ID[table].rows(self._conn, {})[0][0] or 0
        self._ids[table] += 1
        return self._ids[table]

    def expect(self, office: int, presses: Iterable[tuple[str, str]]) -> None:
        """Reads at once which of these presses (caller, key) were answered before.

        Nobody else answers one of them meanwhile: the office is taken first.
        """
        wanted: dict[str, list[str]] = {}
        for caller, key in presses:
            wanted.setdefault(caller, []).append(key)
            self.presses[office, caller, key] = None
        if wanted:
            self.head(office, for_change=True)
        for caller, keys in wanted.items():
            for key, fingerprint, answer in self._pressed(office, caller, keys):
                self.presses[office, caller, key] = PressRow(fingerprint, answer)

    def press(self, office: int, caller: str, key: str) -> PressRow | None:
        """How this press was answered before: as it was read with the others (`expect`), else as it stands now."""
        which = office, caller, key
        if which not in self.presses:
            rows = [
                PressRow(fingerprint, answer)
                for _, fingerprint, answer in self._pressed(office, caller, [key])
            ]
            self.presses[which] = rows[0] if rows else None
        return self.presses[which]

    def _pressed(self, office: int, caller: str, keys: list[str]) -> Iterable[Any]:
        if len(keys) == 1:
            return PRESS.rows(self._conn, {"of": office, "by": caller, "one": keys[0]})
        p = t.presses.c
        asked = select(p.key, p.fingerprint, p.answer)
        return self._conn.execute(asked.where(p.office == office, p.caller == caller, p.key.in_(keys)))

    def mark(self) -> Mark:
        return Mark(
            tuple(len(rows) for rows in self._rows.values()),
            self._numbers.copy(),
            self.heads.copy(),
            self.presents.copy(),
            self.presses.copy(),
            self._gathered,
            self._flushes,
            self._written,
        )

    def back_to(self, mark: Mark) -> bool:
        """Forgets what was gathered since; False when something of it is in the database already."""
        if self._written != mark.written or self._flushed > mark.gathered:
            return False
        kept = mark.rows if self._flushes == mark.flushes else (0,) * len(mark.rows)
        for rows, length in zip(self._rows.values(), kept, strict=True):
            del rows[length:]
        self._numbers = mark.numbers if self._flushes == mark.flushes else {}
        self.heads, self.presents, self.presses = mark.heads, mark.presents, mark.presses
        self._gathered = mark.gathered
        self._catalogue_seen.clear()
        return True

    def close(self) -> None:
        """Writes down what was gathered, and where each journal ends now."""
        self._flush()
        for office, head in self.heads.items():
            if head.seq != self._begun[office].seq:
                MOVE_HEAD.do(self._conn, {"of": office, "seq": head.seq, "hash": head.hash})

    def _flush(self) -> None:
        if self._flushed == self._gathered:
            return
        for table, rows in self._rows.items():
            if rows:
                ADD[table].do(self._conn, *rows)
                self._rows[table] = []
        if self._numbers:
            self._keep_numbers()
        self._flushed = self._gathered
        self._flushes += 1

    def _keep_numbers(self) -> None:
        rows = [
            {"office": office, "service": service, "office_day": day, "last": last}
            for (office, service, day), last in self._numbers.items()
        ]
        count_in(self._conn.dialect.name).do(self._conn, *rows)
        self._numbers = {}
