"""The wire itself, from outside: what screens may say, how they are told, and what becomes of those that do not listen."""

import re
import select
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import socketio

from tests.fixtures.bare import (
    ACCEPT,
    BINARY,
    CLOSE,
    CONTINUED,
    PING,
    PONG,
    SECONDS,
    TEXT,
    BareScreen,
    frame,
)
from tests.fixtures.cable import Cable
from tests.fixtures.office import RunningOffice

SMALL = 1024
"""The least that the system keeps unread for a screen, in bytes (it makes it a little more)."""


@pytest.fixture
def office(running_office: RunningOffice) -> Iterator[RunningOffice]:
    """The running office; whatever a screen did to it, its log holds no fault of the program."""
    yield running_office
    assert not re.search(r"Traceback|ERROR", "".join(running_office.log))


def post(
    office: RunningOffice, path: str, scope: str = "clerk", counter: str | None = "1", **body: Any
) -> Any:
    answer = requests.post(
        f"{office.url}/api/v1{path}",
        json=body,
        headers={"Authorization": f"Bearer {office.token(scope, counter)}"},
        timeout=SECONDS,
    )
    assert answer.status_code < 300, answer.text
    return answer.json()


def called_ticket(office: RunningOffice, counter: str = "1") -> str:
    """A ticket that was just called to this counter."""
    post(office, "/tickets", "kiosk", None, service="ho-tich")
    post(office, f"/counters/{counter}/open", counter=counter)
    return str(post(office, f"/counters/{counter}/call-next", counter=counter)["id"])


def recalls(office: RunningOffice, ticket: str, count: int, counter: str = "1") -> list[int]:
    """The `seq` of so many more calls of this ticket."""
    with requests.Session() as clerk:
        clerk.headers["Authorization"] = f"Bearer {office.token('clerk', counter)}"
        said = [
            clerk.post(f"{office.url}/api/v1/tickets/{ticket}/recall", timeout=SECONDS) for _ in range(count)
        ]
    return [answer.json()["seq"] for answer in said]


def board(office: RunningOffice, **more: Any) -> BareScreen:
    """A display that has come in and caught up."""
    since = more.pop("since", None)
    screen = BareScreen(more.pop("port", office.port), **more)
    screen.comes("/display", token=office.token("display"), **({"since": since} if since is not None else {}))
    return screen


def test_a_websocket_is_opened_as_the_standard_says_and_nothing_is_compressed(office: RunningOffice) -> None:
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    with BareScreen(office.port, offer) as screen:
        status, *headers = screen.answer.lower().split("\r\n")

        assert "101" in status
        assert f"sec-websocket-accept: {ACCEPT.lower()}" in headers
        assert not [line for line in headers if line.startswith("sec-websocket-extensions")]
        screen.comes("/display", token=office.token("display"))
        assert screen.told("here")["seq"] >= 0


ASKED_WRONGLY = (
    {"Sec-WebSocket-Version": "8"},
    {"Sec-WebSocket-Key": ""},
    {"Sec-WebSocket-Key": "short"},
    {"Connection": "keep-alive"},
)


def test_a_request_that_asks_wrongly_for_a_websocket_is_told_so(office: RunningOffice) -> None:
    for wrong in ASKED_WRONGLY:
        with BareScreen(office.port, wrong) as screen:
            assert " 400 " in screen.answer.split("\r\n")[0], wrong
            assert "Sec-WebSocket-Version: 13" in screen.answer, wrong


def test_pieces_are_put_together_and_pings_between_them_are_answered(office: RunningOffice) -> None:
    hello = f'40/display,{{"token":"{office.token("display")}"}}'.encode()
    with BareScreen(office.port) as screen:
        screen.until(TEXT, b"0{")

        screen.send(frame(TEXT, hello[:7], whole=False), frame(PING, b"between"))
        for byte in hello[7:-1]:
            screen.send(frame(CONTINUED, bytes([byte]), whole=False))
        screen.send(frame(CONTINUED, hello[-1:]))

        assert screen.until(PONG) == b"between"
        assert screen.told("here")["seq"] >= 0


