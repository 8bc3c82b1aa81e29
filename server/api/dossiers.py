"""Dossiers: received, moved, listed, and their forms."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Response, request

from server.actions import collecting, reception
from server.actions.collecting import Shown
from server.actions.reception import Done, HandedIn, Watched
from server.api import dossier_schemas as s
from server.api.answers import dossier_facts as _facts
from server.api.answers import steps, taken
from server.api.doors import api, change, give, read_wish
from server.api.paper_schemas import SlipOrdered
from server.api.schemas import Nothing
from server.api.statistics import period
from server.domain.dossier import Dossier
from server.domain.errors import BadInput
from server.domain.procedure import Channel
from server.domain.roles import STAFF, Scope
from server.web import forms, sheets
from server.web.caller import needs, who
from server.web.house import Book, address, here
from server.web.pace import Pace

LONGEST_REGISTER = timedelta(days=366)
pace = Pace()

A4 = ("01", "02", "03", "04", "05", "06")


@api.post("/dossiers")
@needs(Scope.CLERK)
def receive() -> Response:
    wish, by, at = _handed_in(read_wish(s.DossierWish)), who().name, address()
    answer = change(lambda book: reception.receive(book, wish, by, at), _done(at), status=201)
    here().paper_ordered.set()
    return answer


def _handed_in(wish: s.DossierWish) -> HandedIn:
    return HandedIn(
        procedure=wish.procedure,
        ticket=wish.ticket,
        channel=Channel(wish.channel),
        code=wish.code,
        papers=tuple(wish.papers) if wish.papers is not None else None,
        more=tuple(wish.more),
        owner=wish.owner,
        received_at=_local(wish.received_at),
        online=wish.online,
        language=wish.language,
        paper=wish.print,
    )


def _local(told: datetime | None) -> datetime | None:
    if told is None:
        return None
    if told.tzinfo is None:
        raise BadInput(where="received_at", why="time", hint="a time with its offset")
    try:
        return told.astimezone(here().profile.zone)
    except OverflowError as far:
        raise BadInput(where="received_at", why="range", hint=told.isoformat()) from far


@api.get("/dossiers")
@needs(*sorted(STAFF))
def in_hand() -> Response:
    """Those in hand with their urgency; with `ticket` those of one visit."""
    at, ticket = address(), request.args.get("ticket")
    if ticket is not None:
        return give(
            here().look(lambda book: [_told(book, one, at) for one in book.dossiers.of_ticket(ticket)])
        )
    return give(here().look(lambda book: _due_list(book, at)))


def _due_list(book: Book, at: str) -> s.DueList:
    watched = reception.watched(book)
    return s.DueList(
        dossiers=[_told(book, one.dossier, at) for one in watched],
        counts=dict(Counter(one.urgency.value for one in watched)),
        by_clerk=_split(watched, lambda one: one.clerk),
        by_field=_split(watched, lambda one: one.field),
        concerned=[one.code for one, _ in reception.concerned(book)],
    )


def _split(watched: list[Watched], of: Callable[[Dossier], str]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for one in watched:
        found.setdefault(of(one.dossier), Counter())[one.urgency.value] += 1
    return {key: dict(counts) for key, counts in sorted(found.items())}


@api.get("/dossiers/register.pdf")
@needs(*sorted(STAFF))
def register() -> Response:
    """Form 07: what came in from one day to another (`from`, `to`), a year at most."""
    first, last = period()
    if last - first > LONGEST_REGISTER:
        raise BadInput(where="to", why="range", hint="a year at most")
    told = here().look(lambda book: list(book.dossiers.of_days(first, last)))
    name, said = (
        here().name.vi,
        forms.say("form.period", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}"),
    )
    return Response(forms.register(name, said, told), content_type=sheets.TYPES["pdf"])


@api.get("/dossiers/<code>")
@needs(*sorted(STAFF))
def whole_story(code: str) -> Response:
    at = address()
    return give(here().look(lambda book: _story(book, code, at)))


def _story(book: Book, code: str, at: str) -> s.DossierStory:
    found = book.dossier(code)
    return s.DossierStory(**_facts(book, found, at), steps=steps(book.dossiers.steps(found.code)))


@api.post("/dossiers/<code>/supplement")
@needs(Scope.CLERK)
def supplement(code: str) -> Response:
    wish, by, at = read_wish(s.SupplementWish), who().name, address()
    return _moved(lambda book: reception.supplement(book, code, wish.missing, wish.reason, by, at), at)


@api.post("/dossiers/<code>/resume")
@needs(Scope.CLERK)
def resume(code: str) -> Response:
    wish, by, at = read_wish(s.ResumeWish), who().name, address()
    return _moved(lambda book: reception.resume(book, code, by, anew=wish.anew), at)


@api.post("/dossiers/<code>/extend")
@needs(Scope.CLERK)
def extend(code: str) -> Response:
    wish, by, at = read_wish(s.ExtendWish), who().name, address()
    return _moved(lambda book: reception.extend(book, code, wish.until, wish.reason, by, at), at)


@api.post("/dossiers/<code>/refuse")
@needs(Scope.CLERK)
def refuse(code: str) -> Response:
    wish, by, at = read_wish(s.ReasonWish), who().name, address()
    return _moved(lambda book: reception.refuse(book, code, wish.reason, by, at), at)


@api.post("/dossiers/<code>/stop")
@needs(Scope.CLERK)
def stop(code: str) -> Response:
    wish, by, at = read_wish(s.ReasonWish), who().name, address()
    return _moved(lambda book: reception.stop(book, code, wish.reason, by, at), at)


@api.post("/dossiers/<code>/withdraw")
@needs(Scope.CLERK)
def take_back(code: str) -> Response:
    wish, by, at = read_wish(s.ReasonWish), who().name, address()
    return _moved(lambda book: reception.withdraw(book, code, wish.reason, by), at)


@api.post("/dossiers/<code>/ready")
@needs(Scope.CLERK)
def ready(code: str) -> Response:
    read_wish(Nothing)
    by, at = who().name, address()
    return _moved(lambda book: reception.ready(book, code, by), at)


@api.post("/dossiers/<code>/return")
@needs(Scope.CLERK)
def hand_over(code: str) -> Response:
    wish, by, at = read_wish(s.HandOverWish), who().name, address()
    return _moved(lambda book: reception.hand_over(book, code, wish.to, by), at)


@api.post("/dossiers/<code>/reopen")
@needs(Scope.CLERK)
def reopen(code: str) -> Response:
    wish, by, at = read_wish(s.ReasonWish), who().name, address()
    return _moved(lambda book: reception.reopen(book, code, wish.reason, by), at)


@api.post("/dossiers/<code>/form")
@needs(Scope.CLERK)
def print_form(code: str) -> Response:
    wish, at = read_wish(s.FormWish), address()
    answer = change(
        lambda book: reception.print_again(book, code, wish.form, at),
        lambda _, job: SlipOrdered(job),
        status=201,
    )
    here().paper_ordered.set()
    return answer


@api.post("/collect")
@needs(Scope.KIOSK, Scope.CLERK, Scope.GUIDE)
def collect() -> Response:
    wish, caller, at = read_wish(s.CollectWish), who(), address()
    limit = here().settings.kiosk_rate if Scope.KIOSK in caller.scopes else 0

    def action(book: Book) -> Shown:
        pace.step(caller.id, limit)
        return collecting.collect(book, wish.shown, caller.name, at, wish.language)

    answer = change(action, lambda book, told: _shown(book, told, at))
    here().paper_ordered.set()
    return answer


def _shown(book: Book, told: Shown, at: str) -> s.CollectOut:
    dossier = told.dossier
    ticket = book.tickets.named(dossier.collecting) if dossier.collecting else None
    number = ticket.number if ticket is not None and ticket.office_day == book.today else None
    return s.CollectOut(
        dossier.state, dossier.due_at, number, taken(told.taken, at) if told.taken is not None else None
    )


@api.get("/dossiers/<code>/form.pdf")
@needs(*sorted(STAFF))
def form_pdf(code: str) -> Response:
    """`form`: 01 to 06, on A4."""
    wanted, at = request.args.get("form", "01"), address()
    if wanted not in A4:
        raise BadInput(where="form", why="choice", hint=", ".join(A4))
    told = here().look(lambda book: forms.facts(book, book.dossier(code), wanted, at))
    return Response(
        forms.pdf(told),
        content_type=sheets.TYPES["pdf"],
        headers={
            "Content-Disposition": f'inline; filename="{told.code}-{wanted}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def _moved(action: Callable[[Book], Done], at: str) -> Response:
    answer = change(action, _done(at))
    here().paper_ordered.set()
    return answer


def _done(at: str) -> Callable[[Book, Done], s.DossierOut]:
    return lambda book, done: s.DossierOut(**_facts(book, done.dossier, at), print_job=done.print_job)


def _told(book: Book, found: Dossier, at: str) -> s.DossierOut:
    return s.DossierOut(**_facts(book, found, at))
