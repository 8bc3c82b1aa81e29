"""What a citizen does: takes a ticket, comes late, gives it back, rates."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.actions import paper
from server.actions.line import Hall, Standing, arriving, quota_reached
from server.domain import ticket as rules
from server.domain.errors import (
    AlreadyRated,
    BadInput,
    CallingOff,
    Closed,
    NotAllowed,
    NotYetServed,
    QuotaReached,
    RatingClosed,
    UnknownTicket,
)
from server.domain.hours import opening
from server.domain.numbering import number
from server.domain.phone_number import dialled
from server.domain.ticket import Leg, Place, PriorityClass, State, Ticket, Verb
from server.office import Book, Service

SECRET_BYTES = 16
SCALE = 4
RATE_BY_PHONE = timedelta(hours=24)
MAY_LEAVE_PHONE = frozenset({State.WAITING, State.HELD, State.CALLED})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen asks for at the kiosk, or a guide for them."""

    service: str
    procedure: str | None = None
    priority: PriorityClass | None = None
    language: str = "vi"
    appointment: datetime | None = None
    channel: str = "kiosk"
    paper: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """The ticket as issued, where its holder stands, and the job that prints it."""

    ticket: Ticket
    standing: Standing
    print_job: int | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """A rating: `score` from 1 to SCALE, reasons of a low one, a free comment."""

    score: int
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    channel: str = "tablet"


def take_ticket(book: Book, wish: Wish, by: str, address: str = "") -> Taken:
    """Issues the next number of the service's day, and orders its slip. Nothing is issued when it is refused.

    `address` is where phones find this server; the slip's code leads there.
    """
    service = _open_service(book, wish)
    if wish.procedure is not None:
        _belongs(book, wish.procedure, service.code)
    ordinal = book.issued(service.code) + 1
    ticket = _new_ticket(book, wish, number(service.prefix, ordinal))
    standing = Hall(book, joining=ticket).standing(ticket)
    job = paper.order_slip(book, ticket, standing, address) if wish.paper else None
    book.write_taken(ticket, ordinal, by, print_job=job, expected=_told(standing))
    return Taken(ticket, standing, job)


def _told(standing: Standing) -> list[int] | None:
    """The expected wait as it is kept beside the ticket, to be held against what becomes of it: see `Odds`, in seconds."""
    return [round(point) for point in standing.odds.points] if standing.odds else None


def _open_service(book: Book, wish: Wish) -> Service:
    service = book.catalogue.service(wish.service)
    now_open = opening(service.windows, book.catalogue.calendar, book.on_the_wall)
    if not now_open.open:
        raise Closed(service=service.code, opens_at=now_open.opens_at, reason=now_open.why)
    if quota_reached(book, service):
        raise QuotaReached(service=service.code, quota=service.quota)
    return service


def _belongs(book: Book, procedure: str, service: str) -> None:
    found = book.procedure(procedure)
    if found.service != service:
        raise BadInput(
            where="procedure", why="other-line", hint=f"{procedure} is dealt with in the line {found.service}"
        )


def _new_ticket(book: Book, wish: Wish, numbered: str) -> Ticket:
    arrived = arriving(book)
    return Ticket(
        id=f"{book.today:%Y-%m-%d}-{numbered}",
        office_day=book.today,
        number=numbered,
        service=wish.service,
        issued_at=book.now,
        secret=secrets.token_urlsafe(SECRET_BYTES),
        legs=(Leg(service=wish.service, queued_at=arrived, place=arrived),),
        priority=wish.priority,
        language=wish.language,
        procedure=wish.procedure,
        appointment=wish.appointment,
        channel=wish.channel,
    )


def ticket_of(book: Book, secret: str) -> Ticket:
    """The ticket whose page this is; UnknownTicket also on the day after, when the page is gone."""
    found = book.tickets.with_secret(secret)
    if found is None or found.office_day < book.today:
        raise UnknownTicket
    return found


def cancel(book: Book, secret: str) -> Ticket:
    """The citizen gives the number back."""
    before = ticket_of(book, secret)
    after = rules.cancel(before, book.now)
    book.write_ticket(Verb.CANCEL, before, after, "citizen")
    return after


def come_late(book: Book, secret: str) -> Ticket:
    """The citizen steps aside for a while and keeps the number."""
    before = ticket_of(book, secret)
    if before.state is not State.WAITING:
        raise NotAllowed(number=before.number, state=before.state.value, verb=Verb.HOLD.value)
    after = rules.hold(before, book.now)
    book.write_ticket(Verb.HOLD, before, after, "citizen")
    return after


def come_back(book: Book, secret: str) -> Ticket:
    """The citizen who stepped aside is there again, and stands where they stood."""
    before = ticket_of(book, secret)
    if before.state is not State.HELD:
        raise NotAllowed(number=before.number, state=before.state.value, verb=Verb.RETURN.value)
    after = rules.put_back(before, Place.ORIGINAL, book.now, book.now)
    book.write_ticket(Verb.RETURN, before, after, "citizen")
    return after


def leave_phone(book: Book, secret: str, phone: str) -> Ticket:
    """Where to call the citizen if they are not there when it is their turn; "" takes it away. On this day alone.

    CallingOff where the office does not call. No line in the journal: that would name them for good.
    """
    found = ticket_of(book, secret)
    if not phone:
        book.phones.forget(found.id)
        return found
    told = dialled(phone)
    if not book.profile.settings.call_back:
        raise CallingOff
    if found.state not in MAY_LEAVE_PHONE:
        raise NotAllowed(number=found.number, state=found.state.value, verb="phone")
    book.phones.leave(found.id, book.today, told)
    return found


def phone_left(book: Book, ticket: Ticket) -> bool:
    """Whether the office has a number to call for this ticket; not asked where it does not call."""
    return book.profile.settings.call_back and book.phones.of(ticket.id, book.today) is not None


def rate(book: Book, ticket: str, opinion: Opinion, counter: str | None = None) -> Ticket:
    """One rating for one ticket that was served. `counter` is where the tablet stands: it rates no other's work."""
    before = book.ticket(ticket)
    if counter is not None and before.counter != counter:
        raise UnknownTicket(ticket=ticket)
    _check(book, opinion)
    if before.rated:
        raise AlreadyRated(number=before.number)
    if before.state is not State.DONE:
        raise NotYetServed(number=before.number, state=before.state.value)
    if before.leg.finished_at and book.now - before.leg.finished_at > RATE_BY_PHONE:
        raise RatingClosed(number=before.number)
    after = replace(before, rated=True)
    book.tickets.save(before, after)
    book.write_rating(after, _row(book, before, opinion), "citizen", before.counter)
    return after


def rate_by_phone(book: Book, secret: str, opinion: Opinion) -> Ticket:
    return rate(book, ticket_of(book, secret).id, opinion)


def _check(book: Book, opinion: Opinion) -> None:
    if not 1 <= opinion.score <= SCALE:
        raise BadInput(where="score", why="range", hint=f"1 to {SCALE}")
    known = [reason.code for reason in book.profile.settings.reasons]
    if set(opinion.reasons) - set(known):
        raise BadInput(where="reasons", why="choice", hint=f"known are {', '.join(known)}")


def _row(book: Book, ticket: Ticket, opinion: Opinion) -> dict[str, object]:
    return {
        "office_day": ticket.office_day,
        "at": book.now,
        "score": opinion.score,
        "scale": SCALE,
        "reasons": ",".join(dict.fromkeys(opinion.reasons)),
        "comment": opinion.comment,
        "channel": opinion.channel,
    }
