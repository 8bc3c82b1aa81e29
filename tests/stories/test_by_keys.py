"""A clerk's morning by the keys alone: from the sign-in to the pause no mouse is touched."""

from playwright.sync_api import Page, expect

from tests.fixtures.office import PASSWORD
from tests.stories.conftest import Desk, House


def sign_in_by_keys(house: House) -> Desk:
    page = house.open_screen(f"{house.office.url}/counter", 1366, 768)
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("lan")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#choosing-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Mở Quầy 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#counter-state")).to_have_text("Đang mở")
    return Desk(page)


def put_back(page: Page, number: str, place: str) -> None:
    """From the list of those put aside, by Tab and arrows."""
    page.locator("#tab-line").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-aside")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=f"số {number}")).to_be_focused()
    page.keyboard.press("Enter")
    choice = page.get_by_role("dialog").locator(".choice").filter(has_text=place)
    page.keyboard.press(f"Numpad{choice.locator('kbd').inner_text()}")


def test_a_mornings_work_is_done_by_the_keys_of_the_numeric_pad(house: House) -> None:
    kiosk = house.kiosk()
    for _ in range(3):
        house.take(kiosk)
    lan = sign_in_by_keys(house)
    expect(lan.line).to_have_text(["A001", "A002", "A003"])

    lan.key("NumpadEnter", "Đã gọi A001")
    lan.key("NumpadAdd", "Đã gọi lại A001")
    lan.key("NumpadSubtract", "Đã ghi A001 vắng mặt")
    lan.key("KeyZ", "Đã hoàn tác với A001")
    expect(lan.in_hand).to_have_text("A001")
    lan.key("NumpadEnter", "Đã bắt đầu phục vụ A001")
    lan.ask("Numpad0", "Khi người dân quay lại")
    expect(lan.said).to_have_text("Đã giữ số A001")
    expect(lan.aside).to_have_text("1")

    lan.key("NumpadEnter", "Đã gọi A002")
    lan.key("NumpadEnter", "Đã bắt đầu phục vụ A002")
    lan.ask("NumpadDivide", "Đất đai")
    expect(lan.said).to_have_text("Đã chuyển A002")
    lan.key("NumpadEnter", "Đã gọi A003")
    lan.ask("NumpadDecimal", "Đúng chỗ cũ")
    expect(lan.said).to_have_text("Đã đưa A003 về hàng")

    put_back(lan.page, "A001", "Lên đầu hàng")
    expect(lan.said).to_have_text("Đã đưa A001 về hàng")
    expect(lan.page.locator("#count-line")).to_have_text("3")
    lan.key("NumpadEnter", "Đã gọi A001")
    lan.key("NumpadEnter", "Đã bắt đầu phục vụ A001")
    lan.page.keyboard.press("Numpad2")
    expect(lan.page.locator('[name="outcome"][value="supplement"]')).to_be_checked()
    lan.key("NumpadMultiply", "Đã hoàn thành A001")
    expect(lan.page.locator("#day-served")).to_have_text("1")

    lan.ask("KeyP", "đi họp")
    expect(lan.page.locator("#counter-state")).to_have_text("Tạm nghỉ: đi họp")
    lan.pause_of_a_hand()
    lan.page.keyboard.press("NumpadEnter")
    expect(lan.page.locator("#counter-state")).to_have_text("Đang mở")
