"""What if, as a director asks a running office, and as the command line does."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fixtures.office import OpenOffice, RunningOffice
from tests.fixtures.past import live_through

FRIDAY = "2022-09-30"


@pytest.fixture
def with_past(open_office: OpenOffice) -> RunningOffice:
    office = open_office()
    office.stop()
    live_through(office)
    office.start()
    return office


def ask(office: RunningOffice, wish: Any, scope: str = "director") -> requests.Response:
    headers = {"Authorization": f"Bearer {office.token(scope)}"}
    return requests.post(f"{office.url}/api/v1/simulate", json=wish, headers=headers, timeout=120)


def test_a_day_is_told_before_and_after_side_by_side_and_nothing_of_the_office_changes(
    with_past: RunningOffice,
) -> None:
    told = ask(with_past, {"day": FRIDAY, "changes": {"remove_counters": ["1", "2"]}, "runs": 3}).json()
    like = ask(with_past, {"like": "2022-10-07", "runs": 1}).json()

    assert told["days"] == [FRIDAY]
    assert told["before"]["citizens"]["mean"] == 40
    assert told["difference"]["p90"]["low"] > 0
    assert like["days"] == ["2022-09-30", "2022-09-23"]
    assert with_past.run("audit", "verify", "--tables")


def test_what_can_not_be_played_is_refused(with_past: RunningOffice) -> None:
    for wish, where in (
        ({}, "day"),
        ({"day": "2022-01-01", "to": "2022-09-01"}, "to"),
        ({"day": FRIDAY, "changes": {"arrivals": 0}}, "changes.arrivals"),
    ):
        refused = ask(with_past, wish)

        assert refused.status_code == 422
        assert refused.json()["where"] == where
    assert ask(with_past, {"day": FRIDAY}, scope="kiosk").status_code == 403


def test_only_days_that_are_over_are_played(with_past: RunningOffice) -> None:
    today = "2022-10-03"
    wish, headers = {"service": "ho-tich"}, {"Authorization": f"Bearer {with_past.token('kiosk')}"}
    requests.post(f"{with_past.url}/api/v1/tickets", json=wish, headers=headers, timeout=120)

    for asked, where in (({"day": today}, "day"), ({"day": FRIDAY, "to": "2022-10-07"}, "to")):
        refused = ask(with_past, asked).json()
        assert (refused["where"], refused["type"]) == (where, "bad-input")
        assert refused["why"] == "not-over"
    assert ask(with_past, {"like": "2022-10-10", "runs": 1}).json()["days"] == ["2022-09-26", "2022-09-19"]


def test_the_command_line_says_in_words_what_can_not_be_played(with_past: RunningOffice) -> None:
    for wish in (
        ("--day", "2022-10-03"),
        ("--day", FRIDAY, "--to", "2022-09-01"),
        ("--day", FRIDAY, "--policy", "in-a-row=x"),
        ("--day", FRIDAY, "--policy", "guard=-5"),
        ("--day", FRIDAY, "--arrivals", "nan"),
    ):
        told = with_past.attempt("simulate", *wish)

        assert told.returncode != 0
        assert "Traceback" not in told.stderr
    assert "chưa có ai đến" in with_past.run("simulate", "--day", "2022-10-02", "--format", "table")


def test_a_day_on_which_nobody_came_has_nothing_to_tell(with_past: RunningOffice) -> None:
    assert ask(with_past, {"day": "2022-10-02"}).json()["runs"] == 0


def test_the_command_line_plays_a_scenario_from_a_file(with_past: RunningOffice, tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps({"day": FRIDAY, "changes": {"add_counters": 2}, "runs": 2}))

    told = json.loads(with_past.run("simulate", "--scenario", str(scenario)))
    lines = with_past.run(
        "simulate",
        "--day",
        FRIDAY,
        "--policy",
        "in-a-row=0,guard=10",
        "--runs",
        "1",
        "--format",
        "table",
        "--recommend",
    )

    assert told["after"]["mean"]["mean"] <= told["before"]["mean"]["mean"]
    assert "difference" in lines
    assert ":00  " in lines
