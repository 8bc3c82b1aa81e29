"""What is kept of people goes when its time is over, or when somebody asks; and they may see it before."""

from typing import Any

from server.domain.retention import Due, limits
from server.office import Book, ticket_snapshot

OFFICE = "office"


def due(book: Book, comment_days: int) -> Due:
    """What would be taken away now (the dry run)."""
    return book.retention.due(*limits(book.now, comment_days))


def tidy(book: Book, comment_days: int, by: str = OFFICE) -> Due:
    """Takes away what is older than its time, and writes down how much that was."""
    found = due(book, comment_days)
    if found:
        book.retention.take_away(*limits(book.now, comment_days))
        book.journal.write("retention", book.now, by, facts={"comments": found.comments, "keys": found.keys})
    return found


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
