"""What is kept of people goes when its time is over, or when somebody asks; and they may see it before."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from server.actions.administrator import Changed, note
from server.domain.journal import Entry
from server.domain.period import A_DAY
from server.domain.retention import NAMES_AT_ONCE, Due, Keep, limits
from server.domain.setup import Matter
from server.office import Asked, Book, look_back, ticket_snapshot

OFFICE = "office"
TIDIED = ("retention", "erase")
LATELY, SHOWN = timedelta(days=31), 50


def days(book: Book, usual: Keep) -> Keep:
    """For how many days it is kept here; `usual` is what the server was told."""
    own = book.profile.settings
    return usual.or_own(own.keep_comments, own.keep_names)


def set_days(book: Book, by: str, usual: Keep, comments: int, names: int | None = None) -> Changed:
    """From now on so many days; what is older by then goes with the next tidying. `names`: None for as it was."""
    before = days(book, usual)
    after = replace(before, comments=comments, names=before.names if names is None else names)
    own = book.profile.settings
    kept_names = own.keep_names if names is None else names
    book.set_settings(replace(own, keep_comments=comments, keep_names=kept_names))
    return note(book, by, Matter.RETENTION, _told(before), _told(after))


def _told(keep: Keep) -> dict[str, int]:
    return {"keep_comments": keep.comments, "keep_names": keep.names}


def set_call_back(book: Book, by: str, *, allowed: bool) -> Changed:
    """Whether citizens may leave a phone number. When not, those that were left are gone at once."""
    before = book.profile.settings.call_back
    book.set_settings(replace(book.profile.settings, call_back=allowed))
    if not allowed:
        book.phones.forget_all()
    return note(book, by, Matter.RETENTION, {"call_back": before}, {"call_back": allowed})


def due(book: Book, usual: Keep) -> Due:
    """What would be taken away now (the dry run)."""
    return book.retention.due(limits(book.now, days(book, usual)))


def tidy(book: Book, usual: Keep, by: str = OFFICE, most: int = NAMES_AT_ONCE) -> Due:
    """Takes away what is older than its time, and writes down how much that was. Of the names `most`."""
    found = due(book, usual)
    if found:
        gone = book.retention.take_away(limits(book.now, days(book, usual)), most)
        found = replace(found, names=gone)
        book.journal.write("retention", book.now, by, facts=asdict(found))
    return found


def log(book: Book) -> list[Entry]:
    """What was taken away lately, the newest first."""
    return look_back(book, Asked(book.now - LATELY, book.now + A_DAY, verbs=TIDIED), SHOWN)


def export(book: Book, ticket: str) -> dict[str, Any]:
    """Everything that is kept about one visit, for whoever held its ticket. UnknownTicket when there is none."""
    found = book.ticket(ticket)
    steps = book.journal.steps_of(ticket, 1000)
    return {
        "ticket": ticket_snapshot(found),
        "rating": book.retention.rating_of(ticket),
        "steps": [{"at": step.at, "verb": step.verb, "by": step.by} for step in reversed(steps)],
    }


def erase(book: Book, ticket: str, by: str) -> None:
    """What the citizen wrote, their page and their slip are gone; the figures stay, and name nobody."""
    found = book.ticket(ticket)
    book.retention.erase(found.id)
    book.journal.write("erase", book.now, by, facts={"ticket": found.id})
