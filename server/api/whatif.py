"""What if? A wish is looked through here and played beside the office, so that tickets are given meanwhile."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice

from flask import Response

from server.api import figures_schemas as s
from server.api.doors import api, give, press_of, presser, read_wish
from server.api.schemas import Nothing
from server.api.trials import Trial, begin, trial_of
from server.domain.errors import BadInput
from server.domain.hours import FIRST_YEAR, LAST_YEAR
from server.domain.roles import Scope
from server.web.caller import needs
from server.web.house import Book, clock_now, here

LONGEST_DAYS = 31
LONGEST_SECONDS = 300.0
WEEKS = 8


@api.post("/simulate")
@needs(Scope.DIRECTOR)
def simulate() -> Response:
    """A day, a period or a day to come (from the same weekdays before it), as it was and with the changes. Nothing of the
    office is changed by it.
    """
    trial = _wished()
    trial.patience = LONGEST_SECONDS
    trial.play()
    if trial.answer is None:
        raise BadInput(where="changes", why="choice", hint="this can not be played")
    return give(trial.answer)


@api.post("/simulations")
@needs(Scope.DIRECTOR)
def begin_trial() -> Response:
    """The same, without waiting for it."""
    return give(begin(_wished()).told(), 202)


@api.get("/simulations/<trial>")
@needs(Scope.DIRECTOR)
def see_trial(trial: str) -> Response:
    return give(trial_of(here(), trial).told())


@api.post("/simulations/<trial>/stop")
@needs(Scope.DIRECTOR)
def stop_trial(trial: str) -> Response:
    read_wish(Nothing)
    found = trial_of(here(), trial)
    found.stop()
    return give(found.told())


def _wished() -> Trial:
    wish = read_wish(s.WhatIfWish)
    days = days_of(wish, clock_now().date())
    if not 0 < len(days) <= LONGEST_DAYS:
        raise BadInput(where="to", why="range", hint=f"1 to {LONGEST_DAYS} days")
    here().look(look_through, wish.changes)
    return Trial(here(), wish, days, press_of(presser()))


def days_of(wish: s.WhatIfWish, today: date) -> list[date]:
    """The days that are played: those named, or the latest like the one to come. BadInput for one that is not over: of
    half a day nothing can be told.
    """
    for where, day in (("day", wish.day), ("to", wish.to), ("like", wish.like)):
        if day is not None and not FIRST_YEAR < day.year < LAST_YEAR:
            raise BadInput(where=where, why="range", hint=f"{FIRST_YEAR} … {LAST_YEAR}")
    if wish.like is not None:
        before = (wish.like - timedelta(weeks=back) for back in count(1))
        return list(islice((day for day in before if day < today), WEEKS))
    if wish.day is None:
        raise BadInput(where="day", why="missing", hint="name the day, or the one to come that it is like")
    last = wish.to or wish.day
    if last < wish.day:
        raise BadInput(where="to", why="range", hint=f"{last} lies before {wish.day}")
    if last >= today:
        raise BadInput(where="to" if wish.to else "day", why="not-over", hint=f"before {today}")
    return [wish.day + timedelta(days=place) for place in range((last - wish.day).days + 1)]


def look_through(book: Book, changes: s.WhatIfChanges) -> None:
    """BadInput names the first change that is of nothing in this office."""
    counters, services = book.catalogue.plans, book.catalogue.services
    for where, named in _counters_named(changes):
        if named not in counters:
            raise BadInput(where=f"changes.{where}", why="choice", hint=f"there is no counter {named}")
    for served in changes.skills.values():
        if unknown := served.keys() - services.keys():
            raise BadInput(where="changes.skills", why="choice", hint=f"there is no service {min(unknown)}")
    for stretches in changes.hours.values():
        if any(opens >= closes for opens, closes in stretches):
            raise BadInput(where="changes.hours", why="range", hint="a stretch ends after it began")


def _counters_named(changes: s.WhatIfChanges) -> Iterator[tuple[str, str]]:
    if changes.like is not None:
        yield "like", changes.like
    yield from (("remove_counters", code) for code in changes.remove_counters)
    yield from (("skills", code) for code in changes.skills)
    yield from (("hours", code) for code in changes.hours)
