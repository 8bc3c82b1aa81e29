"""Coming in: passwords, cookies, and the pages' own token against forged changes."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.fixtures.office import PASSWORD, RunningOffice

SECONDS = 60


def browser(office: RunningOffice, path: str = "/signin") -> tuple[requests.Session, str]:
    """A browser that opened a page, and the token that the page carries."""
    session = requests.Session()
    page = session.get(office.url + path, timeout=SECONDS).text
    found = re.search(r'<script type="application/json" id="screen">(.*?)</script>', page, re.DOTALL)
    assert found, page[:500]
    return session, str(json.loads(found[1])["csrf"])


def sign_in(office: RunningOffice, name: str, password: str) -> tuple[requests.Session, requests.Response]:
    session, csrf = browser(office)
    answer = session.post(
        f"{office.url}/api/v1/session",
        json={"name": name, "password": password},
        headers={"X-CSRF-Token": csrf},
        timeout=SECONDS,
    )
    return session, answer


def test_a_clerk_signs_in_works_and_signs_out(running_office: RunningOffice) -> None:
    session, answer = sign_in(running_office, "lan", PASSWORD)
    assert (answer.status_code, answer.json()["role"]) == (200, "clerk")
    csrf = {"X-CSRF-Token": answer.json()["csrf"]}
    api = f"{running_office.url}/api/v1"

    opened = session.post(f"{api}/counters/1/open", headers=csrf, timeout=SECONDS)
    assert (opened.status_code, opened.json()["clerk"]) == (200, "lan")
    assert session.delete(f"{api}/session", headers=csrf, timeout=SECONDS).status_code == 204

    assert session.get(f"{api}/counters", timeout=SECONDS).status_code == 401
    session.close()


def test_a_wrong_password_and_an_unknown_name_are_answered_alike_and_slowed_down(
    running_office: RunningOffice,
) -> None:
    told = []
    for name in ("lan", "nobody"):
        session, answer = sign_in(running_office, name, "wrong-password")
        told.append((answer.status_code, answer.json()["type"], answer.json()["detail"]))
        session.close()
    assert told[0] == told[1]
    assert told[0][:2] == (401, "wrong-password")

    kinds = []
    for _ in range(4):
        session, answer = sign_in(running_office, "minh", "wrong-password")
        kinds.append(answer.json()["type"])
        session.close()
    session, answer = sign_in(running_office, "minh", PASSWORD)

    assert kinds[:3] == ["wrong-password"] * 3
    assert answer.json()["type"] == "locked-out"
    assert int(answer.headers["Retry-After"]) >= 1
    session.close()


def test_many_guesses_at_once_are_slowed_down_like_single_ones(running_office: RunningOffice) -> None:
    for name in ("minh", "nobody"):
        session, csrf = browser(running_office)

        def guess(_: int, name: str = name, csrf: str = csrf, session: requests.Session = session) -> str:
            answer = requests.post(
                f"{running_office.url}/api/v1/session",
                json={"name": name, "password": "wrong-password"},
                headers={"X-CSRF-Token": csrf},
                cookies=session.cookies.get_dict(),
                timeout=SECONDS,
            )
            return str(answer.json()["type"])

        with ThreadPoolExecutor(8) as pool:
            kinds = list(pool.map(guess, range(8)))
        assert sorted(set(kinds)) == ["locked-out", "wrong-password"]
        assert kinds.count("wrong-password") <= 5
        session.close()


def test_signing_out_ends_a_session_and_never_a_token(running_office: RunningOffice) -> None:
    session, csrf = browser(running_office)
    token = running_office.token("clerk", "1")
    api = f"{running_office.url}/api/v1"
    session.post(f"{api}/session/device", json={"token": token}, timeout=SECONDS)

    session.delete(f"{api}/session", headers={"X-CSRF-Token": csrf}, timeout=SECONDS)

    assert session.get(f"{api}/counters", timeout=SECONDS).status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{api}/counters", headers=bearer, timeout=SECONDS).status_code == 200
    session.close()


def test_another_site_can_not_make_a_browser_somebody(running_office: RunningOffice) -> None:
    body = json.dumps({"token": running_office.token("clerk", "1")})

    answer = requests.post(
        f"{running_office.url}/api/v1/session/device",
        data=body,
        headers={"Content-Type": "text/plain", "Origin": "http://elsewhere.example"},
        timeout=SECONDS,
    )

    assert answer.json()["type"] == "bad-json"
    assert "Set-Cookie" not in answer.headers


def test_a_change_from_another_site_is_refused(running_office: RunningOffice) -> None:
    session, answer = sign_in(running_office, "lan", PASSWORD)
    assert answer.status_code == 200
    url = f"{running_office.url}/api/v1/counters/1/open"

    for headers in ({}, {"X-CSRF-Token": "guess"}):
        refused = session.post(url, headers=headers, timeout=SECONDS)
        assert (refused.status_code, refused.json()["type"]) == (403, "csrf")
    session.close()


def test_a_screen_joins_with_the_token_of_its_link_and_scripts_never_see_it(
    running_office: RunningOffice,
) -> None:
    session = requests.Session()
    token = running_office.token("kiosk")

    answer = session.post(
        f"{running_office.url}/api/v1/session/device", json={"token": token}, timeout=SECONDS
    )

    assert answer.status_code == 204
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite" in cookie
    assert session.get(f"{running_office.url}/api/v1/services", timeout=SECONDS).status_code == 200
    refused = session.post(
        f"{running_office.url}/api/v1/session/device", json={"token": "no"}, timeout=SECONDS
    )
    assert refused.json()["type"] == "bad-token"
    session.close()


def test_every_page_keeps_strangers_scripts_and_frames_out(running_office: RunningOffice) -> None:
    for path in ("/", "/signin", "/kiosk", "/display", "/manager"):
        answer = requests.get(running_office.url + path, timeout=SECONDS)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"<script(?![^>]*(src=|application/json))|\son\w+=|\sstyle=", answer.text), path
