"""The board of procedures, in a real browser on a real server: found, read, and a number taken for what was read."""

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen
from tests.fixtures.looks import clipped_at_double_size, lies_low, too_small, violations
from tests.fixtures.office import RunningOffice

SECONDS = 60
PHONE, KIOSK = (390, 844), (1080, 1920)
PRESSED = "main a, main button, .tongues button, #shown"
LOOKS = ("large", "contrast", "low")

FIRST_PAINT = """
async () => {
  const paint = await new Promise((seen) =>
    new PerformanceObserver((list) => seen(list.getEntries()[0])).observe({ type: "paint", buffered: true }));
  const script = performance.getEntriesByType("resource").find((one) => one.initiatorType === "script");
  return { shown: paint.startTime, ready: script.responseEnd };
}
"""


def receive(office: RunningOffice) -> dict[str, str]:
    asked = {"Authorization": f"Bearer {office.token('clerk', '1')}"}
    url = f"{office.url}/api/v1/dossiers"
    told: dict[str, str] = requests.post(
        url, json={"procedure": "1.004873"}, headers=asked, timeout=SECONDS
    ).json()
    return told


def at_kiosk(office: RunningOffice, open_screen: OpenScreen, path: str) -> Page:
    page = open_screen(f"{office.url}/kiosk#token={office.token('kiosk')}", *KIOSK)
    expect(page.locator(".service-card").first).to_be_visible()
    page.goto(office.url + path)
    return page


