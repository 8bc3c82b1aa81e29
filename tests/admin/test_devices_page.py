"""Machines are named, moved and told apart by an administrator who walks through the house."""

import requests
from playwright.sync_api import expect

from tests.admin.conftest import OpenPlace
from tests.fixtures.chromium import OpenScreen
from tests.fixtures.office import RunningOffice

SECONDS = 60


def test_a_tablet_that_stands_at_another_counter_opens_there_without_being_paired_anew(
    running_office: RunningOffice, open_place: OpenPlace, open_screen: OpenScreen
) -> None:
    tablet = open_screen(
        f"{running_office.url}/rating#token={running_office.token('rating', '1')}", 800, 1280
    )
    expect(tablet.locator("body")).to_contain_text("Quầy 1")
    page = open_place("/admin/devices")
    card = page.locator(".machine", has_text="Quầy 1").first
    machine = str(card.get_attribute("id"))

    card.locator("details.change summary").click()
    card.get_by_label("Tên thiết bị").fill("Máy cửa sổ")
    card.get_by_label("Quầy (máy đánh giá)").select_option("2")
    card.locator(".change .saving .button").click()

    expect(page.locator(f"#{machine} .machine-head")).to_contain_text("Máy cửa sổ")
    expect(page.locator(f"#{machine} .machine-head")).to_contain_text("2")
    expect(tablet.locator("body")).to_contain_text("Quầy 2")


def test_the_journal_says_from_where_days_people_and_machines_were_changed(
    running_office: RunningOffice,
) -> None:
    headers = {"Authorization": f"Bearer {running_office.token('admin')}"}
    for path, wish in (
        ("/office/days", {"day": "2022-10-08", "kind": "working", "note": "Làm bù", "source": "12729/VPCP"}),
        ("/people", {"name": "ba", "shown_name": "Ba", "role": "guide"}),
    ):
        answer = requests.post(
            f"{running_office.url}/api/v1{path}", json=wish, headers=headers, timeout=SECONDS
        )
        assert answer.ok, answer.text

    told = requests.get(
        f"{running_office.url}/api/v1/office/journal?verb=calendar-day,person-add,password-link",
        headers=headers,
        timeout=SECONDS,
    ).json()["entries"]

    places = {(one["verb"], one["from"]) for one in told}
    assert {("calendar-day", "127.0.0.1"), ("password-link", "127.0.0.1")} <= places
