"""The open board: what the office shows everybody, on a phone, a television or on paper. Off until it is switched on."""

import time
from dataclasses import dataclass, field
from math import ceil

from babel.numbers import format_decimal, format_percent
from flask import Blueprint, Response, abort, request

from server.actions.open_board import FEWEST, OpenBoard, is_open, open_board
from server.domain.estimate import Range
from server.web import moments
from server.web.caller import who
from server.web.house import at_office, house
from server.web.pace import Pace
from server.web.page import page
from server.web.words import locale_of, spoken_here

pages = Blueprint("open_board", __name__, template_folder="templates")

KEPT_SECONDS = 20.0
ASKED_A_MINUTE = 60
"""Of one address: a whole hall of phones behind one of them, each once a minute."""


@dataclass
class Kept:
    """What was worked out lately: however many ask, the book is looked into once in a while."""

    boards: dict[int, tuple[float, OpenBoard]] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)


_kept = Kept()


@pages.get("/open")
def first_office() -> Response:
    """The board of the first office."""
    return board(house().first().profile.code)


@pages.get("/open/<code>")
def board(code: str) -> Response:
    """The board of this office; 404 where it shows none. `language` goes before the reader's own."""
    _kept.pace.step(str(request.remote_addr), ASKED_A_MINUTE)
    who()  # Whoever has signed in elsewhere reads this office all the same.
    office = at_office(code)
    if not office.look(is_open):
        abort(404)
    now = time.monotonic()
    at, told = _kept.boards.get(office.profile.id, (now, None))
    if told is None or now - at >= KEPT_SECONDS:
        told = office.look(open_board)
        _kept.boards[office.profile.id] = (now, told)
    language = request.args.get("language")
    return page(
        "open.html", "open", "open", language=language, shown={"board": told, "few": FEWEST, **_WORDS}
    )


def _expected(language: str, expected: Range | None) -> str | None:
    """A range as people say it; None where nothing is known."""
    if expected is None:
        return None
    low, high = (span.total_seconds() for span in (expected.low, expected.high))
    return moments.expected(spoken_here(), language, low, high)


def _minutes(language: str, seconds: float | None) -> str | None:
    """Whole minutes, rounded up: nobody waited longer than is said."""
    return None if seconds is None else format_decimal(ceil(seconds / 60), locale=locale_of(language))


def _share(language: str, share: float | None) -> str | None:
    return None if share is None else format_percent(share, locale=locale_of(language))


def _count(language: str, count: int) -> str:
    return str(format_decimal(count, locale=locale_of(language)))


_WORDS = {"expected_said": _expected, "minutes": _minutes, "share": _share, "counted": _count}
