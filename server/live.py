"""Sockets come in: who may watch what, and what did they miss?"""

import logging
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refusal
from flask_socketio import SocketIO, join_room

from server.actions import citizen
from server.domain.errors import Refused
from server.domain.roles import Scope
from server.office import Book, Office
from server.push import counter_room, messages, office_room, ticket_room
from server.web.caller import NOBODY, Caller, admitted, who
from server.web.house import house

log = logging.getLogger(__name__)

WATCHERS: dict[str, tuple[Scope, ...]] = {
    "/display": (Scope.DISPLAY,),
    "/kiosk": (Scope.KIOSK,),
    "/rating": (Scope.RATING,),
    "/counter": (Scope.CLERK, Scope.GUIDE),
    "/manager": (Scope.DIRECTOR, Scope.VIEWER),
}
NOT_ALLOWED = "not-allowed"


def listen(socketio: SocketIO) -> None:
    """Registers who may come in to each namespace. There is nothing to send in: screens only watch."""
    for namespace in WATCHERS:
        socketio.on_event("connect", _screen_comes(namespace), namespace=namespace)
    socketio.on_event("connect", _phone_comes(), namespace="/ticket")


def _screen_comes(namespace: str) -> Any:
    def connected(auth: dict[str, Any] | None = None) -> None:
        told = auth if isinstance(auth, dict) else {}
        caller = _caller(told, WATCHERS[namespace])
        office = house().office(caller.office)
        room = office_room(office.profile.id)
        if namespace == "/rating":
            if caller.counter is None:
                raise Refusal(NOT_ALLOWED)
            room = counter_room(office.profile.id, caller.counter)
        _catch_up(office, namespace, room, told.get("since"))

    return connected


def _phone_comes() -> Any:
    def connected(auth: dict[str, Any] | None = None) -> None:
        told = auth if isinstance(auth, dict) else {}
        office, ticket = _ticket_of(str(told.get("token", "")))
        _catch_up(office, "/ticket", ticket_room(office.profile.id, ticket), told.get("since"))

    return connected


def _ticket_of(secret: str) -> tuple[Office, str]:
    for office in house().offices.values():
        try:
            return office, office.look(citizen.ticket_of, secret).id
        except (Refused, UnicodeError):
            continue
    raise Refusal(NOT_ALLOWED)


def _caller(told: dict[str, Any], scopes: tuple[Scope, ...]) -> Caller:
    token = told.get("token")
    try:
        caller = admitted(token, "token") if isinstance(token, str) else who(*scopes)
    except (Refused, UnicodeError) as refused:
        raise Refusal(NOT_ALLOWED) from refused
    if caller is None or caller is NOBODY or not set(scopes) & caller.scopes:
        raise Refusal(NOT_ALLOWED)
    return caller


def _catch_up(office: Office, namespace: str, room: str, since: object) -> None:
    """Sends what this socket missed today, in order, then lets it hear what happens.

    Nothing is told to anybody in between, so no message overtakes a missed one and none falls through.
    """
    sid = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO's, during an event
    with office.quiet():
        missed, seq = office.look(_missed, since if type(since) is int else None)
        for entry in missed:
            for message in messages(office.profile.id, entry):
                if (message.namespace, message.room) == (namespace, room):
                    office.push.whisper(message, sid)
        join_room(room, sid=sid, namespace=namespace)
    now = office.clock().astimezone(office.profile.zone).isoformat()
    office.push.here(namespace, sid, seq, now)


def _missed(book: Book, since: int | None) -> tuple[list[Any], int]:
    if since is None or since >= book.journal.seq:
        return [], book.journal.seq
    return book.journal.since(max(since, 0), book.start_of_today()), book.journal.seq
