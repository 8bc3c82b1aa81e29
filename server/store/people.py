"""Who works here, and which keys (tokens, devices, sessions, links) open which door."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from server.domain.roles import APART, Role, Scope
from server.store import catalogue
from server.store import tables as t
from server.store.draft import Draft

SESSION, TOKEN, DEVICE, LINK = "session", "token", "device", "link"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. `rights`: those apart from the role; `spare_codes`: hashes of what is left of them."""

    name: str
    shown_name: str
    role: Role
    password: str
    failures: int = 0
    locked_until: datetime | None = None
    rights: tuple[Scope, ...] = ()
    must_change: bool = False
    retired_at: datetime | None = None
    otp: str | None = None
    otp_step: int | None = None
    spare_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A token, a paired device, a session or one-time link of a person. The secret itself is not kept.

    `person` with `shown_name`, `role`, `rights`, `must_change` and `retired` as they are now, where it is somebody's.
    """

    id: int
    office: int
    kind: str
    scope: str
    name: str
    counter: str | None
    created_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    person: str | None = None
    seen_at: datetime | None = None
    shown_name: str | None = None
    role: str | None = None
    rights: str | None = None
    must_change: bool = False
    retired: bool = False

    def is_good(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and not self.retired and (self.ends_at is None or now < self.ends_at)


def hashed(secret: str) -> str:
    """How a random secret is kept: it has 256 bits, so a plain hash does."""
    return hashlib.sha256(secret.encode()).hexdigest()


class People:
    """The people and keys of one office within one transaction."""

    def __init__(self, draft: Draft, office: int) -> None:
        self.draft, self.office = draft, office

    def add(self, person: Person, now: datetime) -> None:
        row = {"office": self.office, "created_at": now, **_columns(person)}
        self.draft.conn.execute(insert(t.people), row)
        catalogue.new_version(self.draft.conn, self.office)

    def save(self, person: Person) -> None:
        """The person as they are now; their name to sign in with stays."""
        c = t.people.c
        self.draft.conn.execute(
            update(t.people).where(c.office == self.office, c.name == person.name).values(**_columns(person))
        )
        catalogue.new_version(self.draft.conn, self.office)

    def all(self) -> list[Person]:
        """Everybody, also who has left, by name."""
        c = t.people.c
        asked = select(t.people).where(c.office == self.office).order_by(c.name)
        return [_person(row) for row in self.draft.looking.execute(asked)]

    def named(self, name: str) -> Person | None:
        c = t.people.c
        row = self.draft.looking.execute(
            select(t.people).where(c.office == self.office, func.lower(c.name) == name.lower())
        ).one_or_none()
        return _person(row) if row is not None else None

    def note_failure(self, person: Person, locked_until: datetime | None) -> None:
        self._set(person.name, failures=person.failures + 1, locked_until=locked_until)

    def note_success(self, person: Person) -> None:
        self._set(person.name, failures=0, locked_until=None)

    def note_codes(self, person: Person, step: int | None, spare: tuple[str, ...]) -> None:
        """What was used of the second factor is not taken again."""
        self._set(person.name, otp_step=step, spare_codes=" ".join(spare))

    def _set(self, name: str, **values: object) -> None:
        c = t.people.c
        self.draft.conn.execute(
            update(t.people).where(c.office == self.office, c.name == name).values(**values)
        )

    def cut_key(
        self,
        kind: str,
        hashed: str,
        scope: str,
        name: str,
        counter: str | None,
        now: datetime,
        lasts: timedelta | None = None,
        person: str | None = None,
    ) -> int:
        """A new key; `lasts` None is until revoked. Returns its id."""
        return int(
            self.draft.conn.execute(
                insert(t.keys)
                .values(
                    office=self.office,
                    kind=kind,
                    hash=hashed,
                    scope=scope,
                    name=name,
                    counter=counter,
                    created_at=now,
                    ends_at=now + lasts if lasts else None,
                    person=person,
                    seen_at=now if person else None,
                )
                .returning(t.keys.c.id)
            ).scalar_one()
        )

    def keys(self) -> list[Key]:
        """Every key of this office, the oldest first."""
        return self._keys(t.keys.c.office == self.office)

    def key(self, key: int) -> Key | None:
        return next(iter(self._keys(t.keys.c.office == self.office, t.keys.c.id == key)), None)

    def good_keys_of(self, person: str, *kinds: str) -> list[Key]:
        """The sessions (or keys of other kinds) of somebody that were not revoked."""
        c = t.keys.c
        return self._keys(
            c.office == self.office, c.person == person, c.kind.in_(kinds), c.revoked_at.is_(None)
        )

    def _keys(self, *those: Any) -> list[Key]:
        rows = self.draft.looking.execute(select(t.keys).where(*those).order_by(t.keys.c.id))
        return [_key(row) for row in rows]

    def revoke(self, key: int, now: datetime) -> bool:
        """False when there is no such key or it was revoked before."""
        c = t.keys.c
        done = self.draft.conn.execute(
            update(t.keys)
            .where(c.office == self.office, c.id == key, c.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        return done.rowcount == 1

    def rename(self, key: int, name: str, counter: str | None) -> None:
        c = t.keys.c
        self.draft.conn.execute(
            update(t.keys).where(c.office == self.office, c.id == key).values(name=name, counter=counter)
        )

    def note_seen(self, seen: Mapping[int, datetime]) -> None:
        """When each of these sessions was last used."""
        c = t.keys.c
        for key, at in seen.items():
            self.draft.conn.execute(
                update(t.keys).where(c.office == self.office, c.id == key).values(seen_at=at)
            )


def key_with(conn: Connection, hashed: str) -> Key | None:
    """The key with this hash, of whatever office, and what its person may now."""
    row = conn.execute(_WITH_PERSON.where(t.keys.c.hash == hashed)).one_or_none()
    return _with_person(row) if row is not None else None


def keys_numbered(conn: Connection, keys: Collection[int]) -> list[Key]:
    """These keys, likewise."""
    return [_with_person(row) for row in conn.execute(_WITH_PERSON.where(t.keys.c.id.in_(keys)))]


_P, _K = t.people.c, t.keys.c
_WITH_PERSON = select(
    t.keys, _P.shown_name, _P.role, _P.rights, _P.must_change, _P.retired_at.label("gone")
).select_from(t.keys.outerjoin(t.people, (_K.office == _P.office) & (_K.person == _P.name)))


def _with_person(row: Any) -> Key:
    return _key(
        row,
        shown_name=row.shown_name,
        role=row.role,
        rights=row.rights,
        must_change=bool(row.must_change),
        retired=row.gone is not None,
    )


_OF_KEYS = (
    "id", "office", "kind", "scope", "name", "counter", "created_at", "ends_at", "revoked_at", "person", "seen_at",
)  # fmt: skip


def _key(row: object, **of_person: Any) -> Key:
    return Key(**{name: getattr(row, name) for name in _OF_KEYS}, **of_person)


def _columns(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "shown_name": person.shown_name,
        "role": person.role,
        "password": person.password,
        "failures": person.failures,
        "locked_until": person.locked_until,
        "rights": " ".join(right for right in APART if right in person.rights),
        "must_change": person.must_change,
        "retired_at": person.retired_at,
        "otp": person.otp,
        "otp_step": person.otp_step,
        "spare_codes": " ".join(person.spare_codes),
    }


def _person(row: Any) -> Person:
    return Person(
        row.name,
        row.shown_name,
        Role(row.role),
        row.password,
        row.failures,
        row.locked_until,
        tuple(map(Scope, row.rights.split())),
        row.must_change,
        row.retired_at,
        row.otp,
        row.otp_step,
        tuple(row.spare_codes.split()),
    )
