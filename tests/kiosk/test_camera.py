"""A receipt before the camera of a kiosk that has no scanner, in a real browser whose camera shows a film."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.chromium import FLAGS, program
from tests.fixtures.film import film_of
from tests.fixtures.looks import too_small, violations
from tests.fixtures.office import RunningOffice
from tests.kiosk.test_posting_screen import SECONDS, receive

LENT = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@contextmanager
def kiosk(office: RunningOffice, chromium: Browser, *flags: str) -> Iterator[Page]:
    """The page where a receipt is shown, in a browser with these flags."""
    browser = chromium.browser_type.launch(executable_path=program(), args=[*FLAGS, *flags])
    try:
        page = browser.new_page(viewport={"width": 1080, "height": 1920})
        page.goto(f"{office.url}/kiosk#token={office.token('kiosk')}")
        expect(page.locator(".service-card").first).to_be_visible()
        page.goto(f"{office.url}/collect")
        yield page
    finally:
        browser.close()


def test_a_receipt_before_the_camera_gives_a_number_when_its_result_is_there(
    running_office: RunningOffice, chromium: Browser, tmp_path: Path
) -> None:
    dossier = receive(running_office)
    asked = {"Authorization": f"Bearer {running_office.token('clerk', '1')}"}
    ready = f"{running_office.url}/api/v1/dossiers/{dossier['code']}/ready"
    assert requests.post(ready, json={}, headers=asked, timeout=SECONDS).status_code == 200
    film = film_of(dossier["url"], tmp_path / "receipt.y4m")

    with kiosk(running_office, chromium, *LENT, f"--use-file-for-fake-video-capture={film}") as page:
        assert page.evaluate("'readCode' in window") is False
        page.click("#camera-press")

        expect(page.locator(".outcome-number")).to_have_text("T001")
        expect(page.locator("#camera")).to_be_hidden()
        assert page.evaluate("document.getElementById('camera').srcObject") is None


def test_a_camera_that_sees_no_code_says_what_to_do_and_is_closed_by_hand(
    running_office: RunningOffice, chromium: Browser
) -> None:
    with kiosk(running_office, chromium, *LENT) as page:
        page.click("#camera-press")
        expect(page.locator("#camera-how")).to_contain_text("Hình không được lưu")
        expect(page.locator("#camera")).to_be_visible()
        assert violations(page) == []
        assert too_small(page, 44) == []

        page.click("#camera-press")

        expect(page.locator("#camera")).to_be_hidden()
        assert page.evaluate("document.getElementById('camera').srcObject") is None


def test_a_kiosk_whose_camera_is_not_lent_says_so_and_the_code_can_be_typed(
    running_office: RunningOffice, chromium: Browser
) -> None:
    with kiosk(running_office, chromium, LENT[0], "--deny-permission-prompts") as page:
        page.click("#camera-press")

        expect(page.locator("#outcome")).to_contain_text("gõ mã hồ sơ")
        expect(page.locator("#shown")).to_be_visible()


def test_a_kiosk_without_a_camera_offers_none(running_office: RunningOffice, chromium: Browser) -> None:
    no_camera = "navigator.mediaDevices.enumerateDevices = async () => []"
    with kiosk(running_office, chromium) as page:
        page.add_init_script(no_camera)
        page.reload()

        expect(page.locator("#shown")).to_be_focused()
        expect(page.locator("#camera-press")).to_be_hidden()


@pytest.mark.parametrize("path", ["/kiosk", "/procedures", "/"])
def test_no_other_page_may_ask_for_the_camera(running_office: RunningOffice, path: str) -> None:
    told = requests.get(running_office.url + path, timeout=SECONDS).headers["Permissions-Policy"]

    assert "camera=()" in told
