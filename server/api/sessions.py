"""Coming in and going out: people with a password, devices with their token."""

import hmac
import secrets

from flask import Response, g, make_response, request
from gevent.lock import BoundedSemaphore
from gevent.threadpool import ThreadPool

from server.actions import people
from server.api import schemas as s
from server.api.doors import BadJson, api, give, press_of, read_wish
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
from server.web.house import Office, Person, hashed, here, house

_one_password_at_a_time = BoundedSemaphore(1)
_thread = ThreadPool(1)
strangers = people.Strangers()


@api.post("/session")
def sign_in() -> Response:
    """A person signs in. Nobody learns from the answer whether the name exists.

    The same press again opens the same session: its secret follows from the key, and nothing of it is kept.
    """
    wish = read_wish(s.SignInWish)
    check_csrf()
    office = here()
    with _one_password_at_a_time:
        person = _checked(office, wish)
    pressed = press_of("sign-in", house().secret)
    secret = _sealed(f"session {person.name} {pressed.key}") if pressed else secrets.token_urlsafe(32)
    office.press(
        lambda book: people.begin_session(book, person.name, secret), pressed, lambda *_: person.name
    )
    answer = give(s.SignedIn(person.name, person.role, csrf_token()))
    give_cookie(answer, SESSION, secret, people.SESSION)
    return answer


def _sealed(told: str) -> str:
    return hmac.new(house().secret, told.encode(), "sha256").hexdigest()


def _checked(office: Office, wish: s.SignInWish) -> Person:
    """The person, if the password is theirs; a wrong one is counted before the next may be tried.

    Hashing takes its tenth of a second and its 64 MB in a thread of its own: the hall goes on meanwhile.
    """
    found, now = office.look(people.person, wish.name), office.clock()
    strangers.check(wish.name, now)
    checked: Person | Refused = _thread.apply(_try_password, (found, wish.password, now))
    if isinstance(checked, Refused):
        if isinstance(checked, WrongPassword):
            strangers.note(wish.name, now) if found is None else office.change(people.note_failure, wish.name)
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
    key = house().keys.key(hashed(request.cookies.get(SESSION, "")))
    if key is not None and key.kind == "session":
        house().office(key.office).change(people.revoke, key.id)
        house().keys.forget()
    answer = make_response("", 204)
    answer.delete_cookie(SESSION)
    return answer


@api.post("/session/device")
def pair() -> Response:
    """A screen hands in the token of its link and gets a cookie that scripts cannot read."""
    if not request.is_json:
        # A form of another site could send a token of its own; JSON it could not.
        raise BadJson(why="application/json")
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
