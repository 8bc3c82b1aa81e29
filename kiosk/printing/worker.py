"""One printer at its work: slip after slip in the order they were taken, whatever happens to it."""

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from kiosk.printing.address import Address, address_of
from kiosk.printing.commands import commands, warm_up
from kiosk.printing.fonts import check_fonts
from kiosk.printing.picture import paper, picture
from kiosk.printing.transport import PrinterFailed, Problem, Transport, transport_for
from kiosk.slip import Facts, Slip, slip_of
from server.actions.paper import Tray
from server.web.house import Office
from server.web.words import shipped

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Seconds between tries to reach a printer that is away: doubled from the first to the longest."""

STOP_SECONDS = 10.0


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

    def wake(self) -> None:
        """Ends the waiting."""

    def is_stale(self, job: J) -> bool:
        """Is the slip too old to help anybody?"""

    def sending(self, job: J) -> None: ...

    def sent(self, job: J) -> None: ...

    def shown_only(self, job: J) -> None: ...

    def delayed(self, job: J, problem: str) -> None: ...

    def failed(self, job: J, problem: str) -> None: ...

    def expired(self, job: J) -> None: ...


Draft = Callable[[str], Slip]
"""Makes the slip of what a job keeps."""


class Worker(Generic[J]):
    """Prints the jobs of one printer in a thread of its own. Nothing that a printer does gets out of here."""

    def __init__(
        self, address: Address, jobs: Jobs[J], draft: Draft, transport: Transport | None = None
    ) -> None:
        self.address, self.jobs, self.draft = address, jobs, draft
        self.transport = transport or transport_for(address)
        self._stopping = threading.Event()
        self._pause = FIRST_PAUSE
        self._thread = threading.Thread(target=self._work, name="printer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after the job in hand, which ends by itself (JOB_SECONDS)."""
        self._stopping.set()
        self.jobs.wake()
        self._thread.join(STOP_SECONDS)

    def _work(self) -> None:
        self._try(lambda: apart(warm_up))
        while not self._stopping.is_set():
            self._try(self._next)

    def _try(self, step: Callable[[], None]) -> None:
        """Whatever goes wrong, the next job gets its turn: a database that is away still has the jobs."""
        try:
            step()
        except Exception:
            log.exception("a print job could not be taken or written down")
            self._wait()

    def _next(self) -> None:
        job = self.jobs.next_job()
        if job is None:
            return
        if self.address.scheme == "null":
            self.jobs.shown_only(job)
            return
        if self.jobs.is_stale(job):
            self.jobs.expired(job)
            return
        drawn = self._drawn(job)
        if drawn is None:
            self.jobs.failed(job, Problem.NOT_DRAWN)
            return
        self._deliver(job, drawn)

    def _drawn(self, job: J) -> bytes | None:
        try:
            return apart(lambda: self._bytes_of(job))
        except Exception:  # whatever is wrong with one slip, it does not stop the next
            log.exception("the slip of print job %s could not be drawn", job.id)
            return None

    def _bytes_of(self, job: J) -> bytes:
        roll = paper(self.address.dots, self.address.dpi)
        return commands(picture(self.draft(job.slip), roll), self.address.profile)

    def _deliver(self, job: J, drawn: bytes) -> None:
        """A job is `sending` from the moment that bytes may leave; only before that it is ever tried again."""
        try:
            self._send(job, drawn)
        except PrinterFailed as failed:
            log.warning("print job %s: %s", job.id, failed)
            if failed.took_nothing:
                self.jobs.delayed(job, failed.problem)
                self._wait()
            else:
                self.jobs.failed(job, failed.problem)
        else:
            self._pause = FIRST_PAUSE
            self.jobs.sent(job)

    def _send(self, job: J, drawn: bytes) -> None:
        try:
            self.transport.open()
            self.jobs.sending(job)
            self.transport.write(drawn)
        finally:
            self.transport.close()

    def _wait(self) -> None:
        """A pause before the next try, longer each time."""
        self._stopping.wait(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def start_printing(office: Office) -> Worker[Any]:
    """Sets the kiosk's printer of an office to work; `stop` ends it. Raises what `ready_to_print` raises."""
    words, practice = shipped(), office.clock.practice

    def draft(kept: str) -> Slip:
        return slip_of(replace(Facts.from_json(kept), practice=practice), words)

    worker = Worker(ready_to_print(office.settings.printer), Tray(office), draft)
    worker.start()
    return worker


def ready_to_print(dsn: str) -> Address:
    """The printer of this address. Raises BadAddress, or FontsMissing when slips could not be drawn."""
    address = address_of(dsn)
    if address.scheme != "null":
        check_fonts()
    return address


def apart(work: Callable[[], T]) -> T:
    """Does work of the processor in a native thread where threads are gevent's, so that no screen waits for it."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return work()
    import gevent

    done: T = gevent.get_hub().threadpool.apply(work)
    return done
