"""What should somebody see to, since when, and what is it about?

One place works it out, from the day as it stands and from the health of the house; the director's page, the administrator's
and whoever is told from outside (`server.webhook`) say the same. A trouble is over when it is not found any more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from server.domain.name import Name
from server.domain.printer import PRINTS, Printer, PrinterState
from server.domain.watch import Jump

AHEAD = timedelta(minutes=20)
"""How far ahead waits are looked at."""
IDLE = timedelta(minutes=5)
"""A clerk who does not call for so long, though people wait whom they serve, has forgotten to, or is not there."""
UNSEEN = timedelta(minutes=5)
"""A screen says every minute that it is there."""
PUT_AWAY = timedelta(days=3)
"""Whoever was not heard for so long was put away; nobody looks for it any more."""
ROOM_BYTES = 500 * 1024 * 1024
"""Below this much free disk somebody should look."""


class Kind(StrEnum):
    """Its words are `error.<kind>` in the catalogues, and `trouble.<kind>` what to do."""

    STORAGE = "storage-failed"
    BACKUP = "backup-overdue"
    CLOCK_BEHIND = "clock-behind"
    CLOCK_JUMPED = "clock-jumped"
    CLOCK_SET = "clock-set"
    DISK = "disk-nearly-full"
    PRINTER = "printer-stopped"
    SCREEN = "screen-unseen"
    LATE = "wait-over"
    LATE_SOON = "wait-over-soon"
    IDLE = "counter-idle"


OF_THE_LINE = frozenset({Kind.LATE, Kind.LATE_SOON, Kind.IDLE})
"""What the director sees to; the rest is for whoever looks after the machines too."""

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Trouble:
    """`about`: the code of the line or counter, the name of the machine; "" where there is but one such thing. `since`: None
    where it cannot be told. `facts` fill its sentence; none of them tells of a citizen or a clerk.
    """

    kind: Kind
    about: str = ""
    since: datetime | None = None
    facts: Facts = field(default_factory=dict)

    @property
    def cause(self) -> tuple[str, str]:
        """What makes it the same one as a moment ago."""
        return self.kind, self.about


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits, since when; `left`: how long probably still, None where that is not known."""

    service: str
    came: datetime
    left: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """An open counter that has nobody: since when, and since when those wait whom it could call."""

    code: str
    name: str
    free_since: datetime
    could_call: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """A screen of the office, and when it was heard last."""

    name: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class House:
    """How the house is. `storage`, `backup`: in a word why it does not work ("" where there is none for it), None while it
    does. `behind`: what the clock shows and what was written down last, while it is behind. `free`: bytes of the disk.
    """

    storage: str | None = None
    backup: str | None = None
    behind: Facts | None = None
    jump: Jump | None = None
    free: int = ROOM_BYTES
    printer: Printer | None = None
    machines: Sequence[Machine] = ()


def of_the_line(
    waiters: Iterable[Waiter],
    desks: Iterable[Desk],
    names: Mapping[str, Name],
    target: timedelta,
    now: datetime,
) -> Iterator[Trouble]:
    """What the director should see to now."""
    by_service: dict[str, list[Waiter]] = {}
    for waiter in sorted(waiters, key=lambda one: one.came):
        by_service.setdefault(waiter.service, []).append(waiter)
    for service in sorted(by_service):
        yield from _late(service, names[service], by_service[service], target, now)
    for desk in desks:
        yield from _idle(desk, now)


def _late(
    service: str, name: Name, waiters: Sequence[Waiter], target: timedelta, now: datetime
) -> Iterator[Trouble]:
    """Of one line: that its waits are too long, or else that they will be."""
    told: dict[str, object] = {"service": name, "target": target // timedelta(minutes=1)}
    late = [one for one in waiters if now - one.came > target]
    if late:
        longest = (now - late[0].came).total_seconds()
        facts = {**told, "count": len(late), "seconds": longest}
        yield Trouble(Kind.LATE, service, late[0].came + target, facts)
        return
    soon = [one for one in waiters if _will_be_late(one, target, now)]
    if soon:
        yield Trouble(
            Kind.LATE_SOON, service, None, {**told, "count": len(soon), "at": soon[0].came + target}
        )


def _will_be_late(waiter: Waiter, target: timedelta, now: datetime) -> bool:
    left = waiter.came + target - now
    return waiter.left is not None and left <= AHEAD and waiter.left > left


def _idle(desk: Desk, now: datetime) -> Iterator[Trouble]:
    if not desk.could_call:
        return
    since = max(desk.free_since, min(desk.could_call))
    if now - since >= IDLE:
        facts = {
            "name": desk.name,
            "count": len(desk.could_call),
            "seconds": (now - since).total_seconds(),
        }
        yield Trouble(Kind.IDLE, desk.code, since, facts)


def of_the_house(house: House, now: datetime, *, is_open: bool, rate: float = 1.0) -> Iterator[Trouble]:
    """What whoever looks after the machines should see to. `is_open`: whether any counter is; screens may sleep else.
    `rate`: how much faster than the real one the clock runs.
    """
    if house.storage is not None:
        yield Trouble(Kind.STORAGE, facts={"reason": house.storage or None})
    if house.backup is not None:
        yield Trouble(Kind.BACKUP, facts={"reason": house.backup})
    yield from _of_the_clock(house, now)
    if house.free < ROOM_BYTES:
        yield Trouble(Kind.DISK, facts={"megabytes": house.free // 1024 // 1024})
    if house.printer is not None and house.printer.state in STOPPED:
        printer = house.printer
        yield Trouble(Kind.PRINTER, printer.name, printer.since, {"printer": printer.state.value})
    for machine in house.machines if is_open else ():
        seen = machine.seen_at
        if seen is not None and UNSEEN * max(1.0, rate) < now - seen < PUT_AWAY:
            yield Trouble(Kind.SCREEN, machine.name, seen, {"name": machine.name, "at": seen})


STOPPED = frozenset(PrinterState) - PRINTS - {PrinterState.NONE}
"""How a printer is that prints nothing until somebody comes."""


def _of_the_clock(house: House, now: datetime) -> Iterator[Trouble]:
    """A clock that is wrong, that leapt, or that was set today."""
    jump = house.jump
    if house.behind is not None:
        yield Trouble(Kind.CLOCK_BEHIND, facts=house.behind)
        return
    if jump is None or (jump.at.astimezone(now.tzinfo).date() != now.date() and not jump.held):
        return
    at = jump.at.astimezone(now.tzinfo)
    way = "back" if jump.by < timedelta(0) else "forward"
    facts = {"at": at, "seconds": round(abs(jump.by.total_seconds())), "reason": way}
    yield Trouble(Kind.CLOCK_JUMPED if jump.held else Kind.CLOCK_SET, "", at, facts)
