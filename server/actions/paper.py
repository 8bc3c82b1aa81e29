"""What is ordered on paper, and what became of it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import msgspec

from server.actions.line import Hall, Standing
from server.domain.errors import AlreadyPrinted, AlreadyPrinting, BadInput, NotAllowed
from server.domain.estimate import Range
from server.domain.printer import Printer, PrinterState, Problem
from server.domain.ticket import Leg, State, Ticket
from server.office import (
    ON_PAPER,
    OPEN_JOBS,
    Book,
    JobState,
    Office,
    PrintJob,
    Procedure,
    SlipPlan,
)

KIOSK = "kiosk"
REPRINT = "reprint"
PRIORITY = "priority"
LIVING = frozenset({State.WAITING, State.CALLED, State.HELD})
"""Whose holder still needs the number."""
STALE = timedelta(seconds=90)
LOOK_AGAIN_SECONDS = 2.0
"""Another process of the same office may order a slip without waking this one."""


def order_slip(book: Book, ticket: Ticket, standing: Standing, address: str) -> int:
    """Orders the slip of a ticket just issued; returns the job. It is printed after the commit, never before."""
    return _order(book, ticket, _facts(book, ticket, standing, address), "ticket")


def print_again(book: Book, ticket: str, address: str, *, staff: bool) -> int:
    """Orders the slip of a living ticket once more, with where its holder stands now; returns the job.

    It is marked as a second one unless nothing of the first can be on paper. AlreadyPrinting while one is on its way;
    AlreadyPrinted when it came out and who asks is not of the staff.
    """
    found = book.ticket(ticket)
    if found.state not in LIVING or found.office_day != book.today:
        raise NotAllowed(number=found.number, state=found.state.value, verb="slip")
    before = book.paper.last_of(ticket)
    if before is not None and before.state in OPEN_JOBS:
        raise AlreadyPrinting(number=found.number)
    if before is not None and before.state in ON_PAPER and not staff:
        raise AlreadyPrinted(number=found.number)
    standing = Hall(book).standing(found) if found.state is State.WAITING else None
    marked = before is not None and (before.tries > 0 or before.kind == REPRINT)
    facts = _facts(book, found, standing, address) | {"reprint": marked}
    return _order(book, found, facts, REPRINT if marked else "ticket")


def _order(book: Book, ticket: Ticket, facts: dict[str, Any], kind: str) -> int:
    told = msgspec.json.encode(facts).decode()
    return book.paper.order(KIOSK, ticket.id, told, book.now, kind)


def _facts(book: Book, ticket: Ticket, standing: Standing | None, address: str) -> dict[str, Any]:
    """What `kiosk.slip.Facts` needs, in plain JSON; spans in seconds. Without a standing none is told."""
    service = book.catalogue.services[ticket.leg.service]
    waiting = standing.expected if standing else None
    plans = book.catalogue.counters()
    slip = book.profile.settings.slip
    return {
        "office": book.profile.name,
        "number": ticket.number,
        "service": service.name,
        "ahead": standing.ahead if standing else None,
        "expected": [waiting.low.total_seconds(), waiting.high.total_seconds()] if waiting else None,
        "issued_at": ticket.issued_at,
        "url": f"{address}/t/{ticket.secret}",
        "counters": {plan.code: plan.name for plan in plans if service.code in plan.services},
        "priority": ticket.priority is not None,
        "language": ticket.language,
        "spoken": service.languages,
        "footer": slip.footer,
        "large": slip.large,
    }


def order_checklist(book: Book, procedure: str, language: str) -> int:
    """Orders the list of what to bring for a procedure; returns the job."""
    facts = _sheet(book, "checklist", book.procedure(procedure), language)
    return book.paper.order(KIOSK, None, msgspec.json.encode(facts).decode(), book.now, "checklist")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a citizen handed in at a counter: places in the procedure's list of papers, and when the result is due."""

    papers: tuple[int, ...]
    due: date | None = None


def order_receipt(book: Book, ticket: str, handed_in: HandedIn, clerk: str) -> int:
    """Orders a receipt for the papers handed in with a ticket that has a procedure and is at a counter; returns the job."""
    found = book.ticket(ticket)
    if found.state is not State.SERVING:
        raise NotAllowed(number=found.number, state=found.state.value, verb="slip")
    if found.procedure is None:
        raise BadInput(where="ticket", why="missing", hint="it was taken for no procedure")
    procedure = book.procedure_of_visit(found.procedure)
    facts = _sheet(book, "receipt", procedure, found.language)
    papers = facts["papers"]
    if not handed_in.papers or not all(0 <= place < len(papers) for place in handed_in.papers):
        raise BadInput(where="papers", why="range", hint=f"places from 0 to {len(papers) - 1}")
    facts |= {
        "number": found.number,
        "counter": book.catalogue.plan(str(found.counter)).name,
        "clerk": clerk,
        "due": handed_in.due,
        "papers": [papers[place] for place in sorted(set(handed_in.papers))],
    }
    return book.paper.order(KIOSK, ticket, msgspec.json.encode(facts).decode(), book.now, "receipt")


