"""Printers: how each is, what it prints on, and what every slip says."""

from typing import Any

from werkzeug.wrappers import Response

from server.actions import paper
from server.admin.shell import open_page, pages
from server.domain.printer import LARGEST_LOGO, PRINTS, Printer, PrinterState
from server.web.house import Book, here, house

FEW = 50
"""From so few slips on a roll is worth a word, as on the clerks' pages (static/printer.js)."""
KINDS = ("ticket", "priority", "reprint", "checklist", "receipt", "test")
OF_A_PROCEDURE = {"checklist", "receipt"}


@pages.get("/admin/printers")
def printers() -> Response:
    office, craft = here(), house().craft
    told = office.look(_told, office.settings.printer)
    bench = craft.bench(told["address"])
    return open_page("printers", shown=told | {"bench": bench, "found": craft.printers_here()})


def _told(book: Book, usual: str) -> dict[str, Any]:
    printer, slip = book.paper.printer(paper.KIOSK), book.profile.settings.slip
    has_procedures, has_services = bool(book.procedures()), bool(book.catalogue.services)
    return {
        "printer": printer,
        "tone": _tone(printer),
        "address": paper.printer_address(book, usual),
        "is_own": bool(book.profile.settings.printer),
        "slip": slip,
        "largest_logo": LARGEST_LOGO,
        "kinds": [
            kind
            for kind in KINDS
            if kind == "test" or (has_procedures if kind in OF_A_PROCEDURE else has_services)
        ],
    }


def _tone(printer: Printer) -> str:
    """How loudly the state is to be said."""
    if printer.state is PrinterState.NONE:
        return ""
    if printer.state not in PRINTS:
        return "stop"
    left = printer.slips_left
    if printer.state is PrinterState.NEAR_END or (left is not None and left < FEW):
        return "wait"
    return "good" if printer.state is PrinterState.READY else ""
