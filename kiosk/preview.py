"""Every kind of slip as it would look on paper: for whoever sets the office up."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from flask import Blueprint, Response, make_response, request

from kiosk.printing.address import DOTS, Address, BadAddress, Raster, address_of
from kiosk.printing.blocks import paper
from kiosk.printing.fonts import writable
from kiosk.printing.picture import Printable, as_png, preview, strip
from kiosk.printing.worker import drawn_for
from kiosk.slip import printable_of
from server.actions.paper import printer_address, sample
from server.domain.errors import BadInput
from server.domain.roles import Scope
from server.native import in_turn
from server.web.caller import needs
from server.web.house import Book, here
from server.web.words import spoken_here

pages = Blueprint("slip", __name__)

KINDS = ("ticket", "priority", "reprint", "checklist", "receipt", "test")


@pages.get("/slip/preview.png")
@needs(Scope.DIRECTOR, Scope.ADMIN)
def picture() -> Response:
    """`kind`, `language` and `width` say which slip, in whose words, on how wide a roll; the office's own by default.

    `large`, `footer_vi` and `footer_en` show what is not saved yet.
    """
    kind, language = request.args.get("kind", KINDS[0]), request.args.get("language", "vi")
    if kind not in KINDS:
        raise BadInput(where="kind", why="choice", hint=", ".join(KINDS))
    width = request.args.get("width")
    told, logo = here().look(facts, kind, language)
    tried = told | _tried(told)
    return _png(lambda at: drawn(tried, logo, at), width)


@pages.get("/slip/strip.png")
@needs(Scope.DIRECTOR, Scope.ADMIN)
def way() -> Response:
    """One line of the test page: how a picture looks that was sent this way (`way`), if the printer knows it."""
    try:
        named = Raster(request.args.get("way", ""))
    except ValueError as unknown:
        raise BadInput(where="way", why="choice", hint=", ".join(Raster)) from unknown
    roll = paper(DOTS)
    return _png(lambda _: as_png(strip(named, roll), roll), None)


def _tried(told: dict[str, Any]) -> dict[str, Any]:
    """What the page of the settings tries out on this slip."""
    wished = request.args
    tried: dict[str, Any] = {"large": wished["large"] == "true"} if "large" in wished else {}
    if "footer" in told and "footer_vi" in wished:
        vi = wished["footer_vi"].strip()
        tried["footer"] = {"vi": vi, "en": wished.get("footer_en", "").strip() or vi} if vi else None
    return tried


def _png(draw: Callable[[Address], bytes], width: str | None) -> Response:
    office = here()
    own = office.look(printer_address, office.settings.printer)
    try:
        answer = make_response(
            in_turn(partial(draw, address_of(own if width is None else f"null://?width={width}")))
        )
    except BadAddress as bad:
        raise BadInput(where="width", why="range", hint=bad.hint) from bad
    answer.content_type = "image/png"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def facts(book: Book, kind: str, language: str) -> tuple[dict[str, Any], bytes]:
    """What such a slip of this office says, and its logo."""
    return sample(book, kind, language), book.profile.settings.slip.logo


def drawn(told: dict[str, Any], logo: bytes, at: Address) -> bytes:
    """The slip as a PNG of its true size on the roll of a printer."""
    return preview(_printable(told), paper(at.dots, at.dpi), logo)


def as_bytes(told: dict[str, Any], logo: bytes, at: Address) -> bytes:
    """The very bytes that the printer would get."""
    return drawn_for(at, _printable(told), logo).told


def _printable(told: dict[str, Any]) -> Printable:
    return printable_of(msgspec.json.encode(told).decode(), writable(spoken_here()))
