"""What is ordered on paper, and what became of it."""

from datetime import timedelta
from typing import Any

import msgspec

from server.actions.line import Standing
from server.domain.ticket import Ticket
from server.office import Book, JobState, Office, PrintJob

KIOSK = "kiosk"
STALE = timedelta(seconds=90)
LOOK_AGAIN_SECONDS = 2.0
"""Another process of the same office may order a slip without waking this one."""

INTERRUPTED = "interrupted"


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
        "counters": {plan.code: plan.name for plan in plans if service.code in plan.services},
        "priority": ticket.priority is not None,
        "language": ticket.language,
    }


def next_job(book: Book, printer: str) -> PrintJob | None:
    """The oldest job that this printer still has to do."""
    return next(iter(book.paper.open(printer)), None)


def note(book: Book, job: int, state: JobState, problem: str | None = None, *, tried: bool = False) -> None:
    """Writes down what became of a job."""
    book.paper.note(job, state, book.now, problem, tried)


class Tray:
    """The jobs of one printer of an office, as its worker takes them (`kiosk.printing.worker.Jobs`).

    What becomes of each is written down before the screens are told.
    """

    def __init__(self, office: Office, printer: str = KIOSK) -> None:
        self._office, self._printer = office, printer

    def next_job(self) -> PrintJob | None:
        """The oldest job not yet begun; None after a while without one.

        One that was being sent when the server died may be on paper: it is not begun again.
        """
        self._office.paper_ordered.clear()
        job = self._office.look(next_job, self._printer)
        if job is None:
            self._office.paper_ordered.wait(LOOK_AGAIN_SECONDS)
        elif job.state is JobState.SENDING:
            self.failed(job, INTERRUPTED)
            return None
        return job

    def wake(self) -> None:
        self._office.paper_ordered.set()

    def is_stale(self, job: PrintJob) -> bool:
        """A slip that comes too late helps nobody: after a paper change no flood of old numbers. A practice clock that
        runs faster makes paper no older.
        """
        clock = self._office.clock
        return clock() - job.created_at > STALE * max(1.0, clock.rate)

    def sending(self, job: PrintJob) -> None:
        self._note(job, JobState.SENDING, tried=True)

    def sent(self, job: PrintJob) -> None:
        self._note(job, JobState.SENT)

    def shown_only(self, job: PrintJob) -> None:
        self._note(job, JobState.SHOWN_ONLY)

    def delayed(self, job: PrintJob, problem: str) -> None:
        """It will be tried again. The screens hear of a printer that is away once, not at every try."""
        self._note(job, JobState.QUEUED, problem, tell=problem != job.problem)

    def failed(self, job: PrintJob, problem: str) -> None:
        self._note(job, JobState.FAILED, problem)

    def expired(self, job: PrintJob) -> None:
        self._note(job, JobState.EXPIRED, job.problem)

    def _note(
        self,
        job: PrintJob,
        state: JobState,
        problem: str | None = None,
        *,
        tried: bool = False,
        tell: bool = True,
    ) -> None:
        self._office.change(note, job.id, state, problem, tried=tried)
        if tell:
            self._office.push.printed(job.id, job.ticket, state, problem, self._office.clock())
