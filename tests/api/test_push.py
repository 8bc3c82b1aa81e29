"""What the screens hear, from outside: real sockets on a real server."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import socketio

from tests.fixtures.office import RunningOffice

SECONDS = 60

Connect = Callable[..., "Screen"]


class Screen:
    """One screen that listens, and can wait for what it should hear."""

    def __init__(self, office: RunningOffice, namespace: str, auth: dict[str, Any]) -> None:
        self.heard: list[tuple[str, Any]] = []
        self._news = threading.Condition()
        self.socket = socketio.Client(reconnection=False)
        self.socket.on("*", self._hear, namespace=namespace)
        self.socket.connect(
            office.url, namespaces=[namespace], auth=auth, transports=["websocket"], wait=True
        )

    def _hear(self, event: str, message: Any) -> None:
        with self._news:
            self.heard.append((event, message))
            self._news.notify_all()

    def until(self, event: str, count: int = 1) -> list[Any]:
        """The messages of this kind, once there are so many."""
        with self._news:
            arrived = self._news.wait_for(lambda: len(self.of(event)) >= count, SECONDS)
        assert arrived, f"{event}: {self.heard}"
        return self.of(event)

    def of(self, event: str) -> list[Any]:
        return [message for name, message in self.heard if name == event]

    def leave(self) -> None:
        self.socket.disconnect()


@pytest.fixture
def connect(running_office: RunningOffice) -> Iterator[Connect]:
    """`connect("/display", token=…, since=…)`; all leave after the test."""
    screens: list[Screen] = []

    def coming(namespace: str, **auth: Any) -> Screen:
        screens.append(Screen(running_office, namespace, auth))
        return screens[-1]

    yield coming
    for screen in screens:
        screen.leave()


def post(office: RunningOffice, scope: str, path: str, counter: str | None = None, body: Any = None) -> Any:
    answer = requests.post(
        f"{office.url}/api/v1{path}",
        json=body or {},
        headers={"Authorization": f"Bearer {office.token(scope, counter)}"},
        timeout=SECONDS,
    )
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def test_a_call_is_heard_by_board_counters_director_and_the_citizens_phone(
    running_office: RunningOffice, connect: Connect
) -> None:
    ticket = post(running_office, "kiosk", "/tickets", body={"service": "ho-tich"})
    secret = ticket["url"].rsplit("/", 1)[1]
    board = connect("/display", token=running_office.token("display"))
    desk = connect("/counter", token=running_office.token("clerk", "2"))
    office = connect("/manager", token=running_office.token("director"))
    phone = connect("/ticket", token=secret)
    for screen in (board, desk, office, phone):
        screen.until("here")
    post(running_office, "clerk", "/counters/1/open", "1")

    called = post(running_office, "clerk", "/counters/1/call-next", "1")

    for screen in (board, desk, office, phone):
        assert screen.until("called")[0]["seq"] == called["seq"]
    told = board.of("called")[0]
    assert (told["number"], told["counter_name"], told["recall"]) == ("A001", "Quầy 1", 0)
    assert [one["lang"] for one in told["speech"]] == told["languages"]
    assert desk.until("moved")[-1]["to"] == "called"
    assert board.of("moved") == []
    assert board.until("waiting")[-1]["services"][0]["code"] == "ho-tich"


def test_a_board_that_was_away_hears_what_it_missed_in_order_and_once(
    running_office: RunningOffice, connect: Connect
) -> None:
    token = running_office.token("display")
    post(running_office, "clerk", "/counters/1/open", "1")
    post(running_office, "kiosk", "/tickets", body={"service": "ho-tich"})
    board = connect("/display", token=token)
    first = post(running_office, "clerk", "/counters/1/call-next", "1")
    board.until("called")
    board.leave()
    for _ in range(3):
        post(running_office, "clerk", f"/tickets/{first['id']}/recall", "1")

    back = connect("/display", token=token, since=first["seq"])

    back.until("here")
    recalls = [message["recall"] for message in back.of("called")]
    assert recalls == [1, 2, 3]
    post(running_office, "clerk", f"/tickets/{first['id']}/recall", "1")
    assert [message["recall"] for message in back.until("called", 4)] == [1, 2, 3, 4]
    seqs = [message["seq"] for message in back.of("called")]
    assert seqs == sorted(set(seqs))


def test_the_tablet_wakes_only_at_the_counter_that_finished(
    running_office: RunningOffice, connect: Connect
) -> None:
    tablets = [connect("/rating", token=running_office.token("rating", counter)) for counter in ("1", "2")]
    for tablet in tablets:
        tablet.until("here")
    ticket = post(running_office, "kiosk", "/tickets", body={"service": "ho-tich"})["id"]
    post(running_office, "clerk", "/counters/1/open", "1")
    post(running_office, "clerk", "/counters/1/call-next", "1")
    post(running_office, "clerk", f"/tickets/{ticket}/start", "1")
    post(running_office, "clerk", f"/tickets/{ticket}/finish", "1")

    assert tablets[0].until("rate")[0]["ticket"] == ticket
    post(running_office, "rating", f"/tickets/{ticket}/rating", "1", {"score": 4})

    assert tablets[0].until("asleep")[0]["ticket"] == ticket
    assert tablets[1].of("rate") == []


def test_a_phone_hears_its_own_place_and_nothing_of_others(
    running_office: RunningOffice, connect: Connect
) -> None:
    first = post(running_office, "kiosk", "/tickets", body={"service": "ho-tich"})
    second = post(running_office, "kiosk", "/tickets", body={"service": "ho-tich"})
    phone = connect("/ticket", token=second["url"].rsplit("/", 1)[1])
    phone.until("here")
    post(running_office, "clerk", "/counters/1/open", "1")

    post(running_office, "clerk", "/counters/1/call-next", "1")

    places = phone.until("place")
    while places[-1]["ahead"] != 0:
        places = phone.until("place", len(places) + 1)
    assert first["number"] not in str(phone.heard)
    assert phone.of("called") == []


@pytest.mark.parametrize(
    ("namespace", "scope"),
    [
        ("/counter", "kiosk"),
        ("/manager", "clerk"),
        ("/display", "kiosk"),
        ("/rating", "display"),
        ("/ticket", "admin"),
    ],
)
def test_a_screen_watches_only_what_it_may(
    running_office: RunningOffice, connect: Connect, namespace: str, scope: str
) -> None:
    for token in (running_office.token(scope), "guess", None):
        with pytest.raises(socketio.exceptions.ConnectionError):
            connect(namespace, token=token)
