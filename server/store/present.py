"""The office at this moment, kept in mind: who waits, who was called last and why, how long the last services took.

It is true for exactly one `seq` of the journal. Whoever opens the book at another one reads it anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from server.domain.ticket import State, Ticket, Verb

LAST_CALLS = 60
LAST_SERVICES = 200

Spell = tuple[str, datetime, datetime]
"""A service that was given: its line, its start and its finish."""


@dataclass(frozen=True, slots=True)
class Present:
    """`calls`: line and reason of the last calls of the day, oldest first; `spells` likewise of the last services."""

    seq: int
    day: date
    waiting: dict[str, Ticket]
    calls: tuple[tuple[str, str | None], ...]
    spells: tuple[Spell, ...]

    def reasons(self, services: Iterable[str], last: int) -> list[str | None]:
        """Why the last citizens of these lines were called, newest first."""
        mine = set(services)
        return [reason for service, reason in reversed(self.calls) if service in mine][:last]


def read_on(present: Present, verb: str, after: Ticket) -> Present | None:
    """The present one step later; None when the step goes back and the book must be read anew."""
    if verb == Verb.UNDO or after.office_day != present.day:
        return None
    waiting = dict(present.waiting)
    waiting.pop(after.id, None)
    if after.state is State.WAITING:
        waiting[after.id] = after
    leg = after.leg
    calls, spells = present.calls, present.spells
    if verb == Verb.CALL and leg.called_at == leg.first_called_at:
        calls = (*calls, (leg.service, leg.reason))[-LAST_CALLS:]
    if verb in (Verb.FINISH, Verb.TRANSFER):
        ended = leg if verb == Verb.FINISH else after.legs[-2]
        if ended.started_at and ended.finished_at:
            spells = (*spells, (ended.service, ended.started_at, ended.finished_at))[-LAST_SERVICES:]
    return replace(present, waiting=waiting, calls=calls, spells=spells)
