"""People of the office, from outside: added by the administrator, signed in, changed, shown out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pyotp
import pytest
import requests

from tests.api.test_sessions import browser
from tests.fixtures.office import PASSWORD, OpenOffice, RunningOffice

SECONDS = 60
OTHER = "ngựa đá đi sau"


@dataclass
class Browser:
    """One browser at the office, signed in or not."""

    office: RunningOffice
    session: requests.Session
    csrf: str

    def ask(self, method: str, path: str, wish: Any = None, **headers: str) -> requests.Response:
        return self.session.request(
            method,
            f"{self.office.url}/api/v1{path}",
            json=wish,
            headers={"X-CSRF-Token": self.csrf, **headers},
            timeout=SECONDS,
        )

    def post(self, path: str, wish: Any = None, **headers: str) -> requests.Response:
        return self.ask("POST", path, wish or {}, **headers)

    def signs_in(self, name: str, password: str = PASSWORD, **more: str) -> requests.Response:
        return self.post("/session", {"name": name, "password": password, **more})

    def is_in(self) -> bool:
        return self.ask("GET", "/session").status_code == 200


@pytest.fixture
def browsers(running_office: RunningOffice) -> Iterator[Any]:
    """`browsers()` opens one more browser at the sign-in page."""
    opened: list[requests.Session] = []

    def opening() -> Browser:
        session, csrf = browser(running_office)
        opened.append(session)
        return Browser(running_office, session, csrf)

    yield opening
    for session in opened:
        session.close()


@pytest.fixture
def root(browsers: Any, running_office: RunningOffice) -> Browser:
    """The administrator's browser."""
    running_office.run("user", "add", "tin", "--role", "admin", stdin=f"{PASSWORD}\n")
    opened: Browser = browsers()
    assert opened.signs_in("tin").json()["role"] == "admin"
    return opened


