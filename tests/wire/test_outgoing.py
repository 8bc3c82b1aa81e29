"""One screen's frames, on a real pair of sockets: whole, in order, and never at the cost of anybody else."""

import select
import struct
from collections.abc import Iterator

import gevent
import pytest
from gevent import socket

from server.wire import outgoing
from server.wire.outgoing import MOST_BYTES, MOST_FRAMES, Outgoing, framed, goodbye

SECONDS = 60


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The office's end and the screen's, with as little room between them as the system allows."""
    theirs = socket.socket()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    theirs.settimeout(SECONDS)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        theirs.connect(door.getsockname())
        ours, _ = door.accept()
    yield ours, theirs
    ours.close()
    theirs.close()


def stuffed(ours: socket.socket) -> Outgoing:
    """Outgoing to a screen that has not read for so long that frames wait for it."""
    sending = Outgoing(ours)
    while not sending.waiting:
        sending.send(framed("x" * 1000))
    return sending


def read(theirs: socket.socket, size: int, at_a_time: int = 65_536) -> bytes:
    told = b""
    while len(told) < size and (more := theirs.recv(min(at_a_time, size - len(told)))):
        told += more
    return told


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_frame_says_how_long_it_is(size: int) -> None:
    told = framed("x" * size)

    lengths = {2: "!xB", 4: "!xxH", 10: "!xxQ"}
    head = len(told) - size
    (said,) = struct.unpack(lengths[head], told[:head])
    assert (told[0], said & 127 if head == 2 else said) == (0x81, size)
    assert told.endswith(b"x" * size)


def test_a_slow_reader_gets_every_frame_whole_and_in_order(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    sending = Outgoing(ours)
    frames = [framed(f"{number} " + "ấ" * 300) for number in range(MOST_FRAMES)]

    for one in frames:
        sending.send(one)

    assert sending.waiting
    assert read(theirs, sum(map(len, frames)), at_a_time=997) == b"".join(frames)
    assert not sending.gone
    assert sending.wait()


def test_a_screen_that_does_not_read_is_dropped_before_it_fills_the_memory(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    sending = Outgoing(ends[0])
    most = sent = 0

    while not sending.gone and sent < MOST_BYTES * 2 / 20_000:
        sending.send(framed("x" * 20_000))
        most, sent = max(most, sending.waiting), sent + 1

    assert sending.gone
    assert MOST_BYTES * 0.9 < most <= MOST_BYTES
    assert sending.waiting == 0


def test_a_screen_that_takes_nothing_for_long_is_dropped(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "STUCK_SECONDS", 0.05)
    sending = stuffed(ends[0])

    assert not sending.wait()

    assert sending.gone
    ends[0].close()  # As the web server does once it reads the end; the system forgets what waited, too.
    with pytest.raises(ConnectionResetError):
        read(ends[1], MOST_BYTES)


def test_sending_never_waits_for_the_screen(ends: tuple[socket.socket, socket.socket]) -> None:
    turns: list[int] = []
    others = gevent.spawn(turns.append, 1)

    sending = stuffed(ends[0])
    for _ in range(100):
        sending.send(framed("more"))

    assert turns == []  # Nobody else had a turn: nothing was waited for.
    others.join()


def test_a_goodbye_comes_behind_whatever_waits(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    sending = stuffed(ours)

    sending.finish(goodbye(1012))
    sending.send(framed("too late"))

    told = b""
    while more := theirs.recv(65_536):
        told += more
    assert told.endswith(framed("x" * 1000) + b"\x88\x02" + struct.pack("!H", 1012))


def test_a_goodbye_in_the_middle_of_a_greeting_arrives_too(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    sending = Outgoing(ends[0])

    with sending.together():
        sending.send(framed("one"))
        sending.finish(goodbye(1012))

    assert read(ends[1], 100) == framed("one") + goodbye(1012)


def test_a_screen_that_hung_up_is_no_error(ends: tuple[socket.socket, socket.socket]) -> None:
    sending = Outgoing(ends[0])
    ends[1].close()

    for _ in range(3):
        sending.send(framed("is anybody there?"))

    assert sending.gone
    assert not sending.wait()


def test_what_is_said_together_goes_out_in_one_piece(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    sending = Outgoing(ours)

    with sending.together():
        sending.send(framed("one"))
        assert select.select([theirs], [], [], 0) == ([], [], [])
        sending.send(framed("two"))

    assert theirs.recv(100) == framed("one") + framed("two")
