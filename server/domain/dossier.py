"""What may become of a dossier, and was it settled in time?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from server.domain.calendar import WorkTime
from server.domain.due import Extension, Limit, LimitKind, Stop, due
from server.domain.errors import Refused
from server.domain.procedure import Channel


class DossierState(StrEnum):
    """Where a dossier is. `ready` and what follows it are settled; `supplement` waits for papers, its time stands still."""

    RECEIVED = "received"
    SUPPLEMENT = "supplement"
    READY = "ready"
    RETURNED = "returned"
    REFUSED = "refused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class DossierVerb(StrEnum):
    """What somebody does with a dossier; in the journal as `dossier-<verb>`."""

    RECEIVE = "receive"
    SUPPLEMENT = "supplement"
    RESUME = "resume"
    REFUSE = "refuse"
    EXTEND = "extend"
    STOP = "stop"
    WITHDRAW = "withdraw"
    READY = "ready"
    RETURN = "return"
    REOPEN = "reopen"


class Standing(StrEnum):
    """How a settled dossier stands to its due time."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


PENDING = frozenset({DossierState.RECEIVED, DossierState.SUPPLEMENT})
SETTLED = frozenset(DossierState) - PENDING
OVER = SETTLED - {DossierState.READY}
"""Nobody waits for these any more, unless one was settled by mistake."""

_S, _V = DossierState, DossierVerb
DOSSIER_MOVES: dict[tuple[DossierState, DossierVerb], DossierState] = {
    (_S.RECEIVED, _V.SUPPLEMENT): _S.SUPPLEMENT,
    (_S.SUPPLEMENT, _V.RESUME): _S.RECEIVED,
    (_S.RECEIVED, _V.REFUSE): _S.REFUSED,
    (_S.SUPPLEMENT, _V.REFUSE): _S.REFUSED,
    (_S.RECEIVED, _V.EXTEND): _S.RECEIVED,
    (_S.RECEIVED, _V.STOP): _S.STOPPED,
    (_S.SUPPLEMENT, _V.STOP): _S.STOPPED,
    (_S.RECEIVED, _V.WITHDRAW): _S.WITHDRAWN,
    (_S.SUPPLEMENT, _V.WITHDRAW): _S.WITHDRAWN,
    (_S.RECEIVED, _V.READY): _S.READY,
    (_S.RECEIVED, _V.RETURN): _S.RETURNED,
    (_S.READY, _V.RETURN): _S.RETURNED,
    (_S.READY, _V.REOPEN): _S.RECEIVED,
    (_S.REFUSED, _V.REOPEN): _S.RECEIVED,
    (_S.STOPPED, _V.REOPEN): _S.RECEIVED,
    (_S.WITHDRAWN, _V.REOPEN): _S.RECEIVED,
}
"""Every move of a dossier. A result that was handed over is not taken back."""


