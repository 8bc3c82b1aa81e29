"""The shapes of figures: how the day was, how fair, and what if."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from server.api.schemas import Code, CounterOut, Wished


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


class TrialState(StrEnum):
    """`waiting`: another one is under way. `failed`: what was wished for can not be played."""

    WAITING = "waiting"
    PLAYING = "playing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class BandOut(Struct, frozen=True):
    """A mean over the runs with its 95 % interval."""

    mean: float
    low: float
    high: float


class StaffingOut(Struct, frozen=True):
    """Counters by the hour ("08") that are needed, and that were open on average; the waits that the needed ones give."""

    counters: dict[str, int]
    opened: dict[str, float]
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


class TrialOut(Struct, frozen=True):
    """A what-if under way, with what was asked. `done`: how far it has come, 0 to 1; `answer`: once it is over."""

    id: str
    state: TrialState
    done: float
    wish: WhatIfWish
    answer: WhatIfOut | None = None


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


class OfficesOut(Struct, frozen=True):
    """Every office of the house by its code, and all of them together."""

    offices: list[FiguresRow]
    total: FiguresRow


class ComparedOut(Struct, frozen=True):
    """The same part of two periods; null in the one that had nothing of it."""

    key: str | None
    keys: list[str | None]
    now: FiguresRow | None
    then: FiguresRow | None


class WorkPart(Struct, frozen=True):
    """All that a clerk did, or what they did of one service. `middle`: where the median of the handling lies, in seconds,
    with 95 % confidence; `office`: the handling of the same by all clerks. None where it would be said of too few.
    """

    figures: FiguresRow
    middle: tuple[float, float] | None
    office: SpreadOut | None


class WorkOut(Struct, frozen=True):
    """`days`: on how many days the clerk was at a counter. `fewest_handled`, `fewest_ratings`, `fewest_clerks`: of fewer,
    times, satisfaction and the middle of the office are not told.
    """

    clerk: str
    clerk_name: str
    days: int
    total: WorkPart
    services: list[WorkPart]
    fewest_handled: int
    fewest_ratings: int
    fewest_clerks: int


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
    """Something that somebody should see to, though the house goes on. `about`: the code of the line or counter, or the name
    of the machine; `to_do`: what to do, "" where the sentence says it. Every text is by language.
    """

    type: str
    about: str
    since: datetime | None
    of_the_line: bool
    titles: dict[str, str]
    sentences: dict[str, str]
    to_do: dict[str, str]


class EndingOut(Struct, frozen=True):
    """Of one line (`service`), or of all (None): how many will still wait when no more tickets are given, and when the last of
    them has been served, each as the range that holds nine in ten; `last` is None where nobody waits or will come. `waiting`
    is None where too little is known to tell.
    """

    service: str | None
    closes_at: datetime
    waiting: tuple[int, int] | None
    last: tuple[datetime, datetime] | None


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
    closing: list[EndingOut]
