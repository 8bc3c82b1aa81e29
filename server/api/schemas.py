"""The shapes of the contract: what comes in, what goes out. OpenAPI is made from these."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

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


Password = Annotated[str, Meta(max_length=200)]
RoleWish = Literal["clerk", "guide", "director", "admin", "viewer"]
RightWish = Literal["pick", "priority", "clerk-figures", "export"]


class FairnessOut(Struct, frozen=True):
    """Of a day: calls, how many were passed, how often at most, by which reasons, and the longest (seconds) that one of
    them had waited by then.
    """

    called: int
    passed: int
    most: int
    reasons: dict[str, int]
    longest: float | None


class CalledOne(Struct, frozen=True):
    number: str
    came_at: datetime
    called_at: datetime | None
    counter: str | None
    priority: str | None
    reason: str | None


class WhyOut(Struct, frozen=True):
    """Why `first` was called before `other`: a code, and the sentence in the languages of the house."""

    first: CalledOne
    other: CalledOne
    why: str
    sentences: dict[str, str]
    note: str | None


class WhatIfChanges(Wished, frozen=True, forbid_unknown_fields=True):
    """What would be different. `hours`: counter -> stretches of the day; `skills`: counter -> service -> preference."""

    add_counters: Annotated[int, Meta(ge=0, le=100)] = 0
    like: Code | None = None
    remove_counters: list[Code] = field(default_factory=list)
    skills: dict[str, dict[str, int]] = field(default_factory=dict)
    hours: dict[str, list[tuple[time, time]]] = field(default_factory=dict)
    in_a_row: Annotated[int, Meta(ge=0, le=1000)] | None = None
    guard_minutes: Annotated[float, Meta(ge=0, le=1440)] | None = None
    arrivals: Annotated[float, Meta(gt=0, le=5)] = 1.0


class WhatIfWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`day` to `to`: days that are over; `like`: a day to come, from the same weekdays before it."""

    day: date | None = None
    to: date | None = None
    like: date | None = None
    changes: WhatIfChanges = field(default_factory=WhatIfChanges)
    runs: Annotated[int, Meta(ge=1, le=200)] = 20
    recommend: bool = False


class BandOut(Struct, frozen=True):
    """A mean over the runs with its 95 % interval."""

    mean: float
    low: float
    high: float


class StaffingOut(Struct, frozen=True):
    """Counters by the hour ("08"), and the waits that they give."""

    counters: dict[str, int]
    p90: BandOut
    within: BandOut


class WhatIfOut(Struct, frozen=True):
    """Every measure before, after, and by how much it differs; waits in minutes, shares 0 to 1."""

    runs: int
    days: list[date]
    before: dict[str, BandOut] = {}
    after: dict[str, BandOut] = {}
    difference: dict[str, BandOut] = {}
    recommend: StaffingOut | None = None


class SignInWish(Wished, frozen=True, forbid_unknown_fields=True):
    name: Code
    password: Password
    code: Annotated[str, Meta(max_length=40)] | None = None
    office: Code | None = None


class PasswordWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password
    new: Password


class AgainWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password


class SecondFactorWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password
    secret: Annotated[str, Meta(min_length=32, max_length=64, pattern=r"^[A-Z2-7]*$")]
    code: Annotated[str, Meta(max_length=40)]


class LinkWish(Wished, frozen=True, forbid_unknown_fields=True):
    token: Annotated[str, Meta(min_length=1, max_length=200)]
    password: Password


class PersonWish(Wished, frozen=True, forbid_unknown_fields=True):
    """Without a password the answer has a link by which the person chooses one."""

    name: Code
    role: RoleWish
    shown_name: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")] = ""
    password: Password | None = None


class PersonChange(Wished, frozen=True, forbid_unknown_fields=True):
    shown_name: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")] | None = None
    role: RoleWish | None = None
    rights: Annotated[list[RightWish], Meta(max_length=10)] | None = None


class InitialWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password


class DeviceWish(Wished, frozen=True, forbid_unknown_fields=True):
    token: Annotated[str, Meta(min_length=1, max_length=200)]


class PairingWish(Wished, frozen=True, forbid_unknown_fields=True):
    screen: Literal["kiosk", "display", "rating", "printer"]


