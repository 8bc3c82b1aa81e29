"""The rating tablet, on a real server and in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, Response, expect

from tests.fixtures.chromium import OpenScreen
from tests.fixtures.looks import clipped_at_double_size, small_print, too_close, too_small, violations
from tests.fixtures.office import RunningOffice

SECONDS = 60
STANDING, LYING = (800, 1280), (1280, 800)
ASLEEP, ASKING, WHY, THANKS = (f".{scene}:not([hidden])" for scene in ("asleep", "asking", "why", "thanks"))

OpenTablet = Callable[..., Page]


def post(office: RunningOffice, scope: str, path: str, body: Any = None, counter: str | None = None) -> Any:
    answer = requests.post(
        f"{office.url}/api/v1{path}",
        json=body or {},
        headers={"Authorization": f"Bearer {office.token(scope, counter)}"},
        timeout=SECONDS,
    )
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


def serve_somebody(office: RunningOffice, counter: str = "1") -> dict[str, Any]:
    """Somebody takes a number, is called to the counter, served and let go; the ticket as it was issued."""
    taken: dict[str, Any] = post(office, "kiosk", "/tickets", {"service": "ho-tich"})
    post(office, "clerk", f"/counters/{counter}/open", counter=counter)
    called = post(office, "clerk", f"/counters/{counter}/call-next", counter=counter)
    assert called["number"] == taken["number"]
    for step in ("start", "finish"):
        post(office, "clerk", f"/tickets/{called['id']}/{step}", counter=counter)
    return taken


def satisfaction(office: RunningOffice) -> dict[str, Any]:
    answer = requests.get(
        f"{office.url}/api/v1/statistics",
        headers={"Authorization": f"Bearer {office.token('director')}"},
        timeout=SECONDS,
    )
    told: dict[str, Any] = answer.json()[0]["satisfaction"]
    return told


def is_rating(answer: Response) -> bool:
    """The office's answer to a rating; the page itself is at /rating too."""
    return answer.request.method == "POST" and answer.url.endswith("/rating")


def touch(tablet: Page, score: int) -> None:
    tablet.click(f'#faces[aria-busy="false"] [data-score="{score}"]')


@pytest.fixture
def open_tablet(running_office: RunningOffice, open_screen: OpenScreen) -> OpenTablet:
    """`open_tablet(width, height)`: the tablet of counter 1, connected and asleep."""

    def opening(width: int = 800, height: int = 1280, **context: Any) -> Page:
        token = running_office.token("rating", "1")
        tablet = open_screen(f"{running_office.url}/rating#token={token}", width, height, **context)
        expect(tablet.locator(ASLEEP)).to_be_visible()
        return tablet

    return opening


