"""Two clerks in two browsers: each sees what the other does, and no citizen is called twice."""

from playwright.sync_api import expect

from tests.stories.conftest import SOON, Desk, House

PRESS_AT = "(at) => { setTimeout(() => document.querySelector('#primary').click(), at - Date.now()); }"


def press_together(*desks: Desk) -> None:
    """All large buttons in the same moment, half a second from now: browsers of one machine share its clock."""
    for desk in desks:
        expect(desk.page.locator("#primary")).to_have_attribute("aria-disabled", "false")
    at = desks[0].page.evaluate("Date.now() + 500")
    for desk in desks:
        desk.page.evaluate(PRESS_AT, at)


def test_of_two_who_call_the_only_citizen_in_the_same_moment_one_gets_them(house: House) -> None:
    lan, minh = house.desk("lan", "1"), house.desk("minh", "2")
    wall, kiosk = house.wall(), house.kiosk()
    house.take(kiosk)
    for desk in (lan, minh):
        expect(desk.line).to_have_text(["A001"])

    press_together(lan, minh)

    for desk in (lan, minh):
        expect(desk.line).to_have_count(0)
        expect(desk.said).not_to_be_empty()
    assert sorted([lan.said.inner_text(), minh.said.inner_text()]) == [
        "Chưa có ai chờ: quầy gọi được ngay khi có người lấy số.",
        "Đã gọi A001",
    ]
    expect(wall.calls).to_have_count(1)
    wall.hears(f"vi/A001/{wall.counter.inner_text()}/0.wav")


def test_two_who_call_in_the_same_moment_again_and_again_never_share_a_citizen(house: House) -> None:
    lan, minh, kiosk = house.desk("lan", "1"), house.desk("minh", "2"), house.kiosk()
    numbers = [house.take(kiosk)[0] for _ in range(6)]
    called: list[str] = []

    for left in (4, 2, 0):
        press_together(lan, minh)
        for desk in (lan, minh):
            expect(desk.in_hand).to_be_visible()
            expect(desk.line).to_have_count(left)
            called.append(desk.in_hand.inner_text())
        for desk in (lan, minh):
            desk.press("Bắt đầu")
            desk.press("Hoàn thành")

    assert sorted(called) == numbers


def test_what_one_clerk_does_the_other_and_the_director_see_at_once(house: House) -> None:
    lan, minh = house.desk("lan", "1"), house.desk("minh", "2")
    director, kiosk = house.director(), house.kiosk()
    rows = director.locator("#counters > li")
    house.take(kiosk)
    house.take(kiosk, "Đất đai")
    expect(lan.line).to_have_text(["A001", "C001"])
    expect(minh.line).to_have_text(["C001", "A001"])

    lan.press("Gọi số tiếp theo")
    expect(minh.line).to_have_text(["C001"])
    expect(rows.nth(0)).to_contain_text("A001", timeout=SOON)

    lan.press("Bắt đầu")
    lan.other("Chuyển")
    lan.page.get_by_role("dialog").get_by_role("button", name="Đất đai").click()
    expect(minh.line).to_contain_text(["A001"])

    minh.ask("KeyP", "đi họp")
    expect(minh.page.locator("#counter-state")).to_have_text("Tạm nghỉ: đi họp")
    expect(rows.nth(1)).to_contain_text("Tạm dừng", timeout=SOON)
    expect(lan.line).to_have_count(2)
