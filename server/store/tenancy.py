"""Who works on the database's file, and how another file takes its place when nobody does.

Every program that opens a SQLite database of ours is its tenant: it holds `FILE.lock` together with the others, until it
ends, however it ends. Only who holds it alone may put another file there. The lock is a file of its own because SQLite
locks the database itself by means that any closing of that file would undo (https://www.sqlite.org/howtocorrupt.html).
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.domain.errors import Refused

log = logging.getLogger(__name__)

WAL, SHM = "-wal", "-shm"


class DatabaseInUse(Refused):
    """Somebody works on it, so that no other can be put in its place."""

    kind = "database-in-use"


class BeingReplaced(Refused):
    """Another database is being put in its place at this moment."""

    kind = "being-replaced"


def move_in(path: Path | None) -> int | None:
    """Makes this program a tenant; the answer is for `move_out`. BeingReplaced while a restore is at work.

    A restore that was interrupted once its decision was made is finished first; what an earlier end of one left is
    cleared away. Where no lock can be kept (a disk that is read only) nobody can put another file either.
    """
    lock = _lock(path) if path is not None else None
    if path is None or lock is None:
        return None
    try:
        while True:
            if _incoming(path).exists():
                _hold(lock, fcntl.LOCK_EX, BeingReplaced(file=path))
                _put_in_place(path)
            _hold(lock, fcntl.LOCK_SH, BeingReplaced(file=path))
            if not _incoming(path).exists():
                clear_away(path)
                return lock
    except BaseException:
        os.close(lock)
        raise


def move_out(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else works on the file meanwhile, nor can begin to. DatabaseInUse when somebody does already."""
    lock = os.open(_beside(path, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _hold(lock, fcntl.LOCK_EX, DatabaseInUse(file=path))
        if _incoming(path).exists():
            _put_in_place(path)
        clear_away(path)
        yield
    finally:
        os.close(lock)


def put_in_place(fresh: Path, path: Path, aside: Path) -> None:
    """`fresh`, which is whole, becomes the database; what was there is kept as `aside`.

    Before the fresh file has its new name the old database stands, after it the new one does: whoever opens it next
    finishes what is left (`move_in`). Only for who is `alone`.
    """
    if path.exists():
        for ending in ("", WAL):
            _keep(_beside(path, ending), _beside(aside, ending))
    sync(fresh)
    sync(path.parent)
    fresh.rename(_incoming(path))
    sync(path.parent)
    _put_in_place(path)


def _put_in_place(path: Path) -> None:
    """The log of the old database goes first: SQLite would play it into the new one. It is kept with what is aside."""
    for ending in (WAL, SHM):
        _beside(path, ending).unlink(missing_ok=True)
    sync(path.parent)
    _incoming(path).rename(path)
    sync(path.parent)


def clear_away(path: Path) -> None:
    """What a restore leaves that did not come to its decision: the copy, and second names of the book that stands.

    Two names of one database are a danger while both are there: SQLite would keep a log for each.
    """
    copy = _beside(path, ".restoring")
    if not copy.exists():
        return
    for aside in path.parent.glob(f"{path.name}.before-*"):
        if path.exists() and aside.samefile(path):
            _beside(aside, WAL).unlink(missing_ok=True)
            aside.unlink()
    copy.unlink()


def _keep(path: Path, aside: Path) -> None:
    """The same file under a second name; copied where the disk knows no second names."""
    if not path.exists():
        return
    try:
        os.link(path, aside)
    except OSError:
        part = _beside(aside, ".part")
        shutil.copy2(path, part)
        with part.open("rb") as copied:
            os.fsync(copied.fileno())
        part.rename(aside)


def _lock(path: Path) -> int | None:
    try:
        return os.open(_beside(path, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as unlockable:
        log.debug("nobody can be kept from %s: %s", path, unlockable)
        return None


def _hold(lock: int, how: int, refusal: Refused) -> None:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError as held:
        raise refusal from held


def _incoming(path: Path) -> Path:
    return _beside(path, ".incoming")


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def sync(path: Path) -> None:
    """What is in the file, or which names a folder has, is on disk."""
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
