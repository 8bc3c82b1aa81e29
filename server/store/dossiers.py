"""The register: every dossier, its steps, and what reports add up of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

import msgspec
from sqlalchemy import Select, func, insert, select, update

from server.domain.dossier import Dossier, DossierState, Standing
from server.domain.dossier_report import APOLOGISED, RECEIVED, RECORDED
from server.domain.due import NO_LIMIT, Extension, Limit, Stop
from server.domain.local import local
from server.domain.procedure import Channel
from server.store import tables as t
from server.store.draft import Draft, adding

Count = tuple[date, str, str, str, str]
"""Day, kind, field, channel, online level."""


class Facts(msgspec.Struct, omit_defaults=True):
    """What of a dossier is only shown, or reckoned with when it moves."""

    name: str
    limit: Limit = NO_LIMIT
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    papers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    owner: str = ""
    handed_to: str = ""
    note: str = ""
    language: str = "vi"
    collecting: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a dossier."""

    at: datetime
    verb: str
    state: str
    by: str
    note: str


class Dossiers:
    """The register of one office within one transaction."""

    def __init__(self, draft: Draft, office: int, zone: tzinfo) -> None:
        self.draft, self.office, self.zone = draft, office, zone

    def named(self, code: str) -> Dossier | None:
        return self._one(select(t.dossiers).where(t.dossiers.c.code == code))

    def with_secret(self, secret: str) -> Dossier | None:
        return self._one(select(t.dossiers).where(t.dossiers.c.secret == secret))

    def of_ticket(self, ticket: str) -> list[Dossier]:
        """Those that a visit brought, and those that it collects."""
        d = t.dossiers.c
        mine = select(t.dossiers).where(d.ticket == ticket, d.ticket.is_not(None)).order_by(d.code)
        brought = list(self._all(mine))
        known = {one.code for one in brought}
        in_hand = select(t.dossiers).where(t.one_of(d.state, t.IN_HAND), d.state == DossierState.READY)
        collected = [one for one in self._all(in_hand) if one.collecting == ticket and one.code not in known]
        return brought + collected

    def forget_visits(self, today: date) -> None:
        """Which visit of an earlier day brought or collected which dossier: a rating would be somebody's by it."""
        d = t.dossiers.c
        brought = update(t.dossiers).where(d.office == self.office, d.ticket.is_not(None), d.day < today)
        self.draft.conn.execute(brought.values(ticket=None))
        for one in self.in_hand():
            if one.collecting is not None and not one.collecting.startswith(f"{today:%Y-%m-%d}"):
                self.save(one, replace(one, collecting=None))

    def in_hand(self) -> list[Dossier]:
        """Those about which something is still to be done, the soonest due first."""
        d = t.dossiers.c
        asked = (
            select(t.dossiers)
            .where(t.one_of(d.state, t.IN_HAND))
            .order_by(d.due_at.is_(None), d.due_at, d.code)
        )
        return list(self._all(asked))

    def of_days(self, first: date, last: date, limit: int | None = None) -> Iterator[Dossier]:
        """Those received on these days, in the order of their codes."""
        d = t.dossiers.c
        asked = select(t.dossiers).where(d.day >= first, d.day <= last).order_by(d.day, d.code)
        return self._all(asked.limit(limit) if limit is not None else asked)

    def latest(self, limit: int) -> list[Dossier]:
        d = t.dossiers.c
        return list(self._all(select(t.dossiers).order_by(d.day.desc(), d.code.desc()).limit(limit)))

    def next_number(self, day: date) -> int:
        """The next number of a code on this day, without gaps: it is given back if the change fails."""
        n = t.dossier_numbers
        row = adding(self.draft.looking.dialect.name, n).values(office=self.office, day=day, last=1)
        row = row.on_conflict_do_update(index_elements=["office", "day"], set_={"last": n.c.last + 1})
        return int(self.draft.conn.execute(row.returning(n.c.last)).scalar_one())

    def last_number(self, day: date) -> int:
        """The last number that was given on this day, 0 before the first."""
        n = t.dossier_numbers.c
        asked = select(n.last).where(n.office == self.office, n.day == day)
        return int(self.draft.looking.execute(asked).scalar() or 0)

    def add(self, dossier: Dossier) -> None:
        self.draft.conn.execute(insert(t.dossiers), _row(self.office, dossier, self.zone))
        self.count(_counted(None, dossier, self.zone))

    def add_all(self, dossiers: Iterable[Dossier]) -> None:
        """Many at once, as they come from another system."""
        told = list(dossiers)
        if told:
            self.draft.conn.execute(insert(t.dossiers), [_row(self.office, one, self.zone) for one in told])
        totals: Counter[Count] = Counter()
        for one in told:
            totals.update(_counted(None, one, self.zone))
        self.count(totals)

    def save(self, before: Dossier, after: Dossier) -> None:
        d = t.dossiers.c
        row = _row(self.office, after, self.zone)
        self.draft.conn.execute(
            update(t.dossiers).where(d.office == self.office, d.code == before.code).values(**row)
        )
        changed = _counted(before, after, self.zone)
        self.count(changed)

    def step(self, dossier: Dossier, at: datetime, verb: str, by: str, note: str) -> None:
        s = t.dossier_steps.c
        last = select(func.max(s.ordinal)).where(s.office == self.office, s.code == dossier.code)
        self.draft.conn.execute(
            insert(t.dossier_steps),
            {
                "office": self.office,
                "code": dossier.code,
                "ordinal": int(self.draft.conn.execute(last).scalar() or 0) + 1,
                "at": at,
                "verb": verb,
                "state": dossier.state,
                "by": by,
                "note": note,
            },
        )

    def steps(self, code: str) -> list[Step]:
        s = t.dossier_steps.c
        asked = select(t.dossier_steps).where(s.office == self.office, s.code == code).order_by(s.ordinal)
        rows = self.draft.looking.execute(asked)
        return [Step(local(row.at, self.zone), row.verb, row.state, row.by, row.note) for row in rows]

    def count(self, changed: Counter[Count]) -> None:
        """Adds to what reports add up."""
        c = t.dossier_counts
        key = ["office", "day", "kind", "field", "channel", "online"]
        for row, count in changed.items():
            if count:
                told = dict(zip(key, (self.office, *row), strict=True)) | {"count": count}
                grown = {"count": c.c.count + count}
                self.draft.conn.execute(
                    adding(self.draft.looking.dialect.name, c)
                    .values(**told)
                    .on_conflict_do_update(index_elements=key, set_=grown)
                )

    def sums(self, first: date, last: date) -> list[tuple[str, str, str, str, int]]:
        """Kind, field, channel, online level and how many, of these days."""
        c = t.dossier_counts.c
        names = (c.kind, c.field, c.channel, c.online)
        asked = (
            select(*names, func.sum(c.count))
            .where(c.office == self.office, c.day >= first, c.day <= last)
            .group_by(*names)
        )
        return [(*row[:4], int(row[4])) for row in self.draft.looking.execute(asked)]

    def overdue_on(self, due_before: datetime, day: date) -> list[tuple[str, int]]:
        """Of each field how many were pending at the end of a day although they were due before a moment.

        The time is that which the dossier had last: what was extended since is not told as late.
        """
        d = t.dossiers.c
        late = (d.office == self.office) & (d.day <= day) & (d.due_at < due_before)
        still = late & t.one_of(d.state, t.IN_HAND) & d.settled_day.is_(None)
        later = late & (d.settled_day > day)
        found: Counter[str] = Counter()
        for asked in (still, later):
            rows = self.draft.looking.execute(select(d.field, func.count()).where(asked).group_by(d.field))
            found.update({row[0]: int(row[1]) for row in rows})
        return sorted(found.items())

    def _one(self, asked: Select[Any]) -> Dossier | None:
        row = self.draft.looking.execute(asked.where(t.dossiers.c.office == self.office)).one_or_none()
        return dossier_in(row, self.zone) if row is not None else None

    def _all(self, asked: Select[Any]) -> Iterator[Dossier]:
        rows = self.draft.looking.execute(asked.where(t.dossiers.c.office == self.office))
        return (dossier_in(row, self.zone) for row in rows)


