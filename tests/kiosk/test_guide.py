"""The guide's page: a number for who cannot use the kiosk."""

from playwright.sync_api import expect

from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.office import PASSWORD, RunningOffice


def test_a_guide_takes_a_priority_number_on_a_phone(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    running_office.run("user", "add", "hoa", "--role", "guide", stdin=f"{PASSWORD}\n")
    phone = open_screen(f"{running_office.url}/guide", 390, 844)
    sign_in(phone, "hoa")

    phone.get_by_label("Diện ưu tiên").check()
    phone.get_by_role("button", name="Hộ tịch").click()

    expect(phone.locator("#number")).to_have_text("A001")
    expect(phone.locator("#ahead")).to_have_text("Ông/bà là người tiếp theo.")
    phone.locator("#code").evaluate("(code) => code.decode()")
    phone.get_by_role("button", name="Lấy số khác").click()
    expect(phone.get_by_label("Diện ưu tiên")).not_to_be_checked()
