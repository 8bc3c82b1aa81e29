"""Ratings: how citizens are asked how it was, and what they may name who were not satisfied."""

from typing import Any

from werkzeug.wrappers import Response

from server.admin.shell import open_page, pages
from server.web.house import Book, here


@pages.get("/admin/ratings")
def ratings() -> Response:
    return open_page("ratings", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    settings = book.profile.settings
    return {"seconds": int(settings.rate_for.total_seconds()), "reasons": settings.reasons}
