"""A week on the wall in a few minutes: display and kiosk in a real browser, whose pages must not grow."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench.ground import Ground, machine, office

DAYS, STEPS_A_DAY = 7, 24
STEP_MS = 24 * 3600 * 1000 // STEPS_A_DAY
AWAKE_MS = 8_000
"""Of each hour so much passes second by second. The rest is leapt over: every timer that is due goes off
once, and the connection, which was silent for so long, is made anew.
"""
CALLS_A_STEP = 6
WARM = 1
"""Days until everything that a page keeps has reached its bound."""
HEAP_MORE_MB, NODES_MORE, LISTENERS_MORE = 1.5, 60, 20
FLAGS = ("--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required")
NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 30
MB = 1024 * 1024

Size = dict[str, float]


def main(days: int = DAYS) -> None:
    """Prints how big both pages were each evening; raises AssertionError when one grew after the first."""
    print(machine())
    with office() as ground, _browser() as context:
        pages = {name: _opened(ground, context, name) for name in ("display", "kiosk")}
        work = _Work(ground)
        evenings: dict[str, list[Size]] = {name: [] for name in pages}
        begun = time.perf_counter()
        for day in range(1, days + 1):
            for _ in range(STEPS_A_DAY):
                work.step()
                for page, _wire in pages.values():
                    page.clock.fast_forward(STEP_MS - AWAKE_MS)
                    page.clock.run_for(AWAKE_MS)
            for name, (_page, wire) in pages.items():
                evenings[name].append(_size(wire))
                print(
                    f"day {day}, {time.perf_counter() - begun:4.0f} s  {name:<8} {_told(evenings[name][-1])}",
                    flush=True,
                )
        print(f"{work.calls} calls were made")
    for name, sizes in evenings.items():
        _judge(name, sizes[WARM - 1], sizes[-1])


@contextmanager
def _browser() -> Iterator[BrowserContext]:
    program = next(found for found in map(shutil.which, NAMES) if found)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser.new_context(viewport={"width": 1920, "height": 1080}, locale="vi-VN")
        browser.close()


def _opened(ground: Ground, context: BrowserContext, screen: str) -> tuple[Page, CDPSession]:
    """The page of a connected device, its clock in our hand."""
    token = {"token": ground.tokens[screen]}
    assert context.request.post(f"{ground.url}/api/v1/session/device", data=token).status == 204
    page = context.new_page()
    page.clock.install()
    page.goto(f"{ground.url}/{screen}")
    page.clock.run_for(5000)
    wire = context.new_cdp_session(page)
    wire.send("Performance.enable")
    return page, wire


class _Work:
    """Citizens and a clerk, so that the screens have something to show."""

    def __init__(self, ground: Ground) -> None:
        self.api, self.calls = f"{ground.url}/api/v1", 0
        self.kiosk, self.clerk = ground.session("kiosk"), ground.session("clerk")
        self._press(self.clerk, "/counters/1/open")

    def step(self) -> None:
        for _ in range(CALLS_A_STEP):
            self._press(self.kiosk, "/tickets", service="ho-tich")
            called = self._press(self.clerk, "/counters/1/call-next")
            for verb in ("recall", "start", "finish"):
                self._press(self.clerk, f"/tickets/{called['id']}/{verb}")
            self.calls += 2

    def _press(self, session: requests.Session, path: str, **wish: Any) -> Any:
        answer = session.post(self.api + path, json=wish, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json()


def _size(wire: CDPSession) -> Size:
    """What is left of the page when everything that can go has gone."""
    wire.send("HeapProfiler.collectGarbage")
    wire.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in wire.send("Performance.getMetrics")["metrics"]}
    return {name: told[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents")}


def _told(size: Size) -> str:
    heap, nodes, listeners = size["JSHeapUsedSize"] / MB, size["Nodes"], size["JSEventListeners"]
    return f"heap {heap:6.2f} MB  nodes {nodes:6.0f}  listeners {listeners:5.0f}"


def _judge(name: str, before: Size, after: Size) -> None:
    more = {key: after[key] - before[key] for key in before}
    print(f"{name}: {more['JSHeapUsedSize'] / MB:+.2f} MB, {more['Nodes']:+.0f} nodes after the first day")
    assert more["JSHeapUsedSize"] < HEAP_MORE_MB * MB, f"the heap of {name} grew"
    assert more["Nodes"] < NODES_MORE, f"{name} keeps elements that nobody sees"
    assert more["JSEventListeners"] < LISTENERS_MORE, f"{name} keeps listeners"


if __name__ == "__main__":
    main()
