"""Who may come in: people with passwords, programs and devices with tokens."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from server.domain.errors import BadInput, LockedOut, WrongPassword
from server.domain.roles import Role, Scope
from server.office import Book, Key, Person, hashed

ADMINISTRATOR = "administrator"
SESSION = timedelta(hours=12)
SHORTEST_PASSWORD = 8
FREE_TRIES = 3
LONGEST_LOCK = timedelta(minutes=15)

# RFC 9106, second recommended option, for machines with little memory: the commune's PC serves people meanwhile.
_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A key, and the secret that opens with it; the secret is shown once and not kept."""

    id: int
    secret: str


def password_hash(password: str) -> str:
    """Argon2id of a password. BadInput when it is too short (NIST SP 800-63B asks for length, not for symbols)."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(where="password", why="short", hint=f"at least {SHORTEST_PASSWORD} characters")
    return _hasher.hash(password)


def add_person(book: Book, name: str, shown_name: str, role: Role, password: str) -> Person:
    """`password` is the hash made by `password_hash`, outside of the transaction: it takes its time."""
    if book.people.named(name) is not None:
        raise BadInput(where="name", why="taken", hint=f"{name} is here already")
    person = Person(name, shown_name, role, password)
    book.people.add(person, book.now)
    book.journal.write("person-add", book.now, ADMINISTRATOR, facts={"name": name, "role": role})
    return person


def person(book: Book, name: str) -> Person | None:
    return book.people.named(name)


def check_password(found: Person | None, password: str, now: datetime) -> Person:
    """The person, if the password is theirs. Takes as long for a name that nobody has.

    Raises WrongPassword (the same for both), or LockedOut while a lock lasts.
    """
    if found is not None and found.locked_until is not None and now < found.locked_until:
        raise LockedOut(seconds=int((found.locked_until - now).total_seconds()) + 1)
    try:
        _hasher.verify(found.password if found else _nobody(), password)
    except VerificationError as wrong:
        raise WrongPassword from wrong
    if found is None:
        raise WrongPassword
    return found


@cache
def _nobody() -> str:
    """A hash that no password opens."""
    return _hasher.hash(secrets.token_hex(16))


class Strangers:
    """Names that nobody has, and how often they were tried: they are slowed down as names that somebody has, so that
    the answer tells nobody which is which. Only the latest are remembered.
    """

    MOST = 1000

    def __init__(self) -> None:
        self._tried: OrderedDict[str, tuple[int, datetime | None]] = OrderedDict()

    def check(self, name: str, now: datetime) -> None:
        """LockedOut while a lock lasts."""
        _, until = self._tried.get(name.lower(), (0, None))
        if until is not None and now < until:
            raise LockedOut(seconds=int((until - now).total_seconds()) + 1)

    def note(self, name: str, now: datetime) -> None:
        failures = self._tried.pop(name.lower(), (0, None))[0] + 1
        lock = _lock_after(failures)
        self._tried[name.lower()] = (failures, now + lock if lock else None)
        if len(self._tried) > self.MOST:
            self._tried.popitem(last=False)


def _lock_after(failures: int) -> timedelta | None:
    """After a few wrong passwords each makes the next try wait twice as long."""
    more = failures - FREE_TRIES
    return min(timedelta(seconds=2 ** min(more, 20)), LONGEST_LOCK) if more > 0 else None


def note_failure(book: Book, name: str) -> None:
    """One more wrong password: after a few, each makes the next try wait twice as long."""
    found = book.people.named(name)
    if found is None:
        return
    lock = _lock_after(found.failures + 1)
    book.people.note_failure(found, book.now + lock if lock else None)


def begin_session(book: Book, name: str, secret: str | None = None) -> Admitted:
    """Lets somebody in who has just shown their password; with this secret, where one is given."""
    found = book.people.named(name)
    assert found is not None, "checked just before"
    book.people.note_success(found)
    return _cut(book, "session", found.role, found.name, None, SESSION, secret)


def cut_token(book: Book, scope: Scope, name: str, counter: str | None) -> Admitted:
    """A bearer token for a program or a device. A counter, where given, must exist."""
    if counter is not None:
        book.catalogue.plan(counter)
    admitted = _cut(book, "token", scope, name, counter, None)
    told = {"scope": scope, "name": name, "counter": counter}
    book.journal.write("token-create", book.now, ADMINISTRATOR, facts=told)
    return admitted


def _cut(
    book: Book,
    kind: str,
    scope: str,
    name: str,
    counter: str | None,
    lasts: timedelta | None,
    secret: str | None = None,
) -> Admitted:
    secret = secret or secrets.token_urlsafe(32)
    return Admitted(book.people.cut_key(kind, hashed(secret), scope, name, counter, book.now, lasts), secret)


def keys(book: Book) -> list[Key]:
    return book.people.keys()


def revoke(book: Book, key: int) -> bool:
    done = book.people.revoke(key, book.now)
    if done:
        book.journal.write("key-revoke", book.now, ADMINISTRATOR, facts={"key": key})
    return done
