"""Flask-SocketIO on a wire of our own: the one place where the libraries are told of it.

Measured before it was written (docs/decisions/0010): the library's websocket loses what a slow reader has no room for,
encodes every frame once per screen, and lets a greenlet wait for each.
"""

import json
import logging
from collections.abc import Collection
from typing import Any

import engineio.json
import engineio.socket
from flask import Flask
from flask_socketio import SocketIO
from wsproto.frame_protocol import CloseReason

from server.wire.incoming import LONGEST
from server.wire.rooms import Rooms
from server.wire.screens import Screen

PING_SECONDS, PATIENCE_SECONDS = 10, 10


class Letters:
    """JSON as it goes over the wire: letters as they are, as short as it can be."""

    loads = staticmethod(engineio.json.loads)

    @staticmethod
    def dumps(told: Any, **_: Any) -> str:
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def sockets(app: Flask) -> SocketIO:
    """The Socket.IO server of this program."""
    engineio.socket.Socket = Screen  # python-engineio makes its sockets by this name; it asks nobody
    rooms, quiet = Rooms(), logging.getLogger("server.wire.libraries")
    quiet.setLevel(logging.ERROR)  # of their every step they tell at INFO
    quiet.addFilter(is_a_fault_of_ours)
    made = SocketIO(
        app,
        async_mode="gevent",
        client_manager=rooms,
        json=Letters,
        ping_interval=PING_SECONDS,
        ping_timeout=PATIENCE_SECONDS,
        max_http_buffer_size=LONGEST,
        http_compression=False,
        manage_session=False,
        logger=quiet,
        engineio_logger=quiet,
    )
    end = made.server.eio.handlers["disconnect"]

    def ended(eio_sid: str, reason: str) -> None:
        end(eio_sid, reason)
        rooms.forget(eio_sid)

    made.server.eio.on("disconnect", ended)
    return made


def is_a_fault_of_ours(record: logging.LogRecord) -> bool:
    """What the libraries call an error without an exception is a caller's: it asked with a session that has ended."""
    return record.exc_info is not None


class Carrier:
    """What the one voice speaks into (`server.push.Wire`)."""

    def __init__(self, made: SocketIO) -> None:
        self.emit = made.server.emit
        self._disconnect = made.server.disconnect
        self._rooms: Rooms = made.server.manager

    def listening(self, namespace: str) -> Collection[str]:
        """The rooms of a namespace in which somebody is, as they are now."""
        return [room for room in self._rooms.rooms.get(namespace, ()) if room is not None]

    def show_out(self, namespace: str, room: str) -> None:
        """Whoever is in this room is disconnected from the namespace."""
        if room in self._rooms.rooms.get(namespace, ()):
            for sid, _ in list(self._rooms.get_participants(namespace, room)):
                self._disconnect(sid, namespace=namespace)


def keeps_up(made: SocketIO, namespace: str, sid: str) -> bool:
    """Waits until a screen has taken what it was sent; False when it is gone."""
    screen = made.server.eio.sockets.get(made.server.manager.eio_sid_from_sid(sid, namespace))
    return screen is not None and screen.keeps_up()


def closing(made: SocketIO) -> None:
    """Every screen is told that the house closes, and comes back when it opens again."""
    for screen in list(made.server.eio.sockets.values()):
        screen.leave(CloseReason.SERVICE_RESTART)
