"""A phone number that a citizen leaves is in one place of the whole house, and on one screen."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import requests
from playwright.sync_api import expect

from tests.faults.hands import Press, take
from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.office import PASSWORD, OpenOffice

PHONE, SECONDS = "0912345678", 30


def holders(book: Path, said: str) -> set[str]:
    """The tables that have it anywhere."""
    found = set()
    with closing(sqlite3.connect(book)) as file:
        for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = file.execute(f'SELECT * FROM "{table}"').fetchall()
            found |= {table} if said in str(rows) else set()
    return found


def test_it_lies_in_one_table_and_in_no_log_and_no_back_up(open_office: OpenOffice, tmp_path: Path) -> None:
    office = open_office(TOILUOT_LOG_LEVEL="DEBUG")
    Press(office, "/office/call-back", "admin", wish={"call_back": True}).done()
    page = take(office).done()["url"]
    press = {"Idempotency-Key": uuid4().hex}

    told = [
        requests.post(f"{page}/phone", json={"phone": PHONE}, headers=press, timeout=SECONDS)
        for _ in range(2)
    ]
    office.run("backup", str(tmp_path / "book.db"))

    assert [(one.status_code, one.json()["phone_left"]) for one in told] == [(200, True)] * 2
    assert all(PHONE not in one.text for one in told)
    assert holders(office.data / "toiluot.db", PHONE) == {"phones"}
    assert PHONE.encode() not in (tmp_path / "book.db").read_bytes()
    assert PHONE not in "".join(office.log)


def test_who_asked_to_be_called_is_called(open_office: OpenOffice, open_screen: OpenScreen) -> None:
    office = open_office()
    office.run("user", "add", "hoa", "--role", "clerk", stdin=f"{PASSWORD}\n")
    Press(office, "/office/call-back", "admin", wish={"call_back": True}).done()
    phone = open_screen(take(office).done()["url"], 390, 844)
    phone.click("#call-me summary")
    phone.fill("#phone", "0912 345 678")
    phone.click("#leave-phone")
    expect(phone.locator("#phone-left")).to_be_visible()
    phone.click("footer a[href='/privacy'], a[href='/privacy']")
    expect(phone.locator("main")).to_contain_text("Số điện thoại")

    desk = open_screen(f"{office.url}/counter")
    sign_in(desk, "hoa")
    desk.locator("#counters button").first.click()
    desk.click("#primary")
    expect(desk.locator("#hand-number")).to_have_text("A001")
    expect(desk.locator("#by-phone")).to_be_hidden()
    desk.click("[data-verb=recall]")
    desk.click("#show-phone")

    expect(desk.locator("#phone")).to_contain_text(PHONE)
