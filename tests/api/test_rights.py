"""Who may do what, tried at every route with every kind of key."""

import re
from collections.abc import Iterator

import pytest
import requests

from server.api.openapi import ROUTES
from server.domain.roles import APART, ROLES, Role, Scope, rights
from tests.fixtures.office import RunningOffice

SECONDS = 60
OPEN_TO_ALL = {
    "/session",
    "/session/device",
    "/openapi.json",
    "/password",
    "/pairing",
    "/pairing/claim",
    "/setup",
}
OWN_SESSION = "/session"
KEYS = ("kiosk", "display", "rating", "clerk", "director", "admin", "printer")
NO_STAFF_RATES = "/tickets/{ticket_id}/rating"


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    office = RunningOffice(tmp_path_factory.mktemp("rights") / "data")
    office.move_in_like(sample_office)
    office.start()
    yield office
    office.kill()


def asked(office: RunningOffice, method: str, path: str, token: str | None) -> int:
    """The status of a wish that makes no sense: who may ask is decided before what is asked is read."""
    address = re.sub(r"{(job|device)}", "1", path.replace("{ticket_id}", "2022-10-03-Z999"))
    address = re.sub(r"{(\w+)}", r"\1", address)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{office.url}/api/v1{address}"
    with requests.request(method, url, json={"nonsense": 1}, headers=headers, timeout=SECONDS) as answer:
        return answer.status_code


def guarded() -> list[tuple[str, str]]:
    own = (OWN_SESSION, "/pairing")
    return [(r.method, r.path) for r in ROUTES if r.path not in OPEN_TO_ALL and not r.path.startswith(own)]


def test_no_route_is_open_to_somebody_without_a_key(office: RunningOffice) -> None:
    answers = {f"{method} {path}": asked(office, method, path, None) for method, path in guarded()}

    assert {route: status for route, status in answers.items() if status != 401} == {}


def test_every_route_lets_in_exactly_those_whose_key_has_its_scope(office: RunningOffice) -> None:
    document = requests.get(f"{office.url}/api/v1/openapi.json", timeout=SECONDS).json()
    wrong = []
    for method, path in guarded():
        told = document["paths"][f"/api/v1{path}"][method.lower()].get("description", "")
        scopes = {Scope(scope) for scope in told.removeprefix("Scopes: ").rstrip(".").split(", ") if scope}
        assert scopes, f"{method} {path} does not say whom it lets in"
        for key in KEYS:
            status = asked(
                office, method, path, office.token(key, "1" if key in ("clerk", "rating") else None)
            )
            may = bool(rights(key) & scopes)
            if (status != 403) is not may and not (may and path.startswith("/counters")):
                wrong.append((f"{method} {path}", key, status, may))

    assert wrong == []


def test_no_staff_rates_their_own_work() -> None:
    every = {scope for role in Role for scope in ROLES[role][0] | set(APART)}

    assert Scope.RATING not in every
