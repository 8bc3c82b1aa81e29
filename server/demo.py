"""The demo office: the sample office with a day in it, played by the same actions that people use."""

import hmac
import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import gevent

from server.actions import people
from server.app import server_secret
from server.clock import Clock, JumpingClock
from server.config import Settings
from server.domain.roles import Role, Scope
from server.office import Book, Database, Office
from server.push import Push, Silence
from server.sample.offer import sample_offer, staff
from server.serving import say, serve
from server.simulate.day import Day, imagine
from server.simulate.hands import RealHands
from server.simulate.play import Play
from server.simulate.rehearsal import ordinary
from server.store.catalogue import Settings as OfficeSettings
from server.store.catalogue import offices
from server.web.house import House
from server.web.words import shipped

log = logging.getLogger(__name__)

DAWN = timedelta(hours=7)
"""After midnight: nobody is there before."""
OPENS_AT = timedelta(hours=9)
"""The morning until then has been played when the doors of the demo open, so that every screen has something to show."""
AT_ONCE = 0.0
"""The speed of a day that is played as fast as it goes."""
GLANCE = timedelta(seconds=20)
LONGEST_BACK = 14
COUNTERS = ("1", "2", "3")

Device = tuple[Scope, str | None]
DEVICES: tuple[Device, ...] = (
    (Scope.KIOSK, None),
    (Scope.DISPLAY, None),
    *((Scope.RATING, counter) for counter in COUNTERS),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What demo is asked for. `speed`: office seconds in a real one, AT_ONCE for no waiting at all.

    clerks: how many counters the play works at; the others are for whoever looks on.
    """

    speed: float = 10.0
    clerks: int = 2
    citizens: int | None = None
    seed: int = 1


@contextmanager
def somewhere(data: Path | None) -> Iterator[Path]:
    """The given data directory, or one that is gone with the demo."""
    if data is not None:
        yield data
        return
    path = Path(tempfile.mkdtemp(prefix="toiluot-demo-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def found_office(database: Database, settings: Settings, speed: float) -> None:
    """Opens the sample office if there is none. Spans that people need stay as long as they are in real life."""
    if not database.look(offices):
        usual, faster = OfficeSettings(), max(speed, 1.0)
        paced = replace(usual, rate_for=usual.rate_for * faster, undo_for=usual.undo_for * faster)
        database.found(replace(sample_offer(), zone=settings.zone, settings=paced))


def run(settings: Settings, database: Database, wish: Wish) -> None:
    """Plays the morning at once, then serves while the rest of the day goes on."""
    password = _password(settings)
    start = _start(settings, wish)
    clock = JumpingClock(_midnight(start) + DAWN)
    office = _quiet_office(settings, database, clock)
    _let_in(office, password)
    play = Play(_day(start.date(), wish), glance=GLANCE if wish.speed else None)
    play.play(RealHands(office), clock, until=start)
    clock.wait_until(start)
    serving = clock if wish.speed == AT_ONCE else clock.release(wish.speed)
    serve(
        settings, serving, database, partial(_opened, play=play, clock=serving, password=password, wish=wish)
    )


def _opened(house: House, url: str, *, play: Play, clock: Clock, password: str, wish: Wish) -> Any:
    office = house.first()
    tokens = {device: office.change(_token, *device) for device in DEVICES}
    now = office.clock().astimezone(office.profile.zone)
    say("\n".join(_told(url, tokens, password, now, wish)))
    return gevent.spawn(_go_on, play, office, clock)


def _go_on(play: Play, office: Office, clock: Clock) -> None:
    """The rest of the day. A fault ends the play, never the office."""
    try:
        if play.play(RealHands(office), clock):
            say("\n".join(_both("demo.over")))
    except Exception:
        log.exception("the day is not played on; the office stays open")


def _start(settings: Settings, wish: Wish) -> datetime:
    """When the doors of the demo open: the practice clock's time, or nine o'clock of the last day with citizens."""
    if settings.clock is not None:
        return settings.clock.astimezone(ZoneInfo(settings.zone))
    today = Clock()().astimezone(ZoneInfo(settings.zone))
    days = (today.date() - timedelta(days=back) for back in range(LONGEST_BACK))
    busy = next((day for day in days if len({c.service for c in _day(day, wish).citizens}) > 1), today.date())
    return _midnight(today.replace(year=busy.year, month=busy.month, day=busy.day)) + OPENS_AT


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _day(day: date, wish: Wish) -> Day:
    return imagine(ordinary(wish.citizens, COUNTERS[: wish.clerks]), day, wish.seed)


def _quiet_office(settings: Settings, database: Database, clock: Clock) -> Office:
    profile = database.look(offices)[0]
    office = Office(profile, settings, database, clock, Push(Silence(), profile.id))
    office.begin()
    return office


def _password(settings: Settings) -> str:
    """The same on every start in the same data directory, and another one anywhere else."""
    return hmac.new(server_secret(settings.data), b"demo", "sha256").hexdigest()[:8]


def _let_in(office: Office, password: str) -> None:
    """The people of the sample office, all with this password."""
    hashed = people.password_hash(password)
    for member in staff():
        if office.look(people.person, member.name) is None:
            office.change(people.add_person, member.name, member.shown_name, member.role, hashed)


def _token(book: Book, scope: Scope, counter: str | None) -> str:
    """A fresh key for one of the demo's devices; the one of an earlier start opens nothing any more."""
    name = f"demo {scope} {counter or ''}".strip()
    for key in people.keys(book):
        if key.name == name and key.revoked_at is None:
            people.revoke(book, key.id)
    return people.cut_token(book, scope, name, counter).secret


def _told(url: str, tokens: Mapping[Device, str], password: str, now: datetime, wish: Wish) -> list[str]:
    """The address of every screen, a line each, and who may sign in; in both languages."""
    names = {role: ", ".join(one.name for one in staff() if one.role is role) for role in Role}
    free = [code for code in COUNTERS if code not in COUNTERS[: wish.clerks]]
    pace = {"time": f"{now:%H:%M %d/%m/%Y}", "speed": f"{wish.speed:g}"}
    return [
        f"Tới Lượt: {url}",
        *_both("demo.day" if wish.speed else "demo.day_at_once", **pace),
        "",
        *(
            _line(scope, f"{url}/{scope}#token={token}", counter)
            for (scope, counter), token in tokens.items()
        ),
        _line("counter", f"{url}/counter"),
        _line("manager", f"{url}/manager"),
        "",
        *_both("demo.sign_in", clerks=names[Role.CLERK], director=names[Role.DIRECTOR], password=password),
        *(_both("demo.free", counter=free[0]) if free else []),
        *_both("demo.stop"),
    ]


def _line(screen: str, address: str, counter: str | None = None) -> str:
    name = " · ".join([*_both(f"door.{screen}"), *([counter] if counter else [])])
    return f"  {name:<44}{address}"


def _both(key: str, **facts: str) -> list[str]:
    words = shipped()
    return [words.say(language, key, **facts) for language in words.languages]
