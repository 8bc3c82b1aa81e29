"""Several offices in one house: no key of one opens anything of another, on any route."""

import re
from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import socketio

from server.api.openapi import ROUTES
from server.office import Database
from tests.api.test_sessions import browser
from tests.faults.hands import Press, take
from tests.fixtures.book import small_offer
from tests.fixtures.office import PASSWORD, RunningOffice

SECONDS = 60
OTHER = "khac"
SCOPES = ("kiosk", "display", "rating", "clerk", "director", "admin", "printer")
WAITS = "/printer/jobs/next"


@dataclass
class TwoOffices:
    """A house with two offices; `ours` has a day behind it, `keys` are those of the other."""

    house: RunningOffice
    ours: dict[str, Any]
    keys: dict[str, str]


@pytest.fixture(scope="module")
def two(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoOffices]:
    house = RunningOffice(tmp_path_factory.mktemp("two") / "data", {"TOILUOT_KIOSK_RATE": "0"})
    house.move_in_like(sample_office)
    for scope, counter in (("admin", None), ("printer", None)):
        house.token(scope, counter)
    database = Database(f"sqlite:///{house.data / 'toiluot.db'}")
    database.found(small_offer(OTHER))
    database.close()
    keys = {
        scope: house.run(
            *("token", "create", "--scope", scope, "--office", OTHER, "--name", scope),
            *(("--counter", "1") if scope in ("rating", "clerk") else ()),
        ).strip()
        for scope in SCOPES
    }
    house.run("user", "add", "xa", "--role", "province", "--office", OTHER, stdin=f"{PASSWORD}\n")
    house.start()
    ours = take(
        house, "chinh-sach"
    ).done()  # of a letter that the other office has not: its number is ours alone
    Press(house, "/counters/1/open", "clerk", "1").done()
    Press(house, "/counters/1/call-next", "clerk", "1").done()
    yield TwoOffices(house, ours, keys)
    house.kill()


def journals(two: TwoOffices) -> dict[str, str]:
    """How far the journal of each office has come."""
    told = requests.get(f"{two.house.url}/metrics", timeout=SECONDS).text
    return dict(re.findall(r'toiluot_journal_seq{[^}]*office="([^"]+)"[^}]*} (\S+)', told))


def test_a_ticket_of_another_office_is_nobodys(two: TwoOffices) -> None:
    key = {"Authorization": f"Bearer {two.keys['clerk']}"}
    for path in ("", "/recall", "/start", "/finish", "/hold", "/cancel", "/undo"):
        url = f"{two.house.url}/api/v1/tickets/{two.ours['id']}{path}"
        answer = requests.request(
            "POST" if path else "GET", url, json={} if path else None, headers=key, timeout=SECONDS
        )
        assert (answer.status_code, answer.json()["type"]) == (404, "unknown-ticket"), path


def test_each_office_numbers_its_own_tickets(two: TwoOffices) -> None:
    key = {"Authorization": f"Bearer {two.keys['kiosk']}"}

    told = requests.post(
        f"{two.house.url}/api/v1/tickets", json={"service": "ho-tich"}, headers=key, timeout=SECONDS
    ).json()

    assert told["number"] == "A001"
    page = requests.get(f"{told['url']}/place", timeout=SECONDS).json()
    assert (page["number"], page["service_name"]["vi"]) == ("A001", "Hộ tịch")


def test_a_screen_hears_its_own_office_alone(two: TwoOffices) -> None:
    screen = socketio.Client(reconnection=False)
    heard: list[Any] = []
    got = screen.eio.create_event()

    def hear(told: Any) -> None:
        heard.append(told["counter_name"])
        got.set()

    screen.on("called", hear, namespace="/display")
    screen.connect(
        two.house.url, auth={"token": two.keys["display"]}, namespaces=["/display"], wait_timeout=SECONDS
    )
    Press(two.house, f"/tickets/{two.ours['id']}/recall", "clerk", "1").done()
    theirs = {"Authorization": f"Bearer {two.keys['clerk']}"}
    for path, wish in (
        ("/tickets", {"service": "dat-dai"}),
        ("/counters/1/open", {}),
        ("/counters/1/call-next", {}),
    ):
        assert requests.post(f"{two.house.url}/api/v1{path}", json=wish, headers=theirs, timeout=SECONDS).ok

    assert got.wait(SECONDS)
    assert heard == ["Quầy 1"]
    screen.disconnect()


