"""Names that want to be code, in every place where people type names: they are read as names, and keep to their place."""

from typing import Any

import requests
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.office import RunningOffice

SECONDS = 60
TAG = '<img src=x onerror=alert(1)>{{7*7}}"><script>alert(2)</script>'
SHEET = '=HYPERLINK("http://nowhere.invalid","click")'
INSIDE = """([inner, outer]) => [...document.querySelectorAll(inner)].flatMap((one) => {
    const a = one.getBoundingClientRect(), b = one.closest(outer).getBoundingClientRect();
    const out = a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
    return out ? [one.textContent] : [];
})"""
CUT = """(what) => [...document.querySelectorAll(what)]
    .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


def _sets(office: RunningOffice, path: str, **wish: Any) -> None:
    headers = {"Authorization": f"Bearer {office.token('admin')}"}
    answer = requests.post(f"{office.url}/api/v1{path}", json=wish, headers=headers, timeout=SECONDS)
    assert answer.ok, answer.text


def _named(office: RunningOffice) -> None:
    """The office, a service, a counter and a clerk get such names."""
    served = requests.get(
        f"{office.url}/api/v1/counters/1",
        headers={"Authorization": f"Bearer {office.token('clerk', '1')}"},
        timeout=SECONDS,
    ).json()
    _sets(office, "/office/name", name={"vi": TAG, "en": SHEET})
    _sets(office, "/office/counters/1", name=TAG, services=dict.fromkeys(served["services"], 1))
    _sets(office, "/people/lan", shown_name=TAG)
    look = {"prefix": "A", "colour": "#13507A", "sign": "stamp", "minutes": 10}
    hours = [{"weekdays": [0, 1, 2, 3, 4], "from": "07:00", "to": "17:00"}]
    _sets(
        office,
        "/office/services/ho-tich",
        **look,
        windows=hours,
        name={"vi": SHEET + TAG, "en": TAG},
    )


def _runs_nothing(page: Page) -> None:
    assert page.locator('img[src="x"], script:text("alert")').count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_names_that_want_to_be_code_are_read_as_names(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    office = running_office
    _named(office)
    kiosk = open_screen(f"{office.url}/kiosk#token={office.token('kiosk')}", 1080, 1920)
    board = open_screen(f"{office.url}/display#token={office.token('display')}", 1920, 1080)
    desk = open_screen(f"{office.url}/signin?next=/counter", 1366, 768)
    sign_in(desk, "lan")

    card = kiosk.locator(".service-card", has_text=SHEET)
    expect(card).to_contain_text(TAG)
    assert kiosk.evaluate(INSIDE, [".service-name", ".service-card"]) == []
    assert kiosk.evaluate(CUT, ".service-name") == []
    card.click()
    kiosk.get_by_role("button", name="Lấy số", exact=True).click()
    expect(kiosk.locator("#number")).to_have_text("A001")

    desk.get_by_role("button", name=TAG).click()
    desk.locator("#primary").click()
    expect(desk.locator("#hand-number")).to_have_text("A001")
    expect(desk.locator("#counter-name")).to_have_text(TAG)
    expect(desk.locator("#hand-service")).to_contain_text(SHEET)
    name, state, clock = (
        desk.locator(what).bounding_box() for what in ("#counter-name", "#counter-state", "#clock")
    )
    assert name
    assert state
    assert clock
    assert name["x"] + name["width"] <= state["x"]
    assert state["x"] + state["width"] <= clock["x"]

    expect(board.locator(".calls .row-counter")).to_contain_text("onerror=alert(1)")
    assert board.evaluate(INSIDE, [".calls .row-counter", "li"]) == []
    for page in (kiosk, board, desk):
        _runs_nothing(page)
