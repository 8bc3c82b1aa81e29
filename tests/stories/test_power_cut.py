"""The server goes away and comes back, or the cable of the display: nothing is lost, nothing is said twice."""

from playwright.sync_api import Locator, Page, expect

from tests.fixtures.cable import Cable
from tests.stories.conftest import SOON, Desk, House

FIVE_MINUTES_LATER = "2022-10-03T08:05:00+07:00"


def card(kiosk: Page) -> Locator:
    return kiosk.get_by_role("button", name="Hộ tịch")


def recall(desk: Desk) -> None:
    desk.other("Gọi lại")
    expect(desk.said).to_contain_text("Đã gọi lại")


def test_after_a_power_cut_every_screen_goes_on_where_it_was(house: House) -> None:
    wall, lan, tablet, director = house.wall(), house.desk("lan", "1"), house.tablet("1"), house.director()
    kiosk = house.kiosk()
    _, address = house.take(kiosk)
    house.take(kiosk)
    phone = house.phone(address)
    lan.press("Gọi số tiếp theo")
    wall.hears("vi/A001/1/0.wav")
    screens = [wall.page, lan.page, tablet, director, phone]

    house.office.kill()

    for screen in screens:
        expect(screen.locator("#strip")).to_be_visible(timeout=SOON)
    expect(wall.strip).to_contain_text("Mất kết nối máy chủ từ 08:0")
    expect(wall.number).to_have_text("A001")
    expect(kiosk.locator("#away")).to_be_visible(timeout=SOON)
    expect(card(kiosk)).to_be_disabled()
    expect(lan.in_hand).to_have_text("A001")
    expect(lan.page.locator("#primary")).to_have_attribute("aria-disabled", "true")

    house.office.settings["TOILUOT_CLOCK"] = FIVE_MINUTES_LATER
    house.office.start()

    for screen in screens:
        expect(screen.locator("#strip")).to_be_hidden(timeout=SOON)
    expect(card(kiosk)).to_be_enabled(timeout=SOON)
    lan.press("Bắt đầu")
    lan.press("Hoàn thành")
    expect(tablet.locator("#turn")).to_have_text("Số A001")
    expect(phone.locator('[data-view="rate"].view')).to_be_visible()
    assert house.take(kiosk)[0] == "A003"
    lan.press("Gọi số tiếp theo")
    wall.hears("vi/A001/1/0.wav", "vi/A002/1/0.wav")


def test_a_display_that_was_away_tells_in_order_what_it_missed_and_nothing_twice(
    house: House, cable: Cable
) -> None:
    wall, lan, minh = house.wall(cable.url), house.desk("lan", "1"), house.desk("minh", "2")
    kiosk = house.kiosk()
    for service in ("Hộ tịch", "Hộ tịch", "Chứng thực"):
        house.take(kiosk, service)
    lan.press("Gọi số tiếp theo")
    wall.hears("vi/A001/1/0.wav")

    cable.pull()
    expect(wall.strip).to_contain_text("Mất kết nối máy chủ từ 08:0", timeout=SOON)
    minh.press("Gọi số tiếp theo")
    expect(minh.said).to_have_text("Đã gọi A002")
    recall(lan)
    lan.press("Bắt đầu")
    lan.press("Hoàn thành")
    lan.press("Gọi số tiếp theo")
    expect(lan.said).to_have_text("Đã gọi B001")
    cable.plug_in()

    expect(wall.strip).to_be_hidden(timeout=SOON)
    wall.hears("vi/A001/1/0.wav", "vi/A002/2/0.wav", "vi/A001/1/1.wav", "vi/B001/1/0.wav")
    expect(wall.calls).to_contain_text(["B001", "A001", "A002"])
