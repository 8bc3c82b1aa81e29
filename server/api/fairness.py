"""Why was this one called before that one? Answered from the record."""

from flask import Response, request

from server.actions import fairness
from server.actions.fairness import Answer
from server.api import figures_schemas as s
from server.api.doors import api, give
from server.api.statistics import day_of
from server.domain.errors import BadInput
from server.domain.fairness import called_leg
from server.domain.roles import Scope
from server.domain.ticket import Ticket
from server.web.caller import needs
from server.web.house import here
from server.web.words import shipped


@api.get("/fairness")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def fairness_of_day() -> Response:
    told = here().look(fairness.of_day, day_of("day"))
    return give(s.FairnessOut(told.called, told.passed, told.most, told.reasons, told.longest))


@api.get("/fairness/why")
@needs(Scope.DIRECTOR, Scope.VIEWER)
def fairness_why() -> Response:
    one, other = (request.args.get(name, "").strip().upper() for name in ("one", "other"))
    if not one or not other or one == other:
        raise BadInput(where="other", why="missing", hint="name two tickets of the day by their numbers")
    return give(_told(here().look(fairness.why, day_of("day"), one, other)))


def _told(answer: Answer) -> s.WhyOut:
    leg = called_leg(answer.first)
    facts = {
        "first": answer.first.number,
        "other": answer.other.number,
        "counter": (leg.counter if leg else None) or "",
        "elsewhere": answer.elsewhere or "",
        "note": answer.note or "",
        "in_a_row": answer.calling.in_a_row,
        "guard": answer.calling.guard,
    }
    words = shipped()
    sentences = {tongue: words.say(tongue, f"fairness.{answer.why}", **facts) for tongue in words.languages}
    return s.WhyOut(_one(answer.first), _one(answer.other), answer.why, sentences, answer.note)


def _one(ticket: Ticket) -> s.CalledOne:
    leg = called_leg(ticket)
    return s.CalledOne(
        ticket.number,
        ticket.legs[0].queued_at,
        leg.first_called_at if leg else None,
        leg.counter if leg else None,
        ticket.priority,
        leg.reason if leg else None,
    )
