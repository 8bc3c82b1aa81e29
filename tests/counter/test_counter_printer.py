"""What the staff sees of the kiosk's printer."""

from collections.abc import Callable
from queue import Queue
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.faults.hands import take
from tests.fixtures.chromium import sign_in
from tests.fixtures.printer import Epson, FakePrinter

SOON = 60_000
"""Milliseconds: an idle printer that was well is asked every ten seconds, and twice before it is believed to be away."""


def screen_of(open_screen: Callable[..., Page], office: Any, name: str, screen: str) -> Page:
    page = open_screen(f"{office.url}/signin?next=/{screen}")
    sign_in(page, name)
    return page


def test_clerk_and_director_see_what_the_printer_needs_until_it_has_it(
    printer_that: Callable[..., FakePrinter],
    open_office: Callable[..., Any],
    open_screen: Callable[..., Page],
) -> None:
    epson = Epson(near_end=True)
    office = open_office(TOILUOT_PRINTER=f"{printer_that(epson).dsn}?roll=80")
    clerk, director = (
        screen_of(open_screen, office, "lan", "counter"),
        screen_of(open_screen, office, "thu", "manager"),
    )
    chip, line = clerk.locator("#printer"), director.locator("#printer")

    expect(chip).to_have_text("Giấy in sắp hết")
    button = clerk.locator("#primary").bounding_box()
    expect(line).to_have_text("Giấy in sắp hết")
    epson.cover_open = True
    expect(chip).to_have_text("Nắp máy in đang mở", timeout=SOON)
    expect(line).to_have_text("Nắp máy in đang mở", timeout=SOON)
    epson.cover_open, epson.cutter_stuck = False, True
    expect(chip).to_have_text("Máy in báo lỗi: xem dao cắt, giấy kẹt", timeout=SOON)
    assert clerk.locator("#primary").bounding_box() == button, "what is pressed moved under the hand"
    epson.cutter_stuck = epson.near_end = False
    expect(chip).to_be_hidden(timeout=SOON)
    expect(line).to_have_text("Máy in tốt", timeout=SOON)


def test_a_slip_that_did_not_come_out_is_printed_again_by_clerk_and_by_director(
    printer_that: Callable[..., FakePrinter],
    open_office: Callable[..., Any],
    open_screen: Callable[..., Page],
) -> None:
    epson = Epson(rows_left=100)
    office = open_office(TOILUOT_PRINTER=f"{printer_that(epson).dsn}?roll=80")
    clerk, director = (
        screen_of(open_screen, office, "lan", "counter"),
        screen_of(open_screen, office, "thu", "manager"),
    )
    take(office).done()
    chip = clerk.locator("#printer")
    expect(chip).to_have_text("Máy in hết giấy", timeout=SOON)
    epson.paper_out, epson.rows_left = False, None
    expect(chip).to_have_text("1 phiếu chưa in được", timeout=SOON)

    expect(director.locator("#paper button")).to_have_text("In lại A001")
    chip.click()
    clerk.get_by_role("button", name="In lại A001").click()

    expect(chip).to_be_hidden(timeout=SOON)
    expect(director.locator("#paper")).to_be_hidden(timeout=SOON)


def test_what_the_printer_was_before_does_not_hide_what_it_needs_now(
    printer_that: Callable[..., FakePrinter],
    open_office: Callable[..., Any],
    open_screen: Callable[..., Page],
) -> None:
    epson = Epson(rows_left=100)
    office = open_office(TOILUOT_PRINTER=f"{printer_that(epson).dsn}?roll=80")
    clerk = open_screen(f"{office.url}/signin?next=/counter")
    late: Queue[Route] = Queue()
    clerk.route("**/api/v1/printer", late.put)
    with clerk.expect_response("**/api/v1/printer/missing"):
        sign_in(clerk, "lan")
    take(office).done()
    expect(clerk.locator("#printer")).to_have_text("Máy in hết giấy", timeout=SOON)

    with clerk.expect_response("**/api/v1/printer"):
        late.get(timeout=SOON / 1000).fulfill(
            json={"name": "kiosk", "state": "ready", "since": None, "slips_left": None}
        )
    clerk.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    assert clerk.locator("#printer").is_visible()
    assert clerk.locator("#printer").inner_text() == "Máy in hết giấy"
