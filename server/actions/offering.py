"""What the office offers and where: its services and counters, changed while people wait.

Whatever is changed, today's tickets survive it: each keeps its number, and whoever waits is still called by somebody.
What was ever used is never deleted, only retired.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from server.actions.administrator import Changed, note
from server.domain import service_look as look
from server.domain import spoken
from server.domain.counter import CounterState
from server.domain.errors import BadInput, InUse, UnknownCounter, UnknownService
from server.domain.hours import Window, any_overlap
from server.domain.numbering import PREFIX
from server.domain.setup import Matter
from server.domain.syllables import syllables
from server.office import Book, CounterPlan, Name, Service

LONGEST_CODE = 40
PREFERENCES = range(1, 10)


@dataclass(frozen=True, slots=True)
class Line:
    """A service as somebody wishes it. `minutes`: how long one usually takes; `quota`: tickets a day at most.

    `languages`: spoken at its counters beside Vietnamese.
    """

    name: Name
    prefix: str
    colour: str
    sign: str
    minutes: int
    place: int
    quota: int | None = None
    windows: tuple[Window, ...] = ()
    languages: tuple[str, ...] = ()


def add_service(book: Book, by: str, line: Line) -> Changed:
    """One line more. Nobody calls it until a counter serves it: every counter that there is does, after its own ones."""
    _check_line(book, line, None)
    code = _free_code(line.name.vi, book.catalogue.services)
    service = _service(code, line)
    book.change_set_up().add_service(service)
    _served_by_all(book, by, code)
    return note(book, by, Matter.SERVICES, None, _told(service), code)


def set_service(book: Book, by: str, code: str, line: Line) -> Changed:
    """The service is so from now on. Numbers that were given out stay as they are."""
    before = _known(book, code)
    _check_line(book, line, code)
    after = replace(_service(code, line), retired=before.retired)
    book.change_set_up().save_service(after)
    return note(book, by, Matter.SERVICES, _told(before), _told(after), code)


def retire_service(book: Book, by: str, code: str, *, retired: bool) -> Changed:
    """No tickets are given any more for this service; or they are again. Whoever waits is called to the last."""
    before = _known(book, code)
    after = replace(before, retired=retired)
    if retired and not any(not one.retired for one in book.catalogue.services.values() if one.code != code):
        raise InUse(what=before.name.vi, reason="last")
    if not retired:
        _check_prefix(book, after.prefix, code)
    book.change_set_up().save_service(after)
    if not retired and not any(code in plan.services for plan in book.catalogue.counters()):
        _served_by_all(book, by, code)
    return note(book, by, Matter.SERVICES, _told(before), _told(after), code)


def _served_by_all(book: Book, by: str, code: str) -> None:
    """Every counter that there is serves this line too, after its own ones; the journal says so of each."""
    for plan in book.catalogue.counters():
        after = replace(plan, services={**plan.services, code: max(plan.services.values(), default=1)})
        book.change_set_up().save_counter(after)
        note(book, by, Matter.COUNTERS, _told_counter(plan), _told_counter(after), plan.code)


def _known(book: Book, code: str) -> Service:
    found = book.catalogue.services.get(code)
    if found is None:
        raise UnknownService(service=code)
    return found


def _check_line(book: Book, line: Line, code: str | None) -> None:
    for where, told in (("name.vi", line.name.vi), ("name.en", line.name.en)):
        if not told.strip():
            raise BadInput(where=where, why="missing")
    if line.sign not in look.SIGNS:
        raise BadInput(where="sign", why="choice", hint=", ".join(look.SIGNS))
    if not look.is_colour(line.colour):
        raise BadInput(where="colour", why="choice", hint="#13507A")
    if look.contrast_with_white(line.colour) < look.LEAST_CONTRAST:
        raise BadInput(where="colour", why="pale", hint=f"{look.LEAST_CONTRAST}:1")
    _check_languages(line.languages)
    _check_windows(line.windows)
    _check_prefix(book, line.prefix, code)


def _check_languages(told: Sequence[str]) -> None:
    if len(told) > spoken.MOST or not all(map(spoken.is_language, told)):
        raise BadInput(where="languages", why="choice", hint=", ".join(spoken.SPOKEN))


def _check_prefix(book: Book, prefix: str, code: str | None) -> None:
    """One letter or two, of no other service; and of no number that another gave out today."""
    if not PREFIX.fullmatch(prefix):
        raise BadInput(where="prefix", why="letters", hint="A, B, AB")
    if any(one.prefix == prefix and one.code != code for one in book.catalogue.services.values()):
        raise BadInput(where="prefix", why="prefix-taken", hint=prefix)
    if book.change_set_up().services_with_prefix(prefix, book.today) - {code}:
        raise BadInput(where="prefix", why="prefix-today", hint=prefix)


def _check_windows(told: Sequence[Window]) -> None:
    for window in told:
        if not window.weekdays:
            raise BadInput(where="windows", why="no-weekday")
        if not window.start < window.end:
            raise BadInput(where="windows", why="order")
        if window.since and window.until and window.until < window.since:
            raise BadInput(where="windows", why="order")
    if any_overlap(told):
        raise BadInput(where="windows", why="overlap")


def _service(code: str, line: Line) -> Service:
    return Service(
        code,
        line.prefix,
        Name(line.name.vi.strip(), line.name.en.strip()),
        line.colour.upper(),
        line.sign,
        line.place,
        timedelta(minutes=line.minutes),
        line.quota,
        windows=line.windows,
        languages=tuple(dict.fromkeys(line.languages)),
    )


def plain(name: str) -> str:
    """The name without its marks, as programs write it: "Đất đai" is `dat-dai`."""
    return "-".join(syllables(name))


def _free_code(name: str, taken: Mapping[str, Any]) -> str:
    code = plain(name)[: LONGEST_CODE - 4] or "service"
    number = 1
    while (found := code if number == 1 else f"{code}-{number}") in taken:
        number += 1
    return found


def _told(service: Service) -> dict[str, Any]:
    """The service as the journal keeps it."""
    return {
        "name": service.name,
        "prefix": service.prefix,
        "colour": service.colour,
        "sign": service.sign,
        "minutes": int(service.usual.total_seconds() // 60),
        "quota": service.quota,
        "place": service.place,
        "languages": list(service.languages),
        "retired": service.retired,
        "windows": [told_window(window) for window in service.windows],
    }


def told_window(window: Window) -> dict[str, Any]:
    """Hours as the journal keeps them, and as they are told."""
    told: dict[str, Any] = {
        "weekdays": sorted(window.weekdays),
        "from": f"{window.start:%H:%M}",
        "to": f"{window.end:%H:%M}",
    }
    seasons = {"since": window.since, "until": window.until}
    return told | {name: day for name, day in seasons.items() if day is not None}


@dataclass(frozen=True, slots=True)
class Post:
    """A counter as somebody wishes it. `services`: which it serves, 1 before 2; equal ones as people come."""

    name: str
    place: int
    services: Mapping[str, int]


def add_counter(book: Book, by: str, code: str, post: Post) -> Changed:
    """One counter more; its code is what is read aloud and printed."""
    if code in book.catalogue.plans:
        raise BadInput(where="code", why="counter-taken", hint=code)
    plan = _plan(book, code, post)
    book.change_set_up().add_counter(plan)
    return note(book, by, Matter.COUNTERS, None, _told_counter(plan), code)


def set_counter(book: Book, by: str, code: str, post: Post) -> Changed:
    """The counter is so from its next call on. Nobody who waits is left without a counter.

    A line that gives no tickets any more is on no form; whoever still waits in it is called where they were.
    """
    before, wished = _post(book, code), _plan(book, code, post)
    services = {**_retired_lines(book, before), **wished.services}
    after = replace(wished, services=services, retired_on=before.retired_on)
    _check_served(book, {**book.catalogue.plans, code: after})
    book.change_set_up().save_counter(after)
    return note(book, by, Matter.COUNTERS, _told_counter(before), _told_counter(after), code)


def _retired_lines(book: Book, plan: CounterPlan) -> dict[str, int]:
    return {code: one for code, one in plan.services.items() if book.catalogue.services[code].retired}


def retire_counter(book: Book, by: str, code: str, *, retired: bool) -> Changed:
    """The counter is no more, or is there again. One that is open, or to which somebody was sent, is in use."""
    before = _post(book, code)
    after = replace(before, retired_on=(before.retired_on or book.today) if retired else None)
    if retired and before.retired_on is None:
        if book.counter(code).state is not CounterState.CLOSED:
            raise InUse(what=before.name, reason="open")
        if any(lane.for_counter == code for lane in book.waiting().lanes) or _put_aside_for(book, code):
            raise InUse(what=before.name, reason="sent")
        _check_served(book, {**book.catalogue.plans, code: after})
    book.change_set_up().save_counter(after)
    return note(book, by, Matter.COUNTERS, _told_counter(before), _told_counter(after), code)


def _put_aside_for(book: Book, code: str) -> bool:
    return any(ticket.leg.for_counter == code for ticket in book.tickets.aside(book.today))


def _post(book: Book, code: str) -> CounterPlan:
    found = book.catalogue.plans.get(code)
    if found is None:
        raise UnknownCounter(counter=code)
    return found


def _plan(book: Book, code: str, post: Post) -> CounterPlan:
    if not post.name.strip():
        raise BadInput(where="name", why="missing")
    unknown = [service for service in post.services if service not in book.catalogue.services]
    if unknown:
        raise UnknownService(service=unknown[0])
    for service, preference in post.services.items():
        if preference not in PREFERENCES:
            raise BadInput(where=f"services.{service}", why="range", hint="1 … 9")
    return CounterPlan(code, post.name.strip(), dict(post.services), post.place)


def _check_served(book: Book, plans: Mapping[str, CounterPlan]) -> None:
    """InUse when a line would be without a counter in which somebody waits, or is put aside, or may come to stand."""
    served = {service for plan in plans.values() if plan.retired_on is None for service in plan.services}
    waiting = [lane.service for lane in book.waiting().lanes]
    aside = [ticket.leg.service for ticket in book.tickets.aside(book.today)]
    offered = [service.code for service in book.catalogue.services.values() if not service.retired]
    for reason, lines in (("waiting", (*waiting, *aside)), ("unserved", offered)):
        for service in lines:
            if service not in served:
                raise InUse(what=book.catalogue.services[service].name.vi, reason=reason)


def _told_counter(plan: CounterPlan) -> dict[str, Any]:
    """The counter as the journal keeps it."""
    return {
        "name": plan.name,
        "place": plan.place,
        "retired": plan.retired_on is not None,
        "services": dict(sorted(plan.services.items())),
    }
