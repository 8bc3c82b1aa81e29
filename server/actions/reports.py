"""What is reported about dossiers: form II.06a of any period, and the groups of Decision 766 as far as our data can say."""

from datetime import date, datetime, time

from server.actions import director
from server.domain.dossier_report import Known, Reported, indicators, report
from server.domain.due import LimitKind
from server.domain.period import A_DAY
from server.office import Book

LONG_AGO = date(1990, 1, 1)


def dossiers(book: Book, first: date, last: date) -> Reported:
    """Added up from the counts of each day. Pending is late what was due on a day before the last one: on its due day it can
    still be on time.
    """
    overdue = dict(book.dossiers.overdue_on(datetime.combine(last, time(), book.profile.zone), last))
    before, within = book.dossiers.sums(LONG_AGO, first - A_DAY), book.dossiers.sums(first, last)
    told = report(first, last, before, within, overdue)
    return Reported(told, indicators(told, Known(_posted_in_full(book), _satisfied(book, first, last))))


def _posted_in_full(book: Book) -> float | None:
    """The share of procedures posted with papers, time limit and fee."""
    posted = book.procedures()
    full = [
        one
        for one in posted
        if one.papers
        and one.limit.kind is not LimitKind.NONE
        and (one.fee.amount is not None or one.fee.by_province)
    ]
    return len(full) / len(posted) if posted else None


def _satisfied(book: Book, first: date, last: date) -> float | None:
    (total,) = director.figures_of(book, first, last, ())
    return total.satisfaction.rate
