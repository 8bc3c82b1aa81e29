"""The journal: who did what, when and from where; searched, taken away, its chain verified."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from server.actions import audit
from server.actions.privacy import TIDIED
from server.admin.shell import open_page, pages
from server.domain.errors import Refused
from server.domain.journal import Entry
from server.domain.setup import VERBS, Matter
from server.web import search
from server.web.deeds import deed, place, told
from server.web.house import Book, here
from server.web.words import chosen, shipped

SHOWN = 100
OF_TICKETS = (
    "take",
    "call",
    "recall",
    "start",
    "finish",
    "no-show",
    "hold",
    "return",
    "transfer",
    "cancel",
    "undo",
    "rate",
)
OF_COUNTERS = ("counter-open", "counter-pause", "counter-close")
OF_PEOPLE = ("person-add", "person-change", "password-set", "token-create", "key-revoke", "sessions-end")
OF_KEEPING = (*TIDIED, Matter.RETENTION.verb, "backup-wanted")
KINDS = {
    "set-up": tuple(VERBS),
    "tickets": OF_TICKETS,
    "counters": OF_COUNTERS,
    "people": OF_PEOPLE,
    "keeping": OF_KEEPING,
}


@pages.get("/admin/audit")
def journal() -> Response:
    return open_page("audit", shown=here().look(_told))


def in_words(book: Book, entries: list[Entry]) -> list[tuple[Entry, str, str, list[str]]]:
    """Entries as rows of a table, in the reader's language: what was done, from where, and what it tells."""
    words = shipped()
    language = chosen([request.cookies.get("language", "")], words.languages)
    services = {one.code: one.name for one in book.catalogue.services.values()}
    lines = {code: words.names_of(name.vi, name.en)[language] for code, name in services.items()}
    names = {"service": lines, "for_counter": {code: one.name for code, one in book.catalogue.plans.items()}}
    return [
        (entry, deed(words, language, entry), place(entry), told(words, language, entry, names))
        for entry in entries
    ]


def _told(book: Book) -> dict[str, Any]:
    kind = request.args.get("kind", "")
    try:
        asked = search.asked(book, KINDS.get(kind, ()))
        refused, entries = None, audit.found(book, asked, SHOWN)
    except Refused as no:
        refused, entries, asked = no, [], search.last_week(book)
    after = audit.next_of(entries) if len(entries) == SHOWN else None
    wished = {name: request.args.get(name, "") for name in ("by", "about")}
    wished |= {"from": f"{asked.first:%Y-%m-%d}", "to": f"{search.last_day(asked)}", "kind": kind}
    return {
        "refused": refused,
        "rows": in_words(book, entries),
        "wished": wished,
        "kinds": tuple(KINDS),
        "verbs": ",".join(KINDS.get(kind, ())),
        "after": f"{after[0].isoformat()} {after[1]}" if after else None,
    }
