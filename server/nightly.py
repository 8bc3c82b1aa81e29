"""Every night the day that is over is told in a letter: kept as a file, and sent where the office has a mail server.

The letter is made by a program of its own (`python -m server.nightly`) that steps back for everybody else on the machine. A
mail server that is slow or away holds up nobody: what is to be sent stands in the book, also over a restart.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import gevent

from server.actions import director, nightly
from server.actions.nightly import Refusal
from server.apart import answer_apart, ask_apart
from server.api.statistics import sheet_of
from server.domain.errors import ClockBehind
from server.domain.figures import By
from server.domain.nightly import MailProblem, NightState, Seal
from server.office import Book, Database, Mailing, Night, Nightly, Office, StorageFailed
from server.web.nightly import letter
from server.wire.at_most import at_most

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
PATIENT_SECONDS = 20.0
ALTOGETHER_SECONDS = 120.0
"""A mail server that answers a letter at a time is given up like one that does not answer."""

SPLITS = (By.SERVICE, By.PROCEDURE, By.COUNTER, By.HOUR, By.PRIORITY, By.CHANNEL)
"""How a day is split. Not by clerk: a letter goes further than a page that asks who reads it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the program of its own is asked, on its stdin: an address with a password in it is nobody else's to see."""

    url: str
    office: int
    day: date
    now: datetime
    path: str


@dataclass(frozen=True, slots=True)
class Done:
    """What it answers: whether there was something to tell, or why it could not be told."""

    told: bool = False
    why: str = ""


CarryOut = Callable[[Order], Done]
Post = Callable[[Nightly, Night, bytes], Refusal | None]


