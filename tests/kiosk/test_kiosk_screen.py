"""The kiosk as citizens meet it: on a real page, with a real server behind it."""

import os
import re
import signal
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.fixtures.looks import (
    clipped_at_double_size,
    lies_low,
    small_print,
    too_close,
    too_small,
    violations,
)
from tests.fixtures.office import OpenOffice

PORTRAIT, LANDSCAPE, SMALL = (1080, 1920), (1920, 1080), (1366, 768)
GLASSES = (PORTRAIT, LANDSCAPE, SMALL, (1280, 1024))
SOON = 60_000
"""Milliseconds in which a kiosk must have noticed that its server went away or came back."""


@pytest.fixture
def kiosk(running_office: Any, open_screen: Callable[..., Page]) -> Page:
    return _kiosk(running_office, open_screen, PORTRAIT)


def _kiosk(office: Any, open_screen: Callable[..., Page], size: tuple[int, int]) -> Page:
    """A connected kiosk; without motion, so that what is looked at has arrived."""
    page = open_screen(f"{office.url}/kiosk#token={office.token('kiosk')}", *size, reduced_motion="reduce")
    expect(page.locator(".service-card").first).to_be_visible()
    return page


def _choose(page: Page, name: str = "Hộ tịch") -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_focused()


def _waiting(page: Page, code: str) -> int:
    services = page.request.get(re.sub(r"/kiosk.*", "/api/v1/services", page.url)).json()
    return int(next(service["waiting"] for service in services if service["code"] == code))


def test_a_citizen_takes_a_number_in_two_taps(kiosk: Page) -> None:
    kiosk.get_by_role("button", name="Hộ tịch").click()
    kiosk.get_by_role("button", name="Lấy số", exact=True).click()

    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Số của ông/bà A001")
    expect(kiosk.locator("#given-ahead")).to_have_text("Ông/bà là người tiếp theo")
    expect(kiosk.get_by_role("img", name="Mã QR của phiếu số A001")).to_be_visible()
    kiosk.get_by_role("button", name="Xong").click()
    expect(kiosk.get_by_role("button", name="Hộ tịch 1 người đang chờ")).to_be_visible()


def test_an_impatient_hand_takes_one_number(kiosk: Page) -> None:
    _choose(kiosk)

    kiosk.get_by_role("button", name="Lấy số", exact=True).dblclick()

    expect(kiosk.locator("#number")).to_have_text("A001")
    assert _waiting(kiosk, "ho-tich") == 1


def test_an_answer_lost_on_the_way_does_not_cost_a_second_number(kiosk: Page) -> None:
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().json()["number"])
        route.abort("connectionreset")

    kiosk.route("**/api/v1/tickets", lose_first)
    _choose(kiosk)

    kiosk.get_by_role("button", name="Lấy số", exact=True).click()

    expect(kiosk.locator("#number")).to_have_text("A001")
    assert lost == ["A001"]
    assert _waiting(kiosk, "ho-tich") == 1


def test_a_procedure_shows_its_papers_and_goes_onto_the_ticket(kiosk: Page) -> None:
    _choose(kiosk)
    kiosk.get_by_role("button", name="Đăng ký khai sinh").click()
    expect(kiosk.get_by_role("heading", name="Giấy tờ cần mang")).to_be_visible()
    kiosk.get_by_role("switch", name="Tôi thuộc diện ưu tiên").click()

    with kiosk.expect_request("**/api/v1/tickets") as sent:
        kiosk.get_by_role("button", name="Lấy số", exact=True).click()

    wish: Any = sent.value.post_data_json
    assert (wish["service"], wish["priority"], bool(wish["procedure"])) == ("ho-tich", True, True)
    expect(kiosk.locator("#given").get_by_text("Ưu tiên")).to_be_visible()


def test_a_closed_service_says_when_it_opens_again(
    open_office: Callable[..., Any], open_screen: Callable[..., Page]
) -> None:
    noon = open_office(TOILUOT_CLOCK="2022-10-03T12:00:00+07:00")
    page = _kiosk(noon, open_screen, PORTRAIT)
    card = page.get_by_role("button", name=re.compile("Hộ tịch Mở lại lúc"))

    card.click(force=True)

    expect(card).to_be_disabled()
    expect(page.get_by_role("dialog")).to_contain_text("mời ông/bà hỏi quầy hướng dẫn")


