"""Who comes on an ordinary day, what for, and what happens to them: drawn from a seed, before anything is played."""

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from server.domain.counter import PauseReason
from server.domain.hours import Calendar, Window, opening
from server.domain.ticket import Outcome, PriorityClass

T = TypeVar("T")

# Citizens by the hour they come in: early, with the market; few after lunch.
BY_HOUR: Mapping[int, int] = {7: 12, 8: 23, 9: 19, 10: 13, 11: 3, 13: 9, 14: 11, 15: 7, 16: 3}

PRIORITY = 0.12
NO_SHOW = 0.04
"""Of all citizens: those who are not there when called. A third of them turn up later and are put back in line."""
CANCEL = 0.015
ERRAND = 0.03
"""Sent to fetch a copy or a signature; the ticket is put aside meanwhile."""
TRANSFER = 0.02
ANSWER = 0.4
PICKED_PROCEDURE = 0.7
ENGLISH = 0.01

CLASSES = (
    (PriorityClass.PRIORITY, 50),
    (PriorityClass.ELDERLY, 25),
    (PriorityClass.CHILD, 10),
    (PriorityClass.PREGNANT, 8),
    (PriorityClass.DISABLED, 4),
    (PriorityClass.MERIT, 3),
)
OUTCOMES = (
    (Outcome.RECEIVED, 58),
    (Outcome.RESULT_RETURNED, 16),
    (Outcome.SUPPLEMENT, 9),
    (Outcome.GUIDANCE_ONLY, 9),
    (Outcome.ONLINE_ASSISTED, 6),
    (Outcome.REFUSED, 1),
    (Outcome.OTHER, 1),
)
GRUMBLES = (("waiting", 6), ("papers", 3), ("guidance", 3), ("attitude", 2), ("fees_gifts", 1))

SPREAD = 0.55
"""Of the logarithm of a handling time: half of all are within about two thirds and one and a half of the middle one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A service as the citizens of a day see it. `share`: how many of them want it, against the other shares."""

    code: str
    share: int
    usual: timedelta
    windows: tuple[Window, ...]
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """A clerk at a counter."""

    counter: str
    clerk: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a day is drawn from: so many citizens for these services, and the clerks who receive them."""

    kinds: tuple[Kind, ...]
    seats: tuple[Seat, ...]
    zone: ZoneInfo
    calendar: Calendar
    citizens: int


@dataclass(frozen=True, slots=True)
class Errand:
    """The citizen leaves in the middle, after this much of the service, and is back so much later."""

    after: timedelta
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Onward:
    """After the service here the citizen is sent on to another line."""

    service: str
    handled: timedelta


@dataclass(frozen=True, slots=True)
class Opinion:
    """A citizen who will rate. `mood` (0 to 1) turns into a score with the wait that it really was: see `score`."""

    mood: float
    after: timedelta
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citizen:
    """One visit as it will go if nothing in the office stops it.

    comes: whether they are there when called; late: how long after they were given up they turn up all the same.
    patience: how long they wait before they give the number back. breath: what the clerk needs before the next.
    """

    arrives: datetime
    service: str
    walks: timedelta
    handled: timedelta
    breath: timedelta
    procedure: str | None = None
    priority: PriorityClass | None = None
    language: str = "vi"
    comes: bool = True
    late: timedelta | None = None
    patience: timedelta | None = None
    errand: Errand | None = None
    onward: Onward | None = None
    outcome: Outcome = Outcome.RECEIVED
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A pause that the clerk takes when the hands are next free after `at`."""

    at: datetime
    lasts: timedelta
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class Shift:
    """When a clerk sits down, and from when on they go home once nobody waits; `sharp`: whoever still waits."""

    seat: Seat
    opens: datetime
    closes: datetime
    breaks: tuple[Break, ...] = ()
    sharp: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day as planned: citizens in the order they come, shifts by the time they begin."""

    office_day: date
    citizens: tuple[Citizen, ...] = ()
    shifts: tuple[Shift, ...] = ()


def imagine(shape: Shape, day: date, seed: int) -> Day:
    """The day of this seed: the same seed, shape and date give the same day. Nobody comes when all lines are shut."""
    dice = _Dice(random.Random(f"{seed} {day}"))  # noqa: S311  a story, not a secret
    doors = [_Door(kind, shape, day) for kind in shape.kinds]
    doors = [door for door in doors if door.minutes]
    if not doors:
        return Day(day)
    citizens = sorted(
        (_citizen(dice, doors) for _ in range(shape.citizens)), key=lambda citizen: citizen.arrives
    )
    return Day(day, tuple(citizens), tuple(_shifts(dice, shape, doors)))


def score(mood: float, waited: timedelta) -> int:
    """4 (very satisfied) to 1: of two equal moods the one that waited longer is never the happier.

    A quarter of an hour is forgiven; every further one costs a sixth of the very satisfied.
    """
    late = max(0.0, waited / timedelta(minutes=15) - 1)
    very, content, so_so = 0.66 - 0.16 * late, 0.92 - 0.12 * late, 0.97 - 0.06 * late
    return 4 if mood < very else 3 if mood < content else 2 if mood < so_so else 1


class _Door:
    """A line and the minutes of the day in which it takes people in, each with its weight."""

    def __init__(self, kind: Kind, shape: Shape, day: date) -> None:
        self.kind, self.others = kind, [one for one in shape.kinds if one.code != kind.code]
        midnight = datetime.combine(day, time(), shape.zone)
        moments = [midnight + timedelta(minutes=minute) for minute in range(24 * 60)]
        open_at = [at for at in moments if BY_HOUR.get(at.hour) and _takes(kind, shape.calendar, at)]
        self.minutes = open_at
        self.weights = [BY_HOUR[at.hour] for at in open_at]


def _takes(kind: Kind, calendar: Calendar, at: datetime) -> bool:
    return opening(kind.windows, calendar, at).open


class _Dice:
    """Draws of one day, in one order."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def seconds(self, low: float, high: float) -> timedelta:
        return timedelta(seconds=round(self.chance.uniform(low, high)))

    def around(self, usual: timedelta, spread: float) -> timedelta:
        """Log-normal with this mean, in whole seconds, without the absurd ends.

        Service times at counters are skewed so (Brown et al., "Statistical analysis of a telephone call center", 2005).
        """
        mean = usual.total_seconds()
        drawn = self.chance.lognormvariate(math.log(mean) - spread**2 / 2, spread)
        return timedelta(seconds=round(min(max(drawn, mean / 5), mean * 5)))

    def one_of(self, weighted: Iterable[tuple[T, int]]) -> T:
        things, weights = zip(*weighted, strict=True)
        chosen: T = self.chance.choices(things, weights)[0]
        return chosen


