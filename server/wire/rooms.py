"""Who listens in which room."""

from typing import Any

from socketio import Manager


class Rooms(Manager):  # type: ignore[misc]  # the library ships no types
    """python-socketio's own list, made fit for thousands who come and go at once.

    It knows the rooms of each listener, where the library looks through all rooms whenever one leaves (10,000 rooms
    for 5,000 phones). Nothing is encoded for a room in which nobody is. Somebody whose connection ended while they
    were let in is forgotten, where the library would keep them for good.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rooms_of: dict[tuple[str, str], list[Any]] = {}

    def emit(self, event: str, data: Any, namespace: str, room: Any = None, **more: Any) -> None:
        """To everybody in the room, each message encoded once."""
        if (more.get("to") or room) in self.rooms.get(namespace, ()):
            super().emit(event, data, namespace, room=room, **more)

    def connect(self, sid: str, namespace: str) -> str | None:
        """Somebody is in, unless they have left meanwhile."""
        if not self.is_pre_connected(sid, namespace):
            return None
        connected: str = super().connect(sid, namespace)
        screen = self.server.eio.sockets.get(self.eio_sid_from_sid(sid, namespace))
        if screen is not None:
            screen.is_let_in = True
        return connected

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._rooms_of.setdefault((namespace, sid), []).append(room)

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        super().basic_leave_room(sid, namespace, room)
        rooms = self._rooms_of.get((namespace, sid), [])
        if room in rooms:
            rooms.remove(room)

    def basic_disconnect(self, sid: str, namespace: str, **_: Any) -> None:
        for room in self._rooms_of.pop((namespace, sid), ()):
            super().basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            waiting = pending.get(namespace, [])
            if sid in waiting:
                waiting.remove(sid)
            if not waiting:
                pending.pop(namespace, None)

    def forget(self, eio_sid: str) -> None:
        """Whatever is left of a connection that has ended."""
        for namespace in list(self.rooms):
            sid = self.sid_from_eio_sid(eio_sid, namespace)
            if sid is not None:
                self.basic_disconnect(sid, namespace)
