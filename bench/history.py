"""Years behind the office: what a press, a look and a start cost with none of them, and with millions of tickets."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench.ground import Ground, Times, machine, of, office, timed
from bench.past import Past, fill_file

SIZES = (0, 100_000, 1_000_000)
UNTIL = date(2022, 10, 3)
"""The morning of the measurement: everything before it is the past."""
TICKETS, CALLS, LOOKS, RESTARTS = 300, 150, 100, 5
SECONDS = 60
BYTES_A_TICKET = 6_000
"""In the file, with its journal."""


def main() -> None:
    """Prints a table of each thing by the size of the past. HISTORY names the largest, a million by default."""
    most = int(os.environ.get("HISTORY", SIZES[-1]))
    sizes = sorted({size for size in SIZES if size <= most} | {most})
    columns: dict[int, list[Times]] = {}
    for size in sizes:
        if shutil.disk_usage(tempfile.gettempdir()).free < 1.2 * size * BYTES_A_TICKET:
            print(f"{size:,} stored tickets: not measured, the disk has too little room for them")
            continue
        columns[size] = _with_past(size)
    _tell(columns)


def _with_past(size: int) -> list[Times]:
    """One office with so many tickets behind it: a few power cuts, then a morning's work."""
    begun = time.perf_counter()
    filled: list[float] = []

    def fill(data: Path) -> None:
        if size:
            fill_file(data / "toiluot.db", Past(size, UNTIL))
        filled.append(time.perf_counter() - begun)

    with office(fill, restarts=RESTARTS) as ground:
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{size:>11,} stored tickets: filled in {filled[0]:.0f} s, load {load}", flush=True)
        return [*_morning(ground), of("resident memory, MB", [ground.resident()])]


def _morning(ground: Ground) -> list[Times]:
    board, clerk = "/api/v1/display", "/api/v1/counters/1"
    return [
        of("power cut to ready, ms", [seconds * 1000 for seconds in ground.restarts]),
        timed("GET /readyz", LOOKS, _asking(ground, "/readyz", "display")),
        timed("GET /display, before the first call", LOOKS, _asking(ground, board, "display")),
        timed("POST /tickets", TICKETS, _taking(ground)),
        *_calling(ground),
        timed("GET /display", LOOKS, _asking(ground, board, "display")),
        timed("GET /display/calls?since=0", LOOKS // 5, _asking(ground, f"{board}/calls?since=0", "display")),
        timed("GET /counters/1", LOOKS, _asking(ground, clerk, "clerk")),
        timed("GET /statistics/today", LOOKS, _asking(ground, "/api/v1/statistics/today", "director")),
    ]


def _asking(ground: Ground, path: str, scope: str) -> Callable[[int], object]:
    session = ground.session(scope)
    return lambda _: session.get(ground.url + path, timeout=SECONDS).raise_for_status()


def _taking(ground: Ground) -> Callable[[int], object]:
    session, wish = ground.session("kiosk"), {"service": "ho-tich"}
    url = f"{ground.url}/api/v1/tickets"
    return lambda _: session.post(url, json=wish, timeout=SECONDS).raise_for_status()


def _calling(ground: Ground) -> list[Times]:
    """Call, start and finish of one citizen after the other."""
    clerk, api = ground.session("clerk"), f"{ground.url}/api/v1"
    took: dict[str, list[float]] = {"call-next": [], "finish": []}

    def press(name: str, path: str) -> Any:
        begun = time.perf_counter()
        answer = clerk.post(api + path, json={}, timeout=SECONDS)
        if name in took:
            took[name].append((time.perf_counter() - begun) * 1000)
        answer.raise_for_status()
        return answer.json()

    press("open", "/counters/1/open")
    for _ in range(CALLS):
        called = press("call-next", "/counters/1/call-next")
        press("start", f"/tickets/{called['id']}/start")
        press("finish", f"/tickets/{called['id']}/finish")
    return [of(f"POST {name}", each) for name, each in took.items()]


def _tell(columns: dict[int, list[Times]]) -> None:
    """p50 and p99 of each thing side by side, and p50 as a multiple of that without a past."""
    print("\np50 / p99 in ms, × p50 without a past")
    print(f"{'':<38}" + "".join(f"{size:>26,}" for size in columns))
    for row in zip(*columns.values(), strict=True):
        cells = [f"{one.p50:9.2f} /{one.p99:8.2f} ×{one.p50 / row[0].p50:5.2f}" for one in row]
        print(f"{row[0].what:<38}" + "".join(f"{cell:>26}" for cell in cells))


if __name__ == "__main__":
    print(machine())
    main()
