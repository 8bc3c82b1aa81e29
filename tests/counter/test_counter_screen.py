"""The counter as clerks work at it: real browsers, a real server behind them."""

import json
import re
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import sign_in as show_password
from tests.fixtures.looks import clipped_at_double_size, too_close, too_small, violations

SOON = 60_000
"""Milliseconds in which a desk must have noticed that its server went away or came back."""

OpenScreen = Callable[..., Page]
Take = Callable[..., str]


def take_at(office: Any, service: str, **wish: object) -> str:
    """Takes a number at the kiosk; returns it."""
    body = json.dumps({"service": service, **wish}).encode()
    headers = {"Authorization": f"Bearer {office.token('kiosk')}", "Content-Type": "application/json"}
    with urlopen(Request(f"{office.url}/api/v1/tickets", body, headers, method="POST")) as answer:
        return str(json.load(answer)["number"])


def come_in(office: Any, open_screen: OpenScreen, name: str, *size: int, **context: Any) -> Page:
    """Signs in; leads to the choice of a counter."""
    page = open_screen(f"{office.url}/counter", *size, **context)
    enter(page, name)
    return page


def enter(page: Page, name: str) -> None:
    show_password(page, name)
    expect(page.get_by_role("heading", name="Hôm nay anh/chị ngồi quầy nào?")).to_be_visible()


@pytest.fixture
def take(running_office: Any) -> Take:
    """`take("ho-tich", priority=True)` takes a number at the kiosk."""
    return partial(take_at, running_office)


@pytest.fixture
def sign_in(running_office: Any, open_screen: OpenScreen) -> Callable[..., Page]:
    """`sign_in("lan")` leads to the choice of a counter."""
    return partial(come_in, running_office, open_screen)


@pytest.fixture
def lan(sign_in: Callable[..., Page]) -> Page:
    """Lan's desk: counter 1, open."""
    return sit_down(sign_in("lan"), "1")


@pytest.fixture
def minh(sign_in: Callable[..., Page]) -> Page:
    """Minh's desk: counter 2, open."""
    return sit_down(sign_in("minh"), "2")


def sit_down(page: Page, counter: str) -> Page:
    page.get_by_role("button", name=f"Mở Quầy {counter}").click()
    expect(page.locator("#counter-state")).to_have_text("Đang mở")
    return page


def press(page: Page, word: str) -> None:
    """Presses the large button, once it says this word and takes presses again."""
    button = page.locator("#primary")
    expect(button).to_have_text(re.compile(f"^{word}"))
    button.click()


