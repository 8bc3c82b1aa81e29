"""What is to be printed, what became of it, and how the printers are."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Case, Select, case, false, func, insert, or_, select, update

from server.domain.printer import Printer, PrinterState, Problem
from server.store import tables as t
from server.store.draft import Draft


class JobState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    EXPIRED = "expired"
    SHOWN_ONLY = "shown-only"


OPEN_JOBS = (JobState.QUEUED, JobState.SENDING)
SLIPS = ("ticket", "reprint")
"""The kinds of jobs that put a number on paper; the others are lists and test pages."""
FORM = "form-"
"""How the kinds of jobs begin that print a form of a dossier."""
KEPT = ("state", "since", "roll_mm", "used_mm", "slips", "agent", "heard_at")
"""What is written down of a printer."""
ON_PAPER = (JobState.SENT, JobState.CONFIRMED)
NOT_OUT = (JobState.FAILED, JobState.EXPIRED)


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
    kind: str = "ticket"
    holder: str | None = None


class Paper:
    """The print jobs of one office within one transaction."""

    def __init__(self, draft: Draft, office: int) -> None:
        self.draft, self.office = draft, office

    def order(self, printer: str, ticket: str | None, slip: str, now: datetime, kind: str = "ticket") -> int:
        """One more slip for this printer; returns the job's id."""
        job = self.draft.next_id(t.print_jobs)
        row = {
            "id": job,
            "office": self.office,
            "printer": printer,
            "ticket": ticket,
            "kind": kind,
            "state": JobState.QUEUED,
            "slip": slip,
            "tries": 0,
            "created_at": now,
        }
        self.draft.add(t.print_jobs, row)
        return job

    def open(self, printer: str) -> list[PrintJob]:
        """Queued and half sent jobs of a printer, oldest first."""
        return [_job(row) for row in self.draft.looking.execute(self._open(printer))]

    def first_open(self, printer: str) -> PrintJob | None:
        """The oldest of them, however many wait behind it."""
        row = self.draft.looking.execute(self._open(printer).limit(1)).one_or_none()
        return _job(row) if row else None

    def _open(self, printer: str) -> Select[Any]:
        c = t.print_jobs.c
        mine = (c.office == self.office) & (c.printer == printer) & t.one_of(c.state, t.TO_PRINT)
        return select(t.print_jobs).where(mine).order_by(c.id)

    def show_all(self, printer: str, now: datetime) -> list[tuple[int, str | None]]:
        """Whatever this printer has still to do is shown on screens only; returns the jobs and their tickets."""
        c = t.print_jobs.c
        done = self.draft.conn.execute(
            update(t.print_jobs)
            .where(c.office == self.office, c.printer == printer, t.one_of(c.state, t.TO_PRINT))
            .values(state=JobState.SHOWN_ONLY, problem=None, done_at=now, slip=_left_of_it())
            .returning(c.id, c.ticket)
        )
        return sorted((row.id, row.ticket) for row in done)

    def named(self, job: int) -> PrintJob | None:
        c = t.print_jobs.c
        row = self.draft.looking.execute(
            select(t.print_jobs).where(c.office == self.office, c.id == job)
        ).one_or_none()
        return _job(row) if row else None

    def last_of(self, ticket: str) -> PrintJob | None:
        """The latest job that prints the slip of a ticket."""
        c = t.print_jobs.c
        is_slip = c.kind.in_(SLIPS)
        mine = select(t.print_jobs).where(c.office == self.office, c.ticket == ticket, is_slip)
        row = self.draft.looking.execute(mine.order_by(c.id.desc()).limit(1)).one_or_none()
        return _job(row) if row else None

    def failed_last(self, day: date) -> list[tuple[str, PrintJob]]:
        """The numbers of this day whose holder still needs them and whose last slip did not come out, with that job."""
        tc, c = t.tickets.c, t.print_jobs.c
        needed = select(tc.id).where(
            tc.office == self.office,
            t.one_of(tc.state, t.LIVING),
            tc.office_day == day,
            tc.state != "serving",
        )
        last = (
            select(func.max(c.id))
            .where(c.office == self.office, c.ticket.in_(needed), c.kind.in_(SLIPS))
            .group_by(c.ticket)
        )
        asked = (
            select(t.print_jobs, tc.number)
            .join(t.tickets, (c.office == tc.office) & (c.ticket == tc.id))
            .where(c.id.in_(last), c.state.in_(NOT_OUT))
            .order_by(c.id)
        )
        return [(row.number, _job(row)) for row in self.draft.looking.execute(asked)]

    def claim(self, job: int, holder: str | None = None) -> bool:
        """Takes a queued job in hand; False when somebody else has, whoever looked first. `holder`: an agent."""
        c = t.print_jobs.c
        done = self.draft.conn.execute(
            update(t.print_jobs)
            .where(c.office == self.office, c.id == job, c.state == JobState.QUEUED)
            .values(state=JobState.SENDING, problem=None, holder=holder, tries=c.tries + 1)
        )
        return done.rowcount == 1

    def note(self, job: int, state: JobState, now: datetime, problem: str | None = None) -> bool:
        """What became of a job that is open; False, and nothing changes, when it is over.

        A job that was given up for lost may still turn out to be on paper. What a form said, a name among it, is gone with
        its job: once more it is made of the dossier.
        """
        c = t.print_jobs.c
        given_up = (c.state == JobState.FAILED) & (c.problem == Problem.INTERRUPTED)
        may_change = or_(c.state.in_(OPEN_JOBS), given_up if state in ON_PAPER else false())
        done = self.draft.conn.execute(
            update(t.print_jobs)
            .where(c.office == self.office, c.id == job, may_change)
            .values(
                state=state,
                problem=problem,
                **({} if state in OPEN_JOBS else {"done_at": now, "slip": _left_of_it()}),
            )
        )
        return done.rowcount == 1

    def give_up_forms(self, now: datetime) -> None:
        """Forms of earlier days that never came out of a printer do not any more, and say nothing."""
        c = t.print_jobs.c
        left_over = (c.created_at < datetime.combine(now, time(), now.tzinfo)) & c.kind.startswith(FORM)
        self.draft.conn.execute(
            update(t.print_jobs)
            .where(c.office == self.office, t.one_of(c.state, t.TO_PRINT), left_over)
            .values(state=JobState.EXPIRED, done_at=now, slip="")
        )

    def printer(self, name: str) -> Printer:
        c = t.printers.c
        row = self.draft.looking.execute(
            select(t.printers).where(c.office == self.office, c.name == name)
        ).one_or_none()
        if row is None:
            return Printer(name)
        told = {field: getattr(row, field) for field in KEPT}
        return Printer(name, **told | {"state": PrinterState(row.state)})

    def keep_printer(self, printer: Printer) -> None:
        """The printer as it is now."""
        c = t.printers.c
        told = {field: getattr(printer, field) for field in KEPT}
        mine = (c.office == self.office) & (c.name == printer.name)
        if self.draft.conn.execute(update(t.printers).where(mine).values(**told)).rowcount == 0:
            self.draft.conn.execute(insert(t.printers), {"office": self.office, "name": printer.name, **told})


def _left_of_it() -> Case[str]:
    """What is kept of the words of a job that is over."""
    c = t.print_jobs.c
    return case((c.kind.startswith(FORM), ""), else_=c.slip)


def _job(row: object) -> PrintJob:
    names = ("id", "printer", "ticket", "slip", "created_at", "tries", "problem", "kind", "holder")
    told = {name: getattr(row, name) for name in names}
    return PrintJob(**told, state=JobState(row.state))  # type: ignore[attr-defined]  # a row of print_jobs
