"""What is due, as the director sees it, on a real server and in a real browser."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen
from tests.fixtures.looks import clipped_at_double_size, too_small, violations
from tests.fixtures.office import RunningOffice

SECONDS = 60
MARRIAGE, STATUS, COPY = "1.000894", "1.004873", "2.000815"


def receive(office: RunningOffice, procedure: str, **more: Any) -> Any:
    answer = requests.post(
        f"{office.url}/api/v1/dossiers",
        headers={"Authorization": f"Bearer {office.token('clerk', '1')}"},
        json={"procedure": procedure, "print": False, **more},
        timeout=SECONDS,
    )
    assert answer.ok, answer.text
    return answer.json()


@pytest.fixture
def open_due(running_office: RunningOffice, open_screen: OpenScreen) -> Callable[..., Page]:
    def opening(width: int = 1440, height: int = 900) -> Page:
        page = open_screen(running_office.url, width, height)
        page.request.post(
            f"{running_office.url}/api/v1/session/device", data={"token": running_office.token("director")}
        )
        page.goto(f"{running_office.url}/manager/dossiers")
        expect(page.locator("#verdict-line .icon")).to_be_visible()
        return page

    return opening


def test_an_office_without_dossiers_is_told_that_all_is_well(open_due: Callable[..., Page]) -> None:
    page = open_due()

    expect(page.locator("#verdict-line")).to_have_text("Không hồ sơ nào quá hạn hay sắp đến hạn")
    expect(page.locator("#empty")).to_be_visible()


def test_what_is_late_and_due_is_told_by_clerk_and_field(
    running_office: RunningOffice, open_due: Callable[..., Page]
) -> None:
    page = open_due()

    before = datetime.fromisoformat("2022-10-03T08:00:00+07:00") - timedelta(days=30)
    late = receive(running_office, STATUS, channel="post", received_at=before.isoformat())
    today = receive(running_office, COPY)

    expect(page.locator("#verdict-line")).to_have_text("1 hồ sơ đã quá hạn")
    expect(page.locator("#verdict-more")).to_have_text("1 hồ sơ đến hạn hôm nay")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(late["code"])
    expect(rows.last).to_contain_text(today["code"])

    page.locator("#by-field tbody tr", has_text=today["field"]).locator("th .pick").click()

    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(today["code"])
    expect(page.locator("#chosen")).to_have_text(today["field"])
    page.click("#everything")
    expect(rows).to_have_count(2)

    by_table = {"code": "H15-221003-0001", "procedure": STATUS, "received_at": "2022-10-03T07:30:00"}
    taken = requests.post(
        f"{running_office.url}/api/v1/dossiers/import",
        headers={"Authorization": f"Bearer {running_office.token('admin')}"},
        json={"dossiers": [by_table]},
        timeout=SECONDS,
    )
    assert taken.ok, taken.text
    page.reload()
    expect(page.locator("#by-clerk .pick", has_text="chưa ghi cán bộ")).to_be_visible()

    page.click("[data-language=en]")
    expect(page.locator("#by-field")).to_contain_text(today["field_name"]["en"])
    expect(rows.last).to_contain_text(today["field_name"]["en"])
    assert today["field_name"]["en"] != today["field"]


def test_the_papers_of_any_days_are_downloaded_and_those_of_no_day_refused_on_a_page(
    open_due: Callable[..., Page],
) -> None:
    page = open_due()

    page.locator("#papers [name=from]").fill("2022-01-01")
    page.locator("#papers [name=to]").fill("2022-09-30")
    with page.expect_download() as coming:
        page.locator("[formaction='/api/v1/reports/dossiers'][value=csv]").click()
    assert ",772," in coming.value.path().read_text(encoding="utf-8").splitlines()[-1]

    page.locator("#papers [name=from]").fill("2020-01-01")
    with page.context.expect_page() as opening:
        page.locator("[formaction='/api/v1/dossiers/register.pdf']").click()
    expect(opening.value.locator("h1")).to_have_text("Nội dung chưa hợp lệ")


def test_the_page_is_shown_to_the_director_alone(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(f"{running_office.url}/manager/dossiers")

    expect(page).to_have_url(f"{running_office.url}/signin?next=/manager/dossiers")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_everybody_can_read_the_page(
    running_office: RunningOffice, open_due: Callable[..., Page], size: tuple[int, int]
) -> None:
    receive(running_office, MARRIAGE)
    receive(running_office, STATUS)

    page = open_due(*size)
    page.locator("#by-clerk tfoot .pick").last.click()

    expect(page.locator("#list tbody tr")).not_to_have_count(0)
    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    assert too_small(page, 24) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
