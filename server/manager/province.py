"""Somebody of the province looks into every office of the house: all side by side, then one at a time."""

from typing import Any

from flask import Blueprint, abort, make_response, redirect
from werkzeug.wrappers import Response

from server.actions import director, troubles
from server.domain.roles import Scope
from server.domain.troubles import OF_THE_LINE
from server.web.caller import LOOKED_AT, NOBODY, give_cookie, sign_in_first, who
from server.web.house import Book, Office, house
from server.web.page import page
from server.web.troubles import said
from server.web.words import spoken_here

pages = Blueprint("province", __name__, template_folder="templates")


@pages.get("/province")
def offices() -> Response:
    """Every office, with what says whether it is all right there now."""
    if who(Scope.PROVINCE) is NOBODY:
        return sign_in_first()
    told = [_told(one) for one in house().offices.values()]
    return page("province.html", "start", "manager", "people", told=told)


@pages.get("/province/<code>")
def one_office(code: str) -> Response:
    """From here on this office is the one that is looked at."""
    if who(Scope.PROVINCE) is NOBODY:
        return sign_in_first()
    if code not in {one.profile.code for one in house().offices.values()}:
        abort(404)
    answer = make_response(redirect("/manager"))
    give_cookie(answer, LOOKED_AT, code, None)
    return answer


def _told(office: Office) -> dict[str, Any]:
    def look(book: Book) -> dict[str, Any]:
        board = director.today(book).board
        longest = board.longest_wait
        return {
            "code": book.profile.code,
            "name": {"vi": book.profile.name.vi, "en": book.profile.name.en},
            "time": f"{book.now:%H:%M}",
            "waiting": board.waiting,
            "longest": int(longest // 60) if longest is not None else None,
            "served": board.total.served,
            "within": board.total.wait.within_target,
        }

    return {**office.look(look), "troubles": _troubles(office)}


def _troubles(office: Office) -> list[dict[str, Any]]:
    """What somebody should see to there, each kind once."""
    now, words = office.clock().astimezone(office.profile.zone), spoken_here()
    kinds = {one.kind: one for one in troubles.found(office, house().keeping)}
    return [
        {
            "tone": "wait" if kind in OF_THE_LINE else "stop",
            "title": {language: said(words, language, one, now).title for language in words.languages},
        }
        for kind, one in kinds.items()
    ]
