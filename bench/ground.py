"""What every measurement stands on: the machine, an open office, and figures told in one way."""

import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import requests

PROGRAM = Path(sys.executable).with_name("toiluot")
MORNING = "2022-10-03T08:00:00+07:00"
UNDISTURBED = {"TOILUOT_KIOSK_RATE": "0", "TOILUOT_BACKUP_DAYS": "0"}
"""No limit for presses; no daily back-up, which takes its share of the machine and as much room again."""
LIBRARIES = (
    "flask",
    "flask-socketio",
    "gevent",
    "sqlalchemy",
    "msgspec",
    "python-socketio",
    "python-engineio",
    "wsproto",
)
KEYS = {"kiosk": (), "display": (), "clerk": (), "director": (), "rating": ("--counter", "1")}
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one thing done often."""

    what: str
    p50: float
    p99: float
    count: int

    def __str__(self) -> str:
        return f"{self.what:<52} p50 {self.p50:8.2f} ms   p99 {self.p99:8.2f} ms   n {self.count}"


def timed(what: str, count: int, do: Callable[[], object]) -> Times:
    """Does it so many times, one after the other, after a tenth as warm-up."""
    for _ in range(max(1, count // 10)):
        do()
    return of(what, [_once(do) for _ in range(count)])


def _once(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000


def of(what: str, took: list[float]) -> Times:
    """The same for milliseconds measured elsewhere."""
    ordered = sorted(took)
    return Times(what, _at(ordered, 0.50), _at(ordered, 0.99), len(ordered))


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def machine() -> str:
    """On what this was measured."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}\n{libraries}\nload before: {load}"
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """An open office: its address, its process, its keys, and how long its doors took to open (seconds).

    `restarts`: how long they took each time after the power had gone.
    """

    url: str
    pid: int
    tokens: dict[str, str]
    opened_in: float
    restarts: tuple[float, ...] = ()

    def session(self, scope: str) -> requests.Session:
        made = requests.Session()
        made.headers["Authorization"] = f"Bearer {self.tokens[scope]}"
        return made

    def taking(self) -> Callable[[], object]:
        """A kiosk: takes a ticket each time it is asked to."""
        session, wish, url = self.session("kiosk"), {"service": "ho-tich"}, f"{self.url}/api/v1/tickets"
        return lambda: session.post(url, json=wish, timeout=PATIENCE_SECONDS).raise_for_status()

    def asking(self, path: str, scope: str) -> Callable[[], object]:
        """Asks for this each time."""
        session = self.session(scope)
        return lambda: session.get(self.url + path, timeout=PATIENCE_SECONDS).raise_for_status()

    def resident(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found, status
        return int(found[1]) / 1024


@contextmanager
def office(
    before: Callable[[Path], object] | None = None, restarts: int = 0, **settings: str
) -> Iterator[Ground]:
    """The sample office on the fixed morning, without a limit for presses; closed afterwards.

    `before`: what is done with the data directory of the new office before anybody has a key to it.
    """
    with tempfile.TemporaryDirectory(prefix="toiluot-bench-") as data:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("TOILUOT_")}
        surroundings = ours | {"TOILUOT_DATA": data, "TOILUOT_CLOCK": MORNING} | UNDISTURBED | settings
        run = _runner(surroundings)
        run("init", "--sample")
        if before is not None:
            before(Path(data))
        tokens = {scope: run("token", "create", "--scope", scope, *at).strip() for scope, at in KEYS.items()}
        opened = [_power_cut(surroundings) for _ in range(restarts)]
        with _serving(surroundings) as (process, url, opened_in):
            yield Ground(url, process.pid, tokens, opened_in, tuple(opened))


@contextmanager
def _serving(surroundings: dict[str, str]) -> Iterator[tuple["subprocess.Popen[str]", str, float]]:
    """The server, its address, and after how many seconds a ticket could be taken."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", "0"], env=surroundings, stdout=subprocess.PIPE, text=True
    )
    try:
        url = _address(process)
        requests.get(f"{url}/readyz", timeout=PATIENCE_SECONDS).raise_for_status()
        yield process, url, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        if process.stdout:
            process.stdout.close()


def _power_cut(surroundings: dict[str, str]) -> float:
    """Opens the office and pulls the plug; how long the doors took to open."""
    with _serving(surroundings) as (process, _, opened_in):
        process.kill()
    return opened_in


def _runner(surroundings: dict[str, str]) -> Callable[..., str]:
    def run(*arguments: str) -> str:
        ended = subprocess.run(
            [PROGRAM, *arguments], env=surroundings, capture_output=True, text=True, check=True
        )
        return ended.stdout

    return run


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            return found[0]
    raise RuntimeError("the office did not open")
