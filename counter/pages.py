"""The counter: a clerk calls the next citizen, serves them, and sees the line."""

from flask import Blueprint
from werkzeug.wrappers import Response

from server.domain.counter import PauseReason
from server.domain.roles import Scope
from server.domain.ticket import Outcome, PriorityClass
from server.web.caller import NOBODY, sign_in_first, who
from server.web.house import Book, here
from server.web.page import page

pages = Blueprint("counter", __name__, template_folder="templates")

OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.TRANSFERRED)
"""How a clerk may say a visit ended, in the order of their keys; a transfer says it by itself."""


@pages.get("/counter")
def counter() -> Response:
    """For clerks; others are asked to sign in. Which counter it is, the clerk chooses on the page."""
    caller = who(Scope.CLERK)
    if caller is NOBODY:
        return sign_in_first()
    return page(
        "counter.html",
        "counter",
        "counter",
        outcomes=OUTCOMES,
        pauses=tuple(PauseReason),
        services=here().look(_lines),
        may_pick=Scope.PICK in caller.scopes,
        may_prioritise=Scope.PRIORITY in caller.scopes,
        priorities=tuple(PriorityClass),
    )


def _lines(book: Book) -> list[dict[str, object]]:
    """The lines as the clerk knows them: by letter, name and colour, in the order of the kiosk."""
    return [
        {
            "code": line.code,
            "prefix": line.prefix,
            "name": {"vi": line.name.vi, "en": line.name.en},
            "colour": line.colour,
            "retired": line.retired,
        }
        for line in sorted(book.catalogue.services.values(), key=lambda line: line.place)
    ]
