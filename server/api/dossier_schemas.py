"""The shapes of procedures and dossiers, and of their tables and reports."""

from datetime import date, datetime, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from server.api.schemas import (
    Code,
    Language,
    Name,
    ProcedureName,
    TakenOut,
    Text,
    Wished,
)
from server.domain.dossier_sheet import MOST_ROWS
from server.domain.procedure_sheet import LONGEST


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


LongName = Annotated[str, Meta(max_length=LONGEST["name_vi"], pattern=r"^[^\x00]*$")]
"""As long as a table may bring one: what was taken over can be edited."""


class NameWish(Wished, frozen=True, forbid_unknown_fields=True):
    vi: LongName = ""
    en: LongName = ""


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


class OtherLimitWish(Wished, frozen=True, forbid_unknown_fields=True):
    """The time limit of one channel; no kind: as that of the others."""

    kind: LimitWord | None = None
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
    papers: Annotated[list[PaperWish], Meta(max_length=100)] = msgspec.field(default_factory=list)
    limit: LimitWish = LimitWish()
    limits: dict[ChannelWord, OtherLimitWish] = msgspec.field(default_factory=dict)
    fee: FeeWish = FeeWish()
    online: Text = ""
    link: Annotated[str, Meta(max_length=500, pattern=r"^(https?://[^\s<>\"]+)?$")] = ""
    result: NameWish | None = None
    source: Text = ""
    since: date | None = None
    state: Literal["draft", "published"] = "published"


class NewProcedureWish(ProcedureWish, frozen=True, forbid_unknown_fields=True, kw_only=True):
    procedure: Annotated[
        str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$(?!\n)")
    ]


class AddedOut(Struct, frozen=True):
    """A procedure that is new. `go`: where it is edited further."""

    code: str
    go: str


class DossierWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`papers`: places in the list of the procedure, all of them when not told; `more`: papers that are not in it."""

    procedure: Code
    ticket: Code | None = None
    channel: ChannelWord = "direct"
    code: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    papers: Annotated[list[int], Meta(max_length=100)] | None = None
    more: Annotated[list[Text], Meta(max_length=20)] = msgspec.field(default_factory=list)
    owner: Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f]*$")] = ""
    received_at: datetime | None = None
    online: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00-\x1f]*$")] = ""
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


Rows = Annotated[list[dict[str, LongName]], Meta(max_length=MOST_ROWS)]


class Register(Wished, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The dossiers of a register as it is passed on in JSON; of which days it is (`from`, `to`) is told, not taken."""

    schema: Literal["toiluot-dossiers-1"] = "toiluot-dossiers-1"
    first: date | None = msgspec.field(name="from", default=None)
    last: date | None = msgspec.field(name="to", default=None)
    dossiers: Rows


class DossiersWish(Register, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A register that was passed on: as it is, or as a file in base64, CSV, JSON or Excel."""

    dossiers: Rows = msgspec.field(default_factory=list)
    file: bytes | None = None


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
    field_name: Name
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
