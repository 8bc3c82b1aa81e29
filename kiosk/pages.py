"""The kiosk at the entrance: a citizen chooses what they came for and takes a number."""

from flask import Blueprint, Response

from server.domain.roles import Scope
from server.web.caller import NOBODY, who
from server.web.page import not_connected, page

pages = Blueprint("kiosk", __name__, template_folder="templates")


@pages.get("/kiosk")
def kiosk() -> Response:
    """Opens on a connected kiosk only; everyone finds it in Vietnamese."""
    if who(Scope.KIOSK) is NOBODY:
        return not_connected("kiosk")
    return page("kiosk.html", "kiosk", "kiosk", language="vi")
