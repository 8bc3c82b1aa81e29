"""The ticket in the pocket and the clerk at the desk: what one does the other sees."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.conftest import SOON, House


def view(phone: Page, name: str) -> Locator:
    return phone.locator(f'[data-view="{name}"].view')


def test_who_is_late_is_not_called_and_comes_back_to_the_same_place(house: House) -> None:
    lan, kiosk = house.desk("lan", "1"), house.kiosk()
    _, address = house.take(kiosk)
    house.take(kiosk)
    phone = house.phone(address)
    expect(lan.line).to_have_text(["A001", "A002"])

    phone.get_by_role("button", name="Tôi đến muộn").tap()
    expect(view(phone, "held")).to_be_visible()
    expect(lan.line).to_have_text(["A002"])
    lan.press("Gọi số tiếp theo")
    expect(lan.said).to_have_text("Đã gọi A002")
    phone.get_by_role("button", name="Tôi đã đến").tap()
    expect(phone.locator("#ahead")).to_have_text("Ông/bà là người tiếp theo")
    lan.press("Bắt đầu")
    lan.press("Hoàn thành")
    lan.press("Gọi số tiếp theo")

    expect(view(phone, "called")).to_be_visible()
    expect(phone).to_have_title("Mời đến Quầy 1")
    lan.other("Gọi lại")
    expect(phone.locator("#turn-again")).to_have_text("Gọi lại lần thứ 1")
    lan.other("Vắng mặt")
    expect(view(phone, "missed")).to_contain_text("Mời ông/bà đến Quầy 1")


@pytest.mark.parametrize("face", ["Rất hài lòng", "Không hài lòng"])
def test_a_visit_is_rated_on_the_phone_once_and_the_tablet_asks_no_more(house: House, face: str) -> None:
    lan, tablet, kiosk = house.desk("lan", "1"), house.tablet("1"), house.kiosk()
    _, address = house.take(kiosk)
    phone = house.phone(address)
    lan.serve()
    expect(tablet.locator("#turn")).to_have_text("Số A001")

    phone.get_by_role("button", name=face).tap()
    if face == "Không hài lòng":
        phone.get_by_label("Chờ lâu").check()
        phone.get_by_label("Góp ý thêm").fill("Chờ hơi lâu ạ")
        phone.get_by_role("button", name="Gửi đánh giá").tap()

    expect(view(phone, "thanks")).to_be_visible()
    expect(tablet.locator(".asleep")).to_be_visible()
    phone.reload()
    expect(view(phone, "thanks")).to_be_visible()
    assert phone.request.post(f"{address}/rating", data={"score": 4}).status == 409


def test_a_number_given_back_on_the_way_without_a_network_is_given_back_once_there_is_one(
    house: House,
) -> None:
    lan, kiosk = house.desk("lan", "1"), house.kiosk()
    _, address = house.take(kiosk)
    phone = house.phone(address)
    phone.get_by_role("button", name="Huỷ số").tap()
    sure = phone.get_by_role("dialog", name="Huỷ số A001?")
    phone.context.set_offline(True)

    sure.get_by_role("button", name="Huỷ số").tap()
    expect(phone.locator("#trouble")).to_be_visible()
    expect(lan.line).to_have_text(["A001"])
    phone.context.set_offline(False)

    expect(view(phone, "cancelled")).to_be_visible(timeout=SOON)
    expect(phone.locator("#trouble")).to_be_hidden()
    expect(lan.line).to_have_count(0)
