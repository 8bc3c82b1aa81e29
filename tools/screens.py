"""`make screens`: the pictures in docs/screens, of the sample office on a busy Monday morning.

The morning until ten is played by the same actions that people use; then the real server opens on its book, and the
pictures are taken of real pages in a real browser, while hands press what people press.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from kiosk.printing.blocks import paper
from kiosk.printing.picture import preview
from kiosk.slip import Facts, Slip, slip_of
from server.clock import JumpingClock
from server.config import Settings
from server.office import Database, Office
from server.push import Push, Silence
from server.sample.offer import staff
from server.simulate.day import imagine
from server.simulate.hands import RealHands
from server.simulate.play import Play
from server.simulate.rehearsal import ordinary
from server.store.catalogue import offices
from server.web.words import shipped
from tests.fixtures.chromium import FLAGS, NAMES
from tests.fixtures.office import PASSWORD, RunningOffice

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "screens"
LARGEST = 250_000
"""Bytes of one picture: they are in the repository."""
PALETTE = 256
DAY, SEED, CITIZENS = date(2026, 11, 23), 1, 100
DAWN, EARLY, BUSY = (f"{DAY}T{time}:00+07:00" for time in ("07:00", "07:28", "10:10"))
ADDRESS = "http://motcua.duongphong.vn"
PRINTER_DOTS = 576
KIOSK, DESK, WALL, PHONE, TABLET, MANAGER = (
    (1080, 1920),
    (1366, 768),
    (1920, 1080),
    (390, 844),
    (800, 1280),
    (1440, 900),
)
ADMINISTRATOR = "tin"
ADMIN = (
    ("admin-services", "/admin/services", DESK),
    ("admin-policy", "/admin/policy", DESK),
    ("admin-screens", "/admin/screens", DESK),
    ("admin-printers", "/admin/printers", DESK),
    ("admin-audit", "/admin/audit", DESK),
    ("admin-phone", "/admin/welcome", PHONE),
)
HAND_MS = 450
UNDO_MS = 15_000
EDGE = 32
"""What a printer of an 80 mm roll leaves white left and right, in dots."""

Colour = tuple[int, int, int]


@dataclass
class Studio:
    """One office, its book, and a browser in front of its screens."""

    office: RunningOffice
    book: Office
    browser: Browser

    def open(self, path: str, size: tuple[int, int], **context: Any) -> Page:
        page = self.browser.new_context(
            viewport=ViewportSize(width=size[0], height=size[1]),
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            **context,
        ).new_page()
        page.goto(self.office.url + path)
        return page

    def device(self, screen: str, size: tuple[int, int], counter: str | None = None) -> Page:
        page = self.open(f"/{screen}#token={self.office.token(screen, counter)}", size)
        page.wait_for_url(f"{self.office.url}/{screen}")
        return page

    def signed_in(self, path: str, name: str, size: tuple[int, int]) -> Page:
        page = self.open(path, size)
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.click("#enter")
        page.wait_for_url(self.office.url + path)
        return page

    def phone(self, ticket: str) -> Page:
        """The phone of somebody who is in the line already."""
        secret = self.book.look(lambda book: book.ticket(ticket).secret)
        page = self.open(f"/t/{secret}", PHONE, device_scale_factor=2)
        expect(page.locator("#number")).not_to_be_empty()
        return page


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with studio(EARLY, played_until=EARLY) as early:
        before_the_first_number(early)
    with studio(BUSY, played_until=BUSY) as busy:
        at_the_kiosk(busy)
        at_work(busy)
        set_up(busy)


# --- the office ----------------------------------------------------------------------------------------------------


@contextmanager
def studio(clock: str, *, played_until: str) -> Iterator[Studio]:
    folder = Path(tempfile.mkdtemp(prefix="toiluot-screens-"))
    (folder / "slips").mkdir()
    printer = f"file://{folder / 'slips'}?width={PRINTER_DOTS}"
    practice = {"TOILUOT_CLOCK": clock, "TOILUOT_ADDRESS": ADDRESS, "TOILUOT_PRINTER": printer}
    office = RunningOffice(folder / "data", practice | {"TOILUOT_LOG_LEVEL": "WARNING"})
    try:
        office.run("init", "--sample")
        book = played(office.data, datetime.fromisoformat(played_until))
        for one in staff():
            shown = ("--role", str(one.role), "--shown-name", one.shown_name)
            office.run("user", "add", one.name, *shown, stdin=f"{PASSWORD}\n")
        admin = ("--role", "admin", "--shown-name", "Ma Văn Tín")
        office.run("user", "add", ADMINISTRATOR, *admin, stdin=f"{PASSWORD}\n")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            office.start()
            yield Studio(office, book, browser)
            browser.close()
    finally:
        if office.is_open:
            office.stop()
        shutil.rmtree(folder)


def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        sys.exit("Missing: Chromium, which takes the pictures. Get it with: sudo apt-get install chromium")
    return found


def played(data: Path, until: datetime) -> Office:
    """The office after the morning until then."""
    database = Database(f"sqlite:///{data / 'toiluot.db'}")
    profile = database.look(offices)[0]
    clock = JumpingClock(datetime.fromisoformat(DAWN))
    office = Office(profile, Settings(data=data), database, clock, Push(Silence(), profile.id))
    office.begin()
    Play(imagine(ordinary(CITIZENS), DAY, SEED)).play(RealHands(office), clock, until)
    return office


# --- what happens, and the pictures of it --------------------------------------------------------------------------


def before_the_first_number(early: Studio) -> None:
    take("start", early.open("/", DESK))
    take("signin", early.open("/signin", DESK))
    display = early.device("display", WALL)
    expect(display.locator("#lines")).to_be_visible()
    take("display-idle", display)


def at_the_kiosk(busy: Studio) -> None:
    kiosk = busy.device("kiosk", KIOSK)
    expect(kiosk.locator(".service-card").first).to_be_visible()
    take("kiosk", kiosk)
    kiosk.get_by_role("button", name="English").click()
    expect(kiosk.locator("#question")).to_have_text("What did you come for?")
    take("kiosk-en", kiosk)
    kiosk.get_by_role("button", name="Tiếng Việt").click()
    kiosk.get_by_role("button", name="Chữ lớn").click()
    take("kiosk-large", kiosk)
    kiosk.get_by_role("button", name="Chữ lớn").click()
    kiosk.get_by_role("button", name="Hộ tịch").click()
    kiosk.get_by_role("button", name="Đăng ký khai sinh").click()
    take("kiosk-service", kiosk)
    with kiosk.expect_response("**/api/v1/tickets") as answered:
        kiosk.get_by_role("button", name="Lấy số", exact=True).click()
    expect(kiosk.locator("#paper-told")).to_have_text("Mời lấy phiếu")
    take("kiosk-ticket", kiosk)
    slip = printed(busy.book, answered.value.json()["print_job"])
    cut = Image.open(BytesIO(preview(slip, paper(PRINTER_DOTS))))
    ImageOps.expand(cut, border=EDGE, fill=255).save(PICTURES / "slip.png", optimize=True)
    told("slip")
    kiosk.context.close()


def printed(book: Office, job: int) -> Slip:
    """What a print job puts on paper."""
    found = book.look(lambda at: at.paper.named(job))
    assert found is not None, "the kiosk answered with a job that nobody ordered"
    return slip_of(Facts.from_json(found.slip), shipped())


def at_work(busy: Studio) -> None:
    """Lan at counter 1, Mai at counter 3, and whoever looks on."""
    tablet = busy.device("rating", TABLET, "3")
    expect(tablet.locator(".asleep")).to_be_visible()
    take("rating-asleep", tablet)
    lan = busy.signed_in("/counter", "lan", DESK)
    expect(lan.locator("#people .person").first).to_be_visible()
    take("counter", lan)

    mai = busy.signed_in("/counter", "mai", DESK)
    expect(mai.locator("#people .person").first).to_be_visible()
    served = press(mai, "Hoàn thành")
    expect(tablet.locator('#faces[aria-busy="false"]')).to_be_visible()
    take("rating", tablet)
    rating = busy.phone(served)
    expect(rating.locator('[data-view="rate"].view')).to_be_visible()
    take("phone-rate", rating)
    expect(mai.locator("#undo")).to_be_hidden(timeout=UNDO_MS)
    take("counter-line", mai)

    called = press(mai, "Gọi số tiếp theo")
    turn = busy.phone(called)
    expect(turn.locator("#turn-counter")).to_be_visible()
    take("phone-called", turn)
    display = busy.device("display", WALL)
    expect(display.locator("#stage .call-number")).to_have_text(called[-4:])
    take("display", display)
    waiting = busy.phone(fifth_in_line(mai))
    expect(waiting.locator("#ahead")).not_to_be_empty()
    take("phone", waiting)
    for name, size in (("manager", MANAGER), ("manager-phone", PHONE)):
        director = busy.signed_in("/manager", "binh", size)
        expect(director.locator("#tiles")).to_be_visible()
        take(name, director)


def set_up(busy: Studio) -> None:
    """The administrator's pages, at a desk and on a phone."""
    for name, path, size in ADMIN:
        page = busy.signed_in(path, ADMINISTRATOR, size)
        expect(page.locator("body.admin main h1")).to_be_visible()
        take(name, page)
        page.context.close()


