"""The shapes of paper: what is printed, and how the printer is."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.api.schemas import Code, Language, Wished


class ReceiptWish(Wished, frozen=True, forbid_unknown_fields=True):
    papers: Annotated[list[int], Meta(min_length=1, max_length=50)]
    due: date | None = None


class ChecklistWish(Wished, frozen=True, forbid_unknown_fields=True):
    language: Language = "vi"


class NextJobWish(Wished, frozen=True, forbid_unknown_fields=True):
    agent: Code
    state: Literal[
        "ready", "near-end", "paper-end", "cover-open", "offline", "error", "unreachable", "unknown", "none"
    ]
    roll: Annotated[int, Meta(ge=1, le=500)] | None = None
    wait: Annotated[float, Meta(ge=0, le=30)] = 0.0


class ClaimWish(Wished, frozen=True, forbid_unknown_fields=True):
    agent: Code


class ReportWish(Wished, frozen=True, forbid_unknown_fields=True):
    agent: Code
    state: Literal["queued", "sent", "confirmed", "failed", "expired", "shown-only"]
    problem: Code | None = None
    millimetres: Annotated[int, Meta(ge=0, le=5000)] = 0


class PrintJobOut(Struct, frozen=True):
    """`logo`, `words`: the hashes of the office's logo and of its own languages, as `/printer/…` gives them; None for none."""

    id: int
    state: str
    created_at: datetime
    slip: str
    practice: bool
    logo: str | None
    words: str | None = None


class Claimed(Struct, frozen=True):
    claimed: bool


class SlipOrdered(Struct, frozen=True):
    print_job: int


class MissingSlip(Struct, frozen=True):
    ticket: str
    number: str
    state: str
    problem: str | None


class PrinterOut(Struct, frozen=True):
    printer: str
    state: str
    since: datetime | None
    slips_left: int | None
