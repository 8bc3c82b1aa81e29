"""What if? The order is put together here and reckoned in a program of its own: tickets are given meanwhile."""

import subprocess
import sys
from datetime import date, timedelta

import msgspec
from flask import Response

from server.actions import director
from server.api import figures_schemas as s
from server.api.doors import api, give, read_wish
from server.domain.errors import BadInput
from server.domain.hours import FIRST_YEAR, LAST_YEAR
from server.domain.roles import Scope
from server.web.caller import needs
from server.web.house import Book, here

LONGEST_DAYS = 31
LONGEST_SECONDS = 300
WEEKS = 8


@api.post("/simulate")
@needs(Scope.DIRECTOR)
def simulate() -> Response:
    """A day, a period or a day to come (from the same weekdays before it), as it was and with the changes. Nothing of the
    office is changed by it.
    """
    wish = read_wish(s.WhatIfWish)
    days = days_of(wish)
    if not 0 < len(days) <= LONGEST_DAYS:
        raise BadInput(where="to", why="range", hint=f"1 to {LONGEST_DAYS} days")
    order = here().look(lambda book: order_of(book, wish, days))
    return give(msgspec.json.decode(reckoned(msgspec.json.encode(order))))


def days_of(wish: s.WhatIfWish) -> list[date]:
    """The days that are played: those named, or those like the one to come."""
    for where, day in (("day", wish.day), ("to", wish.to), ("like", wish.like)):
        if day is not None and not FIRST_YEAR < day.year < LAST_YEAR:
            raise BadInput(where=where, why="range", hint=f"{FIRST_YEAR} … {LAST_YEAR}")
    if wish.like is not None:
        return [wish.like - timedelta(weeks=back) for back in range(1, WEEKS + 1)]
    if wish.day is None:
        raise BadInput(where="day", why="missing", hint="name the day, or the one to come that it is like")
    last = wish.to or wish.day
    return [wish.day + timedelta(days=place) for place in range((last - wish.day).days + 1)]


def order_of(book: Book, wish: s.WhatIfWish, days: list[date]) -> dict[str, object]:
    """Everything that the play needs of the book."""
    lived = [
        {"day": day, "facts": list(director.facts(book, day, day)), "spells": director.spells_of(book, day)}
        for day in days
    ]
    return {
        "days": [one for one in lived if one["facts"]],
        "counters": {code: plan.services for code, plan in book.catalogue.plans.items()},
        "policy": book.profile.settings.policy,
        "target": book.profile.settings.target,
        "changes": wish.changes,
        "runs": wish.runs,
        "recommend": wish.recommend,
    }


def reckoned(order: bytes) -> bytes:
    """The answer of a program of its own, which ends with whoever waits for it."""
    with subprocess.Popen(
        [sys.executable, "-m", "server.simulate"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        try:
            told, _ = program.communicate(order, timeout=LONGEST_SECONDS)
        finally:
            if program.poll() is None:
                program.kill()
    if program.returncode:
        raise BadInput(where="changes", why="choice", hint="this can not be played")
    return told
