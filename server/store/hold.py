"""One of all the programs that share a database may do a thing: whoever holds it, until it ends, however it ends."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, exc, text


class Hold(Protocol):
    """Something that one program at a time can hold. A program that dies has let go."""

    def take(self) -> bool:
        """Whether this program holds it now; takes it if it is free."""

    def release(self) -> None:
        """Lets go, if it is held."""


class FileHold:
    """A lock on a file beside the database: programs that share a SQLite file are on one machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


class ServerHold:
    """A lock that PostgreSQL keeps for one connection, and gives up with it."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self._name = engine, name
        self._line: Connection | None = None

    def take(self) -> bool:
        """Asks the server each time: a line that broke off in the night holds nothing any more."""
        try:
            if self._line is not None:
                self._line.execute(text("SELECT 1"))
                return True
            return self._asked()
        except (exc.OperationalError, exc.InterfaceError):
            self._drop()
            return False

    def _asked(self) -> bool:
        line = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        asked = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
        if line.execute(asked, {"name": self._name}).scalar():
            self._line = line
            return True
        line.close()
        return False

    def release(self) -> None:
        """Says so to the server: a connection that just ends is missed only a moment later."""
        if self._line is not None:
            with suppress(exc.OperationalError, exc.InterfaceError):  # Then it is let go already.
                self._line.execute(text("SELECT pg_advisory_unlock_all()"))
        self._drop()

    def _drop(self) -> None:
        """Ends the connection itself: back in the pool it would go on holding."""
        line, self._line = self._line, None
        if line is not None:
            line.invalidate()
            line.close()


class OwnHold:
    """For a database in memory, which no other program shares."""

    def take(self) -> bool:
        return True

    def release(self) -> None:
        """There is nothing to let go."""
