"""The office sets itself up: every group of settings is one route, and answers with what changed in words."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from datetime import time
from functools import partial
from typing import Any

import msgspec
from flask import Response

from server.actions import administrator, first_start, nightly, offering, open_board, reception, webhook
from server.actions.administrator import Changed
from server.actions.offering import Line, Post
from server.api import office_schemas as s
from server.api.doors import api, change, read_wish
from server.api.schemas import Nothing
from server.domain.dossier_code import CodePlan
from server.domain.errors import BadInput
from server.domain.hours import DayKind, Window
from server.domain.nightly import Seal
from server.domain.procedure import SlidePlan, Slides
from server.domain.roles import Scope
from server.domain.setup import Matter
from server.web import changes
from server.web.caller import needs, who
from server.web.house import Book, Day, Mailing, Name, Notice, RatingReason, here, house
from server.web.words import shipped

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?", re.ASCII)

OWN_REASONS = ("attitude", "waiting", "guidance", "papers", "fees_gifts")
"""Reasons that the program has words for, `score_reason.<code>`."""


@api.post("/office/printer")
@needs(Scope.ADMIN)
def set_printer() -> Response:
    wish = read_wish(s.PrinterWish)
    options = {
        "profile": wish.profile,
        "width": wish.width,
        "mode": "text" if wish.mode == "text" else None,
        "roll": wish.roll,
        "status": None if wish.asks else "none",
    }
    address = house().craft.printer(wish.address, options) if wish.address else ""
    return set_by(administrator.set_printer, address)


@api.post("/office/printer/raster")
@needs(Scope.ADMIN)
def set_raster() -> Response:
    """The way in which the printer takes pictures: the clear one of the three on the test page."""
    wish = read_wish(s.RasterWish)
    address = house().craft.printer(wish.address, {"raster": wish.raster})
    return set_by(administrator.set_printer, address)


@api.post("/office/slip")
@needs(Scope.ADMIN)
def set_slip() -> Response:
    wish = read_wish(s.SlipWish)
    footer = administrator.footer(wish.footer.vi.strip(), wish.footer.en.strip())
    return set_by(administrator.set_slip, {"footer": footer, "large": wish.large})


@api.post("/office/slip/logo")
@needs(Scope.ADMIN)
def set_logo() -> Response:
    """A PNG or JPEG in base64; nothing takes the logo away."""
    told = read_wish(s.LogoWish).logo
    try:
        file = b64decode(told, validate=True)
    except (NotBase64, ValueError) as bad:
        raise BadInput(where="logo", why="picture", hint="base64") from bad
    return set_by(administrator.set_slip, {"logo": house().craft.logo(file) if file else b""})


@api.post("/office/services")
@needs(Scope.ADMIN)
def add_service() -> Response:
    return set_by(offering.add_service, _line(read_wish(s.ServiceWish)), status=201)


@api.post("/office/services/<code>")
@needs(Scope.ADMIN)
def set_service(code: str) -> Response:
    return set_by(offering.set_service, code, _line(read_wish(s.ServiceWish)))


@api.post("/office/services/<code>/retire")
@needs(Scope.ADMIN)
def retire_service(code: str) -> Response:
    wish = read_wish(s.RetireWish)
    return set_by(partial(offering.retire_service, retired=wish.retired), code)


@api.post("/office/counters")
@needs(Scope.ADMIN)
def add_counter() -> Response:
    wish = read_wish(s.NewCounterWish)
    return set_by(offering.add_counter, wish.code.strip(), _post(wish), status=201)


@api.post("/office/counters/<code>")
@needs(Scope.ADMIN)
def set_counter(code: str) -> Response:
    return set_by(offering.set_counter, code, _post(read_wish(s.CounterWish)))


@api.post("/office/counters/<code>/retire")
@needs(Scope.ADMIN)
def retire_counter(code: str) -> Response:
    wish = read_wish(s.RetireWish)
    return set_by(partial(offering.retire_counter, retired=wish.retired), code)


@api.post("/office/policy")
@needs(Scope.ADMIN)
def set_policy() -> Response:
    wish = read_wish(s.PolicyWish)
    return set_by(
        administrator.set_policy, administrator.Calling(wish.in_a_row, wish.guard, wish.early, wish.target)
    )


@api.post("/office/notices")
@needs(Scope.ADMIN)
def set_notices() -> Response:
    told = [Notice(one.kind, _name(one.title), _name(one.text)) for one in read_wish(s.NoticesWish).notices]
    for place, notice in enumerate(told):
        if not notice.text.vi or (notice.kind == "slide" and not notice.title.vi):
            where = "title.vi" if notice.text.vi else "text.vi"
            raise BadInput(where=where, why="missing", hint=f"notice {place + 1}")
    return set_by(administrator.set_notices, told)


@api.post("/office/slides")
@needs(Scope.ADMIN)
def set_slides() -> Response:
    wish = read_wish(s.SlidesWish)
    chosen = dict.fromkeys(one.code.strip() for one in wish.chosen)
    return set_by(administrator.set_slides, SlidePlan(Slides(wish.which), tuple(chosen)))


@api.post("/office/codes")
@needs(Scope.ADMIN)
def set_codes() -> Response:
    wish = read_wish(s.CodesWish)
    return set_by(_numbered, CodePlan(wish.pattern.strip(), wish.agency.strip().upper(), wish.digits))


def _numbered(book: Book, by: str, plan: CodePlan) -> Changed:
    before = reception.set_codes(book, plan, by)
    return Changed(Matter.OFFICE, "codes", msgspec.to_builtins(before), msgspec.to_builtins(plan))


@api.post("/office/speech")
@needs(Scope.ADMIN)
def set_speech() -> Response:
    return set_by(administrator.set_speech, tuple(read_wish(s.SpeechWish).speech))


@api.post("/office/name")
@needs(Scope.ADMIN)
def set_name() -> Response:
    wish = read_wish(s.NameWish)
    if not wish.name.vi.strip():
        raise BadInput(where="name.vi", why="missing")
    return set_by(administrator.set_name, _name(wish.name))


@api.post("/office/ratings")
@needs(Scope.ADMIN)
def set_ratings() -> Response:
    wish = read_wish(s.RatingsWish)
    reasons = tuple(_reason(one, place) for place, one in enumerate(wish.reasons))
    return set_by(administrator.set_ratings, administrator.Asking(wish.seconds, reasons))


@api.post("/office/webhook")
@needs(Scope.ADMIN)
def set_webhook() -> Response:
    wish = read_wish(s.WebhookWish)
    return set_by(webhook.set_webhook, wish.url.strip(), wish.secret.strip(), seal=house().secret)


@api.post("/office/webhook/test")
@needs(Scope.ADMIN)
def try_webhook() -> Response:
    """What comes of it is told on the administrator's page."""
    read_wish(Nothing)
    return change(webhook.try_out, lambda _, unsent: s.WebhookTried(unsent), 202)


