"""A press that is sent twice is one press: on every route that changes something, and across a power cut."""

import json
import select
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import requests

from server.api.openapi import ROUTES
from tests.faults.hands import Press, at_counter, kept, take, until
from tests.fixtures.office import PASSWORD, RunningOffice

SECONDS = 60
PROCEDURE = "1.001193"
ROLL_NEEDS_NO_BODY = "POST /printer/roll"
LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
"""One black dot, as a PNG."""


@dataclass
class Visit:
    """An office with one citizen, brought as far as a press needs them."""

    office: RunningOffice
    ticket: dict[str, Any] = field(default_factory=dict)
    person: str = ""
    dossier: str = PROCEDURE

    def with_somebody(self) -> "Visit":
        """And somebody new among its people."""
        self.person = f"moi-{uuid4().hex[:8]}"
        wish = {"name": self.person, "role": "clerk", "password": PASSWORD}
        Press(self.office, "/people", "admin", wish=wish).done()
        return self

    def with_somebody_gone(self) -> "Visit":
        Press(self.with_somebody().office, f"/people/{self.person}/retire", "admin").done()
        return self

    def taken(self) -> "Visit":
        self.ticket = take(self.office).done()
        return self

    def opened(self) -> "Visit":
        at_counter(self.office, "open").done()
        return self.taken()

    def opened_by_another(self) -> "Visit":
        Press(self.office, "/counters/1/open", "clerk").done()
        return self.taken()

    def called(self) -> "Visit":
        self.opened()
        at_counter(self.office, "call-next").done()
        return self

    def serving(self) -> "Visit":
        return self.called().moved("start")

    def serving_a_procedure(self) -> "Visit":
        at_counter(self.office, "open").done()
        press = take(self.office)
        press.wish["procedure"] = PROCEDURE
        self.ticket = press.done()
        at_counter(self.office, "call-next").done()
        return self.moved("start")

    def done(self) -> "Visit":
        return self.serving().moved("finish")

    def held(self) -> "Visit":
        return self.called().moved("hold")

    def moved(self, verb: str) -> "Visit":
        Press(self.office, f"/tickets/{self.ticket['id']}/{verb}", "clerk", "1").done()
        return self

    def with_dossier(self, verb: str | None = None, **wish: Any) -> "Visit":
        """With a dossier received, and moved once."""
        self.taken()
        self.dossier = Press(self.office, "/dossiers", "clerk", "1", {"procedure": PROCEDURE}).done()["code"]
        if verb is not None:
            Press(self.office, f"/dossiers/{self.dossier}/{verb}", "clerk", "1", wish).done()
        return self

    @property
    def page(self) -> str:
        return str(self.ticket["url"]).rsplit("/", maxsplit=1)[1]


@dataclass(frozen=True)
class Case:
    """How a press is brought about: what must be so before, who presses, what they wish, and another wish."""

    before: Callable[[Visit], Visit]
    scope: str = "clerk"
    counter: str | None = "1"
    wish: Callable[[Visit], dict[str, Any]] = lambda _: {}
    other: Callable[[Visit], dict[str, Any]] = lambda _: {}


def same(**wish: Any) -> Callable[[Visit], dict[str, Any]]:
    return lambda _: wish


