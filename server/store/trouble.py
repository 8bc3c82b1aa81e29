"""What is wrong with the database, since when, and when is it over?"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import exc

log = logging.getLogger(__name__)

AGAIN_SECONDS = 60.0
"""How often the log repeats a fault that lasts."""

# What SQLite (https://www.sqlite.org/rescode.html) and PostgreSQL (appendix A of its manual) say, in office words.
_OF_SQLITE = {
    "SQLITE_FULL": "full",
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_READONLY": "read-only",
    "SQLITE_PERM": "read-only",
    "SQLITE_CANTOPEN": "gone",
    "SQLITE_CORRUPT": "corrupt",
    "SQLITE_NOTADB": "corrupt",
    "SQLITE_IOERR": "disk",
}
_OF_POSTGRESQL = {
    "53100": "full",
    "55P03": "locked",
    "40P01": "locked",
    "25006": "read-only",
    "XX001": "corrupt",
    "XX002": "corrupt",
    "58030": "disk",
}
FOR_GOOD = "corrupt"
"""What no waiting repairs: nothing more is written until somebody has seen to it and started the server again."""


class StorageFailed(Exception):
    """The database cannot be read or written now. Nothing of the change was kept.

    `reason`: "full", "disk" (it does not take or give what it should), "locked" by another program, "read-only",
    "gone" (the file is not there), "replaced" (another file lies there), "corrupt", "away" (a server that is not
    reached), or None. `file`: the one it is about; `copy`: what was saved of it.
    """

    def __init__(self, why: str, reason: str | None = None, file: str = "", copy: str = "") -> None:
        super().__init__(why)
        self.reason, self.file, self.copy = reason, file, copy


def reason_of(failed: BaseException) -> str | None:
    """Why the database failed, in office words; None for a failure that is not the database's own."""
    orig = getattr(failed, "orig", None) or failed
    if isinstance(orig, sqlite3.Error):
        name = str(getattr(orig, "sqlite_errorname", ""))
        return next((reason for code, reason in _OF_SQLITE.items() if name.startswith(code)), None)
    state = getattr(orig, "sqlstate", None)
    if state is None:
        return "away" if isinstance(failed, exc.OperationalError | exc.InterfaceError) else None
    return _OF_POSTGRESQL.get(state) or ("away" if state[:2] in ("08", "57") else None)


def is_trouble(failed: BaseException) -> bool:
    """Whether this is the storage's fault, and not that of what was to be stored."""
    plain = (exc.OperationalError, exc.InterfaceError, sqlite3.OperationalError)
    return isinstance(failed, plain) or reason_of(failed) is not None


@dataclass
class Trouble:
    """How one side of the database is doing. A fault is one line in the log when it begins, one a minute while it
    lasts, and one when it is over; not one for everybody who was refused.
    """

    what: str
    file: str = ""
    failed: StorageFailed | None = None
    refused: int = 0
    _since: float = 0.0
    _told: float = 0.0

    def begins(self, failed: StorageFailed) -> None:
        now = time.monotonic()
        self.refused += 1
        if self.failed is None or (self.failed.reason != failed.reason and not self.is_for_good):
            self.failed, self.refused, self._since, self._told = failed, 1, now, now
            log.error("the database cannot be %s (%s): %s", self.what, failed.reason or "unknown", failed)
        elif now - self._told >= AGAIN_SECONDS:
            self._told = now
            log.error(
                "the database still cannot be %s (%s); %d refused", self.what, failed.reason, self.refused
            )

    @property
    def is_for_good(self) -> bool:
        return self.failed is not None and self.failed.reason == FOR_GOOD

    def ends(self) -> None:
        if self.failed is None or self.is_for_good:
            return
        lasted = time.monotonic() - self._since
        log.warning("the database can be %s again, after %.0f s; %d refused", self.what, lasted, self.refused)
        self.failed = None


@dataclass
class Footing:
    """The file that the database stands on: is it still the one that was opened?"""

    path: Path | None
    _opened: tuple[int, int] | None = field(default=None)

    def check(self) -> None:
        """StorageFailed when the file is not there any more, or another one lies in its place."""
        if self.path is None:
            return
        found = self._identity()
        if self._opened is None:
            self._opened = found
        elif found is None:
            raise StorageFailed(f"{self.path} is not there any more", "gone", str(self.path))
        elif found != self._opened:
            raise StorageFailed(f"another file lies at {self.path}", "replaced", str(self.path))

    def _identity(self) -> tuple[int, int] | None:
        assert self.path is not None
        try:
            told = self.path.stat()
        except FileNotFoundError:
            return None
        return told.st_dev, told.st_ino


@contextmanager
def told_by(trouble: Trouble) -> Iterator[None]:
    """Turns what a database says of a full disk, a lock or a lost server into StorageFailed, told once."""
    try:
        yield
    except StorageFailed as failed:
        trouble.begins(failed)
        raise
    except (exc.DBAPIError, sqlite3.Error) as failed:
        if not is_trouble(failed):
            raise
        told = StorageFailed(str(getattr(failed, "orig", None) or failed), reason_of(failed), trouble.file)
        trouble.begins(told)
        raise told from failed
    trouble.ends()
