"""How bytes get to the printer, and what can be known of it: one connection for one job.

What TCP tells is told here: whether the printer took any of the job, whether it has acknowledged all of it, and
whether it hung up in between. What the printer itself says is `talk.py`'s.
"""

import errno
import os
import socket
import stat
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from typing import Protocol

from kiosk.printing.address import DEVICES
from server.domain.printer import Problem

CONNECT_SECONDS = 2.0
JOB_SECONDS = 8.0
GOODBYE_SECONDS = 0.25
"""How long a printer may take to hang up in turn; a reset that comes meanwhile means that the job was cut off."""

LOOK_AGAIN_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a connection, for the whole job, for one answer to a question, for the word that it is done.

    A slip of 62 mm is printed in less than one second.
    """

    connect: float = CONNECT_SECONDS
    job: float = JOB_SECONDS
    answer: float = 0.5
    confirmation: float = 3.0


class PrinterFailed(Exception):
    """A job that did not get through. `took_nothing`: no byte left this machine, so it may be tried again."""

    def __init__(self, problem: Problem, why: object, *, took_nothing: bool = False) -> None:
        super().__init__(f"{problem}: {why}")
        self.problem, self.why, self.took_nothing = problem, why, took_nothing

    def before_the_slip(self) -> "PrinterFailed":
        """The same where no byte of the slip had left yet: a line that broke off then was never there."""
        gone = self.problem in (Problem.LOST, Problem.SILENT)
        problem = Problem.UNREACHABLE if gone else self.problem
        return PrinterFailed(problem, self.why, took_nothing=True)


class Transport(Protocol):
    """The way to one printer. Open, write whole commands, read what comes back, close; every one may raise PrinterFailed."""

    def open(self) -> None:
        """Reaches the printer within CONNECT_SECONDS and starts the JOB_SECONDS of the job."""

    def write(self, data: bytes) -> None:
        """Hands it over; only `close` knows that the printer's side has all of it."""

    def read(self, timeout: float) -> bytes:
        """What the printer said, within `timeout` seconds; nothing when it said nothing. Fails when it hung up."""

    def close(self, *, drop: bool = False) -> None:
        """Waits until the printer's side has everything, and hangs up.

        After a failure, or to `drop` what is under way, it hangs up at once: half a slip must not come out later.
        Dropping never raises; closing what is closed does nothing.
        """


@dataclass
class NetworkTransport:
    """A printer that listens for raw bytes (JetDirect). Seconds can be set for tests."""

    host: str
    port: int
    connect_seconds: float = CONNECT_SECONDS
    job_seconds: float = JOB_SECONDS
    _socket: socket.socket | None = None
    _until: float = 0.0
    _whole: bool = False

    def open(self) -> None:
        self._until, self._whole = time.monotonic() + self.job_seconds, False
        try:
            self._socket = socket.create_connection((self.host, self.port), timeout=self.connect_seconds)
        except OSError as failed:
            raise PrinterFailed(Problem.UNREACHABLE, failed, took_nothing=True) from failed

    def write(self, data: bytes) -> None:
        line = self._line()
        self._whole = False
        left = memoryview(data)
        with self._failing():
            while left:
                line.settimeout(self._left())
                left = left[line.send(left) :]
        self._whole = True

    def read(self, timeout: float) -> bytes:
        line = self._line()
        try:
            line.settimeout(max(0.001, min(timeout, self._until - time.monotonic())))
            heard = line.recv(1024)
        except TimeoutError:
            return b""
        except OSError as failed:
            self._whole = False
            raise PrinterFailed(Problem.LOST, failed) from failed
        if not heard:
            self._whole = False
            raise PrinterFailed(Problem.LOST, "the printer hung up")
        return heard

    def close(self, *, drop: bool = False) -> None:
        line, self._socket = self._socket, None
        if line is None:
            return
        try:
            if self._whole and not drop:
                with self._failing():
                    self._until_acknowledged(line)
                    self._say_goodbye(line)
        except PrinterFailed:
            drop = True
            raise
        finally:
            if drop or not self._whole:
                _reset(line)
            line.close()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """What the line says, as what became of the job."""
        try:
            yield
        except TimeoutError as failed:
            raise PrinterFailed(Problem.SILENT, failed) from failed
        except OSError as failed:
            raise PrinterFailed(Problem.LOST, failed) from failed

    def _line(self) -> socket.socket:
        if self._socket is None:
            raise PrinterFailed(Problem.LOST, "not connected")
        return self._socket

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"not done in {self.job_seconds:g} s")
        return left

    def _until_acknowledged(self, line: socket.socket) -> None:
        """Waits until the other side has every byte: a send that succeeds only means that this side keeps them."""
        while waiting_in(line.fileno()):
            _raise_error_of(line)
            self._left()
            time.sleep(LOOK_AGAIN_SECONDS)
        _raise_error_of(line)
        if _hung_up(line):
            raise ConnectionAbortedError("the printer hung up before the end of the job")

    def _say_goodbye(self, line: socket.socket) -> None:
        """Hangs up in order and waits for the printer to do the same.

        What it said is read to the end: a close with unread bytes would reset the line and lose the last of the slip.
        """
        line.shutdown(socket.SHUT_WR)
        until = time.monotonic() + GOODBYE_SECONDS
        while (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            try:
                if not line.recv(1024):
                    return
            except TimeoutError:
                return


def _reset(line: socket.socket) -> None:
    """Lets the line end with a reset: what the other side has not got yet, it does not get."""
    with suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def waiting_in(file: int) -> int:
    """Bytes that wait in a socket or a line: not acknowledged by the other side (SIOCOUTQ, which is TIOCOUTQ), or not
    sent yet; 0 where none can tell.
    """
    if sys.platform != "linux":
        return 0
    return int(struct.unpack("i", ioctl(file, termios.TIOCOUTQ, b"\0" * 4))[0])


def _hung_up(line: socket.socket) -> bool:
    """Has the other side closed already? Only looks: what it said stays to be read."""
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False


def _raise_error_of(line: socket.socket) -> None:
    code = line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))