OF_TICKETS = {
    "recall": Case(Visit.called),
    "start": Case(Visit.called),
    "finish": Case(Visit.serving, wish=same(outcome="received"), other=same(outcome="refused")),
    "no-show": Case(Visit.called),
    "hold": Case(Visit.called, other=same(until="2022-10-03T09:00:00+07:00")),
    "return": Case(Visit.held, wish=same(place="first"), other=same(place="last")),
    "transfer": Case(Visit.serving, wish=same(service="dat-dai"), other=same(service="chung-thuc")),
    "cancel": Case(Visit.called, wish=same(reason="gone home"), other=same(reason="another")),
    "undo": Case(Visit.called),
    "priority": Case(
        Visit.taken, wish=same(priority=True, reason="frail"), other=same(priority="elderly", reason="frail")
    ),
    "rating": Case(Visit.done, "rating", "1", wish=same(score=4), other=same(score=1)),
    "slip": Case(Visit.taken, "clerk", "1"),
}
SERVICE = {
    "name": {"vi": "Đăng kiểm", "en": "Vehicles"},
    "colour": "#13507A",
    "sign": "car",
    "minutes": 12,
    "windows": [{"weekdays": [0, 1, 2, 3, 4], "from": "07:00", "to": "18:00"}],
}
POLICY = {"in_a_row": 3, "guard": 40, "early": 5, "target": 20}
WORKDAY = {"weekdays": [0, 1, 2, 3, 4, 5], "morning_from": "07:00", "morning_to": "11:30"}
DAY_OFF = {"day": "2022-12-24", "kind": "off", "note": "Mất điện", "source": "EVN"}
CODES = {"pattern": "{agency}-{yymmdd}-{seq}", "agency": "H00.00.00", "digits": 5}
OF_THE_OFFICE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "/printer": ({"address": "null://?roll=80"}, {"address": "null://?roll=50"}),
    "/printer/raster": (
        {"address": "null://", "raster": "column"},
        {"address": "null://", "raster": "graphics"},
    ),
    "/slip": ({"large": True}, {"large": False}),
    "/slip/logo": ({"logo": LOGO}, {"logo": ""}),
    "/services": (SERVICE | {"prefix": "X"}, SERVICE | {"prefix": "Y"}),
    "/services/{code}": (SERVICE | {"prefix": "W"}, SERVICE | {"prefix": "W", "minutes": 9}),
    "/services/{code}/retire": ({"retired": True}, {"retired": False}),
    "/counters": ({"code": "7", "name": "Quầy 7"}, {"code": "8", "name": "Quầy 8"}),
    "/counters/{code}": (
        {"name": "Quầy ba", "services": {"ho-tich": 1}},
        {"name": "Quầy 3", "services": {"ho-tich": 1}},
    ),
    "/counters/{code}/retire": ({"retired": True}, {"retired": False}),
    "/policy": (POLICY, POLICY | {"guard": 50}),
    "/notices": ({"notices": [{"kind": "ticker", "text": {"vi": "Mời ngồi"}}]}, {"notices": []}),
    "/slides": ({"which": "commonest"}, {"which": "off"}),
    "/codes": (CODES, CODES | {"digits": 6}),
    "/speech": ({"speech": ["vi", "en"]}, {"speech": ["vi"]}),
    "/name": ({"name": {"vi": "Xã khác"}}, {"name": {"vi": "Xã khác nữa"}}),
    "/ratings": ({"seconds": 30}, {"seconds": 40}),
    "/backups": ({}, {}),
    "/call-back": ({"call_back": True}, {"call_back": False}),
    "/retention": ({"keep_comments": 30}, {"keep_comments": 30, "keep_names": 7}),
    "/webhook": (
        {"url": "http://127.0.0.1:9/troubles", "secret": "mười sáu chữ cái trở lên"},
        {"url": "http://127.0.0.1:9/others", "secret": "mười sáu chữ cái trở lên"},
    ),
    "/open-board": ({"open_board": True}, {"open_board": False}),
    "/nightly": (
        {"nightly": True, "receivers": "giam-doc@duongphong.vn"},
        {"nightly": True, "receivers": "pho@duongphong.vn"},
    ),
    "/mailing": (
        {"host": "localhost", "port": 25, "seal": "none", "sender": "mot-cua@duongphong.vn"},
        {"host": "localhost", "port": 26, "seal": "none", "sender": "mot-cua@duongphong.vn"},
    ),
    "/workday": (WORKDAY, WORKDAY | {"morning_to": "11:15"}),
    "/days": (DAY_OFF, DAY_OFF | {"note": "another"}),
    "/years": ({"year": 2023, "source": "TB 5034"}, {"year": 2023, "source": "TB 1"}),
}
"""What an administrator sets: a wish that changes something, and another one."""


def _with_webhook(visit: Visit) -> Visit:
    Press(visit.office, "/office/webhook", "admin", None, OF_THE_OFFICE["/webhook"][1]).done()
    return visit


