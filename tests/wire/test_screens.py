"""A screen is pinged, and dropped when it does not answer, or never says who it is."""

import time
from collections.abc import Iterator
from typing import Any

import gevent
import pytest
from engineio import packet
from flask import Flask
from gevent import socket
from gevent.event import Event

from server.wire import screens, sockets
from server.wire.outgoing import STUCK_SECONDS, Outgoing, framed, goodbye
from server.wire.screens import Garbled, Screen, TryAgain

SECONDS = 60
SHORT = 0.05


@pytest.fixture
def server() -> Any:
    """The Engine.IO server of the program, which pings without delay."""
    made = sockets.sockets(Flask("screens")).server.eio
    made.ping_interval = made.ping_timeout = SHORT
    return made


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(SECONDS)
    yield ours, theirs
    ours.close()
    theirs.close()


def connected(server: Any, ours: socket.socket, *, let_in: bool = True) -> Screen:
    screen = Screen(server, "one")
    server.sockets[screen.sid] = screen
    screen.outgoing, screen.is_let_in = Outgoing(ours), let_in
    screen.schedule_ping()
    return screen


def test_a_screen_that_answers_pings_stays(server: Any, wire: tuple[socket.socket, socket.socket]) -> None:
    screen = connected(server, wire[0])

    for _ in range(3):
        assert wire[1].recv(100) == framed("2")
        screen.receive(packet.Packet(packet.PONG))
        assert screen.check_ping_timeout()


def test_a_screen_whose_cable_is_out_is_dropped(
    server: Any, wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = connected(server, wire[0])
    assert wire[1].recv(100) == framed("2")
    real = time.monotonic

    monkeypatch.setattr(screens, "monotonic", lambda: real() + 2 * SHORT)

    assert not screen.check_ping_timeout()
    assert screen.outgoing is not None
    assert screen.outgoing.gone
    assert wire[1].recv(100) == b""


def test_a_clock_that_is_set_drops_nobody(
    server: Any, wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = connected(server, wire[0])
    assert wire[1].recv(100) == framed("2")
    real = time.time
    server.ping_timeout = STUCK_SECONDS

    monkeypatch.setattr(time, "time", lambda: real() + 3600)

    assert screen.check_ping_timeout()


@pytest.mark.parametrize(
    ("trouble", "code", "told"),
    [(TryAgain(), 1013, []), (KeyError("ours"), 1011, ["a screen could not be let in; it will come back"])],
)
def test_whoever_can_not_be_let_in_now_comes_again(
    trouble: Exception, code: int, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    made = sockets.sockets(Flask("trouble")).server
    screen = Screen(made.eio, "one")
    made.eio.sockets[screen.sid], made.environ[screen.sid] = screen, {}

    def comes(*_: object) -> None:
        raise trouble

    made.on("connect", comes, namespace="/display")

    with pytest.raises(Garbled) as garbled:
        screen.receive(packet.Packet(packet.MESSAGE, "0/display,"))

    screen.close(abort=True)
    assert (garbled.value.code, caplog.messages) == (code, told)
    assert (made.manager.rooms, made.manager.pending_connect) == ({}, {})


def test_whoever_is_still_being_told_what_they_missed_is_not_sent_away(
    server: Any, wire: tuple[socket.socket, socket.socket]
) -> None:
    screen = connected(server, wire[0], let_in=False)
    caught_up = Event()
    gevent.spawn_later(3 * SHORT, caught_up.set)

    server.handlers["message"] = lambda *_: caught_up.wait(SECONDS)
    screen.receive(packet.Packet(packet.MESSAGE, "0/display,"))

    assert wire[1].recv(100) == framed("2")


def test_whoever_does_not_say_who_they_are_is_sent_away(
    server: Any, wire: tuple[socket.socket, socket.socket]
) -> None:
    connected(server, wire[0], let_in=False)

    assert wire[1].recv(100) == goodbye(1008)
