"""What one screen is still to be sent. Nobody ever waits for a screen that does not read."""

import logging
import struct
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ssl import SSLWantReadError, SSLWantWriteError
from typing import Any

import gevent
from gevent import socket
from gevent.event import Event
from gevent.ssl import SSLSocket

log = logging.getLogger(__name__)

MOST_FRAMES, MOST_BYTES = 1024, 1 << 20
"""What may wait for one screen."""
KERNEL_BYTES = 64 * 1024
"""What the system may keep of it besides; by itself it would grow to megabytes for each screen that does not read."""
STUCK_SECONDS = 5.0
"""How long a screen may take nothing at all while something waits for it."""
GOODBYE_SECONDS = 2.0
"""How long a screen has to answer a goodbye."""
TEXT, BINARY, CLOSE = 0x81, 0x82, 0x88
AT_ONCE = struct.pack("ii", 1, 0)


def framed(told: str | bytes, kind: int | None = None) -> bytes:
    """One message as one frame of RFC 6455, as servers send it: whole, unmasked, not compressed."""
    body = told.encode() if isinstance(told, str) else told
    if kind is None:
        kind = TEXT if isinstance(told, str) else BINARY
    size = len(body)
    if size < 126:
        return struct.pack("!BB", kind, size) + body
    if size < 1 << 16:
        return struct.pack("!BBH", kind, 126, size) + body
    return struct.pack("!BBQ", kind, 127, size) + body


def goodbye(code: int, why: str = "") -> bytes:
    """The frame that ends a conversation, with the reason as RFC 6455 numbers them."""
    return framed(struct.pack("!H", code) + why.encode(), CLOSE)


def _at_once(sock: Any, frame: bytes) -> int:
    """How much the system takes now; BlockingIOError for nothing.

    An encrypted socket of gevent's waits whatever it is told: it is asked by what it is made of.
    """
    if not isinstance(sock, SSLSocket):
        return int(sock.send(frame, 0, 0.0))
    try:
        return int(sock._sslobj.write(frame))  # type: ignore[attr-defined]  # noqa: SLF001
    except (SSLWantWriteError, SSLWantReadError) as later:
        raise BlockingIOError from later


class Outgoing:
    """The sending side of one connection. Frames go out whole and in order.

    What the system takes at once is gone at once. The rest waits, within MOST_FRAMES and MOST_BYTES, and goes out when
    the screen reads again. Beyond that, or when it took nothing for STUCK_SECONDS, the connection is cut: the screen
    comes back and catches up by `seq`. `gone` tells that nothing more can be sent, `waiting` how many bytes wait.
    """

    __slots__ = ("_drained", "_ending", "_held", "_sender", "_socket", "_waiting", "gone", "waiting")

    def __init__(self, sock: Any) -> None:
        self._socket = sock
        self._waiting: deque[bytes] = deque()
        self.waiting = 0
        self._sender: Any = None
        self._drained: Event | None = None
        self._ending = False
        self._held: list[bytes] | None = None
        self.gone = False
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)

    def send(self, frame: bytes) -> None:
        """Sends a frame, or keeps it until the screen reads. Returns at once, whatever the screen does."""
        if self.gone or self._ending:
            return
        if self._held is not None:
            self._held.append(frame)
            return
        if not self._waiting:
            sent = self._take(frame)
            if sent == len(frame):
                return
            frame = frame[sent:]
        self._keep(frame)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is sent meanwhile goes out in one piece: a screen that comes is told several things at once."""
        self._held = []
        try:
            yield
        finally:
            self._release()

    def _release(self) -> None:
        held, self._held = self._held, None
        if held:
            self.send(b"".join(held))

    def _take(self, frame: bytes) -> int:
        """How much of it the system took."""
        try:
            taken = _at_once(self._socket, frame)
        except BlockingIOError:
            return 0
        except OSError:
            self.cut()
            return 0
        return taken

    def _keep(self, frame: bytes) -> None:
        if self.gone:
            return
        self._waiting.append(frame)
        self.waiting += len(frame)
        if len(self._waiting) > MOST_FRAMES or self.waiting > MOST_BYTES:
            log.info("a screen that does not read was dropped: %d bytes waited for it", self.waiting)
            self.cut()
        elif self._sender is None:
            self._sender = gevent.spawn(self._send_on)

    def _send_on(self) -> None:
        """Sends what waits, as the screen reads."""
        try:
            while self._waiting:
                self._send_first()
        except TimeoutError:
            log.info("a screen that took nothing for %.0f s was dropped", STUCK_SECONDS)
            self.cut()
        except OSError:
            self.cut()
        else:
            self._all_sent()
        finally:
            self._sender = None

    def _send_first(self) -> None:
        frame = self._waiting[0]
        with gevent.Timeout(STUCK_SECONDS, TimeoutError):
            sent: int = self._socket.send(frame)
        if not self._waiting:  # Cut meanwhile.
            return
        self.waiting -= sent
        if sent == len(frame):
            self._waiting.popleft()
        else:
            self._waiting[0] = frame[sent:]

    def _all_sent(self) -> None:
        if self._drained is not None:
            self._drained.set()
        if self._ending:
            with suppress(OSError):  # The screen has hung up already.
                self._socket.shutdown(socket.SHUT_WR)

    def wait(self) -> bool:
        """Waits until nothing waits any more, as long as the screen goes on reading; False when it is gone."""
        self._release()
        if self._waiting:
            self._drained = Event()
            self._drained.wait()
        return not self.gone

    def finish(self, farewell: bytes) -> None:
        """Says goodbye behind whatever waits, and gives the screen a moment to answer."""
        self._release()
        if self.gone or self._ending:
            return
        self.send(farewell)
        self._ending = True
        if not self._waiting:
            self._all_sent()
        gevent.spawn_later(GOODBYE_SECONDS, self.cut)

    def cut(self) -> None:
        """Ends the connection at once, whatever waits, in the system too. Whoever reads from it reads the end."""
        if self.gone:
            return
        self.end()
        with suppress(OSError):  # The screen has hung up already.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self._socket.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Nothing more goes out."""
        self.gone = True
        self._waiting.clear()
        self.waiting = 0
        if self._sender is not None and self._sender is not gevent.getcurrent():
            self._sender.kill(block=False)
        if self._drained is not None:
            self._drained.set()
