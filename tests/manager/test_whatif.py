"""The director tries something else, on a real server and in a real browser."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.fixtures.chromium import OpenScreen
from tests.fixtures.looks import clipped_at_double_size, violations
from tests.fixtures.office import RunningOffice
from tests.fixtures.past import office_with_past

FRIDAY = "2022-09-30"
LESS = {
    "day": FRIDAY,
    "changes": {"remove_counters": ["1"], "hours": {"2": [["08:00:00", "11:00:00"]]}, "guard_minutes": 0},
    "runs": 5,
    "recommend": True,
}
LONG = {"day": "2022-09-05", "to": FRIDAY, "runs": 100}


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """The sample office with two weeks behind it."""
    with office_with_past(sample_office, tmp_path_factory.mktemp("whatif") / "data") as office:
        yield office


def open_whatif(
    office: RunningOffice, open_screen: OpenScreen, asked: str = "", width: int = 1440, height: int = 900
) -> Page:
    page = open_screen(office.url, width, height)
    page.request.post(f"{office.url}/api/v1/session/device", data={"token": office.token("director")})
    page.goto(f"{office.url}/manager/whatif{asked}")
    return page


def asking(wish: object) -> str:
    return f"?wish={quote(json.dumps(wish))}"


def test_a_change_is_tried_by_keys_and_stands_beside_what_was(
    office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_whatif(office, open_screen)
    expect(page.locator("#like")).to_have_value("2022-10-10")
    page.get_by_label("Một ngày đã qua").check()
    page.locator("#desks summary", has_text="Quầy 2").focus()
    page.keyboard.press("Enter")
    page.locator("#open-2").focus()
    page.keyboard.press("Space")
    page.select_option("#runs", "5")
    page.locator("#play").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#headline")).to_contain_text("Chín trong mười người")
    expect(page.locator("#chosen")).to_have_text("Quầy 2 nghỉ")
    expect(page.locator("#told-2")).to_have_text("nghỉ")
    expect(page.locator("#sides tbody tr:has-text('Người đến') td").first).to_contain_text("40")
    assert page.evaluate("document.activeElement.id") == "answer"
    (wish,) = parse_qs(urlsplit(page.url).query)["wish"]
    assert json.loads(wish)["changes"] == {"remove_counters": ["2"]}


def test_a_link_leads_to_the_same_what_if_in_the_form_and_in_the_answer(
    office: RunningOffice, open_screen: OpenScreen
) -> None:
    first = open_whatif(office, open_screen, asking(LESS))
    expect(first.locator("#sides")).to_contain_text("9 trong 10 người")
    second = open_whatif(office, open_screen, f"?{urlsplit(first.url).query}")
    expect(second.locator("#hours tfoot")).to_contain_text("Cộng")

    assert second.locator("#sides").inner_text() == first.locator("#sides").inner_text()
    assert not second.locator("#open-1").is_checked()
    assert second.locator("#morning-to-2").input_value() == "11:00"
    assert second.locator("#guard").input_value() == "0"


def test_a_long_one_shows_how_far_it_is_and_is_stopped(
    office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_whatif(office, open_screen, asking(LONG))

    expect(page.locator("#progress-word")).to_contain_text("Đang chạy thử")
    page.get_by_role("button", name="Dừng").click()

    expect(page.locator("#notice")).to_have_text("Đã dừng. Bấm Chạy thử để chạy lại.")
    expect(page.locator("#play")).to_be_visible()


def test_one_that_is_stopped_before_the_server_has_answered_is_not_played_to_its_end(
    office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_whatif(office, open_screen)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/simulations", hold)
    page.goto(f"{office.url}/manager/whatif{asking(LONG)}")
    expect(page.locator("#progress-word")).to_have_text("Đang gửi yêu cầu…")
    page.get_by_role("button", name="Dừng").click()
    expect(page.locator("#notice")).to_have_text("Đã dừng. Bấm Chạy thử để chạy lại.")

    with page.expect_response("**/api/v1/simulations/*/stop") as stopping:
        held[0].continue_()
    assert stopping.value.ok

    expect(page.locator("#play")).to_be_visible()
    trial = page.request.get(stopping.value.url.removesuffix("/stop")).json()
    assert trial["state"] == "stopped"


def test_of_a_server_that_falls_silent_the_page_says_so_and_asks_on(
    office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_whatif(office, open_screen, asking({"day": "2022-09-05", "to": FRIDAY, "runs": 200}))
    expect(page.locator("#progress-word")).to_contain_text("Đang chạy thử")
    office.kill()
    try:
        expect(page.locator("#notice")).to_contain_text("Chưa liên lạc được với máy chủ")
    finally:
        office.start()

    expect(page.locator("#notice")).to_contain_text("Lần chạy thử này đã lâu")
    expect(page.locator("#play")).to_be_visible()


def test_days_on_which_nobody_came_say_what_to_do(office: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_whatif(office, open_screen, asking({"day": "2021-01-01"}))

    expect(page.locator("#notice")).to_contain_text("Hãy chọn ngày khác")
    expect(page.locator("#answer")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_page_can_be_read_by_everybody(
    office: RunningOffice, open_screen: OpenScreen, width: int, height: int
) -> None:
    page = open_whatif(office, open_screen, asking(LESS), width, height)
    expect(page.locator("#hours tfoot")).to_contain_text("Cộng")
    page.locator("#desks summary").first.click()

    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#headline")).to_contain_text("Nine in ten")
    assert violations(page) == []


def test_only_a_director_is_let_in(office: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_screen(f"{office.url}/manager/whatif")

    expect(page).to_have_url(f"{office.url}/signin?next=/manager/whatif")
