"""What citizens are told of their wait is held by what becomes of it, on days that the forecast never saw."""

import pytest

from bench.waits import KINDS, Kind, error, held, tried

BETTER = 0.75
"""Of the error of people × mean ÷ counters."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_range_is_honest_and_the_middle_better_than_what_offices_tell_otherwise(kind: Kind) -> None:
    told = list(tried(kind))

    assert 0.85 <= held(told) <= 0.95
    assert error(told, "middle") <= BETTER * error(told, "naive")
    assert error(told, "middle") < error(told, "last")