@api.post("/office/open-board")
@needs(Scope.ADMIN)
def set_open_board() -> Response:
    return set_by(open_board.set_open_board, read_wish(s.OpenBoardWish).open_board)


@api.post("/office/nightly")
@needs(Scope.ADMIN)
def set_nightly() -> Response:
    wish = read_wish(s.NightlyWish)
    return set_by(nightly.set_nightly, wish.nightly, wish.receivers)


@api.post("/office/mailing")
@needs(Scope.ADMIN)
def set_mailing() -> Response:
    wish = read_wish(s.MailingWish)
    port = wish.port or PORTS[wish.seal]
    mailing = Mailing(
        wish.host.strip(), port, wish.seal, wish.sender.strip(), wish.user.strip(), wish.password
    )
    return set_by(nightly.set_mailing, mailing, seal=house().secret)


PORTS = {Seal.STARTTLS: 587, Seal.TLS: 465, Seal.NONE: 25}
"""Where mail servers listen, if nothing else is said (RFC 8314, RFC 5321)."""


@api.post("/office/nightly/now")
@needs(Scope.ADMIN)
def want_letter() -> Response:
    """What comes of it is told on the administrator's page."""
    read_wish(Nothing)
    return change(nightly.want, lambda _, night: s.NightWanted(night.day), 202)


