"""The database: opened, migrated, read from and written to. The only module that commits."""

import logging
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, exc, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool, StaticPool

from server.domain.closing import Closing
from server.domain.forecast import Forecast
from server.domain.journal import Entry
from server.domain.local import local
from server.store import catalogue as c
from server.store.book import Book, Press
from server.store.dossiers import Dossiers
from server.store.draft import Draft
from server.store.hold import FileHold, Hold, OwnHold, ServerHold
from server.store.journal import NOTHING_YET, Journal
from server.store.lately import Lately
from server.store.present import Present
from server.store.tenancy import move_in, move_out
from server.store.trouble import Footing, StorageFailed, Trouble, is_trouble, reason_of, told_by

log = logging.getLogger(__name__)

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
LATEST = "0017"
BUSY_SECONDS = 6
"""How long the server waits for a file that another program holds, before it says so: while the screen still listens
(press.js gives one try 8 seconds)."""
PATIENT_SECONDS = 60
"""How long a command waits: a busy server leaves it small gaps only."""


class DatabaseNewer(Exception):
    """The database was made by a later version of the program."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a change came to: its answer, the journal's new entries, and whether it was an old answer given again."""

    answer: Any
    entries: tuple[Entry, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one office's book, asked for at one moment.

    `shape` makes the answer plain before it is kept under the press; the same press again gives that answer and
    changes nothing. A job that is written together with others may be run twice when one of them spoils it: what it
    changes is in the book alone.
    """

    office: int
    now: datetime
    change: Callable[[Book], Any]
    press: Press | None = None
    shape: Callable[[Book, Any], Any] = lambda _, answer: answer


@dataclass(frozen=True, slots=True)
class Trial:
    """A change that changes nothing: it fails where a true one would."""

    office: int = 0
    press: None = None


Job = Change | Trial


class HeldElsewhere(Exception):
    """Another program is writing, and nobody was to wait for it."""


class Spoilt(Exception):
    """A job failed after some of it had been written; what it was written with must be written without it."""


class Database:
    """One database, with a writer and a reader side. Safe for threads; `run` is swapped by the server for the group
    commit of `server.store.writer`.
    """

    def __init__(self, url: str, patience: int = BUSY_SECONDS) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        file = sqlite_file(url)
        self._leave = weakref.finalize(self, move_out, move_in(file))
        self.writer, self.reader = _engines(url, self.sqlite, patience)
        self.footing = Footing(file)
        self.writing, self.reading = Trouble("written", str(file or "")), Trouble("read", str(file or ""))
        self._untouched = _Untouched(file)
        self._saved, self._is_unsaved = "", False
        self.run: Callable[[Job], Written] = self.commit_one
        self.commit_seconds = 0.0
        self._patience, self._waits = patience, True
        self._was_told_to_wait = True  # the writer's connection
        if self.sqlite:
            event.listen(self.writer, "begin", self._begin)
            event.listen(self.writer, "connect", self._untouched.hold, insert=True)
            event.listen(self.reader, "connect", self._untouched.hold, insert=True)
        self._one_at_a_time = threading.Lock()
        self._catalogues: dict[int, tuple[c.Profile, c.Catalogue]] = {}
        self._presents: dict[int, Present] = {}
        self._forecasts: dict[int, Forecast] = {}
        self._closings: dict[int, Closing] = {}
        self._lately: dict[int, Lately] = {}

    def commit_one(self, job: Job) -> Written:
        """One change, one transaction."""
        with self._transaction([job]) as draft:
            written = self._do(draft, job)
        self._keep(draft)
        return written

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Within: a change is made at once or not at all (HeldElsewhere). For whoever must not stand still."""
        self._waits = False
        try:
            yield
        finally:
            self._waits = True

    def commit_together(self, jobs: list[Job]) -> list[Written | Exception]:
        """Several changes in one transaction; one that fails takes nothing of the others with it."""
        try:
            with self._transaction(jobs) as draft:
                done = [self._within(draft, job) for job in jobs]
        except (StorageFailed, HeldElsewhere):
            raise
        except Exception:  # noqa: BLE001  whose failure it is shows when each is written by itself
            return [self._alone(job) for job in jobs]
        self._keep(draft)
        return done

    def _alone(self, job: Job) -> Written | Exception:
        try:
            return self.commit_one(job)
        except Exception as refused:  # noqa: BLE001  one change's failure is its own: it is handed to its caller
            return refused

    def _within(self, draft: Draft, job: Job) -> Written | Exception:
        mark = draft.mark()
        try:
            return self._do(draft, job)
        except Exception as refused:
            if is_trouble(refused):
                raise
            if not draft.back_to(mark):
                raise Spoilt from refused
            return refused

    @contextmanager
    def _transaction(self, jobs: list[Job]) -> Iterator[Draft]:
        """What these jobs write is kept when they are done, with everything that they gathered."""
        with self._changing() as conn:
            draft = self._draft(conn)
            for office in {job.office for job in jobs}:
                presses = [job.press for job in jobs if job.press is not None and job.office == office]
                draft.expect(office, [(press.caller, press.key) for press in presses])
            yield draft
            draft.close()
            begun = time.perf_counter()
        self.commit_seconds = time.perf_counter() - begun

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """The writer's side. What is broken for good is not written to any more: that could only do further damage."""
        with self._turn(), told_by(self.writing):
            for side in (self.writing, self.reading):
                if side.failed is not None and side.is_for_good:
                    raise StorageFailed(str(side.failed), side.failed.reason, side.file)
            self._stand_on_the_file()
            with self.writer.begin() as conn:
                yield conn

    def _begin(self, conn: Connection) -> None:
        """Takes the file for writing: SQLite waits for another program as long as we are patient, or not at all."""
        if self._waits is not self._was_told_to_wait:
            conn.exec_driver_sql(f"PRAGMA busy_timeout={self._patience * 1000 if self._waits else 0}")
            self._was_told_to_wait = self._waits
        try:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
        except exc.OperationalError as failed:
            if self._waits or reason_of(failed) != "locked":
                raise
            raise HeldElsewhere from failed

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        with told_by(self.reading):
            try:
                self.footing.check()
            except StorageFailed:
                with self._turn():
                    self._stand_on_the_file()
            with self._reading() as conn, conn.begin():
                yield conn

    def _stand_on_the_file(self) -> None:
        """StorageFailed when the file was taken away; what it held is saved beside it, for as long as it is open."""
        try:
            self.footing.check()
        except StorageFailed as lost:
            self._saved = self._saved or self._rescue()
            lost.copy = self._saved
            raise
        self._saved, self._is_unsaved = "", False

    def _rescue(self) -> str:
        """A copy of what the open file holds, which nobody else can reach any more; "" when there is no room for it."""
        copy = next(name for name in _rescued(self.footing.path) if not name.exists())
        try:
            kept = self.writer.raw_connection()
            with closing(kept), closing(sqlite3.connect(copy)) as saved:
                kept.driver_connection.backup(saved)  # type: ignore[union-attr]  # of sqlite3
        except (sqlite3.Error, OSError) as failed:
            if not self._is_unsaved:
                log.error("what the lost file held could not be saved beside it: %s; tried again", failed)  # noqa: TRY400
            self._is_unsaved = True
            return ""
        log.error("what the lost file held is saved as %s; toiluot restore %s", copy, copy)
        return str(copy)

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
        """Does one change of the office's book, all or nothing (see Change)."""
        return self.run(Change(office, now, change, press, shape))

    def _do(self, draft: Draft, job: Job) -> Written:
        if isinstance(job, Trial):
            return _as_it_is(draft.conn)
        book = self._open(draft, job.office, job.now, for_change=True)
        press = job.press
        if press is not None and (before := book.answered(press)) is not None:
            return Written(before, repeated=True)
        answer = job.shape(book, job.change(book))
        if press is not None:
            answer = msgspec.to_builtins(answer)
            book.remember(press, answer)
        return Written(answer, tuple(book.journal.written))

    def _keep(self, draft: Draft) -> None:
        """Keeps the latest set-up and present of each office in mind, for whoever opens the book next."""
        for office, known_set_up in draft.catalogues.items():
            kept = self._catalogues.get(office)
            if kept is None or kept[1].version < known_set_up[1].version:
                self._catalogues[office] = known_set_up
        for office, present in draft.presents.items():
            known = self._presents.get(office)
            if present is not None and (known is None or present.seq >= known.seq):
                self._presents[office] = present
        for office, days in (draft.lately or {}).items():
            latest = self._lately.get(office)
            if latest is None or days.seq >= latest.seq:
                self._lately[office] = days

    def read(self, office: int, now: datetime, look: Callable[[Book], T]) -> T:
        """One consistent look into the office's book."""
        with self._looking() as conn:
            draft = self._draft(conn)
            draft.lately = self._lately.copy()
            answer = look(self._open(draft, office, now, for_change=False))
            self._keep(draft)
            return answer

    def look(self, ask: Callable[[Connection], T]) -> T:
        """One consistent look at what belongs to no single office."""
        with self._looking() as conn:
            return ask(conn)

    def _reading(self) -> Connection:
        """However much is read, it is of one moment: so is every transaction of SQLite, and PostgreSQL is told to."""
        conn = self.reader.connect()
        return conn if self.sqlite else conn.execution_options(isolation_level="REPEATABLE READ")

    def refill(self, fill: Callable[[Connection], None]) -> None:
        """One change of everything: another book takes the place of this one."""
        with self._changing() as conn:
            fill(conn)
        self._catalogues.clear()
        self._presents.clear()
        self._forecasts.clear()
        self._closings.clear()
        self._lately.clear()

    def found(self, offer: c.Offer) -> int:
        """Opens an office; returns its id."""
        with self._changing() as conn:
            office = c.found(conn, offer, NOTHING_YET)
            Dossiers(Draft(conn), office, ZoneInfo(offer.zone)).add_all(offer.dossiers)
            return office

    def migrate(self) -> None:
        """Brings the database to this version; DatabaseNewer when it is ahead of it.

        StorageFailed for a file that is missing where a server saved what it had held: an office must not begin anew
        beside its own past.
        """
        self._miss_nothing()
        version = self.version()
        if version == LATEST:
            return
        if version is not None and version > LATEST:
            raise DatabaseNewer(version)
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._changing() as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")

    def version(self) -> str | None:
        """Of the program that these tables are for ("0004"); None where there are none yet."""
        with self._looking() as conn:
            if not inspect(conn).has_table("alembic_version"):
                return None
            return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def can_write(self) -> None:
        """Keeps a change that changes nothing; raises StorageFailed when it could not be kept now."""
        self.run(Trial())

    def _miss_nothing(self) -> None:
        path = self.footing.path
        saved = [name for name in _rescued(path)[:1] if name.exists()] if path and not path.exists() else []
        if saved:
            raise StorageFailed(f"{path} is not there", "gone", str(path), str(saved[0]))

    @property
    def is_in_trouble(self) -> bool:
        return any(side.failed is not None for side in (self.writing, self.reading))

    def keep_open(self) -> None:
        """Opens the writer's side, so that its file is held from now on."""
        if not self.sqlite:
            return
        with self._turn(), told_by(self.writing):
            self.footing.check()
            self.writer.raw_connection().close()

    def hold(self, name: str) -> Hold:
        """What only one of the programs on this database may hold at a time; not taken yet."""
        if not self.sqlite:
            return ServerHold(self.reader, name)
        file = self.url.database
        return FileHold(Path(f"{file}.{name}")) if file and file != ":memory:" else OwnHold()

    def close(self) -> None:
        if not any(side.is_for_good for side in (self.writing, self.reading)):
            self._untouched.let_go()
        self.writer.dispose()
        self.reader.dispose()
        self._untouched.let_go()
        self._leave()

    def _draft(self, conn: Connection) -> Draft:
        """A draft that begins with what is known of each office."""
        draft = Draft(conn)
        draft.presents.update(self._presents)
        draft.catalogues.update(self._catalogues)
        draft.forecasts = self._forecasts
        draft.closings = self._closings
        return draft

    def _open(self, draft: Draft, office: int, now: datetime, *, for_change: bool) -> Book:
        head = draft.head(office, for_change=for_change)
        known = draft.catalogues.get(office)
        if known is None or known[1].version != head.catalogue:
            profile = next(profile for profile in c.offices(draft.looking) if profile.id == office)
            offered = c.read_catalogue(draft.looking, office, head.catalogue)
            known = draft.catalogues[office] = (profile, offered)
        profile, offered = known
        journal = Journal(draft, office, profile.zone, head)
        return Book(draft, profile, offered, local(now, profile.zone), journal)


def there_is_one(url: str) -> bool:
    """Whether there is a database to be opened; on a database server there always is."""
    path = sqlite_file(url)
    return path is None or (path.is_file() and path.stat().st_size > 0)


def sqlite_file(url: str) -> Path | None:
    """The file that SQLite keeps the database in; None for any other database."""
    told = make_url(url)
    in_a_file = told.get_backend_name() == "sqlite" and told.database not in (None, "", ":memory:")
    return Path(str(told.database)) if in_a_file else None


class _Untouched:
    """Keeps what is broken as it is: whoever closes a SQLite file last writes its log into it and throws the log away,
    but one who may only read does not. So it is held by such a one, who goes last when the file is broken, first when
    it is whole.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._held: sqlite3.Connection | None = None

    def hold(self, *_: object) -> None:
        """Before anybody looks into the file: it may be broken by now."""
        if self._held is not None or self._path is None or not self._path.exists():
            return
        with suppress(sqlite3.Error):  # What it can not read nobody can write either.
            if self._path.stat().st_size:
                self._held = opened_as(self._path, "mode=ro")
                self._held.execute("PRAGMA schema_version").fetchone()

    def let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()


def opened_as(path: Path, options: str, patience: int = PATIENT_SECONDS) -> sqlite3.Connection:
    """A SQLite file, opened by SQLite itself with options of its own (https://www.sqlite.org/uri.html)."""
    address = f"file:{quote(str(path.absolute()))}?{options}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=patience, check_same_thread=False)


def _as_it_is(conn: Connection) -> Written:
    # There and back: SQLite writes nothing for a row that is set to what it was.
    conn.execute(text("UPDATE heads SET seq = seq + 1"))
    conn.execute(text("UPDATE heads SET seq = seq - 1"))
    return Written(None)


def _rescued(path: Path | None) -> list[Path]:
    """The names under which a lost file is saved."""
    assert path is not None
    return [path.with_name(f"{path.name}.rescued{number or ''}") for number in range(100)]


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
    event.listen(reader, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    return writer, reader


def _opened(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {line}")
