"""The printer agent: on the machine where the printer hangs it fetches slips from the office, prints and reports them."""

import logging
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec

from kiosk.printing.address import Address
from kiosk.printing.fonts import writable
from kiosk.printing.worker import Drawn, Worker, drawn_for
from kiosk.slip import printable_of
from server.domain.printer import PRINTS, PrinterState, Problem
from server.web.packs import received
from server.web.words import Words, shipped

log = logging.getLogger(__name__)

ASK_SECONDS, ASK_AGAIN_SECONDS = 8.0, 2.0
"""How long a question for the next slip waits at the server: while the printer is well, and while it is not."""

ANSWER_SECONDS = 10.0
"""For any answer, beside what a question waits by itself."""

AWAY_SECONDS = 1.0
REMEMBERED = 200


class OfficeAway(Exception):
    """The office is not reached, or does not let this agent in; `status` is what it answered, 0 for nothing."""

    def __init__(self, why: object, status: int = 0) -> None:
        super().__init__(str(why))
        self.status = status


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """One slip of the office. `logo`, `words`: the hashes of the office's logo and of its own languages, None for none;
    `practice`: its clock is not real.
    """

    id: int
    state: str
    created_at: datetime
    slip: str
    practice: bool = False
    logo: str | None = None
    words: str | None = None

    @property
    def key(self) -> str:
        """Told apart also from the job of an office that was set up anew and counts from one again."""
        return f"{self.id}@{self.created_at.isoformat()}"


class Door:
    """The office's side of the line: questions over HTTP, each answered or OfficeAway. BadServer for no address."""

    def __init__(self, server: str, token: str, room: str = "printer") -> None:
        parts = urlsplit(server)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadServer(server)
        self._api, self._token = f"{server.rstrip('/')}/api/v1/{room}", token

    def ask(self, path: str, wish: dict[str, Any], wait: float = 0.0) -> Any:
        """What the office answers, from JSON; None when there is nothing."""
        said = self._sent(path, msgspec.json.encode(wish), wait)
        return msgspec.json.decode(said) if said else None

    def logo(self) -> bytes:
        return self._sent("/logo", None)

    def words(self) -> bytes:
        return self._sent("/words", None)

    def _sent(self, path: str, body: bytes | None, wait: float = 0.0) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._api + path, body, headers)  # noqa: S310  the address is the administrator's
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS + wait) as answer:  # noqa: S310
                told: bytes = answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                raise OfficeAway(refused, refused.code) from refused
        except (OSError, ValueError, urllib.error.URLError) as away:
            raise OfficeAway(away) from away
        return told


class Remembered(msgspec.Struct):
    """The file of `Memory`: each job with what became of it, the latest last."""

    agent: str
    jobs: list[tuple[str, dict[str, Any] | None]]


class BadServer(ValueError):
    """What was given is no address of an office."""


