"""The office at this moment, kept in mind: who waits, which counters are open, how many tickets were given, who was
called last and why, how long the last services took.

It is true for exactly one `seq` of the journal. Whoever opens the book at a later one reads on from there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from server.domain.counter import Counter
from server.domain.estimate import Pace
from server.domain.line import Line
from server.domain.ticket import AT_COUNTER, State, Ticket, Verb

LAST_CALLS = 60
LAST_SERVICES = 200

Spell = tuple[str, datetime, datetime]
"""A service that was given: its line, its start and its finish."""


@dataclass(frozen=True, slots=True)
class Present:
    """`calls`: line and reason of the last calls of the day, oldest first; `spells` likewise of the last services.

    `issued`: tickets given on this day, per service. `catalogue`: the version of the office's set-up that it is of.
    `paces`: how long services take, worked out from `spells` by whoever asked first. The tickets of the line carry no
    secrets.
    """

    seq: int
    day: date
    catalogue: int
    line: Line
    counters: Mapping[str, Counter]
    issued: Mapping[str, int]
    calls: tuple[tuple[str, str | None], ...]
    spells: tuple[Spell, ...]
    paces: dict[tuple[str, ...], Pace | None] = field(default_factory=dict, compare=False)

    def reasons(self, services: Iterable[str], last: int) -> list[str | None]:
        """Why the last citizens of these lines were called, newest first."""
        mine = set(services)
        return [reason for service, reason in reversed(self.calls) if service in mine][:last]


def with_ticket(present: Present, verb: str, after: Ticket) -> Present | None:
    """The present one step of a ticket later; None when the step goes back and the book must be read anew.

    So does a second call of one stay in line: the reason of the first is not kept any more.
    """
    leg = after.leg
    is_again = verb == Verb.CALL and leg.called_at != leg.first_called_at
    if verb == Verb.UNDO or is_again or after.office_day != present.day:
        return None
    line = present.line.left(after.id) if verb != Verb.TAKE else present.line
    if after.state is State.WAITING:
        line = line.joined(replace(after, secret=None))
    issued, calls, spells, paces = present.issued, present.calls, present.spells, present.paces
    if verb == Verb.TAKE:
        issued = {**issued, after.service: issued.get(after.service, 0) + 1}
    if verb == Verb.CALL:
        calls = (*calls, (leg.service, leg.reason))[-LAST_CALLS:]
    if verb in (Verb.FINISH, Verb.TRANSFER):
        ended = leg if verb == Verb.FINISH else after.legs[-2]
        if ended.started_at and ended.finished_at:
            spells = (*spells, (ended.service, ended.started_at, ended.finished_at))[-LAST_SERVICES:]
            paces = {}
    return Present(
        present.seq + 1,
        present.day,
        present.catalogue,
        line,
        _manned(present.counters, verb, after),
        issued,
        calls,
        spells,
        paces,
    )


def with_counter(present: Present, counter: Counter) -> Present:
    """The present after a counter opened, paused or closed."""
    return replace(present, seq=present.seq + 1, counters={**present.counters, counter.code: counter})


def _manned(counters: Mapping[str, Counter], verb: str, after: Ticket) -> Mapping[str, Counter]:
    """Which ticket is at which counter, after this step of one."""
    if verb in (Verb.TAKE, Verb.RATE):
        return counters
    at = after.leg.counter if after.state in AT_COUNTER else None
    changed = {
        code: replace(counter, ticket=after.id if code == at else None)
        for code, counter in counters.items()
        if (code == at) != (counter.ticket == after.id)
    }
    return {**counters, **changed} if changed else counters
