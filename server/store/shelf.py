"""The back-ups that the office makes by itself: one a day in DATA/backups, the oldest let go."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from server.domain.keeping import Rota, to_let_go
from server.store.backup import BackupNotWritten, Seal, make, read_seal
from server.store.database import sqlite_file

NAME = re.compile(r"toiluot-(\d{4}-\d{2}-\d{2})\.db")
BEFORE = "toiluot-version-{}.db"
ROOM = 64 * 1024 * 1024
"""Bytes that stay free on the disk: a back-up is never what keeps the office from writing."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where they lie."""

    folder: Path

    def latest(self, now: datetime) -> datetime | None:
        """The moment of the newest one, of those that are not of a time to come."""
        seals = (read_seal(self._named(day)) for day in sorted(self.days(), reverse=True))
        return next((seal.made for seal in seals if seal is not None and seal.made <= now), None)

    def days(self) -> Iterator[date]:
        for path in self.folder.glob("toiluot-*.db"):
            if found := NAME.fullmatch(path.name):
                yield date.fromisoformat(found[1])

    def files(self) -> list[Path]:
        """Every file that may be one, by name."""
        return sorted(self.folder.glob("toiluot-*.db"))

    def add(self, url: str, now: datetime, rota: Rota) -> Seal:
        """Today's back-up (`now` is the office's own time), in place of an earlier one of today; then the old ones go.

        BackupNotWritten and StorageFailed leave every earlier one where it is.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self.folder.glob(".toiluot-*.part"):
            if left.name != f".{self._named(now.date()).name}.part":
                left.unlink(missing_ok=True)
        self._check_room(url)
        seal = make(url, self._named(now.date()), now, force=True)
        for day in to_let_go(self.days(), now.date(), rota):
            self._named(day).unlink(missing_ok=True)
        return seal

    def keep_before(self, url: str, now: datetime, version: str) -> Path:
        """The book as it is before it is brought to a newer version, in place of the one kept the last time.

        An earlier program can go on with it. BackupNotWritten when there is no room.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._check_room(url)
        kept = self.folder / BEFORE.format(version)
        make(url, kept, now, force=True)
        for earlier in self.folder.glob(BEFORE.format("*")):
            if earlier != kept:
                earlier.unlink(missing_ok=True)
        return kept

    def _check_room(self, url: str) -> None:
        kept = sqlite_file(url)
        needed = kept.stat().st_size if kept is not None else 0
        if shutil.disk_usage(self.folder).free < needed + ROOM:
            raise BackupNotWritten(file=self.folder, reason="full")

    def _named(self, day: date) -> Path:
        return self.folder / f"toiluot-{day}.db"
