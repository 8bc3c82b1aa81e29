"""One screen's connection, as Socket.IO knows it: a websocket of our own, or long-polling for browsers without one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from time import monotonic
from typing import Any

import engineio.socket
import gevent
from engineio import exceptions, packet, payload
from socketio.packet import CONNECT, DISCONNECT
from socketio.packet import Packet as Said
from wsproto.frame_protocol import CloseReason

from server.wire.incoming import LONGEST, VERSION, Incoming, accepted
from server.wire.outgoing import MOST_FRAMES, Outgoing, framed, goodbye

log = logging.getLogger(__name__)

CONNECTION = "toiluot.connection"
"""Where the web server leaves (socket, reader) of a request's connection."""
BETWEEN_LOOKS_SECONDS = 1.0
GARBLED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the libraries raise over a packet that is none."""


class TryAgain(Exception):
    """A screen cannot be let in now. Its connection ends without a refusal, so that it comes back by itself."""


class Garbled(exceptions.EngineIOError):  # type: ignore[misc]  # the library ships no types
    """What was said is no packet, or cannot be heard now; `code` tells the screen which."""

    def __init__(self, code: CloseReason = CloseReason.POLICY_VIOLATION) -> None:
        super().__init__()
        self.code = code


def frame_of(told: Any) -> bytes:
    """The frame of an Engine.IO packet: made once, however many screens are sent the packet."""
    frame: bytes | None = getattr(told, "frame", None)
    if frame is None:
        frame = told.frame = framed(told.encode())
    return frame


class Screen(engineio.socket.Socket):  # type: ignore[misc]  # the library ships no types
    """Takes the place of python-engineio's socket (`server.wire.sockets`). `is_let_in`: it listens in some room.

    A websocket is only ever closed from the greenlet that reads from it: everybody else cuts the connection, and the
    reader notices. So nothing is torn down under somebody who is about to come in.
    """

    connected: bool
    upgraded: bool

    def __init__(self, server: Any, sid: str) -> None:
        super().__init__(server, sid)
        self.last_ping: float | None = monotonic()
        self.outgoing: Outgoing | None = None
        self.is_let_in = self._is_greeted = False

    def send(self, pkt: Any) -> None:
        """One packet, in order; never waits. A screen for which too much waits is dropped."""
        if self.outgoing is not None:
            self.outgoing.send(frame_of(pkt))
        elif self.queue.qsize() < MOST_FRAMES:
            self.queue.put(pkt)
        else:
            self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_ERROR)

    def keeps_up(self) -> bool:
        """Waits until everything sent so far has left; False when the screen is gone."""
        if self.outgoing is not None:
            return self.outgoing.wait()
        while not self.closed:
            if self.queue.join(BETWEEN_LOOKS_SECONDS):
                return True
        return False

    def check_ping_timeout(self) -> bool:
        """Drops a screen that did not answer the last ping: its cable is out, or it sleeps.

        By a clock that nobody sets: the library would drop everybody when the time of day is corrected.
        """
        if self.closed:
            raise exceptions.SocketIsClosedError
        if self.last_ping is None or monotonic() - self.last_ping <= self.server.ping_timeout:
            return True
        if self.outgoing is not None:
            self.outgoing.cut()
        else:
            self.close(wait=False, abort=True, reason=self.server.reason.PING_TIMEOUT)
        return False

    def schedule_ping(self) -> None:
        """The next ping, once the last one was answered."""
        if self.last_ping is not None:
            self.last_ping = None
            gevent.spawn_later(self.server.ping_interval, self._ping)

    def _ping(self) -> None:
        if self.closing or self.closed:
            return
        if not self.is_let_in and not self._is_greeted:
            self.leave(CloseReason.POLICY_VIOLATION)
            return
        self.last_ping = monotonic()
        self.send(PING)

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: ARG002
        """Tells everybody inside that the screen is gone, and the screen that it may go.

        Never waits until it has fetched what is left: it may never come for it.
        """
        super().close(wait=False, abort=abort, reason=reason)
        if self.outgoing is not None:
            self.outgoing.finish(goodbye(CloseReason.NORMAL_CLOSURE))

    def leave(self, code: CloseReason) -> None:
        """The screen is asked to go: the house closes, or it has not said who it is."""
        if self.outgoing is not None:
            self.outgoing.finish(goodbye(code))
        else:
            self.close(wait=False, abort=True)

    def receive(self, pkt: Any) -> None:
        """Whatever a screen may say. Raises Garbled for anything else."""
        if pkt.packet_type == packet.PONG:
            self.schedule_ping()
        elif pkt.packet_type == packet.MESSAGE:
            self._greeted(pkt.data)
        elif pkt.packet_type == packet.UPGRADE:
            self.send(packet.Packet(packet.NOOP))
        elif pkt.packet_type == packet.CLOSE:
            self.close(wait=False, abort=True, reason=self.server.reason.CLIENT_DISCONNECT)
        else:
            raise Garbled

    def _greeted(self, told: Any) -> None:
        """Somebody comes into a namespace or leaves it. Other messages of Socket.IO have nobody to hear them."""
        if not told:
            raise Garbled
        try:
            said = Said(encoded_packet=told)
        except GARBLED as garbled:
            raise Garbled from garbled
        if said.packet_type not in (CONNECT, DISCONNECT):
            return
        self._is_greeted = True
        try:
            with self.outgoing.together() if self.outgoing is not None else nullcontext():
                self.server.handlers["message"](self.sid, told)
        except TryAgain as later:
            raise Garbled(CloseReason.TRY_AGAIN_LATER) from later
        except Exception as failed:
            log.exception("a screen could not be let in; it will come back")
            raise Garbled(CloseReason.INTERNAL_ERROR) from failed
        finally:
            self._is_greeted = False

    def handle_post_request(self, environ: dict[str, Any]) -> None:
        """What a long-polling screen says."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > LONGEST:
            raise exceptions.ContentTooLongError
        for pkt in _packets(environ["wsgi.input"].read(length)):
            self.receive(pkt)

    def handle_get_request(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """A long poll, or the request that becomes a websocket."""
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            return self._becomes_websocket(environ)
        return super().handle_get_request(environ, start_response)

    def _becomes_websocket(self, environ: dict[str, Any]) -> Any:
        answer = accepted(environ)
        if answer is None or self.upgraded or self.upgrading or self.closed:
            if not self.connected:
                self.close(wait=False, abort=True)
            return _refused()
        sock, reader = environ.pop(CONNECTION)
        outgoing = Outgoing(sock)
        incoming = Incoming(reader, outgoing)
        try:
            messages = incoming.messages()
            if self._steps_over(answer, outgoing, messages):
                self._listen(incoming, messages)
        finally:
            outgoing.end()
        return ()

    def _steps_over(self, answer: bytes, outgoing: Outgoing, messages: Iterator[Any]) -> bool:
        """From here on everything goes out by the websocket; what waited first."""
        if self.connected:
            self.upgrading = True
            outgoing.send(answer)
            agreed = self._agreed(outgoing, messages)
            self.upgrading = False
            if not agreed:
                return False
            answer = b""
        self.connected = self.upgraded = True
        outgoing.send(answer + b"".join(frame_of(pkt) for pkt in self._waiting()))
        self.outgoing = outgoing
        return not self.closed

    def _agreed(self, outgoing: Outgoing, messages: Iterator[Any]) -> bool:
        """The probe by which a long-polling screen changes over."""
        if next(messages, None) != "2probe":
            return False
        outgoing.send(framed("3probe"))
        self.queue.put(packet.Packet(packet.NOOP))  # ends the poll that is under way
        return next(messages, None) == "5"

    def _waiting(self) -> Iterator[Any]:
        while not self.queue.empty():
            pkt = self.queue.get_nowait()
            self.queue.task_done()
            if pkt is not None:
                yield pkt

    def _listen(self, incoming: Incoming, messages: Iterator[str | bytes]) -> None:
        try:
            for told in messages:
                self.receive(_packet(told))
        except Garbled as garbled:
            incoming.refuse(garbled.code)
        finally:
            self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
        incoming.hang_up()


def _packet(told: str | bytes) -> Any:
    try:
        return packet.Packet(encoded_packet=told)
    except GARBLED as garbled:
        raise Garbled from garbled


def _packets(body: bytes) -> Any:
    try:
        return payload.Payload(encoded_payload=body.decode()).packets
    except GARBLED as garbled:
        raise Garbled from garbled


def _refused() -> dict[str, Any]:
    """The answer, as python-engineio gives answers, to a request that is no websocket's or comes too late."""
    headers = [("Sec-WebSocket-Version", VERSION), ("Content-Type", "text/plain")]
    return {"status": "400 Bad Request", "headers": headers, "response": b"not a websocket"}


PING = packet.Packet(packet.PING)
