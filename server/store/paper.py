"""What is to be printed, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from server.store import tables as t


class JobState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    SHOWN_ONLY = "shown-only"


OPEN_JOBS = (JobState.QUEUED, JobState.SENDING)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A slip to be printed. `slip` is JSON of what the paper says (`kiosk.slip`)."""

    id: int
    printer: str
    ticket: str | None
    slip: str
    created_at: datetime
    state: JobState = JobState.QUEUED
    tries: int = 0
    problem: str | None = None


class Paper:
    """The print jobs of one office within one transaction."""

    def __init__(self, conn: Connection, office: int) -> None:
        self.conn, self.office = conn, office

    def order(self, printer: str, ticket: str | None, slip: str, now: datetime, kind: str = "ticket") -> int:
        """One more slip for this printer; returns the job's id."""
        return int(
            self.conn.execute(
                insert(t.print_jobs)
                .values(
                    office=self.office,
                    printer=printer,
                    ticket=ticket,
                    kind=kind,
                    state=JobState.QUEUED,
                    slip=slip,
                    tries=0,
                    created_at=now,
                )
                .returning(t.print_jobs.c.id)
            ).scalar_one()
        )

    def open(self, printer: str) -> list[PrintJob]:
        """Queued and half sent jobs of a printer, oldest first."""
        c = t.print_jobs.c
        rows = self.conn.execute(
            select(t.print_jobs)
            .where(
                c.office == self.office,
                c.printer == printer,
                c.state.in_([JobState.QUEUED, JobState.SENDING]),
            )
            .order_by(c.id)
        )
        return [_job(row) for row in rows]

    def named(self, job: int) -> PrintJob | None:
        c = t.print_jobs.c
        row = self.conn.execute(
            select(t.print_jobs).where(c.office == self.office, c.id == job)
        ).one_or_none()
        return _job(row) if row else None

    def note(
        self, job: int, state: JobState, now: datetime, problem: str | None = None, tried: bool = False
    ) -> None:
        """What became of the job; `tried` counts one more try."""
        c = t.print_jobs.c
        over = state not in (JobState.QUEUED, JobState.SENDING)
        self.conn.execute(
            update(t.print_jobs)
            .where(c.office == self.office, c.id == job)
            .values(
                state=state,
                problem=problem,
                done_at=now if over else None,
                tries=c.tries + (1 if tried else 0),
            )
        )


def _job(row: object) -> PrintJob:
    names = ("id", "printer", "ticket", "slip", "created_at", "tries", "problem")
    told = {name: getattr(row, name) for name in names}
    return PrintJob(**told, state=JobState(row.state))  # type: ignore[attr-defined]  # a row of print_jobs
