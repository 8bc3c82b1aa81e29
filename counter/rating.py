"""The rating tablet at a counter: a citizen says, with one touch, how the service just given was."""

from flask import Blueprint, Response

from server.domain.roles import Scope
from server.web.caller import NOBODY, who
from server.web.house import Book, here
from server.web.page import not_connected, page
from server.web.reasons import own_reasons, words_of

pages = Blueprint("rating", __name__, template_folder="templates")

LOOKED_BACK = 300
"""Steps of the journal. No office takes more while one citizen is asked, so a tablet switched on now misses no question."""


@pages.get("/rating")
def rating() -> Response:
    """Opens on a connected tablet only. It rates the counter that its token names, and no other."""
    caller = who(Scope.RATING)
    if caller is NOBODY:
        return not_connected("rating")
    named, since, opened = here().look(_beginning, caller.counter)
    reasons = here().look(own_reasons)
    return page(
        "rating.html",
        "rating",
        "rating",
        language="vi",
        own_words=words_of(reasons),
        counter_name=named,
        since=since,
        opened=opened,
        reasons=[reason.code for reason in reasons],
    )


def _beginning(book: Book, counter: str | None) -> tuple[str | None, int, int]:
    """What the sign of the counter says, from where in the journal on the tablet wants to hear what happened, and how far the
    journal has come: what was set until then is in the page.
    """
    named, latest = book.counter(counter).name if counter else None, book.journal.seq
    return named, max(latest - LOOKED_BACK, min(latest, 1)), latest
