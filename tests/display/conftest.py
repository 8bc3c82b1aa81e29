"""What the waiting room is tested with: an office that can be asked to do things, a cable that can be pulled."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Thread
from typing import Any

import pytest

from tests.fixtures.office import RunningOffice

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Staff:
    """Those who make things happen in an office: citizens at the kiosk, clerks at their counters."""

    office: RunningOffice

    def ask(self, method: str, path: str, scope: str | None, body: object = None, **more: str) -> Answer:
        line = HTTPConnection("127.0.0.1", self.office.port, timeout=PATIENCE_SECONDS)
        headers = {"Content-Type": "application/json", "Accept": "application/json", **more}
        if scope:
            headers["Authorization"] = f"Bearer {self.office.token(*scope.split())}"
        line.request(method, path, None if body is None else json.dumps(body), headers)
        answer = line.getresponse()
        told = Answer(
            answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        )
        line.close()
        return told

    def open_counters(self, *counters: str) -> None:
        for counter in counters:
            self._done("POST", f"/counters/{counter}/open", f"clerk {counter}")

    def take(self, service: str, language: str = "vi") -> str:
        """A citizen takes a number; the number."""
        number: str = self._done("POST", "/tickets", "kiosk", {"service": service, "language": language})[
            "number"
        ]
        return number

    def call_next(self, counter: str) -> dict[str, Any]:
        """The clerk of a counter calls; the ticket."""
        called: dict[str, Any] = self._done("POST", f"/counters/{counter}/call-next", f"clerk {counter}")
        return called

    def do(self, counter: str, ticket: dict[str, Any], verb: str, body: object = None) -> None:
        self._done("POST", f"/tickets/{ticket['id']}/{verb}", f"clerk {counter}", body or {})

    def serve(self, counter: str, ticket: dict[str, Any]) -> None:
        self.do(counter, ticket, "start")
        self.do(counter, ticket, "finish", {"outcome": "received"})

    def _done(self, method: str, path: str, scope: str, body: object = None) -> Any:
        answer = self.ask(method, f"/api/v1{path}", scope, body if body is not None else {})
        assert answer.status < 300, answer.body.decode()
        return answer.json


@dataclass
class Cable:
    """The network cable between a screen and the office; while it is out nothing goes through, and nothing new."""

    to_port: int
    plugged: bool = True
    _listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _ends: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def start(self) -> None:
        Thread(target=self._take_in, daemon=True).start()

    def pull(self) -> None:
        self.plugged = False
        self._cut()

    def plug_in(self) -> None:
        self.plugged = True

    def close(self) -> None:
        self._listening.close()
        self._cut()

    def _take_in(self) -> None:
        with suppress(OSError):  # The listening end was closed: the test is over.
            while True:
                screen, _ = self._listening.accept()
                if self.plugged:
                    self._join(screen, socket.create_connection(("127.0.0.1", self.to_port)))
                else:
                    screen.close()

    def _join(self, screen: socket.socket, office: socket.socket) -> None:
        self._ends += [screen, office]
        for source, sink in ((screen, office), (office, screen)):
            Thread(target=_carry, args=(source, sink), daemon=True).start()

    def _cut(self) -> None:
        while self._ends:
            end = self._ends.pop()
            with suppress(OSError):  # Its other side has hung up already.
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):  # The cable was pulled in the middle of a word.
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def staff(running_office: RunningOffice) -> Staff:
    return Staff(running_office)


@pytest.fixture
def cable(running_office: RunningOffice) -> Iterator[Cable]:
    cable = Cable(running_office.port)
    cable.start()
    yield cable
    cable.close()
