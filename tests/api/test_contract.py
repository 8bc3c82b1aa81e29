"""The contract, from outside: a real server, asked as programs ask it."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.fixtures.office import OpenOffice, RunningOffice

SECONDS = 60


class Caller:
    """A program with a token."""

    def __init__(self, office: RunningOffice, scope: str, counter: str | None = None) -> None:
        self.url = f"{office.url}/api/v1"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {office.token(scope, counter)}"

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=SECONDS)

    def post(self, path: str, body: Any = None, **headers: str) -> requests.Response:
        return self.session.post(self.url + path, json=body or {}, headers=headers, timeout=SECONDS)


@pytest.fixture
def kiosk(running_office: RunningOffice) -> Iterator[Caller]:
    caller = Caller(running_office, "kiosk")
    yield caller
    caller.session.close()


@pytest.fixture
def clerk(running_office: RunningOffice) -> Iterator[Caller]:
    caller = Caller(running_office, "clerk", "1")
    yield caller
    caller.session.close()


@pytest.fixture
def director(running_office: RunningOffice) -> Iterator[Caller]:
    caller = Caller(running_office, "director")
    yield caller
    caller.session.close()


def problem(answer: requests.Response) -> tuple[int, str]:
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    assert len(told["sentences"]["vi"]) > 20
    assert len(told["sentences"]["en"]) > 20
    assert not re.search(r"{\w+}", told["sentences"]["vi"] + told["sentences"]["en"])
    return answer.status_code, told["type"]


def test_a_visit_from_the_ticket_to_the_figures(kiosk: Caller, clerk: Caller, director: Caller) -> None:
    taken = kiosk.post("/tickets", {"service": "ho-tich", "priority": True, "language": "en"})
    assert taken.status_code == 201
    told = taken.json()
    assert (told["number"], told["ahead"], told["office_day"]) == ("A001", 0, "2022-10-03")
    assert told["url"].startswith(kiosk.url.removesuffix("/api/v1") + "/t/")
    drawn = requests.get(kiosk.url.removesuffix("/api/v1") + told["qr"], timeout=SECONDS)
    assert (drawn.headers["Content-Type"], "<svg" in drawn.text) == ("image/svg+xml; charset=utf-8", True)
    assert clerk.post("/counters/1/open").json()["state"] == "open"
    queue = clerk.get("/queue?counter=1").json()
    assert [(one["number"], one["place"], one["reason"]["code"]) for one in queue] == [
        ("A001", 1, "first-come")
    ]

    called = clerk.post("/counters/1/call-next").json()
    started = clerk.post(f"/tickets/{told['id']}/start").json()
    done = clerk.post(f"/tickets/{told['id']}/finish", {"outcome": "received"}).json()

    assert (called["state"], called["reason"]["code"], called["seq"] > 0) == ("called", "first-come", True)
    assert (started["state"], done["state"]) == ("serving", "done")
    leg = clerk.get(f"/tickets/{told['id']}").json()["legs"][0]
    assert (leg["outcome"], leg["counter"]) == ("received", "1")
    total = director.get("/statistics").json()[0]
    assert (total["issued"], total["served"], total["wait"]["within_target"]) == (1, 1, 1.0)
    today = director.get("/statistics/today").json()
    assert (today["issued"], today["served"], today["waiting"]) == (1, 1, 0)
    sheet = director.get("/statistics/tickets.csv").text.splitlines()
    assert len(sheet) == 2
    assert sheet[1].startswith("2022-10-03,2022-10-03-A001,A001,ho-tich,1,")


def test_nobody_waiting_is_answered_with_nothing(clerk: Caller) -> None:
    clerk.post("/counters/1/open")

    answer = clerk.post("/counters/1/call-next")

    assert (answer.status_code, answer.content) == (204, b"")


def test_one_press_is_one_ticket_however_often_the_answer_was_lost(kiosk: Caller) -> None:
    wish = {"service": "ho-tich"}
    key = {"Idempotency-Key": "press-1"}

    first, again = (kiosk.post("/tickets", wish, **key) for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert problem(kiosk.post("/tickets", {"service": "dat-dai"}, **key)) == (422, "key-reused")
    assert kiosk.get("/services").json()[0]["waiting"] == 1


def test_a_child_drumming_on_the_kiosk_is_slowed_down(open_office: OpenOffice) -> None:
    kiosk = Caller(open_office(TOILUOT_KIOSK_RATE="2"), "kiosk")
    wish = {"service": "ho-tich"}

    statuses = [kiosk.post("/tickets", wish).status_code for _ in range(2)]
    answer = kiosk.post("/tickets", wish)

    assert statuses == [201, 201]
    assert problem(answer) == (429, "too-many-presses")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    kiosk.session.close()


def test_bad_input_is_named_and_changes_nothing(kiosk: Caller, clerk: Caller) -> None:
    cases = [
        ({"service": "dang-kiem"}, (404, "unknown-service")),
        ({"service": "ho-tich", "procedure": "9.9"}, (404, "unknown-procedure")),
        ({}, (422, "bad-input")),
        ({"service": 5}, (422, "bad-input")),
        ({"service": "ho-tich", "colour": "red"}, (422, "bad-input")),
        ({"service": "ho-tich", "priority": "rich"}, (422, "bad-input")),
        ({"service": "x" * 41}, (422, "too-long")),
        ({"service": "ho-tich", "appointment": "2022-10-03T09:00:00"}, (422, "bad-input")),
        ({"service": "ho-tich", "language": "tiếng Việt"}, (422, "bad-input")),
        ({"service": "ho-tich", "procedure": "2.000815"}, (422, "bad-input")),
    ]

    for wish, expected in cases:
        assert problem(kiosk.post("/tickets", wish)) == expected, wish

    broken = kiosk.session.post(f"{kiosk.url}/tickets", data=b'{"service":', timeout=SECONDS)
    assert problem(broken) == (400, "bad-json")
    no_text = kiosk.session.post(f"{kiosk.url}/tickets", data=b"\xff\xfe", timeout=SECONDS)
    assert problem(no_text) == (400, "bad-json")
    huge = kiosk.session.post(f"{kiosk.url}/tickets", data=b'"' + b"x" * 300_000 + b'"', timeout=SECONDS)
    assert problem(huge) == (413, "too-large")
    long_key = kiosk.post("/tickets", {"service": "ho-tich"}, **{"Idempotency-Key": "k" * 201})
    assert problem(long_key) == (422, "bad-input")
    assert problem(kiosk.get("/nothing-here")) == (404, "not-found")
    assert problem(kiosk.get("/tickets")) == (405, "method-not-allowed")
    assert kiosk.post("/tickets", {"service": "ho-tich"}).json()["number"] == "A001"


def test_the_wrong_moment_is_said_in_words(kiosk: Caller, clerk: Caller, director: Caller) -> None:
    ticket = kiosk.post("/tickets", {"service": "ho-tich"}).json()["id"]
    assert problem(clerk.post("/counters/1/call-next")) == (409, "counter-closed")
    clerk.post("/counters/1/open")
    kiosk.post("/tickets", {"service": "ho-tich"})
    clerk.post("/counters/1/call-next")

    assert problem(clerk.post("/counters/1/call-next")) == (409, "counter-busy")
    refused = clerk.post(f"/tickets/{ticket}/finish")
    assert problem(refused) == (409, "not-allowed")
    assert refused.json()["state"] == "called"
    assert problem(clerk.post("/tickets/2022-10-03-Z999/start")) == (404, "unknown-ticket")
    assert problem(clerk.get("/counters/99")) == (404, "unknown-counter")
    assert problem(clerk.get("/queue?counter=99")) == (404, "unknown-counter")
    assert problem(clerk.post("/counters/2/open")) == (403, "other-counter")
    assert problem(clerk.post("/counters/people/pause", {"reason": "break"})) == (403, "other-counter")
    assert clerk.post("/counters/2/open").json()["sentences"]["vi"] == (
        "Thiết bị này được cấp cho Quầy 1 nên không làm việc được cho quầy khác. "
        "Không có gì thay đổi. Xin hỏi người quản trị."
    )
    assert problem(director.get("/statistics?from=yesterday")) == (422, "bad-input")
    assert problem(director.get("/statistics?from=2022-10-03&to=2022-10-01")) == (422, "bad-input")
    assert problem(director.get("/statistics?by=mood")) == (422, "bad-input")


@pytest.mark.parametrize(
    "end_of_time", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"]
)
def test_an_instant_at_the_end_of_the_calendar_is_refused_before_it_is_kept(
    end_of_time: str, kiosk: Caller, clerk: Caller
) -> None:
    ticket = kiosk.post("/tickets", {"service": "ho-tich"}).json()["id"]

    held = clerk.post(f"/tickets/{ticket}/hold", {"until": end_of_time})
    taken = kiosk.post("/tickets", {"service": "ho-tich", "appointment": end_of_time})

    assert problem(held) == problem(taken) == (422, "bad-input")
    assert clerk.get(f"/tickets/{ticket}").json()["state"] == "waiting"
    assert kiosk.get("/services").json()[0]["waiting"] == 1


@pytest.mark.parametrize("since", [10**30, -(10**30), 2**63])
def test_a_seq_that_no_journal_reaches_is_no_fault_of_ours(since: int, running_office: RunningOffice) -> None:
    display = Caller(running_office, "display")

    answer = display.get(f"/display/calls?since={since}")

    assert (answer.status_code, answer.json()) == (200, [])
    display.session.close()


def test_the_last_day_of_the_calendar_has_its_sheet(director: Caller) -> None:
    answer = director.get("/statistics/tickets.csv?from=2199-12-31")

    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 1


def test_who_is_called_anew_after_an_undo_is_on_the_board_again(
    running_office: RunningOffice, kiosk: Caller, clerk: Caller
) -> None:
    display = Caller(running_office, "display")
    ticket = kiosk.post("/tickets", {"service": "ho-tich"}).json()["id"]
    clerk.post("/counters/1/open")
    clerk.post("/counters/1/call-next")
    clerk.post(f"/tickets/{ticket}/undo")
    undone = display.get("/display").json()["calls"]

    clerk.post("/counters/1/call-next")

    assert undone == []
    assert [call["number"] for call in display.get("/display").json()["calls"]] == ["A001"]
    display.session.close()


def test_a_closed_line_says_when_it_opens(open_office: OpenOffice) -> None:
    office = open_office(TOILUOT_CLOCK="2022-10-02T09:00:00+07:00")
    kiosk = Caller(office, "kiosk")

    refused = kiosk.post("/tickets", {"service": "ho-tich"})
    line = kiosk.get("/services").json()[0]

    assert problem(refused) == (409, "closed")
    assert refused.json()["opens_at"] == line["opens_at"] == "2022-10-03T07:30:00+07:00"
    assert (line["open"], line["closed_reason"]) == (False, "hours")
    kiosk.session.close()


def test_two_clerks_do_not_share_a_counter(running_office: RunningOffice, clerk: Caller) -> None:
    other = Caller(running_office, "clerk")
    clerk.post("/counters/1/open")

    assert problem(other.post("/counters/1/open")) == (409, "counter-taken")
    assert problem(other.post("/counters/1/call-next")) == (409, "counter-taken")
    other.session.close()


def test_a_token_opens_only_its_own_doors(
    kiosk: Caller, clerk: Caller, running_office: RunningOffice
) -> None:
    assert problem(kiosk.post("/counters/1/open")) == (403, "no-right")
    assert problem(kiosk.get("/statistics")) == (403, "no-right")
    assert problem(clerk.get("/statistics")) == (403, "no-right")
    url = f"{running_office.url}/api/v1/services"
    assert problem(requests.get(url, timeout=SECONDS)) == (401, "not-signed-in")
    forged = {"Authorization": "Bearer guess"}
    assert problem(requests.get(url, headers=forged, timeout=SECONDS)) == (401, "bad-token")


def test_a_revoked_token_opens_nothing_within_a_second(running_office: RunningOffice, kiosk: Caller) -> None:
    listed = [line.split("\t") for line in running_office.run("token", "list").splitlines()]
    number = next(line[0] for line in listed if line[1] == "kiosk")
    assert kiosk.get("/services").status_code == 200

    running_office.run("token", "revoke", number)
    revoked = time.monotonic()
    while (answer := kiosk.get("/services")).status_code == 200:
        assert time.monotonic() - revoked < SECONDS

    assert problem(answer) == (401, "bad-token")


def test_the_reader_is_answered_in_their_language(kiosk: Caller) -> None:
    answer = kiosk.post("/tickets", {"service": "nothing"}, **{"Accept-Language": "en-GB,en;q=0.9"}).json()

    assert answer["detail"] == answer["sentences"]["en"] != answer["sentences"]["vi"]


def test_openapi_tells_every_route_and_every_answer_keeps_to_it(kiosk: Caller, clerk: Caller) -> None:
    told = requests.get(f"{kiosk.url}/openapi.json", timeout=SECONDS).json()

    assert told["openapi"].startswith("3.1")
    taken = told["paths"]["/api/v1/tickets"]["post"]
    assert "Scopes: kiosk, clerk, guide." in taken["description"]
    shape = told["components"]["schemas"]["TakenOut"]
    assert set(kiosk.post("/tickets", {"service": "ho-tich"}).json()) == set(shape["properties"])
    called = told["components"]["schemas"]["CalledOut"]
    clerk.post("/counters/1/open")
    assert set(clerk.post("/counters/1/call-next").json()) == set(called["properties"])


def test_the_house_says_whether_it_is_alive_and_ready(running_office: RunningOffice) -> None:
    for path, expected in (("/healthz", "alive"), ("/readyz", "ready"), ("/metrics", "toiluot_waiting")):
        answer = requests.get(running_office.url + path, timeout=SECONDS)
        assert (answer.status_code, expected in answer.text) == (200, True)


def test_a_service_tells_its_procedures_in_both_languages(kiosk: Caller) -> None:
    told = kiosk.get("/services/ho-tich").json()["procedures"]

    assert 0 < len(told) <= 6
    for procedure in told:
        for named in (procedure["name"], *procedure["papers"]):
            assert named["vi"]
            assert named["en"]
            assert named["vi"] != named["en"]


def test_who_waits_for_a_procedure_that_is_withdrawn_is_called_all_the_same(
    running_office: RunningOffice, kiosk: Caller, clerk: Caller
) -> None:
    clerk.post("/counters/1/open")
    taken = kiosk.post("/tickets", {"service": "ho-tich", "procedure": "1.000894"}).json()
    admin = Caller(running_office, "admin")
    assert admin.post("/procedures/1.000894/withdraw").status_code == 200

    waiting = clerk.get("/queue?counter=1").json()
    called = clerk.post("/counters/1/call-next").json()

    assert [one["procedure"]["name"]["en"] for one in waiting] == ["Marriage registration"]
    assert (called["id"], called["procedure"]["name"]["vi"]) == (taken["id"], "Đăng ký kết hôn")
    admin.session.close()
