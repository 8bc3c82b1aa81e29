"""The people of the office, as its administrator sets them up."""

import hmac
import secrets

from flask import Response
from msgspec import convert, structs

from server.actions import people, second_factor
from server.actions.people import Wished
from server.api import people_schemas as s
from server.api.doors import api, change, from_here, give, press_of, presser, read_wish
from server.api.schemas import Nothing
from server.api.sessions import aside, hashed_password
from server.domain.roles import Role, Scope
from server.web.caller import needs, who
from server.web.house import Book, Person, address, here, house
from server.web.words import shipped


def told(book: Book, person: Person) -> s.PersonOut:
    return s.PersonOut(
        person.name,
        person.shown_name,
        person.role,
        list(map(str, person.rights)),
        person.must_change,
        person.otp is not None,
        person.locked_until is not None and book.now < person.locked_until,
        person.retired_at,
    )


@api.get("/people")
@needs(Scope.ADMIN)
def all_people() -> Response:
    return give(here().look(lambda book: [told(book, one) for one in people.everybody(book)]))


@api.post("/people")
@needs(Scope.ADMIN)
def add_person() -> Response:
    """With an initial password, which they must change; or without one, and the answer has their link."""
    wish, by, office = read_wish(s.PersonWish), who().name, here()
    by_link = wish.password is None
    hashed = (
        aside(people.shut) if wish.password is None else hashed_password(office, wish.name, wish.password)
    )
    secret = _link_secret() if by_link else ""

    def action(book: Book) -> Person:
        role = Role(wish.role)
        added = people.add_person(
            book, wish.name, wish.shown_name.strip(), role, hashed, by, must_change=not by_link
        )
        if by_link:
            people.send_link(book, added.name, by, secret)
        return added

    return _with_link(action, secret, 201)


@api.post("/people/<name>")
@needs(Scope.ADMIN)
def change_person(name: str) -> Response:
    wish, by = read_wish(s.PersonChange), who().name
    rights = None if wish.rights is None else tuple(map(Scope, wish.rights))
    wished = Wished(wish.shown_name, Role(wish.role) if wish.role else None, rights)
    return _done(lambda book: people.change_person(book, name, wished, by))


@api.post("/people/<name>/retire")
@needs(Scope.ADMIN)
def retire_person(name: str) -> Response:
    read_wish(Nothing)
    by = who().name
    return _done(lambda book: people.retire(book, name, by))


@api.post("/people/<name>/return")
@needs(Scope.ADMIN)
def bring_person_back(name: str) -> Response:
    read_wish(Nothing)
    by, shut = who().name, aside(people.shut)
    return _done(lambda book: people.bring_back(book, name, shut, by))


@api.post("/people/<name>/sign-out")
@needs(Scope.ADMIN)
def sign_person_out(name: str) -> Response:
    """Signed out everywhere, at once."""
    read_wish(Nothing)
    by = who().name
    answer = change(lambda book: people.end_sessions(book, name, by), lambda _, ended: s.Ended(ended))
    house().keys.forget()
    return answer


@api.post("/people/<name>/link")
@needs(Scope.ADMIN)
def link_for_person(name: str) -> Response:
    """A link by which they choose a password themselves; the password of until now stays good meanwhile."""
    read_wish(Nothing)
    by, secret = who().name, _link_secret()

    def action(book: Book) -> Person:
        people.send_link(book, name, by, secret)
        return people.colleague(book, name)

    return _with_link(action, secret, 200)


@api.post("/people/<name>/password")
@needs(Scope.ADMIN)
def initial_password(name: str) -> Response:
    """A password that they must change when they next sign in."""
    wish, by = read_wish(s.InitialWish), who().name
    fresh = hashed_password(here(), name, wish.password)
    return _done(lambda book: people.set_password(book, name, fresh, by, must_change=True))


@api.post("/people/<name>/second-factor/end")
@needs(Scope.ADMIN)
def end_second_factor_of(name: str) -> Response:
    """For who has lost their phone and their codes."""
    read_wish(Nothing)
    by = who().name

    def action(book: Book) -> Person:
        second_factor.end(book, people.colleague(book, name).name, by)
        return people.colleague(book, name)

    return _done(action)


def _done(action: people.Change) -> Response:
    answer = change(action, told, seal=house().secret)
    house().keys.forget()
    return answer


def _with_link(action: people.Change, secret: str, status: int) -> Response:
    """The answer with the address of the link, which is not kept: the same press makes the same one again."""
    kept = here().press(
        from_here(action), press_of(presser(), house().secret), _told_with_end if secret else told
    )
    house().keys.forget()
    person = convert(kept, s.PersonOut) if isinstance(kept, dict) else kept
    if secret:
        link = f"{address()}/password#token={secret}"
        words = shipped()
        told_of_it = {one: [words.say(one, "people.link_made", link=link)] for one in words.languages}
        person = structs.replace(person, link=link, told=told_of_it)
    return give(person, status)


def _told_with_end(book: Book, person: Person) -> s.PersonOut:
    return structs.replace(told(book, person), link_ends_at=book.now + people.LINK_LASTS)


def _link_secret() -> str:
    pressed = press_of(presser())
    if pressed is None:
        return secrets.token_urlsafe(32)
    told = f"link {pressed.caller} {pressed.key}"
    return hmac.new(house().secret, told.encode(), "sha256").hexdigest()
