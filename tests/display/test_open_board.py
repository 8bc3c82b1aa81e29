"""The open board: off until the office wants it, the same for everybody, and nothing in it of a single person."""

from datetime import date, timedelta

import pytest
import requests
from playwright.sync_api import expect

from server.actions import citizen, clerk, open_board
from server.actions.citizen import Opinion, Wish
from server.actions.open_board import Satisfied
from tests.fixtures.book import OpenOffice
from tests.fixtures.chromium import OpenScreen
from tests.fixtures.looks import clipped_at_double_size, violations
from tests.fixtures.office import OpenOffice as OpenServer
from tests.fixtures.office import RunningOffice
from tests.fixtures.past import live_through
from tests.store.test_rollups import morning_after

SECONDS = 60


@pytest.fixture
def with_past(open_office: OpenServer) -> RunningOffice:
    """The sample office on a Friday with the days before it; its board is open."""
    office = open_office()
    office.stop()
    live_through(office, 300, 20)
    office.settings["TOILUOT_CLOCK"] = "2022-09-30T09:00:00+07:00"
    office.start()
    switch(office, shown=True)
    return office


def switch(office: RunningOffice, *, shown: bool) -> None:
    asked = requests.post(
        f"{office.url}/api/v1/office/open-board",
        json={"open_board": shown},
        headers={"Authorization": f"Bearer {office.token('admin')}"},
        timeout=SECONDS,
    )
    assert asked.ok, asked.text


def board(office: RunningOffice, path: str = "/open") -> requests.Response:
    return requests.get(f"{office.url}{path}", timeout=SECONDS)


def serve(
    opened: OpenOffice, count: int, service: str = "ho-tich", score: int | None = None, minutes: int = 5
) -> None:
    for _ in range(count):
        ticket = opened.office.change(citizen.take_ticket, Wish(service), "kiosk").ticket
        opened.later(minutes=4)
        opened.office.change(clerk.call_next, "1", "lan")
        opened.office.change(clerk.start, ticket.id, "lan")
        opened.later(minutes=minutes)
        opened.office.change(clerk.finish, ticket.id, "lan")
        if score:
            opened.office.change(citizen.rate, ticket.id, Opinion(score))


def test_nobody_reads_it_until_it_is_switched_on(running_office: RunningOffice) -> None:
    assert board(running_office).status_code == 404

    switch(running_office, shown=True)
    shown = board(running_office)
    switch(running_office, shown=False)

    assert shown.status_code == 200
    assert board(running_office).status_code == 404
    assert board(running_office, "/open/nowhere").status_code == 404


def test_of_fewer_than_five_nothing_is_told(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    serve(opened, 4)
    few = opened.office.look(open_board.open_board)
    serve(opened, 1)
    enough = opened.office.look(open_board.open_board)

    assert (few.served, few.month.middle, few.parts[0].today.within_target) == (None, None, None)
    assert (enough.served, enough.month.middle) == (5, timedelta(minutes=4).total_seconds())
    assert (enough.parts[0].served, enough.parts[0].today.within_target) == (5, 1.0)
    assert (enough.parts[1].served, enough.parts[1].month.middle) == (0, None)


@pytest.mark.parametrize(
    ("visits", "told"),
    [
        ((9, 6), (9, 6, 15)),
        ((9, 0), (9, 0, 9)),
        ((9, 2), (None, None, 11)),
        ((3, 4), (None, None, 7)),
        ((4, 4), (None, None, None)),
        ((1, 2), (None, None, None)),
    ],
)
def test_how_few_were_served_cannot_be_worked_out_from_all_together(
    opened: OpenOffice, visits: tuple[int, int], told: tuple[int | None, ...]
) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    for service, count in zip(("ho-tich", "dat-dai"), visits, strict=True):
        serve(opened, count, service)

    shown = opened.office.look(open_board.open_board)

    assert (*(part.served for part in shown.parts), shown.served) == told


def satisfied(opened: OpenOffice) -> Satisfied | None:
    return opened.office.look(open_board.open_board).satisfied


def test_nobody_learns_an_opinion_by_looking_before_and_after_a_visit(opened: OpenOffice) -> None:
    told = []
    for scores in ([4] * 6, [4, 1], [1], [3, 3]):
        opened.office.change(clerk.open_counter, "1", "lan")
        told.append(satisfied(opened))
        for score in scores:
            serve(opened, 1, score=score, minutes=1)
            assert satisfied(opened) == told[-1]
        morning_after(opened, 1)
    opened.clock.wait_until(opened.clock() + timedelta(days=1))
    told.append(satisfied(opened))

    first = (6, date(2022, 10, 3))
    assert [one and (one.answers, one.until) for one in told] == [
        None,
        None,
        first,
        first,
        (11, date(2022, 10, 6)),
    ]
    assert told[-1] is not None
    assert told[-1].rate == 9 / 11


def test_how_many_wait_is_told_from_five_on_and_where_nobody_does(opened: OpenOffice) -> None:
    told: list[int | None] = []
    for _ in range(6):
        told.append(opened.office.look(open_board.open_board).parts[0].waiting)
        opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    assert told == [0, None, None, None, None, 5]


def test_the_board_is_the_month_of_the_figures_and_names_nobody(with_past: RunningOffice) -> None:
    asked = {"Authorization": f"Bearer {with_past.token('director')}"}
    url = f"{with_past.url}/api/v1/statistics?from=2022-09-01&to=2022-09-30"
    (total,) = requests.get(url, headers=asked, timeout=SECONDS).json()

    page = board(with_past).text

    assert f"<dd>{total['served']}</dd>" in page
    assert "Quầy" not in page
    assert "A001" not in page


def test_whoever_asks_too_often_waits(running_office: RunningOffice) -> None:
    switch(running_office, shown=True)

    answers = [board(running_office).status_code for _ in range(200)]

    assert answers[0] == 200
    assert 429 in answers


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1366, 768), (1920, 1080)])
def test_the_board_can_be_read_by_everybody(
    with_past: RunningOffice, open_screen: OpenScreen, width: int, height: int
) -> None:
    page = open_screen(f"{with_past.url}/open", width, height)

    expect(page.locator("h1")).to_have_text("Bảng công khai")
    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_how_many_wait_is_said_in_one_line(with_past: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_screen(f"{with_past.url}/open", 1366, 768)

    cells = page.locator("td:first-of-type").filter(has_text="không có ai")
    expect(cells).to_have_count(9)
    lines = """(cells) => cells.map((cell) => {
        const told = document.createRange();
        told.selectNodeContents(cell);
        return told.getClientRects().length;
    })"""
    assert set(cells.evaluate_all(lines)) == {1}


def test_a_television_shows_all_of_it_without_being_scrolled(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    for width, height in ((1920, 1080), (3840, 2160)):
        page = open_screen(f"{with_past.url}/open", width, height)

        expect(page.locator("h1")).to_have_text("Bảng công khai")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert page.evaluate(
            "[...document.querySelectorAll('table')].every(t => t.scrollWidth <= t.parentElement.clientWidth)"
        )


def test_the_reader_chooses_the_language(with_past: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_screen(f"{with_past.url}/open", 1366, 768)

    page.click("[data-language=en]")

    expect(page.locator("h1")).to_have_text("Open board")
    expect(page.locator("html")).to_have_attribute("lang", "en")
