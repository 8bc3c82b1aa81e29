"""Who may come in: people with passwords, programs and devices with tokens."""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from server.domain import password as rules
from server.domain.errors import BadInput, LinkOver, LockedOut, NoSuchPerson, WrongPassword
from server.domain.roles import APART, Role, Scope, usual_rights
from server.domain.session import WHOLE, lock_after
from server.domain.syllables import folded
from server.office import DEVICE, LINK, SESSION, TOKEN, Book, Key, Person, hashed

ADMINISTRATOR = "administrator"
SHORTEST_PASSWORD = 8
LINK_LASTS = timedelta(hours=24)
IN_THE_NAME = re.compile(r"\w[\w.\-@]*")

# RFC 9106, second recommended option, for machines with little memory: the commune's PC serves people meanwhile.
_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)

# What people in Vietnam choose besides the words of the list, which comes from sites in English.
_OF_HERE = (
    "matkhau", "matkhaumoi", "khongbiet", "khongcho", "anhyeuem", "emyeuanh", "yeuem", "yeuanh", "xinchao", "vietnam",
    "saigon", "hanoi", "hochiminh", "congan", "motcua", "hanhchinh", "canbo", "quantri", "quantrivien", "dangnhap",
    "toiluot", "bacho", "tretho", "giadinh", "hanhphuc", "maimaiyeuem", "quehuong", "dichvucong", "uyban", "ubnd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Admitted:
    """A key, and the secret that opens with it; the secret is shown once and not kept."""

    id: int
    secret: str


@dataclass(frozen=True, slots=True)
class Wished:
    """What the administrator says of somebody; None leaves it as it is."""

    shown_name: str | None = None
    role: Role | None = None
    rights: tuple[Scope, ...] | None = None


Change = Callable[[Book], Person]
"""An action on somebody, by name."""


@cache
def _common() -> frozenset[str]:
    """The 30,000 passwords that others use most (zxcvbn's list, MIT), and those of here."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"]) | frozenset(_OF_HERE)


def _plainly(told: str) -> str:
    """Without marks and blanks: "mật khẩu" is guessed like "matkhau"."""
    return "".join(letter for letter in folded(told.casefold()) if letter.isalnum())


def password_hash(password: str, shortest: int = SHORTEST_PASSWORD, names: Iterable[str] = ()) -> str:
    """Argon2id of a password that will do (`server.domain.password`); else BadInput says why it will not."""
    told = rules.check(password, shortest, _common(), names)
    if len(_plainly(told)) >= rules.FEWEST_LETTERS and _plainly(told) != told.casefold():
        rules.check(_plainly(told), 0, _common(), map(_plainly, names))
    return _hasher.hash(told)


def names_around(book: Book, name: str) -> tuple[str, ...]:
    """What an attacker tries first for this person's password."""
    found = book.people.named(name)
    shown = found.shown_name if found else ""
    return (name, shown, book.profile.code, book.profile.name.vi, book.profile.name.en)


def add_person(
    book: Book,
    name: str,
    shown_name: str,
    role: Role,
    password: str,
    by: str = ADMINISTRATOR,
    *,
    must_change: bool = False,
) -> Person:
    """`password` is the hash made by `password_hash`, outside of the transaction: it takes its time."""
    if not IN_THE_NAME.fullmatch(name):
        raise BadInput(where="name", why="characters", hint="letters, digits, dot, hyphen; no blanks")
    if book.people.named(name) is not None:
        raise BadInput(where="name", why="taken", hint=f"{name} is here already")
    person = Person(
        name, shown_name or name, role, password, rights=usual_rights(role), must_change=must_change
    )
    book.people.add(person, book.now)
    book.journal.write("person-add", book.now, by, facts={"name": name, "after": told_of(person)})
    return person


def told_of(person: Person) -> dict[str, object]:
    """The person as the journal keeps them: nothing that opens a door."""
    return {
        "shown_name": person.shown_name,
        "role": person.role,
        "rights": list(person.rights),
        "retired": person.retired_at is not None,
        "second_factor": person.otp is not None,
        "must_change": person.must_change,
    }


def everybody(book: Book) -> list[Person]:
    return book.people.all()


def person(book: Book, name: str) -> Person | None:
    return book.people.named(name)


def colleague(book: Book, name: str) -> Person:
    """The person; NoSuchPerson when nobody has that name."""
    found = book.people.named(name)
    if found is None:
        raise NoSuchPerson(name=name)
    return found


def change_person(book: Book, name: str, wished: Wished, by: str) -> Person:
    """What the administrator says of somebody takes effect with their next press. A new role brings its usual rights."""
    before = colleague(book, name)
    role = wished.role or before.role
    usual = usual_rights(role) if role is not before.role else before.rights
    rights = usual if wished.rights is None else tuple(right for right in APART if right in wished.rights)
    after = replace(
        before, shown_name=(wished.shown_name or "").strip() or before.shown_name, role=role, rights=rights
    )
    if role is not Role.ADMIN:
        _leave_one_administrator(book, before)
    return _changed(book, "person-change", before, after, by)


def retire(book: Book, name: str, by: str) -> Person:
    """Somebody does not work here any more: they sign in no more and are signed out everywhere; what they did stays."""
    before = colleague(book, name)
    if before.retired_at is not None:
        return before
    _leave_one_administrator(book, before)
    after = replace(before, retired_at=book.now)
    _end_keys(book, before, by)
    return _changed(book, "person-retire", before, after, by)


def bring_back(book: Book, name: str, shut_password: str, by: str) -> Person:
    """Somebody works here again. Their old password opens nothing: it was not changed for as long as they were away."""
    before = colleague(book, name)
    if before.retired_at is None:
        return before
    after = replace(before, retired_at=None, password=shut_password, failures=0, locked_until=None)
    return _changed(book, "person-return", before, after, by)


def _leave_one_administrator(book: Book, before: Person) -> None:
    """BadInput when nobody would be left who may change the office."""
    if before.role is not Role.ADMIN or before.retired_at is not None:
        return
    others = (one for one in book.people.all() if one.name != before.name and one.retired_at is None)
    if not any(one.role is Role.ADMIN for one in others):
        raise BadInput(where="role", why="last-administrator", hint="make somebody else administrator first")


def _changed(book: Book, verb: str, before: Person, after: Person, by: str) -> Person:
    if after != before:
        book.people.save(after)
        told = {"name": after.name, "before": told_of(before), "after": told_of(after)}
        book.journal.write(verb, book.now, by, facts=told)
    return after


def set_password(
    book: Book, name: str, password: str, by: str, *, must_change: bool = False, but: int | None = None
) -> Person:
    """`password` is a hash. Whoever was signed in under the old one is signed out (`but` the session of this key)."""
    before = colleague(book, name)
    after = replace(before, password=password, must_change=must_change, failures=0, locked_until=None)
    book.people.save(after)
    _end_keys(book, before, by, but)
    book.journal.write("password-set", book.now, by, facts={"name": before.name, "must_change": must_change})
    return after


def send_link(book: Book, name: str, by: str, secret: str | None = None) -> Admitted:
    """A link by which somebody chooses a password themselves, once, within a day. Earlier ones open nothing more."""
    found = colleague(book, name)
    if found.retired_at is not None:
        raise NoSuchPerson(name=name)
    for key in book.people.good_keys_of(found.name, LINK):
        book.people.revoke(key.id, book.now)
    book.journal.write("password-link", book.now, by, facts={"name": found.name})
    return _cut(book, LINK, "password", found.name, None, LINK_LASTS, secret, found.name)


def set_password_by_link(book: Book, key: Key, password: str) -> Person:
    """The link opens once. LinkOver when it was used, or is older than a day."""
    is_theirs = key.kind == LINK and key.person is not None and key.is_good(book.now)
    if not is_theirs or not book.people.revoke(key.id, book.now):
        raise LinkOver
    return set_password(book, str(key.person), password, str(key.person))


def shut() -> str:
    """A hash that no password opens: of a name that nobody has, or of who is yet to choose their password."""
    return _hasher.hash(secrets.token_hex(16))


def check_password(found: Person | None, password: str, now: datetime) -> Person:
    """The person, if the password is theirs. Takes as long for a name that nobody has.

    Raises WrongPassword (the same for both, and for who has left), or LockedOut while a lock lasts.
    """
    if found is not None and found.locked_until is not None and now < found.locked_until:
        raise LockedOut(seconds=int((found.locked_until - now).total_seconds()) + 1)
    try:
        _hasher.verify(found.password if found else _nobody(), rules.written(password))
    except VerificationError as wrong:
        raise WrongPassword from wrong
    if found is None or found.retired_at is not None:
        raise WrongPassword
    return found


@cache
def _nobody() -> str:
    return shut()


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
        lock = lock_after(failures)
        self._tried[name.lower()] = (failures, now + lock if lock else None)
        if len(self._tried) > self.MOST:
            self._tried.popitem(last=False)


def note_failure(book: Book, name: str) -> None:
    """One more wrong password: after a few, each makes the next try wait twice as long."""
    found = book.people.named(name)
    if found is None:
        return
    lock = lock_after(found.failures + 1)
    book.people.note_failure(found, book.now + lock if lock else None)


def begin_session(book: Book, shown: Person, secret: str | None = None) -> Admitted:
    """Lets somebody in who has just shown their password; with this secret, where one is given.

    `shown` is the person as they were then, with what they used up of their second factor.
    """
    found = book.people.named(shown.name)
    if found is None or found.password != shown.password or found.retired_at is not None:
        raise WrongPassword
    book.people.note_success(found)
    if found.otp is not None:
        _use_up(book, found, shown)
    return _cut(book, SESSION, found.role, found.name, None, WHOLE, secret, found.name)


def _use_up(book: Book, found: Person, shown: Person) -> None:
    """Two presses at once with one code: the second comes too late."""
    is_new = shown.otp_step != found.otp_step or shown.spare_codes != found.spare_codes
    is_later = (shown.otp_step or 0) >= (found.otp_step or 0)
    if not (is_new and is_later and set(shown.spare_codes) <= set(found.spare_codes)):
        raise WrongPassword
    book.people.note_codes(found, shown.otp_step, shown.spare_codes)


def end_sessions(book: Book, name: str, by: str, but: int | None = None) -> int:
    """Signed out everywhere (but here); how many sessions that were."""
    return _end_keys(book, colleague(book, name), by, but)


def _end_keys(book: Book, found: Person, by: str, but: int | None = None) -> int:
    ended = [key.id for key in book.people.good_keys_of(found.name, SESSION, LINK) if key.id != but]
    for key in ended:
        book.people.revoke(key, book.now)
    if ended:
        book.journal.write("sessions-end", book.now, by, facts={"name": found.name, "keys": ended})
    return len(ended)


def sessions_of(book: Book, name: str) -> list[Key]:
    """Where somebody is signed in."""
    return [key for key in book.people.good_keys_of(name, SESSION) if key.is_good(book.now)]


def note_seen(book: Book, seen: Mapping[int, datetime]) -> None:
    """When each session was last used; no line in the journal for that."""
    book.people.note_seen(seen)


def cut_token(book: Book, scope: Scope, name: str, counter: str | None) -> Admitted:
    """A bearer token for a program or a device. A counter, where given, must exist."""
    if counter is not None:
        book.catalogue.plan(counter)
    admitted = _cut(book, TOKEN, scope, name, counter, None)
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
    person: str | None = None,
) -> Admitted:
    secret = secret or secrets.token_urlsafe(32)
    cut = book.people.cut_key(kind, hashed(secret), scope, name, counter, book.now, lasts, person)
    return Admitted(cut, secret)


def keys(book: Book) -> list[Key]:
    return book.people.keys()


def tokens(book: Book) -> list[Key]:
    """Those of programs and devices."""
    return [key for key in keys(book) if key.kind in (TOKEN, DEVICE)]


def revoke(book: Book, key: int, by: str = ADMINISTRATOR) -> bool:
    """The key opens nothing any more; False when there is none such that still did."""
    done = book.people.revoke(key, book.now)
    if done:
        book.journal.write("key-revoke", book.now, by, facts={"key": key})
    return done
