"""The office sets itself up: every group of settings is one route, and answers with what changed in words."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request

from server.actions import administrator
from server.actions.administrator import By, Changed
from server.api import office_schemas as s
from server.api.doors import api, change, read_wish
from server.domain.errors import BadInput
from server.domain.roles import Scope
from server.web import changes
from server.web.caller import needs, who
from server.web.house import Book, house
from server.web.words import shipped


@api.post("/office/printer")
@needs(Scope.ADMIN)
def set_printer() -> Response:
    wish = read_wish(s.PrinterWish)
    options = {
        "profile": wish.profile,
        "width": wish.width,
        "mode": "text" if wish.mode == "text" else None,
        "roll": wish.roll,
        "status": None if wish.asks else "none",
    }
    address = house().craft.printer(wish.address, options) if wish.address else ""
    return _set(administrator.set_printer, address)


@api.post("/office/printer/raster")
@needs(Scope.ADMIN)
def set_raster() -> Response:
    """The way in which the printer takes pictures: the clear one of the three on the test page."""
    wish = read_wish(s.RasterWish)
    address = house().craft.printer(wish.address, {"raster": wish.raster})
    return _set(administrator.set_printer, address)


@api.post("/office/slip")
@needs(Scope.ADMIN)
def set_slip() -> Response:
    wish = read_wish(s.SlipWish)
    footer = administrator.footer(wish.footer.vi.strip(), wish.footer.en.strip())
    return _set(administrator.set_slip, {"footer": footer, "large": wish.large})


@api.post("/office/slip/logo")
@needs(Scope.ADMIN)
def set_logo() -> Response:
    """A PNG or JPEG in base64; nothing takes the logo away."""
    told = read_wish(s.LogoWish).logo
    try:
        file = b64decode(told, validate=True)
    except (NotBase64, ValueError) as bad:
        raise BadInput(where="logo", why="picture", hint="base64") from bad
    return _set(administrator.set_slip, {"logo": house().craft.logo(file) if file else b""})


def _set(action: Callable[..., Changed], *wished: object) -> Response:
    """Does what an administrator wishes, by their name and from where they are."""
    by = By(who().name, request.remote_addr or "")
    return change(lambda book: action(book, by, *wished), _told)


def _told(_: Book, changed: Changed) -> s.Told:
    words = shipped()
    said: Mapping[str, Any] = {
        language: changes.told(words, language, changed.before, changed.after)
        or [words.say(language, "saving.unchanged")]
        for language in words.languages
    }
    return s.Told(changed.matter, changed.what, changed.before != changed.after, dict(said))
