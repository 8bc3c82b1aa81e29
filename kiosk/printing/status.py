"""What a printer says of itself: the questions, the bytes that come back, and what they mean.

Bits and formats are those of Epson's ESC/POS reference: DLE EOT, GS r, GS ( H and Automatic Status Back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from server.domain.printer import PrinterState

QUESTIONS = (1, 2, 3, 4)
"""DLE EOT n: the printer, why it is offline, which error, the paper."""

_FIXED = 0b1001_0011
_OFFLINE = 0b0000_1000
_COVER_OPEN, _STOPPED_WITHOUT_PAPER = 0b0000_0100, 0b0010_0000
_ERRORS = 0b0110_1100
"""Recoverable, autocutter, unrecoverable, recovering by itself."""
_NEAR_END, _PAPER_END = 0b0000_1100, 0b0110_0000


def status_question(n: int) -> bytes:
    """DLE EOT n, answered at once even by a printer that stands still. Never to be sent within a picture."""
    return b"\x10\x04" + bytes([n])


def paper_question() -> bytes:
    """GS r 1, answered in its turn: once everything before it has been printed."""
    return b"\x1dr\x01"


def process_question(job: int) -> bytes:
    """GS ( H, function 48: the printer says these four letters again once everything before them has been printed."""
    return b"\x1d(H\x06\x0000" + process_letters(job)


def process_letters(job: int) -> bytes:
    return f"{job % 10_000:04d}".encode()


class Kind(Enum):
    """What an answer is an answer to. GARBAGE: no printer of the reference says this."""

    REALTIME = "DLE EOT"
    IN_TURN = "GS r"
    PROCESS = "GS ( H"
    UNASKED = "ASB"
    GARBAGE = ""


@dataclass(frozen=True, slots=True)
class Answer:
    kind: Kind
    said: bytes


def answers(heard: bytearray) -> Iterator[Answer]:
    """The whole answers in what was heard; takes them out and leaves what is still incomplete."""
    while heard:
        kind, length = _first(heard)
        if len(heard) < length:
            return
        said = bytes(heard[:length])
        del heard[:length]
        yield Answer(kind, said)


def _first(heard: bytearray) -> tuple[Kind, int]:
    """What the first byte begins, by the bits that are fixed in each kind of answer."""
    first, rest = heard[0], heard[1:4]
    if first == 0x37 and bytes(heard[1:2]) in (b"", b"\x22"):
        return Kind.PROCESS, 7
    if first & _FIXED == 0b0001_0010:
        return Kind.REALTIME, 1
    if first & _FIXED == 0b0001_0000 and all(byte & 0b1001_0000 == 0 for byte in rest):
        return Kind.UNASKED, 4
    if first & 0b1001_0000 == 0:
        return Kind.IN_TURN, 1
    return Kind.GARBAGE, 1


def state_of(printer: int, offline: int, error: int, paper: int) -> PrinterState:
    """What four answers to DLE EOT 1 to 4 mean together: the worst that somebody can do something about."""
    if offline & _COVER_OPEN:
        return PrinterState.COVER_OPEN
    if paper & _PAPER_END or offline & _STOPPED_WITHOUT_PAPER:
        return PrinterState.PAPER_END
    if error & _ERRORS:
        return PrinterState.ERROR
    if printer & _OFFLINE:
        return PrinterState.OFFLINE
    return PrinterState.NEAR_END if paper & _NEAR_END else PrinterState.READY
