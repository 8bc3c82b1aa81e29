"""What the director asks about the order of calling: how fair was a day, and why was one called before the other?"""

from dataclasses import dataclass
from datetime import date, datetime

from server.domain import fairness as rules
from server.domain.errors import UnknownTicket
from server.domain.fairness import Because, Fairness
from server.domain.ticket import State, Ticket
from server.office import Book

STEPS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """The one that was called first, the other, and why; `note`: what the clerk wrote who picked it by hand."""

    first: Ticket
    other: Ticket
    why: Because
    note: str | None


def of_day(book: Book, day: date) -> Fairness:
    """How often anybody was passed on a day, and why."""
    return rules.fairness(ticket for ticket, _ in book.tickets.visits(day, day))


def why(book: Book, day: date, one: str, other: str) -> Answer:
    """Two tickets of a day by their numbers. UnknownTicket names the one that is not there."""
    tickets = {ticket.number: ticket for ticket, _ in book.tickets.visits(day, day)}
    for number in (one, other):
        if number not in tickets:
            raise UnknownTicket(ticket=number)
    first, second = sorted((tickets[one], tickets[other]), key=_called_at)
    leg = rules.called_leg(first)
    at = leg.first_called_at if leg else None
    served = book.catalogue.plans[leg.counter].services if leg and leg.counter in book.catalogue.plans else {}
    state = _state_at(book, second, at) if at else None
    told = rules.why(first, second, state, served or [second.service])
    return Answer(first, second, told, leg.reason_note if leg else None)


def _called_at(ticket: Ticket) -> tuple[bool, datetime]:
    leg = rules.called_leg(ticket)
    at = leg.first_called_at if leg else None
    return at is None, at or ticket.issued_at


def _state_at(book: Book, ticket: Ticket, at: datetime) -> State | None:
    """How the ticket was at that moment; None when it had not been taken."""
    before = (step for step in book.journal.steps_of(ticket.id, STEPS) if step.at <= at)
    step = next(before, None)
    return State(step.facts["after"]["legs"][-1]["state"]) if step else None