def test_a_machine_that_is_not_connected_rates_nothing(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    stranger = open_screen(f"{running_office.url}/rating")

    expect(stranger.locator("h1")).to_have_text("Máy này chưa được kết nối")


def test_what_was_set_before_the_tablet_opened_does_not_make_it_open_again_and_again(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    post(running_office, "admin", "/office/ratings", {"seconds": 60})
    tablet = open_tablet()
    tablet.goto(f"{running_office.url}/rating")
    expect(tablet.locator(ASLEEP)).to_be_visible()
    tablet.evaluate("window.opened_once = true")

    serve_somebody(running_office)

    expect(tablet.locator(ASKING)).to_be_visible()
    assert tablet.evaluate("window.opened_once")


def test_the_tablet_wakes_when_the_service_is_finished_and_says_whose_turn_it_was(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()

    ticket = serve_somebody(running_office)

    expect(tablet.locator(ASKING)).to_be_visible()
    expect(tablet.locator("#turn")).to_have_text(f"Số {ticket['number']}")
    expect(tablet.locator("#question")).to_be_focused()


@pytest.mark.parametrize("score", [4, 3])
def test_one_touch_is_the_whole_rating(
    running_office: RunningOffice, open_tablet: OpenTablet, score: int
) -> None:
    tablet = open_tablet()
    serve_somebody(running_office)

    with tablet.expect_response(is_rating) as answered:
        touch(tablet, score)

    expect(tablet.locator(THANKS)).to_be_visible()
    assert answered.value.status == 201
    assert (satisfaction(running_office)["rate"], satisfaction(running_office)["answers"]) == (1, 1)


def test_a_low_face_may_say_why(running_office: RunningOffice, open_tablet: OpenTablet) -> None:
    tablet = open_tablet()
    serve_somebody(running_office)
    touch(tablet, 1)
    tablet.click("[data-reason=papers]")
    tablet.click("[data-reason=waiting]")

    with tablet.expect_response(is_rating) as answered:
        tablet.click("#done")

    assert answered.value.request.post_data_json == {"score": 1, "reasons": ["papers", "waiting"]}
    expect(tablet.locator(THANKS)).to_be_visible()
    assert satisfaction(running_office)["rate"] == 0


def test_a_low_face_need_not_say_why(running_office: RunningOffice, open_tablet: OpenTablet) -> None:
    tablet = open_tablet()
    serve_somebody(running_office)
    touch(tablet, 2)
    expect(tablet.locator("#done")).to_have_text("Bỏ qua")

    with tablet.expect_response(is_rating) as answered:
        tablet.click("#done")

    assert answered.value.status == 201


def test_who_walks_away_from_the_reasons_has_rated_all_the_same(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    tablet.clock.install()
    tablet.reload()
    serve_somebody(running_office)
    touch(tablet, 1)
    expect(tablet.locator(WHY)).to_be_visible()

    with tablet.expect_response(is_rating):
        tablet.clock.fast_forward(12_500)

    expect(tablet.locator(ASLEEP)).to_be_visible()
    assert satisfaction(running_office)["answers"] == 1


def test_a_tablet_switched_off_in_the_middle_keeps_the_face(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    serve_somebody(running_office)
    touch(tablet, 2)
    expect(tablet.locator(WHY)).to_be_visible()

    with tablet.expect_response(is_rating):
        tablet.reload()

    expect(tablet.locator(ASLEEP)).to_be_visible()
    assert satisfaction(running_office)["answers"] == 1


def test_nobody_answering_lets_the_tablet_sleep(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    tablet.clock.install()
    tablet.reload()
    serve_somebody(running_office)
    expect(tablet.locator(ASKING)).to_be_visible()

    tablet.clock.fast_forward(25_500)

    expect(tablet.locator(ASLEEP)).to_be_visible()
    assert satisfaction(running_office)["answers"] == 0


def test_the_tablet_knows_only_its_own_counter(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()

    serve_somebody(running_office, counter="2")
    ours = serve_somebody(running_office, counter="1")

    expect(tablet.locator("#turn")).to_have_text(f"Số {ours['number']}")


def test_a_tablet_that_was_away_wakes_when_it_is_back_in_time(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    tablet.context.set_offline(True)
    serve_somebody(running_office)

    tablet.context.set_offline(False)
    tablet.reload()

    expect(tablet.locator(ASKING)).to_be_visible()


def test_a_rating_given_without_a_network_arrives_when_it_is_back(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    serve_somebody(running_office)
    expect(tablet.locator('#faces[aria-busy="false"]')).to_be_visible()
    tablet.context.set_offline(True)
    touch(tablet, 4)
    expect(tablet.locator(THANKS)).to_be_visible()
    assert satisfaction(running_office)["answers"] == 0

    with tablet.expect_response(is_rating) as answered:
        tablet.context.set_offline(False)

    assert answered.value.status == 201
    assert satisfaction(running_office)["answers"] == 1


def test_a_visit_rated_on_the_phone_is_not_asked_about_again(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    ticket = serve_somebody(running_office)
    expect(tablet.locator(ASKING)).to_be_visible()

    answer = requests.post(f"{ticket['url']}/rating", json={"score": 4}, timeout=SECONDS)

    assert answer.status_code == 201
    expect(tablet.locator(ASLEEP)).to_be_visible()


def test_a_finish_taken_back_puts_the_tablet_to_sleep(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    ticket = serve_somebody(running_office)
    expect(tablet.locator(ASKING)).to_be_visible()

    post(running_office, "clerk", f"/tickets/{ticket['id']}/undo", counter="1")

    expect(tablet.locator(ASLEEP)).to_be_visible()


def test_the_whole_rating_can_be_given_by_keyboard(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    serve_somebody(running_office)
    expect(tablet.locator('#faces[aria-busy="false"]')).to_be_visible()

    for key in ("Tab", "Tab", "Tab", "Enter"):
        tablet.keyboard.press(key)
    expect(tablet.locator("#why")).to_be_focused()
    for key in ("Tab", "Space"):
        tablet.keyboard.press(key)
    expect(tablet.locator("[data-reason=attitude]")).to_have_attribute("aria-pressed", "true")
    tablet.keyboard.press("Escape")

    expect(tablet.locator(THANKS)).to_be_visible()


def test_the_next_citizen_is_greeted_in_vietnamese_again(
    running_office: RunningOffice, open_tablet: OpenTablet
) -> None:
    tablet = open_tablet()
    serve_somebody(running_office)
    tablet.click("[data-language=en]")
    expect(tablet.locator("#question")).to_have_text("How was the service you received just now?")

    touch(tablet, 4)
    expect(tablet.locator("#thanks")).to_have_text("Thank you!")
    expect(tablet.locator(ASLEEP)).to_be_visible(timeout=40_000)

    expect(tablet.locator("#invitation")).to_have_text("Mời ông/bà đánh giá tại đây sau khi được phục vụ.")


def test_a_tablet_of_no_counter_says_what_to_do(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    tablet = open_screen(f"{running_office.url}/rating#token={running_office.token('rating')}")

    expect(tablet.locator("#invitation")).to_contain_text("chưa gắn với quầy nào")


@pytest.mark.parametrize("size", [STANDING, LYING], ids=["standing", "lying"])
def test_everybody_can_read_and_reach_the_tablet(
    running_office: RunningOffice, open_tablet: OpenTablet, size: tuple[int, int]
) -> None:
    tablet = open_tablet(*size, reduced_motion="reduce")

    assert violations(tablet) == []
    assert clipped_at_double_size(tablet) == []

    serve_somebody(running_office)
    expect(tablet.locator('#faces[aria-busy="false"]')).to_be_visible()
    assert violations(tablet, enhanced_contrast=True) == []
    assert clipped_at_double_size(tablet) == []
    assert too_small(tablet, 96, ".face-button") == []
    assert too_close(tablet, 16, ".face-button") == []
    assert small_print(tablet, 16) == []

    touch(tablet, 1)
    expect(tablet.locator(WHY)).to_be_visible()
    assert violations(tablet, enhanced_contrast=True) == []
    assert clipped_at_double_size(tablet) == []
    assert too_small(tablet, 76, ".reason, .done") == []

    tablet.click("#done")
    expect(tablet.locator(THANKS)).to_be_visible()
    assert violations(tablet) == []
