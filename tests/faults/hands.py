"""What people and programs do at an office in trouble, and what they are told."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import requests
from sqlalchemy import select

from server.office import Database
from server.store import tables as t
from server.store.audit import first_broken
from server.store.catalogue import offices
from tests.fixtures.office import RunningOffice

PATIENCE_SECONDS = 60
LOOK_EVERY_SECONDS = 0.05

_pause = threading.Event()


@dataclass
class Press:
    """One press: the same key however often it is sent."""

    office: RunningOffice
    path: str
    scope: str = "kiosk"
    counter: str | None = None
    wish: dict[str, Any] = field(default_factory=dict)
    key: str = field(default_factory=lambda: uuid4().hex)

    def send(self, url: str | None = None) -> requests.Response:
        return requests.post(
            f"{url or self.office.url}/api/v1{self.path}",
            json=self.wish,
            headers={
                "Authorization": f"Bearer {self.office.token(self.scope, self.counter)}",
                "Idempotency-Key": self.key,
            },
            timeout=PATIENCE_SECONDS,
        )

    def done(self) -> Any:
        """Sent, and granted."""
        answer = self.send()
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


def take(office: RunningOffice, service: str = "ho-tich") -> Press:
    return Press(office, "/tickets", wish={"service": service})


def at_counter(office: RunningOffice, verb: str, counter: str = "1") -> Press:
    return Press(office, f"/counters/{counter}/{verb}", "clerk", counter)


def ready(office: RunningOffice) -> requests.Response:
    return requests.get(
        f"{office.url}/readyz", headers={"Accept": "application/json"}, timeout=PATIENCE_SECONDS
    )


def until(holds: Callable[[], Any], what: str) -> Any:
    """Waits until something outside this process is so, looking again and again; what it was then."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if found := holds():
            return found
        _pause.wait(LOOK_EVERY_SECONDS)
    raise AssertionError(f"not within {PATIENCE_SECONDS} s: {what}")


def until_ready(office: RunningOffice) -> None:
    until(lambda: ready(office).ok, "the office is ready")


def waiting(office: RunningOffice) -> int:
    """How many wait, as the kiosk sees it."""
    told = requests.get(
        f"{office.url}/api/v1/services",
        headers={"Authorization": f"Bearer {office.token('kiosk')}"},
        timeout=PATIENCE_SECONDS,
    )
    return sum(service["waiting"] for service in told.json())


def today(office: RunningOffice) -> dict[str, Any]:
    """The board of today, as the director sees it."""
    told = requests.get(
        f"{office.url}/api/v1/statistics/today",
        headers={"Authorization": f"Bearer {office.token('director')}"},
        timeout=PATIENCE_SECONDS,
    )
    assert told.ok, told.text
    answer: dict[str, Any] = told.json()
    return answer


def storage_troubles(office: RunningOffice) -> list[dict[str, Any]]:
    """What the director is told of a book that keeps nothing; how the lines are is another matter."""
    return [one for one in today(office)["troubles"] if one["type"] == "storage-failed"]


def refused(press: Press, reason: str | tuple[str, ...]) -> dict[str, Any]:
    """The problem that this press is told; it is of storage and says so in both languages."""
    answer = press.send()
    assert answer.status_code == 503, answer.text
    told: dict[str, Any] = answer.json()
    assert (told["type"], told["reason"] in reason) == ("storage-failed", True), told
    assert told["sentences"].keys() == {"vi", "en"}
    return told


@dataclass(frozen=True)
class Kept:
    """What lies in the database: the numbers in the order of their tickets, and how often each verb was written down."""

    numbers: list[str]
    verbs: list[str]
    jobs: int


def kept(office: RunningOffice) -> Kept:
    """Looks into the database of a closed office; its chain must hold."""
    database = Database(f"sqlite:///{office.data / 'toiluot.db'}")
    try:
        assert database.look(lambda conn: first_broken(conn, database.look(offices)[0].id)) is None
        return database.look(
            lambda conn: Kept(
                list(conn.execute(select(t.tickets.c.number).order_by(t.tickets.c.number)).scalars()),
                list(conn.execute(select(t.journal.c.verb).order_by(t.journal.c.seq)).scalars()),
                len(conn.execute(select(t.print_jobs.c.id)).all()),
            )
        )
    finally:
        database.close()


def said(office: RunningOffice, words: str) -> list[str]:
    """The lines of the log with these words."""
    return [line for line in office.log if words in line]


def no_traceback(office: RunningOffice) -> None:
    assert said(office, "Traceback") == [], "".join(office.log)
