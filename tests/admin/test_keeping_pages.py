"""Back-ups and the journal, as an administrator sees them."""

import sqlite3
from contextlib import closing

import requests
from playwright.sync_api import expect

from tests.admin.conftest import OpenPlace
from tests.faults.hands import at_counter, take
from tests.fixtures.office import OpenOffice, RunningOffice

SECONDS = 60


def ask(office: RunningOffice, path: str, scope: str = "admin") -> requests.Response:
    headers = {"Authorization": f"Bearer {office.token(scope)}"}
    return requests.get(f"{office.url}/api/v1/office{path}", headers=headers, timeout=SECONDS)


def test_a_back_up_is_made_when_somebody_asks_for_one(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    page = open_place("/admin/backups")
    before = sorted((running_office.data / "backups").glob("*.db"))
    made = [path.stat().st_mtime_ns for path in before]

    page.click("#backup-now .button")

    expect(page.locator("#backup-now .said")).to_contain_text("Đã nhận")
    expect(page.locator("#backup-state")).not_to_contain_text("Đang sao lưu", timeout=40_000)
    expect(page.locator("#backups tbody th").first).to_contain_text("03/10/2022", timeout=40_000)
    after = [path.stat().st_mtime_ns for path in sorted((running_office.data / "backups").glob("*.db"))]
    assert after != made


def test_who_did_what_when_and_from_where_is_found(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    take(running_office).done()
    at_counter(running_office, "open").done()
    at_counter(running_office, "call-next").done()
    page = open_place("/admin/services")
    page.click("#of-ho-tich summary")
    page.fill("#ho-tich-quota", "25")
    page.click("#service-ho-tich .saving .button")
    expect(page.locator("#service-ho-tich .said")).to_contain_text("25")

    page.click('.places a[href="/admin/audit"]')
    page.select_option("#kind", "set-up")
    page.click("#search .primary")
    row = page.locator(".journal tbody tr").first
    expect(row).to_contain_text("Đổi dịch vụ")
    expect(row).to_contain_text("Số lượt tối đa một ngày: (trống) → 25")
    expect(row).to_contain_text("tin")
    expect(row).to_contain_text("127.0.0.1")

    page.select_option("#kind", "")
    page.fill("#about", "a001")
    page.click("#search .primary")
    expect(page.locator(".journal tbody tr")).to_have_count(2)


def test_the_journal_is_taken_away_as_a_sheet(running_office: RunningOffice) -> None:
    for _ in range(3):
        take(running_office).done()

    answer = ask(running_office, "/journal.csv?verb=take")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("seq,at,by,from,verb,ticket,")
    assert len(lines) == 4
    assert ask(running_office, "/journal.csv", "director").status_code == 403


def test_more_than_a_page_is_found_one_after_another(open_office: OpenOffice) -> None:
    office = open_office(TOILUOT_KIOSK_RATE="0")
    for _ in range(101):
        take(office).done()

    first = ask(office, "/journal?verb=take").json()
    second = ask(office, f"/journal?verb=take&before={first['next']}").json()

    assert (len(first["entries"]), len(second["entries"]), second["next"]) == (100, 1, None)
    assert first["entries"][-1]["seq"] > second["entries"][0]["seq"]


def test_what_is_older_than_its_time_is_shown_before_it_goes(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    page = open_place("/admin/retention")
    expect(page.locator("#tidy")).to_contain_text("Chưa có gì đến hạn")
    with closing(sqlite3.connect(running_office.data / "toiluot.db")) as years_ago, years_ago:
        years_ago.execute(
            "INSERT INTO keys (office, kind, hash, scope, name, created_at, ends_at)"
            " VALUES (1, 'link', 'gone', '', 'lan', '2020-01-01 00:00:00.000000', '2020-01-02 00:00:00.000000')"
        )
    page.reload()
    expect(page.locator("#tidy")).to_contain_text("Sẽ xoá: 0 lời góp ý, 1 phiên")
    due = {"keep_comments": 90, "keep_names": 0, "comments": 0, "keys": 1, "names": 0}
    assert ask(running_office, "/retention").json() == due

    page.click("#tidy .saving .button")
    page.click("#sure-yes")

    expect(page.locator("#tidy .said")).to_contain_text("Đã xoá: 0 lời góp ý, 1 phiên")
    expect(page.locator("#gone-list tbody tr")).to_contain_text("tin")
    expect(page.locator("#gone-list tbody tr")).to_contain_text("127.0.0.1")
    assert ask(running_office, "/retention").json()["keys"] == 0


def test_the_citizen_reads_how_long_the_office_keeps_their_words(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    page = open_place("/admin/retention")
    page.fill("#keep_comments", "30")
    page.click("#keep-comments .saving .button")
    expect(page.locator("#keep-comments .said")).to_contain_text("Giữ lời góp ý (ngày): 90 → 30")

    page.goto(f"{running_office.url}/privacy")

    expect(page.locator("main")).to_contain_text("xoá sau 30 ngày")
    expect(page.locator("main")).to_contain_text("hết ngày tên bị xoá")


def test_the_citizen_reads_how_long_their_name_stands_on_the_forms(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    page = open_place("/admin/retention")
    expect(page.locator("#kept")).to_contain_text("Đến hết ngày hồ sơ kết thúc")
    page.fill("#keep_names", "20")
    page.click("#keep-comments .saving .button")
    expect(page.locator("#keep-comments .said")).to_contain_text("Giữ tên trên biểu mẫu hồ sơ (ngày): 0 → 20")
    expect(page.locator("#kept")).to_contain_text("20 ngày từ khi hồ sơ kết thúc")

    page.goto(f"{running_office.url}/privacy")

    expect(page.locator("main")).to_contain_text("quá 20 ngày thì tên bị xoá")


def test_days_that_make_no_sense_are_refused(running_office: RunningOffice) -> None:
    for wish in (
        "from=2022-10-04&to=2022-10-03",
        "from=2021-01-01&to=2022-10-03",
        "from=yesterday",
        "before=x",
    ):
        assert ask(running_office, f"/journal?{wish}").status_code == 422


def test_the_chain_is_verified_on_the_page_and_a_changed_line_is_found(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    take(running_office).done()
    page = open_place("/admin/audit")
    page.click("[data-verify]")
    expect(page.locator("#chain .good")).to_contain_text("Nguyên vẹn", timeout=40_000)

    with closing(sqlite3.connect(running_office.data / "toiluot.db")) as forger, forger:
        forger.execute("""UPDATE journal SET "by" = 'nobody' WHERE seq = 1""")
    page.click("[data-verify]")

    expect(page.locator("#chain .stop")).to_contain_text("Không nguyên vẹn từ dòng số: 1", timeout=40_000)
