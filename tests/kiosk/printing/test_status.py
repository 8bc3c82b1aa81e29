"""What a printer says of itself, by the bits of Epson's reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.printing.status import Answer, Kind, answers, process_question, state_of, status_question
from server.domain.printer import PrinterState as S

WELL = 0x12


@pytest.mark.parametrize(
    ("printer", "offline", "error", "paper", "state"),
    [
        (WELL, WELL, WELL, WELL, S.READY),
        (0x16, WELL, WELL, WELL, S.READY),
        (WELL, WELL, WELL, 0x1E, S.NEAR_END),
        (0x1A, 0x32, WELL, 0x7E, S.PAPER_END),
        (0x1A, WELL, WELL, 0x72, S.PAPER_END),
        (0x1A, 0x16, WELL, WELL, S.COVER_OPEN),
        (0x1A, 0x36, WELL, 0x7E, S.COVER_OPEN),
        (0x1A, 0x52, 0x1A, WELL, S.ERROR),
        (0x1A, 0x52, 0x32, WELL, S.ERROR),
        (0x1A, WELL, WELL, WELL, S.OFFLINE),
        (0x1A, WELL, WELL, 0x1E, S.OFFLINE),
    ],
)
def test_the_worst_that_somebody_can_do_something_about_is_told(
    printer: int, offline: int, error: int, paper: int, state: S
) -> None:
    assert state_of(printer, offline, error, paper) is state


@pytest.mark.parametrize(
    ("heard", "kinds"),
    [
        (b"\x12", [Kind.REALTIME]),
        (b"\x1a\x32\x7e", [Kind.REALTIME] * 3),
        (b"\x14\x00\x00\x0f", [Kind.UNASKED]),
        (b"\x14\x00\x00\x0f\x12\x10\x00\x0c\x0f", [Kind.UNASKED, Kind.REALTIME, Kind.UNASKED]),
        (b"\x00\x0c", [Kind.IN_TURN] * 2),
        (b"7\x220007\x00", [Kind.PROCESS]),
        (b"7\x222222\x00\x12", [Kind.PROCESS, Kind.REALTIME]),
        (b"\xff\x92\x13\x11", [Kind.GARBAGE] * 4),
    ],
)
def test_each_answer_is_told_by_its_fixed_bits(heard: bytes, kinds: list[Kind]) -> None:
    assert [answer.kind for answer in answers(bytearray(heard))] == kinds


@pytest.mark.parametrize("heard", [b"\x14", b"\x14\x00\x00", b"7", b"7\x2200"])
def test_half_an_answer_waits_for_its_other_half(heard: bytes) -> None:
    kept = bytearray(heard)

    assert list(answers(kept)) == []
    assert kept == heard


@given(some.binary(max_size=60))
def test_whatever_comes_in_nothing_is_lost_and_nothing_is_taken_twice(heard: bytes) -> None:
    kept = bytearray(heard)

    said = b"".join(answer.said for answer in answers(kept))

    assert said + bytes(kept) == heard
    assert len(kept) < 7


@given(some.binary(max_size=60), some.integers(0, 60))
def test_it_makes_no_difference_where_the_line_cuts(heard: bytes, cut: int) -> None:
    whole, kept = list(answers(bytearray(heard))), bytearray(heard[:cut])

    pieces = list(answers(kept))
    kept += heard[cut:]

    assert [*pieces, *answers(kept)] == whole


def test_the_questions_are_those_of_the_reference() -> None:
    assert status_question(4) == b"\x10\x04\x04"
    assert process_question(10_042) == b"\x1d\x28\x48\x06\x00\x30\x300042"
    assert Answer(Kind.REALTIME, b"\x12") == next(answers(bytearray(b"\x12")))
