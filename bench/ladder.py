"""What stands in the way of more tickets a second: each rung of one ticket, from the least there could be.

    1  a Flask POST that does nothing                   the door that any answer comes through
    2  the rows of a ticket, by the bare SQLite driver  what has to be kept, thirty-two tickets in a transaction
    3  the action, in this process, as many together    the rules, the journal's chain, the slip's facts, and 2
    4  POST /tickets, as many clients                   1 and 3, with who may, which press, JSON and the screens

The floor of any way to do it with Flask and these rows is 1 + 2; what the program adds is 4 - 1 - 2.
"""

import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

from bench.ground import MORNING, PROGRAM
from server.actions import citizen
from server.actions.citizen import Wish
from server.office import Book, Database, Press
from server.store.catalogue import offices
from server.store.database import Change, Job, Written

TOGETHER, TRANSACTIONS = 32, 60
OPENS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")


def rungs() -> tuple[float, float]:
    """Microseconds per ticket of rungs 2 and 3."""
    with tempfile.TemporaryDirectory(prefix="toiluot-bench-") as folder:
        data = Path(folder)
        subprocess.run([PROGRAM, "init", "--sample", "--data", data], check=True, capture_output=True)
        before, after = data / "before.db", data / "toiluot.db"
        shutil.copy(after, before)
        action = _actions(after)
        return _rows(before, after), action


def _actions(file: Path) -> float:
    """Everything that a ticket is, without a request and without screens."""
    database = Database(f"sqlite:///{file}")
    office, now = database.look(offices)[0].id, datetime.fromisoformat(MORNING)

    def take(book: Book) -> citizen.Taken:
        return citizen.take_ticket(book, Wish("ho-tich"), "kiosk")

    def together() -> None:
        jobs: list[Job] = [
            Change(office, now, take, Press("kiosk", uuid4().hex, "0" * 64), lambda _, taken: taken.ticket.id)
            for _ in range(TOGETHER)
        ]
        assert all(isinstance(done, Written) for done in database.commit_together(jobs))

    with closing(database):
        return _a_ticket(together)


def _rows(before: Path, after: Path) -> float:
    """The rows that these tickets left, written once more, as many together, into a file as it was before them."""
    with closing(sqlite3.connect(before, isolation_level=None)) as bare:
        for line in OPENS:
            bare.execute(line)
        bare.execute("ATTACH ? AS after", (str(after),))
        left = list(_left(bare))

        def together() -> None:
            bare.execute("BEGIN IMMEDIATE")
            for insert, rows in left:
                bare.executemany(insert, islice(rows, TOGETHER))
            bare.execute("COMMIT")

        return _a_ticket(together)


def _left(bare: sqlite3.Connection) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    """An insert for each table that has a row more for each ticket, and those rows."""
    for (table,) in bare.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall():
        rows = bare.execute(f"SELECT * FROM after.{table} EXCEPT SELECT * FROM main.{table}").fetchall()  # noqa: S608  our own tables
        if len(rows) >= TOGETHER * TRANSACTIONS:
            yield f"INSERT INTO main.{table} VALUES ({','.join('?' * len(rows[0]))})", iter(rows)  # noqa: S608


def _a_ticket(transaction: Callable[[], object]) -> float:
    """Microseconds, after a tenth as warm-up."""
    for _ in range(TRANSACTIONS // 10):
        transaction()
    begun = time.perf_counter()
    for _ in range(TRANSACTIONS):
        transaction()
    return (time.perf_counter() - begun) / TRANSACTIONS / TOGETHER * 1e6
