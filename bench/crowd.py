"""A crowd of screens in a process of its own, so light that what is measured is the server.

It speaks as much WebSocket and Socket.IO as a screen that only watches: no more is decoded than is counted.
"""

import json
import multiprocessing
import resource
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

PATIENCE_SECONDS = 60
SPARE_FILES = 200
BETWEEN_LOOKS_SECONDS = 0.05
OPENING = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"
PING, PONG = b"\x81\x012", b"\x81\x81\0\0\0\x003"
ABRUPTLY = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Door:
    """How a screen comes in: the address, what it waits for before it says its greeting, what tells it is up to date,
    and how a message begins whose arrival counts (its `seq` follows).
    """

    port: int
    path: str
    first: bytes
    up_to_date: bytes
    counted: bytes


def office_door(port: int, event: str = "called") -> Door:
    """Socket.IO as the office speaks it."""
    return Door(port, SOCKET_IO, b"0{", b'["here",', f'["{event}",{{"seq":'.encode())


def greeting(namespace: str, token: str, since: int | None = None) -> str:
    """What a screen says when it comes."""
    auth = {"token": token} | ({"since": since} if since is not None else {})
    return f"40{namespace},{json.dumps(auth)}"


def room_for(clients: int) -> str | None:
    """Lets this process (and those it starts) open so many sockets; says why not when it cannot."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = clients + SPARE_FILES
    if soft < needed and hard != resource.RLIM_INFINITY and hard < needed:
        return f"{clients} sockets need `ulimit -n` {needed}; the hard limit here is {hard}"
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    return None


@dataclass(slots=True)
class _Screen:
    socket: socket.socket
    says: bytes
    opened: bool = False
    here: bool = False
    rest: bytes = b""


class Crowd:
    """The handle on a crowd. Times are `time.perf_counter()`, which all processes of a machine share."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(theirs,), daemon=True)
        self._process.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.join(PATIENCE_SECONDS)

    def come(self, door: Door, greetings: list[str]) -> list[float]:
        """All come at once; the seconds until each was up to date. Raises when somebody was left outside."""
        took: list[float] = self._ask("come", (door, greetings))
        assert len(took) == len(greetings), f"{len(greetings) - len(took)} of {len(greetings)} stayed outside"
        return took

    def heard(self, seq: int, everybody: int) -> list[float]:
        """When each heard the message of this `seq`, once so many have."""
        times: list[float] = self._ask("heard", (seq, everybody))
        assert len(times) == everybody, f"{len(times)} of {everybody} heard {seq}"
        return times

    def go(self) -> None:
        """All leave without a word."""
        self._ask("go", ())

    def _ask(self, what: str, facts: tuple[Any, ...]) -> Any:
        self._pipe.send((what, *facts))
        assert self._pipe.poll(2 * PATIENCE_SECONDS), f"the crowd does not answer: {what}"
        return self._pipe.recv()


@contextmanager
def crowd() -> Iterator[Crowd]:
    """A crowd to be filled; gone afterwards."""
    with Crowd() as people:
        yield people


@dataclass
class _Hall:
    """The process of the crowd: every screen, and what was heard when."""

    door: Door | None = None
    screens: dict[int, _Screen] = field(default_factory=dict)
    heard: dict[int, list[float]] = field(default_factory=dict)
    came: list[float] = field(default_factory=list)
    ready: "select.epoll" = field(default_factory=select.epoll)

    def come(self, door: Door, greetings: list[str]) -> list[float]:
        self.door, self.came = door, []
        hello = OPENING.format(path=door.path, port=door.port).encode()
        begun = time.perf_counter()
        for said in greetings:
            self._open(door, hello, said)
            self.look(0)
        limit = begun + PATIENCE_SECONDS
        while len(self.came) < len(greetings) and time.perf_counter() < limit:
            self.look(BETWEEN_LOOKS_SECONDS)
        return [at - begun for at in self.came]

    def _open(self, door: Door, hello: bytes, said: str) -> None:
        coming = socket.socket()
        coming.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        coming.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPTLY)
        coming.connect(("127.0.0.1", door.port))
        coming.setblocking(False)
        coming.send(hello)
        self.screens[coming.fileno()] = _Screen(coming, _frame(said.encode()))
        self.ready.register(coming.fileno(), select.EPOLLIN)

    def look(self, seconds: float) -> None:
        """Reads whatever has come in."""
        if not self.screens:
            time.sleep(seconds)
            return
        for number, _ in self.ready.poll(seconds, 1024):
            screen = self.screens[number]
            try:
                told = screen.socket.recv(65_536)
            except OSError:
                told = b""
            if not told:
                self._lost(number)
            else:
                self._read(screen, told, time.perf_counter())

    def _lost(self, number: int) -> None:
        self.ready.unregister(number)
        self.screens.pop(number).socket.close()

    def _read(self, screen: _Screen, told: bytes, now: float) -> None:
        told = screen.rest + told
        if not screen.opened:
            head, found, told = told.partition(b"\r\n\r\n")
            if not found:
                screen.rest = head
                return
            screen.opened = True
            if self.door and not self.door.first:
                screen.socket.send(screen.says)
        start, end = 0, len(told)
        while end - start >= 2 and (body := _body(told, start)) is not None and body[1] <= end:
            self._take(screen, told, start, body, now)
            start = body[1]
        screen.rest = told[start:]

    def _take(self, screen: _Screen, told: bytes, start: int, body: tuple[int, int], now: float) -> None:
        """One frame: a message that counts, a ping, or the way in."""
        assert self.door is not None
        at, end = body
        counted = told.find(self.door.counted, at, min(end, at + 64))
        if counted >= 0:
            number = counted + len(self.door.counted)
            self.heard.setdefault(int(told[number : told.index(b",", number)]), []).append(now)
        elif told[start:end] == PING:
            screen.socket.send(PONG)
        elif not screen.here and self.door.first and told.startswith(self.door.first, at):
            screen.socket.send(screen.says)
        elif not screen.here and told.find(self.door.up_to_date, at, end) >= 0:
            screen.here = True
            self.came.append(now)

    def wait_for(self, seq: int, everybody: int) -> list[float]:
        limit = time.perf_counter() + PATIENCE_SECONDS
        while len(self.heard.get(seq, ())) < everybody and time.perf_counter() < limit:
            self.look(BETWEEN_LOOKS_SECONDS)
        return self.heard.pop(seq, [])

    def go(self) -> None:
        for number in list(self.screens):
            self._lost(number)
        self.heard.clear()


def _live(pipe: Connection) -> None:
    """Watches all the time, also while nobody asks: a screen that does not read is measured elsewhere."""
    hall = _Hall()
    asked: dict[str, Callable[..., Any]] = {
        "come": hall.come,
        "heard": hall.wait_for,
        "go": hall.go,
    }
    while True:
        hall.look(BETWEEN_LOOKS_SECONDS)
        if pipe.poll(0):
            what, *facts = pipe.recv()
            pipe.send(asked[what](*facts))


def _body(told: bytes, start: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `start` begins and ends; None while its length is not known yet."""
    size = told[start + 1] & 127
    if size < 126:
        return start + 2, start + 2 + size
    if size == 126 and len(told) - start >= 4:
        return start + 4, start + 4 + int.from_bytes(told[start + 2 : start + 4], "big")
    if size == 127 and len(told) - start >= 10:
        return start + 10, start + 10 + int.from_bytes(told[start + 2 : start + 10], "big")
    return None


def _frame(payload: bytes) -> bytes:
    """A masked text frame; the mask is nought, which any server must take."""
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + struct.pack(">H", size)
    return head + bytes(4) + payload
