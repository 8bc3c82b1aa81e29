"""`make soak`: the storm in its long form, and whole weeks. Nothing acknowledged may be lost or doubled, nothing grows."""

import os
import random
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from bench import hostile, screens, week
from bench.ground import machine
from tests.faults.storm import COUNTERS, Storm, open_counters, reckon
from tests.fixtures.office import RunningOffice

PRESSES, CLIENTS, KILLS, CUT_OFF_SECONDS = 100_000, 64, 200, 300


def main() -> None:
    """Prints what was done; raises AssertionError for anything lost, doubled, out of order, or grown."""
    print(machine())
    _blow("a long day", PRESSES, CLIENTS)
    _blow("a long day at two servers", PRESSES // 2, CLIENTS, servers=2)
    _blow("power cuts", PRESSES, CLIENTS // 4, kills=KILLS)
    _stay_cut_off()
    hostile.main()
    week.main()
    screens.main()


def _stay_cut_off() -> None:
    """A board, a counter and a phone, in real browsers, for five minutes without their server."""
    story = "board_counter_and_phone_hear_everything"
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/faults/test_cut_off.py", "-k", story],
        env={**os.environ, "CUT_OFF_SECONDS": str(CUT_OFF_SECONDS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout
    print(
        f"cut off for {CUT_OFF_SECONDS} s, dropped and half-open: {told.stdout.splitlines()[-1]}", flush=True
    )


def _blow(title: str, presses: int, clients: int, kills: int = 0, servers: int = 1) -> None:
    """So many presses, or until the power went so often."""
    with tempfile.TemporaryDirectory(prefix="toiluot-soak-") as folder:
        office = RunningOffice(Path(folder) / "data", {"TOILUOT_KIOSK_RATE": "0"})
        office.run("init", "--sample")
        for scope in ("kiosk", "display"):
            office.token(scope)
        for counter in COUNTERS:
            office.token("clerk", counter)
            office.token("rating", counter)
        office.start()
        open_counters(office)
        all_of_them = [office, *(office.beside() for _ in range(servers - 1))]
        storm = Storm(all_of_them, presses, clients)
        cuts: list[int] = []
        seconds = storm.blow(lambda raging: _cut(office, raging, kills, cuts))
        assert [one.stop() for one in all_of_them] == [0] * servers
        reckon(office, storm.oracle)
        print(
            f"{title}: {storm.made} presses by {clients} clients in {seconds:.0f} s, {len(cuts)} power cuts; "
            f"{len(storm.oracle.tickets)} tickets, {len(storm.oracle.called)} calls, {len(storm.oracle.finished)} "
            f"finishes, {len(storm.oracle.rated)} ratings acknowledged: all there, once, in order",
            flush=True,
        )


def _cut(office: RunningOffice, raging: Storm, kills: int, cuts: list[int]) -> None:
    if kills == 0:
        return
    chance, pause = random.Random(11), threading.Event()  # noqa: S311  a seed, no secret
    while len(cuts) < kills and not raging.is_over:
        pause.wait(chance.uniform(0.1, 1.5))
        office.kill()
        office.start()
        cuts.append(office.pid)
    raging.abate()


if __name__ == "__main__":
    main()
