"""What the waiting room sees: the board as it is, and the calls it missed."""

from datetime import datetime
from typing import Any

from flask import Response, request

from server.actions import line
from server.api import schemas as s
from server.api.answers import name, wait_range
from server.api.doors import api, give
from server.domain.errors import BadInput
from server.domain.journal import Entry
from server.domain.roles import Scope
from server.domain.ticket import Verb
from server.web.caller import needs
from server.web.house import Book, here

SHOWN = 8


@api.get("/display")
@needs(Scope.DISPLAY, Scope.DIRECTOR, Scope.ADMIN)
def display() -> Response:
    return give(here().look(_board))


@api.get("/display/calls")
@needs(Scope.DISPLAY, Scope.DIRECTOR, Scope.ADMIN)
def calls() -> Response:
    try:
        since = int(request.args.get("since", "0"))
    except ValueError as wrong:
        raise BadInput(where="since", why="type", hint="the seq of the last call you have") from wrong
    return give(here().look(_calls_since, since))


def _calls_since(book: Book, since: int) -> list[s.BoardCall]:
    """None for a number that the journal has not reached: it may be larger than a database can compare."""
    if since >= book.journal.seq:
        return []
    return _calls(book.journal.since(max(since, 0), book.start_of_today()))


def _board(book: Book) -> s.BoardOut:
    return s.BoardOut(
        seq=book.journal.seq,
        now=book.now,
        calls=_last_calls(book),
        waiting=[_line(told) for told in line.services(book)],
        notices=[s.NoticeOut(one.kind, name(one.title), name(one.text)) for one in book.notices()],
        counters=[s.BoardCounter(one.code, one.name, one.shown) for one in book.counters()],
    )


def _last_calls(book: Book) -> list[s.BoardCall]:
    """The last calls that still stand, newest first. Who is called anew after an undo stands again."""
    verbs = [Verb.CALL, Verb.RECALL, Verb.UNDO]
    last = book.journal.last(verbs, 4 * SHOWN, book.start_of_today())
    undone: set[str | None] = set()
    standing = []
    for entry in last:
        if entry.facts.get("undone") == Verb.CALL:
            undone.add(entry.ticket)
        elif entry.verb != Verb.UNDO and entry.ticket not in undone:
            standing.append(entry)
    return _calls(standing)[:SHOWN]


def _calls(entries: list[Entry]) -> list[s.BoardCall]:
    told = here().told("called", "/display", entries)
    return [
        s.BoardCall(**{field: _value(field, one[field]) for field in s.BoardCall.__struct_fields__})
        for one in told
    ]


def _value(field: str, told: Any) -> Any:
    return datetime.fromisoformat(told) if field == "at" and isinstance(told, str) else told


def _line(told: line.ServiceLine) -> s.BoardLine:
    service = told.service
    return s.BoardLine(
        code=service.code,
        prefix=service.prefix,
        name=name(service.name),
        colour=service.colour,
        sign=service.sign,
        waiting=told.waiting,
        expected_wait=wait_range(told.expected),
    )
