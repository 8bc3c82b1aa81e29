"""What can be done here, and how long the lines are."""

from itertools import zip_longest

from flask import Response

from server.actions import line
from server.api import schemas as s
from server.api.answers import name, service_line
from server.api.doors import api, give
from server.domain.roles import Scope
from server.web.caller import needs
from server.web.house import Book, Name, Procedure, here

COMMONEST = 6


@api.get("/services")
@needs(*Scope)
def services() -> Response:
    return give([s.ServiceOut(**service_line(told)) for told in here().look(line.services)])


@api.get("/services/<code>")
@needs(*Scope)
def service(code: str) -> Response:
    return give(here().look(_with_procedures, code))


def _with_procedures(book: Book, code: str) -> s.ServiceWithProcedures:
    told = service_line(line.service(book, code))
    commonest = book.procedures(code)[:COMMONEST]
    serving = [plan.name for plan in book.catalogue.plans.values() if code in plan.services]
    return s.ServiceWithProcedures(
        **told,
        procedures=[_procedure(one) for one in commonest],
        counters=serving,
    )


def _procedure(told: Procedure) -> s.ProcedureOut:
    facts = told.facts
    return s.ProcedureOut(
        code=told.code,
        name=name(told.name),
        papers=_papers(facts.get("papers", []), facts.get("papers_en", [])),
        fee=_both(facts.get("fee")),
        time_limit=_both(facts.get("time_limit")),
    )


def _papers(vi: list[str], en: list[str]) -> list[s.Name]:
    """In both languages; a paper that has no English name is called by its Vietnamese one."""
    return [s.Name(paper, other or paper) for paper, other in zip_longest(vi, en[: len(vi)])]


def _both(said: dict[str, str] | None) -> s.Name | None:
    return name(Name(said["vi"], said["en"])) if said else None
