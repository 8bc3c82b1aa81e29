"""Who works here, and which keys (tokens, devices, sessions) open which door."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from server.domain.roles import Role
from server.store import tables as t
from server.store.draft import Draft


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    shown_name: str
    role: Role
    password: str
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A token (`kind` token), a paired device or a session of a person. The secret itself is not kept."""

    id: int
    office: int
    kind: str
    scope: str
    name: str
    counter: str | None
    created_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.ends_at is None or now < self.ends_at)


def hashed(secret: str) -> str:
    """How a random secret is kept: it has 256 bits, so a plain hash does."""
    return hashlib.sha256(secret.encode()).hexdigest()


class People:
    """The people and keys of one office within one transaction."""

    def __init__(self, draft: Draft, office: int) -> None:
        self.draft, self.office = draft, office

    def add(self, person: Person, now: datetime) -> None:
        self.draft.conn.execute(
            insert(t.people),
            {
                "office": self.office,
                "name": person.name,
                "shown_name": person.shown_name,
                "role": person.role,
                "password": person.password,
                "failures": 0,
                "locked_until": None,
                "created_at": now,
            },
        )

    def named(self, name: str) -> Person | None:
        c = t.people.c
        row = self.draft.looking.execute(
            select(t.people).where(c.office == self.office, func.lower(c.name) == name.lower())
        ).one_or_none()
        if row is None:
            return None
        return Person(row.name, row.shown_name, Role(row.role), row.password, row.failures, row.locked_until)

    def note_failure(self, person: Person, locked_until: datetime | None) -> None:
        self._set(person.name, failures=person.failures + 1, locked_until=locked_until)

    def note_success(self, person: Person) -> None:
        self._set(person.name, failures=0, locked_until=None)

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
                )
                .returning(t.keys.c.id)
            ).scalar_one()
        )

    def keys(self) -> list[Key]:
        rows = self.draft.looking.execute(
            select(t.keys).where(t.keys.c.office == self.office).order_by(t.keys.c.id)
        )
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


def key_with(conn: Connection, hashed: str) -> Key | None:
    """The key with this hash, of whatever office."""
    row = conn.execute(select(t.keys).where(t.keys.c.hash == hashed)).one_or_none()
    return _key(row) if row else None


def _key(row: object) -> Key:
    names = ("id", "office", "kind", "scope", "name", "counter", "created_at", "ends_at", "revoked_at")
    return Key(**{name: getattr(row, name) for name in names})
