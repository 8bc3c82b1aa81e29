"""Dossiers at the counter: received with a few keys, seen before they are late, moved on."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from server.domain.dossier import Urgency
from server.domain.procedure import Channel
from server.domain.roles import STAFF, Scope
from server.web.caller import NOBODY, sign_in_first, who
from server.web.house import Book, Name, here
from server.web.page import page, plain
from server.web.words import spoken_here

pages = Blueprint("reception", __name__, template_folder="templates")

FOUND = 8
FORMS = ("01", "02", "03", "04", "05", "06")


@pages.get("/counter/dossiers")
def dossiers() -> Response:
    """For staff; `ticket` is the visit in which something is handed in or collected."""
    if who(*sorted(STAFF)) is NOBODY:
        return sign_in_first()
    ticket = request.args.get("ticket")
    return page(
        "dossiers.html",
        *("reception", "reception", "dossier", "posting"),
        shown={"urgencies": tuple(Urgency), "channels": tuple(Channel)},
        ticket=here().look(_visit, ticket) if ticket else None,
        may_change=Scope.CLERK in who().scopes,
        forms=FORMS,
    )


def _visit(book: Book, ticket: str) -> dict[str, object] | None:
    """The ticket in hand, as far as a reception begins with it."""
    found = book.tickets.named(ticket)
    if found is None:
        return None
    return {"id": found.id, "number": found.number, "procedure": found.procedure, "language": found.language}


@pages.get("/counter/dossiers/find")
def find() -> Response:
    """The procedures that a clerk means by `q`, with their papers."""
    if who(*sorted(STAFF)) is NOBODY:
        return sign_in_first()
    return plain(here().look(_found, request.args.get("q", "")))


def _found(book: Book, wish: str) -> list[dict[str, object]]:
    known = book.posted().by_code.get(wish.strip())
    found = [known] if known is not None else book.search(wish, FOUND)
    return [
        {
            "code": one.code,
            "name": _names(one.name),
            "field": _names(one.field),
            "papers": [_names(paper.name) for paper in one.papers],
        }
        for one in found
    ]


def _names(told: Name) -> dict[str, str]:
    return spoken_here().names_of(told.vi, told.en)