def kind(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


def test_somebody_new_gets_a_link_and_chooses_their_own_password(root: Browser, browsers: Any) -> None:
    told = root.post("/people", {"name": "hoa", "role": "clerk", "shown_name": "Nông Thị Hoa"}).json()
    token = told["link"].split("#token=")[1]
    theirs: Browser = browsers()

    assert kind(theirs.post("/password", {"token": token, "password": "12345678"})) == (422, "bad-input")
    chosen = [
        theirs.post(
            "/password", {"token": token, "password": OTHER}, **{"Idempotency-Key": "once"}
        ).status_code
        for _ in range(2)
    ]
    late = theirs.post("/password", {"token": token, "password": OTHER})
    signed = theirs.signs_in("hoa", OTHER)

    assert chosen == [204, 204]
    assert kind(late) == (410, "link-over")
    assert (signed.json()["shown_name"], signed.json()["must_change"]) == ("Nông Thị Hoa", False)
    opened = theirs.post("/counters/1/open").json()
    assert (opened["clerk"], opened["clerk_name"]) == ("hoa", "Nông Thị Hoa")


def test_an_initial_password_opens_nothing_but_the_way_to_another(root: Browser, browsers: Any) -> None:
    root.post("/people/lan/password", {"password": OTHER})
    lan: Browser = browsers()

    signed = lan.signs_in("lan", OTHER)

    assert signed.json()["must_change"] is True
    assert kind(lan.post("/counters/1/open")) == (403, "password-due")
    assert lan.session.get(f"{lan.office.url}/counter", timeout=SECONDS).url.endswith("/account")
    assert kind(lan.post("/session/password", {"password": "wrong", "new": PASSWORD})) == (
        401,
        "wrong-password",
    )
    assert lan.post("/session/password", {"password": OTHER, "new": "một cửa một dấu"}).status_code == 200
    assert lan.post("/counters/1/open").status_code == 200


def test_a_right_that_is_taken_away_is_gone_with_the_next_press(root: Browser, browsers: Any) -> None:
    thu: Browser = browsers()
    thu.signs_in("thu")
    asked = ("/statistics?by=clerk", "/statistics/tickets.csv", "/statistics")
    before = [thu.ask("GET", path).status_code for path in asked]

    after = root.post("/people/thu", {"rights": []}).json()

    assert before == [200, 200, 200]
    assert after["rights"] == []
    assert [thu.ask("GET", path).status_code for path in asked] == [403, 403, 200]


def test_who_is_retired_is_out_at_once_and_stays_out(root: Browser, browsers: Any) -> None:
    lan: Browser = browsers()
    lan.signs_in("lan")
    assert lan.is_in()

    root.post("/people/lan/retire")

    assert not lan.is_in()
    assert kind(lan.signs_in("lan")) == (401, "wrong-password")
    assert root.post("/people/lan/return").json()["retired_at"] is None
    assert kind(lan.signs_in("lan")) == (401, "wrong-password")


def test_signed_out_everywhere_means_everywhere(root: Browser, browsers: Any) -> None:
    first, second = browsers(), browsers()
    for one in (first, second):
        one.signs_in("lan")
    key = {"Idempotency-Key": uuid4().hex}

    elsewhere = [first.post("/session/everywhere", {}, **key).json() for _ in range(2)]
    assert elsewhere == [{"ended": 1}, {"ended": 1}]
    assert (first.is_in(), second.is_in()) == (True, False)

    assert root.post("/people/lan/sign-out").json() == {"ended": 1}
    assert not first.is_in()


def test_only_the_administrator_sees_and_changes_people(browsers: Any, running_office: RunningOffice) -> None:
    for name in ("lan", "thu"):
        one: Browser = browsers()
        one.signs_in(name)
        assert kind(one.ask("GET", "/people")) == (403, "no-right")
        assert kind(one.post("/people/minh", {"role": "admin"})) == (403, "no-right")


def test_no_administrator_lets_anybody_look_into_other_offices(root: Browser) -> None:
    assert kind(root.post("/people/lan", {"role": "province"})) == (422, "bad-input")
    assert kind(root.post("/people", {"name": "tinh", "role": "province"})) == (422, "bad-input")


def test_a_second_factor_from_its_first_code_to_its_end(root: Browser, browsers: Any) -> None:
    secret = root.ask("GET", "/session/second-factor").json()["secret"]
    shown = pyotp.TOTP(secret)
    wish = {"password": PASSWORD, "secret": secret, "code": shown.at(datetime.now(UTC))}
    key = {"Idempotency-Key": uuid4().hex}

    wrong = root.post("/session/second-factor", {**wish, "code": "000000"})
    begun = [root.post("/session/second-factor", wish, **key) for _ in range(2)]
    assert begun[0].status_code == 201, begun[0].text
    spare = begun[0].json()["spare_codes"]

    assert kind(wrong) == (401, "wrong-code")
    assert "dự phòng" not in wrong.json()["detail"], "there are no spare codes yet"
    assert begun[0].json() == begun[1].json()
    assert (begun[0].status_code, len(set(spare))) == (201, 10)
    again: Browser = browsers()
    assert kind(again.signs_in("tin")) == (401, "code-needed")
    guessed = again.signs_in("tin", code="123456")
    assert (kind(guessed), "dự phòng" in guessed.json()["detail"]) == ((401, "wrong-code"), True)
    assert again.signs_in("tin", code=spare[0]).status_code == 200
    assert kind(browsers().signs_in("tin", code=spare[0])) == (401, "wrong-code")
    assert again.ask("GET", "/session").json()["spare_codes"] == 9
    assert root.post("/session/second-factor/end", {"password": PASSWORD}).json() == {"ended": 1}
    assert browsers().signs_in("tin").status_code == 200


def test_the_administrator_helps_who_has_lost_phone_and_paper(root: Browser, browsers: Any) -> None:
    lan: Browser = browsers()
    lan.signs_in("lan")
    secret = lan.ask("GET", "/session/second-factor").json()["secret"]
    code = pyotp.TOTP(secret).at(datetime.now(UTC))
    lan.post("/session/second-factor", {"password": PASSWORD, "secret": secret, "code": code})
    assert kind(browsers().signs_in("lan")) == (401, "code-needed")

    assert root.post("/people/lan/second-factor/end").json()["second_factor"] is False

    assert browsers().signs_in("lan").status_code == 200


def test_a_session_that_nobody_used_for_half_an_hour_is_over_for_an_administrator(
    open_office: OpenOffice,
) -> None:
    office = open_office()
    office.run("user", "add", "tin", "--role", "admin", stdin=f"{PASSWORD}\n")
    open_now, csrf = browser(office)
    tin = Browser(office, open_now, csrf)
    tin.signs_in("tin")
    assert tin.is_in()
    office.stop()
    office.settings["TOILUOT_CLOCK"] = "2022-10-03T08:45:00+07:00"
    office.start()

    assert not tin.is_in()
    open_now.close()


def test_names_and_passwords_stay_out_of_the_log(running_office: RunningOffice, root: Browser) -> None:
    told = root.post("/people", {"name": "hoa", "role": "clerk"}).json()

    root.post("/people/hoa/password", {"password": OTHER})
    running_office.stop()

    said = "".join(running_office.log)
    assert said
    assert not [secret for secret in (OTHER, PASSWORD, told["link"].split("=")[1]) if secret in said]
    assert not re.search(r"argon2", said)
