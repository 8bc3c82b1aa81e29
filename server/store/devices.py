"""The machines of an office: those that wait at the door with a code, and what each said of itself last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from server.store import tables as t
from server.store.draft import Draft, adding
from server.store.people import DEVICE, TOKEN

KEPT = timedelta(days=1)
"""How long a machine that was not let in is remembered."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A machine at the door. `scope`: as what it wants to come in; `key`: the key it got."""

    id: int
    code: str
    scope: str
    address: str
    agent: str
    ends_at: datetime
    key: int | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a machine says of itself. `sound`: allowed, blocked, off, or "" where it has none."""

    version: str = ""
    width: int | None = None
    height: int | None = None
    sound: str = ""
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A machine of the office, with what was heard of it last. `kind`: device for a paired one, token for one with a link."""

    id: int
    kind: str
    scope: str
    name: str
    counter: str | None
    created_at: datetime
    seen_at: datetime | None
    heard: Heard


class Devices:
    """The machines of one office within one transaction."""

    def __init__(self, draft: Draft, office: int) -> None:
        self.draft, self.office = draft, office

    def begin(self, hashed: str, code: str, scope: str, heard: Heard, now: datetime, ends: datetime) -> None:
        """One more machine at the door; whoever gave up is forgotten."""
        conn, p = self.draft.conn, t.pairings
        conn.execute(delete(p).where(p.c.ends_at < now - KEPT))
        row = {"code": code, "hash": hashed, "scope": scope, "created_at": now, "ends_at": ends}
        conn.execute(
            insert(p), {**row, "address": heard.address, "agent": heard.agent, "office": None, "key": None}
        )

    def waiting(self, now: datetime) -> list[Pairing]:
        """Everybody at the door whose code still holds: of no office yet."""
        p = t.pairings.c
        rows = self.draft.looking.execute(select(t.pairings).where(p.ends_at > now, p.key.is_(None)))
        return [_pairing(row) for row in rows]

    def let_in(self, pairing: Pairing, key: int) -> bool:
        """The machine is of this office now; False when another office was faster."""
        p = t.pairings.c
        done = self.draft.conn.execute(
            update(t.pairings).where(p.id == pairing.id, p.key.is_(None)).values(office=self.office, key=key)
        )
        return done.rowcount == 1

    def hash_of(self, pairing: Pairing) -> str:
        p = t.pairings.c
        return str(self.draft.looking.execute(select(p.hash).where(p.id == pairing.id)).scalar_one())

    def note(self, key: int, heard: Heard, now: datetime) -> None:
        """What a machine says of itself takes the place of what it said before."""
        said = {name: getattr(heard, name) for name in Heard.__dataclass_fields__} | {"seen_at": now}
        row = adding(self.draft.conn.dialect.name, t.devices).values(office=self.office, key=key, **said)
        self.draft.conn.execute(row.on_conflict_do_update(index_elements=["key"], set_=said))

    def known(self, scopes: tuple[str, ...]) -> list[Device]:
        """Every machine of the office that was not revoked, by what it is and its name."""
        k, d = t.keys.c, t.devices.c
        asked = (
            select(
                t.keys, d.seen_at.label("heard_at"), d.version, d.width, d.height, d.sound, d.address, d.agent
            )
            .select_from(t.keys.outerjoin(t.devices, k.id == d.key))
            .where(
                k.office == self.office,
                k.revoked_at.is_(None),
                k.kind.in_((DEVICE, TOKEN)),
                k.scope.in_(scopes),
            )
            .order_by(k.scope, func.lower(k.name), k.id)
        )
        return [_device(row) for row in self.draft.looking.execute(asked)]


def pairing_of(conn: Connection, hashed: str) -> Pairing | None:
    """The machine that has this secret."""
    row = conn.execute(select(t.pairings).where(t.pairings.c.hash == hashed)).one_or_none()
    return _pairing(row) if row else None


def _pairing(row: Any) -> Pairing:
    return Pairing(row.id, row.code, row.scope, row.address, row.agent, row.ends_at, row.key)


def _device(row: Any) -> Device:
    heard = Heard(
        row.version or "", row.width, row.height, row.sound or "", row.address or "", row.agent or ""
    )
    return Device(row.id, row.kind, row.scope, row.name, row.counter, row.created_at, row.heard_at, heard)
