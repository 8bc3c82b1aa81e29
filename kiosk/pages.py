"""The kiosk at the entrance: a citizen chooses what they came for and takes a number."""

from flask import Blueprint, Response

from server.domain.roles import Scope
from server.web.caller import NOBODY, who
from server.web.house import Book, here
from server.web.page import not_connected, page

pages = Blueprint("kiosk", __name__, template_folder="templates")


KIOSK = "kiosk"
"""The kind of notice that stands on the kiosk."""


@pages.get("/kiosk")
def kiosk() -> Response:
    """Opens on a connected kiosk only; everyone finds it in Vietnamese."""
    if who(Scope.KIOSK) is NOBODY:
        return not_connected("kiosk")
    told = here().look(_notices)
    return page("kiosk.html", "kiosk", "kiosk", "spoken", language="vi", notices=told)


def _notices(book: Book) -> list[dict[str, str]]:
    """What the office says on the first page of the kiosk."""
    return [{"vi": one.text.vi, "en": one.text.en} for one in book.notices() if one.kind == KIOSK]