class Memory:
    """The last jobs on disk: whatever is cut off, a job that was begun is never begun again.

    `me` names this agent to the office; it is made once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.me = uuid4().hex
        self._kept: dict[str, dict[str, Any] | None] = {}
        if path.exists():
            self._read()
        self._write()

    def _read(self) -> None:
        """A file that cannot be read is put aside. This agent is another one then: what the former had begun is given up
        for lost by the office, and not begun again.
        """
        try:
            told = msgspec.json.decode(self._path.read_bytes(), type=Remembered)
        except (msgspec.DecodeError, UnicodeDecodeError):
            log.warning("%s cannot be read and is put aside", self._path)
            self._path.replace(self._path.with_suffix(".broken"))
            return
        self.me, self._kept = told.agent, dict(told.jobs)

    def begun(self, key: str) -> bool:
        return key in self._kept

    def outcome(self, key: str) -> dict[str, Any] | None:
        return self._kept.get(key)

    def keep(self, key: str, outcome: dict[str, Any] | None) -> None:
        """On the disk when this returns. `outcome`: None for a job that is about to be sent."""
        self._kept.pop(key, None)
        self._kept[key] = outcome
        self._kept = dict(list(self._kept.items())[-REMEMBERED:])
        self._write()

    def forget(self, key: str) -> None:
        """Nothing of it was sent after all."""
        if key in self._kept:
            del self._kept[key]
            self._write()

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(Remembered(self.me, list(self._kept.items()))))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


class RemoteTray:
    """The jobs of the office's printer, as the worker of this machine takes them (`kiosk.printing.worker.Jobs`)."""

    def __init__(self, door: Door, memory: Memory, address: Address) -> None:
        self._door, self._memory, self._roll = door, memory, address.roll
        self._state = PrinterState.UNKNOWN
        self._woken = threading.Event()
        self._away = False

    def next_job(self) -> RemoteJob | None:
        """The oldest job that was not begun. One that was is reported as what became of it."""
        wait = ASK_SECONDS if self._state in PRINTS else ASK_AGAIN_SECONDS
        wish = {"agent": self._memory.me, "state": self._state, "roll": self._roll, "wait": wait}
        told = self._asked("/jobs/next", wish, wait)
        if told is None:
            return None
        job = msgspec.convert(told, RemoteJob)
        if job.state == "sending" or self._memory.begun(job.key):
            self._report_again(job)
            return None
        return job

    def _report_again(self, job: RemoteJob) -> None:
        """A report that was lost, or a job that was cut off; one that was claimed and never begun is free again."""
        if not self._memory.begun(job.key):
            self._report(job, {"state": "queued"})
            return
        cut_off = {"state": "failed", "problem": Problem.INTERRUPTED}
        self._report(job, self._memory.outcome(job.key) or cut_off)

    def is_ours(self) -> bool:
        return True

    def wake(self) -> None:
        self._woken.set()

    def let_go(self) -> None:
        """The office notices by itself that nobody asks any more."""

    def is_stale(self, job: RemoteJob) -> bool:  # noqa: ARG002  the office lets none out that is
        return False

    def claim(self, job: RemoteJob) -> bool:
        """Asked of the office, then written down here; only then bytes may leave."""
        answer = self._door.ask(f"/jobs/{job.id}/claim", {"agent": self._memory.me})
        if not answer["claimed"]:
            return False
        self._memory.keep(job.key, None)
        return True

    def printed(self, job: RemoteJob, *, confirmed: bool, millimetres: int) -> None:
        state = "confirmed" if confirmed else "sent"
        self._over(job, {"state": state, "millimetres": millimetres})

    def show_all(self) -> None:
        """For a machine without a printer: the office's next slip stays on the screen."""
        job = self.next_job()
        if job is not None:
            self._over(job, {"state": "shown-only"})

    def delayed(self, job: RemoteJob, problem: str) -> None:
        """Nothing of it was sent: it may be begun again."""
        self._memory.forget(job.key)
        self._report(job, {"state": "queued", "problem": problem})

    def failed(self, job: RemoteJob, problem: str) -> None:
        self._over(job, {"state": "failed", "problem": problem})

    def expired(self, job: RemoteJob) -> None:
        self._over(job, {"state": "expired"})

    def printer_is(self, state: PrinterState) -> None:
        """Told to the office with the next question, which comes at once."""
        self._state = state

    def _over(self, job: RemoteJob, outcome: dict[str, Any]) -> None:
        self._memory.keep(job.key, outcome)
        self._report(job, outcome)

    def _report(self, job: RemoteJob, outcome: dict[str, Any]) -> None:
        """A report that does not get through is made again when the office shows the job again."""
        self._asked(f"/jobs/{job.id}", outcome | {"agent": self._memory.me})

    def _asked(self, path: str, wish: dict[str, Any], wait: float = 0.0) -> Any:
        try:
            told = self._door.ask(path, wish, wait)
        except OfficeAway as away:
            if not self._away:
                log.warning("the office is not reached: %s", away)
            self._away = True
            self._woken.wait(AWAY_SECONDS)
            return None
        if self._away:
            log.info("the office is reached again")
        self._away = False
        return told


class Logo:
    """The office's logo, fetched when it has become another one."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._file = b""

    def __call__(self, wanted: str | None) -> bytes:
        if wanted is None:
            return b""
        if sha256(self._file).hexdigest() != wanted:
            self._file = self._door.logo()
        return self._file


class Tongues:
    """What the paper says: our own words, and those of the languages that the office brought along, fetched when they
    have become others.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self._known: str | None = None
        self._words = shipped()

    def __call__(self, wanted: str | None) -> Words:
        if wanted != self._known:
            self._words = writable(received(self._door.words(), shipped())) if wanted else shipped()
            self._known = wanted
        return self._words


def start_agent(server: str, token: str, address: Address, kept: Path) -> Worker[RemoteJob]:
    """Sets this machine's printer to work for an office; `stop` ends it. `kept`: the file in which it remembers."""
    door = Door(server, token)
    logo, tongues = Logo(door), Tongues(door)

    def draw(job: RemoteJob) -> Callable[[], Drawn]:
        file, words = logo(job.logo), tongues(job.words)
        return lambda: drawn_for(address, printable_of(job.slip, words, practice=job.practice), file)

    worker = Worker(address, RemoteTray(door, Memory(kept), address), draw)
    worker.start()
    return worker
