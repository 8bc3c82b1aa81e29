"""How the line is called: the rules, and today's line as they would call it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from server.actions import line
from server.actions.administrator import Calling, calling_of, policy_of
from server.admin.shell import open_page, pages
from server.domain import calling
from server.domain.calling import Choice, Policy
from server.web.house import Book, here

SHOWN = 12
TRIED = {"in_a_row": (0, 20), "guard": (1, 480), "early": (0, 120), "target": (1, 240)}
"""What can be tried out before it is saved, and from where to where."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Somebody in the line as it would be called: how long they have waited, why they stand there, and what that changes."""

    choice: Choice
    waited: timedelta
    was: int


@pages.get("/admin/policy")
def policy() -> Response:
    """`?counter=` chooses whose line is shown; the rules themselves can be tried by their names."""
    return open_page("policy", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    now = calling_of(book)
    tried = _tried(now)
    counters = book.catalogue.counters()
    chosen = request.args.get("counter", "")
    code = (
        chosen if chosen in {plan.code for plan in counters} else next((one.code for one in counters), None)
    )
    return {
        "calling": now,
        "tried": tried,
        "is_tried": tried != now,
        "choices": [(plan.code, plan.name) for plan in counters],
        "counter": code,
        "stands": _stands(book, code, policy_of(now), policy_of(tried)) if code else [],
        "people": len(book.waiting()),
        "shown_most": SHOWN,
        "lines": book.catalogue.services,
    }


def _tried(now: Calling) -> Calling:
    """The rules as they are being tried: what makes no sense is as it was."""
    wished = {name: request.args.get(name, type=int) for name in TRIED}
    fitting = {
        name: told if told is not None and TRIED[name][0] <= told <= TRIED[name][1] else getattr(now, name)
        for name, told in wished.items()
    }
    return Calling(**fitting)


def _stands(book: Book, counter: str, now: Policy, tried: Policy) -> list[Stand]:
    """The line of a counter by the rules that are tried, each with their place by those in force."""
    desk = book.desk(counter)
    run = line.run_of(book, desk)

    def ordered(rules: Policy) -> list[Choice]:
        return list(calling.order(book.waiting(), desk, run, rules, book.now))

    places = {choice.ticket.id: place for place, choice in enumerate(ordered(now), start=1)}
    return [
        Stand(choice, book.now - choice.ticket.leg.place, places[choice.ticket.id])
        for choice in ordered(tried)[:SHOWN]
    ]
