"""Everything joined: one office, its book, its voice and its screens make one program."""

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, abort, request
from flask_socketio import SocketIO

from kiosk.printing import set_up
from server import live
from server.actions import director, foresight, keeper, line, people, privacy
from server.actions.foresight import Scene
from server.auditing import Found, walked
from server.clock import Clock
from server.config import Settings
from server.domain.closing import closing
from server.domain.errors import ClockBehind
from server.domain.figures import LegFact
from server.domain.forecast import Known, forecast
from server.domain.habits import Habits, learned
from server.domain.presence import Spell
from server.domain.retention import Due
from server.keeping import on_shelf
from server.nation import of_the_nation
from server.office import Book, Database, Day, Office, Service, StorageFailed, keys_numbered
from server.push import Push, Wire
from server.sample.offer import overrides, sample_offer
from server.store import catalogue
from server.web import caller, errors, headers, strangers
from server.web.house import Craft, House, move_in
from server.web.keyring import KeyRing
from server.web.packs import LANGUAGES, brought_along
from server.web.proxies import BehindProxies
from server.web.words import shipped, speak
from server.whereabouts import in_the_network
from server.wire.sockets import Carrier, sockets

log = logging.getLogger(__name__)

API = (
    "services",
    "procedures",
    "dossiers",
    "reports",
    "tickets",
    "paper",
    "printing",
    "counters",
    "display",
    "statistics",
    "work",
    "whatif",
    "fairness",
    "sessions",
    "office",
    "retention",
    "first_start",
    "audit",
    "people",
    "devices",
    "openapi",
)
ADMIN = (
    "services",
    "counters",
    "policy",
    "alerts",
    "nightly",
    "screens",
    "printers",
    "ratings",
    "people",
    "devices",
    "welcome",
    "hours",
    "backups",
    "retention",
    "audit",
    "procedures",
)
PAGES = (
    "server.api.phone",
    "server.web.built",
    "server.web.door",
    "server.web.privacy",
    "server.web.health",
    "server.web.tongues",
    "kiosk.pages",
    "kiosk.phone",
    "kiosk.posting",
    "kiosk.guide",
    "kiosk.preview",
    "counter.pages",
    "counter.rating",
    "counter.reception",
    "display.pages",
    "display.open_board",
    "server.manager.pages",
    "server.manager.province",
    "server.admin.shell",
    "server.admin.first_start",
)
LARGEST_BODY = 256 * 1024
LINE_PAUSE_SECONDS = 0.5
PLACES_AT_ONCE = 50
TIDY_SECONDS = 5.0
BLINK_SECONDS = 0.2
FORESEE_SECONDS = 3.0
LEARN_SECONDS = 60.0
CLOSING_SECONDS = 30.0
SECRET_BYTES = 32


def create_app(settings: Settings, clock: Clock, database: Database) -> tuple[Flask, SocketIO, House]:
    """The program, ready to be served: the database is open and migrated, an office is founded."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the default provider
    speak(brought_along(settings.data / LANGUAGES, shipped()))
    craft = Craft(
        set_up.put_together,
        set_up.bench,
        set_up.here,
        set_up.logo,
        commune,
        nations_days,
        chain,
        on_shelf,
        in_the_network,
    )
    house = House(database, server_secret(settings.data), craft)
    socketio = sockets(app)
    open_offices(house, settings, clock, Carrier(socketio))
    move_in(app, house)
    errors.speak_up(app)
    app.before_request(refuse_nothing_letters)
    app.before_request(strangers.slow_down)
    app.after_request(strangers.count_failure)
    app.after_request(caller.keep_csrf_seed)
    app.after_request(headers.protect)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    live.listen(socketio, house)
    if settings.trusted_proxies:
        app.wsgi_app = BehindProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign, assignment]  # as Flask says
    return app, socketio, house


def chain(office: Office) -> Found:
    """How the chain of this office's journal is."""
    return walked(office.settings.database_url, office.profile.id)


def commune() -> tuple[Service, ...]:
    """The services of a commune's one-stop unit, as the sample office has them."""
    return sample_offer(()).services


def nations_days(years: Iterable[int]) -> tuple[Day, ...]:
    """The nation's days of these years, with what the government moved besides."""
    return tuple(Day(*told) for told in of_the_nation(years, overrides()))


