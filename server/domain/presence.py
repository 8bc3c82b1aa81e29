"""Was somebody there? What each counter did over the day, read from the steps of the journal.

- **Open**: from opening until the pause or the closing. **Paused**: from there until it opens again.
- **Busy**: from the call until the citizen leaves the counter, whatever way; of whoever sits there, also when a colleague
  covers the counter meanwhile.

A counter that nobody closed did what it did until the last thing that happened there. Each counter is shut when the
day begins: what is left open is closed by the office itself the next morning.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from server.domain.counter import CounterState
from server.domain.estimate import Odds
from server.domain.ticket import AT_COUNTER, Verb

Points = tuple[float, float, float, float, float]


class Doing(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the journal, as far as presence needs it.

    `state` and `clerk`: of the counter after it, for its own steps; of the ticket after an undo. `undone`: the verb
    that an undo took back. `expected`: the wait that was told to whoever took the ticket (the points of `Odds`).
    """

    at: datetime
    verb: str
    ticket: str | None = None
    counter: str | None = None
    by: str = ""
    state: str | None = None
    clerk: str | None = None
    undone: str | None = None
    expected: Points | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """A counter (and who sat there) did one thing from one instant to another."""

    day: date
    counter: str
    clerk: str | None
    doing: Doing
    begins: datetime
    ends: datetime

    @property
    def lasted(self) -> timedelta:
        return self.ends - self.begins


@dataclass(slots=True)
class Marks:
    """How often each stay in line (ticket, and which of its legs) was put aside, and called once more; and the wait that was
    foretold when the ticket was taken.
    """

    holds: dict[tuple[str, int], int] = field(default_factory=dict)
    recalls: dict[tuple[str, int], int] = field(default_factory=dict)
    foretold: dict[str, Odds] = field(default_factory=dict)
    _legs: dict[str, int] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """The next step; what an undo takes back is not counted any more."""
        if step.ticket is None:
            return
        if step.expected is not None:
            self.foretold[step.ticket] = Odds(step.expected)
        verb, by = (step.undone, -1) if step.verb == Verb.UNDO else (step.verb, 1)
        if verb == Verb.TRANSFER:
            self._legs[step.ticket] = self._legs.get(step.ticket, 0) + by
        kept = self.holds if verb == Verb.HOLD else self.recalls if verb == Verb.RECALL else None
        if kept is not None:
            stay = step.ticket, self._legs.get(step.ticket, 0)
            kept[stay] = kept.get(stay, 0) + by

    def copy(self) -> "Marks":
        return Marks(self.holds.copy(), self.recalls.copy(), self.foretold.copy(), self._legs.copy())


@dataclass(slots=True)
class _Begun:
    doing: Doing
    clerk: str | None
    at: datetime
    ticket: str | None = None


ENDS = frozenset({Verb.FINISH, Verb.NO_SHOW, Verb.HOLD, Verb.RETURN, Verb.TRANSFER, Verb.CANCEL, Verb.EXPIRE})
_STATES = {
    CounterState.OPEN: Doing.OPEN,
    CounterState.SERVING: Doing.OPEN,
    CounterState.PAUSED: Doing.PAUSED,
}


class Floor:
    """The counters over one day, step by step."""

    def __init__(self, day: date) -> None:
        self.day, self.spells = day, list[Spell]()
        self._manned: dict[str, _Begun] = {}
        self._busy: dict[str, _Begun] = {}
        self._latest: dict[str, datetime] = {}

    def take(self, step: Step) -> None:
        if step.counter is None:
            return
        if step.ticket is None:
            self._counter_moves(step, step.counter)
        else:
            self._ticket_moves(step, step.ticket, step.counter)
        if step.counter in self._manned or step.counter in self._busy:
            self._latest[step.counter] = step.at

    def _counter_moves(self, step: Step, counter: str) -> None:
        self._end(self._manned, counter, step.at)
        doing = _STATES.get(CounterState(step.state)) if step.state else None
        if doing is not None:
            self._manned[counter] = _Begun(doing, step.clerk, step.at)
            self._goes_on(step, counter)

    def _goes_on(self, step: Step, counter: str) -> None:
        """Whoever covers the counter has from then on the citizen who is in hand there."""
        begun = self._busy.get(counter)
        if begun is not None and begun.clerk != step.clerk:
            self._end(self._busy, counter, step.at)
            self._busy[counter] = replace(begun, clerk=step.clerk, at=step.at)

    def _ticket_moves(self, step: Step, ticket: str, counter: str) -> None:
        is_back = step.verb == Verb.UNDO and step.state in AT_COUNTER
        if step.verb == Verb.CALL or is_back:
            if counter not in self._busy:
                manned = self._manned.get(counter)
                self._busy[counter] = _Begun(Doing.BUSY, manned.clerk if manned else step.by, step.at, ticket)
        elif step.verb in ENDS or step.verb == Verb.UNDO:
            begun = self._busy.get(counter)
            if begun is not None and begun.ticket == ticket:
                self._end(self._busy, counter, step.at)

    def going_on(self, until: datetime | None) -> list[Spell]:
        """What has not ended yet, as if it ended at `until`, or with the last thing that happened at its counter."""
        return [
            spell
            for begun in (self._busy, self._manned)
            for counter, was in begun.items()
            if (spell := self._spell(was, counter, until or self._latest[counter]))
        ]

    def copy(self) -> "Floor":
        other = Floor(self.day)
        other.spells = self.spells.copy()
        other._manned, other._busy = self._manned.copy(), self._busy.copy()
        other._latest = self._latest.copy()
        return other

    def _end(self, begun: dict[str, _Begun], counter: str, at: datetime) -> None:
        was = begun.pop(counter, None)
        if was is not None and (spell := self._spell(was, counter, at)):
            self.spells.append(spell)

    def _spell(self, was: _Begun, counter: str, ends: datetime) -> Spell | None:
        return Spell(self.day, counter, was.clerk, was.doing, was.at, ends) if was.at < ends else None


def spells(steps: Iterable[Step], day: date, until: datetime | None = None) -> list[Spell]:
    """What the counters did on one day, whose steps come in their order. `until`: now, for a day that still goes on."""
    floor = Floor(day)
    for step in steps:
        floor.take(step)
    return floor.spells + floor.going_on(until)


def marks(steps: Iterable[Step]) -> Marks:
    """The holds and recalls of the stays in line; those taken back are not counted."""
    told = Marks()
    for step in steps:
        told.take(step)
    return told


def by_the_hour(spell: Spell, zone: tzinfo) -> Iterator[Spell]:
    """The spell, cut where the clock on the wall strikes; an hour that the clock shows twice lasts twice as long."""
    begins, over = spell.begins.astimezone(UTC), spell.ends.astimezone(UTC)
    while begins < over:
        wall = begins.astimezone(zone)
        gone = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
        ends = min(begins + timedelta(hours=1) - gone, over)
        yield replace(spell, begins=begins, ends=ends)
        begins = ends
