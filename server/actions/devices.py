"""The machines of the office: let in by a code, named, found by a flash, shown out."""

import secrets
from datetime import timedelta

from server.domain.errors import BadInput, TooManyPresses, UnknownCode, UnknownDevice
from server.domain.roles import Scope
from server.office import DEVICE, Book, Device, Heard

SCOPES = (Scope.KIOSK, Scope.DISPLAY, Scope.RATING, Scope.PRINTER)
CODE_LASTS = timedelta(minutes=10)
MOST_WAITING = 100
"""Machines at the door at once: more are somebody's joke."""
CODES = 1_000_000


def begin_pairing(book: Book, hashed: str, scope: Scope, heard: Heard) -> str:
    """A code of six digits for a machine at the door; nobody else has it now."""
    taken = {one.code for one in book.devices.waiting(book.now)}
    if len(taken) >= MOST_WAITING:
        raise TooManyPresses(seconds=60)
    code = next(code for code in iter(_code, None) if code not in taken)
    book.devices.begin(hashed, code, scope, heard, book.now, book.now + CODE_LASTS)
    return code


def _code() -> str:
    return f"{secrets.randbelow(CODES):06d}"


def let_in(book: Book, code: str, name: str, counter: str | None, by: str) -> Device:
    """The machine that shows this code becomes the office's. UnknownCode when none does, or its ten minutes are over."""
    found = next((one for one in book.devices.waiting(book.now) if one.code == code), None)
    if found is None:
        raise UnknownCode
    scope = Scope(found.scope)
    at = _counter(book, scope, counter)
    key = book.people.cut_key(DEVICE, book.devices.hash_of(found), scope, name, at, book.now)
    if not book.devices.let_in(found, key):
        raise UnknownCode
    book.devices.note(key, Heard(address=found.address, agent=found.agent), book.now)
    told = {"key": key, "scope": scope, "name": name, "counter": at}
    book.journal.write("device-join", book.now, by, facts=told)
    return device(book, key)


def _counter(book: Book, scope: str, counter: str | None) -> str | None:
    """Where a rating tablet stands; other machines belong to no counter."""
    if scope != Scope.RATING:
        return None
    if not counter:
        raise BadInput(where="counter", why="missing", hint="a rating tablet belongs to one counter")
    return book.catalogue.plan(counter).code


def known(book: Book) -> list[Device]:
    return book.devices.known(SCOPES)


def device(book: Book, key: int) -> Device:
    found = next((one for one in known(book) if one.id == key), None)
    if found is None:
        raise UnknownDevice(device=key)
    return found


def rename(book: Book, key: int, name: str, counter: str | None, by: str) -> Device:
    """Another name, or another counter for a rating tablet, which then opens anew."""
    before = device(book, key)
    at = _counter(book, before.scope, counter)
    if (before.name, before.counter) != (name, at):
        book.people.rename(key, name, at)
        facts = {
            "key": key,
            "before": {"name": before.name, "counter": before.counter},
            "after": {"name": name, "counter": at},
        }
        book.journal.write("device-change", book.now, by, facts=facts)
    return device(book, key)


def identify(book: Book, key: int, by: str) -> Device:
    """The machine flashes its name, so that somebody sees which it is."""
    found = device(book, key)
    book.journal.write("device-identify", book.now, by, facts={"key": key, "name": found.name})
    return found


def revoke(book: Book, key: int, by: str) -> Device:
    """The machine opens nothing any more, and is shown out where it is in."""
    found = device(book, key)
    book.people.revoke(key, book.now)
    book.journal.write("key-revoke", book.now, by, facts={"key": key, "name": found.name})
    return found


def note(book: Book, key: int, heard: Heard) -> None:
    """What a machine says of itself; no line in the journal for that."""
    book.devices.note(key, heard, book.now)
