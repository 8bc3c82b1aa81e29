"""What the office keeps of whom, for how long: for the citizen who asks."""

from typing import Any

from flask import Blueprint, Response

from server.web.house import Book, here
from server.web.page import page

pages = Blueprint("privacy", __name__, template_folder="templates")


@pages.get("/privacy")
def privacy() -> Response:
    return page("privacy.html", "start", "privacy", "door", **kept_here())


def kept_here() -> dict[str, Any]:
    """What the notice says of this office: for how many days comments and names are kept, whether phone numbers are taken."""
    settings = here().look(_settings)
    keep = here().settings.keep.or_own(settings.keep_comments, settings.keep_names)
    return {"days": keep.comments, "names": keep.names, "call_back": settings.call_back}


def _settings(book: Book) -> Any:
    return book.profile.settings