def refuse_nothing_letters() -> None:
    """A NUL in an address names nothing, and PostgreSQL would stumble over it."""
    if "\x00" in request.path or any("\x00" in told for told in request.args.values()):
        abort(404)


def blueprints() -> list[Blueprint]:
    """The API and the pages of every screen."""
    for noun in API:
        import_module(f"server.api.{noun}")
    for place in ADMIN:
        import_module(f"server.admin.{place}")
    found = [import_module("server.api.doors").api]
    return found + [import_module(module).pages for module in PAGES]


def open_offices(house: House, settings: Settings, clock: Clock, wire: Wire) -> None:
    for profile in house.database.look(catalogue.offices):
        office = Office(profile, settings, house.database, clock, Push(wire, profile.id))
        office.begin()
        house.offices[profile.id] = office


def server_secret(data: Path) -> bytes:
    """What cookies of pages are signed with; made once and kept beside the database, for its owner alone."""
    path, fresh = data / "secret", data / "secret.new"
    if not path.exists() or len(path.read_bytes()) != SECRET_BYTES:
        # Whole or not at all: on a full disk an empty one would sign what anybody could sign.
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(SECRET_BYTES))
        fresh.replace(path)
    return path.read_bytes()


def watch_lines(office: Office, pause: Callable[[float], object]) -> None:
    """For ever: whenever something happened, tells the screens how long the lines are, at most twice a second, and
    each phone its own place when that changed.
    """
    told: dict[str, Any] = {}
    while True:
        office.stirred.wait()
        office.stirred.clear()
        try:
            told = tell_lines(office, told, pause)
        except StorageFailed:
            log.debug("the lines can not be told while the database fails")
        except Exception:
            log.exception("the lines could not be told; once more with the next change")
        pause(LINE_PAUSE_SECONDS)


def tell_lines(
    office: Office, before: dict[str, Any], pause: Callable[[float], object] = lambda _: None
) -> dict[str, Any]:
    """Tells the lines once; returns the standing of everybody who watches by phone, to be given as `before` next time.

    Between so many phones others have their turn: a call never waits until a thousand are told their place.
    """
    from server.api.answers import wait_range

    seq, lines, now = office.look(_lines, office.push.phones())
    office.push.line(
        seq,
        [
            {
                "code": told.service.code,
                "waiting": told.waiting,
                "expected_wait": _plain(wait_range(told.expected)),
            }
            for told in lines
        ],
    )
    moved = [one for one in now.items() if before.get(one[0]) != one[1]]
    for number, (ticket, standing) in enumerate(moved, start=1):
        expected = _plain(wait_range(standing.expected))
        office.push.place(ticket, {"seq": seq, "ahead": standing.ahead, "expected_wait": expected})
        if number % PLACES_AT_ONCE == 0:
            pause(0)
    return now


def _plain(given: Any) -> Any:
    return {"low": given.low, "high": given.high} if given else None


def _lines(book: Book, phones: set[str]) -> tuple[int, list[line.ServiceLine], dict[str, Any]]:
    return book.journal.seq, line.services(book), dict(line.standings(book, phones))


def hear_others(office: Office, pause: Callable[[float], object]) -> None:
    """For ever: screens here are told what was pressed at another server of this office, in a blink."""
    while True:
        pause(BLINK_SECONDS)
        try:
            office.overhear()
        except StorageFailed:
            log.debug("nothing is heard of other servers while the database fails")
        except Exception:
            log.exception("what another server wrote could not be told; once more in a moment")


def _keep_little(office: Office, pause: Callable[[float], object]) -> date:
    """Once a day: what is older than its time goes. Returns the day on which that was done."""
    usual, gone = office.settings.keep, Due(0, 0)
    while more := office.look(privacy.due, usual) and office.change(privacy.tidy, usual):
        gone += more
        pause(BLINK_SECONDS)
    if gone:
        log.info(
            "older than its time and gone: %d comments, %d ended sessions, %d names",
            *(gone.comments, gone.keys, gone.names),
        )
    return office.clock().date()


def _show_out(office: Office, keys: KeyRing) -> None:
    """Whose session has ended by itself hears nothing more; who was revoked was shown out at once."""
    connected = office.push.connected()
    if connected:
        known = office.database.look(lambda conn: keys_numbered(conn, connected))
        for key in connected - {one.id for one in known if keys.is_good(one, office.clock)}:
            office.push.show_out(key)


