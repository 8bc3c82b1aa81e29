"""The waiting room as citizens see and hear it: a real office, a real browser, a cable that can be pulled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.display.conftest import Staff
from tests.fixtures.cable import Cable
from tests.fixtures.chromium import FLAGS, NAMES, OpenScreen
from tests.fixtures.looks import violations
from tests.fixtures.office import OpenOffice

SIZES = ((1920, 1080), (3840, 2160), (1366, 768), (1080, 1920), (1024, 768))
LONG = 40_000  # an announcement in two languages, and the one before it

# Writes down what is heard: when each sound begins and ends, by its address.
EAR = """
  window.heard = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this.volume > 0) {
      const sound = {url: new URL(this.src).pathname, begins: performance.now(), ends: null};
      window.heard.push(sound);
      this.addEventListener("ended", () => { sound.ends = performance.now(); }, {capture: true, once: true});
    }
    return play.call(this);
  };
"""

# What Chrome 63 does not have; the socket itself is trusted to do without.
OLD_TELEVISION = """
  delete Element.prototype.replaceChildren;
  for (const name of ["at", "flat", "flatMap", "findLast", "toSorted", "toReversed"]) delete Array.prototype[name];
  for (const name of ["at", "replaceAll", "matchAll", "trimStart", "trimEnd"]) delete String.prototype[name];
  for (const name of ["fromEntries", "hasOwn", "groupBy"]) delete Object[name];
  for (const name of ["allSettled", "any", "withResolvers"]) delete Promise[name];
  for (const name of ["ListFormat", "RelativeTimeFormat", "DisplayNames"]) delete Intl[name];
  for (const name of ["structuredClone", "queueMicrotask", "ResizeObserver", "AbortController"]) delete window[name];
  delete Crypto.prototype.randomUUID;
  CSS.supports = () => false;
