"""A ticket, a call, the pages: how long, how much, beside what the machine allows."""

import sqlite3
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import requests
import socketio

from bench.ground import Ground, Times, of, office, timed

TICKETS, CALLS, COMMITS = 300, 150, 300
SECONDS = 20
PAGES = {
    "/": None,
    "/signin": None,
    "/kiosk": "kiosk",
    "/counter": "clerk",
    "/display": "display",
    "/rating": "rating",
    "/manager": "director",
}


def main() -> None:
    """Prints the whole report."""
    with office() as ground:
        print(f"doors open after                    {ground.opened_in:8.2f} s")
        print(f"resident memory, idle               {ground.resident():8.1f} MB")
        nothing = timed(
            "GET /healthz: a request that does nothing", TICKETS, ground.asking("/healthz", "display")
        )
        commit = bare_commit()
        ticket = timed("POST /tickets: press to answer", TICKETS, ground.taking())
        for one in (nothing, commit, ticket):
            print(one)
        print(
            f"{'ticket ÷ (nothing + bare commit), medians':<52} {ticket.p50 / (nothing.p50 + commit.p50):12.2f}"
        )
        for one in _calling(ground):
            print(one)
        print(f"resident memory, after all that     {ground.resident():8.1f} MB")
        print(f"{'first load of a page':<20} {'requests':>9} {'bytes on the wire':>18}")
        for path, scope in PAGES.items():
            requests_made, size = _first_load(ground, path, scope)
            print(f"{path:<20} {requests_made:>9} {size:>18}")


def bare_commit() -> Times:
    """The limit: one row kept by SQLite as durably as ours, with nothing around it."""
    with tempfile.TemporaryDirectory(prefix="toiluot-bench-") as folder:
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, told TEXT)")
        told = "x" * 700

        def keep() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO kept (told) VALUES (?)", (told,))
            bare.execute("COMMIT")

        measured = timed("bare SQLite commit of one row (WAL, FULL)", COMMITS, keep)
        bare.close()
        return measured


def _calling(ground: Ground) -> list[Times]:
    """Press of "call next" to the answer, and to the message on a display."""
    clerk, board = ground.session("clerk"), socketio.Client(reconnection=False)
    heard: dict[int, float] = {}
    news = threading.Condition()

    def called(message: Any) -> None:
        with news:
            heard[message["seq"]] = time.perf_counter()
            news.notify_all()

    board.on("called", called, namespace="/display")
    board.connect(
        ground.url,
        namespaces=["/display"],
        auth={"token": ground.tokens["display"]},
        transports=["websocket"],
    )
    clerk.post(f"{ground.url}/api/v1/counters/1/open", timeout=SECONDS).raise_for_status()
    answers, screens = [], []
    for _ in range(CALLS):
        begun = time.perf_counter()
        told = clerk.post(f"{ground.url}/api/v1/counters/1/call-next", timeout=SECONDS).json()
        answers.append((time.perf_counter() - begun) * 1000)
        with news:
            assert news.wait_for(lambda seq=told["seq"]: seq in heard, SECONDS)  # type: ignore[misc]  # bound at once
        screens.append((heard[told["seq"]] - begun) * 1000)
        clerk.post(f"{ground.url}/api/v1/tickets/{told['id']}/no-show", timeout=SECONDS).raise_for_status()
    board.disconnect()
    return [of("POST call-next: press to answer", answers), of("POST call-next: press to display", screens)]


def _first_load(ground: Ground, path: str, scope: str | None) -> tuple[int, int]:
    """Requests and bytes on the wire (bodies, packed) of a page with its own script, style and icons; no fonts."""
    session = requests.Session()
    if scope is not None:
        joined = session.post(
            f"{ground.url}/api/v1/session/device", json={"token": ground.tokens[scope]}, timeout=SECONDS
        )
        joined.raise_for_status()
    size, made = _bytes_of(session, ground.url + path)
    page = session.get(ground.url + path, timeout=SECONDS).text
    parts = {part.split('"')[0].split("#")[0] for part in page.split('"/built/')[1:]}
    for part in sorted(parts):
        more, _ = _bytes_of(session, f"{ground.url}/built/{part}")
        size, made = size + more, made + 1
    return made, size


def _bytes_of(session: requests.Session, url: str) -> tuple[int, int]:
    answer = session.get(url, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=SECONDS)
    return len(answer.raw.read(decode_content=False)), 1
