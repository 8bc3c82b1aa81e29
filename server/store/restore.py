"""A back-up becomes the office's book: looked through from end to end first, and put in place all at once."""

import errno
import hashlib
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, exc, text
from sqlalchemy.pool import StaticPool

from server.domain.errors import Refused
from server.store.audit import strays, walk
from server.store.backup import (
    DIGEST_BYTES,
    SEAL_BYTES,
    SQLITE,
    Seal,
    copy,
    make,
    opened_to_look,
    pieces,
    read_seal,
    schema_of,
)
from server.store.catalogue import offices
from server.store.database import LATEST, Database, DatabaseNewer, sqlite_file
from server.store.replay import first_difference
from server.store.tenancy import DatabaseInUse, alone, clear_away, put_in_place
from server.store.trouble import reason_of


class DatabaseThere(Refused):
    """There is a book already, and nobody said that another may take its place."""

    kind = "database-there"


class BadBackup(Refused):
    """The file cannot be restored. `reason`: missing, not-one, damaged, journal (which `seq` of which `office`), tables."""

    kind = "bad-backup"


class RestoreFailed(Refused):
    """The disk does not take it; everything is as it was."""

    kind = "restore-failed"


@dataclass(frozen=True, slots=True)
class Found:
    """One office in a back-up: how many entries its journal has, and the hash of the last."""

    code: str
    entries: int
    last_hash: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: what the back-up says of itself (None for a plain database), its offices, and where the
    old book is kept.
    """

    seal: Seal | None
    offices: tuple[Found, ...]
    aside: Path | None


def restore(url: str, file: Path, now: datetime, shelf: Path, *, force: bool = False) -> Restored:
    """Puts the book of a back-up in place of the one at `url`, or leaves everything as it is.

    Looked through before anything is touched: its seal (or, of a plain database, that the journal tells the tables), that
    SQLite finds it whole, its references, its version (the copy of an older one is migrated), the chain of every office.
    With `force` a book that is there is kept under a name with the date; a database server's is backed up
    to `shelf` first. Raises BadBackup, DatabaseNewer, DatabaseThere, DatabaseInUse, RestoreFailed.
    """
    if not file.is_file():
        raise BadBackup(file=file, reason="missing")
    path = sqlite_file(url)
    try:
        if path is not None:
            return _into_a_file(path, file, now, force=force)
        return _into_a_server(url, file, now, shelf, force=force)
    except OSError as failed:
        full = failed.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = "full" if full else None
        raise RestoreFailed(file=failed.filename or path, reason=reason, why=failed.strerror) from failed


def _into_a_file(path: Path, file: Path, now: datetime, *, force: bool) -> Restored:
    with alone(path):
        there = path.is_file() and path.stat().st_size > 0
        if there and not force:
            raise DatabaseThere(file=path)
        fresh = path.with_name(f"{path.name}.restoring")
        try:
            seal = _take_in(file, fresh)
            found = _look_through(file, fresh, sealed=seal is not None)
            aside = _free_name(path, now)
            put_in_place(fresh, path, aside)
        finally:
            clear_away(path)
        return Restored(seal, found, aside if there else None)


def _free_name(path: Path, now: datetime) -> Path:
    """Where the old book is kept: `toiluot.db.before-20261123-170000`."""
    dated = f"{path.name}.before-{now:%Y%m%d-%H%M%S}"
    names = (path.with_name(f"{dated}{more}") for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not name.exists())


def _take_in(file: Path, fresh: Path) -> Seal | None:
    """A copy of the book without its seal, on disk; BadBackup when a byte of it is not the one that was sealed."""
    with file.open("rb") as backup:
        start = backup.read(len(SQLITE))
    if start != SQLITE:
        raise BadBackup(file=file, reason="not-one")
    opened = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        seal = read_seal(file)
        if seal is not None:
            _take_in_sealed(file, opened, seal)
        else:
            _take_in_plain(file, fresh, opened)
        os.fsync(opened)
    finally:
        os.close(opened)
    return seal


def _take_in_sealed(file: Path, opened: int, seal: Seal) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as backup:
        if os.fstat(backup.fileno()).st_size != seal.bytes + SEAL_BYTES:
            raise BadBackup(file=file, reason="damaged")
        for piece in pieces(backup.fileno(), seal.bytes):
            digest.update(piece)
            _write(opened, piece)
        block = os.pread(backup.fileno(), SEAL_BYTES, seal.bytes)
    digest.update(block[:-DIGEST_BYTES])
    if digest.hexdigest().encode() != block[-DIGEST_BYTES:]:
        raise BadBackup(file=file, reason="damaged")


def _write(opened: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(opened, view) :]


def _take_in_plain(file: Path, fresh: Path, opened: int) -> None:
    """A database that was never sealed: copied by hand, put aside by a restore, saved from a lost file. Its log counts."""
    with_log = file.with_name(f"{file.name}-wal").exists()
    if not with_log and not _is_as_long_as_it_says(file):
        raise BadBackup(file=file, reason="damaged")
    try:
        copy(file, fresh, opened, "mode=rw" if with_log else "mode=ro&immutable=1")
    except sqlite3.Error as failed:
        if reason_of(failed) == "full":
            raise RestoreFailed(file=fresh, reason="full") from failed
        raise BadBackup(file=file, reason="damaged") from failed


def _is_as_long_as_it_says(file: Path) -> bool:
    """By its header (file format, offsets 16 and 28): what lost its end, or has a seal that is none, is not."""
    with file.open("rb") as opened:
        header = opened.read(100)
        size = os.fstat(opened.fileno()).st_size
    page = int.from_bytes(header[16:18], "big")
    return size == (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")


def _look_through(file: Path, fresh: Path, *, sealed: bool) -> tuple[Found, ...]:
    """The offices of a book that is whole; BadBackup and DatabaseNewer otherwise."""
    try:
        with closing(opened_to_look(fresh)) as raw:
            schema = _hangs_together(file, raw)
        if schema != LATEST:
            _brought_up(fresh)
        with closing(opened_to_look(fresh)) as raw:
            engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
            with engine.connect() as conn:
                return tuple(_holds(file, conn, sealed=sealed))
    except (sqlite3.Error, exc.DBAPIError) as broken:
        raise BadBackup(file=file, reason="damaged") from broken


def _hangs_together(file: Path, raw: sqlite3.Connection) -> str:
    """The version of its tables."""
    if raw.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise BadBackup(file=file, reason="damaged")
    schema = schema_of(raw)
    if schema is None:
        raise BadBackup(file=file, reason="not-one")
    if schema > LATEST:
        raise DatabaseNewer(schema)
    if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise BadBackup(file=file, reason="damaged")
    return schema


def _holds(file: Path, conn: Connection, *, sealed: bool) -> list[Found]:
    """The journal of every office, from its first entry to its last."""
    found = []
    for stray in strays(conn):
        raise BadBackup(file=file, reason="journal", office=stray, seq=1)
    for profile in offices(conn):
        chain = walk(conn, profile.id)
        if chain.broken is not None:
            raise BadBackup(file=file, reason="journal", office=profile.code, seq=chain.broken)
        if not sealed and (lie := first_difference(conn, profile.id)) is not None:
            raise BadBackup(file=file, reason="tables", office=profile.code, where=lie.where)
        found.append(Found(profile.code, chain.entries, chain.last_hash))
    return found


def _into_a_server(url: str, file: Path, now: datetime, shelf: Path, *, force: bool) -> Restored:
    """In one transaction of the server: until its end the old book stands."""
    shelf.mkdir(parents=True, exist_ok=True)
    fresh = shelf / ".restoring.db"
    database = Database(url)
    try:
        seal = _take_in(file, fresh)
        found = _look_through(file, fresh, sealed=seal is not None)
        database.migrate()
        _nobody_else(database)
        aside = _backed_up(database, url, now, shelf, force=force)
        _nobody_else(database)
        database.refill(lambda conn: _replaced(conn, fresh))
    finally:
        database.close()
        fresh.unlink(missing_ok=True)
    return Restored(seal, found, aside)


def _brought_up(fresh: Path) -> None:
    """The tables of an older version become those of this one, in the copy."""
    try:
        older = Database(f"sqlite:///{fresh.absolute()}")
        older.migrate()
        older.close()
    finally:
        fresh.with_name(f"{fresh.name}.lock").unlink(missing_ok=True)


def _backed_up(database: Database, url: str, now: datetime, shelf: Path, *, force: bool) -> Path | None:
    if not database.look(offices):
        return None
    if not force:
        raise DatabaseThere(file=database.url.database)
    aside = _free_name(shelf / "toiluot.db", now)
    make(url, aside, now)
    return aside


def _replaced(conn: Connection, fresh: Path) -> None:
    from server.store.portable import carry_in

    conn.execute(text("LOCK TABLE heads IN ACCESS EXCLUSIVE MODE"))
    carry_in(conn, fresh)


def _nobody_else(database: Database) -> None:
    """DatabaseInUse while another program is connected; one that just left takes a moment to be gone."""
    for _ in range(20):
        if not database.look(_others):
            return
        time.sleep(0.1)
    raise DatabaseInUse(file=database.url.database)


def _others(conn: Connection) -> int:
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    return int(conn.execute(asked).scalar_one())
