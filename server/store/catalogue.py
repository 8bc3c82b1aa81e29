"""What the office offers: its services, hours, procedures, counters and notices."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from server.domain.calling import Policy
from server.domain.counter import Counter, CounterState, PauseReason
from server.domain.dossier import Dossier
from server.domain.dossier_code import CodePlan
from server.domain.errors import UnknownCounter, UnknownService
from server.domain.hours import Calendar, DayKind, Window
from server.domain.local import local
from server.domain.name import Name
from server.domain.nightly import Seal
from server.domain.procedure import Procedure, SlidePlan
from server.store import tables as t
from server.store.procedures import Posted, procedure_row
from server.store.year import USUAL_HOURS, Hours, Year, shift_row


@dataclass(frozen=True, slots=True)
class Service:
    """A line that citizens stand in. `quota`: tickets a day at most; `sign`: the name of its icon; `languages`: spoken at
    its counters beside Vietnamese, by code.
    """

    code: str
    prefix: str
    name: Name
    colour: str
    sign: str
    place: int
    usual: timedelta
    quota: int | None = None
    retired: bool = False
    windows: tuple[Window, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A slide or a line that the display shows."""

    kind: str
    title: Name
    text: Name


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """A counter as it is set up: which services, in which order of preference (1 before 2). `retired_on`: the day since
    which it is no more; what was done there keeps its name.
    """

    code: str
    name: str
    services: dict[str, int]
    place: int = 0
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class SlipPlan:
    """What an office puts on its slips: its own closing words, everything larger, its logo (a file; empty for none)."""

    footer: Name | None = None
    large: bool = False
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class RatingReason:
    """Something that a citizen may name who was not satisfied. Without a name the program's own words are said."""

    code: str
    name: Name | None = None


REASONS = tuple(map(RatingReason, ("attitude", "waiting", "guidance", "papers", "fees_gifts")))


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where troubles are told outside the office, the secret that signs it, and since when that is so; "" for nowhere."""

    url: str = ""
    secret: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mailing:
    """The mail server that takes the office's letters, and as whom; no host: letters are kept, and not sent."""

    host: str = ""
    port: int = 587
    seal: Seal = Seal.STARTTLS
    sender: str = ""
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Nightly:
    """The figures of every day as a letter: from which day on (None: switched off), to whom, and how it is sent."""

    since: date | None = None
    to: tuple[str, ...] = ()
    mailing: Mailing = field(default_factory=Mailing)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office decides for itself. Targets: 15 minutes' wait (Decision 468/QĐ-TTg of 2021).

    `printer`: the address of the kiosk's printer; empty for the one that the server was started with.
    `keep_comments`: for how many days the words of a rating are kept; `keep_names`: the name on a dossier's forms once it
    is over; None for as long as the server was told.
    `call_back`: whether a citizen may leave a phone number, to be called when they are not there.
    `open_board`: whether everybody may read today's waits and the month's figures.
    `pending`: while nobody has set the office up, the hash of the secret in the link by which somebody may.
    """

    policy: Policy = field(default_factory=Policy)
    target: timedelta = timedelta(minutes=15)
    walk: timedelta = timedelta(seconds=40)
    rate_for: timedelta = timedelta(seconds=25)
    undo_for: timedelta = timedelta(minutes=2)
    speech: tuple[str, ...] = ("vi",)
    slip: SlipPlan = field(default_factory=SlipPlan)
    codes: CodePlan = field(default_factory=CodePlan)
    slides: SlidePlan = field(default_factory=SlidePlan)
    printer: str = ""
    reasons: tuple[RatingReason, ...] = REASONS
    keep_comments: int | None = None
    keep_names: int | None = None
    webhook: Webhook = field(default_factory=Webhook)
    nightly: Nightly = field(default_factory=Nightly)
    call_back: bool = False
    open_board: bool = False
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Which office this is."""

    id: int
    code: str
    name: Name
    zone: ZoneInfo
    settings: Settings


