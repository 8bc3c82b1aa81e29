"""Which days are to be told in a letter, and when is one that was not taken sent again?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from server.domain.period import A_DAY

MADE_UP_FOR = timedelta(days=31)
"""How far back nights are made up for that the server slept through."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""After the first try that failed, the second …; after the last of them every hour."""
GIVEN_UP = timedelta(days=3)
"""A long week-end: until then somebody has seen to the mail server. The letter is still in the data directory."""


class Seal(StrEnum):
    """How the way to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class NightState(StrEnum):
    """What became of the letter of a day. Its words are `night.<state>`."""

    WAITING = "waiting"
    KEPT = "kept"
    SENT = "sent"
    EMPTY = "empty"
    GIVEN_UP = "given-up"


class MailProblem(StrEnum):
    """Why a letter was not taken. Its words are `mail.<problem>`."""

    NOT_MADE = "not-made"
    NOT_REACHED = "not-reached"
    NOT_SEALED = "not-sealed"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    RECEIVER = "receiver"
    LETTER = "letter"


def days_to_tell(since: date, told: date | None, today: date) -> Iterator[date]:
    """The days that are over and that no letter was made of, the earliest first."""
    day = max(since, today - MADE_UP_FOR, told + A_DAY if told else date.min)
    while day < today:
        yield day
        day += A_DAY


def next_try(tries: int, created: datetime, now: datetime) -> datetime | None:
    """When it is sent again after so many tries that failed; None when it is given up."""
    again = now + PAUSES[min(tries, len(PAUSES)) - 1]
    return again if again - created < GIVEN_UP else None
