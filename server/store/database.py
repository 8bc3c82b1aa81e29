"""The database: opened, migrated, read from and written to. The only module that commits."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, exc, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool, StaticPool

from server.domain.journal import Entry
from server.store import catalogue as c
from server.store import tables as t
from server.store.book import Book, Press
from server.store.hold import FileHold, Hold, OwnHold, ServerHold
from server.store.journal import NOTHING_YET, Journal
from server.store.present import Present

log = logging.getLogger(__name__)

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
LATEST = "0002"
BUSY_SECONDS = 10
"""How long the server waits for a file that another program holds, before it says so."""
PATIENT_SECONDS = 60
"""How long a command waits: a busy server leaves it small gaps only."""


class StorageFailed(Exception):
    """The database cannot be read or written now (disk full, locked, gone). Nothing of the change was kept.

    `reason` is "locked" when another program holds it, else None.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.reason = "locked" if "locked" in why else None


class DatabaseNewer(Exception):
    """The database was made by a later version of the program."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a change came to: its answer, the journal's new entries, and whether it was an old answer given again."""

    answer: Any
    entries: tuple[Entry, ...] = ()
    repeated: bool = False
    present: Present | None = None


Job = Callable[[Connection], Written]


class Database:
    """One database, with a writer and a reader side. Safe for threads; `run` is swapped by the server for the group
    commit of `server.store.writer`.
    """

    def __init__(self, url: str, patience: int = BUSY_SECONDS) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.writer, self.reader = _engines(url, self.sqlite, patience)
        self.run: Callable[[Job], Written] = self.commit_one
        self._one_at_a_time = threading.Lock()
        self._catalogues: dict[int, tuple[c.Profile, c.Catalogue]] = {}
        self._presents: dict[int, Present] = {}

    def commit_one(self, job: Job) -> Written:
        """One change, one transaction."""
        with self._transaction() as conn:
            return job(conn)

    def commit_together(self, jobs: list[Job]) -> list[Written | Exception]:
        """Several changes in one transaction; one that fails takes nothing of the others with it."""
        done: list[Written | Exception] = []
        with self._transaction() as conn:
            done.extend(_within(conn, job) for job in jobs)
        return done

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """What later changes of one transaction may keep in mind ends with it."""
        with self._turn(), storage(), self.writer.begin() as conn:
            conn.info["presents"] = {}
            yield conn

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite has one writer: it waits here rather than on the file's lock."""
        if not self.sqlite:
            yield
            return
        with self._one_at_a_time:
            yield

    def write(
        self,
        office: int,
        now: datetime,
        change: Callable[[Book], T],
        press: Press | None = None,
        shape: Callable[[Book, T], Any] = lambda _, answer: answer,
    ) -> Written:
        """Does one change of the office's book, all or nothing.

        `shape` makes the answer plain before it is kept under the press; the same press again gives that answer and
        changes nothing.
        """

        def job(conn: Connection) -> Written:
            book = self._open(conn, office, now, for_change=True)
            if press is not None and (before := book.answered(press)) is not None:
                return Written(before, repeated=True)
            answer = shape(book, change(book))
            if press is not None:
                answer = msgspec.to_builtins(answer)
                book.remember(press, answer)
            book.journal.close()
            drafts = conn.info.setdefault("presents", {})
            drafts[office] = book.kept
            return Written(answer, tuple(book.journal.written), present=book.kept)

        written = self.run(job)
        self._keep(office, written.present)
        return written

    def _keep(self, office: int, present: Present | None) -> None:
        """Keeps the latest present in mind, for whoever opens the book at the same `seq`."""
        known = self._presents.get(office)
        if present is not None and (known is None or present.seq > known.seq):
            self._presents[office] = present

    def read(self, office: int, now: datetime, look: Callable[[Book], T]) -> T:
        """One consistent look into the office's book."""
        with storage(), self.reader.connect() as conn:
            book = self._open(conn, office, now, for_change=False)
            answer = look(book)
            self._keep(office, book.kept)
            return answer

    def look(self, ask: Callable[[Connection], T]) -> T:
        """One look at what belongs to no single office."""
        with storage(), self.reader.connect() as conn:
            return ask(conn)

    def found(self, offer: c.Offer) -> int:
        """Opens an office; returns its id."""
        with self._turn(), storage(), self.writer.begin() as conn:
            return c.found(conn, offer, NOTHING_YET)

    def migrate(self) -> None:
        """Brings the database to this version; DatabaseNewer when it is ahead of it."""
        version = self._version()
        if version == LATEST:
            return
        if version is not None and version > LATEST:
            raise DatabaseNewer(version)
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with storage(), self.writer.begin() as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")

    def _version(self) -> str | None:
        with storage(), self.reader.connect() as conn:
            if not inspect(conn).has_table("alembic_version"):
                return None
            return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def can_write(self) -> None:
        """Raises StorageFailed when a change could not be kept now."""
        with self._turn(), storage(), self.writer.begin() as conn:
            conn.execute(text("UPDATE heads SET seq = seq WHERE office = -1"))

    def hold(self, name: str) -> Hold:
        """What only one of the programs on this database may hold at a time; not taken yet."""
        if not self.sqlite:
            return ServerHold(self.reader, name)
        file = self.url.database
        return FileHold(Path(f"{file}.{name}")) if file and file != ":memory:" else OwnHold()

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()

    def _open(self, conn: Connection, office: int, now: datetime, *, for_change: bool) -> Book:
        asked = select(t.heads).where(t.heads.c.office == office)
        head = conn.execute(asked.with_for_update() if for_change else asked).one()
        known = self._catalogues.get(office)
        if known is None or known[1].version != head.catalogue:
            profile = next(profile for profile in c.offices(conn) if profile.id == office)
            known = (profile, c.read_catalogue(conn, office, head.catalogue))
            if not for_change:
                self._catalogues[office] = known
        profile, offered = known
        journal = Journal(conn, office, profile.zone, head.seq, head.hash)
        drafts = conn.info.get("presents", {}) if for_change else {}
        kept = drafts.get(office) or self._presents.get(office)
        return Book(conn, profile, offered, now.astimezone(profile.zone), journal, kept)


def _within(conn: Connection, job: Job) -> Written | Exception:
    try:
        with conn.begin_nested():
            return job(conn)
    except exc.OperationalError:
        raise
    except Exception as refused:  # noqa: BLE001  one change's failure is its own: it is handed to its caller
        return refused


@contextmanager
def storage() -> Iterator[None]:
    """Turns what a database says of a full disk, a lock or a lost server into StorageFailed."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, sqlite3.OperationalError) as failed:
        log.exception("the database could not be read or written")
        raise StorageFailed(str(getattr(failed, "orig", None) or failed)) from failed


def _engines(url: str, sqlite: bool, patience: int) -> tuple[Engine, Engine]:
    if not sqlite:
        engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        return engine, engine
    writer = create_engine(
        url, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": patience}
    )
    reader = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=60,
        connect_args={"check_same_thread": False, "timeout": patience},
    )
    event.listen(writer, "connect", _opened)
    event.listen(reader, "connect", _opened)
    event.listen(writer, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    event.listen(reader, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    return writer, reader


def _opened(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {line}")
