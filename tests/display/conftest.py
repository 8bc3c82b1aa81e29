"""What the waiting room is tested with: an office that can be asked to do things."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.fixtures.office import RunningOffice

PATIENCE_SECONDS = 60


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


@pytest.fixture
def staff(running_office: RunningOffice) -> Staff:
    return Staff(running_office)