def _counted(before: Dossier | None, after: Dossier, zone: tzinfo) -> Counter[Count]:
    """What a dossier adds to the counts of its days by being as it is now, less what it added before."""
    changed = Counter(counts_of(after, zone))
    changed.subtract(counts_of(before, zone) if before is not None else ())
    return changed


def counts_of(dossier: Dossier, zone: tzinfo) -> Iterator[Count]:
    """What a dossier adds to the counts of its days by being as it is."""
    of = (dossier.field, dossier.channel.value, dossier.online)
    yield (dossier.day, RECEIVED, *of)
    if dossier.recorded:
        yield (dossier.day, RECORDED, *of)
    if dossier.settled_at is None or dossier.standing is None:
        return
    day = dossier.settled_at.astimezone(zone).date()
    yield (day, dossier.standing.value, *of)
    if dossier.state not in (DossierState.READY, DossierState.RETURNED):
        yield (day, dossier.state.value, *of)
    if dossier.standing is Standing.LATE and dossier.extensions:
        yield (day, APOLOGISED, *of)


def settled_day(dossier: Dossier, zone: tzinfo) -> date | None:
    """The office's day on which it was settled."""
    return dossier.settled_at.astimezone(zone).date() if dossier.settled_at else None


def _row(office: int, dossier: Dossier, zone: tzinfo) -> dict[str, Any]:
    facts = Facts(**{name: getattr(dossier, name) for name in Facts.__struct_fields__})
    told = {column.name: getattr(dossier, column.name, None) for column in t.dossiers.columns}
    return told | {
        "office": office,
        "settled_day": settled_day(dossier, zone),
        "name_spent_on": settled_day(dossier, zone) if dossier.name_is_spent else None,
        "facts": msgspec.json.encode(facts).decode(),
    }


def dossier_in(row: Any, zone: tzinfo) -> Dossier:
    """The dossier that a row of the register holds."""
    facts = msgspec.json.decode(row.facts, type=Facts)
    told = {name: getattr(facts, name) for name in Facts.__struct_fields__}
    told["stops"] = tuple(_stop(stop, zone) for stop in facts.stops)
    told["extensions"] = tuple(
        Extension(local(one.at, zone), local(one.due, zone)) for one in facts.extensions
    )
    plain = (
        "code",
        "procedure",
        "version",
        "field",
        "service",
        "day",
        "clerk",
        "secret",
        "online",
        "ticket",
        "recorded",
    )
    return Dossier(
        **{name: getattr(row, name) for name in plain},
        channel=Channel(row.channel),
        state=DossierState(row.state),
        received_at=local(row.received_at, zone),
        due_at=local(row.due_at, zone) if row.due_at else None,
        settled_at=local(row.settled_at, zone) if row.settled_at else None,
        standing=Standing(row.standing) if row.standing else None,
        **told,
    )


def _stop(stop: Stop, zone: tzinfo) -> Stop:
    return Stop(local(stop.since, zone), local(stop.until, zone) if stop.until else None, stop.anew)
