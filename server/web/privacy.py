"""What the office keeps of whom, for how long: for the citizen who asks."""

from flask import Blueprint, Response

from server.web.house import here
from server.web.page import page

pages = Blueprint("privacy", __name__, template_folder="templates")


@pages.get("/privacy")
def privacy() -> Response:
    return page("privacy.html", "start", "privacy", "door", days=here().settings.keep_comments)
