"""A citizen whose language the office brought along: kiosk, paper and phone speak it as far as it goes."""

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import requests
from PIL import Image
from playwright.sync_api import Page, expect

from tests.fixtures.office import RunningOffice

SAMPLE = Path(__file__).parents[1] / "web" / "fr"
WIDE = 'font-family: "fr"'


@pytest.fixture
def french(running_office: RunningOffice) -> RunningOffice:
    """The sample office after an administrator has put a folder where it belongs."""
    assert running_office.stop() == 0
    shutil.copytree(SAMPLE, running_office.data / "languages" / "fr")
    shutil.copy(font(), running_office.data / "languages" / "fr" / "font.woff2")
    running_office.start()
    return running_office


def font() -> Path:
    """Any real one."""
    return next(Path("server/web/built/fonts").resolve().glob("*.woff2"))


def test_a_citizen_is_served_in_it_where_it_speaks_and_in_vietnamese_where_not(
    french: RunningOffice, open_screen: Callable[..., Page], tmp_path: Path
) -> None:
    kiosk = open_screen(
        f"{french.url}/kiosk#token={french.token('kiosk')}", 1080, 1920, reduced_motion="reduce"
    )
    kiosk.get_by_role("button", name="Français").click()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Pour quelle démarche venez-vous ?")
    expect(kiosk.locator("#date")).to_contain_text("lundi 3 octobre 2022")
    kiosk.screenshot(path=tmp_path / "kiosk-fr.png")

    kiosk.get_by_role("button", name="État civil").click()
    expect(kiosk.get_by_role("button", name="Quay lại")).to_be_visible()
    kiosk.get_by_role("button", name="Prendre un numéro", exact=True).click()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Votre numéro A001")
    assert kiosk.evaluate("document.fonts.check('16px fr')")

    address = kiosk.evaluate("fetch('/api/v1/services').then(a => a.json()).then(s => s[0].name)")
    assert address == {"vi": "Hộ tịch", "en": "Civil status", "fr": "État civil"}


def test_the_slip_says_what_is_translated_and_the_clerk_reads_on_in_turn(
    french: RunningOffice, open_screen: Callable[..., Page]
) -> None:
    def drawn(language: str) -> bytes:
        out = french.data / f"{language}.png"
        french.run("slip", "preview", "--language", language, "--out", str(out))
        return Image.open(BytesIO(out.read_bytes())).tobytes()

    assert len({drawn("vi"), drawn("en"), drawn("fr")}) == 3

    page = open_screen(f"{french.url}/counter#token={french.token('clerk', '1')}", 1366, 768)
    for language in ("English", "Français", "Tiếng Việt"):
        page.get_by_role("button", name=language).click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")


def test_its_font_is_served_with_the_page_and_others_have_none(french: RunningOffice) -> None:
    with requests.Session() as kiosk:
        page = kiosk.get(f"{french.url}/signin", timeout=10).text
        style = kiosk.get(f"{french.url}/languages/fr.css", timeout=10)

        assert '<link rel="stylesheet" href="/languages/fr.css">' in page
        assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
        assert WIDE in style.text
        assert kiosk.get(f"{french.url}/languages/fr.woff2", timeout=10).content == font().read_bytes()
        assert kiosk.get(f"{french.url}/languages/vi.css", timeout=10).status_code == 404
        assert kiosk.get(f"{french.url}/languages/..%2Fsecret.woff2", timeout=10).status_code == 404
