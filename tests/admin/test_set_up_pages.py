"""What an administrator sets on a page is on every screen at once."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.admin.conftest import OpenPlace
from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.office import RunningOffice

OpenDevice = Callable[[str, str | None], Page]


def device(office: RunningOffice, open_screen: OpenScreen, screen: str, counter: str | None = None) -> Page:
    page = open_screen(f"{office.url}/{screen}#token={office.token(screen, counter)}", 1080, 1920)
    page.wait_for_url(f"{office.url}/{screen}")
    return page


def test_a_service_is_renamed_and_the_kiosk_says_so_at_once(
    running_office: RunningOffice, open_place: OpenPlace, open_screen: OpenScreen
) -> None:
    kiosk = device(running_office, open_screen, "kiosk")
    expect(kiosk.locator(".service-name").first).to_have_text("Hộ tịch")
    page = open_place("/admin/services")

    page.click("#of-ho-tich summary")
    page.fill("#ho-tich-name-vi", "Khai sinh, kết hôn")
    page.fill("#ho-tich-quota", "30")
    page.click("#service-ho-tich .saving .button")

    said = page.locator("#service-ho-tich .said")
    expect(said).to_contain_text("Tên tiếng Việt: Hộ tịch → Khai sinh, kết hôn")
    expect(said).to_contain_text("Số lượt tối đa một ngày: (trống) → 30")
    expect(kiosk.locator(".service-name").first).to_have_text("Khai sinh, kết hôn")


def test_the_languages_of_a_service_are_said_where_a_citizen_decides(
    running_office: RunningOffice, open_place: OpenPlace, open_screen: OpenScreen
) -> None:
    kiosk = device(running_office, open_screen, "kiosk")
    page = open_place("/admin/services")
    page.click("#of-ho-tich summary")
    page.locator("#service-ho-tich").get_by_text("tiếng Tày", exact=True).click()
    page.locator("#service-ho-tich").get_by_text("ngôn ngữ ký hiệu", exact=True).click()
    page.click("#service-ho-tich .saving .button")
    expect(page.locator("#service-ho-tich .said")).to_contain_text("tiếng Tày, ngôn ngữ ký hiệu")

    expect(kiosk.locator(".service-name").first).to_have_text("Hộ tịch")
    kiosk.reload()
    kiosk.locator(".service-card").first.click()
    expect(kiosk.locator("#service-spoken")).to_have_text(
        "Quầy còn giao tiếp bằng: tiếng Tày, ngôn ngữ ký hiệu"
    )
    kiosk.click("#take")
    expect(kiosk.locator("#number")).to_have_text("A001")
    address = kiosk.locator("#qr img").get_attribute("src")
    phone = open_screen(f"{running_office.url}{str(address).removesuffix('/qr.svg')}", 390, 844)
    expect(phone.locator("#spoken")).to_contain_text("tiếng Tày, ngôn ngữ ký hiệu")


def test_one_line_more_is_on_the_kiosk_and_gone_when_it_is_retired(
    running_office: RunningOffice, open_place: OpenPlace, open_screen: OpenScreen
) -> None:
    kiosk = device(running_office, open_screen, "kiosk")
    page = open_place("/admin/services")
    cards = kiosk.locator(".service-name")
    expect(cards).to_have_count(9)

    page.fill("#new-name-vi", "Đăng kiểm")
    page.fill("#new-name-en", "Vehicles")
    page.click("#service-new .saving .button")
    expect(cards).to_have_count(10)

    page.click("#of-dang-kiem summary")
    page.click("#retire-dang-kiem .button")
    page.click("#sure-yes")
    expect(cards).to_have_count(9)
    expect(page.locator("#services-retired")).to_contain_text("Đăng kiểm")


def test_rows_of_hours_are_added_and_taken_away_by_keys(open_place: OpenPlace) -> None:
    page = open_place("/admin/services")
    page.locator("#of-ho-tich summary").press("Enter")
    form = page.locator("#service-ho-tich")
    before = form.locator(".hours-row").count()

    form.locator("[data-add]").press("Enter")
    expect(form.locator(".hours-row")).to_have_count(before + 1)
    last = form.locator(".hours-row").last
    last.locator("[name=weekdays]").nth(5).press("Space")
    form.locator(".saving .button").press("Enter")
    expect(form.locator(".said")).to_contain_text("Giờ lấy số: thêm T7 · 07:30 · 11:30")

    form.locator(".hours-row").last.locator("[data-remove]").press("Enter")
    form.locator(".saving .button").press("Enter")
    expect(form.locator(".said")).to_contain_text("Giờ lấy số: bỏ T7 · 07:30 · 11:30")


def test_an_open_counter_is_not_retired_and_the_page_says_what_to_do(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    from tests.faults.hands import at_counter

    at_counter(running_office, "open").done()
    page = open_place("/admin/counters")
    page.click("#of-1 summary")

    page.click("#retire-1 .button")
    page.click("#sure-yes")

    expect(page.locator("#retire-1 .said")).to_contain_text(
        "“Quầy 1” đang mở. Chưa có gì thay đổi. Xin đóng quầy trước"
    )


def test_notices_are_on_display_and_kiosk_at_once(
    running_office: RunningOffice, open_place: OpenPlace, open_screen: OpenScreen
) -> None:
    kiosk, display = (device(running_office, open_screen, screen) for screen in ("kiosk", "display"))
    page = open_place("/admin/screens")

    page.click("#notices [data-add]")
    row = page.locator(".notice-row").last
    row.locator("select").select_option("kiosk")
    row.locator("[name='text.vi']").fill("Chiều nay nghỉ họp từ 15 giờ")
    expect(page.locator("#notices-preview")).to_contain_text("Chiều nay nghỉ họp từ 15 giờ")
    page.click("#notices > .saving .button")

    expect(page.locator("#notices .said")).to_contain_text("thêm Trên ki-ốt lấy số")
    expect(kiosk.locator("#notice-words")).to_have_text("Chiều nay nghỉ họp từ 15 giờ")
    page.locator(".notice-row").first.locator("[name='text.vi']").fill("Mời ông/bà ngồi chờ")
    page.click("#notices > .saving .button")
    expect(page.locator("#notices .said")).to_contain_text("Mời ông/bà ngồi chờ")
    expect(display.locator("body")).to_contain_text("Mời ông/bà ngồi chờ")


def test_a_tablet_asks_in_the_offices_own_words(
    running_office: RunningOffice, open_place: OpenPlace, open_screen: OpenScreen
) -> None:
    tablet = device(running_office, open_screen, "rating", "1")
    expect(tablet.locator(".asleep")).to_be_visible()
    page = open_place("/admin/ratings")

    page.locator("#r1-name-vi").fill("Cán bộ chưa đúng mực")
    page.click("#ratings .saving .button")

    expect(page.locator("#ratings .said")).to_contain_text("Cán bộ chưa đúng mực")
    expect(tablet.locator("[data-reason=attitude]")).to_have_text("Cán bộ chưa đúng mực")


def test_the_line_is_seen_by_other_rules_before_they_are_saved(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    from tests.faults.hands import take

    for _ in range(3):
        take(running_office).done()
    late = take(running_office)
    late.wish["priority"] = True
    late.done()
    page = open_place("/admin/policy")
    stands = page.locator(".stands li strong")
    expect(stands.first).to_have_text("A004")

    page.fill("#in_a_row", "0")

    expect(stands.first).to_have_text("A001")
    expect(page.locator("#policy-preview .notice")).to_contain_text("chưa lưu")
    page.click("#policy .saving .button")
    expect(page.locator("#policy .said")).to_contain_text("Số người ưu tiên được gọi liền nhau: 2 → 0")


def test_whoever_was_signed_out_loses_nothing_they_wrote(open_place: OpenPlace) -> None:
    page = open_place("/admin/screens")
    page.click("#notices [data-add]")
    page.locator(".notice-row").last.locator("[name='text.vi']").fill("Chiều nay nghỉ họp từ 15 giờ")
    page.context.clear_cookies(name="toiluot_session")

    page.click("#notices > .saving .button")

    expect(page.locator("#notices .said")).to_contain_text("Anh/chị đã bị đăng xuất nên chưa lưu được")
    with page.context.expect_page() as opened:
        page.click("#notices .said a")
    sign_in(opened.value, "tin")
    page.click("#notices > .saving .button")
    expect(page.locator("#notices .said")).to_contain_text("Chiều nay nghỉ họp từ 15 giờ")