def press(desk: Page, word: str) -> str:
    """The large button, a hand's pause after the last press; the id of the ticket that it was about."""
    expect(desk.locator("#primary-word")).to_have_text(word)
    expect(desk.locator("#primary")).to_have_attribute("aria-disabled", "false")
    desk.wait_for_timeout(HAND_MS)
    with desk.expect_response(lambda answer: answer.request.method == "POST") as answered:
        desk.click("#primary")
    expect(desk.locator("#primary-word")).not_to_have_text(word)
    told: dict[str, Any] = answered.value.json()
    return str(told["id"] if "number" in told else told["code"])


def fifth_in_line(desk: Page) -> str:
    return f"{DAY}-{desk.locator('#people .person .number').nth(4).inner_text()}"


# --- pictures ------------------------------------------------------------------------------------------------------


def take(name: str, page: Page) -> None:
    """One picture, with the fonts there and nothing under way."""
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    shot = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    fewest(shot).save(PICTURES / f"{name}.png", optimize=True)
    told(name)


def fewest(picture: Image.Image) -> Image.Image:
    """The same picture in a palette: flat colours exactly as they are, the edges of letters in the nearest ones."""
    told_colours: Any = picture.getcolors(picture.width * picture.height)
    colours = [colour for _, colour in sorted(told_colours, reverse=True)]
    palette = colours[:PALETTE]
    place = {colour: nearest(palette, colour) for colour in colours}
    raw = picture.tobytes()
    found = bytes(place[pixel] for pixel in zip(raw[0::3], raw[1::3], raw[2::3], strict=True))
    made = Image.frombytes("P", picture.size, found)
    made.putpalette([part for colour in palette for part in colour])
    return made


def nearest(palette: list[Colour], colour: Colour) -> int:
    """The place of the colour in the palette that is least different from this one."""
    r, g, b = colour
    return min(
        range(len(palette)),
        key=lambda at: (palette[at][0] - r) ** 2 + (palette[at][1] - g) ** 2 + (palette[at][2] - b) ** 2,
    )


def told(name: str) -> None:
    path = PICTURES / f"{name}.png"
    size = path.stat().st_size
    print(f"{path.relative_to(PICTURES.parents[1])}: {size // 1000} kB")
    if size > LARGEST:
        sys.exit(f"{path.name} is too large for the repository: {size} bytes")


if __name__ == "__main__":
    main()
