"""The shapes of the office's own settings: what an administrator sends, and what is said of it."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from server.api.schemas import Language, Text, Wished
from server.domain.nightly import Seal

Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class Names(Wished, frozen=True, forbid_unknown_fields=True):
    """The same words in the languages of the office."""

    vi: Line = ""
    en: Line = ""


class PrinterWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`address` empty: the printer that the server was started with. What is None is left to the printer's profile."""

    address: Text = ""
    profile: Line | None = None
    width: int | None = None
    mode: Literal["picture", "text"] = "picture"
    roll: int | None = None
    asks: bool = True


class RasterWish(Wished, frozen=True, forbid_unknown_fields=True):
    address: Annotated[str, Meta(min_length=1, max_length=500)]
    raster: Literal["raster", "graphics", "column"]


class SlipWish(Wished, frozen=True, forbid_unknown_fields=True):
    footer: Names = field(default_factory=Names)
    large: bool = False


class LogoWish(Wished, frozen=True, forbid_unknown_fields=True):
    logo: Annotated[str, Meta(max_length=120_000)] = ""


Place = Annotated[int, Meta(ge=0, le=999)]


class WindowWish(Wished, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """Hours on some weekdays, 0 for Monday; of a season where it has dates."""

    weekdays: Annotated[list[Annotated[int, Meta(ge=0, le=6)]], Meta(max_length=7)]
    start: Line
    end: Line
    since: date | None = None
    until: date | None = None


class ServiceWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`minutes`: how long one usually takes; `quota`: tickets a day at most; `windows`: when tickets are given;
    `languages`: spoken at its counters beside Vietnamese, by their codes in ISO 639.
    """

    name: Names
    prefix: Line
    colour: Line
    sign: Line
    minutes: Annotated[int, Meta(ge=1, le=480)]
    place: Place = 0
    quota: Annotated[int, Meta(ge=1, le=9999)] | None = None
    windows: Annotated[list[WindowWish], Meta(max_length=30)] = field(default_factory=list)
    languages: Annotated[list[Language], Meta(max_length=12)] = field(default_factory=list)


class RetireWish(Wished, frozen=True, forbid_unknown_fields=True):
    retired: bool = True


class CounterWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`services`: by code, 1 before 2; None for one that is not served here."""

    name: Line
    place: Place = 0
    services: dict[str, int | None] = field(default_factory=dict)


class NewCounterWish(CounterWish, frozen=True, forbid_unknown_fields=True, kw_only=True):
    code: Annotated[str, Meta(min_length=1, max_length=10, pattern=r"^[0-9A-Za-zĐđ]+$")]


class PolicyWish(Wished, frozen=True, forbid_unknown_fields=True):
    """Minutes; `in_a_row`: how many priority citizens may overtake others one after another."""

    in_a_row: Annotated[int, Meta(ge=0, le=20)]
    guard: Annotated[int, Meta(ge=1, le=480)]
    early: Annotated[int, Meta(ge=0, le=120)]
    target: Annotated[int, Meta(ge=1, le=240)]


class Sentences(Wished, frozen=True, forbid_unknown_fields=True):
    vi: Text = ""
    en: Text = ""


class NoticeWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`slide`: large, on a display on which nobody is called; `ticker`: at its foot; `kiosk`: on the kiosk's first page."""

    kind: Literal["slide", "ticker", "kiosk"]
    text: Sentences
    title: Names = field(default_factory=Names)


class NoticesWish(Wished, frozen=True, forbid_unknown_fields=True):
    notices: Annotated[list[NoticeWish], Meta(max_length=30)]


class ChosenSlide(Wished, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=1, max_length=60)]


class SlidesWish(Wished, frozen=True, forbid_unknown_fields=True):
    """Which procedures the display shows while nobody is called: none, the commonest, or those `chosen`, in order."""

    which: Literal["off", "commonest", "chosen"]
    chosen: Annotated[list[ChosenSlide], Meta(max_length=30)] = field(default_factory=list)


class CodesWish(Wished, frozen=True, forbid_unknown_fields=True):
    """How dossiers are numbered: `{agency}`, `{yymmdd}` and `{seq}` in the pattern are filled for each."""

    pattern: Annotated[str, Meta(min_length=1, max_length=60)]
    agency: Annotated[str, Meta(min_length=1, max_length=25)]
    digits: Annotated[int, Meta(ge=3, le=7)]