def _note_sessions(office: Office, keys: KeyRing) -> None:
    """When sessions were last used is written down now and then, not at every press."""
    seen = keys.to_write_down()
    if seen:
        office.change(people.note_seen, seen)
        keys.written_down(seen)


def keep_house(office: Office, keys: KeyRing, pause: Callable[[float], object]) -> None:
    """For ever: what the office does by itself."""
    kept = date.min
    while True:
        try:
            office.trust(office.clock())
            _note_sessions(office, keys)
            if office.clock().date() != kept:
                kept = _keep_little(office, pause)
            _show_out(office, keys)
            if office.look(keeper.has_something_to_do):
                office.change(keeper.tidy)
            elif office.database.is_in_trouble:
                office.database.can_write()
            while add_a_day_up(office) or office.look(director.keep_in_mind):
                pause(BLINK_SECONDS)
        except StorageFailed:
            log.debug("the office can not be tidied while the database fails")
        except ClockBehind:
            log.debug("the office can not be tidied while the clock is wrong")
        except Exception:
            log.exception("the office could not be tidied; once more in a moment")
        pause(TIDY_SECONDS / office.clock.rate if office.clock.rate > 1 else TIDY_SECONDS)


def add_a_day_up(office: Office) -> bool:
    """The figures of a day that is over are added up, once; whether there may be more to do."""
    day = office.look(director.day_to_add_up)
    if day is not None:
        office.change(director.keep_day, office.look(director.add_day_up, day))
    return day is not None


def foresee(office: Office, pause: Callable[[float], object]) -> None:
    """For ever: the line is played forward every few seconds, beside the presses that are told what came of it."""
    seer = Seer(office, pause)
    while True:
        try:
            seer.look_ahead()
        except StorageFailed:
            log.debug("nothing is foreseen while the database fails")
        except Exception:
            log.exception("the line could not be played forward; once more in a moment")
        pause(max(LINE_PAUSE_SECONDS, FORESEE_SECONDS / max(1, office.clock.rate)))


class Seer:
    """Who looks ahead: learns once a day from the days before, and every minute from today."""

    def __init__(self, office: Office, pause: Callable[[float], object] = lambda _: None) -> None:
        self.office, self.pause = office, pause
        self.day: date | None = None
        self.habits, self.known, self.learned_at, self.closed_at = Habits(), Known({}), 0.0, 0.0

    def look_ahead(self) -> None:
        office, now = self.office, self.office.clock()
        if self.day != (day := now.astimezone(office.profile.zone).date()):
            self.day, self.learned_at = day, 0.0
            self.habits = learned(self._days(), office.profile.zone)
        if not 0 <= now.timestamp() - self.learned_at < LEARN_SECONDS:
            self.known, self.learned_at = office.look(foresight.known_now, self.habits), now.timestamp()
        seen = office.look(foresight.scene, self.habits)
        told = None
        if seen.posts:
            others = lambda: self.pause(0)  # noqa: E731  a turn for others, as the forecast asks for it
            told = forecast(
                seen.line, seen.posts, seen.services, seen.policy, self.known, seen.now, pause=others
            )
        office.look(lambda book: book.foresee(told))
        if not 0 <= now.timestamp() - self.closed_at < CLOSING_SECONDS * max(1.0, office.clock.rate):
            self.closed_at = now.timestamp()
            self._look_at_the_end(seen)

    def _look_at_the_end(self, seen: Scene) -> None:
        """Plays the day to its end."""
        coming = self.office.look(foresight.coming, self.habits, self.known, seen.now)
        told = closing(
            seen.line,
            seen.posts,
            seen.policy,
            self.known,
            coming,
            seen.now,
            self.habits.days,
            pause=self._others_turn,
        )
        self.office.look(lambda book: book.foresee_closing(told))

    def _days(self) -> Iterator[tuple[Sequence[LegFact], Sequence[Spell]]]:
        for day in self.office.look(foresight.days_to_learn_from):
            yield self.office.look(foresight.day_lived, day)
            self._others_turn()

    def _others_turn(self) -> None:
        self.pause(0)
