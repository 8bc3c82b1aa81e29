"""The rating tablet at a counter: a citizen says, with one touch, how the service just given was."""

from flask import Blueprint, Response

from server.actions.citizen import REASONS
from server.domain.roles import Scope
from server.web.caller import NOBODY, who
from server.web.house import here
from server.web.page import not_connected, page

pages = Blueprint("rating", __name__, template_folder="templates")


@pages.get("/rating")
def rating() -> Response:
    """Opens on a connected tablet only. It rates the counter that its token names, and no other."""
    caller = who(Scope.RATING)
    if caller is NOBODY:
        return not_connected("rating")
    named = _name(caller.counter) if caller.counter else None
    return page("rating.html", "rating", "rating", language="vi", counter_name=named, reasons=REASONS)


def _name(counter: str) -> str:
    return here().look(lambda book: book.counter(counter).name)
