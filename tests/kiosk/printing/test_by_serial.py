"""A printer on a serial line, at the other end of a pair of pseudo-terminals."""

import os
import termios
import tty
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.printing.by_serial import SerialTransport
from kiosk.printing.delivery import Delivered, Delivery
from kiosk.printing.transport import Patience, PrinterFailed, Transport
from server.domain.printer import Confirmation, PrinterState, Problem
from tests.fixtures.printer import Epson, FakePrinter, send

FEED = b"\x1bd\x05"
PICTURE = b"\x1dv0\x00\x48\x00\x00\x01" + bytes(range(256)) * 72


@dataclass
class Wire:
    """What a printer's manner needs of a socket, on a terminal."""

    file: int

    def recv(self, most: int) -> bytes:
        try:
            return os.read(self.file, most)
        except OSError:
            return b""  # the other end was closed

    def sendall(self, said: bytes) -> None:
        os.write(self.file, said)


@dataclass
class Line:
    """Both ends of a serial line; the printer's end is served while `plugged`."""

    printer: FakePrinter
    ours: Path
    _ends: tuple[int, int]
    done: Event = field(default_factory=Event)

    def serve(self) -> None:
        self.printer.manner(self.printer, Wire(self._ends[0]))  # type: ignore[arg-type]  # as a socket
        self.done.set()

    def unplug(self) -> None:
        for end in self._ends:
            os.close(end)


@pytest.fixture
def line() -> Iterator[Line]:
    ends = os.openpty()
    tty.setraw(ends[1], termios.TCSANOW)
    plugged = Line(FakePrinter(Epson()), Path(os.ttyname(ends[1])), ends)
    yield plugged
    plugged.unplug()


def test_a_serial_printer_says_how_it_is_and_that_it_has_printed(line: Line) -> None:
    Thread(target=line.serve, daemon=True).start()
    delivery = Delivery(
        SerialTransport(line.ours, 20), Confirmation.PAPER, Patience(job=20, answer=10, confirmation=10)
    )

    done = delivery.deliver(PICTURE + FEED, 7, lambda: True)

    assert done == Delivered(confirmed=True, state=PrinterState.READY)


def test_a_port_that_is_not_there_took_nothing() -> None:
    failed = failure_of(SerialTransport(Path("/dev/ttyTOILUOT")))

    assert (failed.problem, failed.took_nothing) == (Problem.UNREACHABLE, True)


def test_a_printer_that_reads_nothing_is_given_up_in_time(line: Line) -> None:
    failed = failure_of(SerialTransport(line.ours, job_seconds=0.3), PICTURE)

    assert failed.problem is Problem.SILENT


def test_two_programs_do_not_share_a_port(line: Line) -> None:
    ours, theirs = SerialTransport(line.ours), SerialTransport(line.ours)
    ours.open()

    failed = failure_of(theirs)
    ours.close(drop=True)

    assert (failed.problem, failed.took_nothing) == (Problem.UNREACHABLE, True)


def failure_of(transport: Transport, job: bytes = FEED) -> PrinterFailed:
    with pytest.raises(PrinterFailed) as failed:
        send(transport, job)
    return failed.value
