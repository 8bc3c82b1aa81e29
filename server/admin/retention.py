"""How long is kept what might name somebody: what is due now, and what was taken away."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from server.actions import privacy
from server.admin.shell import open_page, pages
from server.domain.retention import KEYS
from server.web.deeds import deed, told
from server.web.house import Book, here
from server.web.words import chosen, shipped


@pages.get("/admin/retention")
def retention() -> Response:
    return open_page("retention", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    words, settings = shipped(), here().settings
    language = chosen([request.cookies.get("language", "")], words.languages)
    return {
        "comments": privacy.days(book, settings.keep_comments),
        "keys": KEYS.days,
        "backups": settings.backup_days,
        "months": settings.backup_months,
        "due": privacy.due(book, settings.keep_comments),
        "gone": [
            (entry, deed(words, language, entry), told(words, language, entry)) for entry in privacy.log(book)
        ],
    }
