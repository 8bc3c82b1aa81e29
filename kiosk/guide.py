"""The guide in the hall takes a number for somebody who cannot use the kiosk, on a phone or a tablet in their hand."""

from flask import Blueprint
from werkzeug.wrappers import Response

from server.domain.roles import Scope
from server.web.caller import NOBODY, sign_in_first, who
from server.web.page import page

pages = Blueprint("guide", __name__, template_folder="templates")


@pages.get("/guide")
def guide() -> Response:
    """For guides and clerks; others are asked to sign in."""
    if who(Scope.GUIDE, Scope.CLERK) is NOBODY:
        return sign_in_first()
    return page("guide.html", "guide", "guide")