@dataclass
class FileTransport:
    """A device such as /dev/usb/lp0, a file that grows job by job, or a folder that gets one file for each job."""

    path: Path
    job_seconds: float = JOB_SECONDS
    _file: int | None = None
    _until: float = 0.0
    _talks: bool = False
    _is_folder: bool = False

    def open(self) -> None:
        """A folder gets its next file with the first byte: looking leaves nothing behind."""
        self._until = time.monotonic() + self.job_seconds
        try:
            self._file = _opened(self.path)
            self._talks = stat.S_ISCHR(os.fstat(self._file).st_mode)
            self._is_folder = stat.S_ISDIR(os.fstat(self._file).st_mode)
        except OSError as failed:
            raise PrinterFailed(Problem.UNREACHABLE, failed, took_nothing=True) from failed

    def _begin_file(self) -> None:
        self.close()
        try:
            self._file = _next_of_folder(self.path)
        except OSError as failed:
            raise PrinterFailed(Problem.LOST, failed, took_nothing=True) from failed
        self._is_folder = False

    def write(self, data: bytes) -> None:
        if self._is_folder:
            self._begin_file()
        if self._file is None:
            raise PrinterFailed(Problem.LOST, "not open")
        left = memoryview(data)
        while left:
            try:
                left = left[os.write(self._file, left) :]
            except BlockingIOError:
                self._wait_a_little(took_nothing=len(left) == len(data))
            except OSError as failed:
                nothing = len(left) == len(data)
                raise PrinterFailed(Problem.LOST, failed, took_nothing=nothing) from failed

    def read(self, timeout: float) -> bytes:
        """A device may answer; a file says nothing, however long one waits."""
        if self._file is None or not self._talks:
            return b""
        until = min(time.monotonic() + timeout, self._until)
        while not (heard := _heard(self._file)) and time.monotonic() < until:
            time.sleep(LOOK_AGAIN_SECONDS)
        return heard

    def close(self, *, drop: bool = False) -> None:  # noqa: ARG002  what a device has taken is out of our hands
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _wait_a_little(self, *, took_nothing: bool) -> None:
        """A printer without paper takes no bytes; asked again and again, so that nothing else is held up."""
        if time.monotonic() > self._until:
            why = f"takes no more bytes after {self.job_seconds:g} s"
            raise PrinterFailed(Problem.SILENT, why, took_nothing=took_nothing)
        time.sleep(LOOK_AGAIN_SECONDS)


def _opened(path: Path) -> int:
    """Never waits, and never makes a plain file of a device that is unplugged. A device is listened to as well."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY
    if path.is_dir():
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    if not path.is_relative_to(DEVICES):
        return os.open(path, flags | os.O_CREAT, 0o640)
    if path.exists() and not stat.S_ISCHR(path.stat().st_mode):
        raise OSError(errno.ENODEV, "is no device", str(path))
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)


def _heard(device: int) -> bytes:
    try:
        return os.read(device, 1024)
    except BlockingIOError:
        return b""
    except OSError as failed:
        raise PrinterFailed(Problem.LOST, failed) from failed


def _next_of_folder(folder: Path) -> int:
    """A new file, numbered after those there are: slip-000001.bin, slip-000002.bin …"""
    numbers = [int(file.stem[-6:]) for file in folder.glob("slip-[0-9][0-9][0-9][0-9][0-9][0-9].bin")]
    name = folder / f"slip-{max(numbers, default=0) + 1:06d}.bin"
    return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)


class NullTransport:
    """No printer: everything is well, and nothing comes out."""

    def open(self) -> None:
        """Nothing to reach."""

    def write(self, data: bytes) -> None:
        """Nothing is kept."""

    def read(self, timeout: float) -> bytes:  # noqa: ARG002  nobody answers
        return b""

    def close(self, *, drop: bool = False) -> None:
        """Nothing to hang up."""
