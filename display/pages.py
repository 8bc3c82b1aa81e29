"""The waiting room sees who is called and where to, and hears it."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import segno
from flask import Blueprint, Response, abort, send_file

from display.voice.sentence import SPOKEN
from display.voice.speech import Voice
from server.actions import procedures
from server.domain.roles import Scope
from server.native import in_turn
from server.web.caller import NOBODY, needs, who
from server.web.house import Procedure, address, here
from server.web.page import not_connected, page, plain
from server.web.posting import fee_said, limit_said, named
from server.web.words import FIRST, shipped

pages = Blueprint("display", __name__, template_folder="templates")

NUMBER = re.compile(r"[A-ZĐ]{1,2}[0-9]{3,6}")
MOST_RECALLS = 99


@pages.get("/display")
def display() -> Response:
    """Opens on a connected display only; the waiting room reads Vietnamese."""
    if who(Scope.DISPLAY) is NOBODY:
        return not_connected("display")
    return page("display.html", "display", "display", language="vi")


@pages.get("/display/chime.wav")
@needs(Scope.DISPLAY)
def chime() -> Response:
    return send_file(BytesIO(_voice().chime()), mimetype="audio/wav", max_age=3600)


@pages.get("/display/speech/<language>/<number>/<counter>/<int:recall>.wav")
@needs(Scope.DISPLAY, Scope.ADMIN)
def speech(language: str, number: str, counter: str, recall: int) -> Response:
    """The sound of one call in one language. 404 where this office can but chime: the display then plays that."""
    name = _sign_of(counter)
    if name is None or not NUMBER.fullmatch(number) or recall > MOST_RECALLS:
        abort(404)
    sound = _voice().wav(number, counter, name, recall, language)
    if sound is None:
        abort(404)
    return send_file(sound, mimetype="audio/wav", etag=sound.stem)


@pages.get("/display/procedures")
@needs(Scope.DISPLAY)
def slides() -> Response:
    """The procedures that are shown while nobody is called, in the words of the waiting room."""
    return plain([_slide(one) for one in here().look(procedures.slides)])


def _slide(one: Procedure) -> dict[str, object]:
    words = shipped()
    return {
        "code": one.code,
        "name": named(one.name, FIRST),
        "papers": [named(paper.name, FIRST) for paper in one.papers],
        "takes": limit_said(words, FIRST, one.limit),
        "fee": fee_said(words, FIRST, one.fee),
        "qr": f"/display/procedures/{quote(one.code, safe='')}.svg",
    }


@pages.get("/display/procedures/<code>.svg")
@needs(Scope.DISPLAY)
def slide_code(code: str) -> Response:
    """The code that leads a phone to the procedure's page."""
    found = here().look(lambda book: book.procedure(code))
    drawn = BytesIO()
    code_of = segno.make(f"{address()}/procedures/{found.code}", error="m", micro=False)
    code_of.save(drawn, kind="svg", border=2, omitsize=True, light="#fff", xmldecl=False)
    return Response(
        drawn.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"}
    )


def _sign_of(counter: str) -> str | None:
    """What the sign of this counter says; None where there is no such counter."""
    counters = here().look(lambda book: book.counters())
    return next((known.name for known in counters if known.code == counter), None)


def _voice() -> Voice:
    office = here()
    spoken = office.look(lambda book: book.profile.settings.speech)
    return _voice_in(office.settings.data, tuple(dict.fromkeys((*spoken, *SPOKEN))))


@cache
def _voice_in(folder: Path, languages: tuple[str, ...]) -> Voice:
    """Adding up samples takes 50 ms, in which the loop is to have its turn."""
    return Voice(folder, languages, offload=in_turn)
