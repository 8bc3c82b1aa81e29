"""What the director asks: how is it now, and how was it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.domain import figures
from server.domain.counter import Counter
from server.domain.figures import Board, By, LegFact, Row
from server.domain.ticket import Ticket
from server.office import Book


@dataclass(frozen=True, slots=True)
class Today:
    """The live board: today's figures, and every counter with the ticket it has."""

    board: Board
    counters: tuple[tuple[Counter, Ticket | None], ...]


def facts(book: Book, first: date, last: date) -> Iterator[LegFact]:
    """Every leg of these days, oldest ticket first."""
    return book.tickets.facts(first, last)


def figures_of(book: Book, first: date, last: date, by: By | None) -> list[Row]:
    """The figures of these days, split or as one row."""
    if by is None:
        return [figures.total(facts(book, first, last))]
    return figures.rows(facts(book, first, last), by, book.profile.zone)


def today(book: Book) -> Today:
    told = figures.board(list(facts(book, book.today, book.today)), book.now, book.profile.zone)
    return Today(told, tuple(counters(book)))


def counters(book: Book) -> Iterator[tuple[Counter, Ticket | None]]:
    """Every counter, with the ticket that is called to it or served there."""
    for counter in book.counters():
        yield counter, book.tickets.named(counter.ticket) if counter.ticket else None
