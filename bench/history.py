"""Years behind the office: what a press, a look and a start cost with none of them, and with millions of tickets."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.ground import Ground, Times, machine, of, office
from bench.past import Past, fill_file

SIZES = (0, 100_000, 1_000_000)
UNTIL = date(2022, 10, 3)
"""The morning of the measurement: everything before it is the past."""
TICKETS, CALLS, LOOKS, RESTARTS = 300, 150, 100, 5
SECONDS = 60
BYTES_A_TICKET = 5_300
"""In the file, with its journal: a million takes 5.2 GB."""


def main() -> None:
    """Prints a table of each thing by the size of the past. HISTORY names the largest, a million by default.

    All offices are open at the same time and are asked in turn: what else the machine does slows all of them alike.
    """
    most = int(os.environ.get("HISTORY", SIZES[-1]))
    sizes = [size for size in sorted({*SIZES, most}) if size <= most and _has_room(size)]
    with ExitStack() as doors:
        grounds = [doors.enter_context(office(partial(_fill, size), restarts=RESTARTS)) for size in sizes]
        _tell(sizes, _morning(grounds))


def _has_room(size: int) -> bool:
    has = shutil.disk_usage(tempfile.gettempdir()).free > 1.1 * size * BYTES_A_TICKET
    if not has:
        print(f"{size:,} stored tickets: not measured, the disk has too little room for them")
    return has


def _fill(size: int, data: Path) -> None:
    begun = time.perf_counter()
    if size:
        fill_file(data / "toiluot.db", Past(size, UNTIL))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{size:>11,} stored tickets, filled in {time.perf_counter() - begun:.0f} s; load {load}", flush=True
    )


def _morning(grounds: list[Ground]) -> list[list[Times]]:
    """Each thing that is measured, side by side for all offices."""
    board, figures = "/api/v1/display", "/api/v1/statistics/today"

    def looks(path: str, scope: str, count: int = LOOKS) -> list[Times]:
        return _in_turn(f"GET {path}", count, [ground.asking(path, scope) for ground in grounds])

    return [
        [of("power cut to ready, ms", [one * 1000 for one in ground.restarts]) for ground in grounds],
        looks("/readyz", "display"),
        looks(board, "display"),
        _in_turn("POST /api/v1/tickets", TICKETS, [ground.taking() for ground in grounds]),
        *_calling(grounds),
        looks(board, "display"),
        looks(f"{board}/calls?since=0", "display", LOOKS // 5),
        looks("/api/v1/counters/1", "clerk"),
        looks(figures, "director"),
        [of("resident memory, MB", [ground.resident()]) for ground in grounds],
    ]


def _in_turn(what: str, count: int, does: list[Callable[[], object]]) -> list[Times]:
    """Each does it once, then each again; after a tenth as warm-up."""
    took: list[list[float]] = [[] for _ in does]
    for turn in range(-count // 10, count):
        for each, do in zip(took, does, strict=True):
            begun = time.perf_counter()
            do()
            if turn >= 0:
                each.append((time.perf_counter() - begun) * 1000)
    return [of(what, each) for each in took]


def _calling(grounds: list[Ground]) -> list[list[Times]]:
    """Call, start and finish of one citizen after the other."""
    clerks = [_Clerk(ground) for ground in grounds]
    took: dict[str, list[list[float]]] = {verb: [[] for _ in clerks] for verb in ("call", "finish")}
    for _ in range(CALLS):
        for place, clerk in enumerate(clerks):
            for verb in ("call", "start", "finish"):
                begun = time.perf_counter()
                getattr(clerk, verb)()
                if verb in took:
                    took[verb][place].append((time.perf_counter() - begun) * 1000)
    return [[of(f"POST {verb}", each) for each in times] for verb, times in took.items()]


class _Clerk:
    """Works at the first counter."""

    def __init__(self, ground: Ground) -> None:
        self.session, self.api, self.ticket = ground.session("clerk"), f"{ground.url}/api/v1", ""
        self._press("/counters/1/open")

    def call(self) -> None:
        self.ticket = self._press("/counters/1/call-next")["id"]

    def start(self) -> None:
        self._press(f"/tickets/{self.ticket}/start")

    def finish(self) -> None:
        self._press(f"/tickets/{self.ticket}/finish")

    def _press(self, path: str) -> Any:
        answer = self.session.post(self.api + path, json={}, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json()


def _tell(sizes: list[int], rows: list[list[Times]]) -> None:
    """p50 and p99 of each thing side by side, and p50 as a multiple of that without a past."""
    print("\np50 / p99 in ms, × p50 without a past")
    print(f"{'':<34}" + "".join(f"{size:>28,}" for size in sizes))
    for row in rows:
        cells = [f"{one.p50:9.2f} /{one.p99:8.2f} ×{one.p50 / row[0].p50:5.2f}" for one in row]
        print(f"{row[0].what:<34}" + "".join(f"{cell:>28}" for cell in cells))


if __name__ == "__main__":
    print(machine())
    main()