def _sheet(book: Book, kind: str, procedure: Procedure, language: str) -> dict[str, Any]:
    """What every sheet tells of a procedure (`kiosk.slip.Sheet`), in plain JSON."""
    return {
        "sheet": kind,
        "office": book.profile.name,
        "procedure": procedure.name,
        "papers": [paper.name for paper in procedure.papers],
        "limit": procedure.limit,
        "fee": procedure.fee,
        "issued_at": book.now,
        "language": language,
        "large": book.profile.settings.slip.large,
    }


TEST_PAGE = "test"


def order_test_page(book: Book) -> int:
    """Orders the page that shows which way of sending a picture the printer knows; returns the job."""
    told = msgspec.json.encode(_test_page(book)).decode()
    return book.paper.order(KIOSK, None, told, book.now, TEST_PAGE)


def _test_page(book: Book) -> dict[str, Any]:
    return {"sheet": TEST_PAGE, "office": book.profile.name, "issued_at": book.now, "language": "vi"}


def sample(book: Book, kind: str, language: str) -> dict[str, Any]:
    """What a slip of this office may say, in plain JSON: of its first line and its commonest procedure.

    `kind`: ticket, priority, reprint, checklist, receipt or test. BadInput where the office has no procedures to list.
    """
    if kind == TEST_PAGE:
        return _test_page(book)
    if kind in ("ticket", PRIORITY, REPRINT):
        return _sample_slip(book, language) | {"reprint": kind == REPRINT, "priority": kind == PRIORITY}
    procedures = book.procedures()
    if not procedures:
        raise BadInput(where="kind", why="choice", hint="the office has no procedures")
    facts = _sheet(book, kind, procedures[0], language)
    plan = next(iter(book.catalogue.counters()), None)
    return facts | {"number": "A005", "counter": plan.name if plan else "", "clerk": "Lan", "due": book.today}


def _sample_slip(book: Book, language: str) -> dict[str, Any]:
    service = next(iter(book.catalogue.services.values()), None)
    if service is None:
        raise BadInput(where="kind", why="choice", hint="the office has no services")
    leg = Leg(service=service.code, queued_at=book.now, place=book.now)
    named = f"{service.prefix}005"
    ticket = Ticket(
        named, book.today, named, service.code, book.now, "of-no-ticket-at-all-22", (leg,), language=language
    )
    expected = Range(timedelta(minutes=10), timedelta(minutes=15))
    return _facts(book, ticket, Standing(4, expected), "http://192.168.1.10:8000")


@dataclass(frozen=True, slots=True)
class Missing:
    """A number whose holder still needs it and has no slip: how its last one ended, and why."""

    ticket: str
    number: str
    state: JobState
    problem: str | None


def missing(book: Book) -> list[Missing]:
    """Whose slip did not come out, the longest ago first: the staff may print it once more."""
    return [
        Missing(str(job.ticket), number, job.state, job.problem)
        for number, job in book.paper.failed_last(book.today)
    ]


def printer_address(book: Book, usual: str) -> str:
    """Where the kiosk's printer hangs: as the office has set it, else where the server was told (`usual`)."""
    return book.profile.settings.printer or usual


def set_slip(book: Book, slip: SlipPlan) -> None:
    """What the office puts on its slips from now on."""
    book.set_settings(replace(book.profile.settings, slip=slip))


def next_job(book: Book, printer: str) -> PrintJob | None:
    """The oldest job that this printer still has to do."""
    return book.paper.first_open(printer)


def show_all(book: Book, printer: str) -> list[tuple[int, str | None]]:
    """Where nothing is printed, every slip is shown only; returns the jobs and their tickets."""
    return book.paper.show_all(printer, book.now)


def note(book: Book, job: int, state: JobState, problem: str | None = None) -> bool:
    """Writes down what became of a job; False when that was known already."""
    return book.paper.note(job, state, book.now, problem)


@dataclass(frozen=True, slots=True)
class Noted:
    """`anew`: it was not known before. `printer`: where a forecast is told that changed by tens."""

    anew: bool
    printer: Printer | None = None


def printed(book: Book, job: int, state: JobState, printer: str, millimetres: int) -> Noted:
    """Writes down that a slip is on paper, and what it took of the roll."""
    if not book.paper.note(job, state, book.now):
        return Noted(anew=False)
    before = book.paper.printer(printer)
    if before.since is None:
        return Noted(anew=True)
    after = replace(before, used_mm=before.used_mm + millimetres, slips=before.slips + 1)
    book.paper.keep_printer(after)
    return Noted(anew=True, printer=after if _tens(before) != _tens(after) else None)


def _tens(printer: Printer) -> int | None:
    return printer.slips_left // 10 if printer.slips_left is not None else None


