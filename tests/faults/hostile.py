"""What a hostile phone on the office's network tries, over HTTP and over sockets; how hard is the caller's to say."""

import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fixtures.bare import BINARY, CLOSE, CONTINUED, PING, TEXT, BareScreen, frame
from tests.fixtures.office import RunningOffice

SECONDS = 30
NAMESPACES = (
    "/display",
    "/kiosk",
    "/rating",
    "/counter",
    "/manager",
    "/ticket",
    "/",
    "/admin",
    "/../counter",
)


def forged_greetings(tokens: list[str]) -> Iterator[str]:
    """Socket.IO packets that ask to be let in where one is not: other namespaces, rooms named outright, odd credentials."""
    rooms = {"room": "office:1", "rooms": ["key:1:1", "counter:1:1"], "to": "ticket:1:2022-10-03-A001"}
    credentials: list[object] = [
        {},
        None,
        [],
        "x",
        {"token": None},
        {"token": {"$ne": 1}},
        {"token": "' OR 1=1 --"},
    ]
    credentials += [{"token": token} for token in tokens] + [{"token": "x" * 5000}, {"token": "\x00"}]
    for namespace in NAMESPACES:
        for credential in credentials:
            told = {**credential, **rooms, "since": -1} if isinstance(credential, dict) else credential
            yield f"40{namespace},{json.dumps(told)}"


GARBAGE = (
    b"",
    b"4",
    b"42",
    b'42/counter,["called",{}]',
    b'42["join","office:1"]',
    b"451-" + b'["x",{"_placeholder":true,"num":0}]',
    b"4" + b"[" * 4000,
    b"4" + b"9" * 4000,
    b"40/counter," + b'{"a":' * 800,
    b"\xff\xfe\xfd",
    b"2probe",
    b"5",
    b"6",
    b"1",
    b"40" + "/ế".encode() * 500,
)


def throw_garbage(port: int, times: int) -> int:
    """So many connections that each say something senseless; how many were ended with a goodbye or cut."""
    ended = 0
    for turn in range(times):
        screen = BareScreen(port)
        said = GARBAGE[turn % len(GARBAGE)]
        kinds = (TEXT, BINARY, CONTINUED, PING, CLOSE)
        screen.socket.sendall(
            frame(kinds[turn % len(kinds)] if turn % 3 == 0 else TEXT, said[:120] if turn % 3 == 0 else said)
        )
        screen.socket.close()
        ended += 1
    return ended


def flood(port: int, messages: int) -> None:
    """One connection that talks without end, and never listens."""
    screen = BareScreen(port)
    packet = frame(TEXT, b'42["x",1]') * 50
    try:
        for _ in range(messages // 50):
            screen.socket.sendall(packet)
    except OSError:
        pass
    finally:
        screen.socket.close()


def giants(port: int) -> Iterator[str]:
    """Messages that say they are larger than anybody may be; each names what became of it."""
    for size in (17 * 1024, 1 << 20, (1 << 63) - 1):
        screen = BareScreen(port)
        head = struct.pack("!BBQ", 0x81, 0xFF, size) + os.urandom(4)
        screen.socket.sendall(head + b"x" * min(size, 64 * 1024))
        yield "ended" if _is_ended(screen.socket) else "open"
        screen.socket.close()


def _is_ended(line: socket.socket) -> bool:
    line.settimeout(SECONDS)
    try:
        while told := line.recv(4096):
            if told[-4:-2] == b"\x88\x02" or b"\x88" in told:
                return True
    except ConnectionError:
        return True
    return True


@contextmanager
def slow_loris(port: int, lines: int) -> Iterator[list[socket.socket]]:
    """So many requests that begin and never end: heads, and bodies."""
    opened = []
    for turn in range(lines):
        line = socket.create_connection(("127.0.0.1", port), SECONDS)
        head = b"POST /api/v1/tickets HTTP/1.1\r\nHost: office\r\n"
        line.sendall(head + (b"X-A: 1\r\n" if turn % 2 else b"Content-Length: 1000\r\n\r\n{"))
        opened.append(line)
    try:
        yield opened
    finally:
        for line in opened:
            line.close()


def is_given_up(line: socket.socket, seconds: float) -> bool:
    """Whether the office closes this line within so many seconds."""
    line.settimeout(seconds)
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            if not line.recv(4096):
                return True
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return False


def tokens(office: RunningOffice) -> list[str]:
    """Of devices that may listen, each in its own namespace alone."""
    return [office.token("display"), office.token("kiosk"), office.token("rating", "1")]
