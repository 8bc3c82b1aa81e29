"""A thousand screens that do what a screen does: they listen, come back when they were cut off, say up to where they
know everything, and drop what they have heard.
"""

import asyncio
import json
import random
import resource
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

SPARE_FILES = 200
LONGEST_PAUSE = 1.0
OPENING = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: office\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass
class Screen:
    """One screen: `heard` are the numbers of the calls that it took, in the order in which they came."""

    namespace: str
    token: str
    heard: list[int] = field(default_factory=list)
    is_here: bool = False
    came: int = 0
    _seen: int = 0

    def greeting(self) -> str:
        auth = {"token": self.token} | ({"since": self._seen} if self._seen else {})
        return f"40{self.namespace},{json.dumps(auth)}"

    def told(self, text: str) -> None:
        event, message = json.loads(text[text.index(",") + 1 :])
        seq = int(message.get("seq", 0))
        if event == "here":
            self.is_here, self.came, self._seen = True, self.came + 1, max(self._seen, seq)
        elif event == "called":
            self.heard.append(seq)
            self._seen = max(self._seen, seq)


@dataclass
class Crowd:
    """All the screens, in a thread of their own."""

    port: int
    screens: list[Screen]
    _over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        asyncio.run(self._live())

    def leave(self) -> None:
        self._over.set()

    async def _live(self) -> None:
        watching = [
            asyncio.create_task(self._watch(screen, number)) for number, screen in enumerate(self.screens)
        ]
        await asyncio.to_thread(self._over.wait)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)

    async def _watch(self, screen: Screen, number: int) -> None:
        chance = random.Random(number)  # noqa: S311  a seed, no secret
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._listen(screen)
            screen.is_here = False
            await asyncio.sleep(chance.uniform(0.1, LONGEST_PAUSE))

    async def _listen(self, screen: Screen) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(OPENING)
            await reader.readuntil(b"\r\n\r\n")
            while (text := await _text(reader)) is not None:
                answer = _answer(screen, text)
                if answer:
                    writer.write(_frame(answer.encode()))
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


def _answer(screen: Screen, text: str) -> str | None:
    """What a screen says to this: its greeting, or that it is still there."""
    if text.startswith("0"):
        return screen.greeting()
    if text == "2":
        return "3"
    if text.startswith("42"):
        screen.told(text)
    return None


async def _text(reader: asyncio.StreamReader) -> str | None:
    """The next text; None when the other side says goodbye."""
    kind, size = await reader.readexactly(2)
    if size == 126:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", await reader.readexactly(8))
    payload = await reader.readexactly(size)
    return payload.decode() if kind & 0x0F == 1 else None


def _frame(payload: bytes) -> bytes:
    """Masked with nothing, as a client may."""
    size = (
        struct.pack("!B", 0x80 | len(payload))
        if len(payload) < 126
        else struct.pack("!BH", 0xFE, len(payload))
    )
    return b"\x81" + size + b"\0\0\0\0" + payload


@contextmanager
def crowd(port: int, screens: list[Screen]) -> Iterator[Crowd]:
    people = Crowd(port, screens)
    life = threading.Thread(target=people.run)
    life.start()
    yield people
    people.leave()
    life.join()


@contextmanager
def room_for(sockets: int) -> Iterator[None]:
    """This process, and the office that it starts, may open so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, sockets + SPARE_FILES), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def everybody(crowd: Crowd, holds: Callable[[Screen], Any]) -> Callable[[], bool]:
    return lambda: all(holds(screen) for screen in crowd.screens)
