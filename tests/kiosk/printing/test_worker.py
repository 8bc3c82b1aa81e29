"""One printer at its work."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Queue

import pytest

from kiosk.printing.address import Address, address_of
from kiosk.printing.blocks import paper
from kiosk.printing.picture import picture
from kiosk.printing.transport import Patience
from kiosk.printing.worker import Drawn, Worker, drawn_for
from kiosk.slip import Facts, slip_of
from server.domain.printer import PrinterState
from server.web.words import shipped
from tests.fixtures.printer import (
    PATIENCE_SECONDS,
    SMALL_BUFFER,
    FakePrinter,
    closes_at_once,
    never_reads,
    printed,
    resets_in_mid_job,
    takes_it,
)
from tests.fixtures.slip import KEPT, slip

PrinterThat = Callable[..., FakePrinter]

QUICK = Patience(answer=0.05, confirmation=0.3)
"""For printers that never say a word."""


@dataclass(frozen=True)
class Ordered:
    id: int
    slip: str = KEPT


@dataclass
class Tray:
    """Jobs in the order they were taken, and what was written down of each; `stale` are those too old to help."""

    waiting: list[Ordered] = field(default_factory=list)
    stale: set[int] = field(default_factory=set)
    elsewhere: set[int] = field(default_factory=set)
    noted: "Queue[tuple[object, ...]]" = field(default_factory=Queue)
    woken: "Queue[None]" = field(default_factory=Queue)
    broken: int = 0
    states: list[PrinterState] = field(default_factory=list)

    def order(self, *jobs: Ordered) -> None:
        self.waiting.extend(jobs)
        self.wake()

    def next_job(self) -> Ordered | None:
        if self.broken:
            self.broken -= 1
            raise OSError("the database is away")
        if self.waiting:
            return self.waiting[0]
        self.woken.get(timeout=PATIENCE_SECONDS)
        return None

    def wake(self) -> None:
        self.woken.put(None)

    def is_stale(self, job: Ordered) -> bool:
        return job.id in self.stale

    def is_ours(self) -> bool:
        return True

    def let_go(self) -> None:
        """Nobody else waits for this printer."""

    def printer_is(self, state: PrinterState) -> None:
        if state not in self.states[-1:]:
            self.states.append(state)

    def claim(self, job: Ordered) -> bool:
        if job.id in self.elsewhere:
            self.waiting.remove(job)
            return False
        self.noted.put((job.id, "sending"))
        return True

    def printed(self, job: Ordered, *, confirmed: bool, millimetres: int) -> None:
        assert 40 < millimetres < 100
        self._over(job, "confirmed" if confirmed else "sent")

    def show_all(self) -> None:
        for job in list(self.waiting):
            self._over(job, "shown-only")

    def delayed(self, job: Ordered, problem: str) -> None:
        self.noted.put((job.id, "delayed", problem))

    def failed(self, job: Ordered, problem: str) -> None:
        self._over(job, "failed", problem)

    def expired(self, job: Ordered) -> None:
        self._over(job, "expired")

    def _over(self, job: Ordered, *noted: object) -> None:
        self.waiting.remove(job)
        self.noted.put((job.id, *noted))

    def next_note(self) -> tuple[object, ...]:
        return self.noted.get(timeout=PATIENCE_SECONDS)


def drawing(address: Address) -> Callable[[Ordered], Callable[[], Drawn]]:
    """How a worker at this printer draws the slip of a job."""
    return lambda job: lambda: drawn_for(address, slip_of(Facts.from_json(job.slip), shipped()), b"")


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def at_work(tray: Tray) -> Iterator[Callable[..., Worker[Ordered]]]:
    """`at_work(dsn)` is a worker on the tray's jobs; it is stopped after the test."""
    workers: list[Worker[Ordered]] = []

    def worker(dsn: str, job_seconds: float | None = None) -> Worker[Ordered]:
        address = address_of(dsn)
        patience = Patience(job=job_seconds, answer=0.05) if job_seconds else QUICK
        workers.append(Worker(address, tray, drawing(address), patience))
        workers[-1].start()
        return workers[-1]

    yield worker
    for each in workers:
        each.stop()


AtWork = Callable[..., Worker[Ordered]]


