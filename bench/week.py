"""Two working weeks in a few minutes, with screens and phones that come and go: nothing may grow in the server."""

import sys

# Before anything else is imported, as the program itself does it.
if sys.argv[-2:-1] == ["serve"]:
    from gevent import monkey

    monkey.patch_all()

import gc
import json
import logging
import random
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import socketio

from bench.ground import machine

DAYS = 10
CITIZENS = 250
VISITORS = 8
WARM = 5
"""Nights until everything that is bounded has reached its bound: the last 5,000 entries told are kept in mind."""
MB_MORE, OBJECTS_MORE = 8, 4_000
DAWN = datetime.fromisoformat("2022-10-03T06:00:00+07:00")
SECONDS, PATIENCE_SECONDS = 20, 120


def main() -> None:
    """Prints how big the server was each night; raises AssertionError when it grew after the first nights."""
    print(machine())
    # A client whose wire is cut says so; here that is what was wanted.
    logging.getLogger("engineio").setLevel(logging.CRITICAL)
    logging.getLogger("engineio.client").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="toiluot-week-") as folder:
        command = [sys.executable, "-m", "bench.week", "serve", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                nights = list(_nights(server))
            finally:
                server.terminate()
    more = {name: nights[-1][name] - nights[WARM - 1][name] for name in ("rss", "objects")}
    print(f"after night {WARM}: {more['rss']:+.1f} MB (limit {MB_MORE}), {more['objects']:+.0f} objects")
    assert more["rss"] <= MB_MORE, "memory grew"
    assert more["objects"] <= OBJECTS_MORE, "objects were left behind"


def _nights(server: "subprocess.Popen[str]") -> Iterator[dict[str, float]]:
    """What the server says each night, while visitors come and go."""
    assert server.stdout is not None
    over, came = threading.Event(), [0] * VISITORS
    told = json.loads(_line(server, "{"))
    visitors = [threading.Thread(target=_visit, args=(told, over, came, one)) for one in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for _ in range(DAYS):
        night = json.loads(_line(server, "{"))
        print(
            f"{night['day']}  {night['rss']:7.1f} MB  {night['objects']:8} objects  {sum(came):5} visits",
            flush=True,
        )
        yield night
    over.set()
    for visitor in visitors:
        visitor.join(PATIENCE_SECONDS)
    assert min(came) > DAYS, "a visitor was shut out"


def _line(server: "subprocess.Popen[str]", start: str) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith(start):
            return line
    raise RuntimeError("the office closed too early")


def _visit(told: dict[str, Any], over: threading.Event, came: list[int], one: int) -> None:
    """A screen or a phone that comes, listens for a moment, and goes: with a farewell or without."""
    chance = random.Random(one)  # noqa: S311  a seed, no secret
    while not over.is_set():
        scope = chance.choice(("display", "kiosk", "director", "clerk"))
        headers = {"Authorization": f"Bearer {told['tokens'][scope]}"}
        taken = requests.get(f"{told['url']}/{LOOKS[scope]}", headers=headers, timeout=SECONDS)
        taken.raise_for_status()
        namespace = f"/{NAMESPACES.get(scope, scope)}"
        screen = socketio.Client(reconnection=False)
        screen.connect(
            told["url"],
            namespaces=[namespace],
            auth={"token": told["tokens"][scope]},
            transports=["websocket"],
            wait_timeout=SECONDS,
        )
        over.wait(chance.uniform(0.05, 0.5))
        if chance.random() < 0.5:
            screen.disconnect()
        else:
            screen.eio.ws.sock.close()
        came[one] += 1


LOOKS = {
    "display": "api/v1/display",
    "kiosk": "api/v1/services",
    "director": "api/v1/statistics/today",
    "clerk": "api/v1/counters/1",
}
NAMESPACES = {"director": "manager", "clerk": "counter"}


def serve(folder: Path) -> None:
    """The real server, in which the days are played one after the other as fast as they go."""
    from server import config
    from server.clock import JumpingClock
    from server.office import Database
    from server.sample.offer import sample_offer
    from server.serving import serve as open_doors

    settings = config.read({}, data=folder, port=0, kiosk_rate=0)
    database = Database(settings.database_url)
    database.migrate()
    database.found(sample_offer())
    clock = JumpingClock(DAWN)
    open_doors(settings, clock, database, lambda house, url: _opened(house, url, clock))


def _opened(house: Any, url: str, clock: Any) -> Any:
    import gevent

    from server.actions import people
    from server.domain.roles import Scope

    office = house.first()
    tokens = {
        scope: office.change(people.cut_token, Scope(scope), scope, None).secret
        for scope in ("display", "kiosk", "director", "clerk")
    }
    print(json.dumps({"url": url, "tokens": tokens}), flush=True)
    return gevent.spawn(_live, office, clock)


def _live(office: Any, clock: Any) -> None:
    from server.actions import keeper
    from server.simulate.day import imagine
    from server.simulate.hands import RealHands
    from server.simulate.play import Play
    from server.simulate.rehearsal import ordinary

    for day in _workdays(DAYS):
        Play(imagine(ordinary(CITIZENS), day, 1)).play(RealHands(office, paper=True), clock)
        clock.wait_until(datetime.combine(day + timedelta(days=1), DAWN.timetz()))
        office.change(keeper.tidy)
        gc.collect()
        night = {"day": day.isoformat(), "rss": _resident(), "objects": len(gc.get_objects())}
        print(json.dumps(night), flush=True)


def _workdays(count: int) -> list[date]:
    days = (DAWN.date() + timedelta(days=one) for one in range(2 * count))
    return [day for day in days if day.weekday() < 5][:count]


def _resident() -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        main()
