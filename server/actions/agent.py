"""A printer on another machine: its agent asks for slips, says what became of them, and is missed when it is silent."""

from dataclasses import dataclass, replace
from datetime import timedelta

from server.actions import paper
from server.actions.paper import KIOSK, Tray
from server.domain.errors import Refused, UnknownTicket
from server.domain.printer import Printer, PrinterState, Problem
from server.office import Book, JobState, Office, PrintJob

SILENT = timedelta(seconds=15)
"""An agent asks at least every eight seconds; one that is silent for so long is away, and another may take its place."""

HEARD = timedelta(seconds=4)
"""That an agent was heard is written down at most so often."""

REPORTS = frozenset(JobState) - {JobState.SENDING}


class PrinterElsewhere(Refused):
    """This office prints by itself: its printer is not one of an agent."""

    kind = "printer-elsewhere"


class PrinterTaken(Refused):
    """Another agent works this printer."""

    kind = "printer-taken"


@dataclass(frozen=True, slots=True)
class Heard:
    """What an agent says with each question: who it is, how its printer is, metres of a new roll."""

    agent: str
    state: PrinterState
    roll: int | None = None


def hear(book: Book, heard: Heard) -> Printer | None:
    """Writes down that the agent is there and how its printer is; the printer where that is news for the screens.

    PrinterTaken while another agent was heard a moment ago. What that one had begun is given up for lost when it is not.
    """
    before = book.paper.printer(KIOSK)
    if before.agent not in (None, heard.agent) and _is_there(book, before):
        raise PrinterTaken
    news = paper.printer_is(book, KIOSK, heard.state, heard.roll * 1000 if heard.roll else None)
    after = news or before
    if after.agent != heard.agent or after.heard_at is None or book.now - after.heard_at > HEARD:
        book.paper.keep_printer(replace(after, agent=heard.agent, heard_at=book.now))
    return news


def _is_there(book: Book, printer: Printer) -> bool:
    """Whether its agent was heard lately; an instant ahead of the clock is no reason to wait for it."""
    heard = printer.heard_at
    return heard is not None and timedelta(0) <= book.now - heard <= SILENT


def misses_agent(book: Book) -> bool:
    """Whether the printer is written down as anything but unreachable although nobody has asked for a while."""
    printer = book.paper.printer(KIOSK)
    return printer.state is not PrinterState.UNREACHABLE and not _is_there(book, printer)


class AgentTray(Tray):
    """The same jobs, handed out to an agent instead of a worker of this server."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        if not office.look(paper.printer_address, office.settings.printer).startswith("agent:"):
            raise PrinterElsewhere

    def heard(self, heard: Heard) -> None:
        news = self._office.change(hear, heard)
        if news is not None:
            self._office.push.printer(news, self._office.clock())

    def next_for(self, agent: str) -> PrintJob | None:
        """The oldest job that this agent has to do or to report on; those too old are expired first."""
        while (job := self._office.look(paper.next_job, self._printer)) is not None:
            if job.state is JobState.SENDING and job.holder != agent:
                self.failed(job, Problem.INTERRUPTED)
            elif job.state is JobState.QUEUED and self.is_stale(job):
                self.expired(job)
            else:
                return job
        return None

    def claimed_by(self, number: int, agent: str) -> bool:
        return self.claim(self._job(number), agent)

    def reported(
        self, number: int, agent: str, state: JobState, problem: str | None, millimetres: int
    ) -> None:
        """What became of a job; said twice it is known already, and of another agent's nothing is believed."""
        job = self._job(number)
        if job.holder not in (None, agent):
            return
        if state in (JobState.SENT, JobState.CONFIRMED):
            self.printed(job, confirmed=state is JobState.CONFIRMED, millimetres=millimetres)
        else:
            self._note(job, state, problem)

    def _job(self, number: int) -> PrintJob:
        job = self._office.look(lambda book: book.paper.named(number))
        if job is None:
            raise UnknownTicket
        return job

    def look_after(self) -> None:
        """What nobody asks for any more: old jobs are over, and a silent agent makes its printer unreachable."""
        for job in self._office.look(lambda book: book.paper.open(KIOSK)):
            if self.is_stale(job):
                given_up = job.state is JobState.SENDING
                (self.failed(job, Problem.INTERRUPTED) if given_up else self.expired(job))
        if self._office.look(misses_agent):
            self._known = None
            self.printer_is(PrinterState.UNREACHABLE)
