"""A back-up: the whole book in one file of its own, as it was at one moment, while the office works on.

The file is a SQLite database, whatever the office's own is, with a seal behind its last page: what it is, and the digest
of every byte before. SQLite goes by the number of pages in its header and does not mind the seal
(https://www.sqlite.org/fileformat2.html, "In-header database size"); whoever restores it misses no byte that changed.
"""

import errno
import fcntl
import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from server.domain.errors import Refused
from server.store.database import LATEST, DatabaseNewer, opened_as, sqlite_file
from server.store.tenancy import WAL, move_in, move_out, sync
from server.store.trouble import StorageFailed, reason_of

MAGIC = b"\ntoiluot back-up 1\n"
SEAL_BYTES, DIGEST_BYTES = 512, 64
SQLITE = b"SQLite format 3\x00"
OF_THE_DATABASE = ("", "-wal", "-shm", ".lock", ".incoming", ".restoring")
"""The names that a database in use has; nothing may be written over them."""

PAGES = 1024
"""Copied at once, 4 MB; then they are put on disk, and the office's own writing has the disk for as long as that took.

Copied without a pause, or by VACUUM INTO, 1.6 GB take half the time, and a commit of the office that falls into it waits
for up to 0.3 s; so it waits 0.08 s (docs/backup.md).
"""


class BackupExists(Refused):
    """A file of that name is there already."""

    kind = "backup-exists"


class BackupNotWritten(Refused):
    """The file could not be written: `reason` full, in-use, database, or none. Nothing of it is left."""

    kind = "backup-not-written"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a back-up says of itself. `made`: the moment it shows; `schema`: the version of its tables; `bytes`: of the book."""

    made: datetime
    program: str
    schema: str
    bytes: int


def make(url: str, file: Path, made: datetime, *, force: bool = False) -> Seal:
    """Backs up the database at `url` into `file`, which is whole under its name or not there at all.

    Blocks until it is on disk; the office goes on writing. BackupExists for a file that is there, unless `force`d: then
    the old one stands until the new one is whole. BackupNotWritten when it cannot be written.
    """
    _check(url, file, force=force)
    with _part(file) as (part, opened):
        _fill(url, part, opened)
        seal = _sealed(opened, made, _looked_through(part, str(sqlite_file(url) or file)))
        os.fsync(opened)
        part.rename(file)
    sync(file.absolute().parent)
    return seal


def read_seal(file: Path) -> Seal | None:
    """What a back-up says of itself, without looking whether it is true; None for a file that has no seal."""
    try:
        with file.open("rb") as opened:
            opened.seek(-SEAL_BYTES, os.SEEK_END)
            block = opened.read(SEAL_BYTES)
        return msgspec.json.decode(block[len(MAGIC) : -DIGEST_BYTES], type=Seal) if _is_seal(block) else None
    except (OSError, msgspec.DecodeError):
        return None


def _is_seal(block: bytes) -> bool:
    return len(block) == SEAL_BYTES and block.startswith(MAGIC)


def _check(url: str, file: Path, *, force: bool) -> None:
    kept = sqlite_file(url)
    own = [] if kept is None else [kept.with_name(kept.name + ending) for ending in OF_THE_DATABASE]
    if file.resolve() in [one.resolve() for one in own]:
        raise BackupNotWritten(file=file, reason="database")
    if file.exists() and not (force and file.is_file()):
        raise BackupExists(file=file)


@contextmanager
def _part(file: Path) -> Iterator[tuple[Path, int]]:
    """The file in the making, under a name of its own; gone if it does not come to its end.

    What a power cut left of an earlier one is written over. One at a time makes the same file.
    """
    part = file.with_name(f".{file.name}.part")
    with _writing(file):
        opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _alone_at(opened, part, file)
            try:
                yield part, opened
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        finally:
            os.close(opened)


def _alone_at(opened: int, part: Path, file: Path) -> None:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        raise BackupNotWritten(file=file, reason="in-use") from held
    if os.fstat(opened).st_ino != part.stat().st_ino:
        # Another one became whole under its real name between our opening and our holding it.
        raise BackupNotWritten(file=file, reason="in-use")
    os.ftruncate(opened, 0)
    os.fchmod(opened, 0o600)


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Tells a disk that does not take the back-up from a database that cannot be read."""
    try:
        yield
    except OSError as failed:
        full = failed.errno in (errno.ENOSPC, errno.EDQUOT)
        raise BackupNotWritten(file=file, reason="full" if full else None, why=failed.strerror) from failed
    except sqlite3.Error as failed:
        if reason_of(failed) == "full":
            raise BackupNotWritten(file=file, reason="full") from failed
        raise StorageFailed(str(failed), reason_of(failed), str(file)) from failed


