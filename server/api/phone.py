"""The ticket in the citizen's pocket: whoever knows its address may look, give it back, come later, and rate."""

import io
from collections.abc import Callable

import segno
from flask import Blueprint, Response

from server.actions import citizen
from server.actions.citizen import Opinion
from server.api import schemas as s
from server.api.answers import place
from server.api.doors import change, give, read_wish
from server.domain.ticket import Ticket
from server.web.house import Book, address, at_ticket, house

QUIET_MODULES = 2

pages = Blueprint("phone_calls", __name__, url_prefix="/t/<secret>")


@pages.get("/place")
def standing(secret: str) -> Response:
    """Where the holder stands in the line now."""
    return give(at_ticket(secret).look(place, secret))


@pages.get("/qr.svg")
def code(secret: str) -> Response:
    """The code that leads to the page of this ticket, for the screen that has just given it out."""
    at_ticket(secret).look(citizen.ticket_of, secret)
    drawn = io.BytesIO()
    segno.make(f"{address()}/t/{secret}", error="m").save(
        drawn, kind="svg", border=QUIET_MODULES, omitsize=True
    )
    answer = Response(drawn.getvalue(), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/cancel")
def cancel(secret: str) -> Response:
    return _move(secret, citizen.cancel)


@pages.post("/late")
def late(secret: str) -> Response:
    return _move(secret, citizen.come_late)


@pages.post("/back")
def back(secret: str) -> Response:
    return _move(secret, citizen.come_back)


@pages.post("/phone")
def leave_phone(secret: str) -> Response:
    """Of the number nothing is kept but the number itself: the press is sealed, the answer does not repeat it."""
    wish = read_wish(s.PhoneWish)
    at_ticket(secret)
    return change(
        lambda book: citizen.leave_phone(book, secret, wish.phone.strip()),
        lambda book, _: place(book, secret),
        seal=house().secret,
    )


@pages.post("/rating")
def rating(secret: str) -> Response:
    wish = read_wish(s.RatingWish)
    opinion = Opinion(wish.score, tuple(wish.reasons), wish.comment, channel="phone")
    at_ticket(secret)
    return change(
        lambda book: citizen.rate_by_phone(book, secret, opinion),
        lambda book, _: place(book, secret),
        status=201,
    )


def _move(secret: str, verb: Callable[[Book, str], Ticket]) -> Response:
    read_wish(s.Nothing)
    at_ticket(secret)
    return change(lambda book: verb(book, secret), lambda book, _: place(book, secret))
