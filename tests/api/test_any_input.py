"""A random walk over the whole OpenAPI document: whatever is sent to whichever route, nothing of ours breaks."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import openapi
from schemathesis.checks import not_a_server_error

from tests.fixtures.office import PATIENCE_SECONDS, RunningOffice

EXAMPLES = 2
SCOPES = ("admin", "clerk")
WAITS = "/printer/jobs/next"
"""It waits for a slip as long as it is asked to."""


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    office = RunningOffice(tmp_path_factory.mktemp("any") / "data", {"TOILUOT_KIOSK_RATE": "0"})
    office.move_in_like(sample_office)
    office.start()
    yield office
    if office.is_open:
        office.kill()


def walk(office: RunningOffice, examples: int, scope: str) -> int:
    """Every operation with so many made-up cases, by one kind of key; how many were sent."""
    schema = openapi.from_url(f"{office.url}/api/v1/openapi.json")
    key = {"Authorization": f"Bearer {office.token(scope, '1' if scope == 'clerk' else None)}"}
    sent = 0
    every: Any = schema.get_all_operations()
    for found in every:
        operation = found.ok()
        if not operation.path.endswith(WAITS):
            sent += _sent(operation, key, examples)
    return sent


def _sent(operation: Any, key: dict[str, str], examples: int) -> int:
    sent = 0

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Any) -> None:
        nonlocal sent
        sent += 1
        case.call_and_validate(headers=key, checks=[not_a_server_error], timeout=PATIENCE_SECONDS)

    one()
    return sent


@pytest.mark.parametrize("scope", SCOPES)
def test_whatever_is_sent_to_whichever_route_nothing_breaks(office: RunningOffice, scope: str) -> None:
    assert walk(office, EXAMPLES, scope) > 100
    assert not re.search(r"Traceback|ERROR", "".join(office.log))