@dataclass(frozen=True, slots=True)
class Offer:
    """The whole set-up of an office, as given to `found`."""

    code: str
    name: Name
    zone: str
    services: tuple[Service, ...]
    counters: tuple[CounterPlan, ...]
    procedures: tuple[Procedure, ...] = ()
    days: tuple[tuple[date, DayKind, str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    settings: Settings = Settings()
    hours: Hours = USUAL_HOURS
    dossiers: tuple[Dossier, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The set-up of an office at one version; read once and kept until the version changes."""

    version: int
    services: dict[str, Service]
    calendar: Calendar
    plans: dict[str, CounterPlan]
    hours: Hours = USUAL_HOURS
    posted: dict[date, Posted] = field(default_factory=dict, compare=False)
    people: dict[str, str] = field(default_factory=dict)
    """The names that colleagues see, by the names that people sign in with."""

    def shown_name(self, name: str | None) -> str | None:
        """How colleagues see somebody; a program's key by its own name."""
        return self.people.get(name, name) if name is not None else None

    def service(self, code: str) -> Service:
        """UnknownService also for one that was retired."""
        found = self.services.get(code)
        if found is None or found.retired:
            raise UnknownService(service=code)
        return found

    def plan(self, counter: str) -> CounterPlan:
        """UnknownCounter also for one that is no more."""
        found = self.plans.get(counter)
        if found is None or found.retired_on is not None:
            raise UnknownCounter(counter=counter)
        return found

    def counters(self) -> list[CounterPlan]:
        """Those that there are, in the order of the house."""
        return [plan for plan in self.plans.values() if plan.retired_on is None]


def offices(conn: Connection) -> list[Profile]:
    return [_profile(row) for row in conn.execute(select(t.offices).order_by(t.offices.c.id))]


def found(conn: Connection, offer: Offer, nothing_yet: str) -> int:
    """Opens an office: everything of the offer is written down at once; returns its id."""
    office = conn.execute(
        insert(t.offices)
        .values(
            code=offer.code,
            name_vi=offer.name.vi,
            name_en=offer.name.en,
            zone=offer.zone,
            settings=msgspec.json.encode(offer.settings).decode(),
        )
        .returning(t.offices.c.id)
    ).scalar_one()
    conn.execute(insert(t.heads), {"office": office, "seq": 0, "hash": nothing_yet, "catalogue": 1})
    for rows, table in _rows(offer, office):
        if rows:
            conn.execute(insert(table), rows)
    return int(office)


def _rows(offer: Offer, office: int) -> list[tuple[list[dict[str, Any]], Any]]:
    return [
        ([service_row(office, service) for service in offer.services], t.services),
        ([row for service in offer.services for row in _window_rows(office, service)], t.windows),
        ([procedure_row(office, procedure) for procedure in offer.procedures], t.procedures),
        ([_counter_row(office, place, plan) for place, plan in enumerate(offer.counters)], t.counters),
        (
            [
                {"office": office, "counter": plan.code, "service": service, "preference": preference}
                for plan in offer.counters
                for service, preference in plan.services.items()
            ],
            t.counter_services,
        ),
        (
            [
                {"office": office, "day": day, "kind": kind, "note": note, "source": source}
                for day, kind, note, source in offer.days
            ],
            t.days,
        ),
        ([notice_row(office, place, notice) for place, notice in enumerate(offer.notices)], t.notices),
        (_shift_rows(office, offer.hours), t.shifts),
        (
            [{"office": office, "year": year, "source": source} for year, source in offer.hours.decided],
            t.decided_years,
        ),
    ]


def read_catalogue(conn: Connection, office: int, version: int) -> Catalogue:
    return Catalogue(
        version,
        _services(conn, office),
        _calendar(conn, office),
        _plans(conn, office),
        Year(conn, office).hours(),
        people=_people(conn, office),
    )


def notices(conn: Connection, office: int) -> list[Notice]:
    n = t.notices.c
    rows = conn.execute(select(t.notices).where(n.office == office).order_by(n.place))
    return [
        Notice(row.kind, Name(row.title_vi, row.title_en), Name(row.text_vi, row.text_en)) for row in rows
    ]


def counters(
    conn: Connection, profile: Profile, plans: dict[str, CounterPlan], busy: dict[str, str]
) -> list[Counter]:
    """Every counter that there is, as it is now; `busy` says which ticket is at which."""
    here = (t.counters.c.office == profile.id) & t.counters.c.retired_on.is_(None)
    rows = conn.execute(select(t.counters).where(here).order_by(t.counters.c.place))
    return [
        Counter(
            code=row.code,
            name=row.name,
            services=tuple(plans[row.code].services.items()),
            state=CounterState(row.state),
            clerk=row.clerk,
            pause_reason=PauseReason(row.pause_reason) if row.pause_reason else None,
            since=local(row.since, profile.zone) if row.since else None,
            ticket=busy.get(row.code),
        )
        for row in rows
    ]


def save_counter(conn: Connection, office: int, counter: Counter) -> None:
    c = t.counters.c
    conn.execute(
        update(t.counters)
        .where(c.office == office, c.code == counter.code)
        .values(
            state=counter.state, clerk=counter.clerk, pause_reason=counter.pause_reason, since=counter.since
        )
    )


def set_quota(conn: Connection, office: int, service: str, quota: int | None) -> None:
    c = t.services.c
    conn.execute(update(t.services).where(c.office == office, c.code == service).values(quota=quota))
    new_version(conn, office)


def set_windows(conn: Connection, office: int, service: Service) -> None:
    """The service's hours of giving tickets are now those it carries."""
    conn.execute(delete(t.windows).where(t.windows.c.office == office, t.windows.c.service == service.code))
    rows = _window_rows(office, service)
    if rows:
        conn.execute(insert(t.windows), rows)
    new_version(conn, office)


def set_plan(conn: Connection, office: int, plan: CounterPlan) -> None:
    """The counter now serves what the plan says."""
    c = t.counter_services.c
    conn.execute(delete(t.counter_services).where(c.office == office, c.counter == plan.code))
    rows = [
        {"office": office, "counter": plan.code, "service": service, "preference": preference}
        for service, preference in plan.services.items()
    ]
    if rows:
        conn.execute(insert(t.counter_services), rows)
    new_version(conn, office)


def set_day(conn: Connection, office: int, day: date, kind: DayKind, note: str, source: str) -> None:
    """This day is off, worked or half, whatever its weekday says."""
    conn.execute(delete(t.days).where(t.days.c.office == office, t.days.c.day == day))
    conn.execute(insert(t.days), {"office": office, "day": day, "kind": kind, "note": note, "source": source})
    new_version(conn, office)


def set_settings(conn: Connection, office: int, settings: Settings) -> None:
    told = msgspec.json.encode(settings).decode()
    conn.execute(update(t.offices).where(t.offices.c.id == office).values(settings=told))
    new_version(conn, office)


def new_version(conn: Connection, office: int) -> None:
    """Whoever opens the book from now on reads the set-up anew."""
    h = t.heads
    conn.execute(update(h).where(h.c.office == office).values(catalogue=h.c.catalogue + 1))


def _services(conn: Connection, office: int) -> dict[str, Service]:
    windows: dict[str, list[Window]] = {}
    for row in conn.execute(select(t.windows).where(t.windows.c.office == office)):
        weekdays = frozenset(int(digit) for digit in row.weekdays)
        window = Window(weekdays, row.start, row.end, row.since, row.until)
        windows.setdefault(row.service, []).append(window)
    rows = conn.execute(select(t.services).where(t.services.c.office == office).order_by(t.services.c.place))
    return {
        row.code: Service(
            code=row.code,
            prefix=row.prefix,
            name=Name(row.name_vi, row.name_en),
            colour=row.colour,
            sign=row.sign,
            place=row.place,
            usual=timedelta(seconds=row.usual_seconds),
            quota=row.quota,
            retired=row.retired,
            windows=tuple(windows.get(row.code, ())),
            languages=tuple(row.languages.split()),
        )
        for row in rows
    }


def _people(conn: Connection, office: int) -> dict[str, str]:
    p = t.people.c
    rows = conn.execute(select(p.name, p.shown_name).where(p.office == office))
    return {row.name: row.shown_name for row in rows}


def _calendar(conn: Connection, office: int) -> Calendar:
    rows = conn.execute(select(t.days).where(t.days.c.office == office).order_by(t.days.c.day))
    return Calendar(tuple((row.day, DayKind(row.kind)) for row in rows))


def _plans(conn: Connection, office: int) -> dict[str, CounterPlan]:
    services: dict[str, dict[str, int]] = {}
    cs, sc = t.counter_services.c, t.services.c
    asked = (
        select(t.counter_services)
        .join(t.services, (cs.office == sc.office) & (cs.service == sc.code))
        .where(cs.office == office)
        .order_by(cs.counter, cs.preference, sc.place)
    )
    for row in conn.execute(asked):
        services.setdefault(row.counter, {})[row.service] = row.preference
    rows = conn.execute(select(t.counters).where(t.counters.c.office == office).order_by(t.counters.c.place))
    return {
        row.code: CounterPlan(row.code, row.name, services.get(row.code, {}), row.place, row.retired_on)
        for row in rows
    }


def _profile(row: Any) -> Profile:
    settings = msgspec.json.decode(row.settings, type=Settings)
    return Profile(row.id, row.code, Name(row.name_vi, row.name_en), ZoneInfo(row.zone), settings)


def service_row(office: int, service: Service) -> dict[str, Any]:
    return {
        "office": office,
        "code": service.code,
        "prefix": service.prefix,
        "name_vi": service.name.vi,
        "name_en": service.name.en,
        "colour": service.colour,
        "sign": service.sign,
        "place": service.place,
        "quota": service.quota,
        "usual_seconds": int(service.usual.total_seconds()),
        "retired": service.retired,
        "languages": " ".join(service.languages),
    }


def _window_rows(office: int, service: Service) -> list[dict[str, Any]]:
    return [
        {
            "office": office,
            "service": service.code,
            "weekdays": "".join(str(day) for day in sorted(window.weekdays)),
            "start": window.start,
            "end": window.end,
            "since": window.since,
            "until": window.until,
        }
        for window in service.windows
    ]


def _shift_rows(office: int, hours: Hours) -> list[dict[str, Any]]:
    own = [shift_row(office, service, shift) for service, shifts in hours.of_services for shift in shifts]
    return [shift_row(office, None, shift) for shift in hours.of_office] + own


def _counter_row(office: int, place: int, plan: CounterPlan) -> dict[str, Any]:
    return {
        "office": office,
        "code": plan.code,
        "name": plan.name,
        "place": place,
        "state": CounterState.CLOSED,
        "clerk": None,
        "pause_reason": None,
        "since": None,
    }


def notice_row(office: int, place: int, notice: Notice) -> dict[str, Any]:
    return {
        "office": office,
        "kind": notice.kind,
        "place": place,
        "title_vi": notice.title.vi,
        "title_en": notice.title.en,
        "text_vi": notice.text.vi,
        "text_en": notice.text.en,
    }
