"""The house as people find it: its screens in real browsers, with hands that touch, type and listen."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fixtures.chromium import OpenScreen
from tests.fixtures.office import PASSWORD, RunningOffice

SOON = 60_000
"""Milliseconds in which a screen must have noticed that its server went away or came back."""
SPOKEN = 20_000
"""Milliseconds for a chime, a sentence in two languages, and the call before it."""
HAND_MS = 450
"""Presses of a hand that are nearer to each other are one press that bounced, for the counter."""

# Writes down what is heard, and whether to its end. It listens faster than people, for nobody has to understand it.
EAR = """
  window.heard = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this.volume > 0 && this.src) {
      const sound = {url: new URL(this.src).pathname, ended: false};
      window.heard.push(sound);
      this.addEventListener("ended", () => { sound.ended = true; });
      this.playbackRate = 4;
    }
    return play.call(this);
  };
"""


@dataclass
class Wall:
    """The display in the waiting room, with somebody who listens."""

    page: Page
    fetched: list[str]

    @property
    def number(self) -> Locator:
        return self.page.locator("#stage .call-number")

    @property
    def counter(self) -> Locator:
        return self.page.locator("#stage .call-counter")

    @property
    def calls(self) -> Locator:
        """The recent calls, newest first."""
        return self.page.locator("#calls li")

    @property
    def strip(self) -> Locator:
        return self.page.locator("#strip")

    def hears(self, *ends: str) -> None:
        """Waits until these sentences, and no others, were fetched and played to their end in this order."""
        done = "(number) => window.heard.filter(({ended}) => ended).length >= number"
        self.page.wait_for_function(done, arg=len(ends), timeout=SPOKEN * len(ends))
        heard = [sound["url"] for sound in self.page.evaluate("window.heard")]
        assert [url.split("/speech/")[-1] for url in heard] == list(ends)
        assert set(heard) <= set(self.fetched), "played without having come from the office"


@dataclass
class Desk:
    """A clerk at the counter page."""

    page: Page

    @property
    def in_hand(self) -> Locator:
        return self.page.locator("#hand-number")

    @property
    def said(self) -> Locator:
        return self.page.locator("#said")

    @property
    def line(self) -> Locator:
        """The numbers in calling order."""
        return self.page.locator("#people .person .number")

    @property
    def aside(self) -> Locator:
        return self.page.locator("#count-aside")

    def press(self, word: str) -> None:
        """The large button, once it says this word and can be pressed."""
        button = self.page.locator("#primary")
        expect(button).to_have_text(re.compile(f"^{word}"))
        expect(button).to_have_attribute("aria-disabled", "false")
        self.pause_of_a_hand()
        button.click()

    def other(self, word: str) -> None:
        """One of the smaller buttons."""
        self.pause_of_a_hand()
        self.page.locator(".others").get_by_role("button", name=word).click()

    def key(self, key: str, then: str) -> None:
        """A key of the numeric pad or a letter, and what the desk says to it."""
        expect(self.page.locator("#primary")).to_have_attribute("aria-disabled", "false")
        self.pause_of_a_hand()
        self.page.keyboard.press(key)
        expect(self.said).to_have_text(then)

    def ask(self, key: str, answer: str) -> None:
        """A key that leads to a question, answered by the digit of `answer`."""
        expect(self.page.locator("#primary")).to_have_attribute("aria-disabled", "false")
        self.pause_of_a_hand()
        self.page.keyboard.press(key)
        choice = self.page.get_by_role("dialog").locator(".choice").filter(has_text=answer)
        self.page.keyboard.press(f"Numpad{choice.locator('kbd').inner_text()}")
        expect(self.page.get_by_role("dialog")).to_be_hidden()

    def pause_of_a_hand(self) -> None:
        self.page.wait_for_function(
            f"(since) => performance.now() - since > {HAND_MS}", arg=self.page.evaluate("performance.now()")
        )

    def serve(self) -> None:
        """Calls, starts and finishes the next one."""
        for word in ("Gọi số tiếp theo", "Bắt đầu", "Hoàn thành"):
            self.press(word)
        expect(self.said).to_contain_text("Đã hoàn thành")


@dataclass
class House:
    """Opens the screens of one office."""

    office: RunningOffice
    open_screen: OpenScreen

    def kiosk(self, **context: Any) -> Page:
        page = self._device("kiosk", None, 1080, 1920, has_touch=True, **context)
        expect(page.locator(".service-card").first).to_be_visible()
        return page

    def tablet(self, counter: str, **context: Any) -> Page:
        page = self._device("rating", counter, 800, 1280, has_touch=True, **context)
        expect(page.locator(".asleep")).to_be_visible()
        return page

    def wall(self, url: str | None = None) -> Wall:
        """The display; heard from the moment that it hangs there."""
        fetched: list[str] = []
        page = self.open_screen("about:blank", 1920, 1080)
        page.add_init_script(EAR)
        page.on("response", lambda answer: fetched.append(_path(answer.url)) if answer.ok else None)
        page.goto(f"{url or self.office.url}/display#token={self.office.token('display')}")
        page.wait_for_url("**/display")
        expect(page.locator("#lines")).to_be_visible()
        return Wall(page, fetched)

    def desk(self, name: str, counter: str) -> Desk:
        """A clerk signs in, chooses a counter and opens it."""
        page = self._signed_in("/counter", name, 1366, 768)
        page.get_by_role("button", name=f"Mở Quầy {counter}").click()
        expect(page.locator("#counter-state")).to_have_text("Đang mở")
        return Desk(page)

    def director(self) -> Page:
        return self._signed_in("/manager", "thu", 1440, 900)

    def phone(self, address: str, **context: Any) -> Page:
        """The phone that scanned the slip."""
        page = self.open_screen(address, 390, 844, has_touch=True, **context)
        expect(page.locator("#number")).not_to_be_empty()
        return page

    def take(self, kiosk: Page, service: str = "Hộ tịch", word: str = "Lấy số") -> tuple[str, str]:
        """A citizen takes a number in two taps; the number, and the address in its QR code."""
        kiosk.get_by_role("button", name=service).tap()
        with kiosk.expect_response("**/api/v1/tickets") as answered:
            kiosk.get_by_role("button", name=word, exact=True).tap()
        number = kiosk.locator("#number")
        expect(number).not_to_be_empty()
        taken = number.inner_text(), str(answered.value.json()["url"])
        kiosk.locator("#done").tap()
        expect(number).to_be_hidden()
        return taken

    def _device(self, screen: str, counter: str | None, width: int, height: int, **context: Any) -> Page:
        token = self.office.token(screen, counter)
        return self.open_screen(f"{self.office.url}/{screen}#token={token}", width, height, **context)

    def _signed_in(self, path: str, name: str, width: int, height: int) -> Page:
        page = self.open_screen(f"{self.office.url}{path}", width, height)
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(f"{self.office.url}{path}")
        return page


def _path(url: str) -> str:
    return re.sub(r"^\w+://[^/]+|\?.*$", "", url)


@pytest.fixture
def house(running_office: RunningOffice, open_screen: OpenScreen) -> House:
    return House(running_office, open_screen)
