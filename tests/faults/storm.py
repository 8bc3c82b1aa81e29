"""Many clients at once against a running office, and an oracle outside that remembers what was acknowledged."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from server.domain.ticket import State, Ticket
from server.office import Book, Database
from server.store import tables as t
from server.store.audit import first_broken
from server.store.catalogue import offices
from server.store.replay import first_difference
from tests.fixtures.office import RunningOffice

PATIENCE_SECONDS = 60
SERVICES = ("ho-tich", "chung-thuc", "dat-dai")
COUNTERS = ("1", "2", "3")
HALL = 300
"""People who wait before nobody else comes in: whoever would take a number then calls one, beside everybody who does."""


@dataclass
class Oracle:
    """What the office acknowledged. Safe for threads."""

    tickets: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    rated: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def taken(self, told: dict[str, Any], key: str) -> None:
        with self._turn:
            if told["id"] in self.tickets and self.tickets[told["id"]] != key:
                self.doubts.append(f"{told['id']} was given to two presses")
            self.tickets[told["id"]] = key

    @property
    def waiting(self) -> int:
        return len(self.tickets) - len(self.called)

    def call(self, told: dict[str, Any], key: str) -> None:
        with self._turn:
            if told["id"] in self.called and self.called[told["id"]] != key:
                self.doubts.append(f"{told['id']} was called by two presses")
            self.called[told["id"]] = key

    def done(self, ticket: str) -> None:
        with self._turn:
            self.finished.add(ticket)

    def rate(self, ticket: str) -> None:
        with self._turn:
            self.rated.add(ticket)


class Client:
    """One program: it keeps its connection, and asks again with the same key when the answer was lost."""

    def __init__(self, office: RunningOffice, stop: threading.Event) -> None:
        self.office, self.stop = office, stop
        self._line: http.client.HTTPConnection | None = None

    def post(
        self, scope: str, path: str, body: Any = None, counter: str | None = None
    ) -> tuple[int, Any, str]:
        """Status, answer and key of one press; status 0 when the storm ended before an answer came."""
        key = uuid4().hex
        headers = {"Authorization": f"Bearer {self.office.token(scope, counter)}", "Idempotency-Key": key}
        while not self.stop.is_set():
            try:
                return (*self._ask(path, json.dumps(body or {}), headers), key)
            except (OSError, http.client.HTTPException):
                self.close()
                self.stop.wait(0.05)
        return 0, None, key

    def _ask(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, Any]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.office.port, timeout=PATIENCE_SECONDS)
        self._line.request("POST", f"/api/v1{path}", body, headers)
        answer = self._line.getresponse()
        told = answer.read()
        return answer.status, json.loads(told) if told else None

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass
class Storm:
    """`clients` programs that take tickets and serve them at the counters until `presses` were made in all."""

    offices: list[RunningOffice]
    presses: int
    clients: int = 64
    seed: int = 1
    oracle: Oracle = field(default_factory=Oracle)
    statuses: Counter[int] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    _made: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def blow(self, meanwhile: Callable[["Storm"], None] = lambda _: None) -> float:
        """The whole storm; returns its seconds. `meanwhile` runs beside it."""
        begun = time.perf_counter()
        crews = [threading.Thread(target=self._crew, args=(n,), daemon=True) for n in range(self.clients)]
        for crew in crews:
            crew.start()
        meanwhile(self)
        for crew in crews:
            crew.join(PATIENCE_SECONDS * 60)
            assert not crew.is_alive(), "a client never came to its end"
        return time.perf_counter() - begun

    @property
    def is_over(self) -> bool:
        return self._made >= self.presses

    @property
    def made(self) -> int:
        """How many presses were made."""
        return min(self._made, self.presses)

    def abate(self) -> None:
        """No press is begun any more."""
        with self._turn:
            self.presses = min(self.presses, self._made)

    def _crew(self, number: int) -> None:
        chance = random.Random(self.seed * 1000 + number)  # noqa: S311  a storm with a seed, no secret
        client = Client(self.offices[number % len(self.offices)], self.over)
        try:
            while self._press():
                if number % 3 and self.oracle.waiting < HALL:
                    self._take(client, chance)
                else:
                    self._serve(client, COUNTERS[(number // 3) % len(COUNTERS)], chance)
        finally:
            client.close()

    def _press(self) -> bool:
        with self._turn:
            self._made += 1
            return self._made <= self.presses

    def _note(self, status: int, told: Any) -> bool:
        """Counts an answer; whether it was a yes. A no is fine in a storm, a fault of ours is not."""
        with self._turn:
            self.statuses[status] += 1
        if status >= 500:
            self.oracle.doubts.append(f"the office answered {status}: {told}")
        return 200 <= status < 300

    def _take(self, client: Client, chance: random.Random) -> None:
        wish = {"service": chance.choice(SERVICES), "priority": chance.random() < 0.1}
        status, told, key = client.post("kiosk", "/tickets", wish)
        if self._note(status, told):
            self.oracle.taken(told, key)

    def _serve(self, client: Client, counter: str, chance: random.Random) -> None:
        status, told, key = client.post("clerk", f"/counters/{counter}/call-next", counter=counter)
        if not self._note(status, told) or told is None:
            return
        self.oracle.call(told, key)
        ticket = told["id"]
        if chance.random() < 0.2:
            self._note(*client.post("clerk", f"/tickets/{ticket}/no-show", counter=counter)[:2])
            return
        if not self._note(*client.post("clerk", f"/tickets/{ticket}/start", counter=counter)[:2]):
            return
        if self._note(*client.post("clerk", f"/tickets/{ticket}/finish", counter=counter)[:2]):
            self.oracle.done(ticket)
            if self._note(*client.post("rating", f"/tickets/{ticket}/rating", {"score": 4}, counter)[:2]):
                self.oracle.rate(ticket)


def open_counters(office: RunningOffice) -> None:
    client = Client(office, threading.Event())
    office.token("kiosk")
    for counter in COUNTERS:
        office.token("rating", counter)
        status, told, _ = client.post("clerk", f"/counters/{counter}/open", counter=counter)
        assert status == 200, told
    client.close()


def reckon(office: RunningOffice, oracle: Oracle) -> None:
    """Holds what was acknowledged against what is kept. Raises AssertionError for anything lost, doubled or out of order."""
    database = Database(office.settings.get("TOILUOT_DATABASE") or f"sqlite:///{office.data / 'toiluot.db'}")
    profile = database.look(offices)[0]
    try:
        database.read(profile.id, _noon(database), lambda book: _hold_against(book, oracle))
        assert database.look(lambda conn: first_broken(conn, profile.id)) is None
        assert database.look(lambda conn: first_difference(conn, profile.id)) is None
    finally:
        database.close()


def _noon(database: Database) -> Any:
    return database.look(
        lambda conn: conn.execute(select(t.journal.c.at).order_by(t.journal.c.seq.desc())).scalar()
    )


def _hold_against(book: Book, oracle: Oracle) -> None:
    kept = {ticket.id: (ticket, score) for ticket, score in book.tickets.visits(book.today, book.today)}
    assert not oracle.doubts, Counter(oracle.doubts)
    assert oracle.tickets.keys() <= kept.keys(), "an acknowledged ticket is lost"
    assert oracle.called.keys() <= {code for code, (ticket, _) in kept.items() if ticket.leg.called_at}
    done = {code for code, (ticket, _) in kept.items() if ticket.state is State.DONE}
    assert oracle.finished <= done, "an acknowledged finish is lost"
    assert oracle.rated <= {code for code, (_, score) in kept.items() if score is not None}
    _numbers_have_no_gap(book, [ticket for ticket, _ in kept.values()])
    _nobody_was_called_twice(book)
    at_counters = list(book.tickets.at_counters().values())
    assert len(at_counters) == len(set(at_counters))


def _numbers_have_no_gap(book: Book, tickets: list[Ticket]) -> None:
    for service in book.catalogue.services.values():
        numbers = sorted(
            int(one.number.removeprefix(service.prefix)) for one in tickets if one.service == service.code
        )
        assert numbers == list(range(1, len(numbers) + 1)), f"{service.prefix}: a number is missing or double"


def _nobody_was_called_twice(book: Book) -> None:
    """No clerk undoes anything in a storm: one call for each ticket."""
    calls = Counter(entry.ticket for entry in book.journal.since(0) if entry.verb == "call")
    assert all(count == 1 for count in calls.values()), "a ticket was called twice"
