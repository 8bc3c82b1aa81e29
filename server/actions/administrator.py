"""What an administrator changes about the office: checked, kept with before and after, told to every screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import msgspec

from server.domain.setup import Matter
from server.office import Book, Name, SlipPlan


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something: their name, and the address that they came from."""

    name: str
    place: str = ""


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
    book: Book, by: By, matter: Matter, before: Any, after: Any, what: str | None = None, **more: object
) -> Changed:
    """Writes down what an administrator changed, if it is something."""
    told = Changed(matter, what, msgspec.to_builtins(before), msgspec.to_builtins(after))
    if told.before != told.after:
        facts = {"what": what, "before": told.before, "after": told.after, "from": by.place, **more}
        book.journal.write(matter.verb, book.now, by.name, facts=facts)
    return told


def set_printer(book: Book, by: By, address: str) -> Changed:
    """The kiosk's printer hangs there from now on; "" for where the server was told. The address has been checked."""
    settings = book.profile.settings
    book.set_settings(replace(settings, printer=address))
    return note(book, by, Matter.PRINTER, {"address": settings.printer}, {"address": address})


def set_slip(book: Book, by: By, change: Mapping[str, Any]) -> Changed:
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
