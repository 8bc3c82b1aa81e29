"""What is done with dossiers: received at a counter, asked for papers, refused, extended, stopped, settled, handed over."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from server.actions import forms
from server.domain import dossier as rules
from server.domain.calendar import WorkTime
from server.domain.dossier import Dossier, DossierState, DossierVerb, Urgency
from server.domain.dossier_code import CodePlan, checked
from server.domain.errors import BadInput, CodeTaken
from server.domain.procedure import Channel, Procedure
from server.office import Book

SECRET_BYTES = 16
LONGEST_EXTENSION = timedelta(days=366)
"""A day farther off is a slip of the pen, and no promise can be made shorter afterwards."""

LONGEST_BEFORE = timedelta(days=62)
"""So long ago a dossier may have come in online or by post before it is written down here."""

TO_OWNER, TO_AUTHORISED, BY_POST = "owner", "authorised", "post"
HANDED_TO = (TO_OWNER, TO_AUTHORISED, BY_POST)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in. `papers`: places in the list of the procedure, None for all of them. `code`: the one that the
    electronic one-stop system gave it, None to number it here. `owner`: the name for the forms, empty where none is wished.
    """

    procedure: str
    ticket: str | None = None
    channel: Channel = Channel.DIRECT
    code: str | None = None
    papers: tuple[int, ...] | None = None
    owner: str = ""
    received_at: datetime | None = None
    online: str = ""
    language: str = "vi"
    paper: bool = True
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A dossier after a move, and the job that prints its form."""

    dossier: Dossier
    print_job: int | None = None


def receive(book: Book, wish: HandedIn, by: str, address: str) -> Done:
    """A dossier is in: it has its code and its due time, and the receipt (form 01) is ordered.

    Raises UnknownProcedure, UnknownTicket, BadCode, CodeTaken, BadInput; then nothing is written, and no number is used.
    """
    procedure = book.procedure(wish.procedure)
    if wish.ticket is not None:
        book.ticket(wish.ticket)
    at = _received_at(book, wish)
    fresh = Dossier(
        code=_code(book, wish),
        procedure=procedure.code,
        version=procedure.version,
        name=procedure.name.vi,
        field=procedure.field.vi,
        service=procedure.service,
        channel=wish.channel,
        received_at=at,
        day=at.astimezone(book.profile.zone).date(),
        limit=procedure.limit_by(wish.channel),
        clerk=by,
        secret=secrets.token_urlsafe(SECRET_BYTES),
        online=wish.online or (procedure.online if wish.channel is Channel.ONLINE else ""),
        ticket=wish.ticket,
        recorded=wish.code is not None,
        papers=_papers(procedure, wish),
        owner=wish.owner.strip(),
        language=wish.language,
    )
    dossier = rules.reckoned(fresh, work_of(book, fresh))
    book.write_dossier(DossierVerb.RECEIVE, None, dossier, by)
    job = forms.order(book, dossier, "01", address) if wish.paper else None
    return Done(dossier, job)


def _received_at(book: Book, wish: HandedIn) -> datetime:
    if wish.received_at is None:
        return book.now
    if wish.channel is Channel.DIRECT or not book.now - LONGEST_BEFORE <= wish.received_at <= book.now:
        raise BadInput(where="received_at", why="range", hint="online or by post, not in the future")
    return wish.received_at


def _code(book: Book, wish: HandedIn) -> str:
    """The code that the dossier brings, or the next of the day."""
    if wish.code is None:
        return _next_code(book, book.profile.settings.codes)
    code = checked(wish.code)
    if book.dossiers.named(code) is not None:
        raise CodeTaken(code=code)
    return code


def _next_code(book: Book, plan: CodePlan) -> str:
    """The next number of the day; one that was typed as if it were ours is passed over."""
    while True:
        code = plan.code(book.today, book.dossiers.next_number(book.today))
        if book.dossiers.named(code) is None:
            return code


def _papers(procedure: Procedure, wish: HandedIn) -> tuple[str, ...]:
    listed = [paper.name.vi for paper in procedure.papers]
    places = range(len(listed)) if wish.papers is None else sorted(set(wish.papers))
    if any(not 0 <= place < len(listed) for place in places):
        raise BadInput(where="papers", why="range", hint=f"places from 0 to {len(listed) - 1}")
    return (*(listed[place] for place in places), *(one.strip() for one in wish.more if one.strip()))


def work_of(book: Book, dossier: Dossier) -> WorkTime:
    """The working time that a dossier's limit is counted in: that of the line in which one queues for it."""
    return book.work_time(dossier.service)


def supplement(book: Book, code: str, missing: Sequence[str], note: str, by: str, address: str) -> Done:
    """Asks for papers, completely and once (form 02); the time stands still until they come."""
    wanted = [one.strip() for one in missing if one.strip()]
    if not wanted:
        raise BadInput(where="missing", why="missing", hint="which papers are to be brought or put right")
    before = book.dossier(code)
    after = rules.supplement(before, book.now, wanted, note.strip())
    return _written(book, DossierVerb.SUPPLEMENT, before, after, by, ("02", address))


def resume(book: Book, code: str, by: str, *, anew: bool = False) -> Done:
    before = book.dossier(code)
    after = rules.resume(before, book.now, work_of(book, before), anew=anew)
    return _written(book, DossierVerb.RESUME, before, after, by)


