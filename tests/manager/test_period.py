"""The director reads a period, on a real server and in a real browser."""

from csv import reader
from io import StringIO

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen
from tests.fixtures.looks import clipped_at_double_size, violations
from tests.fixtures.office import OpenOffice, RunningOffice
from tests.fixtures.past import live_through

SEPTEMBER = "from=2022-09-01&to=2022-09-30"


@pytest.fixture
def with_past(open_office: OpenOffice) -> RunningOffice:
    """The sample office with three weeks behind it."""
    office = open_office()
    office.stop()
    live_through(office, 300, 20)
    office.start()
    return office


def as_director(office: RunningOffice, path: str) -> requests.Response:
    asked = {"Authorization": f"Bearer {office.token('director')}"}
    return requests.get(f"{office.url}/api/v1{path}", headers=asked, timeout=20)


def open_period(office: RunningOffice, open_screen: OpenScreen, asked: str, width: int, height: int) -> Page:
    page = open_screen(office.url, width, height)
    page.request.post(f"{office.url}/api/v1/session/device", data={"token": office.token("director")})
    page.goto(f"{office.url}/manager/period?{asked}")
    return page


def test_the_page_the_table_and_the_file_tell_the_same_figures(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(with_past, open_screen, SEPTEMBER, 1440, 900)
    (total,) = as_director(with_past, f"/statistics?{SEPTEMBER}").json()
    waits = as_director(with_past, f"/statistics/waits?{SEPTEMBER}").json()

    expect(page.locator("#tiles .figures").first).to_have_text(str(total["issued"]))
    expect(page.locator("#heat tbody tr")).to_have_count(5)
    page.select_option("#split", "weekday")
    expect(page.locator("#table tbody tr")).to_have_count(5)
    table = as_director(with_past, f"/statistics?{SEPTEMBER}&by=weekday&format=csv").text.splitlines()
    for kind, begins in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert as_director(with_past, f"/statistics?{SEPTEMBER}&format={kind}").content.startswith(begins)

    page.locator(".behind summary").focus()
    page.keyboard.press("Enter")
    bars = page.locator("#spread-table tbody td:nth-child(2)").all_inner_texts()

    assert bars == [str(count) for count in waits["counts"]]
    assert sum(waits["counts"]) == total["wait"]["count"]
    assert len(table) == 6
    assert table[1].startswith("Thứ Hai,")
    assert page.locator("#table tfoot td").first.inner_text() == str(total["issued"])


def test_every_figure_of_a_part_stands_in_one_of_the_tables(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(with_past, open_screen, SEPTEMBER, 1440, 900)
    expect(page.locator("#table tbody tr").first).to_be_visible()
    table = as_director(with_past, f"/statistics?{SEPTEMBER}&by=service&format=csv").text
    columns = next(reader(StringIO(table.removeprefix("\ufeff"))))[1:]

    shown: set[str] = set()
    for group in ("short", "people", "wait", "walk", "handle", "rated", "desks"):
        page.select_option("#group", group)
        heads = page.locator("#table thead th").all_inner_texts()
        assert "undefined" not in page.locator("#table").inner_text()
        shown |= {head.strip() for head in heads}

    assert set(columns) - shown == {"Từ", "Đến"}
    assert "Khoảng 95%" in shown


def test_any_two_periods_stand_side_by_side_on_the_page_and_in_the_file(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    now, then = "from=2022-09-26&to=2022-09-30", "against_from=2022-09-12&against_to=2022-09-14"
    page = open_period(with_past, open_screen, f"{now}&{then}", 1440, 900)
    ((total,), (other,)) = (
        as_director(with_past, f"/statistics?{asked.replace('against_', '')}").json() for asked in (now, then)
    )
    (pair,) = as_director(with_past, f"/statistics/compared?{now}&{then}").json()
    file = as_director(with_past, f"/statistics/compared?{now}&{then}&by=day&format=csv").text.splitlines()

    expect(page.locator("#tiles .tile").first).to_contain_text(f"kỳ so sánh {other['issued']} · ")
    expect(page.locator("#period-before")).to_have_text("So với 12/9/2022 – 14/9/2022")
    assert (pair["now"], pair["then"]) == (total, other)
    assert len(file) == 1 + 5 + 3
    assert file[0].startswith('\ufeffngày,"Lấy số, kỳ này","Lấy số, kỳ so sánh"')
    page.fill("#from", "2022-09-27")
    page.locator("#from").dispatch_event("change")
    expect(page.locator("#against-to")).to_have_value("2022-09-26")


def test_two_periods_that_can_not_be_are_refused_by_the_field(with_past: RunningOffice) -> None:
    for asked, where in (
        ("against_from=2022-09-14&against_to=2022-09-12", "against_to"),
        ("against_from=gestern", "against_from"),
        ("format=pdf", "format"),
    ):
        refused = as_director(with_past, f"/statistics/compared?from=2022-09-26&{asked}")

        assert (refused.status_code, refused.json()["where"]) == (422, where)


def test_waits_are_held_against_the_target_of_the_office(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    asked = {"Authorization": f"Bearer {with_past.token('admin')}"}
    policy = {"in_a_row": 2, "guard": 30, "early": 0, "target": 25}
    requests.post(f"{with_past.url}/api/v1/office/policy", json=policy, headers=asked, timeout=20)

    page = open_period(with_past, open_screen, SEPTEMBER, 1440, 900)

    expect(page.locator("#tiles")).to_contain_text("Chờ không quá 25 phút")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_page_can_be_read_by_everybody(
    with_past: RunningOffice, open_screen: OpenScreen, width: int, height: int
) -> None:
    page = open_period(with_past, open_screen, SEPTEMBER, width, height)
    expect(page.locator("#trend-wait canvas")).to_be_visible()

    assert violations(page) == []
    assert clipped_at_double_size(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_period_in_which_nobody_came_says_what_to_do(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(running_office, open_screen, "from=2021-01-01&to=2021-01-31", 1440, 900)

    expect(page.locator("#nothing")).to_have_text("Trong kỳ này chưa có lượt nào. Hãy chọn kỳ khác.")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#nothing")).to_have_text("Nobody came in this period. Choose another one.")


def test_the_page_answers_why_one_was_called_before_the_other(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(with_past, open_screen, SEPTEMBER, 1440, 900)
    lines = as_director(with_past, "/statistics/tickets.csv?from=2022-09-30&to=2022-09-30").text.splitlines()[
        1:
    ]
    rows = [line.split(",") for line in lines]
    one, other = [row[2] for row in rows if row[9] and row[3] == rows[0][3]][:2]
    page.fill("#why-day", "2022-09-30")
    page.fill("#why-one", one.lower())
    page.fill("#why-other", other)
    page.get_by_role("button", name="Xem lý do").click()

    expect(page.locator("#why-told strong")).to_contain_text(one)
    page.fill("#why-other", "Z999")
    page.get_by_role("button", name="Xem lý do").click()
    expect(page.locator("#why-told .notice")).to_contain_text("Ngày đó không có số này")
