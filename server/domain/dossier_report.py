"""What the office reports about its dossiers: form II.06a (TT 01/2020/TT-VPCP), and what else can be added up."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from server.domain.dossier import DossierState, Standing

Sum = tuple[str, str, str, str, int]
"""Kind, field, channel, online level, how many."""

RECEIVED, RECORDED, APOLOGISED = "received", "recorded", "late-apologised"
"""Kinds of counts, beside the standings and the states in which a dossier is settled without a result."""

STANDINGS = tuple(Standing)
ENDINGS = (DossierState.REFUSED, DossierState.STOPPED, DossierState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of form II.06a: a field, or all of them (`field` empty). Columns 3 to 13 in their order.

    Column 9 (on time) includes what was refused, stopped or withdrawn in time; column 12 (in time) what waits for papers.
    """

    field: str
    received: int
    online: int
    direct_and_post: int
    carried_over: int
    settled: int
    early: int
    on_time: int
    late: int
    pending: int
    pending_in_time: int
    pending_late: int
    direct: int = 0
    post: int = 0

    @property
    def columns(self) -> tuple[int, ...]:
        """3 to 13."""
        return (
            *(self.received, self.online, self.direct_and_post, self.carried_over),
            *(self.settled, self.early, self.on_time, self.late),
            *(self.pending, self.pending_in_time, self.pending_late),
        )

    @property
    def broken(self) -> list[str]:
        """Which identities of the form do not hold; none ever should."""
        c = dict(zip(range(3, 14), self.columns, strict=True))
        told = {
            "3=4+5+6": c[3] == c[4] + c[5] + c[6],
            "7=8+9+10": c[7] == c[8] + c[9] + c[10],
            "11=12+13": c[11] == c[12] + c[13],
            "3=7+11": c[3] == c[7] + c[11],
        }
        return [name for name, holds in told.items() if not holds]


@dataclass(frozen=True, slots=True)
class DossierReport:
    """A period. `levels`: how many came in online, by the word for their level. `recorded`: how many have their code from the
    electronic one-stop system, of those that came in.
    """

    first: date
    last: date
    total: Row
    fields: tuple[Row, ...]
    levels: tuple[tuple[str, int], ...]
    recorded: int
    endings: tuple[tuple[str, int], ...]
    apologised: int

    @property
    def new(self) -> int:
        """How many came in within the period."""
        return self.total.received - self.total.carried_over

    @property
    def in_time_share(self) -> float | None:
        return _share(self.total.early + self.total.on_time, self.total.settled)

    @property
    def online_share(self) -> float | None:
        return _share(self.total.online, self.new)

    @property
    def recorded_share(self) -> float | None:
        return _share(self.recorded, self.new)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def report(
    first: date, last: date, before: Iterable[Sum], within: Iterable[Sum], overdue: Mapping[str, int]
) -> DossierReport:
    """The report of a period from the sums before it and within it. `overdue`: of each field the dossiers that were pending
    and late at its end.
    """
    earlier, now = list(before), list(within)
    fields = sorted({one[1] for one in (*earlier, *now) if one[0] in (RECEIVED, *STANDINGS)} | set(overdue))
    rows = [_row(name, earlier, now, overdue.get(name, 0), name.__eq__) for name in fields]
    busy = tuple(row for row in rows if any(row.columns))
    total = _row("", earlier, now, sum(overdue.values()), lambda _: True)
    levels = {one[3] for one in now if one[0] == RECEIVED and one[2] == "online"}
    return DossierReport(
        first,
        last,
        total,
        busy,
        tuple((level, _count(now, RECEIVED, lambda _: True, "online", level)) for level in sorted(levels)),
        _count(now, RECORDED, lambda _: True),
        tuple((ending, _count(now, ending, lambda _: True)) for ending in ENDINGS),
        _count(now, APOLOGISED, lambda _: True),
    )


def _row(name: str, before: list[Sum], within: list[Sum], overdue: int, ours: Callable[[str], bool]) -> Row:
    carried = _count(before, RECEIVED, ours) - sum(_count(before, standing, ours) for standing in STANDINGS)
    online, direct, post = (
        _count(within, RECEIVED, ours, channel) for channel in ("online", "direct", "post")
    )
    early, on_time, late = (_count(within, standing, ours) for standing in STANDINGS)
    received, settled = carried + online + direct + post, early + on_time + late
    pending = received - settled
    return Row(
        *(name, received, online, direct + post, carried, settled, early, on_time, late),
        *(pending, pending - overdue, overdue, direct, post),
    )


def _count(
    sums: list[Sum],
    kind: str,
    ours: Callable[[str], bool],
    channel: str | None = None,
    level: str | None = None,
) -> int:
    return sum(
        count
        for told, name, came, online, count in sums
        if told == kind and ours(name) and channel in (None, came) and level in (None, online)
    )


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that Decision 766/QĐ-TTg of 2022 measures: its group and points; `share` of it is None where we do not know.

    `name` is a word of `qd766.<name>`.
    """

    group: int
    name: str
    share: float | None = None


GROUPS = {1: 18, 2: 20, 3: 22, 4: 22, 5: 18}
"""The points of its five groups: openness, progress, digitisation, online services, satisfaction."""


@dataclass(frozen=True, slots=True)
class Known:
    """What else the office knows for the index; shares from 0 to 1, None where nothing can be told."""

    posted_in_full: float | None = None
    satisfied: float | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The report of a period, and its indicators."""

    report: DossierReport
    indicators: tuple[Indicator, ...]


def indicators(told: DossierReport, known: Known) -> tuple[Indicator, ...]:
    """As far as our data can say; what they cannot is named, not guessed."""
    return (
        Indicator(1, "posted_in_full", known.posted_in_full),
        Indicator(1, "posted_on_time"),
        Indicator(2, "in_time", told.in_time_share),
        Indicator(3, "recorded", told.recorded_share),
        Indicator(3, "digitised_papers"),
        Indicator(4, "online_share", told.online_share),
        Indicator(4, "online_payment"),
        Indicator(5, "satisfied", known.satisfied),
        Indicator(5, "complaints_in_time"),
    )
