"""The director reads a period, on a real server and in a real browser."""

from csv import reader
from io import StringIO
from itertools import pairwise

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.api.test_push import post
from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.looks import clipped_at_double_size, violations
from tests.fixtures.office import PASSWORD, OpenOffice, RunningOffice
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

    page.locator(".behind:has(#spread-table) summary").focus()
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
    for group in ("short", "people", "wait", "walk", "handle", "rated", "desks", "foretold"):
        page.select_option("#group", group)
        heads = page.locator("#table thead th").all_inner_texts()
        assert "undefined" not in page.locator("#table").inner_text()
        shown |= {head.strip() for head in heads}

    assert set(columns) - shown == {"Từ", "Đến"}
    assert "Khoảng 95%" in shown


def test_behind_every_picture_lies_its_table(with_past: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_period(with_past, open_screen, SEPTEMBER, 1440, 900)
    expect(page.locator("#trend-wait canvas")).to_be_visible()
    days = as_director(with_past, f"/statistics?{SEPTEMBER}&by=day").json()
    services = as_director(with_past, f"/statistics?{SEPTEMBER}&by=service").json()
    each = as_director(with_past, f"/statistics?{SEPTEMBER}&by=day,service").json()

    for picture in ("trend", "small"):
        page.locator(f".behind:has(#{picture}-table) summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#{picture}-table")).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.classList.contains('table-frame')")

    assert page.locator("#trend-table tbody td:nth-child(4)").all_inner_texts()[: len(days)] == [
        str(day["issued"]) for day in days
    ]
    expect(page.locator("#small-table tbody tr")).to_have_count(len(days))
    expect(page.locator("#small-table thead th")).to_have_count(1 + len(services))
    said = page.locator("#small-table tbody td").all_inner_texts()
    assert len([one for one in said if one != "–"]) == len(
        [row for row in each if row["wait"]["p50"] is not None]
    )
    assert violations(page) == []


def test_somebody_of_the_province_sets_the_offices_side_by_side(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    with_past.stop()
    with_past.run("office", "add", "ban-pe", "--name", "Trung tâm xã Bản Pè")
    with_past.run(
        *("user", "add", "tinh", "--role", "province", "--office", "duong-phong"), stdin=f"{PASSWORD}\n"
    )
    with_past.start()
    (total,) = as_director(with_past, f"/statistics?{SEPTEMBER}").json()
    page = open_screen(f"{with_past.url}/signin", 1440, 900)
    page.select_option("#office", "duong-phong")
    sign_in(page, "tinh")

    page.goto(f"{with_past.url}/manager/period?{SEPTEMBER}&by=office")

    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="Dương Phong").locator("td").first).to_have_text(str(total["issued"]))
    expect(rows.filter(has_text="Bản Pè").locator("td").first).to_have_text("0")
    expect(page.locator("#table tfoot td").first).to_have_text(str(total["issued"]))
    page.select_option("#split", "service")
    expect(rows).to_have_count(9)
    page.goto(f"{with_past.url}/province")
    page.get_by_role("link", name="So sánh các cơ quan theo kỳ").click()
    expect(page.locator("#split")).to_have_value("office")


def test_the_province_is_told_of_minutes_that_have_passed(
    open_office: OpenOffice, open_screen: OpenScreen
) -> None:
    office = open_office()
    key = {"Authorization": f"Bearer {office.token('kiosk')}"}
    requests.post(f"{office.url}/api/v1/tickets", json={"service": "ho-tich"}, headers=key, timeout=20)
    office.stop()
    office.run("user", "add", "tinh", "--role", "province", stdin=f"{PASSWORD}\n")
    office.settings["TOILUOT_CLOCK"] = "2022-10-03T08:17:35+07:00"
    office.start()
    page = open_screen(f"{office.url}/signin")
    sign_in(page, "tinh")
    page.goto(f"{office.url}/province")

    expect(page.locator("main")).to_contain_text("Chờ lâu nhất 17 phút")


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


