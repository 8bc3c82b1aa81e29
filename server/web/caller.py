"""Who is asking, and may they?"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from flask import Response, g, redirect, request
from werkzeug.wrappers import Response as Answer

from server.domain.errors import NoRight, PasswordDue, Refused
from server.domain.roles import Scope, rights
from server.office import LINK, Key, hashed
from server.web.house import house

P = ParamSpec("P")
T = TypeVar("T")

SESSION, CSRF, PAIRING = "toiluot_session", "toiluot_csrf", "toiluot_pairing"
LOOKED_AT = "toiluot_office"
"""Into which office somebody of the province looks now."""
DEVICES = {scope: f"toiluot_{scope}" for scope in (Scope.KIOSK, Scope.DISPLAY, Scope.RATING)}
DEVICE_LASTS = timedelta(days=400)
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Refused):
    kind = "not-signed-in"


class BadToken(Refused):
    kind = "bad-token"


class ForgedRequest(Refused):
    kind = "csrf"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks: `kind` is user, device, token or none; `counter` where a token is bound to one.

    `office` is the one that is looked at, `home` the one that they belong to. `shown` is how colleagues see them;
    `must_change`: first they choose a password of their own.
    """

    kind: str
    name: str
    scopes: frozenset[Scope]
    counter: str | None = None
    key: int = 0
    office: int = 0
    shown: str = ""
    must_change: bool = False
    home: int = 0

    @property
    def id(self) -> str:
        """Under which their idempotency keys are kept."""
        return f"{self.kind}:{self.key}"


NOBODY = Caller("none", "", frozenset())


def who(*scopes: Scope | str) -> Caller:
    """Who asks: of the credentials that came along, the first that has one of these scopes (or any).

    One browser may be a kiosk, a board and a clerk's desk at once: each screen asks for the scope it needs.
    """
    if not scopes and "caller" in g:
        known: Caller = g.caller
        return known
    chosen = next((caller for caller in _callers() if _fits(caller, scopes)), NOBODY)
    g.caller = chosen
    if chosen is not NOBODY:
        g.office = house().office(chosen.office)
    return chosen


def _fits(caller: Caller, scopes: tuple[Scope | str, ...]) -> bool:
    return not scopes or any(scope in caller.scopes for scope in scopes)


def _callers() -> list[Caller]:
    if "callers" not in g:
        g.callers = _read_credentials()
    known: list[Caller] = g.callers
    return known


def knows_caller() -> bool:
    """Whether some credential of this request is good. BadToken for a bad token."""
    return bool(_callers())


def _read_credentials() -> list[Caller]:
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, token = header.partition(" ")
        caller = admitted(token.strip(), "token") if kind.lower() == "bearer" else None
        if caller is None:
            raise BadToken
        return [caller]
    cookies = [(name, "device") for name in DEVICES.values()] + [(SESSION, "user")]
    found = [admitted(request.cookies[name], kind) for name, kind in cookies if name in request.cookies]
    return [caller for caller in found if caller is not None]


def admitted(secret: str, kind: str) -> Caller | None:
    """The caller whom this secret lets in, or None."""
    key = house().keys.key(hashed(secret))
    if key is None or key.office not in house().offices:
        return None
    if key.kind == LINK or not house().keys.is_good(key, house().office(key.office).clock):
        return None
    return _caller(key, kind)


def _caller(key: Key, kind: str) -> Caller:
    name = key.name or f"{key.scope}-{key.id}"
    apart = key.rights.split() if key.rights is not None else None
    may = frozenset[Scope]() if key.must_change else rights(key.role or key.scope, apart)
    at = _looked_at(key.office) if Scope.PROVINCE in may else key.office
    shown = key.shown_name or name
    return Caller(
        kind, name, may, key.counter, key.id, at, shown, must_change=key.must_change, home=key.office
    )


def _looked_at(home: int) -> int:
    """The office that somebody of the province has chosen; their own until then."""
    code = request.cookies.get(LOOKED_AT)
    chosen = (one.profile.id for one in house().offices.values() if one.profile.code == code)
    return next(chosen, home)


def needs(*scopes: Scope | str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Lets only callers with one of these scopes in; a change by cookie must carry the page's token.

    Raises NotSignedIn for nobody at all, NoRight for somebody else.
    """

    def guarded(route: Callable[P, T]) -> Callable[P, T]:
        @wraps(route)
        def guard(*args: P.args, **kwargs: P.kwargs) -> T:
            admit(*scopes)
            return route(*args, **kwargs)

        guard.needs = tuple(str(scope) for scope in scopes)  # type: ignore[attr-defined]  # read by openapi and its test
        return guard

    return guarded


def admit(*scopes: Scope | str) -> Caller:
    """The caller, if they have one of these scopes."""
    caller = who(*scopes)
    if caller is NOBODY:
        if any(known.must_change for known in _callers()):
            raise PasswordDue
        if _callers():
            raise NoRight(scope=", ".join(str(scope) for scope in scopes))
        raise NotSignedIn
    if request.method not in READING:
        if caller.kind != "token":
            check_csrf()
        is_there(caller)
    return caller


def is_there(caller: Caller) -> None:
    """Somebody pressed something or opened a page: their session goes on."""
    if caller.kind == "user":
        house().keys.note(caller.key, house().office(caller.home).clock())


def signed_in() -> Caller:
    """The person of this browser's session, also one who must choose a password first. NotSignedIn for nobody."""
    found = next((caller for caller in _callers() if caller.kind == "user"), None)
    if found is None:
        raise NotSignedIn
    g.caller, g.office = found, house().office(found.home)
    if request.method not in READING:
        check_csrf()
        is_there(found)
    return found


def sign_in_first() -> Answer:
    """To the door; whoever signs in goes on to the page that they asked for, as they asked for it."""
    asked = request.full_path if request.query_string else request.path
    return redirect(f"/signin?next={quote(asked, safe='/')}")


def csrf_token() -> str:
    """What this browser must send with each change; it belongs to a cookie that scripts cannot read."""
    seed = request.cookies.get(CSRF) or g.get("csrf_seed")
    if not seed:
        seed = g.csrf_seed = secrets.token_urlsafe(16)
    return hmac.new(house().secret, seed.encode(), "sha256").hexdigest()


def check_csrf() -> None:
    """ForgedRequest when a change does not come from a page of ours."""
    sent = request.headers.get("X-CSRF-Token", "")
    if CSRF not in request.cookies or not hmac.compare_digest(sent.encode(), csrf_token().encode()):
        raise ForgedRequest


def keep_csrf_seed(answer: Response) -> Response:
    """Gives the browser the cookie that its token belongs to; registered once, after every request."""
    if "csrf_seed" in g:
        give_cookie(answer, CSRF, g.csrf_seed, DEVICE_LASTS)
    return answer


def give_cookie(answer: Response, name: str, value: str, lasts: timedelta | None) -> None:
    """A cookie out of the reach of scripts and of other sites."""
    age = int(lasts.total_seconds()) if lasts else None
    answer.set_cookie(name, value, max_age=age, httponly=True, samesite="Lax", secure=request.is_secure)
