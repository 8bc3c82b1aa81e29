"""When and how long, as the office says it; the screens are held to the same tables by tests/js/moments.test.js."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from server.web.moments import expected, moment
from server.web.words import shipped

HERE = Path(__file__).parent
WAITS = json.loads((HERE / "waits.json").read_text(encoding="utf-8"))
MOMENTS = json.loads((HERE / "moments.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("language", "low", "high", "said"),
    [(language, *row) for language, rows in WAITS.items() for row in rows],
)
def test_an_expected_wait_is_told_in_round_numbers(language: str, low: float, high: float, said: str) -> None:
    assert expected(shipped(), language, low, high) == said


@pytest.mark.parametrize(
    ("language", "then", "said"), [(language, *row) for language in ("vi", "en") for row in MOMENTS[language]]
)
def test_a_time_of_another_day_is_told_with_its_day(language: str, then: str, said: str) -> None:
    now = datetime.fromisoformat(MOMENTS["now"])

    assert moment(shipped(), language, datetime.fromisoformat(then), now) == said