def _set(wish: dict[str, Any], other: dict[str, Any]) -> Case:
    return Case(lambda visit: visit, "admin", None, same(**wish), same(**other))


BECAUSE, OTHERWISE = same(reason="a paper is missing"), same(reason="another")
OF_DOSSIERS = {
    "supplement": Case(Visit.with_dossier, wish=same(missing=["a"]), other=same(missing=["b"])),
    "resume": Case(lambda visit: visit.with_dossier("supplement", missing=["a"]), other=same(anew=True)),
    "extend": Case(
        Visit.with_dossier,
        wish=same(until="2022-12-01", reason="a"),
        other=same(until="2022-12-02", reason="a"),
    ),
    "refuse": Case(Visit.with_dossier, wish=BECAUSE, other=OTHERWISE),
    "stop": Case(Visit.with_dossier, wish=BECAUSE, other=OTHERWISE),
    "withdraw": Case(Visit.with_dossier, wish=BECAUSE, other=OTHERWISE),
    "ready": Case(Visit.with_dossier),
    "return": Case(Visit.with_dossier, wish=same(to="owner"), other=same(to="authorised")),
    "reopen": Case(lambda visit: visit.with_dossier("ready"), wish=BECAUSE, other=OTHERWISE),
    "form": Case(Visit.with_dossier, wish=same(form="01"), other=same(form="02")),
}
CASES = {
    "POST /tickets": Case(
        lambda visit: visit, "kiosk", None, same(service="ho-tich"), same(service="dat-dai")
    ),
    **{f"POST /tickets/{{ticket_id}}/{verb}": case for verb, case in OF_TICKETS.items()},
    "POST /counters/{code}/open": Case(Visit.taken),
    "POST /counters/{code}/pause": Case(
        Visit.opened, wish=same(reason="meeting"), other=same(reason="break")
    ),
    "POST /counters/{code}/close": Case(Visit.opened),
    "POST /counters/{code}/cover": Case(Visit.opened_by_another),
    "POST /counters/{code}/call-next": Case(Visit.opened),
    "POST /counters/{code}/call": Case(
        Visit.opened,
        wish=lambda visit: {"ticket": visit.ticket["id"], "reason": "with a baby"},
        other=lambda visit: {"ticket": visit.ticket["id"], "reason": "another"},
    ),
    ROLL_NEEDS_NO_BODY: Case(Visit.taken, "clerk", "1"),
    "POST /tickets/{ticket_id}/receipt": Case(
        Visit.serving_a_procedure, wish=same(papers=[0]), other=same(papers=[0, 1])
    ),
    "POST /procedures/{code}/checklist": Case(
        Visit.taken, "kiosk", None, wish=same(language="vi"), other=same(language="en")
    ),
    "POST /printer/test-page": Case(Visit.taken, "director", None),
    **{f"POST /office{path}": _set(first, other) for path, (first, other) in OF_THE_OFFICE.items()},
    "POST /office/retention/tidy": Case(lambda visit: visit, "admin", None),
    "POST /office/webhook/test": Case(_with_webhook, "admin", None),
    "POST /office/nightly/now": Case(lambda visit: visit, "admin", None),
    "POST /dossiers": Case(
        Visit.taken, wish=same(procedure=PROCEDURE), other=same(procedure=PROCEDURE, channel="post")
    ),
    **{f"POST /dossiers/{{code}}/{verb}": case for verb, case in OF_DOSSIERS.items()},
    "POST /dossiers/import": Case(
        Visit.taken,
        "admin",
        None,
        wish=lambda _: _table_of_one(),
        other=lambda _: _table_of_one("H15-221003-0002"),
    ),
    "POST /collect": Case(
        lambda visit: visit.with_dossier("ready"),
        wish=lambda visit: {"shown": visit.dossier},
        other=lambda visit: {"shown": visit.dossier, "language": "en"},
    ),
    "POST /procedures/import": Case(
        Visit.taken,
        "admin",
        None,
        wish=same(file=b64encode("code,field_vi,name_vi\n9.000001,Hộ tịch,Thử".encode()).decode()),
        other=same(file=b64encode("code,field_vi,name_vi\n9.000002,Hộ tịch,Thử".encode()).decode()),
    ),
    "POST /procedures": Case(
        Visit.taken,
        "admin",
        None,
        wish=same(procedure="9.000008", name={"vi": "Thử"}, field={"vi": "Hộ tịch"}, channels=["direct"]),
        other=same(procedure="9.000009", name={"vi": "Thử"}, field={"vi": "Hộ tịch"}, channels=["direct"]),
    ),
    "POST /procedures/{code}": Case(
        Visit.taken,
        "admin",
        None,
        wish=same(name={"vi": "Khai sinh"}, field={"vi": "Hộ tịch"}, channels=["direct"], service="ho-tich"),
        other=same(name={"vi": "Khác"}, field={"vi": "Hộ tịch"}, channels=["direct"]),
    ),
    "POST /procedures/{code}/withdraw": Case(Visit.taken, "admin", None),
    "POST /procedures/{code}/publish": Case(lambda visit: _withdrawn(visit.taken()), "admin", None),
    "POST /people": Case(
        lambda visit: visit,
        "admin",
        None,
        same(name=f"hoa-{uuid4().hex[:8]}", role="guide"),
        same(name="another", role="guide"),
    ),
    "POST /people/{name}": Case(Visit.with_somebody, "admin", None, same(role="guide"), same(role="viewer")),
    "POST /people/{name}/retire": Case(Visit.with_somebody, "admin", None),
    "POST /people/{name}/return": Case(Visit.with_somebody_gone, "admin", None),
    "POST /people/{name}/link": Case(Visit.with_somebody, "admin", None),
    "POST /people/{name}/password": Case(
        Visit.with_somebody,
        "admin",
        None,
        same(password="ngựa đá đi sau"),
        same(password="con trâu đi trước"),
    ),
}
OF_MACHINES = {
    "POST /pairing",
    "POST /pairing/claim",
    "POST /devices",
    "POST /devices/{device}",
    "POST /devices/{device}/identify",
    "POST /devices/{device}/revoke",
    "POST /device/heartbeat",
}
"""Tried in tests/api/test_devices.py: by machines at the door."""
NOTHING_A_SECOND_TIME = {"POST /session", "DELETE /session", "POST /session/device"}
"""Tried below: by cookies, not by tokens."""
AT_THE_FIRST_START = {"POST /setup", "POST /office/template"}
"""Tried in tests/admin/test_first_start.py: an office is founded once."""
BY_THEIR_OWN_SESSION = {
    "POST /session/everywhere",
    "POST /session/password",
    "POST /session/second-factor",
    "POST /session/second-factor/end",
    "POST /password",
}
"""Of somebody who signed in, or has a link: tried in tests/api/test_people.py."""
NO_CHANGE_WITHOUT_SESSIONS = {"POST /people/{name}/sign-out", "POST /people/{name}/second-factor/end"}
"""Likewise: of who is not signed in there is nobody to show out."""
BY_THE_AGENTS_NAME = {"POST /printer/jobs/next", "POST /printer/jobs/{job}/claim", "POST /printer/jobs/{job}"}
"""A job is claimed by its number and the name of the agent, which may say so as often as it likes (tests/kiosk/printing)."""
NOTHING_IN_THE_OFFICE = {"POST /simulate", "POST /simulations", "POST /simulations/{trial}/stop"}
"""What if: it reckons, and changes nothing (tests/api/test_whatif.py)."""
NOTHING_IN_THE_JOURNAL = {
    ROLL_NEEDS_NO_BODY,
    "POST /tickets/{ticket_id}/slip",
    "POST /tickets/{ticket_id}/receipt",
    "POST /procedures/{code}/checklist",
    "POST /printer/test-page",
    "POST /dossiers/{code}/form",
    "POST /office/webhook/test",
    "POST /office/nightly/now",
    "POST /office/retention/tidy",
}
"""They order a job and write no journal: a second job would have another number in the answer. Or nothing is due."""


