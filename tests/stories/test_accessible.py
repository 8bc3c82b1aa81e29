"""Can everybody read and reach every screen of a visit? Here in English, whose words are other lengths, and without
the server; how each screen is in Vietnamese, and in each of its looks, is tested beside the others of its room.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from tests.fixtures.looks import clipped_at_double_size, too_close, too_small, violations
from tests.fixtures.office import PASSWORD
from tests.stories.conftest import SOON, Desk, House

KIOSK_TARGET, KIOSK_GAP = 76, 16
IN_ENGLISH: dict[str, Any] = {
    "reduced_motion": "reduce",
    "storage_state": {
        "cookies": [
            {
                "name": "language",
                "value": "en",
                "domain": "127.0.0.1",
                "path": "/",
                "expires": -1,
                "httpOnly": False,
                "secure": False,
                "sameSite": "Lax",
            }
        ]
    },
}


def read(page: Page, *, far: bool = False) -> list[str]:
    """What is wrong with what a screen shows now. `far`: for citizens on the wall or standing, so words need 7:1."""
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    return [*violations(page, enhanced_contrast=far), *clipped_at_double_size(page)]


def reached(kiosk: Page) -> list[str]:
    """The same for a kiosk, where everything must also be large and apart enough for an old hand."""
    return [*read(kiosk, far=True), *too_small(kiosk, KIOSK_TARGET), *too_close(kiosk, KIOSK_GAP)]


@dataclass
class Visitor:
    """Looks at every screen of a visit, and writes down what is wrong."""

    house: House
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def sees(self, screen: str, page: Page, *, far: bool = False) -> None:
        self._write(screen, read(page, far=far))

    def uses(self, screen: str, kiosk: Page) -> None:
        self._write(screen, reached(kiosk))

    def _write(self, screen: str, found: list[str]) -> None:
        if found:
            self.wrong[screen] = found

    def takes_a_number(self) -> str:
        """The address of the ticket."""
        kiosk = self.house.kiosk(reduced_motion="reduce")
        kiosk.get_by_role("button", name="English").tap()
        expect(kiosk.get_by_role("heading", name="What did you come for?")).to_be_visible()
        self.uses("kiosk, home", kiosk)
        kiosk.get_by_role("button", name="Civil status").tap()
        expect(kiosk.locator("#procedures li").first).to_be_visible()
        self.uses("kiosk, service", kiosk)
        with kiosk.expect_response("**/api/v1/tickets") as answered:
            kiosk.get_by_role("button", name="Take a number", exact=True).tap()
        expect(kiosk.locator("#number")).to_have_text("A001")
        self.uses("kiosk, ticket", kiosk)
        return str(answered.value.json()["url"])

    def signs_in(self, path: str, name: str, width: int, height: int) -> Page:
        page = self.house.open_screen(f"{self.house.office.url}{path}", width, height, **IN_ENGLISH)
        self.sees("sign-in", page)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page


def test_every_screen_of_a_visit_can_be_read_in_english(house: House) -> None:
    visitor = Visitor(house)
    visitor.sees("start page", house.open_screen(house.office.url, 1366, 768, **IN_ENGLISH))
    stranger = house.open_screen(f"{house.office.url}/display", 1366, 768, **IN_ENGLISH)
    visitor.sees("not connected", stranger)
    phone = house.phone(visitor.takes_a_number(), reduced_motion="reduce")
    expect(phone.locator("#ahead")).to_have_text("You are next")
    visitor.sees("phone, waiting", phone)
    tablet = house.tablet("1", reduced_motion="reduce")

    lan = Desk(visitor.signs_in("/counter", "lan", 1366, 768))
    expect(lan.page.locator("#choosing-title")).to_be_visible()
    visitor.sees("counter, choice", lan.page)
    lan.page.get_by_role("button", name="Open Quầy 1").click()
    expect(lan.page.locator("#next-who")).to_contain_text("A001")
    visitor.sees("counter, line", lan.page)
    lan.press("Call next")
    expect(phone.locator("#turn-counter")).to_be_visible()
    visitor.sees("phone, called", phone)
    lan.press("Start")
    lan.press("Finish")
    expect(lan.page.locator("#undo")).to_be_visible()
    visitor.sees("counter, undo", lan.page)

    tablet.get_by_role("button", name="English").tap()
    expect(tablet.locator("#question")).to_have_text("How was the service you received just now?")
    tablet.get_by_role("button", name="Not satisfied").tap()
    expect(tablet.locator("#why")).to_be_visible()
    visitor.sees("rating, reasons", tablet, far=True)
    phone.get_by_role("button", name="Not satisfied").tap()
    expect(phone.locator("#why")).to_be_visible()
    visitor.sees("phone, reasons", phone)
    director = visitor.signs_in("/manager", "thu", 1440, 900)
    expect(director.locator("#tiles")).to_be_visible()
    visitor.sees("manager", director)

    assert visitor.wrong == {}


def test_what_the_screens_say_without_their_server_can_be_read(house: House) -> None:
    kiosk, wall, tablet = house.kiosk(), house.wall(), house.tablet("1")
    _, address = house.take(kiosk)
    phone, lan, director = (
        house.phone(address, reduced_motion="reduce"),
        house.desk("lan", "1"),
        house.director(),
    )
    lan.press("Gọi số tiếp theo")
    expect(wall.number).to_have_text("A001")

    house.office.kill()
    others = {"phone": phone, "counter": lan.page, "manager": director, "rating": tablet}
    for screen in (*others.values(), wall.page):
        expect(screen.locator("#strip")).to_be_visible(timeout=SOON)
    expect(kiosk.locator("#away")).to_be_visible(timeout=SOON)

    wrong = {name: read(screen) for name, screen in others.items()}
    wrong["kiosk"] = reached(kiosk)
    wrong["display"] = violations(wall.page, enhanced_contrast=True)
    assert {screen: found for screen, found in wrong.items() if found} == {}
