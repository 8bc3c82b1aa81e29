"""The figures of every day as a letter: which days are told, to whom, by which mail server, and what became of each."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from server.actions.administrator import Changed, note
from server.actions.webhook import is_of_the_lan
from server.domain.errors import BadInput
from server.domain.nightly import MailProblem, NightState, Seal, days_to_tell, next_try
from server.domain.setup import Matter
from server.office import Book, Mailing, Night, Nightly

SHOWN = 31
MOST_RECEIVERS = 20
LONGEST_ANSWER = 300
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9][A-Za-z0-9.-]*")
"""As browsers take one (HTML, "valid e-mail address"), without names and comments around it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a letter was not taken, and the words of whoever did not take it."""

    problem: MailProblem
    answer: str


def set_nightly(book: Book, by: str, on: bool, to: str) -> Changed:
    """From today on every day is told in a letter, or none any more; `to`: addresses, by comma or line.

    Switched on already, it stays on from the day from which it was.
    """
    before = book.profile.settings.nightly
    since = (before.since or book.today) if on else None
    after = replace(before, since=since, to=receivers(to))
    book.set_settings(replace(book.profile.settings, nightly=after))
    for night in latest(book) if not on else ():
        if night.done_at is None:
            book.nights.keep(replace(night, became=NightState.GIVEN_UP, done_at=book.now))
    return note(book, by, Matter.NIGHTLY, _told(before), _told(after))


def set_mailing(book: Book, by: str, mailing: Mailing) -> Changed:
    """Letters are sent by this server from now on; by none where it has no host. Without a password the one that is known
    stays, as long as the server and the user do.

    BadInput for a way that is not encrypted to a machine outside the house.
    """
    before = book.profile.settings.nightly
    check(mailing)
    known = before.mailing
    same = (known.host, known.user) == (mailing.host, mailing.user)
    after = mailing if mailing.password or not same else replace(mailing, password=known.password)
    after = after if mailing.host else Mailing()
    book.set_settings(replace(book.profile.settings, nightly=replace(before, mailing=after)))
    return note(book, by, Matter.NIGHTLY, _told_mailing(known), _told_mailing(after))


def receivers(told: str) -> tuple[str, ...]:
    """The addresses in a line or more, each once. BadInput for what is none, and for too many."""
    found = tuple(dict.fromkeys(one for one in re.split(r"[\s,;]+", told) if one))
    for one in found:
        if not ADDRESS.fullmatch(one):
            raise BadInput(where="receivers", why="mail", hint=one)
    if len(found) > MOST_RECEIVERS:
        raise BadInput(where="receivers", why="range", hint=f"at most {MOST_RECEIVERS}")
    return found


def check(mailing: Mailing) -> None:
    """BadInput unless letters can be sent so."""
    host = mailing.host
    if not host:
        return
    if not host.isascii() or any(sign in host for sign in " /@"):
        raise BadInput(where="host", why="host", hint="smtp.example.vn")
    if mailing.seal is Seal.NONE and not is_of_the_lan(host):
        raise BadInput(
            where="seal", why="sealed-mail", hint="tls or starttls, or a server within the local network"
        )
    if mailing.seal is Seal.NONE and mailing.user:
        raise BadInput(where="seal", why="sealed-password", hint="a password is not sent in the open")
    for where in ("user", "password"):
        if not getattr(mailing, where).isascii():
            raise BadInput(
                where=where, why="ascii", hint="letters without accents: mail servers know no others"
            )
    if not ADDRESS.fullmatch(mailing.sender):
        raise BadInput(
            where="sender", why="mail" if mailing.sender else "missing", hint="one-stop@example.vn"
        )


def _told(nightly: Nightly) -> dict[str, object]:
    """As the journal keeps it."""
    return {"nightly": nightly.since is not None, "receivers": list(nightly.to)}


def _told_mailing(mailing: Mailing) -> dict[str, object]:
    """The password is in no journal."""
    if not mailing.host:
        return {"host": "", "port": None, "seal": None, "sender": "", "user": ""}
    names = ("host", "port", "seal", "sender", "user")
    return {name: getattr(mailing, name) for name in names}


def has_days_to_tell(book: Book) -> bool:
    return bool(_days(book))


def _days(book: Book) -> list[date]:
    since = book.profile.settings.nightly.since
    return list(days_to_tell(since, book.nights.last_day(), book.today)) if since else []


def begin(book: Book) -> None:
    """A letter is to be made of every day that is over and has none."""
    for day in _days(book):
        book.nights.keep(Night(day, book.now, book.now))


def want(book: Book) -> Night:
    """Yesterday's letter is made and sent now, also where it was before."""
    night = Night(book.today - timedelta(days=1), book.now, book.now)
    book.nights.keep(night)
    return night


def due(book: Book) -> tuple[Nightly, Night] | None:
    """The letter whose time has come, and what is to become of it."""
    night = book.nights.due(book.now)
    return (book.profile.settings.nightly, night) if night else None


def done(book: Book, night: Night, became: NightState, refusal: Refusal | None = None) -> None:
    """It was taken, or there is nothing to send. `refusal`: of some of those that it was for."""
    kept = replace(
        night,
        became=became,
        tries=night.tries + 1,
        done_at=book.now,
        problem=refusal.problem if refusal else None,
        answer=refusal.answer[:LONGEST_ANSWER] if refusal else None,
    )
    book.nights.keep(kept)


def refused(book: Book, night: Night, refusal: Refusal) -> None:
    """It was not taken: it is sent again, later and later, and given up at last."""
    tries = night.tries + 1
    again = next_try(tries, night.created_at, book.now)
    kept = replace(
        night,
        tries=tries,
        next_at=again or night.next_at,
        done_at=None if again else book.now,
        became=NightState.WAITING if again else NightState.GIVEN_UP,
        problem=refusal.problem,
        answer=refusal.answer[:LONGEST_ANSWER],
    )
    book.nights.keep(kept)


def latest(book: Book) -> list[Night]:
    return book.nights.latest(SHOWN)
