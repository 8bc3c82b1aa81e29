"""What the director asks about the order of calling: how fair was a day, and why was one called before the other?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from server.actions.administrator import Calling, calling_of
from server.domain import fairness as rules
from server.domain.errors import UnknownTicket
from server.domain.fairness import Because, Fairness, Onlooker
from server.domain.journal import Entry
from server.domain.period import A_DAY
from server.domain.setup import Matter
from server.domain.ticket import MOVES, Ticket, Verb
from server.office import Book

STEPS = (Verb.TAKE, *MOVES, Verb.UNDO, Verb.PRIORITY)
"""What moves a ticket in its line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The one that was called first, the other, and why; `note`: what the clerk wrote who picked it by hand.

    `elsewhere`: the counter that the other one waited for alone; `calling`: how the office called then.
    """

    first: Ticket
    other: Ticket
    why: Because
    note: str | None
    elsewhere: str | None
    calling: Calling


def of_day(book: Book, day: date) -> Fairness:
    """How often anybody was passed on a day, and why."""
    onlooker = Onlooker()
    for step in book.journal.between(book.start_of(day), book.start_of(day + A_DAY), STEPS):
        onlooker.sees(book.as_it_was(step))
    return onlooker.fairness()


def why(book: Book, day: date, one: str, other: str) -> Answer:
    """Two tickets of a day by their numbers. UnknownTicket names the one that is not there."""
    tickets = {ticket.number: ticket for ticket, _ in book.tickets.visits(day, day)}
    for number in (one, other):
        if number not in tickets:
            raise UnknownTicket(ticket=number)
    first, second = sorted((tickets[one], tickets[other]), key=_called_at)
    leg = rules.called_leg(first)
    if leg is None or leg.first_called_at is None:
        return Answer(first, second, Because.NEVER_CALLED, None, None, calling_of(book))
    call = next(step for step in _steps(book, first) if _is_call(step, leg.first_called_at))
    before = next((book.as_it_was(step) for step in _steps(book, second) if step.seq < call.seq), None)
    served = _served_then(book, str(call.counter), call)
    told = rules.why(book.as_it_was(call), before, served, call.at)
    elsewhere = before.leg.for_counter if before else None
    return Answer(first, second, told, leg.reason_note, elsewhere, _calling_then(book, call))


def _called_at(ticket: Ticket) -> tuple[bool, datetime]:
    leg = rules.called_leg(ticket)
    at = leg.first_called_at if leg else None
    return at is None, at or ticket.issued_at


def _steps(book: Book, ticket: Ticket) -> Iterator[Entry]:
    """The steps of one ticket, newest first."""
    return (step for step in book.journal.steps_of(ticket.id) if step.verb in STEPS)


def _is_call(step: Entry, at: datetime) -> bool:
    return step.verb == Verb.CALL and step.at == at


def _served_then(book: Book, counter: str, call: Entry) -> set[str]:
    """What the counter took at the time of a call: as it was before it was changed for the first time since then."""
    for changed in book.journal.changes_after(call.seq, Matter.COUNTERS.verb):
        if changed.facts["what"] == counter and changed.facts["before"] is not None:
            return set(changed.facts["before"]["services"])
    return set(book.catalogue.plans[counter].services) if counter in book.catalogue.plans else set()


def _calling_then(book: Book, call: Entry) -> Calling:
    changed = next(iter(book.journal.changes_after(call.seq, Matter.POLICY.verb)), None)
    return Calling(**changed.facts["before"]) if changed else calling_of(book)