@api.post("/office/template")
@needs(Scope.ADMIN)
def take_template() -> Response:
    """Services and counters to begin with; the nation's days off of this year and the next with them."""
    wish = read_wish(s.TemplateWish)
    services = tuple(house().craft.commune()) if wish.template == "commune" else ()
    nation = here().look(_nation)

    def action(book: Book, by: str) -> Changed:
        changed = first_start.take_template(book, by, services, wish.counters)
        first_start.fill_years(book, nation, by)
        return changed

    return set_by(action, status=201)


def _nation(book: Book) -> list[Day]:
    first, last = first_start.years_of(book)
    return list(house().craft.nation(range(first.year, last.year + 1)))


@api.post("/office/workday")
@needs(Scope.ADMIN)
def set_workday() -> Response:
    """The usual hours, of work and of giving tickets, for the whole office at once."""
    wish = read_wish(s.WorkdayWish)
    spans = [(_time(wish.morning_from, "morning_from"), _time(wish.morning_to, "morning_to"))]
    if wish.afternoon_from or wish.afternoon_to:
        spans.append((_time(wish.afternoon_from, "afternoon_from"), _time(wish.afternoon_to, "afternoon_to")))
    if not wish.weekdays:
        raise BadInput(where="weekdays", why="no-weekday")
    return set_by(first_start.set_workday, first_start.Workday(frozenset(wish.weekdays), tuple(spans)))


@api.post("/office/days")
@needs(Scope.ADMIN)
def set_day() -> Response:
    """One day that is not as its weekday says; or is again."""
    wish = read_wish(s.DayWish)
    day = Day(wish.day, DayKind(wish.kind), wish.note.strip(), wish.source.strip()) if wish.kind else None
    return set_by(first_start.set_day, wish.day, day)


@api.post("/office/years")
@needs(Scope.ADMIN)
def fill_year() -> Response:
    """The nation's days off of a year; with a `source` it counts as announced."""
    wish = read_wish(s.YearWish)
    return set_by(first_start.take_year, wish.year, house().craft.nation((wish.year,)), wish.source.strip())


def _reason(told: s.ReasonWish, place: int) -> RatingReason:
    """One of the program's own is said in its own words until it is named otherwise."""
    name = _name(told.name)
    own = told.code in OWN_REASONS and not name.vi
    if not own and not name.vi:
        raise BadInput(where="reasons", why="missing", hint=f"reason {place + 1}")
    return RatingReason(told.code or f"own_{place + 1}", None if own else name)


def _name(told: s.Names | s.Sentences) -> Name:
    """In both languages; English is said in Vietnamese where nobody has said it."""
    vi = told.vi.strip()
    return Name(vi, told.en.strip() or vi)


def _line(wish: s.ServiceWish) -> Line:
    windows = tuple(_window(one) for one in wish.windows)
    prefix = wish.prefix.strip().upper()
    return Line(
        Name(wish.name.vi, wish.name.en),
        prefix,
        wish.colour,
        wish.sign,
        wish.minutes,
        wish.place,
        wish.quota,
        windows,
        tuple(wish.languages),
    )


def _window(wish: s.WindowWish) -> Window:
    return Window(
        frozenset(wish.weekdays), _time(wish.start, "from"), _time(wish.end, "to"), wish.since, wish.until
    )


def _time(told: str, where: str) -> time:
    """A time as the clock on the wall shows it: to the minute, without a zone."""
    if not CLOCK.fullmatch(told):
        raise BadInput(where=where, why="time", hint="07:30")
    return time.fromisoformat(told)


def _post(wish: s.CounterWish) -> Post:
    return Post(wish.name, wish.place, {code: one for code, one in wish.services.items() if one is not None})


def set_by(action: Callable[..., Changed], *wished: object, status: int = 200, seal: bytes = b"") -> Response:
    """Does what an administrator wishes, by their name."""
    by = who().name
    return change(lambda book: action(book, by, *wished), _told, status, seal=seal)


def _told(_: Book, changed: Changed) -> s.Told:
    words = shipped()
    said: Mapping[str, Any] = {
        language: changes.told(words, language, changed.before, changed.after)
        or [words.say(language, "saving.unchanged")]
        for language in words.languages
    }
    return s.Told(changed.matter, changed.what, changed.before != changed.after, dict(said))
