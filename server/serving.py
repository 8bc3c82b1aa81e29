"""The server at work: the socket is opened, the wheels turn, and on SIGTERM everything is put down in order."""

import gc
import logging
import resource
import signal
import socket
import sys
from collections.abc import Callable
from io import BytesIO
from time import monotonic
from typing import Any

import gevent
from flask_socketio import SocketIO
from gevent.pywsgi import WSGIHandler, WSGIServer

from kiosk.printing.worker import start_printing
from server import nightly
from server.alarm import keep_watch, tell_outside
from server.app import create_app, foresee, hear_others, keep_house, watch_lines
from server.clock import Clock
from server.config import Settings
from server.keeping import in_a_program_of_its_own, keep_backups
from server.nightly import tell_nights
from server.office import Database
from server.store.writer import GroupCommit
from server.web.house import House
from server.whereabouts import reached_at
from server.wire.screens import CONNECTION
from server.wire.sockets import closing

log = logging.getLogger(__name__)

BACKLOG = 4096
STOP_SECONDS = 5
AGAIN_SECONDS = 0.2
ENOUGH_FILES = 4096
OBJECTS_BETWEEN_COLLECTIONS = (50_000, 20, 20)


KEPT_OPEN_SECONDS, HEAD_SECONDS, BODY_SECONDS = 75, 15, 30
LARGEST_TAKEN_IN = 16 * 1024 * 1024


class Handler(WSGIHandler):
    """One connection. Where it became a socket nothing more is read from it as HTTP: what a screen still sent while
    it left would be taken for a broken request. Head and body of an answer go out in one piece.
    """

    _held: bytearray | None = None

    def read_requestline(self) -> str:
        """A line that is kept open for nothing is given up: whoever comes again opens another."""
        try:
            with gevent.Timeout(KEPT_OPEN_SECONDS):
                return str(super().read_requestline())
        except gevent.Timeout:
            return ""

    def read_request(self, raw_requestline: str) -> Any:
        """A head that comes a letter at a time is no request."""
        with gevent.Timeout(HEAD_SECONDS, ValueError("the head of the request came too slowly")):
            return super().read_request(raw_requestline)

    def handle_one_response(self) -> None:
        """A body is taken in before anybody works on it, so that a slow one holds up nothing but itself."""
        told: dict[str, Any] = self.environ or {}
        length = told.get("CONTENT_LENGTH") or ""
        if length.isdigit() and 0 < int(length) <= LARGEST_TAKEN_IN and not _takes_in(told, int(length)):
            self.close_connection = True
            return
        super().handle_one_response()

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[CONNECTION] = (self.socket, self.rfile)
        return environ

    def log_request(self) -> None:
        """Nothing: the journal says what was done; pywsgi would write a line for each request, and throw it away."""

    def log_error(self, msg: str, *args: Any) -> None:
        """What is no request is answered so; whoever sends thousands of them fills no log."""
        log.debug(msg, *args)

    def handle_one_request(self) -> Any:
        result = super().handle_one_request()
        told = self.environ or {}
        return None if told.get("HTTP_UPGRADE", "").lower() == "websocket" else result

    def _write_with_headers(self, data: bytes) -> None:
        self._held = bytearray()
        super()._write_with_headers(data)  # type: ignore[misc]  # pywsgi is not typed
        whole, self._held = self._held, None
        self._sendall(whole)

    def _sendall(self, data: bytes | bytearray) -> None:
        if self._held is None:
            super()._sendall(data)  # type: ignore[misc]
        else:
            self._held += data


def _takes_in(environ: dict[str, Any], length: int) -> bool:
    """Reads the body; False for one that does not come in time."""
    try:
        with gevent.Timeout(BODY_SECONDS):
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(length))
    except (gevent.Timeout, OSError):  # Too slow, or gone in the middle of it.
        return False
    return True


class PortTaken(Exception):
    """Somebody else listens there already."""


