"""What an administrator changes about the office: checked, kept with before and after, told to every screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec

from server.domain.calling import Policy
from server.domain.errors import BadInput
from server.domain.procedure import SlidePlan, Slides
from server.domain.setup import Matter
from server.office import Book, Name, Notice, RatingReason, SlipPlan


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change came to, in plain facts; `before` and `after` are alike when nothing changed. `what`: which one of
    several, such as the code of a service.
    """

    matter: Matter
    what: str | None
    before: Any
    after: Any


def note(
    book: Book, by: str, matter: Matter, before: Any, after: Any, what: str | None = None, **more: object
) -> Changed:
    """Writes down what an administrator changed, if it is something."""
    told = Changed(matter, what, msgspec.to_builtins(before), msgspec.to_builtins(after))
    if told.before != told.after:
        facts = {"what": what, "before": told.before, "after": told.after, **more}
        book.note(matter.verb, by, **facts)
    return told


def set_printer(book: Book, by: str, address: str) -> Changed:
    """The kiosk's printer hangs there from now on; "" for where the server was told. The address has been checked."""
    settings = book.profile.settings
    book.set_settings(replace(settings, printer=address))
    return note(book, by, Matter.PRINTER, {"address": settings.printer}, {"address": address})


def set_slip(book: Book, by: str, change: Mapping[str, Any]) -> Changed:
    """What the office puts on its slips: of footer, large and logo those that are named."""
    before = book.profile.settings.slip
    after = replace(before, **change)
    book.set_settings(replace(book.profile.settings, slip=after))
    return note(book, by, Matter.SLIP, _slip(before), _slip(after))


def _slip(slip: SlipPlan) -> dict[str, object]:
    """As the journal keeps it: of the logo only which file it was."""
    logo = sha256(slip.logo).hexdigest()[:12] if slip.logo else None
    return {"footer": slip.footer, "large": slip.large, "logo": logo}


def footer(vi: str, en: str) -> Name | None:
    """The last line of a slip; the usual one where nothing is said."""
    return Name(vi, en or vi) if vi else None


@dataclass(frozen=True, slots=True)
class Calling:
    """How the office calls, in the units in which people say it: minutes, and how many in a row."""

    in_a_row: int
    guard: int
    early: int
    target: int


def policy_of(calling: Calling) -> Policy:
    return Policy(calling.in_a_row, timedelta(minutes=calling.guard), timedelta(minutes=calling.early))


def calling_of(book: Book) -> Calling:
    """As it is set now."""
    settings = book.profile.settings
    policy = settings.policy
    return Calling(policy.in_a_row, *map(_minutes, (policy.guard, policy.early, settings.target)))


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def set_policy(book: Book, by: str, calling: Calling) -> Changed:
    """From the next call on the line is called so; nobody loses their place."""
    before = calling_of(book)
    target = timedelta(minutes=calling.target)
    book.set_settings(replace(book.profile.settings, policy=policy_of(calling), target=target))
    return note(book, by, Matter.POLICY, before, calling)


def set_notices(book: Book, by: str, notices: Sequence[Notice]) -> Changed:
    """What display and kiosk say besides, in this order."""
    before = book.notices()
    book.change_set_up().set_notices(notices)
    return note(book, by, Matter.NOTICES, {"notices": before}, {"notices": list(notices)})


def set_slides(book: Book, by: str, plan: SlidePlan) -> Changed:
    """Which procedures the display shows while nobody is called. Raises BadInput for one that is not posted."""
    posted = book.posted().by_code
    unknown = [code for code in plan.chosen if code not in posted]
    if unknown:
        raise BadInput(where="chosen", why="choice", hint=unknown[0])
    if plan.which is Slides.CHOSEN and not plan.chosen:
        raise BadInput(where="chosen", why="missing", hint="a procedure at least")
    before = book.profile.settings
    book.set_settings(replace(before, slides=plan))
    return note(book, by, Matter.NOTICES, before.slides, plan)


def set_speech(book: Book, by: str, languages: tuple[str, ...]) -> Changed:
    """The languages in which a call is spoken, one after another; none for the chime alone."""
    before = book.profile.settings
    book.set_settings(replace(before, speech=languages))
    return note(book, by, Matter.OFFICE, {"speech": list(before.speech)}, {"speech": list(languages)})


def set_name(book: Book, by: str, name: Name) -> Changed:
    """What the office is called on every screen and slip."""
    before = book.profile.name
    book.change_set_up().set_name(name)
    return note(book, by, Matter.OFFICE, {"name": before}, {"name": name})


@dataclass(frozen=True, slots=True)
class Asking:
    """How citizens are asked for their opinion: for how many seconds, and what they may name who were not satisfied."""

    seconds: int
    reasons: tuple[RatingReason, ...]


def set_ratings(book: Book, by: str, asking: Asking) -> Changed:
    """How tablets and phones ask from now on. Opinions that were given stay as they are."""
    settings = book.profile.settings
    before = Asking(int(settings.rate_for.total_seconds()), settings.reasons)
    rate_for = timedelta(seconds=asking.seconds)
    book.set_settings(replace(settings, rate_for=rate_for, reasons=asking.reasons))
    tablets = [plan.code for plan in book.catalogue.counters()]
    return note(book, by, Matter.RATINGS, _asking(before), _asking(asking), tablets=tablets)


def _asking(asking: Asking) -> dict[str, object]:
    return {
        "seconds": asking.seconds,
        "reasons": [{"code": one.code, **msgspec.to_builtins(one.name or {})} for one in asking.reasons],
    }


def want_backup(book: Book, by: str) -> int:
    """Somebody wants a back-up now; returns the line of the journal that says so."""
    return book.note("backup-wanted", by).seq
