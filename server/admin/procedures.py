"""Procedures: taken over from a table, edited, published, withdrawn; and how dossiers are numbered."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from server.admin.shell import open_page, pages
from server.domain.due import LimitKind
from server.domain.procedure import Channel, Posting, Procedure
from server.web.house import Book, here
from server.web.words import shipped

FIRST = 60
"""So many are listed until somebody searches; all of a province would be five thousand."""


@pages.get("/admin/procedures")
def procedures() -> Response:
    """`q` searches, `code` opens one of them, `code=new` a fresh one."""
    wish, code = request.args.get("q", ""), request.args.get("code")
    return open_page("procedures", shown=here().look(_shown, wish, code))


def _shown(book: Book, wish: str, code: str | None) -> dict[str, Any]:
    latest = {one.code: one for one in sorted(book.versions().all(), key=lambda one: one.version)}
    listed = [latest[one.code] for one in book.search(wish)] if wish.strip() else list(latest.values())
    services = [one for one in book.catalogue.services.values() if not one.retired]
    return {
        "wish": wish,
        "code": code,
        "listed": sorted(listed, key=lambda one: one.place)[:FIRST] if not wish.strip() else listed,
        "number": len(latest),
        "one": latest.get(code or ""),
        "versions": book.versions().of(code) if code else [],
        "service_choices": [(one.code, f"{one.prefix} – {one.name.vi}") for one in services],
        "limit_choices": [
            (kind.value, shipped().say("vi", f"admin.procedures.limit_{kind}")) for kind in LimitKind
        ],
        "channels": tuple(Channel),
        "today": book.today,
        "lineless": sum(_has_no_line(one) for one in latest.values()),
    }


def _has_no_line(one: Procedure) -> bool:
    return one.service is None and one.posting is Posting.PUBLISHED
