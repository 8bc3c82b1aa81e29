"""Counters: opened, paused, closed, and who is called to them."""

from flask import Response, request

from server.actions import clerk, line
from server.api import schemas as s
from server.api.answers import called, counter, desk, queue_item
from server.api.doors import api, change, give, read_wish
from server.domain.counter import PauseReason
from server.domain.errors import BadInput
from server.domain.roles import STAFF, Scope
from server.web.caller import Caller, needs, who
from server.web.house import Book, here


class OtherCounter(BadInput):
    """A token that belongs to one counter was used at another."""

    kind = "other-counter"


def _clerk_at(code: str) -> Caller:
    caller = who()
    if caller.counter is not None and caller.counter != code:
        raise OtherCounter(counter=code, own=here().look(_named, caller.counter))
    return caller


def _named(book: Book, code: str) -> str:
    """The counter by its name; by its code when it was taken away."""
    plan = book.catalogue.plans.get(code)
    return plan.name if plan else code


@api.get("/counters")
@needs(*sorted(STAFF))
def counters() -> Response:
    return give(here().look(lambda book: [counter(book, one) for one in book.counters()]))


@api.get("/counters/<code>")
@needs(*sorted(STAFF))
def one_counter(code: str) -> Response:
    return give(here().look(lambda book: desk(book, book.counter(code))))


@api.post("/counters/<code>/open")
@needs(Scope.CLERK)
def open_counter(code: str) -> Response:
    read_wish(s.Nothing)
    by = _clerk_at(code).name
    return change(lambda book: clerk.open_counter(book, code, by), counter)


@api.post("/counters/<code>/pause")
@needs(Scope.CLERK)
def pause(code: str) -> Response:
    reason, by = PauseReason(read_wish(s.PauseWish).reason), _clerk_at(code).name
    return change(lambda book: clerk.pause(book, code, by, reason), counter)


@api.post("/counters/<code>/close")
@needs(Scope.CLERK)
def close_counter(code: str) -> Response:
    read_wish(s.Nothing)
    by = _clerk_at(code).name
    return change(lambda book: clerk.close_counter(book, code, by), counter)


@api.post("/counters/<code>/cover")
@needs(Scope.CLERK)
def cover_counter(code: str) -> Response:
    read_wish(s.Nothing)
    by = _clerk_at(code).name
    return change(lambda book: clerk.cover_counter(book, code, by), counter)


@api.post("/counters/<code>/call-next")
@needs(Scope.CLERK)
def call_next(code: str) -> Response:
    read_wish(s.Nothing)
    by = _clerk_at(code).name
    return change(lambda book: clerk.call_next(book, code, by), called)


@api.post("/counters/<code>/call")
@needs(Scope.PICK)
def call_picked(code: str) -> Response:
    wish, by = read_wish(s.PickWish), _clerk_at(code).name
    return change(lambda book: clerk.call_picked(book, code, by, wish.ticket, wish.reason), called)


@api.get("/queue")
@needs(Scope.CLERK, Scope.GUIDE, Scope.DIRECTOR, Scope.ADMIN)
def queue() -> Response:
    code = request.args.get("counter") or who().counter
    if not code:
        raise BadInput(where="counter", why="missing", hint="name the counter: /queue?counter=1")
    return give(here().look(_queue, code))


def _queue(book: Book, code: str) -> list[s.QueueItem]:
    return [queue_item(book, choice, place) for choice, place in line.queue(book, code)]
