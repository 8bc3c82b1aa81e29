"""The first start: an office that nobody has set up yet becomes one, by whoever has the link that the program prints."""

import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from server.actions import calendar, people
from server.actions.administrator import Changed, note
from server.actions.offering import plain
from server.domain.errors import BadInput, InUse, LinkOver
from server.domain.hours import Window
from server.domain.roles import Role
from server.domain.setup import Matter
from server.office import Book, CounterPlan, Day, Name, Person, Service, hashed

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
COUNTERS = range(1, 41)


@dataclass(frozen=True, slots=True)
class Founding:
    """Which office this is, and who looks after it. `password` is the hash (`people.password_hash`)."""

    name: Name
    code: str
    zone: str
    person: str
    shown_name: str
    password: str


def is_pending(book: Book) -> bool:
    """Whether nobody has set this office up yet."""
    return bool(book.profile.settings.pending)


def offer_link(book: Book, secret: str) -> bool:
    """From now on this secret opens the first start, and no earlier one; False when the office has been set up."""
    settings = book.profile.settings
    if settings.pending:
        book.set_settings(replace(settings, pending=hashed(secret)))
    return bool(settings.pending)


def check_link(book: Book, secret: str) -> None:
    """LinkOver for a link that has been used, or never was."""
    if not hmac.compare_digest(book.profile.settings.pending or "-", hashed(secret)):
        raise LinkOver


def found(book: Book, secret: str, founding: Founding) -> Person:
    """The office is itself from now on, with its first administrator; the link has done its work."""
    check_link(book, secret)
    if not founding.name.vi:
        raise BadInput(where="name.vi", why="missing")
    code = founding.code or plain(founding.name.vi)[:39].strip("-")
    if not CODE.fullmatch(code):
        raise BadInput(where="office_code", why="characters", hint="a-z, 0-9, -")
    book.change_set_up().set_identity(code, founding.name, founding.zone)
    book.set_settings(replace(book.profile.settings, pending=""))
    before = {"name": book.profile.name, "office_code": book.profile.code, "zone": book.profile.zone.key}
    after = {"name": founding.name, "office_code": code, "zone": founding.zone}
    note(book, founding.person, Matter.OFFICE, before, after)
    return people.add_person(
        book, founding.person, founding.shown_name, Role.ADMIN, founding.password, founding.person
    )


def take_template(book: Book, by: str, services: Sequence[Service], counters: int) -> Changed:
    """Services and so many counters, each serving all; only for an office that has none yet."""
    if book.catalogue.services or book.catalogue.plans:
        raise InUse(what=book.profile.name.vi, reason="founded")
    if counters not in COUNTERS:
        raise BadInput(where="counters", why="range", hint=f"{COUNTERS[0]} … {COUNTERS[-1]}")
    set_up = book.change_set_up()
    for service in services:
        set_up.add_service(service)
    for place in range(counters):
        code = str(place + 1)
        set_up.add_counter(CounterPlan(code, f"Quầy {code}", {one.code: 1 for one in services}, place))
    told = {"services": [service.name.vi for service in services], "counters": counters}
    return note(book, by, Matter.SERVICES, {"services": [], "counters": 0}, told)


@dataclass(frozen=True, slots=True)
class Workday:
    """The usual day: on which weekdays, and from when to when; the afternoon may be missing."""

    weekdays: frozenset[int]
    spans: tuple[tuple[time, time], ...]

    def windows(self) -> tuple[Window, ...]:
        return tuple(Window(self.weekdays, start, end) for start, end in self.spans)


def set_workday(book: Book, by: str, day: Workday) -> Changed:
    """The office works so, and every service gives tickets then."""
    windows = day.windows()
    calendar.set_hours(book, None, windows, by)
    for service in book.catalogue.services.values():
        book.change_set_up().save_service(replace(service, windows=windows))
    told = [
        {"weekdays": sorted(one.weekdays), "from": f"{one.start:%H:%M}", "to": f"{one.end:%H:%M}"}
        for one in windows
    ]
    before = [
        {"weekdays": sorted(one.weekdays), "from": f"{one.start:%H:%M}", "to": f"{one.end:%H:%M}"}
        for one in book.catalogue.hours.of_office
    ]
    return note(book, by, Matter.DAYS, {"windows": before}, {"windows": told})


def fill_years(book: Book, nation: Iterable[Day], by: str) -> list[Day]:
    """The nation's days off of this year and the next."""
    years, days = (book.today.year, book.today.year + 1), tuple(nation)
    return [day for year in years for day in calendar.fill_year(book, year, days, by)]


def years_of(book: Book) -> tuple[date, date]:
    """From the first day of this year to the last of the next."""
    return date(book.today.year, 1, 1), date(book.today.year + 1, 12, 31)


def set_day(book: Book, by: str, day: date, told: Day | None) -> Changed:
    """One day is off, worked or half; or, with nothing told, again as its weekday says."""
    before = _day_of(book, day)
    if told is None:
        calendar.clear_day(book, day, by)
    else:
        calendar.set_day(book, told, by)
    return Changed(Matter.DAYS, f"{day}", before, None if told is None else _told_day(told))


def take_year(book: Book, by: str, year: int, nation: Iterable[Day], source: str) -> Changed:
    """The nation's days of a year, those of the office's own staying; announced in `source`, if anywhere."""
    fresh = calendar.fill_year(book, year, nation, by)
    known = dict(book.catalogue.hours.decided).get(year, "")
    if source and source != known:
        calendar.decide(book, year, source, by)
    before: dict[str, object] = {"days": [], "source": known}
    after: dict[str, object] = {"days": [_told_day(day) for day in fresh], "source": source or known}
    return Changed(Matter.DAYS, str(year), before, after)


def _day_of(book: Book, day: date) -> dict[str, object] | None:
    known = book.year().days(day, day)
    return _told_day(known[0]) if known else None


def _told_day(day: Day) -> dict[str, object]:
    return {
        "day": f"{day.day:%d/%m/%Y}",
        "kind_of_day": day.kind.value,
        "note": day.note,
        "source": day.source,
    }
