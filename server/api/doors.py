"""How a wish comes in and an answer goes out: the same for every route of the contract."""

import gzip
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec
from flask import Blueprint, Response, make_response, request

from server.domain.errors import BadInput, Refused
from server.web.caller import who
from server.web.house import Book, Press, here

T = TypeVar("T")
W = TypeVar("W")

LONGEST_KEY: Final = 200
WORTH_PACKING: Final = 1400
"""Bytes: what fits into one packet is sent as it is."""
_encode = msgspec.json.Encoder().encode

api = Blueprint("api", __name__, url_prefix="/api/v1")


class BadJson(Refused):
    kind = "bad-json"


class TooLong(Refused):
    kind = "too-long"


def read_wish(shape: type[W]) -> W:
    """The body as what it should be. Raises what `wish_in` does."""
    return wish_in(request.get_data(cache=True) or b"{}", shape)


def wish_in(told: bytes, shape: type[W]) -> W:
    """JSON as what it should be. BadJson, BadInput or TooLong name what is wrong and where."""
    try:
        return msgspec.json.decode(told, type=shape)
    except msgspec.ValidationError as wrong:
        raise _named(str(wrong)) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadJson(why=str(wrong)) from wrong


_WHY = (
    ("missing required field", "missing"),
    ("contains unknown field", "unknown"),
    ("Invalid enum value", "choice"),
    ("Invalid RFC3339", "time"),
    ("of length >=", "missing"),
    ("matching regex", "characters"),
    ("`int` >=", "range"),
    ("`int` <=", "range"),
    ("Expected", "type"),
)
_FIELD = re.compile(r"(?:required|unknown) field `(\w+)`")


def _named(wrong: str) -> Refused:
    """What msgspec found, as a refusal that names the field in the caller's words."""
    hint, _, at = wrong.partition(" - at `$")
    field = _FIELD.search(hint)
    where = ".".join(part for part in (at.strip("`."), field[1] if field else "") if part) or "body"
    if "of length <=" in hint:
        return TooLong(where=where, hint=hint)
    why = next((code for said, code in _WHY if said in hint), "type")
    return BadInput(where=where, why=why, hint=hint)


def change(
    action: Callable[[Book], T | None],
    shape: Callable[[Book, T], Any],
    status: int = 200,
    nothing: int = 204,
    seal: bytes = b"",
) -> Response:
    """Does one action for this request and answers with what came of it (`nothing`: the status when it is None).

    A repeated `Idempotency-Key` gets the first answer again. `seal`: see `press_of`.
    """

    def answer(book: Book, result: T | None) -> dict[str, Any]:
        if result is None:
            return {"status": nothing, "body": None}
        return {"status": status, "body": shape(book, result)}

    told = here().press(from_here(action), press_of(presser(), seal), answer)
    if told["body"] is None:
        return make_response("", told["status"])
    return give(told["body"], told["status"])


def from_here(action: Callable[[Book], T]) -> Callable[[Book], T]:
    """The action, with the address from which somebody asks for it: the journal keeps that of people and machines."""
    place = str(request.remote_addr)

    def placed(book: Book) -> T:
        book.journal.place = place
        return action(book)

    return placed


def press_of(presser: str, seal: bytes = b"") -> Press | None:
    """The press that this request is, None without a key. Of what was wished only a fingerprint is kept; with a `seal`
    nobody can try out what it may have been.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadInput(where="Idempotency-Key", why="range", hint=f"1 to {LONGEST_KEY} characters")
    wish = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
    return Press(presser, key, hmac.new(seal, wish, "sha256").hexdigest())


def presser() -> str:
    """Whose keys these are: of a caller, or of the page of one ticket."""
    caller = who()
    return caller.id if caller.key else f"page:{hashlib.sha256(request.path.encode()).hexdigest()[:32]}"


def give(body: Any, status: int = 200) -> Response:
    """The answer as JSON; never kept by anybody on the way."""
    told = _encode(body)
    packed = len(told) > WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", "")
    answer = make_response(gzip.compress(told, compresslevel=1) if packed else told, status)
    answer.content_type = "application/json"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