def listener(host: str, port: int) -> socket.socket:
    """The listening socket. Nagle's algorithm is off for every connection that it takes: with it each kept-alive POST
    waits 40 ms for an acknowledgement (architecture, "pywsgi").
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((host, port))
    except OSError as taken:
        listening.close()
        raise PortTaken(f"{host}:{port}") from taken
    listening.listen(BACKLOG)
    return listening


def serve(
    settings: Settings,
    clock: Clock,
    database: Database,
    opened: Callable[[House, str], Any],
) -> None:
    """Serves until SIGTERM or SIGINT. `opened` is told the address once tickets can be issued."""
    make_room()
    listening = listener(settings.host, settings.port)
    writer = GroupCommit(database) if database.sqlite else None
    sealed = _sealed(settings)
    app, socketio, house = create_app(settings, clock, database)
    spare_the_collector()
    server = WSGIServer(listening, app, log=None, error_log=log, handler_class=Handler, **sealed)
    wheels = turn_wheels(house)
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, close_doors, server, socketio)
    server.start()
    url = f"{'https' if sealed else 'http'}://{reached_at(settings.host)}:{listening.getsockname()[1]}"
    extra = opened(house, url)
    try:
        server.serve_forever()
    finally:
        clock.stop()
        stop(wheels, extra, writer, database)


def _sealed(settings: Settings) -> dict[str, Any]:
    """What the web server must know to encrypt; nothing where the office does without."""
    if not settings.tls:
        return {}
    from server.certificate import context_of

    return {"ssl_context": context_of(settings, Clock()())}


def make_room() -> None:
    """As many screens as the system allows: many a shell and service allows 1,024 files unless asked."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed != most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if 0 <= most < ENOUGH_FILES:
        log.warning("the system allows %d open files, fewer than a hall of screens and phones may need", most)


def close_doors(server: WSGIServer, socketio: SocketIO) -> None:
    """Nobody comes in any more, and whoever is in is asked to leave."""
    server.close()
    closing(socketio)
    server.stop(STOP_SECONDS)


def spare_the_collector() -> None:
    """What was made until now stays for good: Python need not look through it again. Thousands of screens that come at
    once are no garbage either; by default they would be looked through every 700 objects (a fifth of what their coming
    costs, and a pause for everybody).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OBJECTS_BETWEEN_COLLECTIONS)


def turn_wheels(house: House) -> list[Any]:
    """What goes on beside the requests: lines told, the house kept, slips printed."""
    wheels: list[Any] = []
    for office in house.offices.values():
        wheels.append(gevent.spawn(watch_lines, office, gevent.sleep))
        wheels.append(gevent.spawn(keep_house, office, house.keys, gevent.sleep))
        wheels.append(gevent.spawn(hear_others, office, gevent.sleep))
        wheels.append(gevent.spawn(foresee, office, gevent.sleep))
        wheels.append(gevent.spawn(keep_watch, office, house.keeping, gevent.sleep))
        wheels.append(gevent.spawn(tell_outside, office, gevent.sleep))
        wheels.append(gevent.spawn(tell_nights, office, nightly.in_a_program_of_its_own, gevent.sleep))
        wheels.append(start_printing(office))
    keep = (house.first(), house.keeping, in_a_program_of_its_own, gevent.sleep)
    wheels.append(gevent.spawn(keep_backups, *keep))
    return wheels


def stop(wheels: list[Any], extra: Any, writer: GroupCommit | None, database: Database) -> None:
    """First what makes work, then what does it, last the database."""
    every = [*wheels, *([extra] if extra is not None else [])]
    end([wheel for wheel in every if not hasattr(wheel, "stop")])
    for wheel in every:
        if hasattr(wheel, "stop"):
            wheel.stop()
    if writer is not None:
        writer.stop()
    database.close()
    log.info("the office is closed; everything is written down")


def end(greenlets: list[Any], seconds: float = STOP_SECONDS) -> None:
    """Ends these, however often they must be told: one that is cut off while it asks PostgreSQL whether a connection
    still lives gets a fault of the driver in place of its end (SQLAlchemy's ping sets the connection back and stumbles
    over it), takes it for one of the database, and turns on.
    """
    late = monotonic() + seconds
    while (left := [one for one in greenlets if not one.dead]) and monotonic() < late:
        gevent.killall(left, block=False)
        gevent.joinall(left, timeout=AGAIN_SECONDS)
    if left:
        log.warning("%d of the office's wheels did not end within %.0f s", len(left), seconds)


def say(text: str) -> None:
    """To whoever started the program."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