class ClaimPairing(Wished, frozen=True, forbid_unknown_fields=True):
    """A browser has its secret in a cookie; a program sends it."""

    secret: Annotated[str, Meta(max_length=200)] = ""


class LetIn(Wished, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=6, max_length=12, pattern=r"^[0-9 ]*$")]
    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
    counter: Code | None = None


class DeviceChange(Wished, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
    counter: Code | None = None


class HeartbeatWish(Wished, frozen=True, forbid_unknown_fields=True):
    screen: Literal["kiosk", "display", "rating", "printer"]
    version: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f]*$")] = ""
    width: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    height: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    sound: Literal["", "allowed", "blocked", "off"] = ""


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


class ProcedureOut(Struct, frozen=True):
    code: str
    name: Name
    papers: list[Name]
    fee: Name | None
    time_limit: Name | None


class ProcedureName(Struct, frozen=True):
    code: str
    name: Name


class PaperOut(Struct, frozen=True):
    name: Name
    originals: int
    copies: int
    form: str
    if_unknown: bool


class LimitOut(Struct, frozen=True):
    kind: str
    value: int
    cut_off: time | None
    said: Name | None


class FeeOut(Struct, frozen=True):
    amount: int | None
    by_province: bool
    said: Name | None
    exempt: Name | None


class PostedOut(Struct, frozen=True):
    """A version of a procedure with everything that is known of it."""

    code: str
    version: int
    since: date
    state: str
    name: Name
    field: Name
    service: str | None
    papers: list[PaperOut]
    limit: LimitOut
    limits: dict[str, LimitOut]
    fee: FeeOut
    channels: list[str]
    online: str
    address: str
    result: Name | None
    source: str


class NameWish(Wished, frozen=True, forbid_unknown_fields=True):
    vi: Text = ""
    en: Text = ""


class PaperWish(Wished, frozen=True, forbid_unknown_fields=True):
    name: NameWish
    originals: Annotated[int, Meta(ge=0, le=99)] = 0
    copies: Annotated[int, Meta(ge=0, le=99)] = 0
    form: Text = ""
    if_unknown: bool = False


LimitWord = Literal["same_day", "hour", "working_day", "calendar_day", "none"]


class LimitWish(Wished, frozen=True, forbid_unknown_fields=True):
    kind: LimitWord = "none"
    value: Annotated[int, Meta(ge=0, le=1000)] | None = 0
    cut_off: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$(?!\n)")] | None = None


class FeeWish(Wished, frozen=True, forbid_unknown_fields=True):
    amount: Annotated[int, Meta(ge=0, le=999_999_999)] | None = None
    by_province: bool = False
    said: NameWish | None = None
    exempt: NameWish | None = None


ChannelWord = Literal["direct", "online", "post"]


class ProcedureWish(Wished, frozen=True, forbid_unknown_fields=True):
    name: NameWish
    field: NameWish
    channels: Annotated[list[ChannelWord], Meta(min_length=1)]
    service: Code | None = None
    papers: Annotated[list[PaperWish], Meta(max_length=100)] = []
    limit: LimitWish = LimitWish()
    limits: dict[ChannelWord, LimitWish] = {}
    fee: FeeWish = FeeWish()
    online: Text = ""
    link: Annotated[str, Meta(max_length=500, pattern=r"^(https?://[^\s<>\"]+)?$")] = ""
    result: NameWish | None = None
    source: Text = ""
    since: date | None = None
    state: Literal["draft", "published"] = "published"


class DossierWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`papers`: places in the list of the procedure, all of them when not told; `more`: papers that are not in it."""

    procedure: Code
    ticket: Code | None = None
    channel: ChannelWord = "direct"
    code: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    papers: Annotated[list[int], Meta(max_length=100)] | None = None
    more: Annotated[list[Text], Meta(max_length=20)] = []
    owner: Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f]*$")] = ""
    received_at: datetime | None = None
    online: Annotated[str, Meta(max_length=100)] = ""
    language: Language = "vi"
    print: bool = True


class SupplementWish(Wished, frozen=True, forbid_unknown_fields=True):
    missing: Annotated[list[Text], Meta(min_length=1, max_length=50)]
    reason: Text = ""


class ResumeWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`anew`: the dossier is complete only now, its whole time begins."""

    anew: bool = False


