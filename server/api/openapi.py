"""The contract as a document that programs read: OpenAPI 3.1, made from the schemas themselves."""

import re
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from flask import Response, current_app

from server.api import schemas as s
from server.api.doors import api, give
from server.api.dossier_routes import DOSSIER_ROUTES
from server.api.figures_routes import FIGURES_ROUTES
from server.api.office_routes import OFFICE_ROUTES
from server.api.paper_routes import PAPER_ROUTES
from server.api.people_routes import PEOPLE_ROUTES
from server.api.route import Route

REF = "#/components/schemas/{name}"


_MOVE = ("not-allowed", "unknown-ticket", "counter-taken", "counter-closed")
_SIT = ("unknown-counter", "counter-taken", "counter-busy", "counter-closed", "other-counter")

ROUTES = (
    Route(
        "GET", "/services", "What can be done here, and how long the lines are.", answer=list[s.ServiceOut]
    ),
    Route(
        "GET",
        "/services/{code}",
        "One service with its commonest procedures.",
        answer=s.ServiceWithProcedures,
        problems=("unknown-service", "unknown-procedure"),
        asks=("procedure",),
    ),
    Route(
        "POST",
        "/tickets",
        "Takes a ticket.",
        s.TicketWish,
        s.TakenOut,
        201,
        ("unknown-service", "unknown-procedure", "closed", "quota-reached", "too-many-presses"),
    ),
    Route("GET", "/tickets/{ticket_id}", "One ticket.", answer=s.TicketOut, problems=("unknown-ticket",)),
    Route(
        "GET",
        "/tickets/{ticket_id}/phone",
        "Where to call a citizen who was called twice, if they left a number.",
        answer=s.PhoneOut,
        problems=_MOVE,
    ),
    Route("POST", "/tickets/{ticket_id}/recall", "Calls once more.", s.Nothing, s.CalledOut, 200, _MOVE),
    Route("POST", "/tickets/{ticket_id}/start", "The citizen is there.", s.Nothing, s.TicketOut, 200, _MOVE),
    Route(
        "POST", "/tickets/{ticket_id}/finish", "The service is done.", s.FinishWish, s.TicketOut, 200, _MOVE
    ),
    Route("POST", "/tickets/{ticket_id}/no-show", "Nobody came.", s.Nothing, s.TicketOut, 200, _MOVE),
    Route("POST", "/tickets/{ticket_id}/hold", "Puts aside.", s.HoldWish, s.TicketOut, 200, _MOVE),
    Route(
        "POST", "/tickets/{ticket_id}/return", "Back into the line.", s.ReturnWish, s.TicketOut, 200, _MOVE
    ),
    Route(
        "POST",
        "/tickets/{ticket_id}/transfer",
        "On to another line or counter.",
        s.TransferWish,
        s.TicketOut,
        200,
        (*_MOVE, "unknown-service", "unknown-counter"),
    ),
    Route(
        "POST", "/tickets/{ticket_id}/cancel", "Gives the number up.", s.CancelWish, s.TicketOut, 200, _MOVE
    ),
    Route(
        "POST",
        "/tickets/{ticket_id}/priority",
        "Corrects what the citizen said of their priority, with a reason.",
        s.PriorityChange,
        s.TicketOut,
        200,
        ("not-allowed", "unknown-ticket"),
    ),
    Route(
        "POST",
        "/tickets/{ticket_id}/undo",
        "Takes the last step back.",
        s.Nothing,
        s.TicketOut,
        200,
        ("nothing-to-undo", "counter-busy", *_MOVE),
    ),
    Route(
        "POST",
        "/tickets/{ticket_id}/rating",
        "Rates the service just given.",
        s.RatingWish,
        s.Rated,
        201,
        ("already-rated", "not-yet-served", "rating-closed", "unknown-ticket"),
    ),
    Route("GET", "/counters", "Every counter.", answer=list[s.CounterOut]),
    Route(
        "GET", "/counters/{code}", "One counter as its clerk sees it.", answer=s.DeskOut, problems=_SIT[:1]
    ),
    Route("POST", "/counters/{code}/open", "The clerk sits down.", s.Nothing, s.CounterOut, 200, _SIT),
    Route("POST", "/counters/{code}/pause", "A pause.", s.PauseWish, s.CounterOut, 200, _SIT),
    Route("POST", "/counters/{code}/cover", "A colleague goes on there.", s.Nothing, s.CounterOut, 200, _SIT),
    Route("POST", "/counters/{code}/close", "The clerk leaves.", s.Nothing, s.CounterOut, 200, _SIT),
    Route(
        "POST",
        "/counters/{code}/call-next",
        "Calls the next citizen; 204 when nobody waits.",
        s.Nothing,
        s.CalledOut,
        200,
        _SIT,
    ),
    Route(
        "POST",
        "/counters/{code}/call",
        "Calls one citizen out of turn, with a reason.",
        s.PickWish,
        s.CalledOut,
        200,
        (*_SIT, "not-allowed", "unknown-ticket"),
    ),
    Route(
        "GET",
        "/queue",
        "Who waits, in calling order.",
        answer=list[s.QueueItem],
        problems=("unknown-counter",),
        asks=("counter",),
    ),
    Route("GET", "/display", "The board as it is.", answer=s.BoardOut),
    Route(
        "GET",
        "/display/calls",
        "Today's calls after a seq, in order.",
        answer=list[s.BoardCall],
        asks=("since",),
    ),
    *PAPER_ROUTES,
    *DOSSIER_ROUTES,
    *FIGURES_ROUTES,
    *PEOPLE_ROUTES,
    *OFFICE_ROUTES,
    Route("GET", "/openapi.json", "This document."),
)


@api.get("/openapi.json")
def openapi() -> Response:
    return give(_document())


@cache
def _document() -> dict[str, Any]:
    types = [kind for route in ROUTES for kind in (route.wish, route.answer) if kind is not None]
    schemas, components = msgspec.json.schema_components([*types, s.Problem], ref_template=REF)
    shape = dict(zip([repr(kind) for kind in types], schemas, strict=False))
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(f"/api/v1{route.path}", {})[route.method.lower()] = _operation(route, shape)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tới Lượt", "version": version("toiluot")},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(route: Route, shape: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"summary": route.does, "responses": _responses(route, shape)}
    named = [part.strip("{}") for part in route.path.split("/") if part.startswith("{")]
    told["parameters"] = [
        *({"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named),
        *({"name": name, "in": "query", "schema": {"type": "string"}} for name in route.asks),
    ]
    if route.method == "POST":
        told["parameters"].append(
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
        )
    if route.wish is not None:
        told["requestBody"] = {"content": {"application/json": {"schema": shape[repr(route.wish)]}}}
    if scopes := _scopes(route):
        told["description"] = f"Scopes: {', '.join(scopes)}."
    return told


def _responses(route: Route, shape: dict[str, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": route.does}
    if route.answer is not None:
        good["content"] = {"application/json": {"schema": shape[repr(route.answer)]}}
    told = {str(route.status): good}
    if route.path.endswith("/call-next"):
        told["204"] = {"description": "Nobody waits."}
    kinds = ", ".join((*route.problems, "bad-input", "not-signed-in", "no-right"))
    problem = {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}}
    told["default"] = {"description": f"A problem: {kinds}.", "content": problem}
    return told


def _scopes(route: Route) -> tuple[str, ...]:
    for rule in current_app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        if path == f"/api/v1{route.path}" and route.method in (rule.methods or ()):
            return getattr(current_app.view_functions[rule.endpoint], "needs", ())
    return ()
