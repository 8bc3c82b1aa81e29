"""The shapes of the contract: what comes in, what goes out. OpenAPI is made from these. Here: the line, from the ticket to the
board, and what the other nouns share.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")]
Text = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)", max_length=12)]
PriorityWish = Literal["priority", "elderly", "disabled", "pregnant", "merit", "child"]


class Wished(Struct, forbid_unknown_fields=True, frozen=True):
    """What a caller sends; a field that nobody knows is a mistake, not a guess."""


class TicketWish(Wished, frozen=True, forbid_unknown_fields=True):
    service: Code
    procedure: Code | None = None
    priority: bool | PriorityWish | None = None
    language: Language = "vi"
    appointment: datetime | None = None


class PauseWish(Wished, frozen=True, forbid_unknown_fields=True):
    reason: Literal["break", "meeting", "paperwork", "other"] = "break"


class PickWish(Wished, frozen=True, forbid_unknown_fields=True):
    ticket: Code
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class FinishWish(Wished, frozen=True, forbid_unknown_fields=True):
    outcome: Literal[
        "received", "supplement", "refused", "result_returned", "guidance_only", "online_assisted", "other"
    ] = "other"


class HoldWish(Wished, frozen=True, forbid_unknown_fields=True):
    until: datetime | None = None


class ReturnWish(Wished, frozen=True, forbid_unknown_fields=True):
    place: Literal["first", "last", "original"] = "original"


class TransferWish(Wished, frozen=True, forbid_unknown_fields=True):
    service: Code | None = None
    counter: Code | None = None


class PriorityChange(Wished, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    priority: bool | PriorityWish | None = None


class CancelWish(Wished, frozen=True, forbid_unknown_fields=True):
    reason: Text | None = None


class RatingWish(Wished, frozen=True, forbid_unknown_fields=True):
    score: Annotated[int, Meta(ge=1, le=4)]
    reasons: Annotated[list[Code], Meta(max_length=10)] = field(default_factory=list)
    comment: Text | None = None


class PhoneWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`phone`: where to call; empty takes away what was left."""

    phone: Annotated[str, Meta(max_length=40)]


class PhoneOut(Struct, frozen=True):
    phone: str | None


class Nothing(Wished, frozen=True, forbid_unknown_fields=True):
    """No body, or an empty one."""


Name = Annotated[
    dict[str, str],
    Meta(
        description="By language: always `vi` and `en`, and every further one that the office brought along."
    ),
]


class Range(Struct, frozen=True):
    """Seconds: nine of ten waits lie from `low` to `high`, half of them from `likely_low` to `likely_high`."""

    low: float
    high: float
    likely_low: float | None = None
    likely_high: float | None = None


class Reason(Struct, frozen=True):
    code: str
    vi: str
    en: str


class ServiceOut(Struct, frozen=True):
    """`languages`: spoken at its counters beside Vietnamese, by code."""

    code: str
    prefix: str
    name: Name
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    closed_reason: Literal["hours", "holiday", "quota"] | None
    waiting: int
    expected_wait: Range | None
    colour: str
    sign: str
    languages: tuple[str, ...]


class ProcedureOut(Struct, frozen=True):
    code: str
    name: Name
    papers: list[Name]
    fee: Name | None
    time_limit: Name | None


class ProcedureName(Struct, frozen=True):
    code: str
    name: Name


class TakenOut(Struct, frozen=True):
    id: str
    number: str
    service: str
    state: str
    priority: str | None
    issued_at: datetime
    office_day: date
    ahead: int
    expected_wait: Range | None
    url: str
    qr: str
    print_job: int | None


class ServiceWithProcedures(ServiceOut, frozen=True):
    procedures: list[ProcedureOut]
    counters: list[str]


class LegOut(Struct, frozen=True):
    service: str
    counter: str | None
    queued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    outcome: str | None


class UndoOut(Struct, frozen=True):
    verb: str
    until: datetime


class TicketOut(Struct, frozen=True):
    id: str
    number: str
    prefix: str
    service: str
    service_name: Name
    colour: str
    state: str
    priority: str | None
    procedure: ProcedureName | None
    language: str
    issued_at: datetime
    office_day: date
    counter: str | None
    counter_name: str | None
    called_at: datetime | None
    started_at: datetime | None
    recalls: int
    hold_until: datetime | None
    rated: bool
    legs: list[LegOut]
    undo: UndoOut | None
    moves: list[str]
    phone_left: bool


class CalledOut(TicketOut, frozen=True):
    reason: Reason
    seq: int


class CounterOut(Struct, frozen=True):
    code: str
    name: str
    state: str
    clerk: str | None
    clerk_name: str | None
    pause_reason: str | None
    since: datetime | None
    services: list[str]
    ticket: TicketOut | None


class DayRating(Struct, frozen=True):
    rate: float
    answers: int


class DayOut(Struct, frozen=True):
    """One counter's day so far; spans in seconds."""

    served: int
    no_show: int
    wait_mean: float | None
    handle_mean: float | None
    rating: DayRating | None


class DeskOut(CounterOut, frozen=True):
    aside: list[TicketOut]
    day: DayOut
    usual: dict[str, float]


class QueueItem(Struct, frozen=True):
    id: str
    number: str
    service: str
    priority: str | None
    procedure: ProcedureName | None
    issued_at: datetime
    queued_at: datetime
    place: int
    reason: Reason
    appointment: datetime | None


class BoardCall(Struct, frozen=True):
    seq: int
    at: datetime
    number: str
    service: str
    counter: str
    counter_name: str
    recall: int
    languages: list[str]
    speech: list[dict[str, str]]


class BoardLine(Struct, frozen=True):
    code: str
    prefix: str
    name: Name
    colour: str
    sign: str
    waiting: int
    expected_wait: Range | None


class NoticeOut(Struct, frozen=True):
    kind: str
    title: Name
    text: Name


class BoardCounter(Struct, frozen=True):
    code: str
    name: str
    state: str


class BoardOut(Struct, frozen=True):
    seq: int
    now: datetime
    calls: list[BoardCall]
    waiting: list[BoardLine]
    notices: list[NoticeOut]
    counters: list[BoardCounter]


class Rated(Struct, frozen=True):
    ticket: str
    score: int


class PlaceOut(Struct, frozen=True):
    """What the phone of a ticket's holder shows."""

    seq: int
    now: datetime
    number: str
    service_name: Name
    languages: tuple[str, ...]
    state: str
    ahead: int | None
    expected_wait: Range | None
    counter: str | None
    counter_name: str | None
    recalls: int
    hold_until: datetime | None
    rated: bool
    can_rate: bool
    moves: list[str]
    may_leave_phone: bool
    phone_left: bool


class Problem(Struct, frozen=True):
    type: str
    title: str
    status: int
    detail: str
    sentences: dict[str, str]
