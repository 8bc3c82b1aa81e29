"""Texts and slides: what the display and the kiosk say besides, and in which languages calls are spoken."""

from typing import Any

from werkzeug.wrappers import Response

from server.admin.shell import open_page, pages
from server.web.house import Book, here


@pages.get("/admin/screens")
def screens() -> Response:
    return open_page("screens", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    return {
        "notices": book.notices(),
        "slides": book.profile.settings.slides,
        "posted": book.posted().by_code,
        "speech": book.profile.settings.speech,
        "name": book.profile.name,
        "open_board": book.profile.settings.open_board,
        "open_address": f"/open/{book.profile.code}",
        "called": _sample(book),
    }


def _sample(book: Book) -> dict[str, str] | None:
    """A call that can be listened to: the first number of the first line, at the first counter."""
    lines = [service for service in book.catalogue.services.values() if not service.retired]
    counters = book.catalogue.counters()
    if not lines or not counters:
        return None
    return {"number": f"{lines[0].prefix}001", "counter": counters[0].code, "name": counters[0].name}
