"""The forms of a dossier on paper: what each says, ordered from the printer."""

from typing import Any

import msgspec

from server.domain.dossier import Dossier
from server.domain.errors import BadInput
from server.office import Book

ON_THERMAL = ("01", "02", "03", "04", "05")
"""Forms that a citizen is given (TT 03/2025/TT-VPCP, annex I); the control sheet 06 and the register 07 are A4 only."""

PRINTER = "kiosk"


def order(book: Book, dossier: Dossier, form: str, address: str) -> int:
    """Orders a form on thermal paper; returns the job. It is printed after the commit, never before."""
    if form not in ON_THERMAL:
        raise BadInput(where="form", why="choice", hint=", ".join(ON_THERMAL))
    told = msgspec.json.encode(facts(book, dossier, form, address)).decode()
    return book.paper.order(PRINTER, dossier.ticket, told, book.now, f"form-{form}")


def facts(book: Book, dossier: Dossier, form: str, address: str) -> dict[str, Any]:
    """What `kiosk.slip` needs of a dossier, in plain JSON; the address of its page is told without its code."""
    return {
        "sheet": f"form-{form}",
        "office": book.profile.name,
        "code": dossier.code,
        "procedure": book.called(dossier),
        "field": dossier.field,
        "channel": dossier.channel,
        "papers": dossier.papers,
        "missing": dossier.missing,
        "owner": dossier.owner,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "note": dossier.note,
        "clerk": book.catalogue.shown_name(dossier.clerk) or dossier.clerk,
        "issued_at": book.now,
        "language": dossier.language,
        "url": f"{address}/d/{dossier.secret}",
    }
