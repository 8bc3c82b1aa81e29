"""Paper: how the printer is, a slip once more, lists of papers, a new roll."""

from collections.abc import Callable

from flask import Response

from server.actions import paper
from server.api import paper_schemas as s
from server.api.doors import api, change, give, read_wish
from server.api.schemas import Nothing
from server.domain.printer import Printer
from server.domain.roles import STAFF, Scope
from server.web.caller import needs, who
from server.web.house import Book, address, here
from server.web.pace import Pace

pace = Pace()


@api.get("/printer")
@needs(Scope.KIOSK, *sorted(STAFF))
def printer() -> Response:
    return give(_told(here().look(lambda book: book.paper.printer(paper.KIOSK))))


@api.get("/printer/missing")
@needs(Scope.CLERK, Scope.GUIDE, Scope.DIRECTOR, Scope.ADMIN)
def missing() -> Response:
    told = here().look(paper.missing)
    return give([s.MissingSlip(one.ticket, one.number, one.state, one.problem) for one in told])


@api.post("/printer/roll")
@needs(Scope.CLERK, Scope.GUIDE, Scope.DIRECTOR, Scope.ADMIN)
def new_roll() -> Response:
    read_wish(Nothing)
    return change(paper.new_roll, lambda _, told: _told(told))


@api.post("/tickets/<ticket_id>/slip")
@needs(Scope.KIOSK, Scope.CLERK, Scope.GUIDE, Scope.DIRECTOR, Scope.ADMIN)
def slip(ticket_id: str) -> Response:
    read_wish(Nothing)
    at, staff = address(), bool(STAFF & who().scopes)
    return _ordered(lambda book: paper.print_again(book, ticket_id, at, staff=staff))


@api.post("/tickets/<ticket_id>/receipt")
@needs(Scope.CLERK)
def receipt(ticket_id: str) -> Response:
    wish, by = read_wish(s.ReceiptWish), who().name
    handed_in = paper.HandedIn(tuple(wish.papers), wish.due)
    return _ordered(lambda book: paper.order_receipt(book, ticket_id, handed_in, by))


@api.post("/procedures/<code>/checklist")
@needs(Scope.KIOSK, Scope.CLERK, Scope.GUIDE)
def checklist(code: str) -> Response:
    """Asked for by anybody at the kiosk, so at the pace of people."""
    language, caller = read_wish(s.ChecklistWish).language, who()
    limit = here().settings.kiosk_rate if Scope.KIOSK in caller.scopes else 0

    def action(book: Book) -> int:
        pace.step(caller.id, limit)
        return paper.order_checklist(book, code, language)

    return _ordered(action)


@api.post("/printer/test-page")
@needs(Scope.DIRECTOR, Scope.ADMIN)
def test_page() -> Response:
    read_wish(Nothing)
    return _ordered(paper.order_test_page)


def _ordered(action: Callable[[Book], int]) -> Response:
    """Does what orders a job, and wakes the printer."""
    answer = change(action, lambda _, job: s.SlipOrdered(job), status=201)
    here().paper_ordered.set()
    return answer


def _told(printer: Printer) -> s.PrinterOut:
    return s.PrinterOut(printer.name, printer.state, printer.since, printer.slips_left)
