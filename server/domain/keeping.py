"""Which back-ups are kept, and when is the next one due?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Rota:
    """The office's wish: every day `at` (its own time), of which the last `days` are kept and the last of as many months.

    None at all when `days` is 0.
    """

    at: time
    days: int
    months: int


@dataclass(slots=True)
class Keeping:
    """How the daily back-up is doing: the moment of the last good one, and why the one that is due could not be made
    (a word such as "full", or "" where there is none for it). `wanted`: somebody has asked for one now.
    """

    latest: datetime | None = None
    problem: str | None = None
    wanted: bool = False


def is_due(latest: datetime | None, now: datetime, at: time) -> bool:
    """Whether the hour has passed since the last good back-up; a machine that was off then does it when it is on.

    `now` is the office's own time. A back-up of a time to come (the clock was wrong once) is none.
    """
    hour = datetime.combine(now.date(), at, now.tzinfo)
    if hour > now:
        hour -= timedelta(days=1)
    return latest is None or not hour <= latest <= now


def to_let_go(kept: Iterable[date], today: date, rota: Rota) -> set[date]:
    """The days whose back-ups may go: not the newest ones, nor the last of each of the newest months.

    Days to come are left alone, and count for nothing.
    """
    past = sorted((day for day in kept if day <= today), reverse=True)
    last_of_month: dict[tuple[int, int], date] = {}
    for day in past:
        last_of_month.setdefault((day.year, day.month), day)
    monthly = list(last_of_month.values())[: rota.months]
    return set(past) - set(past[: max(rota.days, 1)]) - set(monthly)
