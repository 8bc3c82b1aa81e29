"""The contract as a document that programs read: OpenAPI 3.1, made from the schemas themselves."""

import re
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from flask import Response, current_app

from server.api import schemas as s
from server.api.doors import api, give
from server.api.office_routes import OFFICE_ROUTES
from server.api.route import Route

REF = "#/components/schemas/{name}"


_MOVE = ("not-allowed", "unknown-ticket", "counter-taken", "counter-closed")
_WHO = ("unknown-person",)
_DOSSIER = ("unknown-dossier", "dossier-not-allowed")
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
    Route(
        "POST",
        "/tickets/{ticket_id}/slip",
        "Prints the slip once more.",
        s.Nothing,
        s.SlipOrdered,
        201,
        ("not-allowed", "unknown-ticket", "already-printing", "already-printed"),
    ),
    Route(
        "POST",
        "/tickets/{ticket_id}/receipt",
        "Prints what was handed in.",
        s.ReceiptWish,
        s.SlipOrdered,
        201,
        ("not-allowed", "unknown-ticket"),
    ),
    Route(
        "POST",
        "/procedures/{code}/checklist",
        "Prints what to bring.",
        s.ChecklistWish,
        s.SlipOrdered,
        201,
        ("unknown-procedure", "too-many-presses"),
    ),
    Route(
        "POST",
        "/procedures/import",
        "Takes procedures over from a table, all or nothing; or says what it would change.",
        s.ImportWish,
        s.ImportOut,
        200,
        ("bad-letters", "not-a-table", "sheet-faults", "file-too-large"),
    ),
    Route(
        "POST",
        "/dossiers",
        "Receives a dossier.",
        s.DossierWish,
        s.DossierOut,
        201,
        ("unknown-procedure", "unknown-ticket", "bad-code", "code-taken"),
    ),
    Route("GET", "/dossiers", "Dossiers in hand, or those of a visit.", answer=s.DueList, asks=("ticket",)),
    Route("GET", "/dossiers/register.pdf", "The register of a period (form 07).", asks=("from", "to")),
    Route("GET", "/dossiers/{code}", "One dossier.", answer=s.DossierStory, problems=("unknown-dossier",)),
    Route(
        "GET",
        "/dossiers/{code}/form.pdf",
        "A form on A4.",
        problems=("unknown-dossier",),
        asks=("form",),
    ),
    Route(
        "POST",
        "/dossiers/{code}/form",
        "Prints a form.",
        s.FormWish,
        s.SlipOrdered,
        201,
        ("unknown-dossier",),
    ),
    Route(
        "POST",
        "/dossiers/{code}/supplement",
        "Asks for papers; its time stands still.",
        s.SupplementWish,
        s.DossierOut,
        200,
        _DOSSIER,
    ),
    Route("POST", "/dossiers/{code}/resume", "The papers came.", s.ResumeWish, s.DossierOut, 200, _DOSSIER),
    Route(
        "POST",
        "/dossiers/{code}/extend",
        "Apologises and promises another day.",
        s.ExtendWish,
        s.DossierOut,
        200,
        _DOSSIER,
    ),
    Route("POST", "/dossiers/{code}/refuse", "Refuses it.", s.ReasonWish, s.DossierOut, 200, _DOSSIER),
    Route("POST", "/dossiers/{code}/stop", "Stops it.", s.ReasonWish, s.DossierOut, 200, _DOSSIER),
    Route(
        "POST",
        "/dossiers/{code}/withdraw",
        "Its owner takes it back.",
        s.ReasonWish,
        s.DossierOut,
        200,
        _DOSSIER,
    ),
    Route("POST", "/dossiers/{code}/ready", "The result is there.", s.Nothing, s.DossierOut, 200, _DOSSIER),
    Route(
        "POST",
        "/dossiers/{code}/return",
        "The result is handed over.",
        s.HandOverWish,
        s.DossierOut,
        200,
        _DOSSIER,
    ),
    Route(
        "POST",
        "/dossiers/{code}/reopen",
        "It was settled by mistake.",
        s.ReasonWish,
        s.DossierOut,
        200,
        _DOSSIER,
    ),
    Route(
        "GET",
        "/reports/dossiers",
        "Form II.06a and more, of a period.",
        answer=s.DossierReportOut,
        asks=("from", "to", "format"),
    ),
    Route("GET", "/dossiers/export", "Dossiers as a table.", asks=("from", "to", "format")),
    Route(
        "POST",
        "/dossiers/import",
        "Takes dossiers in from another system, all or none.",
        s.DossiersWish,
        s.TakenInOut,
        200,
        ("bad-letters", "not-a-table", "sheet-faults", "file-too-large"),
    ),
    Route(
        "POST",
        "/collect",
        "A receipt is shown: a ticket for the result, or when it will be there.",
        s.CollectWish,
        s.CollectOut,
        200,
        ("unknown-dossier", "closed", "quota-reached", "too-many-presses"),
    ),
    Route("GET", "/procedures/export", "The procedures as a table.", asks=("format",)),
    Route(
        "POST",
        "/procedures/{code}",
        "Writes a version of a procedure down.",
        s.ProcedureWish,
        s.PostedOut,
        200,
        ("unknown-service",),
    ),
    Route(
        "POST",
        "/procedures/{code}/publish",
        "Posts the latest version.",
        s.Nothing,
        s.PostedOut,
        200,
        ("unknown-procedure",),
    ),
    Route(
        "POST",
        "/procedures/{code}/withdraw",
        "Posts it no more.",
        s.Nothing,
        s.PostedOut,
        200,
        ("unknown-procedure",),
    ),
    Route(
        "POST",
        "/printer/test-page",
        "Prints the three ways of sending a picture.",
        s.Nothing,
        s.SlipOrdered,
        201,
    ),
    Route(
        "POST",
        "/printer/jobs/next",
        "The next slip for the printer's agent; 204 when none came.",
        s.NextJobWish,
        s.PrintJobOut,
        200,
        ("printer-elsewhere", "printer-taken"),
    ),
    Route("POST", "/printer/jobs/{job}/claim", "The agent is about to send it.", s.ClaimWish, s.Claimed),
    Route("POST", "/printer/jobs/{job}", "What became of it.", s.ReportWish, None, 204),
    Route("GET", "/printer/logo", "The office's logo, as it was set."),
    Route("GET", "/printer/missing", "Whose slip did not come out.", answer=list[s.MissingSlip]),
    Route("GET", "/printer", "How the printer is.", answer=s.PrinterOut),
    Route("POST", "/printer/roll", "A new roll is in the printer.", s.Nothing, s.PrinterOut),
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
    Route(
        "GET",
        "/statistics",
        "The figures of a period.",
        answer=list[s.FiguresRow],
        asks=("from", "to", "by", "format"),
    ),
    Route("GET", "/fairness", "How often anybody was passed.", answer=s.FairnessOut, asks=("day",)),
    Route(
        "GET",
        "/fairness/why",
        "Why one ticket was called before another.",
        answer=s.WhyOut,
        problems=("unknown-ticket",),
        asks=("day", "one", "other"),
    ),
    Route(
        "POST",
        "/simulate",
        "What if: days as they were and as they would be.",
        s.WhatIfWish,
        s.WhatIfOut,
    ),
    Route(
        "GET",
        "/statistics/waits",
        "How many waited how long.",
        answer=s.WaitsOut,
        asks=("from", "to"),
    ),
    Route("GET", "/statistics/today", "The live board of today.", answer=s.TodayOut),
    Route("GET", "/statistics/tickets.csv", "One line per leg, as CSV.", asks=("from", "to", "for")),
    Route(
        "POST",
        "/session",
        "A person signs in.",
        s.SignInWish,
        s.SignedIn,
        200,
        ("wrong-password", "code-needed", "wrong-code", "locked-out", "too-many-presses", "csrf"),
    ),
    Route("DELETE", "/session", "Signs out.", status=204, problems=("csrf",)),
    Route("GET", "/session", "Who is signed in here, and where else.", answer=s.AccountOut),
    Route("POST", "/session/everywhere", "Signs out everywhere else.", s.Nothing, s.Ended, 200, ("csrf",)),
    Route(
        "POST",
        "/session/password",
        "Chooses another password.",
        s.PasswordWish,
        s.PasswordSet,
        200,
        ("wrong-password", "locked-out", "csrf"),
    ),
    Route(
        "GET",
        "/session/second-factor",
        "A secret for a phone that is to show codes.",
        answer=s.SecondFactorOffer,
    ),
    Route(
        "POST",
        "/session/second-factor",
        "Asks for a second factor from now on.",
        s.SecondFactorWish,
        s.SpareCodes,
        201,
        ("wrong-password", "wrong-code", "locked-out", "csrf"),
    ),
    Route(
        "POST",
        "/session/second-factor/end",
        "The password alone is enough again.",
        s.AgainWish,
        s.Ended,
        200,
        ("wrong-password", "locked-out", "csrf"),
    ),
    Route("POST", "/password", "Chooses a password by a link.", s.LinkWish, None, 204, ("link-over", "csrf")),
    Route(
        "POST",
        "/pairing",
        "A machine asks to be let in, and shows the code.",
        s.PairingWish,
        s.PairingOut,
        201,
        ("too-many-presses", "csrf"),
    ),
    Route(
        "POST",
        "/pairing/claim",
        "Whether it was let in: 204 with its cookie; 200 while it waits.",
        s.ClaimPairing,
        s.PairingOut,
        200,
        ("pairing-over", "too-many-presses", "csrf"),
    ),
    Route("GET", "/devices", "The machines of the office.", answer=list[s.DeviceOut]),
    Route(
        "POST",
        "/devices",
        "Lets in the machine that shows this code.",
        s.LetIn,
        s.DeviceOut,
        201,
        ("unknown-code", "unknown-counter", "too-many-presses"),
    ),
    Route(
        "POST",
        "/devices/{device}",
        "Another name or counter.",
        s.DeviceChange,
        s.DeviceOut,
        200,
        ("unknown-device", "unknown-counter"),
    ),
    Route(
        "POST", "/devices/{device}/identify", "It flashes.", s.Nothing, s.DeviceOut, 200, ("unknown-device",)
    ),
    Route(
        "POST",
        "/devices/{device}/revoke",
        "It opens nothing more, at once.",
        s.Nothing,
        s.DeviceOut,
        200,
        ("unknown-device",),
    ),
    Route("POST", "/device/heartbeat", "A machine says how it is.", s.HeartbeatWish, None, 204),
    Route("GET", "/people", "Everybody who signs in.", answer=list[s.PersonOut]),
    Route("POST", "/people", "Adds somebody.", s.PersonWish, s.PersonOut, 201),
    Route(
        "POST",
        "/people/{name}",
        "Another name, role or rights.",
        s.PersonChange,
        s.PersonOut,
        200,
        ("unknown-person",),
    ),
    Route("POST", "/people/{name}/retire", "Works here no more.", s.Nothing, s.PersonOut, 200, _WHO),
    Route("POST", "/people/{name}/return", "Works here again.", s.Nothing, s.PersonOut, 200, _WHO),
    Route("POST", "/people/{name}/sign-out", "Signed out everywhere.", s.Nothing, s.Ended, 200, _WHO),
    Route(
        "POST",
        "/people/{name}/link",
        "A link to choose a password by.",
        s.Nothing,
        s.PersonOut,
        200,
        _WHO,
    ),
    Route(
        "POST",
        "/people/{name}/password",
        "An initial password, to be changed.",
        s.InitialWish,
        s.PersonOut,
        200,
        _WHO,
    ),
    Route(
        "POST",
        "/people/{name}/second-factor/end",
        "No second factor any more.",
        s.Nothing,
        s.PersonOut,
        200,
        _WHO,
    ),
    Route("POST", "/session/device", "A screen joins.", s.DeviceWish, None, 204, ("bad-token",)),
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
