"""Coming in and going out: people with a password, devices with their token."""

import hmac
import secrets
from collections.abc import Callable
from typing import TypeVar

import segno
from flask import Response, g, make_response, request
from gevent.lock import BoundedSemaphore
from gevent.threadpool import ThreadPool

from server.actions import people, second_factor
from server.actions.second_factor import Seal
from server.api import people_schemas as s
from server.api.doors import BadJson, api, change, give, press_of, presser, read_wish
from server.api.schemas import Nothing
from server.domain.errors import CodeNeeded, LinkOver, Refused, WrongCode, WrongPassword
from server.domain.roles import Role
from server.domain.session import WHOLE
from server.web.caller import (
    DEVICE_LASTS,
    DEVICES,
    SESSION,
    BadToken,
    Caller,
    admitted,
    check_csrf,
    csrf_token,
    give_cookie,
    signed_in,
)
from server.web.house import LINK, Book, Office, Person, hashed, here, house, real_time
from server.web.pace import Pace

T = TypeVar("T")

SIGN_INS_A_MINUTE = 30
"""Of one address, under which a whole office may sit behind one router."""
_one_password_at_a_time = BoundedSemaphore(1)
_thread = ThreadPool(1)
strangers = people.Strangers()
pace = Pace()


@api.post("/session")
def sign_in() -> Response:
    """A person signs in. Nobody learns from the answer whether the name exists.

    The same press again opens the same session: its secret follows from the key, and nothing of it is kept.
    """
    wish = read_wish(s.SignInWish)
    check_csrf()
    pace.step(str(request.remote_addr), SIGN_INS_A_MINUTE)
    g.office = office = house().with_code(wish.office) if wish.office else house().first()
    with _one_password_at_a_time:
        person = _checked(office, wish)
    pressed = press_of("sign-in", house().secret)
    secret = sealed(f"session {person.name} {pressed.key}") if pressed else secrets.token_urlsafe(32)
    office.press(lambda book: people.begin_session(book, person, secret), pressed, lambda *_: person.name)
    answer = give(s.SignedIn(person.name, person.shown_name, person.role, csrf_token(), person.must_change))
    give_cookie(answer, SESSION, secret, WHOLE)
    return answer


def sealed(told: str) -> str:
    return hmac.new(house().secret, told.encode(), "sha256").hexdigest()


def seal() -> Seal:
    return Seal(house().secret)


def aside(work: Callable[[], T]) -> T:
    """Hashing takes its tenth of a second and its 64 MB in a thread of its own: the hall goes on meanwhile."""
    done: T | Refused = _thread.apply(_refused_or, (work,))
    if isinstance(done, Refused):
        raise done
    return done


def _refused_or(work: Callable[[], T]) -> T | Refused:
    try:
        return work()
    except Refused as refused:
        return refused


def _checked(office: Office, wish: s.SignInWish) -> Person:
    """The person, if the password is theirs; a wrong one is counted before the next may be tried."""
    found, now = office.look(people.person, wish.name), office.clock()
    strangers.check(wish.name, now)
    try:
        person = aside(lambda: people.check_password(found, wish.password, now))
        return _with_code(person, wish.code)
    except (WrongPassword, WrongCode):
        strangers.note(wish.name, now) if found is None else office.change(people.note_failure, wish.name)
        raise


def _with_code(person: Person, code: str | None) -> Person:
    """The person, if they need no second factor or have shown it."""
    if person.otp is None:
        return person
    if not code:
        raise CodeNeeded
    return second_factor.check(person, code, seal(), real_time())


@api.get("/session")
def session() -> Response:
    """Who is signed in here, and where else."""
    caller = signed_in()
    return give(here().look(_account, caller))


def _account(book: Book, caller: Caller) -> s.AccountOut:
    person = people.colleague(book, caller.name)
    sessions = [
        s.SessionOut(key.id, key.created_at, key.seen_at, key.id == caller.key)
        for key in people.sessions_of(book, caller.name)
    ]
    return s.AccountOut(
        person.name,
        person.shown_name,
        person.role,
        list(map(str, person.rights)),
        person.must_change,
        person.otp is not None,
        len(person.spare_codes),
        sessions,
    )


@api.delete("/session")
def sign_out() -> Response:
    """The session ends here and in the book; a device stays a device."""
    check_csrf()
    key = house().keys.key(hashed(request.cookies.get(SESSION, "")))
    if key is not None and key.kind == "session":
        house().office(key.office).change(people.revoke, key.id, key.name)
        house().keys.forget()
    answer = make_response("", 204)
    answer.delete_cookie(SESSION)
    return answer


