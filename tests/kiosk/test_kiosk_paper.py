"""What a citizen is told about the paper, on a real page with a real printer behind it that goes wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fixtures.looks import too_close, too_small, violations
from tests.fixtures.printer import Epson, FakePrinter, printed

SOON = 60_000
"""Milliseconds of patience with a busy machine; the office looks at its printer every two seconds."""

AtPrinter = Callable[..., tuple[Page, FakePrinter]]


@pytest.fixture
def at_printer(
    printer_that: Callable[..., FakePrinter],
    open_office: Callable[..., Any],
    open_screen: Callable[..., Page],
) -> AtPrinter:
    """`at_printer(manner)` is a kiosk whose office has such a printer."""

    def opening(manner: object) -> tuple[Page, FakePrinter]:
        printer = printer_that(manner)
        office = open_office(TOILUOT_PRINTER=printer.dsn)
        address = f"{office.url}/kiosk#token={office.token('kiosk')}"
        page = open_screen(address, 1080, 1920, reduced_motion="reduce")
        expect(page.locator(".service-card").first).to_be_visible()
        return page, printer

    return opening


def take_a_number(kiosk: Page) -> None:
    kiosk.get_by_role("button", name="Hộ tịch").click()
    kiosk.get_by_role("button", name="Lấy số", exact=True).click()


def fits(kiosk: Page) -> bool:
    """Whether all that stands on the screen is to be seen without pushing it."""
    return bool(kiosk.evaluate("document.documentElement.scrollHeight <= innerHeight"))


def told(kiosk: Page) -> Locator:
    """What the kiosk says of the slip."""
    return kiosk.locator("#paper-told")


def test_the_slip_is_promised_once_the_printer_has_said_that_it_is_out(at_printer: AtPrinter) -> None:
    kiosk, _ = at_printer(Epson())

    take_a_number(kiosk)

    expect(told(kiosk)).to_have_text("Mời lấy phiếu", timeout=SOON)


def test_without_paper_the_citizen_is_told_and_gets_it_after_a_change(
    at_printer: AtPrinter,
) -> None:
    epson = Epson(paper_out=True)
    kiosk, printer = at_printer(epson)
    take_a_number(kiosk)

    expect(told(kiosk)).to_have_text("Máy in hết giấy: mời ông/bà nhớ số A001 hoặc quét mã", timeout=SOON)
    epson.paper_out = False

    expect(told(kiosk)).to_have_text("Mời lấy phiếu", timeout=SOON)
    assert printed(printer.paper()).pictures


def test_whoever_comes_next_knows_that_there_is_no_paper_until_there_is_again(at_printer: AtPrinter) -> None:
    epson = Epson(paper_out=True)
    kiosk, _ = at_printer(epson)
    notice = kiosk.get_by_text("Máy in hết giấy. Ông/bà vẫn lấy được số")

    expect(notice).to_be_visible(timeout=SOON)
    assert violations(kiosk) == []
    assert fits(kiosk), "the notice pushed services off the glass"
    epson.paper_out = False

    expect(notice).to_be_hidden(timeout=SOON)


def test_a_slip_that_broke_off_is_given_once_more_and_marked(at_printer: AtPrinter) -> None:
    epson = Epson(rows_left=300)
    kiosk, printer = at_printer(epson)
    take_a_number(kiosk)
    expect(told(kiosk)).to_have_text("Máy in hết giấy: mời ông/bà nhớ số A001 hoặc quét mã", timeout=SOON)
    half = printer.paper()
    epson.rows_left, epson.paper_out = None, False

    again = kiosk.get_by_role("button", name="In phiếu")
    expect(again).to_be_visible(timeout=SOON)
    assert (too_small(kiosk, 76), too_close(kiosk, 16)) == ([], [])
    expect(told(kiosk)).to_have_text("Phiếu số A001 chưa in được. Máy in đã hoạt động lại.")
    again.click()

    expect(told(kiosk)).to_have_text("Mời lấy phiếu", timeout=SOON)
    expect(again).to_be_hidden()
    whole = printed(printer.paper()).picture
    assert printed(half).picture.height < whole.height
    assert whole.crop((0, 4, whole.width, 8)).getcolors() != [(4 * whole.width, 255)], "no band at the top"


def test_paper_is_asked_for_again_within_reach_in_the_low_look(at_printer: AtPrinter) -> None:
    epson = Epson(rows_left=300)
    kiosk, _ = at_printer(epson)
    kiosk.get_by_role("button", name="Nút ở thấp").click()
    take_a_number(kiosk)
    expect(told(kiosk)).to_have_text("Máy in hết giấy: mời ông/bà nhớ số A001 hoặc quét mã", timeout=SOON)
    epson.rows_left, epson.paper_out = None, False

    again = kiosk.get_by_role("button", name="In phiếu")
    expect(again).to_be_visible(timeout=SOON)
    where = again.bounding_box()

    assert where
    assert where["y"] >= 1920 * 0.6
    assert (too_small(kiosk, 76), too_close(kiosk, 16), fits(kiosk)) == ([], [], True)


def test_a_printer_that_cannot_be_reached_is_no_reason_to_wait(at_printer: AtPrinter) -> None:
    kiosk, printer = at_printer(Epson())
    printer.switch_off()

    take_a_number(kiosk)

    expect(told(kiosk)).to_have_text("Máy in có sự cố: mời ông/bà nhớ số A001 hoặc quét mã", timeout=SOON)