def test_at_the_kiosk_nothing_shows_before_it_looks_as_somebody_chose(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = at_kiosk(running_office, open_screen, "/procedures")
    page.route("**/posting*.js*", lambda route: route.fulfill(response=route.fetch()))

    page.reload()

    moments = page.evaluate(FIRST_PAINT)
    assert moments["shown"] >= moments["ready"]


def test_a_procedure_is_found_by_a_slip_and_a_number_taken_for_it(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = at_kiosk(running_office, open_screen, "/procedures")

    page.fill("#q", "dang ky khai snh")
    page.locator("#found a", has_text="Đăng ký khai sinh").first.click()
    page.click("a.take")
    expect(page.locator('.procedure[aria-pressed="true"]')).to_have_text("Đăng ký khai sinh")
    page.click("#take")

    expect(page.locator("#number")).to_have_text("A001")


def test_at_the_kiosk_the_languages_are_as_large_as_on_its_first_page(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = at_kiosk(running_office, open_screen, "/procedures")

    expect(page.locator(".tongues .button")).to_have_text(["Tiếng Việt", "English"])
    assert too_small(page, 80, ".tongues .button") == []
    page.click(".tongues [lang=en]")

    expect(page.locator("h1")).to_have_text("Find a procedure")


def test_what_somebody_chose_at_the_kiosk_goes_with_them_and_away_with_them(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(f"{running_office.url}/kiosk#token={running_office.token('kiosk')}", *KIOSK)
    page.click("[data-language=en]")
    for mode in LOOKS:
        page.click(f"[data-mode={mode}]")

    page.click("#find")
    page.locator("#found a").first.click()
    expect(page.locator("h1")).to_have_text("Birth registration")
    for mode in LOOKS:
        expect(page.locator("html")).to_have_attribute(f"data-{mode}", "")
    page.click(".back")
    page.click(".back")

    expect(page.locator("#question")).to_have_text("What did you come for?")
    expect(page.locator("html")).to_have_attribute("data-low", "")
    page.clock.install()
    page.click("#privacy")
    expect(page.locator("h1")).to_have_text("What does the office keep about you?")
    page.clock.fast_forward(70_000)
    expect(page.locator("#question")).to_have_text("Ông/bà cần làm việc gì?")
    for mode in LOOKS:
        expect(page.locator("html")).not_to_have_attribute(f"data-{mode}", "")


def test_an_address_that_names_a_language_does_not_hold_anybody_to_it(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(f"{running_office.url}/procedures?lang=en", *PHONE)
    expect(page.locator("h1")).to_have_text("Find a procedure")

    page.click(".tongues [lang=vi]")

    expect(page.locator("h1")).to_have_text("Tìm thủ tục")


@pytest.mark.parametrize("size", [KIOSK, (1920, 1080), (1366, 768), (1280, 1024)])
def test_low_what_is_pressed_first_lies_in_the_lower_two_fifths_and_the_rest_is_pushed_there(
    running_office: RunningOffice, open_screen: OpenScreen, size: tuple[int, int]
) -> None:
    page = open_screen(f"{running_office.url}/kiosk#token={running_office.token('kiosk')}", *size)
    page.click("[data-mode=low]")
    page.click("#find")
    expect(page.locator("#letters")).to_be_visible()
    lies_low(page, PRESSED)
    assert violations(page) == []

    page.locator("#letters .button", has_text="K").click()
    page.locator("#found a").first.click()
    expect(page.locator(".take")).to_be_visible()
    lies_low(page, PRESSED)
    page.click(".back")
    expect(page.locator("#letters")).to_be_visible()
    page.click(".back")
    page.click("#collect")
    expect(page.locator("#shown")).to_be_visible()

    lies_low(page, PRESSED)


def test_papers_are_ticked_off_and_the_check_may_be_skipped(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = at_kiosk(running_office, open_screen, "/procedures/1.001193")

    expect(page.locator("a.take")).to_be_visible()
    for box in page.locator("[data-paper]").all():
        expect(page.locator("#all-there")).to_be_hidden()
        box.check()

    expect(page.locator("#all-there")).to_be_visible()


def test_a_receipt_under_the_scanner_says_when_it_is_ready_and_then_gives_a_number(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    dossier = receive(running_office)
    page = at_kiosk(running_office, open_screen, "/collect")

    page.keyboard.type(dossier["url"] + "\n")
    expect(page.locator("#outcome")).to_contain_text("06/10/2022")
    asked = {"Authorization": f"Bearer {running_office.token('clerk', '1')}"}
    ready = f"{running_office.url}/api/v1/dossiers/{dossier['code']}/ready"
    assert requests.post(ready, json={}, headers=asked, timeout=SECONDS).status_code == 200
    page.keyboard.type(dossier["url"] + "\n")

    expect(page.locator(".outcome-number")).to_have_text("T001")


def test_the_page_of_a_dossier_opens_by_its_secret_alone(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    dossier = receive(running_office)

    page = open_screen(dossier["url"], *PHONE)

    expect(page.locator("h1")).to_have_text(dossier["code"])
    expect(page.locator("main")).to_contain_text("đang giải quyết")
    page.goto(f"{running_office.url}/d/{dossier['code']}")
    expect(page.locator("h1")).to_have_text("Không tìm thấy hồ sơ")


def test_who_types_english_finds_by_the_english_name(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(f"{running_office.url}/procedures", *PHONE)
    page.click("[data-language=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.fill("#q", "marriage registraton")

    expect(page.locator("#found a").first).to_contain_text("Marriage registration")


def test_the_page_of_a_dossier_in_english_says_what_it_is_for_in_english(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(receive(running_office)["url"] + "?lang=en", *PHONE)

    expect(page.locator("main")).to_contain_text("Certificate of marital status")
    expect(page.locator("main")).not_to_contain_text("Cấp Giấy xác nhận tình trạng hôn nhân")


@pytest.mark.parametrize("path", ["/procedures", "/procedures/1.001193", "/procedures?q=zzz"])
def test_everybody_can_read_the_board_on_a_phone(
    path: str, running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(running_office.url + path, *PHONE, reduced_motion="reduce")

    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []
    assert clipped_at_double_size(page) == []


def test_a_stranger_is_shown_nothing_of_the_kiosks_own(running_office: RunningOffice) -> None:
    assert requests.get(f"{running_office.url}/collect", timeout=SECONDS).status_code == 404
    told = requests.get(f"{running_office.url}/procedures/9.999999", timeout=SECONDS)
    assert told.status_code == 404
