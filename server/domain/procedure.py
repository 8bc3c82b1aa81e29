"""What does an administrative procedure ask for, and what does it promise?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.due import NO_LIMIT, Limit
from server.domain.name import Name

PORTAL = "https://dichvucong.gov.vn"
"""Where procedures are filed online, of those that name no address of their own."""


class Channel(StrEnum):
    """How a dossier comes in."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"


class Posting(StrEnum):
    """Whether a version of a procedure is shown to the public."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Slides(StrEnum):
    """Which procedures the display shows while nobody is called."""

    OFF = "off"
    COMMONEST = "commonest"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class SlidePlan:
    """The slides of procedures as the office wants them. `chosen`: their codes in order, kept also while others are shown."""

    which: Slides = Slides.OFF
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One of the papers asked for. `form`: the name of the form to fill in.

    `if_unknown`: only where the office cannot look it up (Decree 118/2025, Art. 4(2a): what is in a shared database is
    not asked for).
    """

    name: Name
    originals: int = 0
    copies: int = 0
    form: str = ""
    if_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs in đồng; `by_province`: the provincial People's Council sets it. `said` is how it is posted, where
    an amount alone would mislead ("8.000 đồng/bản"). `exempt`: who pays nothing or less.
    """

    amount: int | None = None
    by_province: bool = False
    said: Name | None = None
    exempt: Name | None = None


NOT_STATED = Fee()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as one version of it stands, in force from `since`.

    `service` is the line in which citizens queue for it, None where none is chosen yet. `limits` are those of channels
    that differ from `limit`. `online` is a word of an open vocabulary: laws have called it levels 1 to 4, full, partial.
    """

    code: str
    name: Name
    field: Name
    service: str | None = None
    papers: tuple[Paper, ...] = ()
    limit: Limit = NO_LIMIT
    limits: tuple[tuple[Channel, Limit], ...] = ()
    fee: Fee = NOT_STATED
    channels: tuple[Channel, ...] = (Channel.DIRECT,)
    online: str = ""
    result: Name | None = None
    link: str = ""
    source: str = ""
    since: date = date(2000, 1, 1)
    posting: Posting = Posting.PUBLISHED
    version: int = 1
    place: int = 0

    def limit_by(self, channel: Channel) -> Limit:
        """The time limit of a dossier that comes in this way."""
        return dict(self.limits).get(channel, self.limit)

    @property
    def address(self) -> str:
        """Where it is filed online; empty where it is not."""
        return (self.link or PORTAL) if Channel.ONLINE in self.channels else ""