class SpeechWish(Wished, frozen=True, forbid_unknown_fields=True):
    speech: Annotated[list[Literal["vi", "en"]], Meta(max_length=2)]


class NameWish(Wished, frozen=True, forbid_unknown_fields=True):
    name: Names


class ReasonWish(Wished, frozen=True, forbid_unknown_fields=True):
    name: Names = field(default_factory=Names)
    code: Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9_]*$")] = ""


class RatingsWish(Wished, frozen=True, forbid_unknown_fields=True):
    seconds: Annotated[int, Meta(ge=10, le=300)]
    reasons: Annotated[list[ReasonWish], Meta(max_length=8)] = field(default_factory=list)


class RetentionWish(Wished, frozen=True, forbid_unknown_fields=True):
    """For how many days: `keep_comments`, the words of a rating; `keep_names`, the name on the forms of a dossier after the
    dossier is over (null: as it was).
    """

    keep_comments: Annotated[int, Meta(ge=0, le=3650)]
    keep_names: Annotated[int, Meta(ge=0, le=3650)] | None = None


class FoundingWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`token`: the secret of the link. The code of the office follows from its name when it is empty."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]
    name: Names
    zone: Line
    person: Annotated[str, Meta(min_length=1, max_length=40)]
    shown_name: Line
    password: Annotated[str, Meta(max_length=200)]
    office_code: Line = ""


class Founded(Struct, frozen=True):
    name: str
    csrf: str


class TemplateWish(Wished, frozen=True, forbid_unknown_fields=True):
    counters: Annotated[int, Meta(ge=1, le=40)]
    template: Literal["commune", "blank"] = "commune"


class WorkdayWish(Wished, frozen=True, forbid_unknown_fields=True):
    """Times such as 07:30; without an afternoon both of its times are empty."""

    weekdays: Annotated[list[Annotated[int, Meta(ge=0, le=6)]], Meta(max_length=7)]
    morning_from: Line
    morning_to: Line
    afternoon_from: Line = ""
    afternoon_to: Line = ""


class DayWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`kind`: off, working, half; None for as its weekday says."""

    day: date
    kind: Literal["off", "working", "half"] | None = None
    note: Line = ""
    source: Line = ""


class YearWish(Wished, frozen=True, forbid_unknown_fields=True):
    year: Annotated[int, Meta(ge=2000, le=2199)]
    source: Line = ""


class JournalRow(Struct, frozen=True, rename={"place": "from"}):
    """One line of the journal. `place`: where whoever did it was; `what` and `told`: the same in words."""

    seq: int
    at: datetime
    by: str
    place: str
    verb: str
    ticket: str | None
    counter: str | None
    what: dict[str, str]
    told: dict[str, list[str]]


class JournalOut(Struct, frozen=True):
    entries: list[JournalRow]
    next: str | None


class ChainOut(Struct, frozen=True):
    """`broken`: the first entry that does not follow from the one before."""

    holds: bool
    entries: int
    last_hash: str
    broken: int | None


class WebhookWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`url` empty: nobody is told outside. `secret` empty: as it is."""

    url: Line = ""
    secret: Line = ""


class WebhookTried(Struct, frozen=True):
    """How many are still to be taken, this one included."""

    unsent: int


class OpenBoardWish(Wished, frozen=True, forbid_unknown_fields=True):
    open_board: bool


class NightlyWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`receivers`: e-mail addresses, by comma."""

    nightly: bool
    receivers: Annotated[str, Meta(max_length=2000)] = ""


class MailingWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`host` empty: letters are kept, and not sent. `password` empty: as it is."""

    host: Line = ""
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    seal: Seal = Seal.STARTTLS
    sender: Line = ""
    user: Line = ""
    password: Line = ""


class NightWanted(Struct, frozen=True):
    """The day whose letter is made and sent now."""

    day: date


class BackUpWanted(Struct, frozen=True):
    seq: int


class CallBackWish(Wished, frozen=True, forbid_unknown_fields=True):
    call_back: bool


class DueOut(Struct, frozen=True):
    """What would go now: comments of citizens, ended sessions and links, names on the forms of dossiers that are over.
    `keep_comments`, `keep_names`: days.
    """

    keep_comments: int
    keep_names: int
    comments: int
    keys: int
    names: int


class Told(Struct, frozen=True):
    """What a change of the set-up came to: one sentence for each thing that changed, in every language."""

    matter: str
    what: str | None
    changed: bool
    told: dict[str, list[str]]