def _table_of_one(code: str = "H15-221003-0001") -> dict[str, Any]:
    return {"dossiers": [{"code": code, "procedure": PROCEDURE, "received_at": "2022-10-03T08:00:00+07:00"}]}


def _withdrawn(visit: Visit) -> Visit:
    Press(visit.office, f"/procedures/{PROCEDURE}/withdraw", "admin", None).done()
    return visit


def test_every_route_that_changes_something_is_tried_here() -> None:
    changing = {f"{route.method} {route.path}" for route in ROUTES if route.method != "GET"}

    assert changing == (
        CASES.keys()
        | OF_MACHINES
        | NOTHING_A_SECOND_TIME
        | AT_THE_FIRST_START
        | BY_THE_AGENTS_NAME
        | BY_THEIR_OWN_SESSION
        | NO_CHANGE_WITHOUT_SESSIONS
        | NOTHING_IN_THE_OFFICE
    )


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """One office for all; every case has its day behind it and a citizen of its own."""
    office = RunningOffice(tmp_path_factory.mktemp("same") / "data", {"TOILUOT_KIOSK_RATE": "0"})
    office.move_in_like(sample_office)
    office.start()
    yield office
    office.kill()


def journal(office: RunningOffice) -> str:
    """How far the journal has come, as monitoring sees it."""
    told = requests.get(f"{office.url}/metrics", timeout=SECONDS).text
    return next(line for line in told.splitlines() if line.startswith("toiluot_journal_seq{"))