def test_it_speaks_english_when_asked_and_vietnamese_to_the_next_one(kiosk: Page) -> None:
    kiosk.clock.install()
    kiosk.get_by_role("button", name="English").click()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("What did you come for?")
    expect(kiosk.locator("html")).to_have_attribute("lang", "en")

    kiosk.clock.fast_forward(21_000)
    expect(kiosk.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    kiosk.clock.fast_forward(10_000)

    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Ông/bà cần làm việc gì?")
    expect(kiosk.get_by_role("dialog")).to_be_hidden()


def test_whoever_answers_the_question_may_stay(kiosk: Page) -> None:
    kiosk.clock.install()
    _choose(kiosk)
    kiosk.clock.fast_forward(21_000)

    kiosk.get_by_role("button", name="Tiếp tục").click()
    kiosk.clock.fast_forward(15_000)

    expect(kiosk.get_by_role("heading", level=1, name="Hộ tịch")).to_be_visible()


def test_what_is_kept_of_whom_is_read_at_the_kiosk_in_large_letters_and_left_again(kiosk: Page) -> None:
    kiosk.click("#privacy")
    expect(kiosk.locator("h1")).to_have_text("Trung tâm lưu những gì về ông/bà?")
    size = kiosk.locator("main p").nth(1).evaluate("p => parseFloat(getComputedStyle(p).fontSize)")
    assert size >= 20

    kiosk.locator("a.back").last.click()

    expect(kiosk.locator("#find")).to_be_visible()


def test_the_ticket_leaves_the_screen_by_itself(kiosk: Page) -> None:
    _choose(kiosk)
    kiosk.get_by_role("button", name="Lấy số", exact=True).click()
    expect(kiosk.locator("#number")).to_have_text("A001")

    kiosk.clock.install()
    kiosk.locator("#number").click()
    kiosk.clock.fast_forward(21_000)

    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Ông/bà cần làm việc gì?")
    expect(kiosk.locator("#given")).to_be_hidden()


def test_without_its_server_it_says_so_and_comes_back_by_itself(kiosk: Page, running_office: Any) -> None:
    running_office.kill()

    expect(kiosk.locator("#away")).to_be_visible(timeout=SOON)
    expect(kiosk.get_by_role("button", name="Hộ tịch")).to_be_disabled()
    running_office.start()

    expect(kiosk.locator("#away")).to_be_hidden(timeout=SOON)
    expect(kiosk.get_by_role("button", name="Hộ tịch")).to_be_enabled()


def test_a_server_that_hangs_is_away_too(kiosk: Page, running_office: Any) -> None:
    os.kill(running_office.pid, signal.SIGSTOP)
    try:
        expect(kiosk.locator("#away")).to_be_visible(timeout=SOON)
    finally:
        os.kill(running_office.pid, signal.SIGCONT)

    expect(kiosk.locator("#away")).to_be_hidden(timeout=SOON)


def test_the_whole_way_by_keyboard(kiosk: Page) -> None:
    kiosk.keyboard.press("ArrowDown")
    expect(kiosk.get_by_role("button", name="Hộ tịch")).to_be_focused()
    kiosk.keyboard.press("ArrowRight")
    expect(kiosk.get_by_role("button", name="Chứng thực")).to_be_focused()
    kiosk.keyboard.press("Enter")
    expect(kiosk.get_by_role("heading", level=1, name="Chứng thực")).to_be_focused()
    kiosk.keyboard.press("Escape")
    expect(kiosk.get_by_role("heading", level=1, name="Ông/bà cần làm việc gì?")).to_be_focused()
    kiosk.keyboard.press("1")
    expect(kiosk.get_by_role("heading", level=1, name="Hộ tịch")).to_be_focused()
    kiosk.get_by_role("switch").focus()
    kiosk.keyboard.press("Space")
    expect(kiosk.get_by_role("switch")).to_be_checked()
    kiosk.keyboard.press("ArrowDown")
    expect(kiosk.get_by_role("button", name="Lấy số", exact=True)).to_be_focused()
    kiosk.keyboard.press("Enter")

    expect(kiosk.get_by_role("heading", level=1, name="A001")).to_be_focused()


def test_nothing_leads_out_of_the_page(kiosk: Page) -> None:
    _choose(kiosk)

    kiosk.evaluate("history.back()")
    menu = kiosk.evaluate(
        "document.body.dispatchEvent(new MouseEvent('contextmenu', {cancelable: true, bubbles: true}))"
    )

    assert menu is False, "the context menu would open"
    expect(kiosk.get_by_role("heading", level=1, name="Hộ tịch")).to_be_visible()
    assert kiosk.locator("a[href^='http'], a[target]").count() == 0


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL], ids=["portrait", "landscape", "small"])
def test_everybody_can_read_and_reach_it(
    running_office: Any, open_screen: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = _kiosk(running_office, open_screen, size)

    wrong = _looked_at(page, 24)
    _choose(page)
    page.get_by_role("button", name="Đăng ký khai sinh").click()
    wrong += _looked_at(page, 24)
    page.get_by_role("button", name="Lấy số", exact=True).click()
    expect(page.locator("#number")).to_have_text("A001")
    wrong += _looked_at(page, 24)

    assert wrong == []


@pytest.mark.parametrize(
    ("mode", "print_size"),
    [("Chữ lớn", 40), ("Tương phản cao", 24), ("Nút ở thấp", 24)],
    ids=["large", "contrast", "low"],
)
def test_every_look_of_it_can_be_read_and_reached(kiosk: Page, mode: str, print_size: int) -> None:
    kiosk.get_by_role("button", name=mode).click()
    expect(kiosk.get_by_role("button", name=mode)).to_have_attribute("aria-pressed", "true")

    wrong = _looked_at(kiosk, print_size)
    _choose(kiosk)
    wrong += _looked_at(kiosk, print_size)

    assert wrong == []


@pytest.mark.parametrize("language", ["Tiếng Việt", "English"])
@pytest.mark.parametrize("size", GLASSES, ids=["portrait", "landscape", "small", "square"])
def test_lowered_buttons_lie_in_the_lower_two_fifths(
    running_office: Any, open_screen: Callable[..., Page], size: tuple[int, int], language: str
) -> None:
    page = _kiosk(running_office, open_screen, size)
    page.get_by_role("button", name=language).click()
    page.locator("[data-mode=low]").click()

    lies_low(page, "button")
    page.locator(".service-card").first.click()
    page.locator(".procedure").first.click()
    expect(page.locator(".procedure-facts")).to_be_visible()
    lies_low(page, "button")
    page.click("#take")
    expect(page.locator("#number")).to_have_text("A001")
    lies_low(page, "button")
    assert _lowest_edge(page) <= size[1]


@pytest.mark.parametrize("language", ["Tiếng Việt", "English"])
@pytest.mark.parametrize("size", [SMALL, (1280, 720)], ids=["small", "smaller"])
def test_lowered_buttons_stay_on_the_glass_when_no_paper_comes(
    open_office: OpenOffice, open_screen: Callable[..., Page], size: tuple[int, int], language: str
) -> None:
    office = open_office(TOILUOT_PRINTER="network://127.0.0.1:9")
    page = _kiosk(office, open_screen, size)
    page.get_by_role("button", name=language).click()
    page.locator("[data-mode=low]").click()
    page.locator(".service-card").first.click()
    page.click("#take")
    expect(page.locator("#number")).to_have_text("A001")

    expect(page.locator(".paper.is-trouble")).to_be_visible()

    page.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    lies_low(page, "button")
    assert _lowest_edge(page) <= size[1]


def test_who_may_go_first_is_read_above_the_switch_that_says_so(
    running_office: Any, open_screen: Callable[..., Page]
) -> None:
    page = _kiosk(running_office, open_screen, SMALL)
    page.get_by_role("button", name="Nút ở thấp").click()
    _choose(page)

    who = page.get_by_text("Người cao tuổi, người khuyết tật").bounding_box()
    switch = page.get_by_role("switch").bounding_box()

    assert who
    assert switch
    assert who["y"] + who["height"] <= switch["y"]
    assert _looked_at(page, 24) == []


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (1366, 768)], ids=["portrait", "landscape", "small"])
def test_the_low_look_keeps_all_six_ways_within_reach(
    running_office: Any, open_screen: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = _kiosk(running_office, open_screen, size)
    page.get_by_role("button", name="Nút ở thấp").click()

    for language in ("English", "Tiếng Việt"):
        page.get_by_role("button", name=language).click()
        ways = [way.bounding_box() for way in page.locator("#modes button").all() if way.is_visible()]
        within = [
            way for way in ways if way and way["y"] >= size[1] * 0.6 and way["y"] + way["height"] <= size[1]
        ]
        assert len(within) == 6, (language, ways)

    page.get_by_role("button", name="Lưu gì về tôi?").click()
    page.wait_for_url("**/kiosk/privacy")


def test_a_machine_that_is_no_kiosk_is_told_how_to_become_one(
    running_office: Any, open_screen: Callable[..., Page]
) -> None:
    page = open_screen(f"{running_office.url}/kiosk", *PORTRAIT)

    expect(page.get_by_role("heading", level=1)).to_have_text("Máy này chưa được kết nối")
    assert violations(page) == []
    page.goto(f"{running_office.url}/kiosk#token=wrong")
    page.reload()

    expect(page.get_by_role("alert")).to_contain_text("Mã kết nối không đúng")


def _looked_at(page: Page, print_size: int) -> list[str]:
    """Everything that is wrong with what the kiosk shows now."""
    return [
        *violations(page, enhanced_contrast=True),
        *small_print(page, print_size),
        *too_small(page, 76),
        *too_close(page, 16),
        *clipped_at_double_size(page),
    ]


def _lowest_edge(page: Page) -> float:
    """Where the lowest thing that can be pressed ends, in px from the top of the screen."""
    pressed = page.locator("button").all()
    return max(
        box["y"] + box["height"] for one in pressed if one.is_visible() and (box := one.bounding_box())
    )
