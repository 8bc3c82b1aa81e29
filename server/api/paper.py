"""Paper: how the printer is, a slip once more, a new roll."""

from flask import Response

from server.actions import paper
from server.api import schemas as s
from server.api.doors import address, api, change, give, read_wish
from server.domain.printer import Printer
from server.domain.roles import STAFF, Scope
from server.web.caller import needs, who
from server.web.house import here


@api.get("/printer")
@needs(Scope.KIOSK, *sorted(STAFF))
def printer() -> Response:
    return give(_told(here().look(lambda book: book.paper.printer(paper.KIOSK))))


@api.post("/printer/roll")
@needs(Scope.CLERK, Scope.GUIDE, Scope.DIRECTOR, Scope.ADMIN)
def new_roll() -> Response:
    read_wish(s.Nothing)
    return change(paper.new_roll, lambda _, told: _told(told))


@api.post("/tickets/<ticket_id>/slip")
@needs(Scope.KIOSK, Scope.CLERK, Scope.GUIDE)
def slip(ticket_id: str) -> Response:
    read_wish(s.Nothing)
    at, staff = address(), bool(STAFF & who().scopes)
    answer = change(
        lambda book: paper.print_again(book, ticket_id, at, staff=staff),
        lambda _, job: s.SlipOrdered(job),
        status=201,
    )
    here().paper_ordered.set()
    return answer


def _told(printer: Printer) -> s.PrinterOut:
    return s.PrinterOut(printer.name, printer.state, printer.since, printer.slips_left)
