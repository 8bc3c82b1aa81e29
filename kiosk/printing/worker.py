"""One printer at its work: slip after slip in the order they were taken, whatever happens to it."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from kiosk.printing.address import Address, BadAddress, Raster, address_of
from kiosk.printing.blocks import paper
from kiosk.printing.commands import commands, test_page, warm_up
from kiosk.printing.delivery import Delivery
from kiosk.printing.fonts import FontsMissing, check_fonts, writable
from kiosk.printing.picture import Printable, picture, strip
from kiosk.printing.text import text_commands
from kiosk.printing.transport import Patience, PrinterFailed, Transport
from kiosk.printing.ways import check_installed, transport_for
from kiosk.slip import TestPage, printable_of
from server.actions.agent import AgentTray
from server.actions.paper import Tray, printer_address
from server.domain.errors import ClockBehind
from server.domain.printer import PRINTS, PrinterState, Problem
from server.native import in_turn
from server.web.house import Book, Office, PrintJob, StorageFailed
from server.web.words import spoken_here

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 2.0
"""Seconds between tries to reach a printer that is away: doubled from the first to the longest."""

LOOK_SECONDS, LOOK_AGAIN_SECONDS = 10.0, 2.0
"""How often an idle printer is asked how it is: when all was well, and when it was not."""

DOUBTS = 2
"""So many looks in a row must miss an idle printer that was well until now before the screens hear of it."""

GATHER_SECONDS = 0.2
"""Where nothing is printed, what is ordered in this time is written off together: a rush costs no more than a press."""

STOP_SECONDS = 10.0

NEW_ADDRESS_SECONDS = 1.0
"""How often it is looked whether the office has set another printer."""


class Job(Protocol):
    """One slip to be printed; `slip` is what `Draft` reads."""

    @property
    def id(self) -> int: ...
    @property
    def slip(self) -> str: ...


J = TypeVar("J", bound=Job)


class Jobs(Protocol[J]):
    """The jobs of one printer, and where it is written down what became of them."""

    def next_job(self) -> J | None:
        """The oldest job not yet begun. Waits a while for one; None when there is none, or `wake` was called."""

    def is_ours(self) -> bool:
        """Whether this program works the printer; else it does not even ask it how it is."""

    def wake(self) -> None:
        """Ends the waiting."""

    def let_go(self) -> None:
        """Leaves the printer to others."""

    def is_stale(self, job: J) -> bool:
        """Is the slip too old to help anybody?"""

    def claim(self, job: J) -> bool:
        """Right before the first byte: whether the job is still ours to send."""

    def printed(self, job: J, *, confirmed: bool, millimetres: int) -> None: ...

    def show_all(self) -> None:
        """Nothing of what is to be done will be printed."""

    def delayed(self, job: J, problem: str) -> None: ...

    def failed(self, job: J, problem: str) -> None: ...

    def expired(self, job: J) -> None: ...

    def printer_is(self, state: PrinterState) -> None:
        """How the printer is; called often, with the same state too."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A slip as its printer gets it, and the paper that it takes."""

    told: bytes
    millimetres: int


def drawn_for(address: Address, printable: Printable, logo: bytes) -> Drawn:
    """The slip as this printer gets it."""
    if address.text and not isinstance(printable, TestPage):
        return Drawn(*text_commands(printable, address.profile))
    roll = paper(address.dots, address.dpi)
    drawn = picture(printable, roll, logo)
    if not isinstance(printable, TestPage):
        return Drawn(commands(drawn, address.profile, address.raster), round(drawn.height / roll.per_mm))
    strips = {way: strip(way, roll) for way in Raster}
    height = drawn.height + sum(image.height for image in strips.values())
    return Drawn(test_page(drawn, strips, address.profile), round(height / roll.per_mm))


Draw = Callable[[J], Callable[[], Drawn]]
"""Makes the slip of a job: what has to be asked is asked at once, the drawing itself is done apart."""


