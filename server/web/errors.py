"""How the house says no: every refusal as a problem document (RFC 9457) with its sentence in both languages."""

import logging
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import msgspec
from flask import Flask, Response, make_response, render_template_string, request
from werkzeug.exceptions import HTTPException

from server.domain.errors import Refused
from server.office import StorageFailed
from server.web.house import clock_now, here
from server.web.page import page
from server.web.sentences import refusal
from server.web.words import spoken_here

log = logging.getLogger(__name__)

STATUS = {
    "unknown-service": 404,
    "unknown-counter": 404,
    "unknown-ticket": 404,
    "unknown-procedure": 404,
    "unknown-dossier": 404,
    "unknown-trial": 404,
    "office-unknown": 404,
    "not-found": 404,
    "closed": 409,
    "quota-reached": 409,
    "not-allowed": 409,
    "dossier-not-allowed": 409,
    "code-taken": 409,
    "nothing-to-undo": 409,
    "counter-busy": 409,
    "counter-closed": 409,
    "counter-taken": 409,
    "already-printing": 409,
    "already-printed": 409,
    "printer-taken": 409,
    "printer-elsewhere": 409,
    "already-rated": 409,
    "not-yet-served": 409,
    "rating-closed": 409,
    "in-use": 409,
    "bad-input": 422,
    "too-long": 422,
    "key-reused": 422,
    "bad-letters": 422,
    "bad-code": 422,
    "not-a-table": 422,
    "sheet-faults": 422,
    "file-too-large": 413,
    "bad-json": 400,
    "too-large": 413,
    "method-not-allowed": 405,
    "not-signed-in": 401,
    "bad-token": 401,
    "wrong-password": 401,
    "wrong-code": 401,
    "code-needed": 401,
    "password-due": 403,
    "unknown-person": 404,
    "link-over": 410,
    "unknown-code": 404,
    "unknown-device": 404,
    "calling-off": 409,
    "pairing-over": 410,
    "locked-out": 429,
    "too-many-presses": 429,
    "no-right": 403,
    "other-counter": 403,
    "csrf": 403,
    "storage-failed": 503,
    "clock-behind": 503,
    "unexpected": 500,
}
BROKEN = 500
_OF_HTTP = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 400: "bad-json"}


def speak_up(app: Flask) -> None:
    """Registers the one mapping from what went wrong to what is answered."""
    app.register_error_handler(Refused, lambda refused: problem(refused.kind, refused.facts))
    app.register_error_handler(
        StorageFailed, lambda failed: problem("storage-failed", {"reason": failed.reason})
    )
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unexpected)


def problem(kind: str, facts: Mapping[str, object], status: int | None = None) -> Response:
    """The answer for a problem: a document for programs, a page for people who opened an address."""
    status = status or STATUS.get(kind, 400)
    told = document(kind, facts, status, spoken())
    if not _is_read_in_a_browser():
        answer = make_response(msgspec.json.encode(told), status)
        answer.content_type = "application/problem+json"
    else:
        answer = _page(told)
    if "seconds" in facts:
        answer.headers["Retry-After"] = str(facts["seconds"])
    return answer


def _is_read_in_a_browser() -> bool:
    """Somebody followed a link. Of the API only who says so: programs ask it for anything (`*/*`)."""
    if request.method != "GET" or wants_json():
        return False
    return not request.path.startswith("/api/") or "text/html" in request.headers.get("Accept", "")


def wants_json() -> bool:
    return not request.accept_mimetypes.accept_html


def document(kind: str, facts: Mapping[str, object], status: int, language: str) -> dict[str, Any]:
    """The problem document: the sentence in the reader's language, and in all."""
    words, now = spoken_here(), clock_now()
    named = _with_names(facts)
    said = {spoken: refusal(words, spoken, kind, named, now) for spoken in words.languages}
    return {
        **{name: _plain(fact) for name, fact in facts.items() if fact is not None},
        "type": kind,
        "title": said[language].title,
        "status": status,
        "detail": said[language].detail,
        "sentences": {spoken: refused.detail for spoken, refused in said.items()},
    }


def _with_names(facts: Mapping[str, object]) -> Mapping[str, object]:
    """A colleague is called by the name that colleagues see."""
    clerk = facts.get("clerk")
    if not isinstance(clerk, str):
        return facts
    return {**facts, "clerk": here().look(lambda book: book.catalogue.shown_name(clerk))}


def spoken() -> str:
    """The language of the answer: what the caller accepts, Vietnamese when in doubt."""
    return request.accept_languages.best_match(spoken_here().languages, default="vi") or "vi"


def _plain(fact: object) -> object:
    if isinstance(fact, Enum):
        return fact.value
    return fact.isoformat() if isinstance(fact, datetime) else fact


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    return problem(_OF_HTTP.get(status, "unexpected"), {}, status)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected: %s %s", request.method, request.path, exc_info=error)
    return problem("unexpected", {}, 500)


_PLAIN = """<!doctype html>
<html lang="{{ language }}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ title }}</title><main><h1>{{ title }}</h1>{% for sentence in sentences %}<p>{{ sentence }}</p>{% endfor %}
</main></html>"""


def _page(told: dict[str, Any]) -> Response:
    """The sentence on a page of the house; when the house itself is in trouble, on a page that needs nothing of it."""
    title, sentences, status = told["title"], told["sentences"], told["status"]
    if status < BROKEN:
        return page("problem.html", "start", "door", status=status, title=title, sentences=sentences)
    plain = render_template_string(_PLAIN, language=spoken(), title=title, sentences=sentences.values())
    return make_response(plain, status)
