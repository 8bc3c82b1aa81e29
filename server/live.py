"""Sockets come in: who may watch what, and what did they miss?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refusal
from flask_socketio import SocketIO

from server.domain.errors import Refused
from server.domain.roles import Scope
from server.office import Office, Page, StorageFailed, page_of, pages
from server.push import Message, Place, counter_room, key_room, office_room, ticket_room
from server.web.caller import NOBODY, Caller, admitted, who
from server.web.house import House, house
from server.wire.screens import TryAgain
from server.wire.sockets import keeps_up

WATCHERS: dict[str, tuple[Scope, ...]] = {
    "/display": (Scope.DISPLAY,),
    "/kiosk": (Scope.KIOSK,),
    "/rating": (Scope.RATING,),
    "/counter": (Scope.CLERK, Scope.GUIDE),
    "/manager": (Scope.DIRECTOR, Scope.VIEWER),
}
NOT_ALLOWED = "not-allowed"
MOST_PAGES = 20_000
PORTION = 200
"""Messages that a socket is sent before it must have taken them."""

Told = dict[str, Any]


def listen(socketio: SocketIO, house: House) -> None:
    """Registers who may come in to each namespace. There is nothing to send in: screens only watch."""
    for namespace in WATCHERS:
        comes = _or_later(_screen_comes(socketio, namespace))
        socketio.on_event("connect", comes, namespace=namespace)
    # Thousands of phones may come back at once, and need nothing that Flask knows of a request: they go past it.
    socketio.server.on("connect", _or_later(_phone_comes(socketio, house)), namespace="/ticket")


def _or_later(comes: Callable[..., None]) -> Callable[..., None]:
    """While the database fails nobody is refused: they come again by themselves."""

    def connected(*told: Any) -> None:
        try:
            comes(*told)
        except StorageFailed as failed:
            raise TryAgain from failed

    return connected


def _screen_comes(socketio: SocketIO, namespace: str) -> Callable[..., None]:
    def connected(auth: Told | None = None) -> None:
        told = auth if isinstance(auth, dict) else {}
        sid = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO's, during an event
        caller = _caller(told, WATCHERS[namespace])
        office = house().office(caller.office)
        room = office_room(office.profile.id)
        if namespace == "/rating":
            if caller.counter is None:
                raise Refusal(NOT_ALLOWED)
            room = counter_room(office.profile.id, caller.counter)
        socketio.server.enter_room(sid, key_room(caller.home, caller.key), namespace)
        _catch_up(socketio, office, (namespace, room), sid, told.get("since"))

    return connected


def _phone_comes(socketio: SocketIO, house: House) -> Callable[..., None]:
    known = Pages(house)

    def connected(sid: str, _: object, auth: Told | None = None) -> None:
        told = auth if isinstance(auth, dict) else {}
        office, ticket = known.ticket_of(str(told.get("token", "")))
        room = ticket_room(office.profile.id, ticket)
        _catch_up(socketio, office, ("/ticket", room), sid, told.get("since"))

    return connected


class Pages:
    """Whose page is this? Kept in mind, for the phones that all come back when the server was away.

    A page never changes its ticket, so what is known stays true; that its day is over is asked each time.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._known = {
            page.secret: page for page in house.database.look(lambda conn: pages(conn, MOST_PAGES))
        }

    def ticket_of(self, secret: str) -> tuple[Office, str]:
        """Raises Refusal for a page that never was, or is no more."""
        page = self._known.get(secret) or self._ask(secret)
        office = self._house.offices.get(page.office) if page else None
        if page is None or office is None or page.office_day < _now(office).date():
            self._known.pop(secret, None)
            raise Refusal(NOT_ALLOWED)
        return office, page.ticket

    def _ask(self, secret: str) -> Page | None:
        try:
            page = self._house.database.look(lambda conn: page_of(conn, secret))
        except UnicodeError:
            return None
        if page is not None:
            if len(self._known) >= MOST_PAGES:
                self._known.clear()
            self._known[secret] = page
        return page


def _caller(told: Told, scopes: tuple[Scope, ...]) -> Caller:
    token = told.get("token")
    try:
        caller = admitted(token, "token") if isinstance(token, str) else who(*scopes)
    except (Refused, UnicodeError) as refused:
        raise Refusal(NOT_ALLOWED) from refused
    if caller is None or caller is NOBODY or not set(scopes) & caller.scopes:
        raise Refusal(NOT_ALLOWED)
    return caller


def _catch_up(socketio: SocketIO, office: Office, place: Place, sid: str, since: object) -> None:
    """Sends what this socket missed today, in order, then lets it hear what happens.

    What it missed goes out in portions, each once the one before has left: a slow screen fills no memory and holds up
    nobody. It begins to listen in a moment in which it has missed nothing and nothing is told to anybody, so that no
    message overtakes a missed one and none falls through.
    """
    seen = since if type(since) is int else None
    office.told_until(seen)
    while missed := _missed(socketio, office, place, sid, seen):
        if not _is_told(socketio, office, sid, [message for _, message in missed]):
            return
        seen = missed[-1][0]
    office.push.here(place[0], sid, office.told_until(), _now(office).isoformat())


def _missed(
    socketio: SocketIO, office: Office, place: Place, sid: str, seen: int | None
) -> list[tuple[int, Message]]:
    """What this socket has not been sent yet; when there is nothing, it listens from now on."""
    with office.quiet():
        missed = office.missed(place, seen)
        if not missed:
            socketio.server.enter_room(sid, place[1], place[0])
        return missed


def _is_told(socketio: SocketIO, office: Office, sid: str, missed: list[Message]) -> bool:
    """Tells one socket what it missed, as fast as it listens; False when it is gone."""
    for start in range(0, len(missed), PORTION):
        for message in missed[start : start + PORTION]:
            office.push.whisper(message, sid)
        if not keeps_up(socketio, missed[0].namespace, sid):
            return False
    return True


def _now(office: Office) -> datetime:
    return office.clock().astimezone(office.profile.zone)
