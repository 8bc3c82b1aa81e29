"""How the things of the office look in JSON."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from server.actions import clerk, line, reception
from server.actions.citizen import MAY_LEAVE_PHONE, Taken, phone_left, ticket_of
from server.actions.clerk import Called
from server.actions.director import Today
from server.actions.line import ServiceLine, Standing
from server.api import schemas as s
from server.api.dossier_schemas import FeeOut, LimitOut, PaperOut, PostedOut, StepOut
from server.api.figures_schemas import EndingOut, FiguresRow, SatisfactionOut, SpreadOut, TodayOut, Trouble
from server.domain import calling, troubles
from server.domain.closing import Closing, Ending
from server.domain.counter import Counter
from server.domain.dossier import Dossier, urgency
from server.domain.dossier import moves_from as dossier_moves
from server.domain.due import Limit, is_foreseen
from server.domain.errors import NothingToUndo
from server.domain.estimate import Range
from server.domain.figures import Row
from server.domain.ticket import State, Ticket, moves_from
from server.web import posting
from server.web.house import Book, Name, Procedure, Step
from server.web.troubles import said
from server.web.words import Words, shipped, spoken_here

STALE_CLOSING = timedelta(minutes=10)
"""How the day will end is not told any more when it was played so long ago."""


def name(given: Name) -> s.Name:
    return spoken_here().names_of(given.vi, given.en)


def both(said: Callable[[Words, str], str | None]) -> s.Name | None:
    """A sentence in every language of the office, or none."""
    words = spoken_here()
    told = {language: said(words, language) for language in words.languages}
    return {language: one for language, one in told.items() if one is not None} or None


def procedure(told: Procedure) -> s.ProcedureOut:
    """A procedure as the public reads it."""
    return s.ProcedureOut(
        code=told.code,
        name=name(told.name),
        papers=[name(paper.name) for paper in told.papers],
        fee=both(lambda words, language: posting.fee_said(words, language, told.fee)),
        time_limit=both(lambda words, language: posting.limit_said(words, language, told.limit)),
    )


def posted(told: Procedure) -> PostedOut:
    """A version of a procedure with everything that is known of it."""
    return PostedOut(
        code=told.code,
        version=told.version,
        since=told.since,
        state=told.posting,
        name=name(told.name),
        field=name(told.field),
        service=told.service,
        papers=[
            PaperOut(name(paper.name), paper.originals, paper.copies, paper.form, paper.if_unknown)
            for paper in told.papers
        ],
        limit=_limit(told.limit),
        limits={channel.value: _limit(limit) for channel, limit in told.limits},
        fee=FeeOut(
            told.fee.amount,
            told.fee.by_province,
            both(lambda words, language: posting.fee_said(words, language, told.fee)),
            name(told.fee.exempt) if told.fee.exempt else None,
        ),
        channels=[channel.value for channel in told.channels],
        online=told.online,
        address=told.address,
        result=name(told.result) if told.result else None,
        source=told.source,
    )


def _limit(limit: Limit) -> LimitOut:
    said = both(lambda words, language: posting.limit_said(words, language, limit))
    return LimitOut(limit.kind, limit.value, limit.cut_off, said)


def dossier_facts(book: Book, told: Dossier, at: str) -> dict[str, Any]:
    """A dossier as staff see it: with its urgency and the moves that are allowed now."""
    work = reception.work_of(book, told)
    return {
        "code": told.code,
        "procedure": s.ProcedureName(told.procedure, name(book.called(told))),
        "field": told.field,
        "field_name": name(book.field_called(told.field)),
        "service": told.service,
        "channel": told.channel,
        "state": told.state,
        "received_at": told.received_at,
        "due_at": told.due_at,
        "urgency": urgency(told, book.now, work),
        "foreseen": is_foreseen(told.received_at, told.due_at, work),
        "settled_at": told.settled_at,
        "standing": told.standing,
        "ticket": told.ticket,
        "clerk": told.clerk,
        "papers": list(told.papers),
        "missing": list(told.missing),
        "owner": told.owner,
        "note": told.note,
        "handed_to": told.handed_to,
        "recorded": told.recorded,
        "moves": [verb.value for verb in dossier_moves(told.state)],
        "url": f"{at}/d/{told.secret}",
    }


def steps(told: Sequence[Step]) -> list[StepOut]:
    return [StepOut(step.at, step.verb, step.state, step.by, step.note) for step in told]


def seconds(span: timedelta | None) -> float | None:
    return span.total_seconds() if span is not None else None


def wait_range(expected: Range | None, likely: Range | None = None) -> s.Range | None:
    if expected is None:
        return None
    return s.Range(
        expected.low.total_seconds(),
        expected.high.total_seconds(),
        seconds(likely.low if likely else None),
        seconds(likely.high if likely else None),
    )


def reason(code: calling.Reason) -> s.Reason:
    words = shipped()
    return s.Reason(code, words.say("vi", f"reason.{code}"), words.say("en", f"reason.{code}"))


def service_line(told: ServiceLine) -> dict[str, Any]:
    service, opening = told.service, told.opening
    return {
        "code": service.code,
        "prefix": service.prefix,
        "name": name(service.name),
        "open": told.why_closed is None,
        "opens_at": opening.opens_at,
        "closes_at": opening.closes_at,
        "closed_reason": told.why_closed,
        "waiting": told.waiting,
        "expected_wait": wait_range(told.expected),
        "colour": service.colour,
        "sign": service.sign,
        "languages": service.languages,
    }


def ticket(book: Book, told: Ticket, *, undoable: bool = True) -> s.TicketOut:
    """A ticket as staff see it: with its legs, the moves that are allowed now and the step that can be undone."""
    return s.TicketOut(**_ticket_facts(book, told, undoable=undoable))


def called(book: Book, told: Called) -> s.CalledOut:
    return s.CalledOut(**_ticket_facts(book, told.ticket), reason=reason(told.reason), seq=told.seq)


def _ticket_facts(book: Book, told: Ticket, *, undoable: bool = True) -> dict[str, Any]:
    leg = told.leg
    service = book.catalogue.services[leg.service]
    return {
        "id": told.id,
        "number": told.number,
        "prefix": service.prefix,
        "service": leg.service,
        "service_name": name(service.name),
        "colour": service.colour,
        "state": told.state,
        "priority": told.priority,
        "procedure": procedure_name(book, told.procedure),
        "language": told.language,
        "issued_at": told.issued_at,
        "office_day": told.office_day,
        "counter": leg.counter,
        "counter_name": counter_name(book, leg.counter),
        "called_at": leg.called_at,
        "started_at": leg.started_at,
        "recalls": leg.recalls,
        "hold_until": leg.hold_until,
        "rated": told.rated,
        "legs": [_leg(one) for one in told.legs],
        "undo": _undo(book, told) if undoable else None,
        "moves": [str(verb) for verb in moves_from(told.state)],
        "phone_left": told.state is State.CALLED and phone_left(book, told),
    }


def _leg(told: object) -> s.LegOut:
    names = s.LegOut.__struct_fields__
    facts = {field: getattr(told, field) for field in names}
    facts["called_at"] = told.first_called_at  # type: ignore[attr-defined]  # a Leg: its wait ended with the first call
    return s.LegOut(**facts)


def _undo(book: Book, told: Ticket) -> s.UndoOut | None:
    try:
        step, _ = clerk.undoable(book, told)
    except NothingToUndo:
        return None
    return s.UndoOut(step.verb, step.at + book.profile.settings.undo_for)


def procedure_name(book: Book, code: str | None) -> s.ProcedureName | None:
    return s.ProcedureName(code, name(book.procedure_of_visit(code).name)) if code else None


def counter_name(book: Book, code: str | None) -> str | None:
    return book.catalogue.plans[code].name if code in book.catalogue.plans else None


def taken(told: Taken, address: str) -> s.TakenOut:
    issued = told.ticket
    url = f"{address}/t/{issued.secret}"
    return s.TakenOut(
        id=issued.id,
        number=issued.number,
        service=issued.service,
        state=issued.state,
        priority=issued.priority,
        issued_at=issued.issued_at,
        office_day=issued.office_day,
        ahead=told.standing.ahead,
        expected_wait=wait_range(told.standing.expected, told.standing.likely),
        url=url,
        qr=f"/t/{issued.secret}/qr.svg",
        print_job=told.print_job,
    )


def counter(book: Book, told: Counter) -> s.CounterOut:
    return s.CounterOut(**_counter_facts(book, told))


def _counter_facts(book: Book, told: Counter) -> dict[str, Any]:
    at_it = book.tickets.named(told.ticket) if told.ticket else None
    return {
        "code": told.code,
        "name": told.name,
        "state": told.shown,
        "clerk": told.clerk,
        "clerk_name": book.catalogue.shown_name(told.clerk),
        "pause_reason": told.pause_reason,
        "since": told.since,
        "services": [code for code, _ in sorted(told.services, key=lambda pair: pair[1])],
        "ticket": ticket(book, at_it) if at_it else None,
    }


def desk(book: Book, told: Counter) -> s.DeskOut:
    """A counter with what its clerk needs beside the line: whom they put aside, and their day."""
    mine = dict(told.services)
    aside = [one for one in book.tickets.aside(book.today) if one.leg.service in mine]
    usual = {code: book.catalogue.services[code].usual.total_seconds() for code in mine}
    return s.DeskOut(
        **_counter_facts(book, told),
        aside=[ticket(book, one, undoable=False) for one in aside],
        day=_day(book, told.code),
        usual=usual,
    )


def _day(book: Book, counter: str) -> s.DayOut:
    """The counter's legs of today. A rating is shown from five answers on, so that nobody's is guessed."""
    legs = book.tickets.day_at(counter, book.today)
    waits = [leg.waited.total_seconds() for leg, _ in legs if leg.waited is not None]
    handled = [leg.handled.total_seconds() for leg, _ in legs if leg.handled is not None]
    scores = [score for leg, score in legs if score is not None and leg.state is State.DONE]
    return s.DayOut(
        served=sum(leg.state is State.DONE for leg, _ in legs),
        no_show=sum(leg.state is State.NO_SHOW for leg, _ in legs),
        wait_mean=_mean(waits),
        handle_mean=_mean(handled),
        rating=_rating(scores),
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _rating(scores: list[int]) -> s.DayRating | None:
    from server.domain.figures import FEWEST_RATINGS, SATISFIED

    if len(scores) < FEWEST_RATINGS:
        return None
    return s.DayRating(sum(score >= SATISFIED for score in scores) / len(scores), len(scores))


def queue_item(book: Book, choice: calling.Choice, place: int) -> s.QueueItem:
    told = choice.ticket
    return s.QueueItem(
        id=told.id,
        number=told.number,
        service=told.leg.service,
        priority=told.priority,
        procedure=procedure_name(book, told.procedure),
        issued_at=told.issued_at,
        queued_at=told.leg.queued_at,
        place=place,
        reason=reason(choice.reason),
        appointment=told.appointment,
    )


def place(book: Book, secret: str) -> s.PlaceOut:
    """What the holder of a ticket sees on their phone."""
    told = ticket_of(book, secret)
    standing: Standing | None = line.standing(book, told)
    leg = told.leg
    moves = {State.WAITING: ["late", "cancel"], State.HELD: ["back", "cancel"], State.CALLED: ["cancel"]}
    service = book.catalogue.services[leg.service]
    return s.PlaceOut(
        seq=book.journal.seq,
        now=book.now,
        number=told.number,
        service_name=name(service.name),
        languages=service.languages,
        state=told.state,
        ahead=standing.ahead if standing else None,
        expected_wait=wait_range(standing.expected, standing.likely) if standing else None,
        counter=leg.counter,
        counter_name=counter_name(book, leg.counter),
        recalls=leg.recalls,
        hold_until=leg.hold_until,
        rated=told.rated,
        can_rate=told.state is State.DONE and not told.rated,
        moves=moves.get(told.state, []),
        may_leave_phone=book.profile.settings.call_back and told.state in MAY_LEAVE_PHONE,
        phone_left=phone_left(book, told),
    )


def figures_row(row: Row) -> FiguresRow:
    return msgspec.convert(msgspec.to_builtins(row), FiguresRow)


def trouble(found: troubles.Trouble, now: datetime) -> Trouble:
    """`now` is in the office's zone."""
    words = spoken_here()
    told = {language: said(words, language, found, now) for language in words.languages}
    return Trouble(
        found.kind,
        found.about,
        found.since,
        found.kind in troubles.OF_THE_LINE,
        {language: one.title for language, one in told.items()},
        {language: one.sentence for language, one in told.items()},
        {language: one.to_do for language, one in told.items()},
    )


