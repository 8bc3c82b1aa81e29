"""The figures of every day as a letter: whether, to whom, by which mail server, and what became of the last ones."""

from typing import Any

from werkzeug.wrappers import Response

from server.actions import nightly
from server.admin.shell import open_page, pages
from server.domain.nightly import Seal
from server.web.house import Book, here


@pages.get("/admin/nightly")
def letters() -> Response:
    shown = here().look(_told)
    return open_page("nightly", shown={**shown, "seals": tuple(Seal)})


def _told(book: Book) -> dict[str, Any]:
    """Of the password only whether there is one."""
    settings = book.profile.settings.nightly
    return {
        "nightly": settings,
        "has_password": bool(settings.mailing.password),
        "nights": nightly.latest(book),
        "folder": f"nightly/{book.profile.code}-….eml",
    }
