"""What-ifs that are played beside the office: progress, stopping, whose they are."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.faults.hands import until
from tests.fixtures.office import RunningOffice
from tests.fixtures.past import office_with_past

SECONDS = 60
LESS = {"day": "2022-09-30", "changes": {"remove_counters": ["1", "2"]}, "runs": 3, "recommend": True}
LONG = {"day": "2022-09-05", "to": "2022-09-30", "runs": 200}


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    with office_with_past(sample_office, tmp_path_factory.mktemp("trials") / "data") as office:
        yield office


def send(
    office: RunningOffice, method: str, path: str, wish: Any = None, key: str | None = None
) -> requests.Response:
    headers = {"Authorization": f"Bearer {office.token('director')}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    address = f"{office.url}/api/v1/simulations{path}"
    return requests.request(method, address, json=wish, headers=headers, timeout=SECONDS)


def begun(office: RunningOffice, wish: Any) -> str:
    answer = send(office, "POST", "", wish)
    assert answer.status_code == 202
    return str(answer.json()["id"])


def seen(office: RunningOffice, trial: str) -> Any:
    return send(office, "GET", f"/{trial}").json()


def test_a_what_if_goes_on_beside_the_office_until_it_has_its_answer(office: RunningOffice) -> None:
    trial = begun(office, LESS)

    until(lambda: seen(office, trial)["state"] == "done", "the answer")
    told = seen(office, trial)

    assert (told["done"], told["wish"]["changes"]["remove_counters"]) == (1.0, ["1", "2"])
    assert told["answer"]["difference"]["p90"]["low"] > 0
    assert told["answer"]["recommend"]["counters"].keys() == told["answer"]["recommend"]["opened"].keys()


def test_one_is_played_at_a_time_and_each_can_be_stopped(office: RunningOffice) -> None:
    long, next_one = begun(office, LONG), begun(office, LESS)

    until(lambda: seen(office, long)["done"] > 0, "its progress")
    waiting = seen(office, next_one)["state"]
    stopped = send(office, "POST", f"/{long}/stop", {}).json()
    until(lambda: seen(office, next_one)["state"] == "done", "the turn of the next")

    assert (waiting, stopped["state"], seen(office, long)["state"]) == ("waiting", "stopped", "stopped")


def test_the_same_press_begins_once(office: RunningOffice) -> None:
    first, again = (send(office, "POST", "", LESS, key="one press").json()["id"] for _ in range(2))
    other = send(office, "POST", "", LESS | {"runs": 2}, key="one press")

    assert first == again
    assert (other.status_code, other.json()["type"]) == (422, "key-reused")


def test_nobody_plays_with_counters_that_the_office_has_not(office: RunningOffice) -> None:
    for changes, where in (
        ({"remove_counters": ["99"]}, "changes.remove_counters"),
        ({"like": "99"}, "changes.like"),
        ({"skills": {"1": {"khong-co": 1}}}, "changes.skills"),
        ({"hours": {"1": [["11:00:00", "08:00:00"]]}}, "changes.hours"),
    ):
        refused = send(office, "POST", "", LESS | {"changes": changes})

        assert (refused.status_code, refused.json()["where"]) == (422, where)


def test_a_what_if_that_nobody_knows_is_told_so(office: RunningOffice) -> None:
    for method, path in (("GET", "/0000"), ("POST", "/0000/stop")):
        answer = send(office, method, path, {} if method == "POST" else None)

        assert (answer.status_code, answer.json()["type"]) == (404, "unknown-trial")
