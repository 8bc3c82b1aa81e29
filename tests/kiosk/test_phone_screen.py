"""The ticket in the citizen's pocket, followed on a real page while clerks work."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.fixtures.looks import clipped_at_double_size, too_small, violations

PHONE = (390, 844)
FIRST_LOAD = 120_000
"""Bytes over the wire, fonts included."""


class Hall:
    """The kiosk and two clerks, as programs: they speak to the office over HTTP."""

    def __init__(self, office: Any, http: APIRequestContext) -> None:
        self.office, self.http = office, http
        for counter in ("1", "2"):
            self.clerk(counter, f"counters/{counter}/open")

    def take(self, language: str = "vi") -> dict[str, Any]:
        return self._post("tickets", self.office.token("kiosk"), {"service": "ho-tich", "language": language})

    def clerk(self, counter: str, path: str, wish: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._post(path, self.office.token("clerk", counter), wish or {})

    def _post(self, path: str, token: str, wish: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.http.post(f"{self.office.url}/api/v1/{path}", data=wish, headers=headers)
        assert answer.ok, answer.text()
        told: dict[str, Any] = answer.json() if answer.status != 204 else {}
        return told


@pytest.fixture
def open_phone(open_screen: Callable[..., Page]) -> Callable[..., Page]:
    def opening(ticket: dict[str, Any], **context: Any) -> Page:
        return open_screen(ticket["url"], *PHONE, reduced_motion="reduce", **context)

    return opening


@pytest.fixture
def hall(running_office: Any, open_screen: Callable[..., Page]) -> Hall:
    return Hall(running_office, open_screen(running_office.url).request)


def test_it_follows_the_line_rings_and_asks_how_it_was(hall: Hall, open_phone: Callable[..., Page]) -> None:
    first, second, mine = hall.take(), hall.take(), hall.take()
    phone = open_phone(mine)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Số của ông/bà A003")
    expect(phone.locator("#ahead")).to_have_text("Trước ông/bà còn 2 người")

    hall.clerk("1", "counters/1/call-next")
    expect(phone.locator("#ahead")).to_have_text("Trước ông/bà còn 1 người")
    hall.clerk("2", "counters/2/call-next")
    expect(phone.locator("#ahead")).to_have_text("Ông/bà là người tiếp theo")
    hall.clerk("1", f"tickets/{first['id']}/no-show")
    hall.clerk("1", "counters/1/call-next")
    expect(phone.get_by_role("alert").filter(has_text="Đến lượt ông/bà")).to_contain_text("Quầy 1")
    expect(phone).to_have_title("Mời đến Quầy 1")

    hall.clerk("1", f"tickets/{mine['id']}/recall")
    expect(phone.locator("#turn-again")).to_have_text("Gọi lại lần thứ 1")
    hall.clerk("1", f"tickets/{mine['id']}/start")
    expect(phone.locator("main")).to_contain_text("Đang được phục vụ")
    hall.clerk("1", f"tickets/{mine['id']}/finish", {"outcome": "received"})
    phone.get_by_role("button", name="Không hài lòng").click()
    phone.get_by_label("Chờ lâu").check()
    phone.get_by_label("Góp ý thêm").fill("Chờ ngoài nắng.")
    phone.get_by_role("button", name="Gửi đánh giá").click()

    expect(phone.locator("main")).to_contain_text("Xin cảm ơn ông/bà")
    assert second["number"] == "A002"


def test_a_good_face_is_one_touch_and_counts_once(hall: Hall, open_phone: Callable[..., Page]) -> None:
    mine = hall.take()
    hall.clerk("1", "counters/1/call-next")
    hall.clerk("1", f"tickets/{mine['id']}/start")
    hall.clerk("1", f"tickets/{mine['id']}/finish")
    phone = open_phone(mine)

    phone.get_by_role("button", name="Rất hài lòng").click()

    expect(phone.locator("main")).to_contain_text("Xin cảm ơn ông/bà")
    again = phone.request.post(f"{phone.url}/rating", data={"score": 1})
    assert (again.status, again.json()["type"]) == (409, "already-rated")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Xin cảm ơn ông/bà")


def test_whoever_is_late_steps_aside_and_comes_back_to_the_same_place(
    hall: Hall, open_phone: Callable[..., Page]
) -> None:
    _, mine, _ = hall.take(), hall.take(), hall.take()
    phone = open_phone(mine)

    phone.get_by_role("button", name="Tôi đến muộn").click()
    expect(phone.locator("main")).to_contain_text("Số đang được giữ")
    phone.get_by_role("button", name="Tôi đã đến").click()

    expect(phone.locator("#ahead")).to_have_text("Trước ông/bà còn 1 người")


def test_a_number_is_given_back_only_when_that_is_meant(hall: Hall, open_phone: Callable[..., Page]) -> None:
    mine = hall.take()
    phone = open_phone(mine)
    phone.get_by_role("button", name="Huỷ số").click()
    phone.get_by_role("dialog").get_by_role("button", name="Giữ số").click()
    expect(phone.locator("#ahead")).to_be_visible()

    phone.get_by_role("button", name="Huỷ số").click()
    phone.get_by_role("dialog").get_by_role("button", name="Huỷ số").click()

    expect(phone.get_by_text("Số đã được huỷ").first).to_be_visible()
    assert hall.clerk("1", "counters/1/call-next") == {}


def test_without_a_socket_it_asks_by_itself(hall: Hall, open_screen: Callable[..., Page]) -> None:
    mine = hall.take()
    phone = open_screen("about:blank", *PHONE)
    phone.route("**/socket.io/**", lambda route: route.abort())
    phone.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    phone.goto(mine["url"])
    expect(phone.locator("#ahead")).to_have_text("Ông/bà là người tiếp theo")
    expect(phone.locator("#strip")).to_contain_text("Mất kết nối")

    hall.clerk("1", "counters/1/call-next")

    expect(phone.get_by_role("alert").filter(has_text="Đến lượt ông/bà")).to_contain_text(
        "Quầy 1", timeout=40_000
    )


def test_the_language_is_the_one_in_which_the_ticket_was_taken(
    hall: Hall, open_phone: Callable[..., Page]
) -> None:
    phone = open_phone(hall.take(language="en"))
    expect(phone.locator("#ahead")).to_have_text("You are next")

    phone.get_by_role("button", name="Tiếng Việt").click()

    expect(phone.locator("#ahead")).to_have_text("Ông/bà là người tiếp theo")
    expect(phone.locator("html")).to_have_attribute("lang", "vi")


def test_an_address_that_is_no_tickets_says_what_to_do(
    running_office: Any, open_screen: Callable[..., Page]
) -> None:
    phone = open_screen(f"{running_office.url}/t/not-a-ticket", *PHONE)

    expect(phone.get_by_role("heading", level=1)).to_have_text("Không tìm thấy phiếu này")
    assert violations(phone) == []


@pytest.mark.parametrize("light", ["light", "dark"])
def test_everybody_can_read_it(hall: Hall, open_phone: Callable[..., Page], light: str) -> None:
    mine = hall.take()
    phone = open_phone(mine, color_scheme=light)
    expect(phone.locator("#ahead")).to_be_visible()

    wrong = _looked_at(phone)
    for verb in ("call", "start", "finish"):
        hall.clerk("1", "counters/1/call-next" if verb == "call" else f"tickets/{mine['id']}/{verb}")
        expect(phone.locator("html")).to_have_attribute(
            "data-view", {"call": "called", "start": "serving", "finish": "rate"}[verb]
        )
        wrong += _looked_at(phone)
    phone.get_by_role("button", name="Bình thường").click()
    wrong += _looked_at(phone)

    assert wrong == []


def test_the_first_load_is_light(hall: Hall, open_screen: Callable[..., Page]) -> None:
    phone = open_screen("about:blank", *PHONE)
    wire = phone.context.new_cdp_session(phone)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    wire.send("Network.enable")

    phone.goto(hall.take()["url"])
    expect(phone.locator("#ahead")).to_be_visible()
    phone.evaluate("document.fonts.ready")

    assert sum(sizes) <= FIRST_LOAD, sizes


def _looked_at(phone: Page) -> list[str]:
    return [*violations(phone), *too_small(phone, 44), *clipped_at_double_size(phone)]
