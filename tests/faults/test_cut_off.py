"""Screens are cut off, loudly or silently: each says so, and comes back by itself to everything that it missed."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.faults.hands import kept
from tests.fixtures.cable import Cable
from tests.stories.conftest import House, house

__all__ = ["house"]

NOTICED = 30_000
"""Milliseconds in which a screen must have noticed that nobody answers: two pings of ten seconds, and some."""
BACK = 40_000
STAYS_OUT_SECONDS = float(os.environ.get("CUT_OFF_SECONDS", "0"))
"""How long the line stays cut besides what happens meanwhile; `make soak` says five minutes."""
SPOKEN_WITHIN_SECONDS = 30
"""An older call is shown and not spoken any more: whoever it was for has come by now, or is called again."""
ANSWERED = 30_000
"""Milliseconds for a press whose first answer was lost: eight seconds until it is sent again, and some."""


def through(cable: Cable, house: House) -> House:
    """The same office as screens find it that hang on the cable."""
    return House(replace(house.office, port=cable.port), house.open_screen)


def of(ticket: tuple[str, str], cable: Cable) -> str:
    """The address of a ticket's page on the other side of the cable."""
    return f"{cable.url}/t/{ticket[1].rsplit('/', maxsplit=1)[1]}"


@pytest.mark.parametrize("cut", [Cable.pull, Cable.fall_silent], ids=["dropped", "half-open"])
def test_board_counter_and_phone_hear_everything_that_happened_while_they_were_cut_off(
    house: House, cable: Cable, cut: Callable[[Cable], None]
) -> None:
    far, minh, kiosk = through(cable, house), house.desk("minh", "2"), house.kiosk()
    wall, lan = far.wall(), far.desk("lan", "1")
    tickets = [house.take(kiosk) for _ in range(4)]
    phone = far.phone(of(tickets[1], cable))
    expect(lan.line).to_have_count(4)

    cut(cable)
    for page in (wall.page, lan.page, phone):
        expect(page.locator("#strip")).to_be_visible(timeout=NOTICED)
    expect(lan.page.locator("#primary")).to_have_attribute("aria-disabled", "true")
    minh.serve()
    minh.press("Gọi số tiếp theo")
    expect(minh.said).to_have_text("Đã gọi A002")
    cable.stays_out(STAYS_OUT_SECONDS)
    cable.plug_in()

    for page in (wall.page, lan.page, phone):
        expect(page.locator("#strip")).to_be_hidden(timeout=BACK)
    late = () if STAYS_OUT_SECONDS > SPOKEN_WITHIN_SECONDS else ("vi/A001/2/0.wav", "vi/A002/2/0.wav")
    wall.hears(*late)
    expect(wall.calls).to_contain_text(["A002", "A001"])
    expect(lan.line).to_have_text(["A003", "A004"])
    expect(phone).to_have_title("Mời đến Quầy 2")
    lan.press("Gọi số tiếp theo")
    wall.hears(*late, "vi/A003/1/0.wav")
    expect(wall.calls).to_contain_text(["A003", "A002", "A001"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_says_that_the_server_is_away_and_comes_back_by_itself(
    house: House, language: str, tmp_path: Path
) -> None:
    lan, kiosk = house.desk("lan", "1"), house.kiosk()
    phone = house.phone(house.take(kiosk)[1])
    tablet, director, wall = house.tablet("1"), house.director(), house.wall()
    for page in (lan.page, kiosk, phone, director):
        in_language(page, language)
    pages = {"counter": lan.page, "phone": phone, "manager": director, "rating": tablet, "display": wall.page}

    house.office.kill()

    away = {"vi": "Mất kết nối với máy chủ từ 08:0", "en": "The server has been out of reach since 08:0"}
    # Nobody stands before them who could have chosen a language.
    unasked = {"rating": away["vi"], "display": "Mất kết nối máy chủ từ 08:0"}
    for name, page in pages.items():
        expect(page.locator("#strip")).to_be_visible(timeout=NOTICED)
        expect(page.locator("#strip")).to_contain_text(unasked.get(name, away[language]))
    expect(kiosk.locator("#away")).to_contain_text(
        {"vi": "Mời ông/bà lấy số ở quầy hướng dẫn", "en": "Please take a number at the guide desk"}[
            language
        ],
        timeout=NOTICED,
    )
    for name, page in {**pages, "kiosk": kiosk}.items():
        page.screenshot(path=tmp_path / f"away-{name}-{language}.png")

    house.office.start()

    for page in pages.values():
        expect(page.locator("#strip")).to_be_hidden(timeout=BACK)
    expect(kiosk.locator("#away")).to_be_hidden(timeout=BACK)
    expect(kiosk.locator(".service-card").first).to_have_attribute("aria-disabled", "false")


def in_language(page: Page, language: str) -> None:
    choice = page.locator(f'[data-language="{language}"]:visible, #tongue[lang="{language}"]:visible')
    if choice.count():
        choice.first.click()


def test_a_number_whose_answer_was_lost_on_the_way_is_one_number_and_one_slip(
    house: House, cable: Cable, tmp_path: Path
) -> None:
    kiosk = through(cable, house).kiosk()
    kiosk.get_by_role("button", name="Hộ tịch").tap()
    cable.lose_answers()

    kiosk.get_by_role("button", name="Lấy số", exact=True).tap()

    expect(kiosk.locator("#trying")).to_be_visible(timeout=NOTICED)
    kiosk.screenshot(path=tmp_path / "trying.png")
    cable.plug_in()
    expect(kiosk.locator("#number")).to_have_text("A001", timeout=ANSWERED)
    assert house.office.stop() == 0
    after = kept(house.office)
    assert (after.numbers, after.verbs.count("take"), after.jobs) == (["A001"], 1, 1)


def test_a_call_whose_answer_was_lost_is_one_call(house: House, cable: Cable) -> None:
    lan, kiosk = through(cable, house).desk("lan", "1"), house.kiosk()
    for _ in range(2):
        house.take(kiosk)
    expect(lan.line).to_have_count(2)
    cable.lose_answers()

    lan.press("Gọi số tiếp theo")
    expect(lan.page.locator("#primary")).to_have_attribute("aria-busy", "true")
    cable.plug_in()

    expect(lan.in_hand).to_have_text("A001", timeout=ANSWERED)
    expect(lan.line).to_have_text(["A002"], timeout=BACK)
    assert house.office.stop() == 0
    assert kept(house.office).verbs.count("call") == 1


def test_a_number_given_back_and_a_rating_whose_answers_were_lost_count_once(
    house: House, cable: Cable
) -> None:
    far, lan, kiosk = through(cable, house), house.desk("lan", "1"), house.kiosk()
    first, second = house.take(kiosk), house.take(kiosk)
    lan.serve()
    rating, leaving = far.phone(of(first, cable)), far.phone(of(second, cable))
    leaving.get_by_role("button", name="Huỷ số").tap()
    cable.lose_answers()

    rating.get_by_role("button", name="Rất hài lòng").tap()
    leaving.get_by_role("dialog", name="Huỷ số A002?").get_by_role("button", name="Huỷ số").tap()
    for page in (rating, leaving):
        expect(page.locator("#trouble")).to_be_visible(timeout=NOTICED)
    cable.plug_in()

    expect(rating.locator('[data-view="thanks"].view')).to_be_visible(timeout=ANSWERED)
    expect(leaving.locator('[data-view="cancelled"].view')).to_be_visible(timeout=ANSWERED)
    assert house.office.stop() == 0
    verbs = kept(house.office).verbs
    assert (verbs.count("rate"), verbs.count("cancel")) == (1, 1)


def test_a_rating_on_the_tablet_whose_answer_was_lost_counts_once(house: House, cable: Cable) -> None:
    tablet, lan, kiosk = through(cable, house).tablet("1"), house.desk("lan", "1"), house.kiosk()
    house.take(kiosk)
    lan.serve()
    expect(tablet.locator("#turn")).to_have_text("Số A001")
    expect(tablet.locator("#faces")).to_have_attribute("aria-busy", "false")
    cable.lose_answers()

    with tablet.expect_request("**/rating"):
        tablet.get_by_role("button", name="Rất hài lòng").tap()
    with tablet.expect_response("**/rating", timeout=ANSWERED) as answered:
        cable.plug_in()

    assert answered.value.status == 201
    assert house.office.stop() == 0
    assert kept(house.office).verbs.count("rate") == 1
