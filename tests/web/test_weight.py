"""Every page opens light, and can be used one round trip after its HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.fixtures.office import RunningOffice

LIMIT_BYTES = 120_000
SECONDS = 60


@dataclass(frozen=True)
class Door:
    """A page: who may open it, and what is on it that only its script and its first facts can have put there."""

    path: str
    sight: str
    key: tuple[str, str | None] | None = None


DOORS = (
    Door("/", "main a[href='/kiosk']"),
    Door("/signin", "main form button"),
    Door("/kiosk", "button:has-text('Hộ tịch')", ("kiosk", None)),
    Door("/display", "#lines :text('Hộ tịch')", ("display", None)),
    Door("/rating", "#sleep-place:has-text('Quầy 1')", ("rating", "1")),
    Door("/counter", "main button:has-text('Mở Quầy 1')", ("clerk", "1")),
    Door("/manager", "main :text('Hộ tịch'):visible", ("director", None)),
    Door("/t/", "main :text('A001')"),
)


@pytest.fixture
def office(running_office: RunningOffice) -> tuple[RunningOffice, str]:
    """The sample office in which one ticket was taken, and the path of its page."""
    asked = {"Authorization": f"Bearer {running_office.token('kiosk')}"}
    url = f"{running_office.url}/api/v1/tickets"
    taken = requests.post(url, json={"service": "ho-tich"}, headers=asked, timeout=SECONDS)
    return running_office, taken.json()["url"].removeprefix(running_office.url)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield made
    made.close()


def come_in(office: RunningOffice, context: BrowserContext, door: Door) -> None:
    """The browser gets what a machine has that was connected before."""
    context.clear_cookies()
    if door.key is not None:
        token = {"token": office.token(*door.key)}
        assert context.request.post(f"{office.url}/api/v1/session/device", data=token).status == 204


def test_every_page_with_its_fonts_and_sounds_is_light_on_the_wire(
    office: tuple[RunningOffice, str], context: BrowserContext
) -> None:
    running, ticket = office
    weights = {}
    for door in DOORS:
        come_in(running, context, door)
        page = context.new_page()
        counted = _bytes_on_the_wire(page)
        page.goto(running.url + (ticket if door.path == "/t/" else door.path))
        expect(page.locator(door.sight).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.fonts.status") == "loaded"
        weights[door.path] = sum(counted)
        page.close()

    assert {path: weight for path, weight in weights.items() if weight > LIMIT_BYTES} == {}
    assert min(weights.values()) > 20_000, "nothing was counted"


def _bytes_on_the_wire(page: Page) -> list[int]:
    """Heads and packed bodies of everything that the page loads, with nothing in the browser's cache."""
    counted: list[int] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def loaded(told: Any) -> None:
        counted.append(round(told["encodedDataLength"]))

    wire.on("Network.loadingFinished", loaded)
    return counted


def test_a_page_can_be_used_one_round_trip_after_its_html(
    office: tuple[RunningOffice, str], context: BrowserContext
) -> None:
    """What the HTML names is let through once, together; whatever is asked for later never arrives."""
    running, ticket = office
    for door in DOORS:
        come_in(running, context, door)
        page, gate = context.new_page(), Gate()
        page.route("**/*", gate.comes)
        page.goto(running.url + (ticket if door.path == "/t/" else door.path), wait_until="commit")
        page.wait_for_function("() => document.getElementById('screen')")
        gate.let_the_first_through()

        expect(page.locator(door.sight).first).to_be_visible()
        page.unroute_all(behavior="ignoreErrors")
        page.close()


class Gate:
    """Holds everything but pages, until the first are let through together. Who comes later waits for ever."""

    def __init__(self) -> None:
        self.waiting: list[Route] = []

    def comes(self, route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            self.waiting.append(route)

    def let_the_first_through(self) -> None:
        first, self.waiting = self.waiting, []
        assert len(first) >= 2, "the style and the script are named in the HTML"
        for route in first:
            route.continue_()
