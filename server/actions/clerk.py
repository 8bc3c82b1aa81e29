"""What a clerk does: opens a counter, calls, serves, finishes, and everything between."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.actions import line
from server.domain import calling
from server.domain import counter as counters
from server.domain import ticket as rules
from server.domain.calling import Choice, Reason
from server.domain.counter import Counter, PauseReason
from server.domain.errors import BadInput, NotAllowed, NothingToUndo
from server.domain.journal import Entry
from server.domain.ticket import AT_COUNTER, UNDOABLE, Outcome, Place, PriorityClass, State, Ticket, Verb
from server.office import Book

_A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket called to a counter, why this one, and the `seq` that every screen hears of it by."""

    ticket: Ticket
    reason: Reason
    seq: int


def open_counter(book: Book, code: str, clerk: str) -> Counter:
    """The clerk sits down, or comes back from a pause."""
    before = book.counter(code)
    after = counters.opened(before, clerk, book.now)
    if (before.state, before.clerk) != (after.state, after.clerk):
        book.write_counter("counter-open", after, clerk)
    return after


def pause(book: Book, code: str, clerk: str, reason: PauseReason) -> Counter:
    after = counters.paused(book.counter(code), clerk, reason, book.now)
    book.write_counter("counter-pause", after, clerk)
    return after


def close_counter(book: Book, code: str, clerk: str) -> Counter:
    before = book.counter(code)
    after = counters.closed(before, clerk, book.now)
    if before.state is not after.state:
        book.write_counter("counter-close", after, clerk)
    return after


def cover_counter(book: Book, code: str, clerk: str) -> Counter:
    """A colleague takes the counter over as it stands, whoever is in hand there; who sat there is told by their screen."""
    before = book.counter(code)
    after = counters.covered(before, clerk, book.now)
    if before.clerk != after.clerk:
        told = {"clerk": before.clerk, "state": before.shown}
        book.write_counter("counter-cover", after, clerk, before=told, ticket_in_hand=before.ticket)
    return after


def call_next(book: Book, code: str, clerk: str) -> Called | None:
    """The next citizen for this counter by the office's policy, or None when nobody waits for it."""
    counter = counters.ready_to_call(book.counter(code), clerk)
    desk = book.desk(code)
    choice = calling.choose(
        book.waiting(), desk, line.run_of(book, desk), book.profile.settings.policy, book.now
    )
    return _call(book, choice, counter, clerk) if choice else None


def call_picked(book: Book, code: str, clerk: str, ticket: str, reason: str) -> Called:
    """One citizen out of turn, for a reason that is kept."""
    counter = counters.ready_to_call(book.counter(code), clerk)
    if not reason.strip():
        raise BadInput(where="reason", why="missing", hint="say why this citizen goes first")
    picked = _of_today(book, ticket)
    return _call(book, Choice(picked, Reason.PICKED), counter, clerk, reason.strip())


def _call(book: Book, choice: Choice, counter: Counter, clerk: str, note: str | None = None) -> Called:
    before = choice.ticket
    after = rules.call(before, counter.code, clerk, book.now, choice.reason, note)
    entry = book.write_ticket(
        Verb.CALL, before, after, clerk, reason=choice.reason, note=note, **_spoken(book, after, counter.name)
    )
    return Called(after, choice.reason, entry.seq)


def _spoken(book: Book, ticket: Ticket, counter_name: str) -> dict[str, object]:
    """What the display needs to say: the counter's name, and the languages (the office's, then the citizen's)."""
    languages = list(dict.fromkeys([*book.profile.settings.speech, ticket.language]))
    return {"counter_name": counter_name, "languages": languages}


def recall(book: Book, ticket: str, clerk: str) -> Called:
    before = _mine(book, ticket, clerk)
    after = rules.recall(before, book.now)
    name = book.catalogue.plan(str(after.counter)).name
    entry = book.write_ticket(Verb.RECALL, before, after, clerk, **_spoken(book, after, name))
    return Called(after, Reason(after.leg.reason or Reason.FIRST_COME), entry.seq)


def start(book: Book, ticket: str, clerk: str) -> Ticket:
    before = _mine(book, ticket, clerk)
    return _write(book, Verb.START, before, rules.start(before, book.now), clerk)


def finish(book: Book, ticket: str, clerk: str, outcome: Outcome = Outcome.OTHER) -> Ticket:
    """The service is done; the tablet at the counter wakes for the citizen's rating."""
    before = _mine(book, ticket, clerk)
    after = rules.finish(before, book.now, outcome)
    until = book.now + book.profile.settings.rate_for
    return _write(book, Verb.FINISH, before, after, clerk, outcome=outcome, rate_until=until.isoformat())


def no_show(book: Book, ticket: str, clerk: str) -> Ticket:
    before = _mine(book, ticket, clerk)
    return _write(book, Verb.NO_SHOW, before, rules.no_show(before, book.now), clerk)


