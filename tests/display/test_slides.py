"""While nobody is called, the display shows procedures: what they ask for, how long they take, what they cost."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.display.conftest import Staff
from tests.fixtures.chromium import OpenScreen

BIRTH, COPY = "1.001193", "2.000815"


def choose(staff: Staff, which: str, *codes: str) -> Any:
    wish = {"which": which, "chosen": [{"code": code} for code in codes]}
    return staff.ask("POST", "/api/v1/office/slides", "admin", wish)


def shown(staff: Staff) -> Any:
    return staff.ask("GET", "/display/procedures", "display").json


def test_no_procedure_is_shown_unless_the_office_wants_it(staff: Staff) -> None:
    assert shown(staff) == []


def test_the_commonest_are_shown_in_the_words_of_the_waiting_room(staff: Staff) -> None:
    told = choose(staff, "commonest").json["told"]["vi"]

    first, *others = shown(staff)

    assert told == ["Cho thấy: Không thủ tục nào → Các thủ tục hay làm nhất"]
    assert (first["name"], first["fee"]) == ("Đăng ký khai sinh", "Không thu phí")
    assert first["papers"][0] == "Tờ khai đăng ký khai sinh"
    assert first["takes"].startswith("Trong ngày")
    assert 0 < len(others) < 12
    code = staff.ask("GET", first["qr"], "display")
    assert code.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in code.body


def test_chosen_ones_are_shown_in_their_order_and_only_while_they_are_posted(staff: Staff) -> None:
    choose(staff, "chosen", COPY, BIRTH)
    in_order = [one["code"] for one in shown(staff)]

    staff.ask("POST", f"/api/v1/procedures/{COPY}/withdraw", "admin", {})

    assert in_order == [COPY, BIRTH]
    assert [one["code"] for one in shown(staff)] == [BIRTH]


def test_a_procedure_that_is_not_posted_is_refused_and_nothing_is_changed(staff: Staff) -> None:
    unknown, none = choose(staff, "chosen", BIRTH, "9.999999"), choose(staff, "chosen")

    assert (unknown.status, none.status) == (422, 422)
    assert "9.999999" in unknown.body.decode()
    assert shown(staff) == []


def test_the_wall_shows_one_procedure_after_another_while_nobody_is_called(
    staff: Staff, open_screen: OpenScreen
) -> None:
    staff.ask("POST", "/api/v1/office/notices", "admin", {"notices": []})
    wall = open_screen(f"{staff.office.url}/display#token={staff.office.token('display')}", 1920, 1080)
    expect(wall.locator(".slide h2")).to_have_text("Kính chào ông/bà")

    choose(staff, "chosen", BIRTH)

    expect(wall.locator(".posted h2")).to_have_text("Đăng ký khai sinh")
    expect(wall.locator(".slide-papers li").first).to_have_text("Tờ khai đăng ký khai sinh")
    expect(wall.locator(".slide-code img")).to_be_in_viewport(ratio=1)
    code = wall.locator(".slide-code img")
    wall.wait_for_function("(code) => code.naturalWidth > 0", arg=code.element_handle())
    stage = wall.locator("#stage")
    assert stage.evaluate("(stage) => stage.scrollHeight <= stage.clientHeight")

    staff.take("ho-tich")
    staff.open_counters("1")
    staff.call_next("1")

    expect(wall.locator(".call-number")).to_be_visible()
    expect(wall.locator(".posted")).to_have_count(0)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)], ids=["lying", "standing"])
def test_a_procedure_that_is_called_by_a_paragraph_of_the_law_leaves_room_for_the_rest(
    size: tuple[int, int], staff: Staff, open_screen: OpenScreen
) -> None:
    staff.ask("POST", "/api/v1/office/notices", "admin", {"notices": []})
    long = {"vi": "Giao đất ở có thu tiền sử dụng đất " * 26, "en": ""}
    papers = [{"name": {"vi": "Đơn đề nghị giao đất, cho thuê đất " * 4}}] * 6
    wish = {"name": long, "field": {"vi": "Đất đai"}, "channels": ["direct"], "papers": papers}
    assert staff.ask("POST", f"/api/v1/procedures/{BIRTH}", "admin", wish).status == 200
    wall = open_screen(f"{staff.office.url}/display#token={staff.office.token('display')}", *size)

    choose(staff, "chosen", BIRTH)

    expect(wall.locator(".posted h2")).to_contain_text("Giao đất ở")
    for part in (".posted h2", ".slide-papers li >> nth=0", ".slide-code"):
        expect(wall.locator(part)).to_be_in_viewport(ratio=1)
    assert wall.locator("#stage").evaluate("(stage) => stage.scrollHeight <= stage.clientHeight")
