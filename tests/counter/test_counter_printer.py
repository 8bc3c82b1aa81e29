"""What the staff sees of the kiosk's printer."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.fixtures.office import PASSWORD
from tests.fixtures.printer import Epson, FakePrinter

SOON = 15_000
"""Milliseconds: an idle printer that was well is asked every ten seconds."""


def sign_in(open_screen: Callable[..., Page], office: Any, name: str, screen: str) -> Page:
    page = open_screen(f"{office.url}/signin?next=/{screen}")
    page.locator("input[autocomplete=username]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button").last.click()
    page.wait_for_url(f"**/{screen}")
    return page


def test_clerk_and_director_see_what_the_printer_needs_until_it_has_it(
    printer_that: Callable[..., FakePrinter],
    open_office: Callable[..., Any],
    open_screen: Callable[..., Page],
) -> None:
    epson = Epson(near_end=True)
    office = open_office(TOILUOT_PRINTER=f"{printer_that(epson).dsn}?roll=80")
    clerk, director = (
        sign_in(open_screen, office, "lan", "counter"),
        sign_in(open_screen, office, "thu", "manager"),
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