SPOKEN_WRONGLY = {
    "not masked": (1002, [frame(TEXT, b"3", masked=False)]),
    "a reserved bit": (1002, [frame(TEXT, b"3", reserved=0x40)]),
    "an unknown kind": (1002, [frame(0x3, b"3")]),
    "a ping in pieces": (1002, [frame(PING, b"", whole=False)]),
    "a piece of nothing": (1002, [frame(CONTINUED, b"3")]),
    "a message within another": (1002, [frame(TEXT, b"4", whole=False), frame(TEXT, b"3")]),
    "letters that are none": (1007, [frame(TEXT, b"4\xff\xfe")]),
    "half a letter": (1007, [frame(TEXT, b"4\xe1\xba")]),
    "too long": (1009, [frame(TEXT, b"4" * 17_000)]),
    "too long in pieces": (1009, [frame(TEXT, b"4", whole=False)] + [frame(CONTINUED, b"4" * 9000, whole=False)] * 2),
    "pieces of nothing": (1009, [frame(TEXT, b"", whole=False)] + [frame(CONTINUED, b"", whole=False)] * 17_000),
    "nothing at all": (1008, [frame(TEXT, b"")]),
    "an empty message": (1008, [frame(TEXT, b"4")]),
    "no packet of Engine.IO": (1008, [frame(TEXT, b"hello")]),
    "an open from outside": (1008, [frame(TEXT, b"0{}")]),
    "no packet of Socket.IO": (1008, [frame(TEXT, b"4hello")]),
    "JSON that stops": (1008, [frame(TEXT, b'40/display,{"token"')]),
    "JSON without a floor": (1008, [frame(TEXT, b"40/display," + b"[" * 9000)]),
    "a number without end": (1008, [frame(TEXT, b"40/display," + b"9" * 9000)]),
    "bytes": (1008, [frame(BINARY, b"\0\1\2")]),
    "more attachments than there are": (1008, [frame(TEXT, b"4599999999999999999999-[]")]),
}  # fmt: skip


def test_whoever_speaks_wrongly_is_dismissed_with_the_reason_and_nobody_else(office: RunningOffice) -> None:
    with board(office) as other:
        for wrong, (code, frames) in SPOKEN_WRONGLY.items():
            with BareScreen(office.port) as screen:
                screen.until(TEXT, b"0{")

                screen.send(*frames)

                assert (wrong, screen.dismissed()) == (wrong, code)
                assert screen.hung_up(), wrong
        other.send(frame(PING, b"still here"))
        assert other.until(PONG) == b"still here"


def test_events_from_screens_have_nobody_to_hear_them(office: RunningOffice) -> None:
    with board(office) as screen:
        screen.told("here")
        for said in (
            b'42/display,["shout",1]',
            b"42/display,[]",
            b"42/display,{}",
            b"43/display,7[]",
            b"41/manager,",
        ):
            screen.send(frame(TEXT, said))
        screen.send(frame(PING, b"and now?"))

        assert screen.until(PONG) == b"and now?"


def test_a_goodbye_is_answered_with_the_same_reason(office: RunningOffice) -> None:
    for code in (1000, 1001, 4321):
        with board(office) as screen:
            screen.told("here")

            screen.send(frame(CLOSE, code.to_bytes(2, "big") + "tạm biệt".encode()))

            assert screen.dismissed() == code
            assert screen.hung_up()


def test_a_screen_that_reads_slowly_gets_a_whole_day_whole(office: RunningOffice) -> None:
    ticket = called_ticket(office)
    seqs = recalls(office, ticket, 300)
    with board(office, room=SMALL, since=0) as screen:
        recall = [screen.told("called") for _ in range(301)]

        assert [message["seq"] for message in recall[1:]] == seqs
        assert screen.told("here")["seq"] >= seqs[-1]


def test_a_screen_that_does_not_read_delays_nobody_and_is_dropped(office: RunningOffice) -> None:
    ticket = called_ticket(office)
    recalls(office, ticket, 350)
    with board(office) as other, board(office, room=SMALL, since=0) as stuck:
        other.told("here")
        ended = select.poll()
        ended.register(stuck.socket, select.POLLHUP)

        (seq,) = recalls(office, ticket, 1)

        assert other.told("called")["seq"] == seq
        assert not ended.poll(0), "it was still there while the other was told"
        assert ended.poll(SECONDS * 1000), "it is dropped once it was stuck for some seconds"
    office.stop()
    assert "took nothing" in "".join(office.log)


