"""How long is kept what might name somebody: what is due now, and what was taken away."""

from typing import Any

from werkzeug.wrappers import Response

from server.actions import privacy
from server.admin.audit import in_words
from server.admin.shell import open_page, pages
from server.domain.retention import KEYS
from server.web.house import Book, here


@pages.get("/admin/retention")
def retention() -> Response:
    return open_page("retention", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    settings = here().settings
    keep = privacy.days(book, settings.keep)
    return {
        "comments": keep.comments,
        "names": keep.names,
        "call_back": book.profile.settings.call_back,
        "keys": KEYS.days,
        "backups": settings.backup_days,
        "months": settings.backup_months,
        "due": privacy.due(book, settings.keep),
        "gone": in_words(book, privacy.log(book)),
    }