class DossierMoveNotAllowed(Refused):
    """A move that the table does not have from the state in which the dossier is."""

    kind = "dossier-not-allowed"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as it is now. `version`: that of the procedure in force when it came. `limit` is what was promised then.

    `owner` is the name on the forms, there for as long as they are needed; `secret` the end of its page's address.
    `recorded`: it has its code from the electronic one-stop system. `note`: the reason of the last move, if it has one.
    `collecting`: the ticket with which its result is collected.
    """

    code: str
    procedure: str
    version: int
    name: str
    field: str
    service: str | None
    channel: Channel
    received_at: datetime
    day: date
    limit: Limit
    clerk: str
    secret: str
    state: DossierState = DossierState.RECEIVED
    due_at: datetime | None = None
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    settled_at: datetime | None = None
    standing: Standing | None = None
    online: str = ""
    ticket: str | None = None
    recorded: bool = False
    papers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    owner: str = ""
    handed_to: str = ""
    note: str = ""
    language: str = "vi"
    collecting: str | None = None

    @property
    def name_is_spent(self) -> bool:
        """Whether there is a name for which there is no use any more."""
        return self.owner != "" and self.state in OVER

    @property
    def waits_since(self) -> datetime | None:
        """Since when papers are missing."""
        return self.stops[-1].since if self.state is DossierState.SUPPLEMENT else None


def moves_from(state: DossierState) -> list[DossierVerb]:
    return [verb for (before, verb) in DOSSIER_MOVES if before is state]


def supplement(dossier: Dossier, now: datetime, missing: Sequence[str], note: str) -> Dossier:
    """Papers are missing: said once and completely; the time stands still until they come."""
    told = replace(dossier, stops=(*dossier.stops, Stop(now)), missing=tuple(missing), note=note, due_at=None)
    return _moved(told, DossierVerb.SUPPLEMENT)


def resume(dossier: Dossier, now: datetime, work: WorkTime, *, anew: bool = False) -> Dossier:
    """The papers came. `anew`: the dossier is complete only now, its whole time begins."""
    stops = (*dossier.stops[:-1], replace(dossier.stops[-1], until=now, anew=anew)) if dossier.stops else ()
    told = _moved(replace(dossier, stops=stops, missing=(), note=""), DossierVerb.RESUME)
    return reckoned(told, work)


def extend(dossier: Dossier, now: datetime, until: datetime, note: str) -> Dossier:
    """A new time, with an apology and the reason for it."""
    told = replace(dossier, extensions=(*dossier.extensions, Extension(now, until)), due_at=until, note=note)
    return _moved(told, DossierVerb.EXTEND)


def settle(dossier: Dossier, verb: DossierVerb, now: datetime, work: WorkTime, note: str = "") -> Dossier:
    """Refused, stopped, withdrawn, ready, or handed over at once: settled, and early, on time or late.

    What was settled already keeps the time at which it was: a result that lies ready is not late for being collected late.
    """
    collecting = None if verb is DossierVerb.RETURN else dossier.collecting
    told = _moved(replace(dossier, note=note, collecting=collecting), verb)
    if dossier.settled_at is not None:
        return told
    return replace(told, settled_at=now, standing=standing_of(dossier, told.state, now, work))


def reopen(dossier: Dossier, work: WorkTime, note: str) -> Dossier:
    """It was not settled after all; its time has gone on meanwhile."""
    stops = tuple(stop for stop in dossier.stops if stop.until is not None)
    told = replace(dossier, settled_at=None, standing=None, note=note, stops=stops, missing=())
    return reckoned(_moved(told, DossierVerb.REOPEN), work)


def reckoned(dossier: Dossier, work: WorkTime) -> Dossier:
    """With the time by which it is to be settled, as it follows from its limit, stops and extensions."""
    told = due(dossier.received_at, dossier.limit, work, dossier.stops, dossier.extensions)
    return replace(dossier, due_at=told)


def standing_of(dossier: Dossier, state: DossierState, now: datetime, work: WorkTime) -> Standing:
    """Early, on time or late. By days: before, on or after the due day (form II.06a); by hours: by the minute.

    Where no time is stated, or papers were missing, it is on time; what was refused, stopped or withdrawn in time is
    counted as on time too ("kể cả chờ bổ sung, trả lại, rút": II.06a, column 9).
    """
    if dossier.due_at is None:
        return Standing.ON_TIME
    used, allowed = (_measure(instant, dossier.limit, work) for instant in (now, dossier.due_at))
    if used > allowed:
        return Standing.LATE
    has_result = state in (DossierState.READY, DossierState.RETURNED)
    return Standing.EARLY if used < allowed and has_result else Standing.ON_TIME


def _measure(instant: datetime, limit: Limit, work: WorkTime) -> datetime:
    wall = instant.astimezone(work.zone)
    if limit.kind is LimitKind.HOUR:
        return wall.replace(second=0, microsecond=0)
    return wall.replace(hour=0, minute=0, second=0, microsecond=0)


class Urgency(StrEnum):
    """How soon something must be done about a dossier."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    IN_TIME = "in_time"
    WAITING = "waiting"


SOON_DAYS = 2


def is_late(dossier: Dossier, now: datetime) -> bool:
    """Whether its time has passed while it was in hand."""
    return dossier.state is DossierState.RECEIVED and dossier.due_at is not None and dossier.due_at < now


def urgency(dossier: Dossier, now: datetime, work: WorkTime) -> Urgency:
    """Late, due today, due within two working days, later; or waiting for papers, or for nothing."""
    if dossier.state is not DossierState.RECEIVED or dossier.due_at is None:
        return Urgency.WAITING
    if is_late(dossier, now):
        return Urgency.LATE
    day, today = dossier.due_at.astimezone(work.zone).date(), now.astimezone(work.zone).date()
    if day == today:
        return Urgency.TODAY
    return Urgency.SOON if day <= work.working_days_after(today, SOON_DAYS) else Urgency.IN_TIME


def other_by_now(
    dossiers: Iterable[Dossier], works: dict[str | None, WorkTime]
) -> list[tuple[Dossier, datetime]]:
    """Of pending dossiers those whose time would be another one by the calendar as it is now, with that time."""
    found = []
    for one in dossiers:
        now_due = reckoned(one, works.get(one.service) or works[None]).due_at
        if one.due_at is not None and now_due is not None and now_due != one.due_at:
            found.append((one, now_due))
    return found


def recorded(dossier: Dossier, state: DossierState, settled: datetime | None, work: WorkTime) -> Dossier:
    """A dossier that was moved in another system, as it stands there. Early or late is reckoned here, from its times."""
    standing = standing_of(dossier, state, settled, work) if settled is not None else None
    return replace(dossier, state=state, settled_at=settled, standing=standing)


def _moved(dossier: Dossier, verb: DossierVerb) -> Dossier:
    target = DOSSIER_MOVES.get((dossier.state, verb))
    if target is None:
        raise DossierMoveNotAllowed(
            code=dossier.code, dossier_state=dossier.state.value, dossier_verb=verb.value
        )
    return replace(dossier, state=target)
