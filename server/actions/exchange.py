"""Dossiers passed on: to the electronic one-stop system, and from it."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from server.actions.reception import SECRET_BYTES
from server.domain.calendar import WorkTime
from server.domain.dossier import OVER, Dossier, DossierState, reckoned
from server.domain.dossier_sheet import ProcedureOf, read
from server.domain.procedure import Channel, Posting, Procedure
from server.domain.procedure_sheet import Remark, Row
from server.office import Book, dossier_digest


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a table of dossiers brought: how many are new, changed, the same; or its faults, and then nothing was kept."""

    new: int
    changed: int
    same: int
    faults: tuple[Remark, ...]

    @property
    def counts(self) -> dict[str, int]:
        return {"dossiers_new": self.new, "dossiers_changed": self.changed, "dossiers_same": self.same}


def take_in(book: Book, header: Sequence[str], rows: Iterable[Row], by: str) -> TakenIn:
    """Keeps the dossiers of a table, all or none; the same table once more changes nothing.

    A dossier that is in the register already is set to what the table says of it; its page and its papers stay. A name
    that has gone from one that is over does not come back.
    """
    told = read(
        header,
        rows,
        _procedure_of(book),
        book.work_time,
        book.profile.zone,
        lambda: secrets.token_urlsafe(SECRET_BYTES),
        partial(_dated, book),
    )
    if told.faults:
        return TakenIn(0, 0, 0, told.faults)
    fresh, changed = [], []
    for one in told.dossiers:
        before = book.dossiers.named(one.code)
        if before is None:
            fresh.append(one)
        elif (after := _merged(before, one)) != before:
            changed.append((before, after))
    book.dossiers.add_all(fresh)
    for before, after in changed:
        book.dossiers.save(before, after)
    if fresh or changed:
        kept = [*fresh, *(after for _, after in changed)]
        codes = {"new": [one.code for one in fresh], "changed": [after.code for _, after in changed]}
        book.note("dossiers-taken-in", by, **codes, digests={one.code: dossier_digest(one) for one in kept})
    return TakenIn(len(fresh), len(changed), len(told.dossiers) - len(fresh) - len(changed), ())


def _procedure_of(book: Book) -> ProcedureOf:
    """Also those that were withdrawn since: what they brought is in the register."""
    versions: dict[str, list[Procedure]] = {}
    for one in book.versions().all():
        if one.posting is not Posting.DRAFT:
            versions.setdefault(one.code, []).append(one)

    def in_force(code: str, day: date) -> Procedure | None:
        known = versions.get(code, ())
        then = [one for one in known if one.since <= day] or known[:1]
        return max(then, key=lambda one: (one.since, one.version), default=None)

    return in_force


def _dated(book: Book, told: Dossier, state: DossierState, work: WorkTime) -> Dossier:
    """What was promised when it came stays, whatever the calendar and the procedure have become since."""
    before = book.dossiers.named(told.code)
    if before is None or _case(before) != _case(told):
        return reckoned(told, work)
    stands_still = before.due_at is None and state is DossierState.SUPPLEMENT
    return replace(told, due_at=before.due_at) if before.due_at or stands_still else reckoned(told, work)


def _case(one: Dossier) -> tuple[str, Channel, datetime]:
    return (one.procedure, one.channel, one.received_at)


def _merged(before: Dossier, told: Dossier) -> Dossier:
    """What another system cannot know stays; so does the version of the procedure that was in force when it came."""
    if told.procedure == before.procedure:
        told = replace(
            told,
            version=before.version,
            limit=before.limit,
            name=before.name,
            field=before.field,
            service=before.service,
        )
    return replace(
        told,
        secret=before.secret,
        ticket=before.ticket,
        papers=before.papers,
        missing=before.missing,
        stops=before.stops,
        extensions=before.extensions,
        note=before.note,
        handed_to=before.handed_to,
        language=before.language,
        collecting=before.collecting,
        owner=before.owner if before.state in OVER else told.owner or before.owner,
        clerk=told.clerk or before.clerk,
    )