class NotTaken(Exception):
    """Nobody gets the letter: the mail server did not take it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.problem)
        self.refusal = refusal


def tell_nights(office: Office, carry_out: CarryOut, pause: Callable[[float], object]) -> None:
    """For ever: days that are over are told, and sent again where they were not taken. Of several servers one does it."""
    turn = office.database.hold(f"nights-{office.profile.id}")
    try:
        while True:
            _tell(office, turn.take, carry_out)
            pause(LOOK_SECONDS)
    finally:
        turn.release()


def _tell(office: Office, is_our_turn: Callable[[], bool], carry_out: CarryOut) -> None:
    try:
        while is_our_turn() and tell_one(office, carry_out):
            pass
    except (StorageFailed, ClockBehind, OSError) as failed:
        log.debug("no letter is made while nothing can be written down: %s", failed)
    except Exception:
        log.exception("the letter of a day could not be made; once more in a moment")


def tell_one(office: Office, carry_out: CarryOut, post: "Post | None" = None) -> bool:
    """Makes and sends the letter of the earliest day whose time has come; whether there was one."""
    if office.look(nightly.has_days_to_tell):
        office.change(nightly.begin)
    due = office.look(nightly.due)
    if due is None:
        return False
    to, night = due
    try:
        became, refusal = _told(office, to, night, carry_out, post or posted)
    except NotTaken as failed:
        log.warning("the letter of %s was not taken (try %d): %s", night.day, night.tries + 1, failed)
        office.change(nightly.refused, night, failed.refusal)
    else:
        office.change(nightly.done, night, became, refusal)
    return True


def _told(
    office: Office, to: Nightly, night: Night, carry_out: CarryOut, post: Post
) -> tuple[NightState, Refusal | None]:
    path = path_of(office, night.day)
    if night.tries == 0 or not path.exists():
        url = office.settings.database_url
        made = carry_out(Order(url, office.profile.id, night.day, office.clock(), str(path)))
        if made.why:
            raise NotTaken(Refusal(MailProblem.NOT_MADE, made.why))
        if not made.told:
            return NightState.EMPTY, None
    if not to.mailing.host or not to.to:
        return NightState.KEPT, None
    return NightState.SENT, post(to, night, path.read_bytes())


def path_of(office: Office, day: date) -> Path:
    """Where the letter of a day is kept."""
    return office.settings.data / "nightly" / f"{office.profile.code}-{day}.eml"


def letter_of(book: Book, day: date) -> bytes:
    """The letter that tells a day."""
    return letter([sheet_of(book, day, day, (by,)) for by in SPLITS], book.profile.zone)


def _letter_if_any(book: Book, day: date) -> bytes | None:
    """None where nobody came: on a Sunday there is nothing to tell."""
    (total,) = director.figures_of(book, day, day)
    return letter_of(book, day) if total.joined else None


def posted(to: Nightly, night: Night, told: bytes) -> Refusal | None:
    """Hands the letter to the mail server. Raises NotTaken; a Refusal is of some receivers, while others get it."""
    mailing, message = to.mailing, message_from_bytes(told, policy=SMTP)
    message["From"], message["To"] = mailing.sender, ", ".join(to.to)
    # The same whenever it is sent: whoever gets it twice, because an answer was lost, sees that it is one.
    message["Message-ID"] = (
        f"<toiluot-{night.day}-{int(night.created_at.timestamp())}@{mailing.sender.partition('@')[2]}>"
    )
    with (
        _refusals(mailing),
        gevent.Timeout(ALTOGETHER_SECONDS, TimeoutError("too slow")),
        _line(mailing) as line,
    ):
        if mailing.user:
            line.login(mailing.user, mailing.password)
        refused = line.sendmail(mailing.sender, list(to.to), message.as_bytes())
    if not refused:
        return None
    return Refusal(MailProblem.RECEIVER, _of_receivers(refused))


def _bounded(kind: type[smtplib.SMTP]) -> type[smtplib.SMTP]:
    """Of a server that never stops answering no more is read than a whole conversation has."""

    class Line(kind):  # type: ignore[misc, valid-type]  # one of two
        file: Any

        def getreply(self) -> tuple[int, bytes]:
            if self.file is None:
                self.file = at_most(self.sock.makefile("rb"))
            told: tuple[int, bytes] = super().getreply()
            return told

    return Line


OPENLY, SEALED = _bounded(smtplib.SMTP), _bounded(smtplib.SMTP_SSL)


@contextmanager
def _line(mailing: Mailing) -> Iterator[smtplib.SMTP]:
    """The mail server, greeted, and encrypted unless it is of the house."""
    at, sealed = (mailing.host, mailing.port), ssl.create_default_context
    if mailing.seal is Seal.TLS:
        line = SEALED(*at, timeout=PATIENT_SECONDS, context=sealed())  # type: ignore[call-arg]  # of this kind
    else:
        line = OPENLY(*at, timeout=PATIENT_SECONDS)
    try:
        if mailing.seal is Seal.STARTTLS:
            _seal(line, sealed())
        yield line
        with suppress(smtplib.SMTPException, OSError):  # It was taken; how the line ends changes nothing.
            line.quit()
    finally:
        line.close()


def _seal(line: smtplib.SMTP, context: ssl.SSLContext) -> None:
    try:
        code, said = line.starttls(context=context)
    except smtplib.SMTPNotSupportedError as unknown:
        raise ssl.SSLError(str(unknown)) from unknown
    if code != HELLO:
        raise ssl.SSLError(f"{code} {said.decode(errors='replace')}")


HELLO = 220

PROBLEMS: tuple[tuple[type[Exception], MailProblem], ...] = (
    (smtplib.SMTPAuthenticationError, MailProblem.SIGN_IN),
    (smtplib.SMTPNotSupportedError, MailProblem.SIGN_IN),
    (smtplib.SMTPSenderRefused, MailProblem.SENDER),
    (smtplib.SMTPRecipientsRefused, MailProblem.RECEIVER),
    (smtplib.SMTPDataError, MailProblem.LETTER),
    (smtplib.SMTPResponseException, MailProblem.NOT_REACHED),
    (ssl.SSLError, MailProblem.NOT_SEALED),
    (OSError, MailProblem.NOT_REACHED),
    (ValueError, MailProblem.NOT_REACHED),
)
"""The first that fits."""


@contextmanager
def _refusals(mailing: Mailing) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as failed:
        problem = next(problem for kind, problem in PROBLEMS if isinstance(failed, kind))
        said = _words(failed)
        # A server may say again what it was told.
        said = said.replace(mailing.password, "…") if mailing.password else said
        raise NotTaken(Refusal(problem, said)) from None


def _words(failed: Exception) -> str:
    if isinstance(failed, smtplib.SMTPRecipientsRefused):
        return _of_receivers(failed.recipients)
    if isinstance(failed, smtplib.SMTPResponseException):
        said = failed.smtp_error
        return f"{failed.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(failed) or type(failed).__name__


def _of_receivers(refused: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(
        f"{who}: {code} {said.decode(errors='replace')}" for who, (code, said) in refused.items()
    )


def in_a_program_of_its_own(order: Order) -> Done:
    """Does it there, and ends with whoever waits for it."""
    return ask_apart("server.nightly", order, Done)


def carried_out(order: Order) -> Done:
    """The order, done here and now."""
    database, path = Database(order.url), Path(order.path)
    try:
        told = database.read(order.office, order.now, lambda book: _letter_if_any(book, order.day))
        if told is not None:
            write(path, told)
    except (StorageFailed, OSError) as failed:
        return Done(why=str(failed))
    finally:
        database.close()
    return Done(told=told is not None)


def write(path: Path, told: bytes) -> None:
    """The whole letter or none, for the office's own eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_bytes(told)
    fresh.replace(path)


if __name__ == "__main__":
    answer_apart(Order, carried_out)
