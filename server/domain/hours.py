"""When does this line give tickets, and when will it again?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import combinations

MONDAY, SATURDAY = 0, 5

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Of which an office keeps days."""


class DayKind(StrEnum):
    OFF = "off"
    WORKING = "working"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of giving tickets on some weekdays (0 = Monday), between two dates where set. `end` is the first moment
    in which none is given any more.
    """

    weekdays: frozenset[int]
    start: time
    end: time
    since: date | None = None
    until: date | None = None

    def holds(self, weekday: int, day: date) -> bool:
        return weekday in self.weekdays and self.is_in_force(day)

    def is_in_force(self, day: date) -> bool:
        """Whether this day lies between its dates."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def is_of_a_season(self) -> bool:
        return self.since is not None or self.until is not None

    def overlaps(self, other: "Window") -> bool:
        """Whether some moment lies in both; hours of a season go before those of the whole year, and overlap none of them."""
        if self.is_of_a_season is not other.is_of_a_season or not self.weekdays & other.weekdays:
            return False
        since = max(self.since or date.min, other.since or date.min)
        until = min(self.until or date.max, other.until or date.max)
        return since <= until and max(self.start, other.start) < min(self.end, other.end)


def any_overlap(windows: Iterable[Window]) -> bool:
    return any(one.overlaps(other) for one, other in combinations(windows, 2))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that are not as their weekday says: holidays, and working Saturdays that make up for them."""

    days: tuple[tuple[date, DayKind], ...] = ()
    _kinds: Mapping[date, DayKind] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_kinds", dict(self.days))

    def kind(self, day: date) -> DayKind | None:
        return self._kinds.get(day)


@dataclass(frozen=True, slots=True)
class Opening:
    """`open`: tickets are given at this moment, until `closes_at`. Else `opens_at`, None when no opening is near, and
    `why`: "hours" or "holiday".
    """

    open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    why: str | None = None


HORIZON = timedelta(days=31)


def opening(windows: Iterable[Window], calendar: Calendar, now: datetime) -> Opening:
    """Whether tickets are given at `now` (aware, in the office's zone), and when they will be next.

    A make-up working day has Monday's hours; a half day ends at noon.
    """
    rules = tuple(windows)
    zone = now.tzinfo
    assert zone is not None, "office hours need an aware time"
    for start, end in on(rules, calendar, now.date(), zone):
        if start <= now < end:
            return Opening(open=True, closes_at=end)
    why = "holiday" if calendar.kind(now.date()) is DayKind.OFF else "hours"
    return Opening(open=False, opens_at=_next(rules, calendar, now, zone), why=why)


def _next(rules: tuple[Window, ...], calendar: Calendar, now: datetime, zone: tzinfo) -> datetime | None:
    day, last = now.date(), now.date() + HORIZON
    while day <= last:
        for start, _ in on(rules, calendar, day, zone):
            if start > now:
                return start
        day += timedelta(days=1)
    return None


def on(
    rules: Iterable[Window], calendar: Calendar, day: date, zone: tzinfo
) -> list[tuple[datetime, datetime]]:
    """The windows of one day as instants, in order: a make-up day has Monday's, a half day those before noon."""
    kind = calendar.kind(day)
    if kind is DayKind.OFF:
        return []
    weekday = MONDAY if kind is DayKind.WORKING and day.weekday() >= SATURDAY else day.weekday()
    windows = sorted((rule.start, rule.end) for rule in rules if rule.holds(weekday, day))
    noon = time(12)
    if kind is DayKind.HALF:
        windows = [(start, min(end, noon)) for start, end in windows if start < noon]
    return [(datetime.combine(day, start, zone), datetime.combine(day, end, zone)) for start, end in windows]
