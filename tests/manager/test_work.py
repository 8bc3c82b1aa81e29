"""What one clerk did, read by themself and by a director who may, on a real server and in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.looks import clipped_at_double_size, violations
from tests.fixtures.office import PASSWORD, RunningOffice
from tests.fixtures.past import office_with_past

SEPTEMBER = "from=2022-09-01&to=2022-09-30"
ONE_DAY = "from=2022-09-30&to=2022-09-30"
CLERK = "clerk-1"
SECONDS = 60


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """The sample office with three weeks behind it; nobody presses anything here."""
    with office_with_past(sample_office, tmp_path_factory.mktemp("work") / "data", 300, 20) as office:
        yield office


def ask(office: RunningOffice, path: str, scope: str = "director") -> requests.Response:
    asked = {"Authorization": f"Bearer {office.token(scope, '1' if scope == 'clerk' else None)}"}
    return requests.get(f"{office.url}/api/v1/statistics{path}", headers=asked, timeout=SECONDS)


def open_clerks(office: RunningOffice, open_screen: OpenScreen, asked: str, *size: int) -> Page:
    page = open_screen(office.url, *size)
    page.request.post(f"{office.url}/api/v1/session/device", data={"token": office.token("director")})
    page.goto(f"{office.url}/manager/clerk?{asked}")
    return page


def test_page_api_and_file_tell_the_same_work(office: RunningOffice, open_screen: OpenScreen) -> None:
    told: dict[str, Any] = ask(office, f"/clerk?clerk={CLERK}&{SEPTEMBER}").json()
    rows = ask(office, f"?by=clerk,service&{SEPTEMBER}").json()
    (total,) = (row for row in ask(office, f"?by=clerk&{SEPTEMBER}").json() if row["key"] == CLERK)
    (whole,) = ask(office, f"?{SEPTEMBER}").json()
    file = ask(office, f"/clerk?clerk={CLERK}&{SEPTEMBER}&format=csv").text.splitlines()
    page = open_clerks(office, open_screen, f"clerk={CLERK}&{SEPTEMBER}", 1440, 900)

    expect(page.locator("#whose")).to_have_text(CLERK)
    expect(page.locator("#tiles .tile-figure").first).to_have_text(str(total["served"]))
    expect(page.locator("#services tbody tr")).to_have_count(len(told["services"]))
    assert told["total"]["figures"] == total
    assert [part["figures"] for part in told["services"]] == [row for row in rows if row["keys"][0] == CLERK]
    assert told["total"]["office"] == whole["handle"]
    assert told["total"]["middle"][0] <= total["handle"]["p50"] <= told["total"]["middle"][1]
    assert len(file) == 1 + len(told["services"])
    assert ask(office, f"/clerk?clerk={CLERK}&{SEPTEMBER}&format=xlsx").content.startswith(b"PK")


def test_a_clerk_is_chosen_by_name_and_told_with_what_figures_cannot_tell(
    office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_clerks(office, open_screen, SEPTEMBER, 1440, 900)

    expect(page.locator("#nothing")).to_contain_text("không theo kết quả")
    expect(page.locator(".ways [aria-current]")).to_have_text("Từng cán bộ")
    expect(page.locator("#clerk option")).to_have_text(["Chọn cán bộ", "clerk-1", "clerk-2", "clerk-3"])
    page.locator("#clerk").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#whose")).to_have_text("clerk-1")
    expect(page.locator(".care")).to_contain_text("đừng dùng để xếp hạng")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".care")).to_contain_text("never rank people by them")


def test_of_too_few_the_page_says_so(office: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_clerks(office, open_screen, f"clerk={CLERK}&{ONE_DAY}", 1440, 900)

    tiles = page.locator("#tiles .tile")
    expect(tiles.nth(1)).to_contain_text("chưa đủ số liệu")
    expect(tiles.nth(1)).to_contain_text("cần ít nhất 10")
    expect(tiles.nth(4)).to_contain_text("cần ít nhất 5")
    expect(page.locator("#services tfoot td.few")).to_have_count(4)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_page_can_be_read_by_everybody(
    office: RunningOffice, open_screen: OpenScreen, width: int, height: int
) -> None:
    page = open_clerks(office, open_screen, f"clerk={CLERK}&{SEPTEMBER}", width, height)
    expect(page.locator("#tiles .tile")).to_have_count(5)

    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    for hidden in ("#which", ".ways", "#files", ".tongues"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".care")).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_clerk_comes_from_the_counter_to_their_own_work_and_back(
    office: RunningOffice, open_screen: OpenScreen, width: int, height: int
) -> None:
    page = open_screen(f"{office.url}/counter", width, height)
    sign_in(page, "lan")
    page.locator("#mine").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#nothing")).to_have_text(
        "Trong kỳ này anh/chị chưa phục vụ lượt nào. Hãy chọn kỳ khác."
    )
    expect(page.locator("#clerk, .ways")).to_have_count(0)
    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    page.get_by_role("link", name="Về quầy").click()
    expect(page.get_by_role("heading", name="Hôm nay anh/chị ngồi quầy nào?")).to_be_visible()


def test_nobody_sees_a_colleague_without_the_right(office: RunningOffice, open_screen: OpenScreen) -> None:
    office.run("user", "add", "xuan", "--role", "viewer", stdin=f"{PASSWORD}\n")
    page = open_screen(f"{office.url}/manager/clerk", 1440, 900)
    sign_in(page, "xuan")
    expect(page).to_have_url(f"{office.url}/manager")
    looks = page.request.get(f"{office.url}/api/v1/statistics/clerk?clerk={CLERK}&{SEPTEMBER}")
    works = ask(office, f"/clerk?clerk={CLERK}&{SEPTEMBER}", scope="clerk")
    own = ask(office, f"/mine?clerk={CLERK}&{SEPTEMBER}", scope="clerk").json()
    nameless = ask(office, f"/clerk?{SEPTEMBER}")

    assert (looks.status, works.status_code) == (403, 403)
    assert own["clerk"] != CLERK
    assert own["total"]["figures"]["joined"] == 0
    assert (nameless.status_code, nameless.json()["where"]) == (422, "clerk")
    expect(page.locator(".ways")).not_to_contain_text("Từng cán bộ")


def test_clerks_are_called_by_their_names_on_the_page_and_in_the_file(
    office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(office.url, 1440, 900)
    page.request.post(f"{office.url}/api/v1/session/device", data={"token": office.token("director")})
    page.goto(f"{office.url}/manager/period?{SEPTEMBER}&by=clerk")
    names = page.locator("#table tbody tr th")

    expect(names.first).to_have_text("clerk-1")
    key = {"Authorization": f"Bearer {office.token('admin')}"}
    assert requests.post(
        f"{office.url}/api/v1/people",
        json={"name": "clerk-3", "shown_name": "Nông Thị An", "role": "clerk", "password": PASSWORD},
        headers=key,
        timeout=SECONDS,
    ).ok
    page.reload()

    expect(names.first).to_have_text("Nông Thị An")
    expect(names.nth(1)).to_have_text("clerk-1")
    assert "Nông Thị An," in ask(office, f"?by=clerk&{SEPTEMBER}&format=csv").text
