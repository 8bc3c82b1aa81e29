"""One citizen's visit, from the door to the director's page, on all screens of the house."""

from playwright.sync_api import Page, expect

from tests.stories.conftest import SOON, House


def figure(manager: Page, tile: int) -> str:
    """The large figure of a tile of the director's page, counted from 0."""
    return manager.locator(".tile-figure > .figures").nth(tile).inner_text()


def test_a_visit_from_the_door_to_the_directors_page(house: House) -> None:
    wall, lan, tablet, director = house.wall(), house.desk("lan", "1"), house.tablet("1"), house.director()
    kiosk = house.kiosk()
    expect(director.locator("#check-counters")).to_contain_text("1 trên 3 quầy")

    number, address = house.take(kiosk)
    assert number == "A001"
    phone = house.phone(address)
    expect(phone.locator("#ahead")).to_have_text("Ông/bà là người tiếp theo")
    expect(lan.page.locator("#next-who")).to_contain_text("A001")

    lan.press("Gọi số tiếp theo")
    expect(wall.number).to_have_text("A001")
    expect(wall.counter).to_have_text("1")
    expect(phone.locator("#turn-counter")).to_have_text("Quầy 1")
    wall.hears("vi/A001/1/0.wav")

    lan.press("Bắt đầu")
    expect(phone.locator("#serving-at")).to_have_text("tại Quầy 1")
    lan.press("Hoàn thành")
    expect(tablet.locator("#turn")).to_have_text("Số A001")
    with tablet.expect_response("**/rating") as rated:
        tablet.locator('#faces[aria-busy="false"]').get_by_role("button", name="Rất hài lòng").tap()

    assert rated.value.status == 201
    expect(tablet.locator("#thanks")).to_have_text("Xin cảm ơn ông/bà!")
    expect(phone.locator('[data-view="thanks"].view')).to_be_visible()
    expect(director.locator("#tiles")).to_contain_text("Trả lời: 1/1 người", timeout=SOON)
    assert [figure(director, tile) for tile in (0, 2, 4)] == ["0", "1", "100%"]
    expect(lan.page.locator("#day-served")).to_have_text("1")


def test_who_reads_english_is_led_in_english_all_the_way(house: House) -> None:
    wall, lan, kiosk = house.wall(), house.desk("lan", "1"), house.kiosk()
    kiosk.get_by_role("button", name="English").tap()

    _, address = house.take(kiosk, "Certification", "Take a number")
    phone = house.phone(address, locale="en-GB")
    expect(phone.locator("#ahead")).to_have_text("You are next")
    lan.press("Gọi số tiếp theo")

    expect(lan.page.locator("#hand-marks")).to_contain_text("Nói English")
    expect(phone.locator(".turn-go")).to_have_text("Please go to")
    expect(phone.locator("#turn-counter")).to_have_text("Quầy 1")  # As the sign over it says.
    expect(wall.number).to_have_text("B001")
    wall.hears("vi/B001/1/0.wav", "en/B001/1/0.wav")