"""

# What spills out of its part of the picture, or stands outside the screen.
CLIPPED = """() => {
  const within = (inner, outer) => inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
    && inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
  const screen = {top: 0, left: 0, right: innerWidth, bottom: innerHeight};
  const box = (element) => element.getBoundingClientRect();
  const parts = ["stage", "lines", "foot"].map((id) => document.getElementById(id)).filter((part) => !part.hidden);
  const spilt = parts.filter((part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1);
  const rows = [...document.querySelectorAll("#calls li")].filter((row) => !within(box(row), box(row.parentElement)));
  const signs = [...document.querySelectorAll("#calls li > *")].filter((sign) => !within(box(sign), box(sign.parentElement)));
  const words = [...document.querySelectorAll("#picture *, #strip *")].filter((element) =>
    element.getClientRects().length && !element.closest(".visually-hidden") && !within(box(element), screen));
  return [...spilt, ...rows, ...signs, ...words].map((element) => element.id || element.className || element.textContent);
}"""


class WaitingRoom:
    """One display on the wall, with somebody who listens."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stage = page.locator("#stage")
        self.calls = page.locator("#calls li")
        self.strip = page.locator("#strip")

    def heard(self) -> list[dict[str, Any]]:
        heard: list[dict[str, Any]] = self.page.evaluate("window.heard")
        return heard

    def urls(self) -> list[str]:
        return [sound["url"] for sound in self.heard()]

    def hears(self, *ends: str) -> None:
        """Waits until these sounds, and no others, were heard to their end in this order."""
        script = "(number) => window.heard.filter((sound) => sound.ends !== null).length >= number"
        self.page.wait_for_function(script, arg=len(ends), timeout=len(ends) * LONG)
        heard = self.urls()
        assert len(heard) == len(ends), heard
        assert all(url.endswith(end) for url, end in zip(heard, ends, strict=True)), heard


@pytest.fixture
def hang(open_screen: OpenScreen, staff: Staff) -> "Hang":
    return Hang(open_screen, staff)


class Hang:
    """Hangs displays on the wall."""

    def __init__(self, open_screen: OpenScreen, staff: Staff) -> None:
        self.open_screen, self.staff = open_screen, staff

    def __call__(
        self, url: str | None = None, query: str = "", script: str = "", **screen: Any
    ) -> WaitingRoom:
        office = self.staff.office
        size = {"width": 1920, "height": 1080} | screen
        page: Page = self.open_screen("about:blank", **size)
        page.add_init_script(EAR + script)
        page.goto(f"{url or office.url}/display#token={office.token('display')}")
        page.wait_for_url("**/display")
        if query:
            page.goto(f"{url or office.url}/display?{query}")
        expect(page.locator("#lines")).to_be_visible()
        page.wait_for_function("() => document.fonts.status === 'loaded'")
        return WaitingRoom(page)


def rows(calls: Locator) -> list[str]:
    return [" ".join(row.split()) for row in calls.all_inner_texts()]


def test_a_citizen_sees_and_hears_where_to_go(hang: Hang, staff: Staff) -> None:
    room = hang()
    staff.open_counters("1")
    staff.take("ho-tich", language="en")

    staff.call_next("1")

    expect(room.stage.locator(".call-number")).to_have_text("A001")
    expect(room.stage.locator(".call-counter")).to_have_text("1")
    expect(room.stage.locator(".call-service")).to_have_text("Hộ tịch")
    expect(room.stage).to_have_class("stage new")
    expect(room.page.locator("#announcement")).to_have_text("Mời số A001 đến Quầy 1")
    assert rows(room.calls) == ["A001 Quầy 1"]
    room.hears("/vi/A001/1/0.wav", "/en/A001/1/0.wav")


def test_two_calls_are_never_heard_at_once_and_the_stage_shows_who_is_heard(hang: Hang, staff: Staff) -> None:
    room = hang()
    staff.open_counters("1", "2")
    staff.take("ho-tich")
    staff.take("chung-thuc")
    staff.call_next("1")
    staff.call_next("2")

    expect(room.calls).to_have_count(2)
    expect(room.stage.locator(".call-counter")).to_have_text("1")
    expect(room.stage.locator(".call-counter")).to_have_text("2", timeout=LONG)
    room.hears("/1/0.wav", "/2/0.wav")
    first, second = room.heard()
    assert first["ends"] <= second["begins"]


def test_a_recall_is_marked_and_told(hang: Hang, staff: Staff) -> None:
    room = hang()
    staff.open_counters("1")
    staff.take("ho-tich")
    ticket = staff.call_next("1")
    room.hears("/vi/A001/1/0.wav")

    staff.do("1", ticket, "recall")

    expect(room.stage.locator(".again")).to_have_text("Mời lại lần 2")
    assert rows(room.calls) == ["A001 Quầy 1"]
    room.hears("/vi/A001/1/0.wav", "/vi/A001/1/1.wav")


def test_a_call_made_by_mistake_leaves_the_board(hang: Hang, staff: Staff) -> None:
    room = hang()
    staff.open_counters("1")
    staff.take("ho-tich")
    ticket = staff.call_next("1")
    expect(room.calls).to_have_count(1)

    staff.do("1", ticket, "undo")

    expect(room.calls).to_have_count(0)
    expect(room.stage.locator(".call")).to_have_count(0)


def test_who_waits_is_told_under_the_letter_of_each_service(hang: Hang, staff: Staff) -> None:
    room = hang()
    letters = room.page.locator("#lines .letter")
    expect(letters).to_have_text(["A", "B", "C", "D", "E", "F", "G", "H", "T"])

    staff.take("ho-tich")
    staff.take("ho-tich")
    staff.take("tra-ket-qua")

    waiting = room.page.locator("#lines tbody tr").first.locator("td")
    expect(waiting).to_have_text(["2", "0", "0", "0", "0", "0", "0", "0", "1"])
    expect(room.page.locator("#lines thead th").first).to_contain_text("Hộ tịch")


def test_with_nobody_called_the_office_speaks_for_itself(hang: Hang) -> None:
    room = hang()

    expect(room.stage.locator(".slide h2")).not_to_be_empty()
    expect(room.page.locator("#recent")).to_be_hidden()
    expect(room.page.locator("#foot p")).not_to_be_empty()
    expect(room.page.locator("#date")).to_have_text("Thứ Hai, 3 tháng 10, 2022")
    expect(room.page.locator("#clock")).to_have_text("08:00")
    expect(room.page.locator(".practice")).to_be_visible()


def test_a_display_that_was_away_says_so_and_then_tells_what_it_missed(
    hang: Hang, staff: Staff, cable: Cable
) -> None:
    room = hang(cable.url)
    staff.open_counters("1", "2")
    for service in ("ho-tich", "ho-tich", "chung-thuc"):
        staff.take(service)
    staff.serve("1", staff.call_next("1"))
    room.hears("/A001/1/0.wav")

    cable.pull()
    expect(room.strip).to_have_text("Mất kết nối máy chủ từ 08:00 – màn hình đang giữ nguyên")
    expect(room.stage.locator(".call-number")).to_have_text("A001")
    missed = [staff.call_next("1"), staff.call_next("2")]
    cable.plug_in()

    expect(room.strip).to_be_hidden(timeout=LONG)
    newest_first = [f"{ticket['number']} {ticket['counter_name']}" for ticket in reversed(missed)]
    expect(room.calls).to_have_count(3)
    assert rows(room.calls) == [*newest_first, "A001 Quầy 1"]
    room.hears("/A001/1/0.wav", *(f"/{ticket['number']}/{ticket['counter']}/0.wav" for ticket in missed))


def test_a_display_that_is_switched_off_and_on_repeats_nothing(hang: Hang, staff: Staff) -> None:
    room = hang()
    staff.open_counters("1")
    staff.take("ho-tich")
    staff.take("ho-tich")
    staff.serve("1", staff.call_next("1"))
    room.hears("/A001/1/0.wav")

    room.page.reload()
    expect(room.stage.locator(".call-number")).to_have_text("A001")
    staff.call_next("1")

    room.hears("/A002/1/0.wav")


def test_a_server_that_starts_again_is_found_again(hang: Hang, staff: Staff) -> None:
    room = hang()
    staff.open_counters("1")
    staff.take("ho-tich")
    staff.office.kill()
    expect(room.strip).to_be_visible()

    staff.office.start()
    staff.call_next("1")

    expect(room.stage.locator(".call-number")).to_have_text("A001", timeout=LONG)
    expect(room.strip).to_be_hidden()


def test_an_office_without_a_voice_has_its_chime(
    open_office: OpenOffice, open_screen: OpenScreen, tmp_path: Path
) -> None:
    nothing_installed = tmp_path / "bin"
    nothing_installed.mkdir()
    staff = Staff(open_office(PATH=str(nothing_installed)))
    room = Hang(open_screen, staff)()
    staff.open_counters("1")
    staff.take("ho-tich")

    staff.call_next("1")

    room.page.wait_for_function("() => window.heard.some((sound) => sound.ends !== null)", timeout=LONG)
    assert room.urls() == ["/display/speech/vi/A001/1/0.wav", "/display/chime.wav"]


@pytest.fixture
def silent_browser(chromium: Browser) -> Iterator[Browser]:
    """A browser as it is installed: no sound before somebody has pressed something."""
    flags = [flag for flag in FLAGS if "autoplay" not in flag]
    browser = chromium.browser_type.launch(executable_path=program(), headless=True, args=flags)
    yield browser
    browser.close()


def program() -> str:
    import shutil

    found = next(filter(None, map(shutil.which, NAMES)))
    assert found is not None
    return found


def test_a_browser_that_keeps_silent_asks_for_one_press(silent_browser: Browser, staff: Staff) -> None:
    room = Hang(
        lambda _, width, height: silent_browser.new_page(viewport={"width": width, "height": height}), staff
    )()
    button = room.page.get_by_role("button", name="Bật âm thanh")
    expect(button).to_be_visible()
    expect(button).to_be_focused()

    room.page.keyboard.press("Enter")

    expect(button).to_be_hidden()
    staff.open_counters("1")
    staff.take("ho-tich")
    staff.call_next("1")
    room.hears("/display/chime.wav", "/vi/A001/1/0.wav")


def test_a_second_display_in_the_room_can_be_silent(hang: Hang, staff: Staff) -> None:
    room = hang(query="sound=off")
    staff.open_counters("1")
    staff.take("ho-tich")

    staff.call_next("1")

    expect(room.stage.locator(".call-number")).to_have_text("A001")
    expect(room.stage).to_have_class("stage")
    assert room.urls() == []


def busy(staff: Staff) -> None:
    """Six calls and more on the board, long lines, a recall on the stage."""
    staff.open_counters("1", "2")
    for service in ("ho-tich", "chung-thuc", "dat-dai", "kinh-doanh", "nong-nghiep"):
        for _ in range(3):
            staff.take(service)
    for _ in range(3):
        for counter in ("1", "2"):
            staff.serve(counter, staff.call_next(counter))
    staff.do("1", staff.call_next("1"), "recall")


def test_nothing_is_cut_off_on_any_screen(hang: Hang, staff: Staff) -> None:
    empty = {size: hang(query="sound=off", width=size[0], height=size[1]) for size in SIZES}
    assert {size: room.page.evaluate(CLIPPED) for size, room in empty.items()} == {size: [] for size in SIZES}

    busy(staff)

    for room in empty.values():
        expect(room.stage.locator(".again")).to_be_visible(timeout=LONG)
        expect(room.calls).to_have_count(6)
    assert {size: room.page.evaluate(CLIPPED) for size, room in empty.items()} == {size: [] for size in SIZES}


def test_the_last_row_can_read_the_number(hang: Hang, staff: Staff) -> None:
    needed = {(55, 4): 109, (43, 5): 173, (43, 8): 277}
    rooms = {room: hang(query=f"sound=off&inches={room[0]}&seat={room[1]}") for room in needed}

    busy(staff)

    for size, room in rooms.items():
        number = room.stage.locator(".call-number")
        expect(number).to_be_visible()
        assert number.evaluate("(it) => parseFloat(getComputedStyle(it).fontSize)") >= needed[size], size
        assert room.page.evaluate(CLIPPED) == [], size


def test_a_room_that_is_too_large_for_its_screen_is_told_of(hang: Hang) -> None:
    room = hang(query="sound=off&inches=24&seat=12")

    expect(room.page.locator("#foot p")).to_contain_text("24 inch")


def test_everybody_can_read_it(hang: Hang, staff: Staff) -> None:
    room = hang(query="sound=off")
    assert violations(room.page, enhanced_contrast=True) == []

    busy(staff)

    expect(room.stage.locator(".again")).to_be_visible(timeout=LONG)
    assert violations(room.page, enhanced_contrast=True) == []


def test_a_television_of_2018_shows_and_speaks(hang: Hang, staff: Staff) -> None:
    room = hang(script=OLD_TELEVISION)
    staff.open_counters("1")
    staff.take("ho-tich")

    staff.call_next("1")

    expect(room.stage.locator(".call-number")).to_have_text("A001")
    room.hears("/vi/A001/1/0.wav")


def test_who_asks_for_no_motion_gets_none(open_screen: OpenScreen, staff: Staff) -> None:
    room = Hang(lambda url, **screen: open_screen(url, reduced_motion="reduce", **screen), staff)(
        query="sound=off"
    )
    staff.open_counters("1")
    staff.take("ho-tich")

    staff.call_next("1")

    number = room.stage.locator(".call-number")
    expect(number).to_have_text("A001")
    assert number.evaluate("(number) => parseFloat(getComputedStyle(number).animationDuration)") <= 0.001
