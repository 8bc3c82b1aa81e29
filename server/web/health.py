"""Is the house alive, can it issue, and how is it doing?"""

from flask import Blueprint, Response, make_response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from server.office import Book
from server.web.house import here, house

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    return _plain("alive\n")


@pages.get("/readyz")
def ready() -> Response:
    """200 when a ticket could be issued now; else the problem (StorageFailed) says why not."""
    house().database.can_write()
    here().look(lambda book: (book.present(), book.counters()))
    return _plain("ready\n")


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
    answer = _plain(generate_latest(registry).decode())
    answer.content_type = CONTENT_TYPE_LATEST
    return answer


def _numbers(book: Book) -> tuple[int, dict[str, int], list[str]]:
    waiting = [ticket.leg.service for ticket in book.waiting()]
    lines = {code: waiting.count(code) for code in book.catalogue.services}
    return book.journal.seq, lines, [counter.shown for counter in book.counters()]


def _plain(text: str) -> Response:
    answer = make_response(text)
    answer.content_type = "text/plain; charset=utf-8"
    answer.headers["Cache-Control"] = "no-store"
    return answer