class ReasonWish(Wished, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class OptionalReasonWish(Wished, frozen=True, forbid_unknown_fields=True):
    reason: Text = ""


class ExtendWish(Wished, frozen=True, forbid_unknown_fields=True):
    until: date
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class HandOverWish(Wished, frozen=True, forbid_unknown_fields=True):
    """To whom the result went; who that was is not written down."""

    to: Literal["owner", "authorised", "post"] = "owner"


class FormWish(Wished, frozen=True, forbid_unknown_fields=True):
    form: Literal["01", "02", "03", "04", "05"] = "01"


class DossiersWish(Wished, frozen=True, forbid_unknown_fields=True):
    """A table of dossiers: a file in base64, or its rows."""

    file: bytes | None = None
    dossiers: Annotated[list[dict[str, Text]], Meta(max_length=20_000)] = []


class TakenInOut(Struct, frozen=True):
    new: int
    changed: int
    same: int
    told: dict[str, list[str]]


class ReceivedOut(Struct, frozen=True):
    total: int
    online: int
    direct: int
    post: int
    carried_over: int


class SettledOut(Struct, frozen=True):
    total: int
    early: int
    on_time: int
    late: int


class PendingOut(Struct, frozen=True):
    total: int
    in_time: int
    late: int


class FieldReport(Struct, frozen=True):
    field: str
    received: ReceivedOut
    settled: SettledOut
    pending: PendingOut


class DossierReportOut(Struct, frozen=True):
    received: ReceivedOut
    settled: SettledOut
    pending: PendingOut
    by_field: list[FieldReport]
    new: int
    by_level: list[dict[str, str | int]]
    recorded: dict[str, float | None]
    refused: int
    stopped: int
    withdrawn: int
    late_with_apology: int
    identities: dict[str, bool]
    decision_766: list[dict[str, str | float | None]]


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


class CollectWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`shown`: what the scanner read of a receipt, or the code of a dossier."""

    shown: Annotated[str, Meta(min_length=1, max_length=300)]
    language: Language = "vi"


class CollectOut(Struct, frozen=True):
    """`number`: of the ticket with which the result is collected, one that was taken before too."""

    state: str
    due_at: datetime | None
    number: str | None
    ticket: TakenOut | None


class DossierOut(Struct, frozen=True):
    code: str
    procedure: ProcedureName
    field: str
    service: str | None
    channel: str
    state: str
    received_at: datetime
    due_at: datetime | None
    urgency: str
    foreseen: bool
    settled_at: datetime | None
    standing: str | None
    ticket: str | None
    clerk: str
    papers: list[str]
    missing: list[str]
    owner: str
    note: str
    handed_to: str
    recorded: bool
    moves: list[str]
    url: str
    print_job: int | None = None


class StepOut(Struct, frozen=True):
    at: datetime
    verb: str
    state: str
    by: str
    note: str


class DossierStory(DossierOut, frozen=True, kw_only=True):
    steps: list[StepOut]


class DueList(Struct, frozen=True):
    """Dossiers in hand, the most urgent first; how many of each urgency; how many of each clerk and field are late or due."""

    dossiers: list[DossierOut]
    counts: dict[str, int]
    by_clerk: dict[str, dict[str, int]]
    by_field: dict[str, dict[str, int]]
    concerned: list[str]


class ImportWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`file`: CSV or Excel, in base64. `preview`: only say what would change."""

    file: bytes
    preview: bool = False


class RemarkOut(Struct, frozen=True):
    line: int
    column: str
    why: str
    assumed: bool
    sentences: dict[str, str]


class ImportOut(Struct, frozen=True):
    kept: bool
    new: list[ProcedureName]
    changed: list[ProcedureName]
    same: int
    absent: int
    remarks: list[RemarkOut]
    told: dict[str, list[str]]


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


class CalledOut(TicketOut, frozen=True):
    reason: Reason
    seq: int


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
    id: int
    state: str
    created_at: datetime
    slip: str
    practice: bool
    logo: str | None


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


class SpreadOut(Struct, frozen=True):
    """Seconds, and the share within the target; None when there is nothing to tell."""

    count: int
    mean: float | None
    p50: float | None
    p90: float | None
    p95: float | None
    within_target: float | None


class SatisfactionOut(Struct, frozen=True):
    rate: float | None
    low: float | None
    high: float | None
    answers: int
    response_rate: float | None


class DesksOut(Struct, frozen=True):
    """What the counters did: seconds of all of them together; None where that is not what is asked about."""

    open: float | None
    paused: float | None
    busy: float | None
    occupancy: float | None


class ForetoldOut(Struct, frozen=True):
    """How the expected waits turned out: how many were told, the share that lay in the range of nine (and of five) in ten,
    and how far the middle was off, in seconds; within its target are those off by at most five minutes.
    """

    count: int
    kept: float | None
    kept_half: float | None
    off: SpreadOut


class FiguresRow(Struct, frozen=True):
    """`keys`: one for each thing that the figures are split by, `key` the first of them. `error`: by how much of itself
    a percentile may be off; 0 when every measurement was looked at.
    """

    key: str | None
    keys: list[str | None]
    issued: int
    joined: int
    served: int
    no_show: int
    cancelled: int
    expired: int
    abandoned: int
    transferred: int
    holds: int
    recalls: int
    forgotten: int
    wait: SpreadOut
    walk: SpreadOut
    handle: SpreadOut
    satisfaction: SatisfactionOut
    desks: DesksOut
    foretold: ForetoldOut
    error: float


class WaitsOut(Struct, frozen=True):
    """How many waits lay in each stretch of so many seconds; the last one has all that were longer."""

    seconds: int
    counts: list[int]
    error: float


class MomentOut(Struct, frozen=True):
    at: datetime
    issued: int
    waiting: int
    called: int


class Trouble(Struct, frozen=True):
    """Something that the person in charge should see to, though the house goes on."""

    type: str
    sentences: dict[str, str]


class TodayOut(Struct, frozen=True):
    now: datetime
    issued: int
    waiting: int
    serving: int
    served: int
    no_show: int
    cancelled: int
    longest_wait: float | None
    wait: SpreadOut
    walk: SpreadOut
    handle: SpreadOut
    satisfaction: SatisfactionOut
    target_seconds: float
    by_service: list[FiguresRow]
    by_counter: list[FiguresRow]
    by_hour: list[FiguresRow]
    line: list[Any]
    counters: list[CounterOut]
    troubles: list[Trouble]


class Rated(Struct, frozen=True):
    ticket: str
    score: int


class SignedIn(Struct, frozen=True):
    name: str
    shown_name: str
    role: str
    csrf: str
    must_change: bool


class SessionOut(Struct, frozen=True):
    id: int
    since: datetime
    seen_at: datetime | None
    here: bool


class AccountOut(Struct, frozen=True):
    name: str
    shown_name: str
    role: str
    rights: list[str]
    must_change: bool
    second_factor: bool
    spare_codes: int
    sessions: list[SessionOut]


class Ended(Struct, frozen=True):
    ended: int


class PasswordSet(Struct, frozen=True):
    must_change: bool


class SecondFactorOffer(Struct, frozen=True):
    secret: str
    address: str
    code: str


class SpareCodes(Struct, frozen=True):
    spare_codes: list[str]


class PersonOut(Struct, frozen=True):
    name: str
    shown_name: str
    role: str
    rights: list[str]
    must_change: bool
    second_factor: bool
    locked: bool
    retired_at: datetime | None
    link: str | None = None
    link_ends_at: datetime | None = None
    told: dict[str, list[str]] = field(default_factory=dict)


class PlaceOut(Struct, frozen=True):
    """What the phone of a ticket's holder shows."""

    seq: int
    now: datetime
    number: str
    service_name: Name
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


class PairingOut(Struct, frozen=True):
    """`secret` for programs alone."""

    code: str
    ends_at: datetime
    secret: str | None = None


class DeviceOut(Struct, frozen=True):
    """`connected`: it listens at the server that was asked."""

    id: int
    scope: str
    name: str
    counter: str | None
    joined_at: datetime
    seen_at: datetime | None
    connected: bool
    version: str
    width: int | None
    height: int | None
    sound: str
    address: str


class Problem(Struct, frozen=True):
    type: str
    title: str
    status: int
    detail: str
    sentences: dict[str, str]
