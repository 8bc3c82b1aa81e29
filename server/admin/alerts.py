"""What somebody should see to now, and who is told of it outside the office."""

from typing import Any

import msgspec
from werkzeug.wrappers import Response

from server.actions import webhook
from server.admin.shell import open_page, pages, troubles_told
from server.domain.webhook import SHORTEST_SECRET
from server.web.house import Book, here


@pages.get("/admin/alerts")
def alerts() -> Response:
    shown = here().look(_told)
    return open_page("alerts", shown={**shown, "found": troubles_told(), "shortest": SHORTEST_SECRET})


def _told(book: Book) -> dict[str, Any]:
    webhook_now = book.profile.settings.webhook
    return {
        "url": webhook_now.url,
        "signed_since": webhook_now.since.astimezone(book.profile.zone) if webhook_now.since else None,
        "dispatches": [(one, _kind(one.body)) for one in webhook.latest(book)],
    }


def _kind(body: str) -> str | None:
    """Of which kind the trouble is that was told."""
    told = msgspec.json.decode(body)["trouble"]
    return str(told["type"]) if told else None