def _unless_printing(press: Press) -> requests.Response | None:
    answer = press.send()
    return None if answer.status_code == 409 and answer.json()["type"] == "already-printing" else answer


def put_away(office: RunningOffice) -> None:
    """Whoever waits or is at a counter goes home, and the counter closes."""
    headers = {"Authorization": f"Bearer {office.token('clerk', '1')}"}
    for verb in ("finish", "no-show"):
        desk = requests.get(f"{office.url}/api/v1/counters/1", headers=headers, timeout=SECONDS).json()
        if desk["ticket"]:
            Press(office, f"/tickets/{desk['ticket']['id']}/{verb}", "clerk", "1").send()
    for waiting in requests.get(
        f"{office.url}/api/v1/queue?counter=1", headers=headers, timeout=SECONDS
    ).json():
        Press(office, f"/tickets/{waiting['id']}/cancel", "clerk", "1").done()
    at_counter(office, "close").send()


def _code(route: str, visit: Visit) -> str:
    """What the route is tried on: of the office's own things such as no other case needs."""
    own = {"/office/counters": "3", "/office/services": "nong-nghiep", "/counters": "1"}
    return next((code for part, code in own.items() if part in route), visit.dossier)


@pytest.mark.parametrize("route", CASES)
def test_the_same_press_twice_is_one_change_and_one_answer(office: RunningOffice, route: str) -> None:
    case = CASES[route]
    put_away(office)
    visit = case.before(Visit(office))
    path = route.split(" ")[1].format(
        ticket_id=visit.ticket.get("id"), code=_code(route, visit), name=visit.person
    )
    press = Press(office, path, case.scope, case.counter, case.wish(visit))
    before = journal(office)

    first = until(lambda: _unless_printing(press), "the first slip is out of the printer")
    after = journal(office)
    second = press.send()

    assert first.status_code < 300, first.text
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert journal(office) == after
    if route not in NOTHING_IN_THE_JOURNAL:
        assert after != before
    other = Press(office, path, case.scope, case.counter, {**case.other(visit)} or {"": ""}, press.key).send()
    assert (other.status_code, journal(office)) == (422, after)
    if case.other(visit):
        assert other.json()["type"] == "key-reused"


