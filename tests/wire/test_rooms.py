"""Who listens where: each message is made once for all of them, and nobody stays who has left."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from engineio import packet
from flask import Flask
from gevent import socket

from server.wire import screens, sockets
from server.wire.outgoing import Outgoing, framed
from server.wire.rooms import Rooms
from server.wire.screens import Screen

SECONDS = 60
SCREENS = 25

Comes = Callable[[str], socket.socket]


@pytest.fixture
def made() -> Any:
    """The Socket.IO server of the program, without an office behind it."""
    return sockets.sockets(Flask("rooms"))


@pytest.fixture
def comes(made: Any) -> Iterator[Comes]:
    """`comes("board")`: one more screen in that room of /display; its end of the wire."""
    wires: list[socket.socket] = []

    def coming(room: str) -> socket.socket:
        ours, theirs = socket.socketpair()
        theirs.settimeout(SECONDS)
        wires.extend((ours, theirs))
        screen = Screen(made.server.eio, f"screen {len(wires)}")
        screen.outgoing = Outgoing(ours)
        made.server.eio.sockets[screen.sid] = screen
        sid = made.server.manager.connect(made.server.manager.pre_connect(screen.sid, "/display"), "/display")
        made.server.enter_room(sid, room, "/display")
        return theirs

    yield coming
    for wire in wires:
        wire.close()


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[Any]:
    """What this function of the program is asked for from now on."""
    asked: list[Any] = []
    real = getattr(owner, name)

    def counting(*told: Any, **more: Any) -> Any:
        asked.append(told)
        return real(*told, **more)

    monkeypatch.setattr(owner, name, counting)
    return asked


def test_a_message_is_encoded_and_framed_once_for_everybody(
    made: Any, comes: Comes, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = [comes("board") for _ in range(SCREENS)]
    frames = counted(monkeypatch, screens, "framed")
    letters = counted(monkeypatch, json, "dumps")

    made.emit("called", {"counter_name": "Quầy số 1"}, namespace="/display", to="board")

    expected = framed('42/display,["called",{"counter_name":"Quầy số 1"}]')
    assert [wire.recv(1000) for wire in listening] == [expected] * SCREENS
    assert (len(frames), len(letters)) == (1, 1)


def test_nothing_is_encoded_for_an_empty_room(
    made: Any, comes: Comes, monkeypatch: pytest.MonkeyPatch
) -> None:
    comes("board")
    letters = counted(monkeypatch, json, "dumps")

    made.emit("place", {"ahead": 3}, namespace="/display", to="nobody's")
    made.emit("place", {"ahead": 3}, namespace="/nowhere", to="board")

    assert letters == []


def test_whoever_left_is_in_no_room_any_more(made: Any, comes: Comes) -> None:
    rooms: Rooms = made.server.manager
    comes("board")
    comes("board")
    first, second = list(made.server.eio.sockets)
    stays = rooms.sid_from_eio_sid(second, "/display")

    made.server.eio.sockets[first].close()

    assert rooms.rooms == {
        "/display": {None: {stays: second}, stays: {stays: second}, "board": {stays: second}}
    }
    made.server.eio.sockets[second].close()
    assert (rooms.rooms, rooms.pending_connect, rooms.pending_disconnect) == ({}, {}, {})


def test_whoever_left_while_being_let_in_is_forgotten(made: Any) -> None:
    rooms: Rooms = made.server.manager
    screen = Screen(made.server.eio, "in a hurry")
    made.server.eio.sockets[screen.sid] = screen

    def connected(*_: object) -> None:
        rooms.enter_room(rooms.sid_from_eio_sid(screen.sid, "/display"), "/display", "board")
        screen.close(abort=True)

    made.server.on("connect", connected, namespace="/display")
    made.server.environ[screen.sid] = {}
    screen.receive(packet.Packet(packet.MESSAGE, "0/display,"))

    assert (rooms.rooms, rooms.pending_connect, rooms.pending_disconnect) == ({}, {}, {})
