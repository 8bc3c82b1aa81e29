"""How does the work of one clerk go? Their own figures beside the middle of the office, never beside a colleague's."""

from dataclasses import dataclass
from datetime import date

from server.actions import director
from server.domain import figures
from server.domain.deeds import Handled
from server.domain.figures import FEWEST_HANDLED, By, Row, Spread, Tally
from server.domain.period import Period
from server.office import Book


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
    told, error = director.deeds(book, Period(first, last), clerk)
    services = tuple(
        _part((clerk, service), tally, told.lines[service], error)
        for service, tally in sorted(told.services.items())
    )
    return Work(clerk, told.days, _part((clerk,), told.total, told.office, error), services)


def _part(keys: tuple[str, ...], mine: Tally, beside: Handled, error: float) -> Part:
    """`beside`: what everybody did of the same."""
    (row,) = figures.rows_of({keys: mine}, (By.CLERK, By.SERVICE)[: len(keys)], error)
    return Part(row, figures.middle_range(mine.handle), _office(beside, error))


def _office(beside: Handled, error: float) -> Spread | None:
    if beside.is_by_few or beside.times.count < FEWEST_HANDLED:
        return None
    return figures.row((), Tally(handle=beside.times), error).handle
