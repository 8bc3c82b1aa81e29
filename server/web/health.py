"""Is the house alive, can it issue, and how is it doing?"""

import threading
import time

from flask import Blueprint, Response, make_response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from server.office import Book
from server.web.house import here, house

pages = Blueprint("health", __name__)

TRY_AGAIN_SECONDS = 1.0
"""However often it is asked, a change is tried at most so often: each one waits for the disk."""


@pages.get("/healthz")
def alive() -> Response:
    return _plain("alive\n")


@pages.get("/readyz")
def ready() -> Response:
    """200 when a ticket could be issued now; else the problem (StorageFailed, ClockBehind) says why not."""
    here().trust(here().clock())
    _trial.make()
    here().look(lambda book: (book.present(), book.counters()))
    return _plain("ready\n")


class Trial:
    """A change that changes nothing, tried on the real database; its success counts for a moment."""

    def __init__(self) -> None:
        self._succeeded = -TRY_AGAIN_SECONDS
        self._turn = threading.Lock()

    def make(self) -> None:
        """Raises StorageFailed when a change could not be kept now."""
        with self._turn:
            database = house().database
            if database.is_in_trouble or time.monotonic() - self._succeeded >= TRY_AGAIN_SECONDS:
                database.can_write()
                self._succeeded = time.monotonic()


_trial = Trial()


@pages.get("/metrics")
def metrics() -> Response:
    registry = CollectorRegistry()
    waiting = Gauge("toiluot_waiting", "People waiting", ["office", "service"], registry=registry)
    entries = Gauge("toiluot_journal_seq", "Last entry of the journal", ["office"], registry=registry)
    counters = Gauge("toiluot_counters", "Counters by state", ["office", "state"], registry=registry)
    for office in house().offices.values():
        code = office.profile.code
        seq, lines, states = office.look(_numbers)
        entries.labels(code).set(seq)
        for service, count in lines.items():
            waiting.labels(code, service).set(count)
        for state in sorted(set(states)):
            counters.labels(code, state).set(states.count(state))
    _tell_backups(registry)
    answer = _plain(generate_latest(registry).decode())
    answer.content_type = CONTENT_TYPE_LATEST
    return answer


def _tell_backups(registry: CollectorRegistry) -> None:
    keeping = house().keeping
    latest = Gauge("toiluot_backup_time_seconds", "Moment of the last good daily back-up", registry=registry)
    failing = Gauge("toiluot_backup_failing", "1 when the due back-up could not be made", registry=registry)
    latest.set(keeping.latest.timestamp() if keeping.latest else 0)
    failing.set(keeping.problem is not None)


def _numbers(book: Book) -> tuple[int, dict[str, int], list[str]]:
    waiting = [ticket.leg.service for ticket in book.waiting()]
    lines = {code: waiting.count(code) for code in book.catalogue.services}
    return book.journal.seq, lines, [counter.shown for counter in book.counters()]


def _plain(text: str) -> Response:
    answer = make_response(text)
    answer.content_type = "text/plain; charset=utf-8"
    answer.headers["Cache-Control"] = "no-store"
    return answer