def endings(book: Book) -> list[EndingOut]:
    """The whole office first, then each line that still gives tickets; none before it was played, or once it is over."""
    told = book.closing
    if told is None or not told.closes or book.now - told.at > STALE_CLOSING:
        return []
    last = max(told.closes.values())
    return [
        _ending(told, None, last, told.all),
        *(_ending(told, code, told.closes[code], told.lines.get(code)) for code in sorted(told.closes)),
    ]


def _ending(told: Closing, service: str | None, closes: float, ending: Ending | None) -> EndingOut:
    def at(seconds: float) -> datetime:
        return told.at + timedelta(seconds=seconds)

    span = (at(ending.last[0]), at(ending.last[1])) if ending and ending.last else None
    return EndingOut(service, at(closes), ending.waiting if ending else None, span)


def today(book: Book, told: Today, to_see_to: Sequence[Trouble]) -> TodayOut:
    board = told.board
    plain = msgspec.to_builtins(board)
    total = plain["total"]
    return TodayOut(
        now=board.now,
        issued=board.total.issued,
        waiting=board.waiting,
        serving=board.serving + board.called,
        served=board.total.served,
        no_show=board.total.no_show,
        cancelled=board.total.cancelled,
        longest_wait=board.longest_wait,
        wait=msgspec.convert(total["wait"], SpreadOut),
        walk=msgspec.convert(total["walk"], SpreadOut),
        handle=msgspec.convert(total["handle"], SpreadOut),
        satisfaction=msgspec.convert(total["satisfaction"], SatisfactionOut),
        target_seconds=board.target_seconds,
        by_service=[figures_row(row) for row in board.by_service],
        by_counter=[figures_row(row) for row in board.by_counter],
        by_hour=[figures_row(row) for row in board.by_hour],
        line=plain["line"],
        counters=[counter(book, one) for one, _ in told.counters],
        troubles=list(to_see_to),
        closing=endings(book),
    )