def extend(book: Book, code: str, until: date, note: str, by: str, address: str) -> Done:
    """Apologises and promises another day (form 04). How often is for the office to decide: no count is written in law
    that we know of.
    """
    before = book.dossier(code)
    work = work_of(book, before)
    _must_say_why(note)
    if (before.due_at is not None and until <= before.due_at.date()) or until <= book.today:
        raise BadInput(where="until", why="range", hint="a day after the one that was promised")
    if until > book.today + LONGEST_EXTENSION:
        raise BadInput(where="until", why="range", hint=f"{LONGEST_EXTENSION.days} days at most")
    if not work.is_working_day(until):
        raise BadInput(where="until", why="day-off", hint=f"{until} is a day off")
    after = rules.extend(before, book.now, work.ends(until), note.strip())
    return _written(book, DossierVerb.EXTEND, before, after, by, ("04", address))


def refuse(book: Book, code: str, note: str, by: str, address: str) -> Done:
    """Form 03."""
    return _settled(book, code, DossierVerb.REFUSE, note, by, ("03", address))


def stop(book: Book, code: str, note: str, by: str, address: str) -> Done:
    """Form 05."""
    return _settled(book, code, DossierVerb.STOP, note, by, ("05", address))


def withdraw(book: Book, code: str, note: str, by: str) -> Done:
    """Its owner takes it back."""
    return _settled(book, code, DossierVerb.WITHDRAW, note, by)


def ready(book: Book, code: str, by: str) -> Done:
    """The result is there; whoever scans the receipt is told so."""
    before = book.dossier(code)
    after = rules.settle(before, DossierVerb.READY, book.now, work_of(book, before))
    return _written(book, DossierVerb.READY, before, after, by)


def hand_over(book: Book, code: str, to: str, by: str) -> Done:
    """The result goes to its owner, to whoever is authorised, or to the post. Who that was is seen, not written down."""
    if to not in HANDED_TO:
        raise BadInput(where="to", why="choice", hint=", ".join(HANDED_TO))
    before = book.dossier(code)
    after = rules.settle(before, DossierVerb.RETURN, book.now, work_of(book, before))
    return _written(book, DossierVerb.RETURN, before, replace(after, handed_to=to), by)


def reopen(book: Book, code: str, note: str, by: str) -> Done:
    """It was settled by mistake."""
    _must_say_why(note)
    before = book.dossier(code)
    after = rules.reopen(before, work_of(book, before), note.strip())
    return _written(book, DossierVerb.REOPEN, before, after, by)


def _settled(
    book: Book, code: str, verb: DossierVerb, note: str, by: str, form: tuple[str, str] | None = None
) -> Done:
    _must_say_why(note)
    before = book.dossier(code)
    after = rules.settle(before, verb, book.now, work_of(book, before), note.strip())
    return _written(book, verb, before, after, by, form)


def _must_say_why(note: str) -> None:
    if not note.strip():
        raise BadInput(where="reason", why="missing", hint="the form tells the citizen why")


def _written(
    book: Book,
    verb: DossierVerb,
    before: Dossier,
    after: Dossier,
    by: str,
    form: tuple[str, str] | None = None,
) -> Done:
    book.write_dossier(verb, before, after, by)
    job = forms.order(book, after, *form) if form is not None else None
    return Done(after, job)


def print_again(book: Book, code: str, form: str, address: str) -> int:
    """Orders a form of a dossier once more."""
    return forms.order(book, book.dossier(code), form, address)


@dataclass(frozen=True, slots=True)
class Watched:
    """A dossier in hand and how soon something must be done about it."""

    dossier: Dossier
    urgency: Urgency


def watched(book: Book) -> list[Watched]:
    """Every dossier in hand, the most urgent first."""
    found = [
        Watched(one, rules.urgency(one, book.now, work_of(book, one))) for one in book.dossiers.in_hand()
    ]
    order = list(Urgency)
    return sorted(found, key=lambda one: order.index(one.urgency))


def concerned(book: Book) -> list[tuple[Dossier, datetime]]:
    """Dossiers whose printed time would be another one by the calendar as it is now; nothing of them was changed."""
    pending = [one for one in book.dossiers.in_hand() if one.state is DossierState.RECEIVED]
    works: dict[str | None, WorkTime] = {one.service: work_of(book, one) for one in pending}
    return rules.other_by_now(pending, {None: book.work_time(), **works})


def code_to_come(book: Book, plan: CodePlan) -> str:
    """The code that the next dossier of today would have by this plan. Raises BadInput; no number is used."""
    plan.check()
    ordinal = book.dossiers.last_number(book.today) + 1
    while book.dossiers.named(plan.code(book.today, ordinal)) is not None:
        ordinal += 1
    return plan.code(book.today, ordinal)


def set_codes(book: Book, plan: CodePlan, by: str) -> CodePlan:
    """How dossiers are numbered from now on; gives the plan that held before. Raises BadInput as `CodePlan.check` does."""
    plan.check()
    before = book.profile.settings.codes
    if plan != before:
        book.set_settings(replace(book.profile.settings, codes=plan))
        book.note("dossier-codes", by, before=before, after=plan)
    return before
