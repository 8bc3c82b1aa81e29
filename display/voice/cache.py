"""Sounds that were made once and are kept for the next time, up to a number of bytes."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

LIMIT_BYTES = 64 * 1024 * 1024  # about 250 announcements, two days of a busy commune


class Turns:
    """Of those who want the same thing at once, one works and the others wait for it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._queues: dict[str, tuple[Lock, int]] = {}

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """Wait for whoever is busy with this key, then be the one."""
        with self._guard:
            lock, people = self._queues.get(key, (Lock(), 0))
            self._queues[key] = (lock, people + 1)
        try:
            with lock:
                yield
        finally:
            self._leave(key)

    def _leave(self, key: str) -> None:
        with self._guard:
            lock, people = self._queues[key]
            if people == 1:
                del self._queues[key]
            else:
                self._queues[key] = (lock, people - 1)


@dataclass
class Cache:
    """Files by key in one folder. What was used longest ago goes first; a file is there whole or not at all."""

    folder: Path
    limit_bytes: int = LIMIT_BYTES
    _turns: Turns = field(default_factory=Turns)

    def obtain(self, key: str, make: Callable[[], bytes | None]) -> Path | None:
        """The file of a key, made if it is not there; None if `make` cannot. Made once, however many ask at once."""
        found = self.find(key)
        if found:
            return found
        with self._turns.of(key):
            found = self.find(key)
            made = None if found else make()
            return self.keep(key, made) if made else found

    def find(self, key: str) -> Path | None:
        """The file of a key; from now on it counts as just used."""
        file = self.folder / f"{key}.wav"
        try:
            os.utime(file)
        except FileNotFoundError:
            return None
        return file

    def keep(self, key: str, content: bytes) -> Path:
        """Write under another name, then rename: a reader, or a power cut, never meets half a file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
            try:
                part.write(content)
                part.flush()
            except OSError:
                Path(part.name).unlink()
                raise
        file = self.folder / f"{key}.wav"
        Path(part.name).replace(file)
        self._make_room(file)
        return file

    def _make_room(self, newest: Path) -> None:
        """Forget the longest unused, leftovers of a crash among them; never the one just made."""
        files = sorted(_by_age(self.folder))
        spare = sum(size for _, size, _ in files) - self.limit_bytes
        for _, size, file in files:
            if spare <= 0:
                return
            if file != newest:
                file.unlink(missing_ok=True)
                spare -= size


def _by_age(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each file was last used, and its size; another process may take one away meanwhile."""
    for entry in os.scandir(folder):
        try:
            facts = entry.stat()
        except FileNotFoundError:
            continue
        yield facts.st_mtime, facts.st_size, Path(entry.path)