class Worker(Generic[J]):
    """Prints the jobs of one printer in a thread of its own. Nothing that a printer does gets out of here."""

    def __init__(
        self,
        address: Address,
        jobs: Jobs[J],
        draw: Draw[J],
        patience: Patience | None = None,
        transport: Transport | None = None,
    ) -> None:
        self.address, self.jobs, self.draw = address, jobs, draw
        patience = patience or Patience()
        way = transport or transport_for(address, patience)
        self.delivery = Delivery(way, address.confirmation, patience, asks=address.asks)
        self._stopping = threading.Event()
        self._pause = FIRST_PAUSE
        self._state: PrinterState | None = None
        self._doubts = 0
        self._look_at = 0.0
        self._thread = threading.Thread(target=self._work, name="printer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after the job in hand, which ends by itself (JOB_SECONDS)."""
        self._stopping.set()
        self.jobs.wake()
        self._thread.join(STOP_SECONDS)
        self.jobs.let_go()

    def _work(self) -> None:
        if self.address.scheme != "null":
            self._try(lambda: in_turn(warm_up))
        while not self._stopping.is_set():
            self._try(self._next)

    def _try(self, step: Callable[[], None]) -> None:
        """Whatever goes wrong, the next job gets its turn: a database that is away still has the jobs."""
        try:
            step()
        except (StorageFailed, ClockBehind):
            log.debug("the print jobs wait while nothing can be written down")
            self._wait()
        except OSError as failed:
            log.warning("the print jobs wait: %s", failed)
            self._wait()
        except Exception:
            log.exception("a print job could not be taken or written down")
            self._wait()

    def _next(self) -> None:
        self._look_if_due()
        job = self.jobs.next_job()
        if job is None or self._stopping.is_set():
            return
        if self.address.scheme == "null":
            self._stopping.wait(GATHER_SECONDS)
            self.jobs.show_all()
        elif self.jobs.is_stale(job):
            self.jobs.expired(job)
        elif (drawn := self._drawn(job)) is None:
            self.jobs.failed(job, Problem.NOT_DRAWN)
        else:
            self._deliver(job, drawn)

    def _look_if_due(self) -> None:
        """An idle printer is asked how it is: the screens shall know before the next citizen comes."""
        if time.monotonic() < self._look_at or not self.jobs.is_ours():
            return
        state = self._looked()
        away = state in (PrinterState.UNKNOWN, PrinterState.UNREACHABLE)
        self._doubts = self._doubts + 1 if away else 0
        if 0 < self._doubts < DOUBTS and self._state in (PrinterState.READY, PrinterState.NEAR_END):
            self._look_at = time.monotonic() + LOOK_AGAIN_SECONDS
        else:
            self._found(state)

    def _looked(self) -> PrinterState:
        if self.address.scheme == "null":
            return PrinterState.NONE
        try:
            return self.delivery.look()
        except PrinterFailed as failed:
            return _state_of(failed)

    def _found(self, state: PrinterState) -> None:
        """How the printer is now, for the screens and for how soon it is looked at again."""
        well = state in PRINTS or state is PrinterState.NONE
        self._look_at = time.monotonic() + (LOOK_SECONDS if well else LOOK_AGAIN_SECONDS)
        if state is not self._state:
            log.log(logging.INFO if well else logging.WARNING, "the printer is %s", state)
        self._state = state
        self.jobs.printer_is(state)

    def _drawn(self, job: J) -> Drawn | None:
        """None for a slip that can not be drawn. Whatever could not be asked for it is asked again later."""
        drawing = self.draw(job)
        try:
            return in_turn(drawing)
        except Exception:  # whatever is wrong with one slip, it does not stop the next
            log.exception("the slip of print job %s could not be drawn", job.id)
            return None

    def _deliver(self, job: J, drawn: Drawn) -> None:
        """A job is claimed right before bytes may leave; only before that it is ever tried again."""
        try:
            done = self.delivery.deliver(drawn.told, job.id, lambda: self.jobs.claim(job))
        except PrinterFailed as failed:
            log.warning("print job %s: %s", job.id, failed)
            (self.jobs.delayed if failed.took_nothing else self.jobs.failed)(job, failed.problem)
            self._found(_state_of(failed))
            if failed.took_nothing:
                self._wait()
        else:
            self._pause = FIRST_PAUSE
            if done is not None:
                self.jobs.printed(job, confirmed=done.confirmed, millimetres=drawn.millimetres)
                self._found(done.state)

    def _wait(self) -> None:
        """A pause before the next try, longer each time."""
        self._stopping.wait(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def _state_of(failed: PrinterFailed) -> PrinterState:
    """What a job that did not get through tells of the printer."""
    known = failed.problem.value in set(PrinterState)
    return PrinterState(failed.problem.value) if known else PrinterState.UNREACHABLE


class Watch:
    """Instead of a worker, where an agent on another machine prints: what nobody asks for is looked after."""

    def __init__(self, office: Office) -> None:
        self._tray = AgentTray(office)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="printer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _work(self) -> None:
        while not self._stopping.wait(LOOK_AGAIN_SECONDS):
            try:
                self._tray.look_after()
            except Exception:
                log.exception("the jobs of the printer agent could not be looked after")


class Printing:
    """The kiosk's printer of an office at work. Another address that the office sets is taken up within a second: the
    slip in hand is ended before.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._address = ""
        self._wheel: Worker[Any] | Watch | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="printers", daemon=True)

    def start(self) -> None:
        self._take_up()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(STOP_SECONDS)
        self._put_down()

    def _work(self) -> None:
        while not self._stopping.wait(NEW_ADDRESS_SECONDS):
            try:
                self._take_up()
            except StorageFailed:
                log.debug("the printer's address can not be read while the database fails")
            except Exception:
                log.exception("the printer could not be changed; once more in a moment")

    def _take_up(self) -> None:
        set_to = self._office.look(printer_address, self._office.settings.printer)
        if set_to == self._address:
            return
        self._put_down()
        self._address = set_to
        try:
            address = ready_to_print(set_to)
        except (BadAddress, FontsMissing) as bad:
            # It was good when it was set; what it needs has been taken from this machine since.
            log.error("the printer that the office has set can not be worked: %s", bad)  # noqa: TRY400  its words say all
            return
        self._wheel = Watch(self._office) if address.scheme == "agent" else _worker(self._office, address)
        self._wheel.start()

    def _put_down(self) -> None:
        if self._wheel is not None:
            self._wheel.stop()
        self._wheel = None


def start_printing(office: Office) -> Printing:
    """Sets the kiosk's printer of an office to work; `stop` ends it."""
    printing = Printing(office)
    printing.start()
    return printing


def _worker(office: Office, address: Address) -> Worker[Any]:
    words, practice = writable(spoken_here()), office.clock.practice

    def draw(job: PrintJob) -> Callable[[], Drawn]:
        logo = office.look(_logo)
        return lambda: drawn_for(address, printable_of(job.slip, words, practice=practice), logo)

    return Worker(address, Tray(office, roll=address.roll), draw)


def _logo(book: Book) -> bytes:
    return book.profile.settings.slip.logo


def ready_to_print(dsn: str) -> Address:
    """The printer of this address. Raises BadAddress, or FontsMissing when slips could not be drawn."""
    address = address_of(dsn)
    check_installed(address.scheme)
    if address.scheme not in ("null", "agent"):
        check_fonts()
    return address
