"""What the office keeps of whom, for how long: for the citizen who asks."""

from flask import Blueprint, Response

from server.domain.retention import comment_days
from server.web.house import Book, here
from server.web.page import page

pages = Blueprint("privacy", __name__, template_folder="templates")


@pages.get("/privacy")
def privacy() -> Response:
    return page("privacy.html", "start", "privacy", "door", days=here().look(_days))


def _days(book: Book) -> int:
    return comment_days(book.profile.settings.keep_comments, here().settings.keep_comments)
