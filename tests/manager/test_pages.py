"""The director's page, on a real server and in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.looks import clipped_at_double_size, too_small, violations
from tests.fixtures.office import PASSWORD, RunningOffice

SECONDS = 60
DESK, PHONE = (1440, 900), (390, 844)

OpenPage = Callable[..., Page]


def ask(
    office: RunningOffice, method: str, path: str, scope: str, counter: str | None = None, **more: Any
) -> Any:
    answer = requests.request(
        method,
        f"{office.url}/api/v1{path}",
        headers={"Authorization": f"Bearer {office.token(scope, counter)}"},
        timeout=SECONDS,
        **more,
    )
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


def take(office: RunningOffice, service: str = "ho-tich") -> Any:
    return ask(office, "POST", "/tickets", "kiosk", json={"service": service})


def call(office: RunningOffice, counter: str = "1") -> Any:
    ask(office, "POST", f"/counters/{counter}/open", "clerk", counter, json={})
    return ask(office, "POST", f"/counters/{counter}/call-next", "clerk", counter, json={})


def serve(office: RunningOffice, counter: str = "1") -> Any:
    called = call(office, counter)
    for step in ("start", "finish"):
        ask(office, "POST", f"/tickets/{called['id']}/{step}", "clerk", counter, json={})
    return called


def figure(page: Page, place: int) -> Any:
    """The large figure of a tile, counted from 0."""
    return page.locator(".tile-figure > .figures").nth(place)


@pytest.fixture
def open_page(running_office: RunningOffice, open_screen: OpenScreen) -> OpenPage:
    """`open_page(width, height)`: the director has signed in and sees the day."""

    def opening(width: int = 1440, height: int = 900, **context: Any) -> Page:
        page = open_screen(f"{running_office.url}/manager", width, height, **context)
        sign_in(page, "thu")
        expect(page.locator("#verdict-line > span")).to_be_visible()
        return page

    return opening


def test_a_stranger_signs_in_first_and_then_sees_the_day(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(f"{running_office.url}/manager")
    expect(page).to_have_url(f"{running_office.url}/signin?next=/manager")

    sign_in(page, "thu")

    expect(page).to_have_url(f"{running_office.url}/manager")
    expect(page.locator("#reader")).to_have_text("thu")


def test_a_clerk_does_not_see_the_figures_of_the_others(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(f"{running_office.url}/signin")
    sign_in(page, "lan")
    expect(page).not_to_have_url(f"{running_office.url}/signin")

    page.goto(f"{running_office.url}/manager")

    expect(page).to_have_url(f"{running_office.url}/signin?next=/manager")


def test_before_the_first_ticket_the_page_says_what_to_look_at(open_page: OpenPage) -> None:
    page = open_page()

    expect(page.locator("#verdict-line")).to_have_text("Hôm nay chưa có ai lấy số")
    expect(page.locator("#check-counters")).to_contain_text("0 trên 3 quầy đã mở")
    expect(page.locator("#tiles")).to_be_hidden()


def test_the_page_follows_the_day_without_being_asked(
    running_office: RunningOffice, open_page: OpenPage
) -> None:
    page = open_page()

    take(running_office)
    take(running_office, "chung-thuc")
    expect(figure(page, 0)).to_have_text("2")
    expect(page.locator("#verdict-line")).to_have_text("2 người đang chờ mà chưa quầy nào mở")

    called = serve(running_office)
    expect(figure(page, 2)).to_have_text("1")
    expect(figure(page, 3)).to_have_text("100%")
    expect(page.locator("#verdict-line")).to_have_text("Mọi việc đang ổn")

    rating = f"/tickets/{called['id']}/rating"
    ask(running_office, "POST", rating, "rating", "1", json={"score": 4})
    expect(figure(page, 4)).to_have_text("100%")
    expect(page.locator(".tile").nth(4)).to_contain_text("Trả lời: 1/1 người (100%)")


def test_a_counter_says_what_it_does(running_office: RunningOffice, open_page: OpenPage) -> None:
    page = open_page()
    row = page.locator(".counter-row").first
    take(running_office)

    number = call(running_office)["number"]
    expect(row).to_contain_text(f"Đang mời {number}")

    ticket = ask(running_office, "GET", "/counters/1", "clerk", "1")["ticket"]
    ask(running_office, "POST", f"/tickets/{ticket['id']}/start", "clerk", "1", json={})
    expect(row).to_contain_text(f"Đang phục vụ {number}")

    ask(running_office, "POST", f"/tickets/{ticket['id']}/finish", "clerk", "1", json={})
    expect(row).to_contain_text("Sẵn sàng gọi số")

    ask(running_office, "POST", "/counters/1/pause", "clerk", "1", json={"reason": "meeting"})
    expect(row).to_contain_text("Tạm dừng: đi họp")


def test_the_tables_say_what_the_contract_says(running_office: RunningOffice, open_page: OpenPage) -> None:
    for service in ("ho-tich", "chung-thuc", "ho-tich"):
        take(running_office, service)
        serve(running_office)
    page = open_page()

    rows = page.locator("#table-service tbody tr")
    expect(rows).to_have_count(2)

    for by in ("service", "counter", "hour"):
        told = ask(running_office, "GET", f"/statistics?by={by}", "director")
        shown = page.locator(f"#table-{by} tbody tr").all()
        counts = {tuple(row.locator("td").all_inner_texts()[:3]) for row in shown}
        assert counts == {tuple(str(row[key]) for key in ("issued", "served", "no_show")) for row in told}
    assert rows.first.locator("th").inner_text().split() == ["A", "Hộ", "tịch"]
    assert page.locator("#table-service tfoot td").first.inner_text() == "3"


def test_every_figure_explains_itself_on_hover_and_on_focus(
    running_office: RunningOffice, open_page: OpenPage
) -> None:
    take(running_office)
    page = open_page()
    tip = page.locator("#tip")
    median = page.locator("#table-service .term", has_text="Trung vị").first

    median.hover()
    expect(tip).to_have_text("Một nửa số lượt nhanh hơn, một nửa lâu hơn.")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()

    page.locator("#table-service .term", has_text="9/10 người").first.focus()
    expect(tip).to_contain_text("phân vị 90")
    expect(tip).to_be_in_viewport()


def test_the_picture_is_also_told_in_words(running_office: RunningOffice, open_page: OpenPage) -> None:
    take(running_office)
    take(running_office)
    page = open_page()

    expect(page.locator("#people canvas")).to_be_visible()
    expect(page.locator("#minutes canvas")).to_be_visible()

    expect(page.locator("#people")).to_have_attribute(
        "aria-label",
        "Biểu đồ số người theo giờ: 2 lượt lấy số, nhiều nhất lúc 8 giờ (2 lượt); đông nhất 2 người cùng chờ.",
    )
    expect(page.locator("#day-figure a")).to_have_attribute("href", "#by-hour")


def test_on_paper_the_picture_has_the_dots_of_a_printer(
    running_office: RunningOffice, open_page: OpenPage
) -> None:
    take(running_office)
    page = open_page()
    expect(page.locator("#people canvas")).to_be_visible()
    width = "document.querySelector('#people canvas').width"
    on_screen = page.evaluate(width)

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    on_paper = page.evaluate(width)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")

    assert on_paper >= 1900
    assert page.evaluate(width) == on_screen
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_visits_can_be_taken_away_as_a_sheet(running_office: RunningOffice, open_page: OpenPage) -> None:
    take(running_office)
    serve(running_office)
    page = open_page()

    with page.expect_download() as taken:
        page.click("#take-away button")

    lines = taken.value.path().read_bytes().decode("utf-8").splitlines()
    assert taken.value.suggested_filename == "tickets-2022-10-03-2022-10-03.csv"
    assert lines[0].startswith("\ufeffoffice_day,ticket,number,service,counter,")
    assert lines[1].startswith("2022-10-03,")
    assert len(lines) == 2


def test_who_may_only_look_takes_nothing_away(running_office: RunningOffice, open_screen: OpenScreen) -> None:
    running_office.run("user", "add", "xem", "--role", "viewer", stdin=f"{PASSWORD}\n")
    page = open_screen(f"{running_office.url}/manager")

    sign_in(page, "xem")

    expect(page.locator("#verdict-line > span")).to_be_visible()
    expect(page.locator("#take-away")).to_have_count(0)


def test_signing_out_leaves_no_way_back(running_office: RunningOffice, open_page: OpenPage) -> None:
    page = open_page()

    page.click("#sign-out")
    expect(page).to_have_url(f"{running_office.url}/signin?next=/manager")
    page.goto(f"{running_office.url}/manager")

    expect(page).to_have_url(f"{running_office.url}/signin?next=/manager")


def test_a_page_that_lost_the_server_says_since_when(
    running_office: RunningOffice, open_page: OpenPage
) -> None:
    take(running_office)
    page = open_page()
    expect(figure(page, 0)).to_have_text("1")

    running_office.kill()

    expect(page.locator("#strip")).to_contain_text("Mất kết nối với máy chủ từ", timeout=40_000)
    expect(figure(page, 0)).to_have_text("1")


def test_the_page_speaks_english_to_the_last_word(running_office: RunningOffice, open_page: OpenPage) -> None:
    take(running_office)
    serve(running_office)
    page = open_page()
    expect(figure(page, 2)).to_have_text("1")

    page.click("[data-language=en]")

    expect(page.locator("#verdict-line")).to_have_text("All is well")
    expect(page.locator("#tiles dt").first).to_have_text("Waiting now")
    expect(page.locator("#table-hour tbody th")).to_have_text("8–9 h")
    expect(page.locator("#definitions")).to_contain_text("From joining the line to the first call")
    page.reload()
    expect(page.locator("#verdict-line")).to_have_text("All is well")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_read_the_page(
    running_office: RunningOffice, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(*size, reduced_motion="reduce")
    assert violations(page) == []
    assert clipped_at_double_size(page) == []

    take(running_office)
    take(running_office, "chung-thuc")
    called = serve(running_office)
    ask(running_office, "POST", f"/tickets/{called['id']}/rating", "rating", "1", json={"score": 3})

    expect(figure(page, 4)).to_have_text("100%")
    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    assert too_small(page, 24) == []


def test_every_column_of_the_day_is_seen_on_a_narrow_desk(
    running_office: RunningOffice, open_page: OpenPage
) -> None:
    take(running_office)
    serve(running_office)
    page = open_page(1366, 768)
    expect(page.locator("#table-hour tbody tr")).to_have_count(1)

    beyond = page.evaluate(
        "[...document.querySelectorAll('#tables .table-frame')].filter(f => f.scrollWidth > f.clientWidth).length"
    )

    assert beyond == 0


def test_the_way_that_is_open_is_in_sight_on_a_phone(
    running_office: RunningOffice, open_page: OpenPage
) -> None:
    page = open_page(*PHONE)

    page.goto(f"{running_office.url}/manager/whatif")

    expect(page.locator(".ways [aria-current]")).to_be_in_viewport(ratio=1)
