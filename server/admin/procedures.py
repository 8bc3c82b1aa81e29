"""Procedures: taken over from a table, edited, published, withdrawn; and how dossiers are numbered."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from server.actions import reception
from server.admin.shell import open_page, pages
from server.domain.dossier_code import CodePlan
from server.domain.due import LimitKind
from server.domain.errors import BadInput
from server.domain.procedure import Channel, Posting, Procedure
from server.web import sheets
from server.web.house import Book, Name, here

FIRST = 60
"""So many are listed until somebody searches; all of a province would be five thousand."""


NEW = "new"
EMPTY = Procedure("", Name("", ""), Name("", ""))
"""What the form of a procedure that is not there yet begins with."""


@pages.get("/admin/procedures")
def procedures() -> Response:
    """`q` searches, `code` opens one of them, `code=new` a fresh one."""
    wish, code = request.args.get("q", ""), request.args.get("code")
    return open_page("procedures", shown=here().look(_shown, wish, code))


def _shown(book: Book, wish: str, code: str | None) -> dict[str, Any]:
    latest = {one.code: one for one in sorted(book.versions().all(), key=lambda one: one.version)}
    listed = [latest[one.code] for one in book.search(wish)] if wish.strip() else list(latest.values())
    plan = _plan(book)
    one = EMPTY if code == NEW else latest.get(code or "")
    services = [one for one in book.catalogue.services.values() if not one.retired]
    return {
        "wish": wish,
        "code": code,
        "listed": sorted(listed, key=lambda one: one.place)[:FIRST] if not wish.strip() else listed,
        "number": len(latest),
        "fresh": code == NEW,
        "one": one,
        "other_limits": dict(one.limits) if one else {},
        "versions": book.versions().of(code) if code else [],
        "services": services,
        "limits": tuple(LimitKind),
        "channels": tuple(Channel),
        "today": book.today,
        "month": book.today.replace(day=1),
        "largest": sheets.LARGEST,
        "codes": plan,
        "next_code": _next_code(book, plan),
        "lineless": sum(_has_no_line(one) for one in latest.values()),
    }


def _has_no_line(one: Procedure) -> bool:
    return one.service is None and one.posting is Posting.PUBLISHED


def _plan(book: Book) -> CodePlan:
    """How dossiers are numbered, or would be by what stands in the form."""
    kept, asked = book.profile.settings.codes, request.args
    if not {"pattern", "agency", "digits"} <= asked.keys():
        return kept
    digits = asked["digits"]
    return CodePlan(
        asked["pattern"].strip(), asked["agency"].strip().upper(), int(digits) if digits.isdecimal() else 0
    )


def _next_code(book: Book, plan: CodePlan) -> str | None:
    """None where codes of this plan could not be used."""
    try:
        return reception.code_to_come(book, plan)
    except BadInput:
        return None
