"""What the office does by itself: brings back who was held, and ends the day."""

from datetime import timedelta

from server.domain import counter as counters
from server.domain import ticket as rules
from server.domain.counter import Counter, CounterState
from server.domain.ticket import Place, State, Ticket, Verb
from server.office import Book

KEEPER = "office"
PRESSES_KEPT = timedelta(days=1)


def has_something_to_do(book: Book) -> bool:
    """A look is cheap, and most of the time there is nothing."""
    return (
        book.remembers_earlier_days(PRESSES_KEPT)
        or bool(book.living_of_other_days())
        or any(_left_open(book, counter) for counter in book.counters())
        or any(_is_due(book, ticket) for ticket in book.tickets.aside(book.today))
    )


def tidy(book: Book) -> None:
    """Whoever's return time has come waits again where they stood; what is left of other days is ended."""
    end_other_days(book)
    bring_back(book)


def bring_back(book: Book) -> None:
    for ticket in book.tickets.aside(book.today):
        if _is_due(book, ticket):
            after = rules.put_back(ticket, Place.ORIGINAL, book.now, book.now)
            book.write_ticket(Verb.RETURN, ticket, after, KEEPER, place=Place.ORIGINAL)


def end_other_days(book: Book) -> None:
    """Tickets of earlier days expire, their pages go, and their counters close. Nothing is deleted. So do tickets of a
    day to come, which a clock that ran ahead gave out: on that day nobody would be there.
    """
    left_over = book.living_of_other_days()
    for ticket in left_over:
        book.write_ticket(Verb.EXPIRE, ticket, rules.expire(ticket, book.now), KEEPER)
    for counter in book.counters():
        if _left_open(book, counter):
            book.write_counter("counter-close", counters.left_open(counter, book.now), KEEPER)
    book.forget_secrets()
    book.forget_presses(PRESSES_KEPT)


def _is_due(book: Book, ticket: Ticket) -> bool:
    until = ticket.leg.hold_until
    return ticket.state is State.HELD and until is not None and until <= book.now


def _left_open(book: Book, counter: Counter) -> bool:
    since = counter.since
    return counter.state is not CounterState.CLOSED and since is not None and since < book.start_of_today()