def printer_is(book: Book, printer: str, state: PrinterState, roll_mm: int | None) -> Printer | None:
    """Writes down how a printer is; None when nothing is new. Paper after none is taken for a new roll."""
    before = book.paper.printer(printer)
    if before.since is not None and (before.state, before.roll_mm) == (state, roll_mm):
        return None
    fresh = before.state is PrinterState.PAPER_END and state in (PrinterState.READY, PrinterState.NEAR_END)
    used, slips = (0, 0) if fresh else (before.used_mm, before.slips)
    after = Printer(printer, state, book.now, roll_mm, used, slips, before.agent, before.heard_at)
    book.paper.keep_printer(after)
    return after


def new_roll(book: Book, printer: str = KIOSK) -> Printer:
    """Somebody has put a new roll in."""
    before = book.paper.printer(printer)
    after = replace(before, used_mm=0, slips=0)
    if before.since is not None:
        book.paper.keep_printer(after)
    return after


class Tray:
    """The jobs of one printer of an office, as its worker takes them (`kiosk.printing.worker.Jobs`).

    Of all programs that share the database one takes them. What becomes of each is written down before the screens
    are told. `roll`: metres of a new roll, None where nobody said.
    """

    def __init__(self, office: Office, printer: str = KIOSK, roll: int | None = None) -> None:
        self._office, self._printer = office, printer
        self._roll_mm = roll * 1000 if roll is not None else None
        self._hold = office.database.hold(f"{printer}-printer-{office.profile.id}")
        self._known: PrinterState | None = None
        self._in_hand: int | None = None

    def next_job(self) -> PrintJob | None:
        """The oldest job not yet begun; None after a while without one, or while another program has the printer.

        One that was being sent when that program died may be on paper: it is not begun again.
        """
        self._office.paper_ordered.clear()
        job = self._office.look(next_job, self._printer) if self.is_ours() else None
        if job is None:
            self._office.paper_ordered.wait(LOOK_AGAIN_SECONDS)
        elif job.state is JobState.SENDING:
            self.failed(job, Problem.INTERRUPTED)
            return None
        return job

    def is_ours(self) -> bool:
        """Whether this program works the printer; another one may have written down how it is meanwhile."""
        ours = self._hold.take()
        if not ours:
            self._known = None
        return ours

    def wake(self) -> None:
        self._office.paper_ordered.set()

    def let_go(self) -> None:
        """Leaves the printer to whichever program asks next."""
        self._hold.release()

    def is_stale(self, job: PrintJob) -> bool:
        """A slip that comes too late helps nobody: after a paper change no flood of old numbers. A practice clock that
        runs faster makes paper no older.
        """
        clock = self._office.clock
        return clock() - job.created_at > STALE * max(1.0, clock.rate)

    def claim(self, job: PrintJob, holder: str | None = None) -> bool:
        """Whether the job is ours to send; from then on it is `sending`, and never begun again."""
        if not self._office.change(lambda book: book.paper.claim(job.id, holder)):
            return False
        self._in_hand = job.id
        self._tell(job, JobState.SENDING)
        return True

    def printed(self, job: PrintJob, *, confirmed: bool, millimetres: int) -> None:
        """It is on paper; `confirmed` when the printer itself said so."""
        state = JobState.CONFIRMED if confirmed else JobState.SENT
        noted = self._office.change(printed, job.id, state, self._printer, millimetres)
        if noted.anew:
            self._tell(job, state)
        if noted.printer is not None:
            self._office.push.printer(noted.printer, self._office.clock())

    def show_all(self) -> None:
        """Where nothing is printed: all that was ordered is on the screens alone."""
        now = self._office.clock()
        for job, ticket in self._office.change(show_all, self._printer):
            self._office.push.printed(job, ticket, JobState.SHOWN_ONLY, None, now)

    def delayed(self, job: PrintJob, problem: str) -> None:
        """It will be tried again. The screens hear of a printer that is away once, not at every try."""
        if problem != job.problem or self._in_hand == job.id:
            self._in_hand = None
            self._note(job, JobState.QUEUED, problem)

    def failed(self, job: PrintJob, problem: str) -> None:
        self._note(job, JobState.FAILED, problem)

    def expired(self, job: PrintJob) -> None:
        self._note(job, JobState.EXPIRED, job.problem)

    def printer_is(self, state: PrinterState) -> None:
        """How the printer is. The screens hear of it once, when it changes."""
        if state is self._known:
            return
        after = self._office.change(printer_is, self._printer, state, self._roll_mm)
        self._known = state
        if after is not None:
            self._office.push.printer(after, self._office.clock())

    def _note(self, job: PrintJob, state: JobState, problem: str | None = None) -> None:
        if self._office.change(note, job.id, state, problem):
            self._tell(job, state, problem)

    def _tell(self, job: PrintJob, state: JobState, problem: str | None = None) -> None:
        self._office.push.printed(job.id, job.ticket, state, problem, self._office.clock())
