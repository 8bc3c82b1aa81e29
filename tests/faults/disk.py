"""A disk that is full, as every machine can have it: by the limit that the kernel sets to what a process may write
(EFBIG), and where mounting is allowed also by a small disk of its own (ENOSPC).
"""

import errno
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest

from tests.fixtures.office import RunningOffice

SMALL = "16m"


class Disk(Protocol):
    def fill(self, office: RunningOffice) -> None: ...
    def free(self, office: RunningOffice) -> None: ...


@dataclass
class Limit:
    """No byte more goes into any file of the running server."""

    folder: Path

    def fill(self, office: RunningOffice) -> None:
        resource.prlimit(office.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    def free(self, office: RunningOffice) -> None:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(office.pid, resource.RLIMIT_FSIZE, unlimited)


@dataclass
class Small:
    """A file system of its own that somebody else has filled."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "somebody-elses-film"

    def fill(self, office: RunningOffice) -> None:  # noqa: ARG002  as every Disk
        with self._ballast.open("ab", buffering=0) as film, suppress(OSError):
            while film.write(b"\0" * 4096):
                continue

    def free(self, office: RunningOffice) -> None:  # noqa: ARG002  as every Disk
        self._ballast.unlink()


def _mount(folder: Path) -> bool:
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder], capture_output=True, check=False
    )
    return made.returncode == 0


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", folder], check=True)


@cache
def kinds() -> tuple[str, ...]:
    """Every machine can set limits; few allow mounting."""
    if os.geteuid() != 0:
        return ("limit",)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not _mount(folder):
            return ("limit",)
        unmount(folder)
    return ("limit", "disk")


@pytest.fixture(params=kinds())
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A disk that can be filled; the office's data must lie in its `folder`."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "limit":
        yield Limit(folder)
        return
    assert _mount(folder), os.strerror(errno.EPERM)
    yield Small(folder)
    unmount(folder)
