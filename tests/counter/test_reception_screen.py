"""Dossiers at the counter, in a real browser: received with one key when the ticket says what it is for, moved, seen when due."""

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.looks import clipped_at_double_size, violations
from tests.fixtures.office import RunningOffice

SECONDS = 60


@pytest.fixture
def desk(running_office: RunningOffice, open_screen: OpenScreen) -> Page:
    """Clerk lan has a visitor in hand who came for a certificate of marital status."""
    asked = {"Authorization": f"Bearer {running_office.token('kiosk')}"}
    wish = {"service": "ho-tich", "procedure": "1.004873"}
    ticket = requests.post(
        f"{running_office.url}/api/v1/tickets", json=wish, headers=asked, timeout=SECONDS
    ).json()
    page = open_screen(f"{running_office.url}/signin?next=/counter")
    sign_in(page, "lan")
    page.goto(f"{running_office.url}/counter/dossiers?ticket={ticket['id']}")
    expect(page.locator("#chosen")).to_contain_text("1.004873")
    return page


def test_the_common_dossier_is_received_with_one_key(desk: Page) -> None:
    expect(desk.locator("#take-in")).to_be_focused()

    desk.keyboard.press("Enter")

    expect(desk.locator("#said")).to_contain_text("H00.00.00-221003-0001")
    expect(desk.locator("#said")).to_contain_text("17:00 06/10/2022")
    expect(desk.locator("#dossiers li")).to_have_count(1)


def test_a_clerk_who_reads_english_finds_and_receives_in_english(desk: Page) -> None:
    desk.context.add_cookies([{"name": "language", "value": "en", "url": desk.url}])
    desk.goto(desk.url.split("?")[0])

    desk.fill("#procedure", "ket hon")
    expect(desk.locator("#procedures li").first).to_contain_text("Marriage registration")
    desk.keyboard.press("Enter")
    expect(desk.locator("#paper-list")).to_contain_text("One form filled in by both")
    desk.keyboard.press("Enter")

    expect(desk.locator("#dossiers li")).to_contain_text("Marriage registration")


def test_another_dossier_of_the_visit_takes_a_few_letters(desk: Page) -> None:
    desk.keyboard.press("Enter")
    expect(desk.locator("#procedure")).to_be_focused()

    desk.keyboard.type("ket hon")
    expect(desk.locator("#procedures li").first).to_contain_text("Đăng ký kết hôn")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")

    expect(desk.locator("#said")).to_contain_text("H00.00.00-221003-0002")


def test_the_name_stays_for_the_visit_and_for_nobody_who_comes_after(desk: Page) -> None:
    desk.fill("#owner", "Nông Thị Bích")
    desk.locator("#take-in").click()
    expect(desk.locator("#said")).to_contain_text("H00.00.00-221003-0001")
    expect(desk.locator("#owner")).to_have_value("Nông Thị Bích")

    desk.goto(desk.url.split("?")[0])
    expect(desk.locator("#dossiers li")).to_have_count(1)
    desk.fill("#owner", "Nông Văn Ba")
    desk.fill("#procedure", "ket hon")
    expect(desk.locator("#procedures li").first).to_contain_text("Đăng ký kết hôn")
    desk.keyboard.press("Enter")
    desk.locator("#take-in").click()

    expect(desk.locator("#said")).to_contain_text("H00.00.00-221003-0002")
    expect(desk.locator("#owner")).to_have_value("")


def test_what_is_missing_is_asked_for_and_stops_the_time(desk: Page) -> None:
    desk.keyboard.press("Enter")
    desk.locator(".moves button", has_text="yêu cầu bổ sung").click()
    desk.click("#asking-yes")
    expect(desk.locator("#asking-trouble")).to_be_visible()

    desk.fill("#ask-missing", "Bản án ly hôn\nGiấy ủy quyền")
    desk.click("#asking-yes")

    row = desk.locator("#dossiers li")
    expect(row).to_contain_text("chờ bổ sung giấy tờ")
    expect(row).to_contain_text("Bản án ly hôn; Giấy ủy quyền")


def test_a_result_is_handed_over_and_leaves_the_list(desk: Page) -> None:
    desk.keyboard.press("Enter")
    desk.locator(".moves button", has_text="trả kết quả").click()
    desk.click("#asking-yes")

    expect(desk.locator("#empty")).to_be_visible()


def test_everybody_can_read_the_page(desk: Page) -> None:
    desk.keyboard.press("Enter")
    expect(desk.locator("#dossiers li")).to_have_count(1)

    assert violations(desk) == []
    assert clipped_at_double_size(desk) == []
