"""`make soak`: what a hostile phone tries, for long; the office gives tickets all the while and is none the larger for it."""

import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import requests

from tests.api.test_any_input import SCOPES, walk
from tests.faults import hostile
from tests.faults.hands import take
from tests.fixtures.office import RunningOffice

EXAMPLES, ROUNDS, GARBAGE, FLOOD, LINES = 60, 20, 2_000, 500_000, 2_000
GIVEN_UP_SECONDS = 40
SPARE_MB = 64
WARMING = 2
"""Made-up requests of each kind, after one round of the attack, before the memory is read.

What the server fetches once, for sheets and paper, is no growth, nor is the room for the first giants, which stays."""
PRESS_EVERY_SECONDS = 1.0
SECONDS = 30


def main() -> None:
    """Prints what was tried; raises AssertionError when the office stumbled, stopped giving tickets, or grew."""
    with tempfile.TemporaryDirectory(prefix="toiluot-hostile-") as folder:
        office = RunningOffice(Path(folder) / "data", {"TOILUOT_KIOSK_RATE": "0"})
        office.set_up()
        office.start()
        _attack(office)
        for scope in SCOPES:
            walk(office, WARMING, scope)
        before = _memory(office)
        with _citizens(office) as among_sockets:
            for _ in range(ROUNDS):
                _attack(office)
        with _citizens(office) as among_requests:
            sent = sum(walk(office, EXAMPLES, scope) for scope in SCOPES)
        with _citizens(office) as among_lines:
            given_up = _hold_lines(office)
        grown = _memory(office) - before
        assert office.stop() == 0
    print(
        f"hostile: {ROUNDS} rounds of {GARBAGE} senseless sockets, giants and {FLOOD} messages without end; {sent} made-up"
        f" requests over the whole OpenAPI; {given_up} of {LINES} requests that never ended given up; {grown} MB more",
        f"a citizen at the kiosk meanwhile: {_told(among_sockets)} among the sockets; {_told(among_requests)} among the"
        f" requests; {_told(among_lines)} among those that never ended",
        sep="\n",
        flush=True,
    )
    stumbles = re.findall(r"[^\n]*(?:Traceback|ERROR)(?:.*\n){1,30}", "".join(office.log))
    assert not stumbles, f"{len(stumbles)} times; the first: {stumbles[0]}"
    assert grown < SPARE_MB, f"{grown} MB more than before"


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
