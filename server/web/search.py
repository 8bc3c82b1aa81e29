"""What an address asks of the journal: `from`, `to`, `by`, `verb`, `about`, `before`."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from flask import request

from server.domain.errors import BadInput
from server.web.asked import day_asked
from server.web.house import Asked, Book

PLACES = range(1 << 63)
"""Of the entries in the journal, as far as a database counts."""

WEEK, LONGEST = timedelta(days=6), timedelta(days=92)


def asked(book: Book, verbs: Iterable[str] = ()) -> Asked:
    """The last seven days where the address says nothing. BadInput for the wrong way round, or more than a quarter."""
    last = day_asked("to") or book.today
    first = day_asked("from") or last - WEEK
    if last < first:
        raise BadInput(where="to", why="order", hint=f"{first} …")
    if last - first > LONGEST:
        raise BadInput(where="from", why="range", hint=f"{LONGEST.days} days at most")
    named = tuple(verb for verb in request.args.get("verb", "").split(",") if verb)
    before = request.args.get("before", "")
    by, about = request.args.get("by", "").strip(), request.args.get("about", "").strip()
    return Asked(
        *_instants(book, first, last), by, tuple(verbs) or named, about, _before(before) if before else None
    )


def last_week(book: Book) -> Asked:
    return Asked(*_instants(book, book.today - WEEK, book.today))


def last_day(wish: Asked) -> date:
    return (wish.until - timedelta(days=1)).date()


def _instants(book: Book, first: date, last: date) -> tuple[datetime, datetime]:
    zone = book.profile.zone
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def _before(told: str) -> tuple[datetime, int]:
    """As `next` of the answer before; a plus sign may have become a blank on the way."""
    at, _, seq = told.rpartition(" ")
    try:
        moment, place = datetime.fromisoformat(at.replace(" ", "+")).astimezone(UTC), int(seq)
    except (ValueError, OverflowError) as wrong:
        raise BadInput(where="before", why="time", hint="next of the answer before") from wrong
    if place not in PLACES:
        raise BadInput(where="before", why="range", hint="next of the answer before")
    return moment, place