def test_a_board_whose_line_went_dead_hears_every_call_it_missed_when_it_comes_again(
    office: RunningOffice, cable: Cable
) -> None:
    ticket = called_ticket(office)
    with board(office, port=cable.port) as dead, board(office) as other:
        known = dead.told("here")["seq"]
        other.told("here")
        cable.lose_everything()

        seqs = recalls(office, ticket, 30)

        assert [other.told("called")["seq"] for _ in seqs] == seqs
        with board(office, port=cable.port, since=known) as again:
            assert [again.told("called")["seq"] for _ in seqs] == seqs
            (last,) = recalls(office, ticket, 1)
            assert again.told("called")["seq"] == last


def test_calls_of_two_clerks_at_once_are_heard_in_the_order_of_seq(office: RunningOffice) -> None:
    tickets = {counter: called_ticket(office, counter) for counter in ("1", "2")}
    with board(office) as first, board(office) as second:
        for screen in (first, second):
            screen.told("here")

        with ThreadPoolExecutor(2) as clerks:
            made = clerks.map(lambda at: recalls(office, tickets[at], 60, at), tickets)
            seqs = sorted(seq for some in made for seq in some)

        for screen in (first, second):
            assert [screen.told("called")["seq"] for _ in seqs] == seqs


def test_a_browser_without_websockets_is_told_by_long_polling(office: RunningOffice) -> None:
    heard = _heard_by(office, ["polling"])

    assert next(heard) == "polling"
    assert [message["recall"] for message in heard] == [0, 1, 2]


def test_a_browser_may_change_over_from_long_polling(office: RunningOffice) -> None:
    heard = _heard_by(office, ["polling", "websocket"])

    assert next(heard) == "websocket"
    assert [message["recall"] for message in heard] == [0, 1, 2]


def _heard_by(office: RunningOffice, transports: list[str]) -> Iterator[Any]:
    """The transport at last, and the calls of one ticket that was called three times."""
    screen = socketio.SimpleClient()
    screen.connect(
        office.url, namespace="/display", auth={"token": office.token("display")}, transports=transports
    )
    recalls(office, called_ticket(office), 2)
    yield screen.transport
    while (calls := _next(screen, "called")) is not None:
        yield calls
        if calls["recall"] == 2:
            break
    screen.disconnect()


def _next(screen: Any, event: str) -> Any:
    while True:
        name, carries = screen.receive(timeout=SECONDS)
        if name == event:
            return carries


POSTED_WRONGLY = ("hello", "4", "4hello", "40/display,{", "d=", "\x1e\x1e", "4" * 17_000)


def test_long_polling_that_speaks_wrongly_is_a_bad_request(office: RunningOffice) -> None:
    address = f"{office.url}/socket.io/?EIO=4&transport=polling"
    for wrong in POSTED_WRONGLY:
        sid = re.search(r'"sid":"([^"]+)"', requests.get(address, timeout=SECONDS).text)
        assert sid

        answer = requests.post(f"{address}&sid={sid[1]}", data=wrong.encode(), timeout=SECONDS)

        assert (wrong, answer.status_code) == (wrong, 400)


def test_a_house_that_closes_says_so_and_does_not_wait_for_its_screens(office: RunningOffice) -> None:
    with board(office) as screen:
        screen.told("here")
        begun = time.monotonic()

        assert office.stop() == 0

        assert screen.dismissed() == 1012
        assert time.monotonic() - begun < SECONDS / 2


def test_whoever_comes_while_clerks_are_calling_misses_nothing_and_hears_nothing_twice(
    office: RunningOffice,
) -> None:
    tickets = {counter: called_ticket(office, counter) for counter in ("1", "2")}
    with ThreadPoolExecutor(2) as clerks:
        made = [clerks.submit(recalls, office, tickets[at], 60, at) for at in tickets]
        came = [board(office, since=0)]
        while not all(calling.done() for calling in made):
            came.append(board(office, since=0))
            came[-1].told("here")
        seqs = sorted(seq for calling in made for seq in calling.result())

    for screen in came:
        with screen:
            heard = [screen.heard("called")["seq"] for _ in range(len(seqs) + 2)]
            assert heard[-len(seqs) :] == seqs
            assert heard == sorted(set(heard))
