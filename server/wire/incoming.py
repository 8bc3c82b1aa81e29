"""What a screen says. Screens only watch, so it is little: who they are, and that they are still there."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from typing import Any

import gevent
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import generate_accept_token

from server.wire.outgoing import Outgoing

LONGEST = 16 * 1024
"""Bytes of one message, in however many pieces it comes."""
AT_A_TIME = 4096
VERSION = "13"
KEY_BYTES = 16


def accepted(environ: Mapping[str, Any]) -> bytes | None:
    """The answer that makes this request a websocket; None when it does not ask for one rightly.

    No extension is taken up: messages are small, and compressing them anew for each screen is what would cost.
    """
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    wanted = {word.strip().lower() for word in environ.get("HTTP_CONNECTION", "").split(",")}
    if "upgrade" not in wanted or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != VERSION or not _is_key(key):
        return None
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + generate_accept_token(key.encode()) + b"\r\n\r\n"
    )


def _is_key(key: str) -> bool:
    try:
        return len(b64decode(key, validate=True)) == KEY_BYTES
    except (NotBase64, ValueError):
        return False


class Incoming:
    """The receiving side of one connection: whole messages, one after the other.

    Pings are answered. Whatever is against the protocol (an unmasked frame, letters that are no UTF-8, more than
    LONGEST bytes) ends the conversation with a goodbye that says why.
    """

    def __init__(self, reader: Any, outgoing: Outgoing) -> None:
        self._reader, self._outgoing = reader, outgoing
        self._protocol = Connection(ConnectionType.SERVER)
        self._pieces: list[Any] = []
        self._size = 0
        self._left = False

    def messages(self) -> Iterator[str | bytes]:
        """Every message, until one side hangs up or says goodbye."""
        while told := self._read():
            self._protocol.receive_data(told)
            for event in self._protocol.events():
                if not self._left:
                    yield from self._heard(event)
            if self._left:
                return
            gevent.sleep(0)  # Whoever talks without end leaves the others their turn.

    def hang_up(self) -> None:
        """Waits for the end of the connection, so that a goodbye still arrives; what is said meanwhile is not heard."""
        while self._read():
            gevent.sleep(0)

    def refuse(self, code: int, why: str = "") -> None:
        """Ends the conversation, and says why."""
        self._left = True
        self._outgoing.finish(bytes(self._protocol.send(CloseConnection(code, why))))

    def _heard(self, event: Event) -> Iterator[str | bytes]:
        if isinstance(event, (TextMessage, BytesMessage)):
            yield from self._whole(event)
        elif isinstance(event, Ping):
            self._outgoing.send(bytes(self._protocol.send(event.response())))
        elif isinstance(event, CloseConnection):
            self.refuse(event.code, event.reason or "")

    def _read(self) -> bytes:
        try:
            told: bytes = self._reader.read1(AT_A_TIME)
        except (OSError, ValueError):
            return b""
        return told

    def _whole(self, piece: TextMessage | BytesMessage) -> Iterator[str | bytes]:
        self._pieces.append(piece.data)
        self._size += len(piece.data) or 1  # Empty pieces without end are too long as well.
        if self._size > LONGEST:
            self.refuse(CloseReason.MESSAGE_TOO_BIG)
        elif piece.message_finished:
            empty = "" if isinstance(piece, TextMessage) else b""
            yield empty.join(self._pieces)
            self._pieces, self._size = [], 0
