"""The procedures of an office, version by version, and those that the public reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from server.domain.due import NO_LIMIT, Limit
from server.domain.name import Name
from server.domain.procedure import NOT_STATED, Channel, Fee, Paper, Posting, Procedure
from server.store import tables as t


class Facts(msgspec.Struct, omit_defaults=True):
    """What of a version is kept as JSON: everything that is not looked for by a column."""

    papers: tuple[Paper, ...] = ()
    limit: Limit = NO_LIMIT
    limits: tuple[tuple[Channel, Limit], ...] = ()
    fee: Fee = NOT_STATED
    channels: tuple[Channel, ...] = (Channel.DIRECT,)
    online: str = ""
    result: Name | None = None
    link: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """The procedures in force on one day, the commonest first. `kept`: what was worked out of them by whoever asked first."""

    by_code: dict[str, Procedure]
    kept: dict[str, Any] = field(default_factory=dict, compare=False)


def posted_on(versions: Iterable[Procedure], day: date) -> Posted:
    """Of each procedure the version in force; one that was withdrawn is not posted."""
    latest: dict[str, Procedure] = {}
    for one in versions:
        if one.posting is Posting.DRAFT or one.since > day:
            continue
        before = latest.get(one.code)
        if before is None or (before.since, before.version) < (one.since, one.version):
            latest[one.code] = one
    shown = [one for one in latest.values() if one.posting is Posting.PUBLISHED]
    return Posted({one.code: one for one in sorted(shown, key=lambda one: (one.place, one.code))})


class Procedures:
    """Every version, within one transaction."""

    def __init__(self, conn: Connection, office: int) -> None:
        self.conn, self.office = conn, office

    def all(self) -> list[Procedure]:
        p = t.procedures.c
        asked = select(t.procedures).where(p.office == self.office).order_by(p.place, p.code, p.version)
        return [_procedure(row) for row in self.conn.execute(asked)]

    def of(self, code: str) -> list[Procedure]:
        """The versions of one procedure, oldest first."""
        p = t.procedures.c
        asked = select(t.procedures).where(p.office == self.office, p.code == code).order_by(p.version)
        return [_procedure(row) for row in self.conn.execute(asked)]

    def next_place(self) -> int:
        p = t.procedures.c
        asked = select(func.max(p.place)).where(p.office == self.office)
        return int(self.conn.execute(asked).scalar() or 0) + 1

    def add(self, versions: Iterable[Procedure]) -> None:
        rows = [procedure_row(self.office, version) for version in versions]
        if rows:
            self.conn.execute(insert(t.procedures), rows)

    def replace(self, version: Procedure) -> None:
        """This version is now as told: only a draft, or its state."""
        p = t.procedures.c
        row = procedure_row(self.office, version)
        mine = (p.office == self.office) & (p.code == version.code) & (p.version == version.version)
        self.conn.execute(update(t.procedures).where(mine).values(**row))


def procedure_row(office: int, procedure: Procedure) -> dict[str, Any]:
    facts = Facts(**{name: getattr(procedure, name) for name in Facts.__struct_fields__})
    return {
        "office": office,
        "code": procedure.code,
        "version": procedure.version,
        "since": procedure.since,
        "state": procedure.posting,
        "service": procedure.service,
        "place": procedure.place,
        "name_vi": procedure.name.vi,
        "name_en": procedure.name.en,
        "field_vi": procedure.field.vi,
        "field_en": procedure.field.en,
        "facts": msgspec.json.encode(facts).decode(),
    }


def _procedure(row: Any) -> Procedure:
    facts = msgspec.json.decode(row.facts, type=Facts)
    return Procedure(
        code=row.code,
        name=Name(row.name_vi, row.name_en),
        field=Name(row.field_vi, row.field_en),
        service=row.service,
        since=row.since,
        posting=Posting(row.state),
        version=row.version,
        place=row.place,
        **{name: getattr(facts, name) for name in Facts.__struct_fields__},
    )
