"""The frame of the administrator's pages, on a real server and in a real browser."""

import pytest
import requests
from playwright.sync_api import expect

from server.admin.shell import PLACES
from tests.admin.conftest import OpenPlace
from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.looks import clipped_at_double_size, too_small, violations
from tests.fixtures.office import RunningOffice

DESK, PHONE = (1366, 768), (390, 844)
EVERY = [place for _, places in PLACES for place in places]


def test_a_stranger_signs_in_first_and_then_sees_the_page_they_asked_for(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    page = open_place("/admin/printers")

    expect(page).to_have_url(f"{running_office.url}/admin/printers")
    expect(page.locator("main h1")).to_have_text("Máy in")


def test_what_was_asked_for_of_a_page_is_still_asked_after_signing_in(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    page = open_place("/admin/audit?kind=keeping&by=tin")

    expect(page).to_have_url(f"{running_office.url}/admin/audit?kind=keeping&by=tin")
    expect(page.locator("#kind")).to_have_value("keeping")


@pytest.mark.parametrize(
    "wish",
    ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "/\t/elsewhere.example"],
)
def test_signing_in_sends_nobody_out_of_the_house(wish: str, running_office: RunningOffice) -> None:
    told = requests.get(f"{running_office.url}/signin", params={"next": wish}, timeout=30).text

    assert '"after":"/"' in told


@pytest.mark.parametrize("name", ["lan", "thu"])
def test_neither_clerk_nor_director_sets_up_the_office(
    name: str, running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_screen(f"{running_office.url}/signin")
    sign_in(page, name)
    page.wait_for_url(f"{running_office.url}/")

    for place in EVERY:
        page.goto(running_office.url + place.address)
        expect(page).to_have_url(f"{running_office.url}/signin?next={place.address}")


def test_every_place_is_reached_from_every_other_by_keys(open_place: OpenPlace) -> None:
    page = open_place("/admin")

    for place in EVERY:
        page.locator(f'.places a[href="{place.address}"]').focus()
        page.keyboard.press("Enter")
        expect(page.locator(f'.places a[href="{place.address}"]')).to_have_attribute("aria-current", "page")


def test_a_desk_shows_every_place_at_once(open_place: OpenPlace) -> None:
    page = open_place("/admin", *DESK)

    for place in EVERY:
        expect(page.locator(f'.places a[href="{place.address}"]')).to_be_in_viewport(ratio=1)


def test_the_place_where_one_is_shows_also_in_a_low_window(open_place: OpenPlace) -> None:
    page = open_place(EVERY[-1].address, 1366, 480)

    expect(page.locator(".places a[aria-current]")).to_be_in_viewport(ratio=1)
    expect(page.locator("main h1")).to_be_in_viewport(ratio=1)


def test_the_pages_speak_english_to_the_last_word(open_place: OpenPlace) -> None:
    page = open_place("/admin/printers")

    page.click("[data-language=en]")

    expect(page.locator("main h1")).to_have_text("Printers")
    expect(page.locator(".places a[aria-current=page]")).to_have_text("Printers")


def test_signing_out_leaves_no_way_back(running_office: RunningOffice, open_place: OpenPlace) -> None:
    page = open_place("/admin/printers")

    page.click("#sign-out")
    expect(page).to_have_url(f"{running_office.url}/signin?next=/admin/printers")
    page.goto(f"{running_office.url}/admin/printers")

    expect(page).to_have_url(f"{running_office.url}/signin?next=/admin/printers")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_read_every_place(open_place: OpenPlace, size: tuple[int, int]) -> None:
    page = open_place("/admin", *size, reduced_motion="reduce")

    for place in EVERY:
        page.goto(page.url.split("/admin")[0] + place.address)
        expect(page.locator("body.admin main h1")).to_be_visible()
        assert (place.name, violations(page)) == (place.name, [])
        assert (place.name, clipped_at_double_size(page)) == (place.name, [])
        assert (place.name, too_small(page, 24)) == (place.name, [])
