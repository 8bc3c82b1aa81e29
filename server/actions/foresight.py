"""What the office can tell of the line before it happens: learned from past days, played forward from this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.actions import director
from server.actions.line import run_of
from server.domain.calling import Policy
from server.domain.closing import Rates
from server.domain.counter import CounterState
from server.domain.figures import LegFact
from server.domain.forecast import Known, Post
from server.domain.habits import Habits, coming_in, known, leaving
from server.domain.hours import on
from server.domain.line import Line
from server.domain.presence import Spell
from server.office import Book

LEARN_DAYS = 10
"""So many days on which people came are learned from."""
LOOK_BACK = timedelta(days=45)
A_BREATH = 10.0
"""Seconds from a finish until the clerk calls the next, where somebody waits."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The line and everybody who works on it, at one moment."""

    line: Line
    posts: tuple[Post, ...]
    services: tuple[str, ...]
    policy: Policy
    now: datetime


def days_to_learn_from(book: Book) -> list[date]:
    """The latest days before today on which tickets were given."""
    return book.rollups.days_with_tickets(book.today - LOOK_BACK, book.today, LEARN_DAYS)


def day_lived(book: Book, day: date) -> tuple[Sequence[LegFact], Sequence[Spell]]:
    """What happened on a day that is over."""
    return list(director.facts(book, day, day)), director.spells_of(book, day)


def known_now(book: Book, habits: Habits) -> Known:
    """What is known of the office's ways by now."""
    usual = {code: service.usual for code, service in book.catalogue.services.items()}
    return known(habits, list(director.facts(book, book.today, book.today)), usual, book.now)


def scene(book: Book, habits: Habits) -> Scene:
    counters = [one for one in book.counters() if one.state is CounterState.OPEN]
    services = tuple(code for code, one in book.catalogue.services.items() if not one.retired)
    posts = tuple(_post(book, one.code, one.ticket, habits) for one in counters)
    return Scene(book.waiting(), posts, services, book.profile.settings.policy, book.now)


def coming(book: Book, habits: Habits, known: Known, now: datetime) -> dict[str, Rates]:
    """Who is still to come on the day of `now`, for every line that gives tickets at that moment or later."""
    found: dict[str, Rates] = {}
    for code, service in book.catalogue.services.items():
        windows = on(service.windows, book.catalogue.calendar, now.date(), book.profile.zone)
        rate = sum(known.coming.get((code, urgent), 0.0) for urgent in (False, True))
        rates = coming_in(habits, code, windows, now, rate)
        if rates and not service.retired:
            found[code] = rates
    return found


def _post(book: Book, counter: str, at_it: str | None, habits: Habits) -> Post:
    desk, gone = book.desk(counter), leaving(habits, counter, book.on_the_wall)
    leg = book.ticket(at_it).leg if at_it else None
    return Post(
        desk,
        leg.service if leg else None,
        leg.called_at if leg else None,
        A_BREATH if len(book.waiting()) else 0.0,
        gone[0] if gone else None,
        gone[1] if gone else None,
        run_of(book, desk),
    )
