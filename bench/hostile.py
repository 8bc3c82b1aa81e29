"""`make soak`: what a hostile phone tries, for long; the office gives tickets all the while and is none the larger for it."""

import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import requests

from tests.api.test_any_input import SCOPES, walk
from tests.faults import hostile
from tests.faults.hands import take
from tests.fixtures.office import RunningOffice

EXAMPLES, ROUNDS, GARBAGE, FLOOD, LINES = 30, 10, 2_000, 500_000, 2_000
GIVEN_UP_SECONDS = 40
SPARE_MB = 64
"""By which the server may be larger after the second time than after the first. What it fetches once, for sheets and
paper and the first giants, stays, and is no growth."""
PRESS_EVERY_SECONDS = 1.0
SECONDS = 30


def main() -> None:
    """Prints what was tried; raises AssertionError when the office stumbled, stopped giving tickets, or grew."""
    with tempfile.TemporaryDirectory(prefix="toiluot-hostile-") as folder:
        office = RunningOffice(Path(folder) / "data", {"TOILUOT_KIOSK_RATE": "0"})
        office.set_up()
        office.start()
        first, second = (_everything(office) for _ in range(2))
        assert office.stop() == 0
    print(f"hostile: {first}", f"and once more: {second}", sep="\n", flush=True)
    stumbles = re.findall(r"[^\n]*(?:Traceback|ERROR)(?:.*\n){1,30}", "".join(office.log))
    assert not stumbles, f"{len(stumbles)} times; the first: {stumbles[0]}"
    assert second.grown < SPARE_MB, f"{second.grown} MB more the second time"


@dataclass(frozen=True)
class Tried:
    """What was tried, how a citizen fared meanwhile, and by how much the server was larger afterwards (MB)."""

    sent: int
    given_up: int
    among_sockets: list[float]
    among_requests: list[float]
    among_lines: list[float]
    grown: int

    def __str__(self) -> str:
        return (
            f"{ROUNDS} rounds of {GARBAGE} senseless sockets, giants and {FLOOD} messages without end;"
            f" {self.sent} made-up requests over the whole OpenAPI; {self.given_up} of {LINES} requests that never ended"
            f" given up; {self.grown} MB more\n  a citizen at the kiosk meanwhile: {_told(self.among_sockets)} among the"
            f" sockets; {_told(self.among_requests)} among the requests; {_told(self.among_lines)} among those that never"
            " ended"
        )


def _everything(office: RunningOffice) -> Tried:
    before = _memory(office)
    with _citizens(office) as among_sockets:
        for _ in range(ROUNDS):
            _attack(office)
    with _citizens(office) as among_requests:
        sent = sum(walk(office, EXAMPLES, scope) for scope in SCOPES)
    with _citizens(office) as among_lines:
        given_up = _hold_lines(office)
    return Tried(sent, given_up, among_sockets, among_requests, among_lines, _memory(office) - before)


@contextmanager
def _citizens(office: RunningOffice) -> Iterator[list[float]]:
    """Somebody presses at the kiosk again and again, all the while; the seconds that each press took.

    An office whose services a made-up request has closed may say so: that is an answer too.
    """
    seconds: list[float] = []
    failed: list[str] = []
    enough = threading.Event()

    def press() -> None:
        while not enough.wait(PRESS_EVERY_SECONDS):
            began = time.perf_counter()
            answer = take(office).send()
            seconds.append(time.perf_counter() - began)
            if answer.status_code >= 500:
                failed.append(answer.text)

    citizen = threading.Thread(target=press)
    citizen.start()
    try:
        yield seconds
    finally:
        enough.set()
        citizen.join()
    assert not failed, failed[0]


def _told(seconds: list[float]) -> str:
    """Half of the presses within, nineteen of twenty, and the longest."""
    twentieths = quantiles(seconds, n=20)
    half, most = twentieths[9] * 1000, twentieths[18] * 1000
    return f"{len(seconds)} presses, p50 {half:.0f} ms, p95 {most:.0f} ms, max {max(seconds) * 1000:.0f} ms"


def _attack(office: RunningOffice) -> None:
    hostile.throw_garbage(office.port, GARBAGE)
    assert set(hostile.giants(office.port)) == {"ended"}
    hostile.flood(office.port, FLOOD // ROUNDS)
    take(office).done()


def _hold_lines(office: RunningOffice) -> int:
    with hostile.slow_loris(office.port, LINES) as lines:
        take(office).done()
        return sum(hostile.is_given_up(line, GIVEN_UP_SECONDS) for line in lines)


def _memory(office: RunningOffice) -> int:
    """Megabytes that the server holds."""
    told = Path(f"/proc/{office.pid}/status").read_text(encoding="ascii")
    requests.get(f"{office.url}/healthz", timeout=SECONDS).close()
    return int(re.findall(r"VmRSS:\s+(\d+)", told)[0]) // 1024


if __name__ == "__main__":
    main()