@pytest.mark.parametrize(
    ("verb", "before", "wish", "other"),
    [
        ("cancel", Visit.taken, {}, None),
        ("late", Visit.taken, {}, None),
        ("back", lambda visit: _late(visit.taken()), {}, None),
        ("rating", Visit.done, {"score": 3}, {"score": 1}),
    ],
)
def test_the_same_press_twice_on_a_phone_is_one(
    office: RunningOffice, verb: str, before: Any, wish: dict[str, Any], other: dict[str, Any] | None
) -> None:
    put_away(office)
    visit = before(Visit(office))
    url, key = f"{office.url}/t/{visit.page}/{verb}", {"Idempotency-Key": uuid4().hex}

    first = requests.post(url, json=wish, headers=key, timeout=SECONDS)
    after = journal(office)
    second = requests.post(url, json=wish, headers=key, timeout=SECONDS)

    assert first.status_code < 300, first.text
    assert (second.status_code, second.content, journal(office)) == (first.status_code, first.content, after)
    if other is not None:
        assert requests.post(url, json=other, headers=key, timeout=SECONDS).json()["type"] == "key-reused"


def _late(visit: Visit) -> Visit:
    assert requests.post(f"{visit.office.url}/t/{visit.page}/late", timeout=SECONDS).ok
    return visit


def test_signing_in_twice_with_one_press_is_one_session(office: RunningOffice) -> None:
    with requests.Session() as browser:
        browser.get(f"{office.url}/signin", timeout=SECONDS)
        press = {"Idempotency-Key": uuid4().hex, "X-CSRF-Token": _csrf(browser, office)}
        wish = {"name": "lan", "password": PASSWORD}

        url = f"{office.url}/api/v1/session"
        first = browser.post(url, json=wish, headers=press, timeout=SECONDS)
        cookie = browser.cookies["toiluot_session"]
        second = browser.post(url, json=wish, headers=press, timeout=SECONDS)
        other = browser.post(url, json={"name": "minh", "password": PASSWORD}, headers=press, timeout=SECONDS)

        assert (first.status_code, second.status_code, first.json()) == (200, 200, second.json())
        assert browser.cookies["toiluot_session"] == cookie
        assert other.json()["type"] == "key-reused"
        out = {"X-CSRF-Token": _csrf(browser, office), "Idempotency-Key": uuid4().hex}
        assert [browser.delete(url, headers=out, timeout=SECONDS).status_code for _ in range(2)] == [204, 204]


def test_a_screen_that_joins_twice_is_the_same_screen(office: RunningOffice) -> None:
    with requests.Session() as browser:
        press, wish = {"Idempotency-Key": uuid4().hex}, {"token": office.token("display")}
        url, before = f"{office.url}/api/v1/session/device", journal(office)

        told = [browser.post(url, json=wish, headers=press, timeout=SECONDS) for _ in range(2)]

        assert [answer.status_code for answer in told] == [204, 204]
        assert told[0].cookies.get_dict() == told[1].cookies.get_dict()
        assert journal(office) == before


def _csrf(browser: requests.Session, office: RunningOffice) -> str:
    page = browser.get(f"{office.url}/signin", timeout=SECONDS).text
    return page.split('"csrf":')[1].split('"')[1]


@pytest.mark.parametrize("killed", [False, True])
def test_an_answer_lost_after_the_commit_is_given_again_with_one_ticket_and_one_slip(
    running_office: RunningOffice, *, killed: bool
) -> None:
    press = take(running_office)
    _send_and_never_listen(press)
    if killed:
        running_office.kill()
        running_office.start()

    told = [press.done() for _ in range(2)]

    assert told[0] == told[1]
    assert told[0]["number"] == "A001"
    assert running_office.stop() == 0
    after = kept(running_office)
    assert (after.numbers, after.verbs.count("take"), after.jobs) == (["A001"], 1, 1)


def _send_and_never_listen(press: Press) -> None:
    """The press goes out and is done; its answer comes as far as our ear and is lost there."""
    body = json.dumps(press.wish).encode()
    head = (
        f"POST /api/v1{press.path} HTTP/1.1\r\nHost: office\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {press.office.token(press.scope)}\r\nIdempotency-Key: {press.key}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", press.office.port), SECONDS) as line:
        line.sendall(head.encode() + body)
        heard, _, _ = select.select([line], [], [], SECONDS)
        assert heard, "the office never answered"
