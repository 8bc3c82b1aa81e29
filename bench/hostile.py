"""`make soak`: what a hostile phone tries, for long; the office gives tickets all the while and is none the larger for it."""

import re
import tempfile
from pathlib import Path

import requests

from tests.api.test_any_input import SCOPES, walk
from tests.faults import hostile
from tests.faults.hands import take
from tests.fixtures.office import RunningOffice

EXAMPLES, ROUNDS, GARBAGE, FLOOD, LINES = 60, 20, 2_000, 500_000, 2_000
GIVEN_UP_SECONDS = 40
SPARE_MB = 64
SECONDS = 30


def main() -> None:
    """Prints what was tried; raises AssertionError when the office stumbled, stopped giving tickets, or grew."""
    with tempfile.TemporaryDirectory(prefix="toiluot-hostile-") as folder:
        office = RunningOffice(Path(folder) / "data", {"TOILUOT_KIOSK_RATE": "0"})
        office.set_up()
        office.start()
        before = _memory(office)
        for _ in range(ROUNDS):
            _attack(office)
        sent = sum(walk(office, EXAMPLES, scope) for scope in SCOPES)
        given_up = _hold_lines(office)
        grown = _memory(office) - before
        assert office.stop() == 0
        stumbles = re.findall(r"[^\n]*(?:Traceback|ERROR)(?:.*\n){1,30}", "".join(office.log))
        assert not stumbles, f"{len(stumbles)} times; the first: {stumbles[0]}"
        assert grown < SPARE_MB, f"{grown} MB more than before"
    print(
        f"hostile: {ROUNDS} rounds of {GARBAGE} senseless sockets, giants and {FLOOD} messages without end; {sent} made-up"
        f" requests over the whole OpenAPI; {given_up} of {LINES} requests that never ended given up; {grown} MB more",
        flush=True,
    )


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