def test_the_province_looks_into_every_office_and_changes_none(two: TwoOffices) -> None:
    session, csrf = browser(two.house)
    wish = {"name": "xa", "password": PASSWORD, "office": OTHER}
    signed = session.post(
        f"{two.house.url}/api/v1/session", json=wish, headers={"X-CSRF-Token": csrf}, timeout=SECONDS
    )
    assert signed.json()["role"] == "province"

    page = session.get(f"{two.house.url}/province", timeout=SECONDS).text
    assert page.count('class="card way"') == 2
    session.get(f"{two.house.url}/province/duong-phong", timeout=SECONDS)
    theirs = session.get(f"{two.house.url}/api/v1/statistics/today", timeout=SECONDS).json()
    session.get(f"{two.house.url}/province/{OTHER}", timeout=SECONDS)
    own = session.get(f"{two.house.url}/api/v1/statistics/today", timeout=SECONDS).json()

    assert [row["key"] for row in theirs["by_service"]] == ["chinh-sach"]
    assert "chinh-sach" not in [row["key"] for row in own["by_service"]]
    refused = session.post(
        f"{two.house.url}/api/v1/tickets",
        json={"service": "ho-tich"},
        headers={"X-CSRF-Token": csrf},
        timeout=SECONDS,
    )
    assert refused.status_code == 403
    assert session.get(f"{two.house.url}/api/v1/people", timeout=SECONDS).status_code == 403
    session.close()


def test_the_province_has_the_figures_of_all_offices_side_by_side(two: TwoOffices) -> None:
    session, csrf = browser(two.house)
    wish = {"name": "xa", "password": PASSWORD, "office": OTHER}
    session.post(
        f"{two.house.url}/api/v1/session", json=wish, headers={"X-CSRF-Token": csrf}, timeout=SECONDS
    )

    def asked(path: str) -> requests.Response:
        return session.get(f"{two.house.url}/api/v1/statistics{path}", timeout=SECONDS)

    told = asked("/offices").json()
    rows = {row["key"]: row for row in told["offices"]}
    for code in ("duong-phong", OTHER):
        session.get(f"{two.house.url}/province/{code}", timeout=SECONDS)
        (own,) = asked("").json()
        assert {name for name in own if rows[code][name] != own[name]} <= {"key", "keys", "desks"}
        assert rows[code]["keys"] == [code]
    assert told["total"]["issued"] == sum(row["issued"] for row in rows.values()) > 0
    assert (told["total"]["key"], told["total"]["error"]) == ("all", 0)
    assert len(asked("/offices?format=csv").text.splitlines()) == 1 + 2
    assert asked("/offices?format=pdf").json()["where"] == "format"
    session.close()


def test_whoever_may_not_see_single_colleagues_reads_no_clerk_in_the_sheet_of_legs(two: TwoOffices) -> None:
    session, csrf = browser(two.house)
    wish = {"name": "xa", "password": PASSWORD, "office": OTHER}
    session.post(
        f"{two.house.url}/api/v1/session", json=wish, headers={"X-CSRF-Token": csrf}, timeout=SECONDS
    )
    session.get(f"{two.house.url}/province/duong-phong", timeout=SECONDS)
    address = f"{two.house.url}/api/v1/statistics/tickets.csv"
    key = {"Authorization": f"Bearer {two.house.token('admin')}"}

    theirs = list(DictReader(session.get(address, timeout=SECONDS).text.splitlines()))
    ours = list(DictReader(requests.get(address, headers=key, timeout=SECONDS).text.splitlines()))

    assert any(row["clerk"] for row in ours)
    assert theirs == [row | {"clerk": ""} for row in ours]
    session.close()


def test_no_route_shows_or_changes_anything_of_another_office(two: TwoOffices) -> None:
    before = journals(two)
    seen = []
    marks = [two.ours["id"], two.ours["url"].rsplit("/", maxsplit=1)[1], 'Hộ tịch","en":"Civil registration']
    for route in ROUTES:
        path = re.sub(r"{(job|device)}", "1", route.path)
        path = path.replace("{ticket_id}", two.ours["id"]).replace("{name}", "lan")
        path = re.sub(r"{(\w+)}", "1", path)
        if path.endswith(WAITS) or path.startswith(("/session", "/pairing", "/password")):
            continue
        for scope, key in two.keys.items():
            answer = requests.request(
                route.method,
                f"{two.house.url}/api/v1{path}",
                json={},
                headers={"Authorization": f"Bearer {key}"},
                timeout=SECONDS,
            )
            assert answer.status_code != 500, (route.path, scope)
            found = [mark for mark in marks if mark in answer.text.replace(path, "")]
            if found and answer.status_code < 300:
                seen.append((route.path, scope, found))

    assert seen == []
    assert journals(two)["duong-phong"] == before["duong-phong"]
