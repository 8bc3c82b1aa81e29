"""Every kind of slip as it would look on paper: for whoever sets the office up."""

from typing import Any

import msgspec
from flask import Blueprint, Response, make_response, request

from kiosk.printing.address import Address, BadAddress, address_of
from kiosk.printing.blocks import paper
from kiosk.printing.picture import Printable, preview
from kiosk.printing.worker import drawn_for
from kiosk.slip import printable_of
from server.actions.paper import sample
from server.domain.errors import BadInput
from server.domain.roles import Scope
from server.web.caller import needs
from server.web.house import Book, here
from server.web.words import shipped

pages = Blueprint("slip", __name__)

KINDS = ("ticket", "reprint", "checklist", "receipt", "test")


@pages.get("/slip/preview.png")
@needs(Scope.DIRECTOR, Scope.ADMIN)
def picture() -> Response:
    """`kind`, `language` and `width` say which slip, in whose words, on how wide a roll; the office's own by default."""
    kind, language = request.args.get("kind", KINDS[0]), request.args.get("language", "vi")
    if kind not in KINDS:
        raise BadInput(where="kind", why="choice", hint=", ".join(KINDS))
    width = request.args.get("width")
    dsn = here().settings.printer if width is None else f"null://?width={width}"
    answer = make_response(_drawn(kind, language, dsn))
    answer.content_type = "image/png"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _drawn(kind: str, language: str, dsn: str) -> bytes:
    try:
        return drawn(*here().look(facts, kind, language), address_of(dsn))
    except BadAddress as bad:
        raise BadInput(where="width", why="range", hint=bad.hint) from bad


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
    return printable_of(msgspec.json.encode(told).decode(), shipped())
