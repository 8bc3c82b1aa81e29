"""What is ordered on paper, and what became of it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from server.actions.line import Standing
from server.domain.ticket import Ticket
from server.office import Book, JobState, Office, PrintJob

KIOSK = "kiosk"
STALE = timedelta(seconds=90)


def order_slip(book: Book, ticket: Ticket, standing: Standing, address: str) -> int:
    """Orders the slip of a ticket just issued; returns the job. It is printed after the commit, never before."""
    told = msgspec.json.encode(_facts(book, ticket, standing, address)).decode()
    return book.paper.order(KIOSK, ticket.id, told, book.now)


def _facts(book: Book, ticket: Ticket, standing: Standing, address: str) -> dict[str, Any]:
    """What `kiosk.slip.Facts` needs, in plain JSON; spans in seconds."""
    service = book.catalogue.services[ticket.leg.service]
    waiting = standing.expected
    plans = book.catalogue.plans.values()
    return {
        "office": book.profile.name,
        "number": ticket.number,
        "service": service.name,
        "ahead": standing.ahead,
        "expected": [waiting.low.total_seconds(), waiting.high.total_seconds()] if waiting else None,
        "issued_at": ticket.issued_at,
        "url": f"{address}/t/{ticket.secret}",
        "counters": [plan.name for plan in plans if service.code in plan.services],
        "priority": ticket.priority is not None,
        "language": ticket.language,
    }


def next_job(book: Book, printer: str) -> PrintJob | None:
    """The oldest job that this printer still has to do."""
    return next(iter(book.paper.open(printer)), None)


def note(
    book: Book, job: int, state: JobState, problem: str | None = None, *, tried: bool = False
) -> PrintJob | None:
    """Writes down what became of a job."""
    book.paper.note(job, state, book.now, problem, tried)
    return book.paper.named(job)


def note_and_tell(
    office: Office, job: int, state: JobState, problem: str | None = None, *, tried: bool = False
) -> None:
    """The same, and the screens are told."""
    noted = office.change(note, job, state, problem, tried=tried)
    if noted is not None:
        office.push.printed(job, noted.ticket, state, problem, office.clock())


def is_stale(job: PrintJob, now: datetime) -> bool:
    """A slip that comes too late helps nobody: after a paper change no flood of old numbers."""
    return now - job.created_at > STALE
