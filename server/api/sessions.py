"""Coming in and going out: people with a password, devices with their token."""

from flask import Response, g, make_response, request
from gevent import get_hub

from server.actions import people
from server.api import schemas as s
from server.api.doors import api, give, read_wish
from server.domain.errors import Refused, WrongPassword
from server.domain.roles import Role
from server.web.caller import (
    DEVICE_LASTS,
    DEVICES,
    SESSION,
    BadToken,
    admitted,
    check_csrf,
    csrf_token,
    give_cookie,
)
from server.web.house import Person, here


@api.post("/session")
def sign_in() -> Response:
    """A person signs in. Nobody learns from the answer whether the name exists."""
    wish = read_wish(s.SignInWish)
    check_csrf()
    office = here()
    found = office.look(people.person, wish.name)
    try:
        person = _checked(found, wish.password)
    except WrongPassword:
        office.change(people.note_failure, wish.name)
        raise
    session = office.change(people.begin_session, person.name)
    answer = give(s.SignedIn(person.name, person.role, csrf_token()))
    give_cookie(answer, SESSION, session.secret, people.SESSION)
    return answer


def _checked(found: Person | None, password: str) -> Person:
    """Hashing takes its tenth of a second in a thread of its own: the hall goes on meanwhile."""
    now = here().clock()
    checked: Person | Refused = get_hub().threadpool.apply(_try_password, (found, password, now))
    if isinstance(checked, Refused):
        raise checked
    return checked


def _try_password(found: Person | None, password: str, now: object) -> Person | Refused:
    try:
        return people.check_password(found, password, now)  # type: ignore[arg-type]  # a datetime, through the pool
    except Refused as refused:
        return refused


@api.delete("/session")
def sign_out() -> Response:
    """The session ends here and in the book; a device stays a device."""
    check_csrf()
    caller = admitted(request.cookies.get(SESSION, ""), "user")
    if caller is not None:
        here().change(people.revoke, caller.key)
    answer = make_response("", 204)
    answer.delete_cookie(SESSION)
    return answer


@api.post("/session/device")
def pair() -> Response:
    """A screen hands in the token of its link and gets a cookie that scripts cannot read."""
    wish = read_wish(s.DeviceWish)
    caller = admitted(wish.token, "token")
    if caller is None:
        raise BadToken
    g.caller = caller
    answer = make_response("", 204)
    scope = next((scope for scope in DEVICES if scope in caller.scopes), None)
    if scope is not None:
        give_cookie(answer, DEVICES[scope], wish.token, DEVICE_LASTS)
    elif caller.scopes & {Role.CLERK, Role.DIRECTOR, Role.GUIDE, Role.ADMIN, Role.VIEWER}:
        give_cookie(answer, SESSION, wish.token, people.SESSION)
    else:
        raise BadToken
    return answer
