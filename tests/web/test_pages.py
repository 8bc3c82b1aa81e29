"""What every page keeps to: nothing inline, everything from this house, and a way in for people and machines."""

import gzip
import json
import re
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.looks import clipped_at_double_size, too_small, violations
from tests.fixtures.office import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for room in ("kiosk", "counter", "display", "server")
    for path in (ROOT / room).rglob("templates/*.html")
)


def _get(url: str, **headers: str) -> Any:
    return urlopen(Request(url, headers=headers))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_carries_style_or_script_of_its_own(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert re.findall(r"\s(?:style|on[a-z]+)=", text) == []
    assert re.findall(r"<style", text) == []
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", text) == []
    assert re.findall(r"""(?:src|href)=["']https?:""", text) == []


def test_a_page_lets_nothing_in_but_what_is_ours(running_office: Any) -> None:
    with _get(running_office.url) as answer:
        policy = answer.headers["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert f"ws://127.0.0.1:{running_office.port}" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_travels_packed_and_says_the_same(running_office: Any) -> None:
    with _get(running_office.url, **{"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        text = gzip.decompress(packed.read()).decode()

    assert "Đây là màn hình nào?" in text


def test_what_is_built_is_kept_by_browsers_until_it_changes(running_office: Any) -> None:
    with _get(running_office.url) as answer:
        script = re.findall(r'src="(/built/start\.js\?v=\w+)"', answer.read().decode())[0]

    with _get(running_office.url + script, **{"Accept-Encoding": "gzip"}) as kept:
        assert "immutable" in kept.headers["Cache-Control"]
        assert kept.headers["Content-Type"].startswith("text/javascript")
        assert gzip.decompress(kept.read())
    with _get(running_office.url + script.partition("?")[0]) as unnamed:
        assert unnamed.headers["Cache-Control"] == "no-cache"


def test_only_what_is_built_is_served(running_office: Any) -> None:
    with closing(HTTPConnection("127.0.0.1", running_office.port)) as wire:
        for path in ("/built/../page.py", "/built/%2e%2e/page.py", "/built/nothing.js", "/built/"):
            wire.request("GET", path)
            answer = wire.getresponse()
            answer.read()

            assert answer.status == 404, path


def test_the_start_page_can_be_read_by_everybody(
    running_office: Any, open_screen: Callable[..., Page]
) -> None:
    page = open_screen(running_office.url, 1366, 768, reduced_motion="reduce")
    expect(page.get_by_role("link", name="Ki-ốt lấy số")).to_have_attribute("href", "/kiosk")

    wrong = [*violations(page), *clipped_at_double_size(page), *too_small(page, 24)]
    page.get_by_role("button", name="English").click()

    assert wrong == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Which screen is this?")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which screen is this?")


def test_signing_in_leads_on_to_the_page_that_asked(
    running_office: Any, open_screen: Callable[..., Page]
) -> None:
    page = open_screen(f"{running_office.url}/signin?next=/mark.svg", 1366, 768, reduced_motion="reduce")
    assert violations(page) == []
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_have_text("Xin nhập tên và mật khẩu.")

    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu", exact=True).fill("wrong password")
    page.get_by_label("Mật khẩu", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Tên hoặc mật khẩu chưa đúng. Xin nhập lại.")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page).to_have_url(f"{running_office.url}/mark.svg")


def test_the_page_of_ones_own_account_fits_on_every_glass(
    running_office: Any, open_screen: Callable[..., Page]
) -> None:
    page = open_screen(f"{running_office.url}/signin?next=/account", 390, 844)
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(f"{running_office.url}/account")

    for width, height in ((390, 844), (768, 1024), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_signing_in_never_leads_out_of_the_house(running_office: Any) -> None:
    for elsewhere in (
        "https://example.org/",
        "//example.org/",
        "/%5Cexample.org",
        "//[example",
        "javascript:alert(1)",
        "counter",
    ):
        with _get(f"{running_office.url}/signin?next={elsewhere}") as answer:
            facts = json.loads(re.findall(r'id="screen">(.*?)</script>', answer.read().decode())[0])

        assert facts["after"] == "/", elsewhere


def test_an_address_that_leads_nowhere_says_so_kindly(
    running_office: Any, open_screen: Callable[..., Page]
) -> None:
    page = open_screen(f"{running_office.url}/no-such-page", 390, 844, reduced_motion="reduce")

    expect(page.get_by_role("heading", level=1)).to_have_text("Không có trang này")
    expect(page.get_by_role("link", name="Về trang đầu")).to_be_visible()
    assert [*violations(page), *clipped_at_double_size(page)] == []
