"""How many tickets a second, and how soon each: beside a Flask POST that does nothing and a bare commit of one row.

Every ticket is durable when it is answered (WAL, synchronous FULL). The pressers run in a process of their own; on two
cores they take their share of what is measured, of the POST that does nothing as well.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.first_floor import bare_commit
from bench.ground import Ground, Times, of, office
from bench.ladder import rungs
from bench.pressers import presses

CLIENTS = (1, 8, 32)
COUNT = 3_000
WISH = '{"service":"ho-tich"}'
SLOW_MS = 10


def main() -> None:
    """Prints the report of a quick disk, then that of a slow one."""
    commit = bare_commit()
    print(commit)
    with _nothing() as nothing, office() as ground:
        measured = [_side_by_side(ground, nothing, clients, commit) for clients in CLIENTS]
    _what_stands_in_the_way(*measured[-1])
    _on_a_slow_disk()


def _side_by_side(ground: Ground, nothing: str, clients: int, commit: Times) -> tuple[float, float]:
    """First and last the empty POST: what else the machine does weighs on both. Both as microseconds of each."""
    empty = presses(f"{nothing}/nothing", "-", clients, COUNT)
    tickets = presses(f"{ground.url}/api/v1/tickets", ground.tokens["kiosk"], clients, COUNT, WISH)
    again = presses(f"{nothing}/nothing", "-", clients, COUNT)
    empty = {"ms": empty["ms"] + again["ms"], "seconds": empty["seconds"] + again["seconds"]}
    idle = _said(f"Flask POST that does nothing, {clients} clients", empty)
    taken = _said(f"POST /tickets, {clients} clients", tickets)
    print(f"  tickets a second ÷ empty POSTs a second {_rate(tickets) / _rate(empty):8.2f}")
    if clients == 1:
        print(f"  p50 ÷ (2 × empty POST + commit)         {taken.p50 / (2 * idle.p50 + commit.p50):8.2f}")
    return 1e6 / _rate(empty), 1e6 / _rate(tickets)


def _what_stands_in_the_way(empty: float, ticket: float) -> None:
    """The rungs of `bench.ladder`, with the last number of clients."""
    rows, action = rungs()
    print(f"where the time of one ticket goes, {CLIENTS[-1]} together, microseconds each")
    for what, took in (
        ("1  a Flask POST that does nothing", empty),
        ("2  its rows, kept by the bare SQLite driver", rows),
        ("   the least with Flask and these rows (1 + 2)", empty + rows),
        ("3  the action with its rows, in one process", action),
        ("   door and action (1 + 3)", empty + action),
        ("4  POST /tickets", ticket),
    ):
        print(f"  {what:<50} {took:8.0f}")


def _said(what: str, told: dict[str, Any]) -> Times:
    times = of(what, told["ms"])
    print(f"{times}   {_rate(told):8.0f}/s")
    return times


def _rate(told: dict[str, Any]) -> float:
    return float(len(told["ms"]) / told["seconds"])


def _on_a_slow_disk() -> None:
    """The same where every fsync takes ten milliseconds: what waits is committed together."""
    if shutil.which("cc") is None:
        print("a slow disk: not measured, there is no C compiler (cc) to make one")
        return
    with tempfile.TemporaryDirectory(prefix="toiluot-bench-") as folder:
        library = Path(folder) / "slow_disk.so"
        source = Path(__file__).with_name("slow_disk.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        with office(LD_PRELOAD=str(library), FSYNC_MS=str(SLOW_MS)) as ground:
            for clients in (1, 32):
                told = presses(
                    f"{ground.url}/api/v1/tickets", ground.tokens["kiosk"], clients, 60 * clients, WISH
                )
                _said(f"POST /tickets, {clients} clients, fsync takes {SLOW_MS} ms", told)


@contextmanager
def _nothing() -> Iterator[str]:
    """The address of the POST that does nothing."""
    process = subprocess.Popen([sys.executable, "-m", "bench.nothing"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    main()
