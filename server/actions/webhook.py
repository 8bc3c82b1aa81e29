"""Where troubles are told outside the office, and what became of what was told."""

import ipaddress
import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from server.actions.administrator import Changed, note
from server.domain.errors import BadInput
from server.domain.setup import Matter
from server.domain.webhook import SHORTEST_SECRET, next_try
from server.office import Book, Dispatch, Webhook

OF_THE_LAN = (".local", ".lan", ".internal", ".home.arpa")
DISGUISED = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?")
"""As the C library reads a number, and nobody else: 2130706433, 0x7f.1."""
SHOWN = 20
LONGEST_PROBLEM = 300
RAISED, OVER, TEST = "raised", "over", "test"


def set_webhook(book: Book, by: str, url: str, secret: str) -> Changed:
    """Troubles are told there from now on; nowhere for "". Without a secret the one that is known stays.

    BadInput for an address outside the house that is not sealed, and where there is no secret to sign with.
    """
    before = book.profile.settings.webhook
    check(url)
    if url and len(secret or before.secret) < SHORTEST_SECRET:
        raise BadInput(where="secret", why="short", hint=f"at least {SHORTEST_SECRET} characters")
    if not url:
        after = Webhook()
    elif secret:
        after = Webhook(url, secret, book.now)
    else:
        after = replace(before, url=url)
    book.set_settings(replace(book.profile.settings, webhook=after))
    return note(book, by, Matter.ALERTS, _told(before), _told(after))


def _told(webhook: Webhook) -> dict[str, object]:
    """As the journal keeps it: of the secret only since when it is so."""
    return {"url": webhook.url, "signed_since": webhook.since.isoformat() if webhook.since else None}


def check(url: str) -> None:
    """BadInput unless it is an https address, or an http one within the house; "" is none at all."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as bad:
        raise BadInput(where="url", why="url", hint=str(bad)) from bad
    if not host or parts.username is not None or not url.isascii() or any(sign.isspace() for sign in url):
        raise BadInput(where="url", why="url", hint="https://host/path")
    if _is_nowhere(host):
        raise BadInput(where="url", why="url", hint="https://host/path")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_of_the_lan(host)):
        raise BadInput(where="url", why="sealed", hint="https://, or http:// within the local network")


def is_of_the_lan(host: str) -> bool:
    """Whether only machines of the house can have this name or number."""
    number = _number(host)
    if number is None:
        return "." not in host or host.endswith(OF_THE_LAN)
    return number.is_private or number.is_loopback


def _is_nowhere(host: str) -> bool:
    """A number written so that it looks like a name, or one at which no receiver is: those of a single cable, where
    rented machines are told their secrets, and those of nobody.
    """
    number = _number(host)
    if number is None:
        return DISGUISED.fullmatch(host) is not None
    return number.is_link_local or number.is_unspecified or number.is_multicast


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The number that a host is called by; None for a name."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return None
    within = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return within or number


def body(office: str, event: str, now: datetime, trouble: dict[str, object] | None = None) -> str:
    """What is told outside, as JSON: nothing of a citizen or a clerk is in it."""
    told = {"event": event, "office": office, "at": now.isoformat(), "trouble": trouble}
    return msgspec.json.encode(told).decode()


def try_out(book: Book) -> int:
    """Tells the receiver something that is no trouble. BadInput where none is named."""
    if not book.profile.settings.webhook.url:
        raise BadInput(where="url", why="missing", hint="save an address first")
    book.alarms.send(TEST, body(book.profile.code, TEST, book.now), book.now)
    return book.alarms.unsent()


def due(book: Book) -> tuple[Webhook, Dispatch] | None:
    """Where the next one goes, if its time has come; what was still to be told when nobody wanted it any more is let go."""
    dispatch = book.alarms.due(book.now)
    return (book.profile.settings.webhook, dispatch) if dispatch else None


def sent(book: Book, dispatch: Dispatch, problem: str | None) -> None:
    """It was taken, or not (`problem`): then it is tried again, later and later."""
    tries = dispatch.tries + 1
    again = next_try(tries, dispatch.created_at, book.now) if problem is not None else None
    done = None if again else book.now
    said = problem[:LONGEST_PROBLEM] if problem else None
    kept = replace(dispatch, tries=tries, next_at=again or dispatch.next_at, done_at=done, problem=said)
    book.alarms.keep(kept)


def latest(book: Book) -> list[Dispatch]:
    return book.alarms.latest(SHOWN)