@api.post("/session/everywhere")
def sign_out_elsewhere() -> Response:
    """Every other browser in which this person is signed in is shown out."""
    read_wish(Nothing)
    caller = signed_in()
    answer = change(
        lambda book: people.end_sessions(book, caller.name, caller.name, but=caller.key),
        lambda _, ended: s.Ended(ended),
    )
    house().keys.forget()
    return answer


@api.post("/session/password")
def own_password() -> Response:
    """Somebody chooses another password, having shown the one of until now."""
    wish, caller, office = read_wish(s.PasswordWish), signed_in(), here()
    check_again(caller, wish.password)
    fresh = hashed_password(office, caller.name, wish.new)
    answer = change(
        lambda book: people.set_password(book, caller.name, fresh, caller.name, but=caller.key),
        lambda *_: s.PasswordSet(must_change=False),
        seal=house().secret,
    )
    house().keys.forget()
    return answer


def check_again(caller: Caller, password: str) -> Person:
    """For what nobody else should do at a desk that was left: the password once more."""
    office = here()
    with _one_password_at_a_time:
        return _known_again(office, caller, password)


def _known_again(office: Office, caller: Caller, password: str) -> Person:
    found, now = office.look(people.person, caller.name), office.clock()
    try:
        return aside(lambda: people.check_password(found, password, now))
    except WrongPassword:
        office.change(people.note_failure, caller.name)
        raise


def hashed_password(office: Office, name: str, password: str) -> str:
    """The hash of a password that will do for this person."""
    names, shortest = office.look(people.names_around, name), office.settings.password_length
    with _one_password_at_a_time:
        return aside(lambda: people.password_hash(password, shortest, names))


@api.get("/session/second-factor")
def offer_second_factor() -> Response:
    """A secret for the phone of this person, with its code to scan; nothing is kept until the phone has shown it took it."""
    caller = signed_in()
    secret = second_factor.fresh_secret()
    uri = second_factor.address(secret, caller.name, here().profile.code)
    drawn = segno.make(uri, error="m").svg_data_uri(scale=4, border=2)
    return give(s.SecondFactorOffer(secret, uri, drawn))


@api.post("/session/second-factor")
def begin_second_factor() -> Response:
    """The phone shows the right code: from now on it is asked for. The codes for paper are shown this once."""
    wish, caller = read_wish(s.SecondFactorWish), signed_in()
    check_again(caller, wish.password)
    pressed = press_of(presser(), house().secret)
    spare = _spare(pressed.key if pressed else secrets.token_hex(16))
    at, box = real_time(), seal()
    here().press(
        lambda book: second_factor.begin(book, caller.name, wish.secret, wish.code, spare, box, at),
        pressed,
        lambda *_: "",
    )
    return give(s.SpareCodes(list(spare)), 201)


def _spare(key: str) -> tuple[str, ...]:
    """The same for the same press: none of them is kept to be given again."""
    return second_factor.spare_codes(lambda place: sealed(f"spare {key} {place}"))


@api.post("/session/second-factor/end")
def end_second_factor() -> Response:
    """The password alone is enough again; it is asked for once more."""
    wish, caller = read_wish(s.AgainWish), signed_in()
    check_again(caller, wish.password)
    return change(
        lambda book: second_factor.end(book, caller.name, caller.name),
        lambda _, ended: s.Ended(int(ended)),
        seal=house().secret,
    )


@api.post("/password")
def password_by_link() -> Response:
    """Somebody who got a link chooses a password: the link opens once, for a day."""
    wish = read_wish(s.LinkWish)
    check_csrf()
    pace.step(str(request.remote_addr), SIGN_INS_A_MINUTE)
    key = house().keys.key(hashed(wish.token))
    if key is None or key.kind != LINK or key.office not in house().offices:
        raise LinkOver
    g.office = office = house().office(key.office)
    fresh = hashed_password(office, str(key.person), wish.password)
    pressed = press_of(f"link:{key.id}", house().secret)
    office.press(lambda book: people.set_password_by_link(book, key, fresh), pressed, lambda *_: "")
    house().keys.forget()
    return make_response("", 204)


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
        give_cookie(answer, SESSION, wish.token, WHOLE)
    else:
        raise BadToken
    return answer
