"""Midnight on the screens: the new day is there without hands."""

from playwright.sync_api import expect

from tests.stories.conftest import SOON, House

JUST_BEFORE = "2022-10-03T23:59:50+07:00"
A_NIGHT = 40_000
"""Milliseconds from just before midnight until the office has tidied up and every screen has heard of it."""


def test_after_midnight_every_screen_shows_the_new_day_without_hands(house: House) -> None:
    wall, lan, kiosk = house.wall(), house.desk("lan", "1"), house.kiosk()
    _, first = house.take(kiosk)
    _, second = house.take(kiosk)
    phones = [house.phone(first), house.phone(second)]
    lan.press("Gọi số tiếp theo")
    wall.hears("vi/A001/1/0.wav")
    expect(lan.line).to_have_text(["A002"])

    house.office.stop()
    house.office.settings["TOILUOT_CLOCK"] = JUST_BEFORE
    house.office.start()
    for page in (wall.page, *phones):
        expect(page.locator("#strip")).to_be_hidden(timeout=SOON)

    expect(wall.calls).to_have_count(0, timeout=A_NIGHT)
    expect(wall.number).to_be_hidden()
    # Nobody works from morning to midnight: the clerk signs in again.
    expect(lan.page.get_by_label("Tên đăng nhập")).to_be_visible(timeout=SOON)
    expect(kiosk.locator("#date")).to_contain_text("4 tháng 10", timeout=SOON)
    for phone in phones:
        expect(phone.locator("#number")).to_be_hidden(timeout=SOON)