def _fill(url: str, part: Path, opened: int) -> None:
    kept = sqlite_file(url)
    if kept is None:
        from server.store.portable import carry_out

        carry_out(url, part)
        return
    tenant = move_in(kept)
    try:
        # Whoever may write and is the last to close a file brings its log into it: never into a damaged one.
        has_log = kept.with_name(kept.name + WAL).exists()
        copy(kept, part, opened, "mode=ro" if has_log else "mode=rw")
        _leave_out_phones(part)
    finally:
        move_out(tenant)


def _leave_out_phones(part: Path) -> None:
    """Phone numbers are gone at the end of the day, and a back-up is kept for a year: not a byte of them is in it."""
    with closing(sqlite3.connect(part, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=OFF")
        file.execute("PRAGMA secure_delete=ON")
        # A book of an earlier version, kept before it is brought up, knows no such table.
        if file.execute("SELECT 1 FROM sqlite_master WHERE name = 'phones'").fetchone():
            file.execute("DELETE FROM phones")


def copy(kept: Path, part: Path, opened: int, options: str) -> None:
    """A SQLite database as it is at this moment, page by page; the file it lies in goes on being written.

    One read transaction holds the moment: without it each commit of another program would make the copy begin anew.
    """
    with (
        closing(opened_as(kept, options)) as source,
        closing(sqlite3.connect(part, isolation_level=None)) as to,
    ):
        for line in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000"):
            to.execute(f"PRAGMA {line}")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(to, pages=PAGES, progress=_Breath(opened))
    # A database with a log beside it is no single file: the two bytes that say so (file format, "File format version
    # numbers") are set to the plain kind. Whoever opens it for an office sets them back.
    os.pwrite(opened, b"\x01\x01", 18)


class _Breath:
    """After each piece: on disk with it, and a pause as long as that took."""

    def __init__(self, opened: int) -> None:
        self._opened, self._begun = opened, time.monotonic()

    def __call__(self, _status: int, left: int, _whole: int) -> None:
        os.fdatasync(self._opened)
        if left:
            time.sleep(time.monotonic() - self._begun)
        self._begun = time.monotonic()


def opened_to_look(path: Path) -> sqlite3.Connection:
    """A file that nobody writes, read without leaving anything beside it."""
    return opened_as(path, "mode=ro&immutable=1")


def _looked_through(part: Path, of: str) -> str:
    """The version of the tables in a copy that hangs together; a broken one is no back-up."""
    with closing(opened_to_look(part)) as copied:
        if (found := copied.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise StorageFailed(str(found), "corrupt", of)
        schema = schema_of(copied)
    if schema is None:
        raise StorageFailed("there are no tables of an office", "gone", of)
    if schema > LATEST:
        raise DatabaseNewer(schema)
    return schema


def schema_of(conn: sqlite3.Connection) -> str | None:
    """The version of an office's tables; None where there are none."""
    try:
        row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    return str(row[0]) if row else None


def _sealed(opened: int, made: datetime, schema: str) -> Seal:
    """Writes the seal behind the last page."""
    size = os.fstat(opened).st_size
    seal = Seal(made, version("toiluot"), schema, size)
    block = (MAGIC + msgspec.json.encode(seal)).ljust(SEAL_BYTES - DIGEST_BYTES)
    digest = hashlib.sha256()
    for piece in pieces(opened, size):
        digest.update(piece)
    digest.update(block)
    os.pwrite(opened, block + digest.hexdigest().encode(), size)
    return seal


def pieces(opened: int, size: int) -> Iterator[bytes]:
    """The first `size` bytes of an open file, a piece at a time."""
    at = 0
    while at < size:
        piece = os.pread(opened, min(1 << 20, size - at), at)
        if not piece:
            raise OSError(errno.EIO, "the file is shorter than it was")
        yield piece
        at += len(piece)
