"""What the office shows everybody who asks, where it wants to: the lines of today and the figures of this month.

Nothing in it can tell of a single person: no numbers of tickets, no counters and no clerks, and nothing that was measured or
counted fewer than `FEWEST` times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from server.actions import director, line
from server.actions.administrator import Changed, note
from server.domain.estimate import Range
from server.domain.figures import By, Row, Spread
from server.domain.setup import Matter
from server.office import Book, Service

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in seconds, and the share (0 to 1) that was no longer than the target; None where there were too few."""

    middle: float | None
    nine_in_ten: float | None
    within_target: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """A line: today, and this month. `waiting` is None where somebody waits, but fewer than `FEWEST`; `served` where it is
    not told.
    """

    service: Service
    is_open: bool
    waiting: int | None
    expected: Range | None
    today: Waits
    served: int | None
    month: Waits


@dataclass(frozen=True, slots=True)
class Satisfied:
    """The share of the satisfied up to a day, and what bounds it with 95 % confidence."""

    rate: float
    low: float
    high: float
    answers: int
    until: date


@dataclass(frozen=True, slots=True)
class OpenBoard:
    """`since`: the first day of the month that is told."""

    at: datetime
    since: date
    target: timedelta
    parts: list[Part]
    served: int | None
    month: Waits
    satisfied: Satisfied | None


def set_open_board(book: Book, by: str, shown: bool) -> Changed:
    """Everybody may see the board from now on, or nobody."""
    before = book.profile.settings
    book.set_settings(replace(before, open_board=shown))
    return note(book, by, Matter.OFFICE, {"open_board": before.open_board}, {"open_board": shown})


def is_open(book: Book) -> bool:
    return book.profile.settings.open_board


def open_board(book: Book) -> OpenBoard:
    """The board as it is now."""
    since = book.today.replace(day=1)
    today, month = (
        {row.key: row for row in director.figures_of(book, first, book.today, (By.SERVICE,))}
        for first in (book.today, since)
    )
    (total,) = director.figures_of(book, since, book.today)
    parts, served = _served({str(key): row.served for key, row in month.items()})
    return OpenBoard(
        book.now,
        since,
        book.profile.settings.target,
        [
            _part(
                told,
                today.get(told.service.code),
                month.get(told.service.code),
                parts.get(told.service.code, 0),
            )
            for told in line.services(book)
        ],
        served,
        _waits(total.wait),
        _satisfied(book, since),
    )


def _part(told: line.ServiceLine, today: Row | None, month: Row | None, served: int | None) -> Part:
    return Part(
        told.service,
        told.why_closed is None,
        _enough(told.waiting),
        told.expected,
        _waits(today.wait if today else None),
        served,
        _waits(month.wait if month else None),
    )


def _enough(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def _served(counts: Mapping[str, int]) -> tuple[dict[str, int | None], int | None]:
    """How many were served of each line and of all together, so that nobody works out from the sum what is not told: where
    they could, one more line is not told, the smallest; and the sum is not where there is none.
    """
    few = [count for count in counts.values() if _enough(count) is None]
    larger = sorted((code for code in counts if counts[code] >= FEWEST), key=lambda code: counts[code])
    also = larger[:1] if _can_be_worked_out(few) else []
    told = {code: None if code in also else _enough(count) for code, count in counts.items()}
    hides_all = _can_be_worked_out(few) and not also
    return told, None if hides_all else sum(counts.values())


def _can_be_worked_out(few: Sequence[int]) -> bool:
    """Whether the sum of these, each from one to less than `FEWEST`, is of too few itself or leaves them no choice."""
    least, most = len(few), len(few) * (FEWEST - 1)
    return bool(few) and not max(FEWEST, least + 1) <= sum(few) < most


def _waits(wait: Spread | None) -> Waits:
    if wait is None or wait.count < FEWEST:
        return Waits(None, None, None)
    return Waits(wait.p50, wait.p90, wait.within_target)


def _satisfied(book: Book, since: date) -> Satisfied | None:
    """Of days on which nothing is rated any more, and only `FEWEST` opinions or more at once: whoever looks before and after
    a visit must not learn what that one citizen thought.
    """
    until = _told_until(book, since)
    if until is None:
        return None
    (total,) = director.figures_of(book, since, until)
    told = total.satisfaction
    if told.rate is None or told.low is None or told.high is None:
        return None
    return Satisfied(told.rate, told.low, told.high, told.answers, until)


def _told_until(book: Book, since: date) -> date | None:
    """The last day up to which every step had `FEWEST` opinions; None when there is none this month."""
    until, more = None, 0
    settled = book.today - director.SETTLED
    days = director.figures_of(book, since, settled, (By.DAY,)) if since <= settled else []
    for day in days:
        more += day.satisfaction.answers
        if more >= FEWEST:
            until, more = date.fromisoformat(str(day.key)), 0
    return until
