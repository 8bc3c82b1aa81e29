"""Whoever should see to something is told: the screens at once, and outside whoever the office has named, by a signed webhook.

Both go on beside the requests. A receiver that is slow or away holds up nobody: what it should be told lies in the book until
it is taken, also over a restart.
"""

import http.client
import io
import logging
import secrets
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from server.actions import troubles, webhook
from server.clock import wall
from server.domain.errors import ClockBehind
from server.domain.keeping import Keeping
from server.domain.troubles import Trouble
from server.domain.webhook import signature
from server.office import Noticed, Office, StorageFailed, Webhook
from server.web.troubles import said
from server.web.words import spoken_here
from server.wire.at_most import at_most

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
SEND_SECONDS = 1.0
PATIENT_SECONDS = 10.0
LULL = timedelta(minutes=5)
"""What comes back within this time is the same trouble as before: nobody is told twice."""


def keep_watch(office: Office, keeping: Keeping, pause: Callable[[float], object]) -> None:
    """For ever: looks what somebody should see to. Of several servers of one office one tells outside."""
    alarm = Alarm(office, keeping)
    try:
        while True:
            _look(alarm)
            pause(LOOK_SECONDS / max(1.0, office.clock.rate))
    finally:
        alarm.let_go()


def _look(alarm: "Alarm") -> None:
    try:
        alarm.look()
    except (StorageFailed, ClockBehind, OSError):
        log.debug("no trouble is noted while nothing can be written down")
    except Exception:
        log.exception("what is wrong could not be looked for; once more in a moment")


class Alarm:
    """Who looks, and knows what was told on the screens and what has just gone away."""

    def __init__(self, office: Office, keeping: Keeping) -> None:
        self.office, self.keeping = office, keeping
        self._code = office.profile.code
        self._turn = office.database.hold(f"alarm-{office.profile.id}")
        self._shown: list[dict[str, object]] = []
        self._gone: dict[str, datetime] = {}

    def look(self) -> None:
        """Looks once."""
        found = troubles.found(self.office, self.keeping)
        self._show(found)
        if self._turn.take():
            self._note({one.cause: one for one in found})

    def let_go(self) -> None:
        """Leaves it to whichever server looks next."""
        self._turn.release()

    def _show(self, found: list[Trouble]) -> None:
        shown: list[dict[str, object]] = [{"type": one.kind.value, "about": one.about} for one in found]
        if shown != self._shown:
            self.office.push.troubles(shown, self._now())
            self._shown = shown

    def _note(self, found: dict[tuple[str, str], Trouble]) -> None:
        """Writes down what is new, and what has been away for a while."""
        now, standing = self._now(), self.office.look(troubles.standing)
        known = {one.cause for one in standing}
        away = [one for one in standing if one.cause not in found]
        self._gone = {one.id: self._gone.get(one.id, now) for one in away}
        over = [one for one in away if now - self._gone[one.id] >= LULL]
        new = [
            (Noticed(secrets.token_hex(8), cause, one.since or now), one)
            for cause, one in found.items()
            if cause not in known
        ]
        if new or over:
            told = [(webhook.RAISED, self._raised(noticed, one, now)) for noticed, one in new]
            told += [(webhook.OVER, self._over(noticed, now)) for noticed in over]
            wanted = bool(self.office.look(lambda book: book.profile.settings.webhook.url))
            self.office.change(troubles.note, [noticed for noticed, _ in new], over, told if wanted else [])

    def _raised(self, noticed: Noticed, trouble: Trouble, now: datetime) -> str:
        words = spoken_here()
        told = {language: said(words, language, trouble, now) for language in words.languages}
        more = {
            "titles": {language: one.title for language, one in told.items()},
            "sentences": {language: one.sentence for language, one in told.items()},
            "to_do": {language: one.to_do for language, one in told.items()},
        }
        return webhook.body(self._code, webhook.RAISED, now, {**_named(noticed), **more})

    def _over(self, noticed: Noticed, now: datetime) -> str:
        return webhook.body(self._code, webhook.OVER, now, _named(noticed))

    def _now(self) -> datetime:
        return self.office.clock().astimezone(self.office.profile.zone)


def _named(noticed: Noticed) -> dict[str, object]:
    kind, about = noticed.cause
    return {"id": noticed.id, "type": kind, "about": about, "since": noticed.since.isoformat()}


Post = Callable[[Webhook, bytes], None]


def tell_outside(office: Office, pause: Callable[[float], object]) -> None:
    """For ever: what lies ready is sent, and tried again where it was not taken. Of several servers one does it."""
    turn = office.database.hold(f"dispatches-{office.profile.id}")
    try:
        while True:
            _send(office, turn.take)
            pause(SEND_SECONDS)
    finally:
        turn.release()


def _send(office: Office, is_our_turn: Callable[[], bool]) -> None:
    try:
        while is_our_turn() and send_one(office):
            pass
    except (StorageFailed, ClockBehind, OSError):
        log.debug("nothing is told outside while nothing can be written down")
    except Exception:
        log.exception("what is to be told outside could not be looked for; once more in a moment")


def send_one(office: Office, post: Post | None = None) -> bool:
    """Sends what has waited longest, if its time has come; whether there was something."""
    due = office.look(webhook.due)
    if due is None:
        return False
    to, dispatch = due
    problem = _problem(to, dispatch.body.encode(), post or posted)
    if problem is not None:
        log.warning("the webhook was not taken (try %d): %s", dispatch.tries + 1, problem)
    office.change(webhook.sent, dispatch, problem)
    return True


def _problem(to: Webhook, told: bytes, post: Post) -> str | None:
    """Why it was not taken, None when it was. Where nobody wants it any more it is let go."""
    if not to.url:
        return None
    try:
        post(to, told)
    except (OSError, http.client.HTTPException, ValueError) as failed:
        said = str(failed) or type(failed).__name__
        return " ".join(said.split())[: webhook.LONGEST_PROBLEM]
    return None


class _Answer(http.client.HTTPResponse):
    """Of a receiver that never stops answering no more is read than an answer has."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.fp: io.BufferedReader = at_most(self.fp)


class NotTaken(OSError):
    """The receiver answered, and not with a 2xx."""


def posted(to: Webhook, told: bytes, patience: float = PATIENT_SECONDS) -> None:
    """One POST, signed now; no redirect is followed, and of the answer nothing is read but its head. Raises OSError,
    HTTPException or NotTaken; at the latest when `patience` seconds are over, whatever was said until then.
    """
    parts = urlsplit(to.url)
    host, port = str(parts.hostname), parts.port
    line: http.client.HTTPConnection
    if parts.scheme == "https":
        sealed = ssl.create_default_context()
        line = http.client.HTTPSConnection(host, port, timeout=patience, context=sealed)
    else:
        line = http.client.HTTPConnection(host, port, timeout=patience)
    at = int(wall().timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "ToiLuot",
        "Toiluot-Signature": signature(to.secret, told, at),
    }
    enough = threading.Timer(patience, _hang_up, (line,))
    enough.daemon = True
    enough.start()
    line.response_class = _Answer
    try:
        line.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", told, headers)
        status = line.getresponse().status
    finally:
        enough.cancel()
        line.close()
    if not 200 <= status < 300:
        raise NotTaken(f"HTTP {status}")


def _hang_up(line: http.client.HTTPConnection) -> None:
    """On a receiver that goes on saying something and never comes to an end."""
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)