def test_after_printing_the_pictures_are_as_wide_as_before(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(with_past, open_screen, SEPTEMBER, 1440, 900)
    expect(page.locator("#trend-wait canvas")).to_be_visible()
    widths = (
        "[...document.querySelectorAll('canvas')].map((one) => Math.round(one.getBoundingClientRect().width))"
    )
    before = page.evaluate(widths)

    for _ in range(2):
        page.pdf(prefer_css_page_size=True)

    assert page.evaluate(widths) == before


def test_marks_that_lie_on_one_another_differ_in_lightness(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(running_office, open_screen, SEPTEMBER, 1440, 900)

    shades = [lightness(page.evaluate(SHADE, f"depth-{depth}")) for depth in range(1, 6)]
    ink, bar, target = (lightness(page.evaluate(INK, name)) for name in ("--ink", "--bar", "--wait"))

    assert all(contrast(one, other) >= 1.2 for one, other in pairwise([1.0, *shades]))
    assert contrast(ink, bar) >= 3
    assert contrast(target, bar) >= 2
    assert contrast(target, ink) >= 2


SHADE = """name => {
  const table = document.querySelector("#heat");
  const cell = table.appendChild(document.createElement("tbody")).insertRow().insertCell();
  cell.className = name;
  return getComputedStyle(cell).backgroundColor;
}"""
INK = """name => {
  const word = document.body.appendChild(document.createElement("i"));
  word.style.color = `var(${name})`;
  return getComputedStyle(word).color;
}"""


def lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of "rgb(19, 80, 122)": all that is left of a colour in grey."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def test_a_period_in_which_nobody_came_says_what_to_do(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(running_office, open_screen, "from=2021-01-01&to=2021-01-31", 1440, 900)

    expect(page.locator("#nothing")).to_have_text("Trong kỳ này chưa có lượt nào. Hãy chọn kỳ khác.")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#nothing")).to_have_text("Nobody came in this period. Choose another one.")
    expect(page.locator("h1")).to_have_text("1/1/2021 – 31/1/2021")
    page.pdf(prefer_css_page_size=True)
    assert violations(page) == []


def test_one_day_is_called_by_its_date_alone(with_past: RunningOffice, open_screen: OpenScreen) -> None:
    page = open_period(with_past, open_screen, "from=2022-09-30&to=2022-09-30", 1440, 900)

    expect(page.locator("#period-name")).to_have_text("30/9/2022")
    expect(page.locator("#period-before")).to_have_text("So với 29/9/2022")


def test_days_that_are_no_period_are_said_to_be_none(
    with_past: RunningOffice, open_screen: OpenScreen
) -> None:
    page = open_period(with_past, open_screen, SEPTEMBER, 1440, 900)
    expect(page.locator("#told")).to_be_visible()

    page.fill("#from", "2022-10-01")
    page.get_by_role("button", name="Xem", exact=True).click()

    expect(page.locator("#nothing")).to_have_text(
        "Các ngày đã chọn không thành một kỳ: ngày đầu phải trước hoặc trùng ngày cuối, từ năm 2000 trở đi. "
        "Hãy sửa ngày rồi bấm Xem."
    )
    expect(page.locator("h1")).to_have_text("Số liệu theo kỳ")


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
    page.fill("#why-other", f"{other[0].lower()} {other[1:]} ")
    page.get_by_role("button", name="Xem lý do").click()
    expect(page.locator("#why-told strong")).to_contain_text(one)
    page.fill("#why-other", one)
    page.get_by_role("button", name="Xem lý do").click()
    expect(page.locator("#why-told .notice")).to_have_text("Đây là cùng một số. Xin nhập hai số khác nhau.")


def test_a_day_on_which_nobody_was_passed_is_said_to_be_one(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    one, other = (
        post(running_office, "kiosk", "/tickets", body={"service": "ho-tich"})["number"] for _ in range(2)
    )
    post(running_office, "clerk", "/counters/1/open", "1")
    assert post(running_office, "clerk", "/counters/1/call-next", "1")["number"] == one
    page = open_period(running_office, open_screen, "from=2022-10-03&to=2022-10-03", 1440, 900)
    page.fill("#why-one", one)
    page.fill("#why-other", other)
    page.get_by_role("button", name="Xem lý do").click()

    expect(page.locator("#why-told .hint")).to_have_text(
        "Cả ngày: 1 lần gọi; không ai bị người đến sau trong cùng hàng vượt lên."
    )


def test_the_page_tells_why_people_were_passed_on_that_day(
    running_office: RunningOffice, open_screen: OpenScreen
) -> None:
    post(running_office, "clerk", "/counters/1/open", "1")
    wishes = ({"service": "ho-tich"}, {"service": "ho-tich", "priority": "elderly"})
    plain, urgent = (post(running_office, "kiosk", "/tickets", body=wish)["number"] for wish in wishes)
    post(running_office, "clerk", "/counters/1/call-next", "1")
    page = open_period(running_office, open_screen, "from=2022-10-03&to=2022-10-03", 1440, 900)
    page.fill("#why-day", "2022-10-03")
    page.fill("#why-one", plain)
    page.fill("#why-other", urgent)
    page.get_by_role("button", name="Xem lý do").click()

    expect(page.locator("#why-told")).to_contain_text("1 người bị người đến sau trong cùng hàng vượt lên")
    expect(page.locator("#why-told .passed li")).to_have_text(["Thuộc diện ưu tiên: 1 lần"])