def test_slips_come_out_in_the_order_the_tickets_were_taken(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    printer = printer_that(takes_it)
    tray.order(*(Ordered(n, KEPT.replace("A005", f"A00{n}")) for n in (1, 2, 3)))

    at_work(printer.dsn)

    for n in (1, 2, 3):
        assert (
            printed(printer.paper()).picture.tobytes()
            == picture(slip(number=f"A00{n}"), paper(576)).tobytes()
        )
        assert [tray.next_note(), tray.next_note()] == [(n, "sending"), (n, "sent")]


def test_a_slip_is_laid_out_for_the_paper_of_its_printer(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    printer = printer_that(takes_it)
    tray.order(Ordered(1))

    at_work(f"{printer.dsn}?width=384")

    assert printed(printer.paper()).picture.tobytes() == picture(slip(), paper(384)).tobytes()


def test_a_printer_that_is_away_gets_the_slip_when_it_is_back(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    printer = printer_that(takes_it)
    printer.switch_off()
    tray.order(Ordered(1))

    at_work(printer.dsn)
    away = tray.next_note()
    printer.switch_on()

    assert away == (1, "delayed", "unreachable")
    assert printed(printer.paper()).pictures
    notes = iter(tray.next_note, (1, "sent"))
    assert {note[1] for note in notes} <= {"delayed", "sending"}


def test_a_slip_that_may_be_half_printed_is_not_printed_again(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    tray.order(Ordered(1))

    at_work(printer_that(resets_in_mid_job).dsn)

    assert [tray.next_note(), tray.next_note()] == [(1, "sending"), (1, "failed", "lost")]
    assert tray.waiting == []


def test_a_slip_of_which_no_byte_was_sent_is_tried_again(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    printer = printer_that(closes_at_once)
    tray.order(Ordered(1))

    at_work(printer.dsn)
    before = tray.next_note()
    printer.manner = takes_it

    assert before == (1, "delayed", "unreachable")
    assert printed(printer.paper()).pictures


def test_a_slip_that_another_program_claimed_is_not_sent(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    printer = printer_that(takes_it)
    tray.elsewhere = {1}
    tray.order(Ordered(1), Ordered(2))

    at_work(printer.dsn)

    assert [tray.next_note(), tray.next_note()] == [(2, "sending"), (2, "sent")]
    printer.paper()
    assert printer.jobs.empty()


def test_a_printer_that_hangs_does_not_hold_the_next_slip_for_ever(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    printer = printer_that(never_reads, SMALL_BUFFER)
    tray.order(Ordered(1), Ordered(2))

    at_work(printer.dsn, job_seconds=0.3)

    notes = [tray.next_note() for _ in range(4)]
    assert notes == [(1, "sending"), (1, "failed", "silent"), (2, "sending"), (2, "failed", "silent")]


def test_old_numbers_are_not_printed_after_a_paper_change(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    printer = printer_that(takes_it)
    tray.stale = {1, 2}
    tray.order(Ordered(1), Ordered(2), Ordered(3))

    at_work(printer.dsn)

    assert [tray.next_note() for _ in range(4)] == [
        (1, "expired"),
        (2, "expired"),
        (3, "sending"),
        (3, "sent"),
    ]
    assert printed(printer.paper()).pictures
    assert printer.jobs.empty()


def test_a_slip_that_cannot_be_drawn_does_not_stop_the_next(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    tray.order(Ordered(1, "{}"), Ordered(2))

    with caplog.at_level(logging.CRITICAL, "kiosk.printing.worker"):
        at_work(printer_that(takes_it).dsn)
        notes = [tray.next_note() for _ in range(3)]

    assert notes == [(1, "failed", "not-drawn"), (2, "sending"), (2, "sent")]


def test_a_slip_for_which_something_could_not_be_asked_is_drawn_later(
    printer_that: PrinterThat, tray: Tray
) -> None:
    address = address_of(printer_that(takes_it).dsn)
    asked = iter([OSError("the office is away")])

    def draw(job: Ordered) -> Callable[[], Drawn]:
        for trouble in asked:
            raise trouble
        return drawing(address)(job)

    tray.order(Ordered(1))
    worker = Worker(address, tray, draw, QUICK)
    worker.start()

    assert [tray.next_note(), tray.next_note()] == [(1, "sending"), (1, "sent")]
    worker.stop()


def test_a_database_that_is_away_for_a_moment_stops_no_printer(
    printer_that: PrinterThat, tray: Tray, at_work: AtWork
) -> None:
    tray.broken = 1
    tray.order(Ordered(1))

    at_work(printer_that(takes_it).dsn)

    assert [tray.next_note(), tray.next_note()] == [(1, "sending"), (1, "sent")]


def test_without_a_printer_nobody_is_told_that_paper_came_out(tray: Tray, at_work: AtWork) -> None:
    tray.order(Ordered(1))

    at_work("null://")

    assert tray.next_note() == (1, "shown-only")


def test_a_worker_stops_at_once_when_nothing_is_to_be_printed(tray: Tray, at_work: AtWork) -> None:
    worker = at_work("null://")

    worker.stop()

    assert not worker._thread.is_alive()


def test_a_worker_stops_while_its_printer_is_away(nobody_listens: int, tray: Tray, at_work: AtWork) -> None:
    tray.order(Ordered(1))
    worker = at_work(f"network://127.0.0.1:{nobody_listens}")
    tray.next_note()

    worker.stop()

    assert not worker._thread.is_alive()
    assert tray.waiting == [Ordered(1)]


IN_THE_SERVER = """
from gevent import monkey; monkey.patch_all()
import gevent, threading
from gevent.monkey import get_original
from kiosk.printing import worker as at_work
from kiosk.printing.address import address_of
from tests.kiosk.printing.test_worker import Ordered, Tray, drawing

native = get_original("threading", "get_native_id")
drawn_in = []

address = address_of({dsn!r})

def noting(job):
    draw = drawing(address)(job)
    return lambda: drawn_in.append(native()) or draw()

tray = Tray()
tray.order(Ordered(1))
worker = at_work.Worker(address, tray, noting)
worker.start()
assert [tray.next_note(), tray.next_note()] == [(1, "sending"), (1, "sent")]
worker.stop()
print("apart" if drawn_in != [native()] else "in the loop")
"""


def test_in_the_server_slips_are_drawn_outside_the_loop_that_serves_the_screens(
    printer_that: PrinterThat,
) -> None:
    printer = printer_that(takes_it)

    ran = subprocess.run(
        [sys.executable, "-c", IN_THE_SERVER.format(dsn=printer.dsn)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.stdout.strip(), ran.stderr) == ("apart", "")
    assert printed(printer.paper()).picture.tobytes() == picture(slip(), paper(576)).tobytes()