def _citizen(dice: _Dice, doors: list[_Door]) -> Citizen:
    door = dice.one_of((door, door.kind.share) for door in doors)
    kind = door.kind
    arrives = dice.one_of(zip(door.minutes, door.weights, strict=True)) + dice.seconds(0, 59)
    handled = dice.around(kind.usual, SPREAD)
    comes = not dice.happens(NO_SHOW)
    return Citizen(
        arrives=arrives,
        service=kind.code,
        walks=dice.around(timedelta(seconds=22), 0.5),
        handled=handled,
        breath=dice.seconds(8, 35),
        procedure=_procedure(dice, kind),
        priority=dice.one_of(CLASSES) if dice.happens(PRIORITY) else None,
        language="en" if dice.happens(ENGLISH) else "vi",
        comes=comes,
        late=dice.seconds(180, 900) if not comes and dice.happens(1 / 3) else None,
        patience=dice.seconds(600, 2400) if dice.happens(CANCEL) else None,
        errand=Errand(handled / 3, dice.seconds(240, 900)) if dice.happens(ERRAND) else None,
        onward=_onward(dice, door) if dice.happens(TRANSFER) else None,
        outcome=dice.one_of(OUTCOMES),
        opinion=_opinion(dice) if dice.happens(ANSWER) else None,
    )


def _procedure(dice: _Dice, kind: Kind) -> str | None:
    """The first ones of a service are the commonest; a third of the citizens does not look for theirs."""
    if not kind.procedures or not dice.happens(PICKED_PROCEDURE):
        return None
    return dice.one_of((code, 2 ** max(0, 5 - place)) for place, code in enumerate(kind.procedures))


def _onward(dice: _Dice, door: _Door) -> Onward | None:
    if not door.others:
        return None
    to = dice.one_of((kind, kind.share) for kind in door.others)
    return Onward(to.code, dice.around(to.usual, SPREAD))


def _opinion(dice: _Dice) -> Opinion:
    reasons = (dice.one_of(GRUMBLES),) if dice.happens(0.6) else ()
    return Opinion(dice.chance.random(), dice.seconds(4, 18), reasons)


def _shifts(dice: _Dice, shape: Shape, doors: list[_Door]) -> list[Shift]:
    """Each clerk sits down five minutes before the doors open and leaves a quarter of an hour after the last ticket."""
    moments = sorted({at for door in doors for at in door.minutes})
    blocks = _blocks(moments)
    return [_shift(dice, seat, start, end) for start, end in blocks for seat in shape.seats]


def _blocks(moments: list[datetime]) -> list[tuple[datetime, datetime]]:
    """The stretches of the day in which any line takes people in: morning, afternoon."""
    minute = timedelta(minutes=1)
    starts = [at for before, at in zip([None, *moments], moments, strict=False) if before != at - minute]
    ends = [
        at + minute for at, after in zip(moments, [*moments[1:], None], strict=True) if after != at + minute
    ]
    return list(zip(starts, ends, strict=True))


def _shift(dice: _Dice, seat: Seat, start: datetime, end: datetime) -> Shift:
    opens = start - timedelta(minutes=5) + dice.seconds(0, 240)
    tea = start + (end - start) / 2 + dice.seconds(-1200, 1200)
    pause = Break(
        tea, dice.seconds(360, 720), dice.one_of(((PauseReason.BREAK, 3), (PauseReason.PAPERWORK, 1)))
    )
    return Shift(seat, opens, end + timedelta(minutes=15), (pause,))
