"""The director reads the day: how is it now, and how was it until now?"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from server.domain.figures import FEWEST_RATINGS
from server.domain.roles import Scope
from server.web.caller import NOBODY, sign_in_first, who
from server.web.house import Book, clock_now, here, house
from server.web.page import page

pages = Blueprint("manager", __name__, template_folder="templates")

READERS = (Scope.DIRECTOR, Scope.VIEWER)
WAYS = {
    "today": "/manager",
    "period": "/manager/period",
    "clerk": "/manager/clerk",
    "due": "/manager/dossiers",
    "whatif": "/manager/whatif",
}
RIGHTS = {"clerk": Scope.CLERK_FIGURES, "whatif": Scope.DIRECTOR}
"""What some of them need besides: to look is not to decide, nor to look at single colleagues."""


def _page(template: str, screen: str, *rooms: str, **facts: Any) -> Response:
    """A page of the director, with the ways to the others that the reader may open."""
    scopes = who(*READERS).scopes
    ways = [(way, href) for way, href in WAYS.items() if way not in RIGHTS or RIGHTS[way] in scopes]
    return page(template, screen, *rooms, "ways", shown={"ways": ways}, **facts)


@pages.get("/manager")
def manager() -> Response:
    """For the director and those who may look; others are asked to sign in."""
    caller = who(*READERS)
    if caller is NOBODY:
        return sign_in_first()
    lines, since = here().look(_lines)
    may_take_away = Scope.EXPORT in caller.scopes
    return _page("manager.html", "manager", "manager", lines=lines, since=since, may_take_away=may_take_away)


@pages.get("/manager/dossiers")
def due() -> Response:
    """What is due of whom, before it is late; and the papers about any days."""
    caller = who(*READERS)
    if caller is NOBODY:
        return sign_in_first()
    today, may_take_away = clock_now().date(), Scope.EXPORT in caller.scopes
    days = {"first": today.replace(day=1).isoformat(), "last": today.isoformat()}
    return _page("due.html", "due", "due", "dossier", may_take_away=may_take_away, **days)


@pages.get("/manager/period")
def period() -> Response:
    """The figures of any days."""
    caller = who(*READERS)
    if caller is NOBODY:
        return sign_in_first()
    lines, _ = here().look(_lines)
    counters, target = here().look(_counters_and_target)
    offices = list(house().offices.values()) if Scope.PROVINCE in caller.scopes else []
    may_see = Scope.CLERK_FIGURES in caller.scopes
    return _page(
        "period.html",
        "period",
        "figures",
        "calling",
        lines=lines,
        counters=counters,
        people=here().look(lambda book: dict(book.catalogue.people)) if may_see else {},
        offices={one.profile.code: {"vi": one.name.vi, "en": one.name.en} for one in offices},
        target=target,
        few=FEWEST_RATINGS,
        may_take_away=Scope.EXPORT in caller.scopes,
    )


@pages.get("/manager/clerk")
def clerk() -> Response:
    """How the work of one clerk goes: for whoever may see the figures of single colleagues."""
    caller = who(*READERS)
    if caller is NOBODY:
        return sign_in_first()
    if Scope.CLERK_FIGURES not in caller.scopes:
        return redirect("/manager")
    lines, _ = here().look(_lines)
    people = here().look(lambda book: dict(book.catalogue.people))
    may_take_away = Scope.EXPORT in caller.scopes
    return _page(
        "work.html", "work", "work", "figures", lines=lines, people=people, may_take_away=may_take_away
    )


@pages.get("/counter/mine")
def mine() -> Response:
    """One's own work: every clerk sees theirs, and nobody else's."""
    if who(Scope.CLERK) is NOBODY:
        return sign_in_first()
    lines, _ = here().look(_lines)
    return page("work.html", "work", "work", "figures", lines=lines, people=None, may_take_away=False)


@pages.get("/manager/whatif")
def whatif() -> Response:
    """Days played again with something changed: for whoever may decide it."""
    if who(Scope.DIRECTOR) is NOBODY:
        return sign_in_first()
    lines, _ = here().look(_lines)
    return _page("whatif.html", "whatif", "whatif", lines=lines, **here().look(_floor))


def _floor(book: Book) -> dict[str, Any]:
    """Who serves what, and how it is called: what a director could have otherwise."""
    settings, minute = book.profile.settings, timedelta(minutes=1)
    return {
        "desks": [
            {"code": code, "name": plan.name, "services": plan.services}
            for code, plan in book.catalogue.plans.items()
        ],
        "policy": {"in_a_row": settings.policy.in_a_row, "guard": settings.policy.guard / minute},
        "target": settings.target / minute,
    }


def _counters_and_target(book: Book) -> tuple[dict[str, str], float]:
    """The names of the counters, and how many minutes' wait the office calls soon enough."""
    plans, target = book.catalogue.plans, book.profile.settings.target
    return {code: plan.name for code, plan in plans.items()}, target / timedelta(minutes=1)


def _lines(book: Book) -> tuple[list[dict[str, object]], int]:
    """The lines by their letter, name and colour, since figures come by code alone; and how far the journal has come."""
    lines = sorted(book.catalogue.services.values(), key=lambda line: line.place)
    return [
        {
            "code": line.code,
            "prefix": line.prefix,
            "name": {"vi": line.name.vi, "en": line.name.en},
            "colour": line.colour,
        }
        for line in lines
    ], book.journal.seq