def hold(book: Book, ticket: str, clerk: str, until: datetime | None = None) -> Ticket:
    before = _mine(book, ticket, clerk)
    return _write(book, Verb.HOLD, before, rules.hold(before, book.now, until), clerk, until=until)


def put_back(book: Book, ticket: str, clerk: str, place: Place) -> Ticket:
    """Back into the line: first, last, or where they stood."""
    before = _mine(book, ticket, clerk)
    front = min(book.waiting().earliest() or book.now, book.now).replace(microsecond=0) - _A_SECOND
    return _write(
        book,
        Verb.RETURN,
        before,
        rules.put_back(before, place, line.arriving(book), front),
        clerk,
        place=place,
    )


def transfer(
    book: Book, ticket: str, clerk: str, service: str | None = None, to_counter: str | None = None
) -> Ticket:
    """On to another service, or to one counter; the number and the first arrival stay."""
    before = _mine(book, ticket, clerk)
    if service is None and to_counter is None:
        raise BadInput(where="service", why="missing", hint="name the service or the counter to go to")
    target = book.catalogue.service(service or before.leg.service).code
    if to_counter is not None:
        target = _line_at(book, to_counter, target, chosen=service is not None)
    after = rules.transfer(before, book.now, target, to_counter)
    return _write(book, Verb.TRANSFER, before, after, clerk, service=target, for_counter=to_counter)


def _line_at(book: Book, to_counter: str, service: str, *, chosen: bool) -> str:
    """The line in which somebody sent to this counter will wait: theirs, if it is served there."""
    plan = book.catalogue.plan(to_counter)
    if service in plan.services:
        return service
    if chosen or not plan.services:
        raise BadInput(where="counter", why="not-served", hint=f"{plan.name} does not serve {service}")
    return min(plan.services, key=lambda code: plan.services[code])


def cancel(book: Book, ticket: str, clerk: str, reason: str | None = None) -> Ticket:
    before = _mine(book, ticket, clerk)
    return _write(book, Verb.CANCEL, before, rules.cancel(before, book.now), clerk, reason=reason)


def correct_priority(
    book: Book, ticket: str, clerk: str, priority: PriorityClass | None, reason: str
) -> Ticket:
    """What the citizen said at the kiosk is put right, for a reason that is kept: their place in the line follows."""
    before = _of_today(book, ticket)
    if not reason.strip():
        raise BadInput(where="reason", why="missing", hint="say why")
    after = rules.with_priority(before, priority)
    if after == before:
        return before
    return _write(book, Verb.PRIORITY, before, after, clerk, was=before.priority, reason=reason.strip())


def undo(book: Book, ticket: str, clerk: str) -> Ticket:
    """Takes the ticket's last step back. NothingToUndo when it can not be: rated, too old, or not such a step."""
    before = book.ticket(ticket)
    step, earlier = undoable(book, before)
    if before.state in AT_COUNTER:
        _mine(book, ticket, clerk)
    after = book.as_it_was(earlier, before.secret)
    if after.state in AT_COUNTER:
        _free_again(book, after, clerk)
    return _write(book, Verb.UNDO, before, after, clerk, undone=step.verb)


def phone_of(book: Book, ticket: str, clerk: str) -> str | None:
    """Where to call the citizen who was called twice and is not there; None when they left no number."""
    found = _mine(book, ticket, clerk)
    if found.state is not State.CALLED or not found.leg.recalls:
        raise NotAllowed(number=found.number, state=found.state.value, verb="phone")
    return book.phones.of(found.id, book.today)


def undoable(book: Book, ticket: Ticket) -> tuple[Entry, Entry]:
    """The step that would be taken back, and the entry that tells how the ticket was before it."""
    steps = book.journal.steps_of(ticket.id, 2)
    limit = book.profile.settings.undo_for
    fresh = len(steps) == 2 and steps[0].verb in UNDOABLE and book.now - steps[0].at <= limit
    if not fresh or ticket.rated or ticket.office_day != book.today:
        raise NothingToUndo(number=ticket.number)
    return steps[0], steps[1]


def _free_again(book: Book, ticket: Ticket, clerk: str) -> None:
    """The counter to which the ticket goes back has nobody else, and this clerk."""
    counter = counters.manned_by(book.counter(str(ticket.counter)), clerk)
    if counter.ticket != ticket.id:
        counters.ready_to_call(counter, clerk)


def _of_today(book: Book, ticket: str) -> Ticket:
    """The ticket, if it is of this office day: what is over stays over."""
    found = book.ticket(ticket)
    if found.office_day != book.today:
        raise NotAllowed(day=found.office_day.isoformat())
    return found


def _mine(book: Book, ticket: str, clerk: str) -> Ticket:
    """The ticket; one that is at a counter only for the clerk of that counter."""
    found = _of_today(book, ticket)
    if found.state in AT_COUNTER:
        counters.manned_by(book.counter(str(found.counter)), clerk)
    return found


def _write(book: Book, verb: Verb, before: Ticket, after: Ticket, clerk: str, **facts: object) -> Ticket:
    book.write_ticket(verb, before, after, clerk, **facts)
    return after
