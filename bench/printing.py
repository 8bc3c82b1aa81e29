"""Paper: what a slip costs, how soon it is out, and what dead printers do to anybody else.

The printers are the tests' own: they answer as Epson's reference says, and burn at once. A real one adds its half second.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, Queue

from bench.ground import of, office, timed
from kiosk.printing.address import address_of
from kiosk.printing.worker import Drawn, Worker, drawn_for
from kiosk.slip import Facts, slip_of
from server.domain.printer import PrinterState
from server.web.words import shipped
from tests.fixtures.printer import Epson, FakePrinter
from tests.fixtures.slip import KEPT

SLIPS = 60
PRINTERS = 10
PRESSES = 100
PATIENCE_SECONDS = 120
NOWHERE = "network://127.0.0.1:9"
"""Where nobody listens: each try is refused at once, as by a printer that is switched off."""

SLIP = slip_of(Facts.from_json(KEPT), shipped())


@contextmanager
def printer() -> Iterator[FakePrinter]:
    """A printer that is well."""
    made = FakePrinter(Epson())
    made.switch_on()
    try:
        yield made
    finally:
        made.switch_off()


@contextmanager
def swallowing() -> Iterator[str]:
    """The address of a printer that takes no connection and does not refuse it either: each try waits its two seconds."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield f"network://127.0.0.1:{full.getsockname()[1]}"


def cost_of_a_slip() -> None:
    """Bytes, and seconds of the processor."""
    drawn_for(address_of("null://"), SLIP, b"")
    for name, dsn in (
        ("80 mm", "null://"),
        ("58 mm", "null://?width=384"),
        ("80 mm, ESC *", "null://?raster=column"),
    ):
        at = address_of(dsn)
        size = len(drawn_for(at, SLIP, b"").told)
        begun = time.process_time()
        for _ in range(SLIPS):
            drawn_for(at, SLIP, b"")
        spent = (time.process_time() - begun) / SLIPS * 1000
        print(f"slip {name:<47} {size:8,} bytes   {spent:8.2f} ms of processor")


def press_to_last_byte() -> None:
    """From the press on "take a number" to the printer having the whole slip, one after the other."""
    with printer() as ours, office(TOILUOT_PRINTER=ours.dsn, TOILUOT_LOG_LEVEL="ERROR") as ground:
        take = ground.taking()

        def press() -> None:
            take()
            ours.paper()

        print(timed("press to last byte of the slip", PRESSES // 2, press))


def jobs_per_minute() -> None:
    """Through one printer of one office, with more waiting than it can print."""
    with printer() as ours, office(TOILUOT_PRINTER=ours.dsn, TOILUOT_LOG_LEVEL="ERROR") as ground:
        take = ground.taking()
        take()
        ours.paper()
        begun = time.perf_counter()
        for _ in range(SLIPS):
            take()
        for _ in range(SLIPS):
            ours.paper()
        print(f"slips a minute through one printer: {SLIPS / (time.perf_counter() - begun) * 60:,.0f}")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A job of a heap."""

    id: int
    slip: str = KEPT


@dataclass
class Heap:
    """Jobs of one printer, in memory, so that only printing is measured."""

    left: "Queue[Numbered]" = field(default_factory=Queue)
    current: Numbered | None = None
    out: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def next_job(self) -> Numbered | None:
        if self.current is None:
            try:
                self.current = self.left.get(timeout=0.2)
            except Empty:
                return None
        return self.current

    def printed(self, job: Numbered, *, confirmed: bool, millimetres: int) -> None:  # noqa: ARG002
        self.current = None
        self.out.release()

    def delayed(self, job: Numbered, problem: str) -> None:
        """It stays the current one."""

    def failed(self, job: Numbered, problem: str) -> None:  # noqa: ARG002
        self.current = None

    def expired(self, job: Numbered) -> None:  # noqa: ARG002
        self.current = None

    def claim(self, job: Numbered) -> bool:
        return job is self.current

    def is_ours(self) -> bool:
        return True

    def is_stale(self, job: Numbered) -> bool:  # noqa: ARG002
        return False

    def show_all(self) -> None:
        """There is a printer."""

    def wake(self) -> None:
        """It looks again by itself."""

    def let_go(self) -> None:
        """Nobody else wants it."""

    def printer_is(self, state: PrinterState) -> None:
        """Nobody looks."""


def ten_at_once() -> None:
    """Ten printers with a heap of slips each; then the same with one of them dead."""
    for name, dead in (("all well", None), ("one switched off", NOWHERE)):
        print(of(f"{PRINTERS} printers, {name}: a slip of the others", _heaps(dead)))
    with swallowing() as dead:
        print(of(f"{PRINTERS} printers, one that swallows: a slip of the others", _heaps(dead)))


def _heaps(dead: str | None) -> list[float]:
    """Milliseconds a slip at each printer that is well."""
    wells = [FakePrinter(Epson()) for _ in range(PRINTERS - (dead is not None))]
    for well in wells:
        well.switch_on()
    workers = [_worker(dsn) for dsn in [*(well.dsn for well in wells), *([dead] if dead else [])]]
    with ThreadPoolExecutor(PRINTERS) as pool:
        took = list(pool.map(_emptied, (heap for _, heap in workers[: len(wells)])))
    for worker, _ in workers:
        worker.stop()
    for well in wells:
        well.switch_off()
    return took


def _worker(dsn: str) -> tuple[Worker[Numbered], Heap]:
    at, heap = address_of(dsn), Heap()
    for number in range(SLIPS // 3):
        heap.left.put(Numbered(number))

    def draw(_: Numbered) -> Callable[[], Drawn]:
        return lambda: drawn_for(at, SLIP, b"")

    worker = Worker(at, heap, draw)
    worker.start()
    return worker, heap


def _emptied(heap: Heap) -> float:
    begun = time.perf_counter()
    for _ in range(SLIPS // 3):
        if not heap.out.acquire(timeout=PATIENCE_SECONDS):
            raise RuntimeError("a printer that is well was held up")
    return (time.perf_counter() - begun) / (SLIPS // 3) * 1000


def kiosk_with_dead_printers() -> None:
    """The kiosk's answer, with no printer, with one that is switched off, and with one that swallows."""
    with swallowing() as full:
        for name, dsn in (
            ("no printer", "null://"),
            ("printer switched off", NOWHERE),
            ("printer swallows", full),
        ):
            with office(TOILUOT_PRINTER=dsn, TOILUOT_LOG_LEVEL="ERROR") as ground:
                print(timed(f"kiosk's answer, {name}", PRESSES, ground.taking()))


def main() -> None:
    logging.getLogger("kiosk.printing").setLevel(logging.ERROR)
    print("\nPaper")
    for measure in (
        cost_of_a_slip,
        press_to_last_byte,
        jobs_per_minute,
        ten_at_once,
        kiosk_with_dead_printers,
    ):
        measure()


if __name__ == "__main__":
    from bench.ground import machine

    print(machine())
    main()
