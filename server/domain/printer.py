"""A printer in the words of the office: what it can do now, and what kept a slip from the paper."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PrinterState(StrEnum):
    """What is known of a printer. `unknown`: it takes slips and does not say how it is."""

    READY = "ready"
    NEAR_END = "near-end"
    PAPER_END = "paper-end"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"
    ERROR = "error"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    NONE = "none"


LARGEST_LOGO = 64 * 1024
"""Bytes of the file: it is kept with the settings of the office."""

PRINTS = frozenset({PrinterState.READY, PrinterState.NEAR_END, PrinterState.UNKNOWN})
"""The states in which a slip is worth sending."""


class Confirmation(StrEnum):
    """How a printer says that it has printed: by GS ( H, by GS r, or not at all."""

    PROCESS = "process"
    PAPER = "paper"
    NONE = "none"


class Problem(StrEnum):
    """What kept a slip from the paper. The first four are states of the printer itself."""

    PAPER_END = "paper-end"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"
    ERROR = "error"
    UNREACHABLE = "unreachable"
    LOST = "lost"
    SILENT = "silent"
    INTERRUPTED = "interrupted"
    NOT_DRAWN = "not-drawn"


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer as the office knows it. `since`: when it came to be so.

    Paper since the last change of the roll: `used_mm` on so many `slips`; `roll_mm` is the length of a new roll, None
    where nobody has said. `agent`: the program on another machine that works it, last heard at `heard_at`.
    """

    name: str
    state: PrinterState = PrinterState.NONE
    since: datetime | None = None
    roll_mm: int | None = None
    used_mm: int = 0
    slips: int = 0
    agent: str | None = None
    heard_at: datetime | None = None

    @property
    def slips_left(self) -> int | None:
        """How many slips the roll still gives, at the length they had so far; None where that cannot be told."""
        if self.roll_mm is None or self.slips == 0:
            return None
        return max(0, (self.roll_mm - self.used_mm) * self.slips // max(1, self.used_mm))