def strike(page: Page, code: str) -> None:
    """Presses a key, as far from the last press of the large button as a hand does."""
    expect(page.locator("#primary")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press(code)


def in_line(page: Page) -> list[str]:
    return page.locator("#people .person .number").all_inner_texts()


def choose(page: Page, name: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def other(page: Page, name: str) -> None:
    page.locator(".others").get_by_role("button", name=name).click()


def test_one_button_leads_from_the_call_to_the_end(lan: Page, take: Take) -> None:
    take("ho-tich", procedure="1.001193")
    expect(lan.locator("#next-who")).to_contain_text("A001")

    press(lan, "Gọi số tiếp theo")
    expect(lan.locator("#hand-number")).to_have_text("A001")
    expect(lan.locator("#hand-procedure")).to_have_text("Đăng ký khai sinh")
    press(lan, "Bắt đầu")
    expect(lan.locator("#timer-usual")).to_have_text("thường 12 phút")
    press(lan, "Hoàn thành")

    expect(lan.locator("#said")).to_have_text("Đã hoàn thành A001")
    expect(lan.locator("#day-served")).to_have_text("1")
    expect(lan.locator("#nobody-what")).to_have_text("Chưa gọi ai")


def test_the_numeric_pad_does_the_whole_work(lan: Page, take: Take, running_office: Any) -> None:
    take("chung-thuc")
    expect(lan.locator("#next-who")).to_contain_text("B001")

    for key, says in (
        ("NumpadEnter", "Đã gọi B001"),
        ("NumpadAdd", "Đã gọi lại B001"),
        ("NumpadEnter", "Đã bắt đầu phục vụ B001"),
    ):
        strike(lan, key)
        expect(lan.locator("#said")).to_have_text(says)
    strike(lan, "Numpad4")
    strike(lan, "NumpadMultiply")

    expect(lan.locator("#said")).to_have_text("Đã hoàn thành B001")
    ticket = lan.request.get(f"{running_office.url}/api/v1/tickets/2022-10-03-B001").json()
    assert ticket["legs"][0]["outcome"] == "result_returned"


def test_the_pads_enter_belongs_to_the_large_button_wherever_the_focus_is(lan: Page, take: Take) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    lan.locator("[data-verb=recall]").focus()

    strike(lan, "NumpadEnter")

    expect(lan.locator("#said")).to_have_text("Đã bắt đầu phục vụ A001")


def test_an_impatient_hand_calls_one_citizen_and_does_not_start(lan: Page, take: Take) -> None:
    take("ho-tich")
    take("ho-tich")
    expect(lan.locator("#count-line")).to_have_text("2")

    lan.locator("#primary").dblclick()

    expect(lan.locator("#primary")).to_have_text(re.compile("^Bắt đầu"))
    expect(lan.locator("#count-line")).to_have_text("1")


def test_two_clerks_at_once_never_call_the_same_citizen_and_see_each_other(
    lan: Page, minh: Page, take: Take
) -> None:
    take("ho-tich")
    take("dat-dai")
    expect(lan.locator("#count-line")).to_have_text("2")
    expect(minh.locator("#count-line")).to_have_text("2")

    strike(lan, "NumpadEnter")
    strike(minh, "NumpadEnter")

    expect(lan.locator("#hand-number")).to_have_text("A001")
    expect(minh.locator("#hand-number")).to_have_text("C001")
    expect(lan.locator("#count-line")).to_have_text("0")
    expect(minh.locator("#count-line")).to_have_text("0")


def test_a_number_sent_on_by_one_clerk_is_in_the_other_ones_line_at_once(
    lan: Page, minh: Page, take: Take
) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    press(lan, "Bắt đầu")

    other(lan, "Chuyển")
    choose(lan, "Đất đai – Xây dựng")

    expect(lan.locator("#said")).to_have_text("Đã chuyển A001")
    expect(minh.locator("#next-who")).to_contain_text("A001")
    press(minh, "Gọi số tiếp theo")
    expect(minh.locator("#history")).to_contain_text("Chuyển từ Hộ tịch")


def test_a_number_can_be_sent_to_a_colleague(lan: Page, minh: Page, take: Take) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")

    other(lan, "Chuyển")
    choose(lan, "Quầy 2 · minh")

    expect(minh.locator("#count-line")).to_have_text("1")
    expect(lan.locator("#count-line")).to_have_text("0")


def test_a_mistake_is_taken_back_with_one_press(lan: Page, take: Take) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    other(lan, "Vắng mặt")
    expect(lan.locator("#said")).to_have_text("Đã ghi A001 vắng mặt")
    expect(lan.locator("#undo")).to_be_visible()

    strike(lan, "KeyZ")

    expect(lan.locator("#said")).to_have_text("Đã hoàn tác với A001")
    expect(lan.locator("#hand-number")).to_have_text("A001")
    expect(lan.locator("#undo")).to_be_hidden()


def test_a_number_on_hold_waits_aside_and_comes_back_to_its_place(lan: Page, take: Take) -> None:
    take("ho-tich")
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    other(lan, "Giữ số")
    choose(lan, "20 phút, đến 08:2")

    lan.get_by_role("tab", name="Giữ lại, vắng mặt").click()
    expect(lan.locator("#asides")).to_contain_text(re.compile("A001.*Giữ đến 08:2"))
    lan.get_by_role("button", name="Gọi lại vào hàng số A001").click()
    choose(lan, "Đúng chỗ cũ")

    lan.get_by_role("tab", name="Hàng chờ").click()
    expect(lan.locator("#people .number")).to_have_text(["A001", "A002"])


def test_a_citizen_is_called_first_for_a_reason_that_is_kept(
    lan: Page, take: Take, running_office: Any
) -> None:
    take("ho-tich")
    take("ho-tich")
    row = lan.locator(".person", has_text="A002")
    row.hover()

    row.get_by_role("button", name="Gọi trước số A002").click()
    choose(lan, "Người cần được giúp ngay")

    expect(lan.locator("#hand-number")).to_have_text("A002")
    expect(lan.locator("#said")).to_have_text("Đã gọi A002 trước thứ tự")


def test_the_line_does_not_shift_under_the_hand(lan: Page, take: Take) -> None:
    take("ho-tich")
    take("ho-tich")
    expect(lan.locator("#people .person")).to_have_count(2)
    lan.locator("#people .person").first.hover()

    take("ho-tich", priority=True)

    expect(lan.locator("#stale")).to_be_visible()
    assert in_line(lan) == ["A001", "A002"]
    lan.locator("#hand").hover()
    expect(lan.locator("#people .number")).to_have_text(["A003", "A001", "A002"])
    expect(lan.locator(".person", has_text="A003").locator(".chip")).to_have_text("Ưu tiên")


def test_nothing_moves_on_the_way_through_a_visit(lan: Page, take: Take) -> None:
    take("ho-tich")
    boxes = []

    for word in ("Gọi số tiếp theo", "Bắt đầu", "Hoàn thành"):
        boxes.append(places(lan))
        press(lan, word)
    expect(lan.locator("#said")).to_have_text("Đã hoàn thành A001")
    boxes.append(places(lan))

    assert all(box == boxes[0] for box in boxes)


def places(page: Page) -> object:
    return page.evaluate(
        "[...document.querySelectorAll('#primary, .other, .tabs, #day')].map((e) => JSON.stringify(e.getBoundingClientRect()))"
    )


def test_the_card_of_a_counter_stays_under_the_hand_while_others_are_taken(
    sign_in: Callable[..., Page],
) -> None:
    choosing = sign_in("lan")
    third = choosing.get_by_role("button", name="Mở Quầy 3").element_handle()

    sit_down(sign_in("minh"), "1")

    expect(choosing.get_by_role("button", name="Mở Quầy 1")).to_be_hidden()
    assert third.evaluate("button => button.isConnected"), "the card was made anew"


def test_who_covers_a_counter_goes_on_and_who_sat_there_is_told(
    lan: Page, sign_in: Callable[..., Page], take: Take
) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    expect(lan.locator("#said")).to_have_text("Đã gọi A001")
    minh = sign_in("minh")

    minh.get_by_role("button", name="Nhận thay Quầy 1").click()
    expect(minh.locator("#asking-title")).to_have_text("Nhận thay lan ở Quầy 1?")
    expect(lan.locator("#hand-number")).to_have_text("A001")
    minh.locator("#asking-what .choice").click()

    expect(minh.locator("#hand-number")).to_have_text("A001")
    expect(lan.get_by_role("alert")).to_contain_text("Quầy 1 đang do minh phụ trách")
    press(minh, "Bắt đầu")
    expect(minh.locator("#counter-state")).to_have_text("Đang có khách")


def test_the_same_clerk_finds_their_counter_again(lan: Page, take: Take) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    expect(lan.locator("#said")).to_have_text("Đã gọi A001")

    lan.reload()

    expect(lan.locator("#counter-name")).to_have_text("Quầy 1")
    expect(lan.locator("#hand-number")).to_have_text("A001")


def test_a_pause_says_why_and_the_same_button_ends_it(lan: Page) -> None:
    strike(lan, "KeyP")
    choose(lan, "đi họp")

    expect(lan.locator("#counter-state")).to_have_text("Tạm nghỉ: đi họp")
    press(lan, "Tiếp tục nhận khách")
    expect(lan.locator("#counter-state")).to_have_text("Đang mở")


def test_a_counter_is_not_left_with_a_citizen_at_it(lan: Page, take: Take) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    expect(lan.locator("#said")).to_have_text("Đã gọi A001")

    lan.get_by_role("button", name="Đổi quầy").click()

    expect(lan.locator("#said")).to_contain_text("Đang có số A001 tại quầy")
    expect(lan.locator("#counter-name")).to_have_text("Quầy 1")


def test_changing_the_counter_closes_the_old_one(lan: Page) -> None:
    lan.get_by_role("button", name="Đổi quầy").click()
    choose(lan, "Đóng quầy và đổi quầy")

    sit_down(lan, "3")

    expect(lan.locator("#counter-name")).to_have_text("Quầy 3")


def come_in_unheard(office: Any, open_screen: OpenScreen) -> tuple[Page, Event]:
    """Until the event is set the page is answered, but has no line on which the office speaks."""
    desk = open_screen(f"{office.url}/signin?next=/counter")
    heard = Event()
    desk.route("**/socket.io/**", lambda asked: asked.continue_() if heard.is_set() else asked.abort())
    desk.route_web_socket(
        "**/socket.io/**", lambda wire: wire.connect_to_server() if heard.is_set() else wire.close()
    )
    enter(desk, "lan")
    return desk, heard


def test_a_counter_is_offered_once_the_office_can_hear_the_press(
    running_office: Any, open_screen: OpenScreen
) -> None:
    desk, heard = come_in_unheard(running_office, open_screen)
    first = desk.get_by_role("button", name="Mở Quầy 1")
    expect(first).to_have_attribute("aria-disabled", "true")

    heard.set()

    expect(first).to_have_attribute("aria-disabled", "false")
    sit_down(desk, "1")


def test_a_counter_pressed_before_the_office_can_hear_it_is_opened_once_it_can(
    running_office: Any, open_screen: OpenScreen
) -> None:
    desk, heard = come_in_unheard(running_office, open_screen)
    desk.get_by_role("button", name="Mở Quầy 2").press("Enter")
    desk.get_by_role("button", name="Mở Quầy 1").press("Enter")
    expect(desk.get_by_role("alert").filter(has_text="Đang chờ máy chủ")).to_be_visible()
    desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("alert").filter(has_text="Waiting for the server")).to_be_visible()
    expect(desk.locator("#counter-state")).to_be_hidden()

    heard.set()

    expect(desk.locator("#counter-state")).to_have_text("Open")
    expect(desk.locator("#counter-name")).to_have_text("Quầy 1")


def test_signing_out_closes_the_counter_and_the_door(lan: Page, running_office: Any) -> None:
    lan.get_by_role("button", name="Đăng xuất").click()
    choose(lan, "Đóng quầy và đăng xuất")

    expect(lan.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    lan.goto(f"{running_office.url}/counter")
    expect(lan).to_have_url(re.compile("/signin"))


def test_when_nobody_waits_the_desk_says_so_and_nothing_is_wrong(lan: Page) -> None:
    press(lan, "Gọi số tiếp theo")

    expect(lan.locator("#said")).to_contain_text("Chưa có ai chờ")
    expect(lan.locator("#counter-state")).to_have_text("Đang mở")


def test_the_buttons_wait_while_the_server_is_away_and_nothing_is_lost(
    lan: Page, take: Take, running_office: Any
) -> None:
    take("ho-tich")
    press(lan, "Gọi số tiếp theo")
    expect(lan.locator("#hand-number")).to_have_text("A001")

    running_office.kill()
    expect(lan.locator("#strip")).to_contain_text("Mất kết nối với máy chủ", timeout=SOON)
    expect(lan.locator("#primary")).to_have_attribute("aria-disabled", "true")
    expect(lan.locator("#hand-number")).to_have_text("A001")
    running_office.start()

    expect(lan.locator("#strip")).to_be_hidden(timeout=SOON)
    press(lan, "Bắt đầu")
    expect(lan.locator("#said")).to_have_text("Đã bắt đầu phục vụ A001")


def test_a_clerk_sees_that_the_ticket_printer_is_away(
    open_office: Callable[..., Any], open_screen: OpenScreen
) -> None:
    office = open_office(TOILUOT_PRINTER="network://127.0.0.1:9")
    desk = sit_down(come_in(office, open_screen, "lan"), "1")

    take_at(office, "ho-tich")

    expect(desk.locator("#printer")).to_have_text("Máy in phiếu không liên lạc được")
    expect(desk.locator("#next-who")).to_contain_text("A001")


def test_the_screen_speaks_english_too(lan: Page, take: Take) -> None:
    take("ho-tich")
    expect(lan.locator("#count-line")).to_have_text("1")

    lan.get_by_role("button", name="English").click()

    press(lan, "Call next")
    expect(lan.locator("#hand-service")).to_have_text("Civil status")


def test_nobody_but_a_clerk_comes_in(running_office: Any, open_screen: OpenScreen) -> None:
    page = open_screen(f"{running_office.url}/counter")

    expect(page).to_have_url(re.compile("/signin\\?next=/counter"))


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_everybody_can_read_and_reach_the_desk(
    sign_in: Callable[..., Page], take: Take, colour_scheme: str
) -> None:
    for service in ("ho-tich", "chung-thuc", "dat-dai"):
        take(service, priority=service == "dat-dai", procedure="2.000635" if service == "ho-tich" else None)
    page = sign_in("lan", color_scheme=colour_scheme)
    assert wrong_with(page) == []
    sit_down(page, "1")
    expect(page.locator("#count-line")).to_have_text("3")
    assert wrong_with(page) == []
    press(page, "Gọi số tiếp theo")
    press(page, "Bắt đầu")
    expect(page.locator("#undo")).to_be_visible()
    assert wrong_with(page) == []

    for key in ("NumpadDivide", "Numpad0", "F1"):
        strike(page, key)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert wrong_with(page) == []
        page.keyboard.press("Escape")


def wrong_with(page: Page) -> list[str]:
    return [*violations(page), *clipped_at_double_size(page), *too_small(page, 24), *too_close(page, 2)]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1440, 900), (1920, 1080)])
def test_a_desk_is_one_sheet(sign_in: Callable[..., Page], take: Take, width: int, height: int) -> None:
    for _ in range(15):
        take("ho-tich")
    page = sit_down(sign_in("lan", width, height), "1")
    press(page, "Gọi số tiếp theo")
    press(page, "Bắt đầu")

    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")

    assert size == [width, height]
