"""What should somebody see to? Looked up in the book and in the house (the rules: `server.domain.troubles`)."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from server.actions import director
from server.actions.line import Hall
from server.actions.paper import KIOSK
from server.domain import troubles as rules
from server.domain.counter import Counter, CounterState
from server.domain.errors import ClockBehind
from server.domain.keeping import Keeping
from server.domain.line import lane_of
from server.domain.presence import Doing
from server.domain.roles import Scope
from server.domain.troubles import Desk, House, Machine, Trouble, Waiter
from server.office import Book, Noticed, Office

SCREENS = (Scope.KIOSK.value, Scope.DISPLAY.value, Scope.RATING.value)


def found(office: Office, keeping: Keeping) -> list[Trouble]:
    """Everything that somebody should see to now: first what is of the house. Since when is told as far as it is known, else
    since when it was noticed.
    """
    now = office.clock().astimezone(office.profile.zone)
    behind = _behind(office, now)
    seen = office.look(_seen, office, keeping)
    house = replace(seen.house, behind=behind)
    found = [*rules.of_the_house(house, now, is_open=seen.is_open, rate=office.clock.rate), *seen.line]
    return [one if one.since else replace(one, since=seen.noticed.get(one.cause)) for one in found]


@dataclass(frozen=True, slots=True)
class _Seen:
    house: House
    line: list[Trouble]
    is_open: bool
    noticed: dict[tuple[str, str], datetime]


def _seen(book: Book, office: Office, keeping: Keeping) -> _Seen:
    is_open = any(one.state is CounterState.OPEN for one in book.counters())
    machines = [Machine(one.name, one.seen_at) for one in book.devices.known(SCREENS)]
    failed = office.database.writing.failed
    house = House(
        storage=None if failed is None else failed.reason or "",
        backup=keeping.problem,
        jump=office.clock.jump,
        free=_free(office.settings.data),
        printer=book.paper.printer(KIOSK),
        machines=machines,
    )
    noticed = {one.cause: one.since for one in book.alarms.standing()}
    return _Seen(house, list(_of_the_line(book)), is_open, noticed)


def _free(folder: Path) -> int:
    """Bytes of its disk. Where there is none any more the database says so."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return rules.ROOM_BYTES


def _behind(office: Office, now: datetime) -> rules.Facts | None:
    try:
        office.trust(now)
    except ClockBehind as behind:
        return behind.facts
    return None


def _of_the_line(book: Book) -> Iterator[Trouble]:
    names = {code: service.name for code, service in book.catalogue.services.items()}
    target = book.profile.settings.target
    return rules.of_the_line(_waiters(book, target), _desks(book), names, target, book.now)


def _waiters(book: Book, target: timedelta) -> list[Waiter]:
    """Who has not been called yet. How long still is asked only of those who may be late soon."""
    first = [ticket for ticket in book.waiting() if ticket.leg.first_called_at is None]
    soon = {one.id for one in first if timedelta(0) <= one.leg.queued_at + target - book.now <= rules.AHEAD}
    standings = Hall(book).standings(soon)
    odds = {ticket: standing.odds for ticket, standing in standings.items()}
    return [
        Waiter(
            one.leg.service,
            one.leg.queued_at,
            timedelta(seconds=told.middle) if (told := odds.get(one.id)) else None,
        )
        for one in first
    ]


def _desks(book: Book) -> list[Desk]:
    """The counters that are open and have nobody, though somebody waits long enough for it to be told."""
    free = [one for one in book.counters() if one.state is CounterState.OPEN and one.ticket is None]
    could = {one.code: _could_call(book, one) for one in free}
    idle = [one for one in free if any(book.now - came >= rules.IDLE for came in could[one.code])]
    last = _last_busy(book) if idle else {}
    return [
        Desk(one.code, one.name, _free_since(one, last.get(one.code), book.now), could[one.code])
        for one in idle
    ]


def _could_call(book: Book, counter: Counter) -> tuple[datetime, ...]:
    desk = book.desk(counter.code)
    return tuple(one.leg.queued_at for one in book.waiting() if desk.serves(lane_of(one)))


def _free_since(counter: Counter, busy: datetime | None, now: datetime) -> datetime:
    return max((at for at in (counter.since, busy) if at is not None), default=now)


def _last_busy(book: Book) -> dict[str, datetime]:
    """Until when each counter last had somebody today, whatever way they left it."""
    known = director.lived(book, book.today)
    done = known.floor.spells if known else director.spells_of(book, book.today)
    last: dict[str, datetime] = {}
    for spell in done:
        if spell.doing is Doing.BUSY:
            last[spell.counter] = max(spell.ends, last.get(spell.counter, spell.ends))
    return last


def standing(book: Book) -> list[Noticed]:
    """What was noticed and is not over."""
    return book.alarms.standing()


def note(
    book: Book, new: Sequence[Noticed], over: Sequence[Noticed], told: Sequence[tuple[str, str]] = ()
) -> None:
    """Writes down what came and what is over; `told`: what is to be said of it outside, each an event and its body."""
    book.alarms.notice(new)
    book.alarms.over(over, book.now)
    for event, body in told:
        book.alarms.send(event, body, book.now)
