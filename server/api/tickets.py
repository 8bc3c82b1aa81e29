"""Tickets: taken, moved, rated."""

from datetime import datetime, timedelta

from flask import Response

from server.actions import citizen, clerk
from server.actions.citizen import Opinion, Taken, Wish
from server.api import schemas as s
from server.api.answers import called, taken, ticket
from server.api.doors import api, change, give, read_wish
from server.domain.errors import BadInput
from server.domain.roles import STAFF, Scope
from server.domain.ticket import Outcome, Place, PriorityClass
from server.web.caller import needs, who
from server.web.house import Book, address, clock_now, here
from server.web.pace import Pace

CHANNELS = {Scope.KIOSK: "kiosk", Scope.GUIDE: "guide", Scope.CLERK: "counter"}
FARTHEST = timedelta(days=366)
"""Nobody is expected later; and an instant at the end of the calendar exists in one time zone and not in another."""

pace = Pace()


@api.post("/tickets")
@needs(Scope.KIOSK, Scope.CLERK, Scope.GUIDE)
def take() -> Response:
    caller, asked, at = who(), read_wish(s.TicketWish), address()
    wish = _wish(asked)
    limit = here().settings.kiosk_rate if Scope.KIOSK in caller.scopes else 0

    def action(book: Book) -> Taken:
        pace.step(caller.id, limit)
        return citizen.take_ticket(book, wish, caller.name, at)

    return change(action, lambda _, told: taken(told, at), status=201)


def _wish(asked: s.TicketWish) -> Wish:
    channel = next(name for scope, name in CHANNELS.items() if scope in who().scopes)
    return Wish(
        service=asked.service,
        procedure=asked.procedure,
        priority=_priority(asked.priority),
        language=asked.language,
        appointment=_instant(asked.appointment, "appointment"),
        channel=channel,
    )


def _priority(asked: bool | str | None) -> PriorityClass | None:
    if asked is True:
        return PriorityClass.PRIORITY
    return PriorityClass(asked) if asked else None


def _instant(asked: datetime | None, where: str) -> datetime | None:
    if asked is not None and asked.tzinfo is None:
        raise BadInput(
            where=where, why="time", hint="a time with its offset, such as 2026-11-23T08:00:00+07:00"
        )
    if asked is not None and abs(asked - clock_now()) > FARTHEST:
        raise BadInput(where=where, why="range", hint="a time within a year of today")
    return asked


@api.get("/tickets/<ticket_id>")
@needs(*sorted(STAFF))
def one(ticket_id: str) -> Response:
    return give(here().look(lambda book: ticket(book, book.ticket(ticket_id))))


@api.post("/tickets/<ticket_id>/recall")
@needs(Scope.CLERK)
def recall(ticket_id: str) -> Response:
    read_wish(s.Nothing)
    by = who().name
    return change(lambda book: clerk.recall(book, ticket_id, by), called)


@api.post("/tickets/<ticket_id>/start")
@needs(Scope.CLERK)
def start(ticket_id: str) -> Response:
    read_wish(s.Nothing)
    by = who().name
    return change(lambda book: clerk.start(book, ticket_id, by), ticket)


@api.post("/tickets/<ticket_id>/finish")
@needs(Scope.CLERK)
def finish(ticket_id: str) -> Response:
    wish, by = read_wish(s.FinishWish), who().name
    return change(lambda book: clerk.finish(book, ticket_id, by, Outcome(wish.outcome)), ticket)


@api.post("/tickets/<ticket_id>/no-show")
@needs(Scope.CLERK)
def no_show(ticket_id: str) -> Response:
    read_wish(s.Nothing)
    by = who().name
    return change(lambda book: clerk.no_show(book, ticket_id, by), ticket)


@api.post("/tickets/<ticket_id>/hold")
@needs(Scope.CLERK)
def hold(ticket_id: str) -> Response:
    until, by = _instant(read_wish(s.HoldWish).until, "until"), who().name
    return change(lambda book: clerk.hold(book, ticket_id, by, until), ticket)


@api.post("/tickets/<ticket_id>/return")
@needs(Scope.CLERK)
def put_back(ticket_id: str) -> Response:
    place, by = Place(read_wish(s.ReturnWish).place), who().name
    return change(lambda book: clerk.put_back(book, ticket_id, by, place), ticket)


@api.post("/tickets/<ticket_id>/transfer")
@needs(Scope.CLERK)
def transfer(ticket_id: str) -> Response:
    wish, by = read_wish(s.TransferWish), who().name
    return change(lambda book: clerk.transfer(book, ticket_id, by, wish.service, wish.counter), ticket)


@api.post("/tickets/<ticket_id>/cancel")
@needs(Scope.CLERK)
def cancel(ticket_id: str) -> Response:
    wish, by = read_wish(s.CancelWish), who().name
    return change(lambda book: clerk.cancel(book, ticket_id, by, wish.reason), ticket)


@api.post("/tickets/<ticket_id>/priority")
@needs(Scope.PRIORITY)
def correct_priority(ticket_id: str) -> Response:
    wish, by = read_wish(s.PriorityChange), who().name
    told = _priority(wish.priority)
    return change(lambda book: clerk.correct_priority(book, ticket_id, by, told, wish.reason), ticket)


@api.post("/tickets/<ticket_id>/undo")
@needs(Scope.CLERK)
def undo(ticket_id: str) -> Response:
    read_wish(s.Nothing)
    by = who().name
    return change(lambda book: clerk.undo(book, ticket_id, by), ticket)


@api.post("/tickets/<ticket_id>/rating")
@needs(Scope.RATING)
def rate(ticket_id: str) -> Response:
    wish, counter = read_wish(s.RatingWish), who().counter
    opinion = Opinion(wish.score, tuple(wish.reasons), wish.comment)
    return change(
        lambda book: citizen.rate(book, ticket_id, opinion, counter),
        lambda _, told: s.Rated(told.id, wish.score),
        status=201,
    )


@api.get("/tickets/<ticket_id>/phone")
@needs(Scope.CLERK)
def phone(ticket_id: str) -> Response:
    """For the clerk who called twice: the number that the citizen left."""
    return give(s.PhoneOut(here().look(clerk.phone_of, ticket_id, who().name)))
