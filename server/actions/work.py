"""How does the work of one clerk go? Their own figures beside the middle of the office, never beside a colleague's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.actions import director
from server.domain import figures
from server.domain.figures import FEWEST_HANDLED, By, Keys, Row, Spread, Tally
from server.domain.period import Period
from server.office import Book

FEWEST_CLERKS = 3
"""Of two clerks each could work out the other's figures from the middle of both: it stays hidden."""

_CUTS = ((By.CLERK,), (By.CLERK, By.SERVICE), (By.CLERK, By.DAY), (), (By.SERVICE,))
Tallies = Mapping[Keys, Tally]


@dataclass(frozen=True, slots=True)
class Part:
    """All that a clerk did, or all of one service; what would be said of too few is None.

    `middle`: where the median of the handling lies, in seconds, with 95 % confidence. `office`: the handling of all
    clerks together, the same services.
    """

    row: Row
    middle: tuple[float, float] | None
    office: Spread | None


@dataclass(frozen=True, slots=True)
class Work:
    """What a clerk did in a period. `days`: on how many days they were at a counter."""

    clerk: str
    days: int
    total: Part
    services: tuple[Part, ...]


def work_of(book: Book, clerk: str, first: date, last: date) -> Work:
    """What this clerk did on these days, in the order of the keys of the services."""
    period = Period(first, last)
    told, error = director.tallied_by(book, period, _CUTS)
    by_clerk, by_service, by_day, whole, lines = told
    total = _part((clerk,), by_clerk, by_clerk, whole.get((), Tally()), error)
    services = sorted(key for name, key in by_service if name == clerk and key is not None)
    return Work(
        clerk,
        sum(name == clerk for name, _day in by_day),
        total,
        tuple(_of_service(clerk, key, by_service, lines, error) for key in services),
    )


def _of_service(clerk: str, service: str, by_service: Tallies, lines: Tallies, error: float) -> Part:
    beside = {keys: tally for keys, tally in by_service.items() if keys[1] == service}
    return _part((clerk, service), by_service, beside, lines[service,], error)


def _part(keys: Keys, made: Tallies, beside: Tallies, whole: Tally, error: float) -> Part:
    """`beside`: the tallies of everybody who did the same."""
    mine = made.get(keys, Tally())
    (row,) = figures.rows_of({keys: mine}, (By.CLERK, By.SERVICE)[: len(keys)], error)
    return Part(row, figures.middle_range(mine.handle), _office(beside, whole))


def _office(beside: Tallies, whole: Tally) -> Spread | None:
    several = sum(keys[0] is not None and tally.handle.count > 0 for keys, tally in beside.items())
    if several < FEWEST_CLERKS or whole.handle.count < FEWEST_HANDLED:
        return None
    return figures.row((), whole).handle
