"""Numbers as they stand on the paper."""

import pytest

from server.domain.errors import BadInput
from server.domain.numbering import number


@pytest.mark.parametrize(
    ("ordinal", "told"), [(1, "A001"), (12, "A012"), (999, "A999"), (1000, "A1000"), (12345, "A12345")]
)
def test_numbers_have_three_digits_and_go_on_past_999(ordinal: int, told: str) -> None:
    assert number("A", ordinal) == told


@pytest.mark.parametrize(
    ("prefix", "ordinal"), [("a", 1), ("", 1), ("ABC", 1), ("1", 1), ("A", 0), ("A", -1)]
)
def test_what_is_no_number_is_refused(prefix: str, ordinal: int) -> None:
    with pytest.raises(BadInput):
        number(prefix, ordinal)
