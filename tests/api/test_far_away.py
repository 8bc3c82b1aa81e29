"""Days and hours that no office has are refused with a sentence; nothing breaks, and nothing is kept."""

from typing import Any

import pytest
import requests

from tests.faults.hands import Press
from tests.fixtures.office import RunningOffice

SECONDS = 60
FAR = ("0001-01-01", "9999-12-31")
SERVICE = {
    "name": {"vi": "Thử", "en": "Try"},
    "prefix": "Q",
    "colour": "#13507A",
    "sign": "car",
    "minutes": 9,
}
MORNING = {"weekdays": [0], "from": "07:00", "to": "11:30"}
WORKDAY = {"weekdays": [0], "morning_from": "07:00", "morning_to": "11:30"}
BY_POST = {"procedure": "1.001193", "channel": "post"}


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Any:
    office = RunningOffice(tmp_path_factory.mktemp("far") / "data")
    office.move_in_like(sample_office)
    office.start()
    yield office
    assert "Traceback" not in "".join(office.log)
    office.stop()


def is_told_why(answer: requests.Response, where: str) -> bool:
    told = answer.json()
    return bool(answer.status_code == 422 and told["where"] == where and all(told["sentences"].values()))


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/statistics", "director"),
        ("/statistics/waits", "director"),
        ("/statistics/tickets.csv", "director"),
        ("/reports/dossiers", "director"),
        ("/dossiers/register.pdf", "director"),
        ("/office/journal", "admin"),
    ],
)
def test_a_day_of_no_calendar_is_refused(office: RunningOffice, path: str, scope: str, day: str) -> None:
    asked = f"{office.url}/api/v1{path}?from={day}&to={day}"
    headers = {"Authorization": f"Bearer {office.token(scope)}"}

    assert is_told_why(requests.get(asked, headers=headers, timeout=SECONDS), "to") or is_told_why(
        requests.get(asked, headers=headers, timeout=SECONDS), "from"
    )


@pytest.mark.parametrize("before", ["9999-12-31T23:59:59-12:00 5", f"2022-10-03T08:00:00Z {9**30}", "x 1"])
def test_a_place_in_the_journal_that_is_none_is_refused(office: RunningOffice, before: str) -> None:
    headers = {"Authorization": f"Bearer {office.token('admin')}"}
    answer = requests.get(
        f"{office.url}/api/v1/office/journal", params={"before": before}, headers=headers, timeout=SECONDS
    )

    assert is_told_why(answer, "before")


@pytest.mark.parametrize(
    ("path", "scope", "wish", "where"),
    [
        ("/office/workday", "admin", WORKDAY | {"morning_from": "07:00+07:00"}, "morning_from"),
        ("/office/workday", "admin", WORKDAY | {"morning_from": "07:00:30.5"}, "morning_from"),
        (
            "/office/workday",
            "admin",
            WORKDAY | {"afternoon_from": "11:00", "afternoon_to": "17:00"},
            "shifts",
        ),
        ("/office/services", "admin", SERVICE | {"windows": [MORNING | {"from": "07:00Z"}]}, "from"),
        ("/office/services", "admin", SERVICE | {"windows": [MORNING, MORNING]}, "windows"),
        ("/dossiers", "clerk", BY_POST | {"received_at": "0001-01-01T00:00:00+14:00"}, "received_at"),
        ("/dossiers", "clerk", BY_POST | {"received_at": "9999-12-31T23:59:59-12:00"}, "received_at"),
        ("/dossiers", "clerk", BY_POST | {"online": "a\u0000b"}, "online"),
        ("/simulate", "director", {"day": "9999-12-31"}, "day"),
        ("/simulate", "director", {"day": "2022-09-01", "to": "9999-12-31"}, "to"),
        ("/simulate", "director", {"like": "0001-01-01"}, "like"),
        ("/people", "admin", {"name": "..", "role": "clerk"}, "name"),
    ],
)
def test_a_wish_that_no_office_has_is_refused_by_the_field(
    office: RunningOffice, path: str, scope: str, wish: dict[str, Any], where: str
) -> None:
    counter = "1" if scope == "clerk" else None

    assert is_told_why(Press(office, path, scope, counter, wish).send(), where)
