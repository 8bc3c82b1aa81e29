"""What can be done here, and how long the lines are."""

from flask import Response, request

from server.actions import line
from server.api import schemas as s
from server.api.answers import procedure, service_line
from server.api.doors import api, give
from server.domain.roles import Scope
from server.web.caller import needs
from server.web.house import Book, here

COMMONEST = 6


@api.get("/services")
@needs(*Scope)
def services() -> Response:
    return give([s.ServiceOut(**service_line(told)) for told in here().look(line.services)])


@api.get("/services/<code>")
@needs(*Scope)
def service(code: str) -> Response:
    """With `procedure` that one stands first, however common it is."""
    return give(here().look(_with_procedures, code, request.args.get("procedure")))


def _with_procedures(book: Book, code: str, wanted: str | None) -> s.ServiceWithProcedures:
    told = service_line(line.service(book, code))
    chosen = [book.procedure(wanted)] if wanted is not None else []
    commonest = [*chosen, *(one for one in book.procedures(code) if one.code != wanted)][:COMMONEST]
    serving = [plan.name for plan in book.catalogue.counters() if code in plan.services]
    return s.ServiceWithProcedures(
        **told,
        procedures=[procedure(one) for one in commonest],
        counters=serving,
    )
