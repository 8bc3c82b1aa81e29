"""The first start: the link that the program prints makes an office, once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from server.whereabouts import reached_at
from tests.faults.hands import until
from tests.fixtures.chromium import OpenScreen
from tests.fixtures.looks import clipped_at_double_size, too_small, violations
from tests.fixtures.office import RunningOffice

SECONDS = 60
NAME, LONG = "Trung tâm Phục vụ hành chính công xã Bình Minh", "con mèo ngủ trên mái nhà"
MONDAY = {"TOILUOT_CLOCK": "2022-10-03T08:00:00+07:00"}


@pytest.fixture
def anew(tmp_path: Path) -> Any:
    """A program that was started on an empty directory."""
    office = RunningOffice(tmp_path / "data", dict(MONDAY))
    office.start()
    yield office
    if office.is_open:
        office.stop()


@pytest.fixture
def in_the_network(tmp_path: Path) -> Iterator[RunningOffice]:
    """The same, for every machine of the network."""
    office = RunningOffice(tmp_path / "data", dict(MONDAY), ("--host", "0.0.0.0"))  # noqa: S104  as an office does
    office.start()
    yield office
    office.stop()


def link(office: RunningOffice) -> str:
    """What the program has printed last."""

    def printed() -> str | None:
        found = re.findall(r"http\S+/setup#token=\S+", "".join(office.log))
        return found[-1] if len(found) % 2 == 0 and found else None

    return str(until(printed, "the link is printed, in both languages"))


def press(office: RunningOffice, token: str, key: str | None = None, **wish: Any) -> requests.Response:
    browser = requests.Session()
    opened = browser.get(f"{office.url}/setup", timeout=SECONDS).text
    csrf = re.search(r'"csrf":"([0-9a-f]+)"', opened)
    assert csrf
    whole = {
        "name": {"vi": NAME},
        "zone": "Asia/Ho_Chi_Minh",
        "person": "tuan",
        "shown_name": "Tuấn",
        "password": LONG,
    }
    headers = {"X-CSRF-Token": csrf[1]} | ({"Idempotency-Key": key} if key else {})
    told = browser.post(
        f"{office.url}/api/v1/setup", json={"token": token, **whole, **wish}, headers=headers, timeout=SECONDS
    )
    browser.close()
    return told


def fill(page: Page, **told: str) -> None:
    for name, value in told.items():
        page.fill(f"[name='{name.replace('_vi', '.vi')}']", value)


def test_from_an_empty_directory_to_the_first_ticket(anew: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_screen(link(anew))
    fill(page, name_vi=NAME, shown_name="Nguyễn Văn Tuấn", person="tuan", password=LONG, again=LONG)
    page.click("#found")
    expect(page.locator("body.admin .head .house strong")).to_have_text(NAME)

    page.fill("#counters", "2")
    page.click("#template .saving .button")
    expect(page.locator("#first-offer")).to_contain_text("9 lĩnh vực · 2 quầy")
    expect(page.locator("#afternoon_to")).to_have_value("17:00")
    page.fill("#morning_from", "07:00")
    page.click("#workday .saving .button")
    expect(page.locator("#workday .said")).to_contain_text("thêm T2, T3, T4, T5, T6 · 07:00")
    page.locator("[data-listen]").first.click()

    kiosk = open_screen(f"{anew.url}/kiosk#token={anew.token('kiosk')}", 1080, 1920)
    kiosk.wait_for_url(f"{anew.url}/kiosk")
    kiosk.get_by_role("button", name="Hộ tịch").click()
    kiosk.get_by_role("button", name="Lấy số", exact=True).click()
    expect(kiosk.locator("#given-number")).to_contain_text("A001")


def test_who_sits_at_the_server_is_told_the_address_that_other_machines_open(
    in_the_network: RunningOffice, open_screen: OpenScreen
) -> None:
    token = link(in_the_network).rsplit("=", 1)[1]
    page = open_screen(f"{in_the_network.url}/setup#token={token}")
    fill(page, name_vi=NAME, shown_name="Nguyễn Văn Tuấn", person="tuan", password=LONG, again=LONG)
    page.click("#found")

    where = reached_at("0.0.0.0").replace("localhost", "127.0.0.1")  # noqa: S104  asked, not listened on
    expect(page.locator("#first-screens code").first).to_have_text(
        f"http://{where}:{in_the_network.port}/kiosk"
    )


def test_the_link_opens_once(anew: RunningOffice, open_screen: OpenScreen) -> None:
    once = link(anew)
    token = once.rsplit("=", 1)[1]

    assert press(anew, "guessed").status_code == 410
    assert press(anew, token).status_code == 201

    page = open_screen(once)
    expect(page).to_have_url(re.compile("/signin"))
    assert requests.get(f"{anew.url}/", timeout=SECONDS).url == f"{anew.url}/"


def test_another_start_prints_another_link_until_the_office_is_set_up(anew: RunningOffice) -> None:
    first = link(anew)
    anew.stop()
    anew.log.clear()
    anew.start()
    second = link(anew)

    assert press(anew, first.rsplit("=", 1)[1]).status_code == 410
    assert press(anew, second.rsplit("=", 1)[1]).status_code == 201
    anew.stop()
    anew.log.clear()
    anew.start()
    anew.stop()
    assert "setup" not in "".join(anew.log)


def test_whose_answer_was_lost_presses_again_and_is_signed_in(anew: RunningOffice) -> None:
    token = link(anew).rsplit("=", 1)[1]
    press(anew, token, "one")
    anew.kill()
    anew.start()

    again = press(anew, token, "one")

    inside = requests.get(f"{anew.url}/api/v1/session", cookies=again.cookies, timeout=SECONDS)
    assert (again.status_code, inside.json()["name"]) == (201, "tuan")
    assert press(anew, token, "one", person="another").status_code == 422
    assert press(anew, token, "two").status_code == 410


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({"password": "12345678"}, "password"),
        ({"name": {"vi": " "}}, "name.vi"),
        ({"zone": "Asia/Nowhere"}, "zone"),
        ({"office_code": "Xã Bình Minh"}, "office_code"),
        ({"person": "tên có dấu cách"}, "name"),
    ],
)
def test_what_makes_no_sense_leaves_the_link_good(
    anew: RunningOffice, wish: dict[str, Any], where: str
) -> None:
    token = link(anew).rsplit("=", 1)[1]

    refused = press(anew, token, **wish)

    assert (refused.status_code, refused.json()["where"]) == (422, where)
    assert press(anew, token).status_code == 201


def test_services_and_counters_are_taken_over_once(anew: RunningOffice) -> None:
    press(anew, link(anew).rsplit("=", 1)[1])
    url = f"{anew.url}/api/v1/office/template"
    headers = {"Authorization": f"Bearer {anew.token('admin')}"}

    def take(key: str) -> requests.Response:
        wish = {"template": "blank", "counters": 4}
        return requests.post(url, json=wish, headers={**headers, "Idempotency-Key": key}, timeout=SECONDS)

    first, same, other = take("one"), take("one"), take("two")

    assert (first.status_code, same.content) == (201, first.content)
    assert (other.status_code, other.json()["type"]) == (409, "in-use")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
def test_everybody_can_read_the_first_page(
    anew: RunningOffice, open_screen: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = open_screen(link(anew), *size, reduced_motion="reduce")
    expect(page.locator("#founding")).to_be_visible()

    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    assert too_small(page, 24) == []
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("The first start")
