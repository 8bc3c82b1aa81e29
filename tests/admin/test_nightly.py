"""The administrator names who gets the daily letter, and reads what became of it; in a real browser."""

from playwright.sync_api import expect

from tests.admin.conftest import OpenPlace


def test_who_gets_the_letter_and_how_is_set_and_tried_out(open_place: OpenPlace) -> None:
    page = open_place("/admin/nightly")
    expect(page.locator("#nights .empty")).to_be_visible()

    page.check("#nightly input[name=nightly]")
    page.fill("#receivers", "chu-tich@duongphong.vn")
    page.click("#nightly button")
    expect(page.locator("#nightly .said")).to_contain_text("chu-tich@duongphong.vn")
    page.fill("#host", "smtp.duongphong.vn")
    page.fill("#sender", "mot-cua@duongphong.vn")
    page.fill("#user", "mot-cua")
    page.fill("#password", "m4t-kh4u-hop-thu")
    page.click("#mailing button")
    expect(page.locator("#mailing .said")).to_contain_text("smtp.duongphong.vn")
    expect(page.locator("#password")).to_have_value("")
    expect(page.locator("#password-why")).to_contain_text("Đã đặt")
    page.click("#nightly-now button")

    expect(page.locator("#nights tbody tr").first).to_contain_text("02/10/2022")
    expect(page.locator("#nights .chip").first).to_have_text("Không có ai đến")
    assert "m4t-kh4u" not in page.content()


def test_what_can_not_be_is_said_at_the_form(open_place: OpenPlace) -> None:
    page = open_place("/admin/nightly", 390, 844)

    page.fill("#receivers", "chủ tịch")
    page.click("#nightly button")
    expect(page.locator("#nightly .said")).to_contain_text("thư điện tử")
    page.fill("#host", "smtp.duongphong.vn")
    page.fill("#sender", "mot-cua@duongphong.vn")
    page.select_option("#seal", "none")
    page.click("#mailing button")

    expect(page.locator("#mailing .said")).to_contain_text("phải được mã hoá")
