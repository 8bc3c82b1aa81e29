"""Who did what, when and from where: what the journal tells an administrator."""

from datetime import datetime

from server.domain.journal import Entry
from server.office import Asked, Book, look_back

TOGETHER = 500
"""Read at once when all is taken away."""


def found(book: Book, asked: Asked, limit: int) -> list[Entry]:
    return look_back(book, asked, limit)


def next_of(entries: list[Entry]) -> tuple[datetime, int] | None:
    """From where on the next ones are asked for."""
    return (entries[-1].at, entries[-1].seq) if entries else None
