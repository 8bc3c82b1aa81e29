"""Machines of the office, from outside: at the door with a code, let in, found, shown out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import socketio

from kiosk.joining import joined
from tests.api.test_contract import Caller
from tests.api.test_people import Browser, kind
from tests.api.test_sessions import browser
from tests.fixtures.office import RunningOffice

SECONDS = 60


@pytest.fixture
def root(running_office: RunningOffice) -> Iterator[Caller]:
    caller = Caller(running_office, "admin")
    yield caller
    caller.session.close()


@pytest.fixture
def machine(running_office: RunningOffice) -> Iterator[Browser]:
    """A browser on a machine that nobody knows yet."""
    session, csrf = browser(running_office, "/display")
    yield Browser(running_office, session, csrf)
    session.close()


def join(root: Caller, machine: Browser, scope: str = "display", **more: str) -> dict[str, Any]:
    """The machine as the administrator sees it, once let in."""
    code = machine.post("/pairing", {"screen": scope}).json()["code"]
    told: dict[str, Any] = root.post("/devices", {"code": code, "name": "TV", **more}).json()
    assert machine.post("/pairing/claim").status_code == 204
    return told


def test_a_machine_joins_by_the_code_it_shows(root: Caller, machine: Browser) -> None:
    begun = machine.post("/pairing", {"screen": "display"}).json()
    assert (len(begun["code"]), begun["secret"]) == (6, None)
    assert machine.post("/pairing/claim").json()["code"] == begun["code"]
    assert kind(machine.ask("GET", "/display")) == (401, "not-signed-in")
    press = {"Idempotency-Key": uuid4().hex}
    wish = {"code": f"{begun['code'][:3]} {begun['code'][3:]}", "name": "TV phòng chờ"}

    told = [root.post("/devices", wish, **press) for _ in range(2)]
    joined_in = machine.post("/pairing/claim")

    assert [one.status_code for one in told] == [201, 201]
    assert told[0].json() == told[1].json()
    assert (joined_in.status_code, "HttpOnly" in joined_in.headers["Set-Cookie"]) == (204, True)
    assert machine.ask("GET", "/display").status_code == 200
    assert kind(machine.ask("GET", "/queue?counter=1")) == (403, "no-right")


def test_a_code_opens_once_and_only_for_who_shows_it(root: Caller, machine: Browser) -> None:
    code = machine.post("/pairing", {"screen": "kiosk"}).json()["code"]
    root.post("/devices", {"code": code, "name": "Ki-ốt"})

    assert kind(root.post("/devices", {"code": code, "name": "again"})) == (404, "unknown-code")
    stranger = {"secret": "guessed"}
    url = f"{root.url}/pairing/claim"
    assert requests.post(url, json=stranger, timeout=SECONDS).json()["type"] == "pairing-over"


def test_nobody_tries_codes_one_after_another(root: Caller) -> None:
    kinds = [kind(root.post("/devices", {"code": f"{n:06d}", "name": "x"})) for n in range(11)]

    assert kinds[:10] == [(404, "unknown-code")] * 10
    assert kinds[10] == (429, "too-many-presses")


def test_nobody_fills_the_door_with_machines(machine: Browser) -> None:
    statuses = [machine.post("/pairing", {"screen": "display"}).status_code for _ in range(21)]

    assert statuses == [201] * 20 + [429]


def test_a_rating_tablet_belongs_to_a_counter(root: Caller, machine: Browser) -> None:
    code = machine.post("/pairing", {"screen": "rating"}).json()["code"]

    assert kind(root.post("/devices", {"code": code, "name": "Máy 1"})) == (422, "bad-input")
    told = root.post("/devices", {"code": code, "name": "Máy 1", "counter": "1"}).json()
    moved = root.post(f"/devices/{told['id']}", {"name": "Máy 2", "counter": "2"}).json()

    assert (told["counter"], moved["counter"], moved["name"]) == ("1", "2", "Máy 2")


def test_a_machine_says_how_it_is(root: Caller, machine: Browser) -> None:
    join(root, machine)
    wish = {"screen": "display", "version": "abc", "width": 1920, "height": 1080, "sound": "blocked"}

    assert machine.post("/device/heartbeat", wish).status_code == 204
    assert kind(machine.post("/device/heartbeat", {**wish, "screen": "kiosk"})) == (403, "no-right")

    (told,) = [one for one in root.get("/devices").json() if one["name"] == "TV"]
    assert (told["width"], told["height"], told["sound"], told["version"]) == (1920, 1080, "blocked", "abc")
    assert told["seen_at"].startswith("2022-10-03T08:00")
    assert told["address"] == "127.0.0.1"


def test_a_lost_machine_is_out_at_once_also_where_it_listens(
    running_office: RunningOffice, root: Caller, machine: Browser
) -> None:
    device = join(root, machine)
    screen = socketio.Client(reconnection=False)
    flashed: list[Any] = []
    gone = screen.eio.create_event()
    screen.on("identify", flashed.append, namespace="/display")
    screen.on("disconnect", lambda *_: gone.set(), namespace="/display")
    cookies = "; ".join(f"{name}={value}" for name, value in machine.session.cookies.items())
    screen.connect(
        running_office.url, headers={"Cookie": cookies}, namespaces=["/display"], wait_timeout=SECONDS
    )
    assert [one["connected"] for one in root.get("/devices").json() if one["name"] == "TV"] == [True]

    root.post(f"/devices/{device['id']}/identify")
    press = {"Idempotency-Key": uuid4().hex}
    revoked = [root.post(f"/devices/{device['id']}/revoke", **press).status_code for _ in range(2)]
    assert gone.wait(SECONDS)

    assert revoked == [200, 200]
    assert [one["name"] for one in flashed] == ["TV"]
    assert machine.ask("GET", "/display").status_code == 401
    assert [one for one in root.get("/devices").json() if one["name"] == "TV"] == []
    screen.disconnect()


def test_a_signed_out_clerk_hears_nothing_more(running_office: RunningOffice) -> None:
    from tests.api.test_sessions import sign_in
    from tests.fixtures.office import PASSWORD

    session, answer = sign_in(running_office, "lan", PASSWORD)
    screen = socketio.Client(reconnection=False)
    gone = screen.eio.create_event()
    screen.on("disconnect", lambda *_: gone.set(), namespace="/counter")
    cookies = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
    screen.connect(
        running_office.url, headers={"Cookie": cookies}, namespaces=["/counter"], wait_timeout=SECONDS
    )

    session.delete(
        f"{running_office.url}/api/v1/session",
        headers={"X-CSRF-Token": answer.json()["csrf"]},
        timeout=SECONDS,
    )

    assert gone.wait(SECONDS)
    session.close()
    screen.disconnect()


def test_a_printer_agent_joins_by_the_code_it_prints(
    running_office: RunningOffice, root: Caller, tmp_path: Path
) -> None:
    def show(code: str) -> None:
        root.post("/devices", {"code": code, "name": "Máy in"})

    token = joined(running_office.url, tmp_path / "token", show, pause=lambda _: None)

    assert (tmp_path / "token").read_text() == token
    assert (tmp_path / "token").stat().st_mode & 0o077 == 0
    logo = requests.get(
        f"{root.url}/printer/logo", headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS
    )
    assert logo.status_code == 200
