"""The years behind an office: fills its book with tickets that were issued, called, served, rated and forgotten.

What is written is what the program itself would have left: the tickets move by the office's own rules, the journal is
chained by its own hash, the pages are gone and the slips empty. Only faster than it happened.
"""

import gc
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import heapify, heapreplace
from itertools import islice
from multiprocessing import Pool
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, create_engine, event, func, select, update

from server.domain import ticket as rules
from server.domain.calling import Reason
from server.domain.hours import opening
from server.domain.journal import Entry
from server.domain.numbering import number
from server.domain.ticket import Leg, Outcome, PriorityClass, State, Ticket, Verb
from server.store import catalogue as c
from server.store import tables as t
from server.store.journal import chained, snapshot

OPENS, CLOSES = time(7, 25), time(11, 30)
COMES = (time(7, 30), timedelta(hours=3, minutes=15))
"""When the first citizen comes, and how long after it the last."""
MIDNIGHT = timedelta(seconds=5)
"""How long after midnight the office ends the day."""
RATED, NO_SHOW, CANCELLED, LEFT_OVER, PRIORITY = 0.4, 0.04, 0.015, 0.005, 0.12
SCORES = (4, 4, 4, 4, 3, 3, 2, 1)
DAYS_TOGETHER = 5
HANDS = 2


@dataclass(frozen=True, slots=True)
class Past:
    """So many tickets, so many a day, on the office's weekdays before `until`. The same seed tells the same story.

    `load`: the share of their time for which the counters have somebody.
    """

    tickets: int
    until: date
    a_day: int = 1000
    load: float = 0.85
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the journal to be: who did what when, and the facts it keeps."""

    at: datetime
    verb: str
    by: str
    ticket: str | None
    counter: str | None
    facts: dict[str, Any]


@dataclass
class Day:
    """What one day leaves: visits as they ended, the journal's lines, ratings, and the last number of each line."""

    day: date
    visits: list[Ticket] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    ratings: list[tuple[str, datetime, int]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one citizen's visit will go; `handled` is how long the service takes."""

    arrives: datetime
    service: c.Service
    priority: PriorityClass | None
    fate: State
    handled: timedelta
    score: int | None
    job: int


def fill_file(path: Path, past: Past) -> None:
    """Fills the first office of a SQLite file that nobody else has open. A power cut on the way spoils the file."""
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", in_a_hurry)
    with Pool(HANDS, gc.disable) as hands, engine.connect() as conn:
        fill(conn, c.offices(conn)[0], past, hands.imap)
        conn.commit()
    engine.dispose()


def in_a_hurry(connection: Any, _: object) -> None:
    """A file that is only being filled: fast, and spoilt by a power cut."""
    for line in ("locking_mode=EXCLUSIVE", "journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {line}")


Each = Callable[[Callable[["_Leaf"], "_Rows"], Iterable["_Leaf"]], Iterator["_Rows"]]


def fill(conn: Connection, office: c.Profile, past: Past, each: Each = map) -> None:
    """Writes the whole past into the book of an office that has none; the caller commits. `each`: how days are drawn."""
    catalogue = c.read_catalogue(conn, office.id, 0)
    days = _days(catalogue, office, past)
    drawn = each(_leaf, _leaves(conn, catalogue, office, past, days))
    writing = _Writing(conn, office)
    while together := list(islice(drawn, DAYS_TOGETHER)):
        writing.write_down(together)
    writing.close(days[-1])


def _days(catalogue: c.Catalogue, office: c.Profile, past: Past) -> list[date]:
    """As many days as the tickets need, the oldest first: those on which every line of the office takes people in."""
    needed, day, found = -(-past.tickets // past.a_day), past.until, list[date]()
    while len(found) < needed:
        day -= timedelta(days=1)
        at = datetime.combine(day, COMES[0], office.zone)
        if all(opening(one.windows, catalogue.calendar, at).open for one in catalogue.services.values()):
            found.append(day)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page of the book that is still white."""

    catalogue: c.Catalogue
    office: c.Profile
    past: Past
    day: date
    count: int
    first_job: int
    sqlite: bool


_Rows = dict[str, list[tuple[Any, ...]]]
"""Table -> its rows, in the driver's own types; the journal's lines still without number and hash."""


def _leaves(
    conn: Connection, catalogue: c.Catalogue, office: c.Profile, past: Past, days: list[date]
) -> Iterator[_Leaf]:
    sqlite = conn.dialect.name == "sqlite"
    job = (conn.execute(select(func.max(t.print_jobs.c.id))).scalar() or 0) + 1
    left = past.tickets
    for day in days:
        count = min(past.a_day, left)
        yield _Leaf(catalogue, office, past, day, count, job, sqlite)
        left, job = left - count, job + count


def _lived(leaf: _Leaf) -> Day:
    """One day of the office, drawn and lived through."""
    chance = random.Random(f"{leaf.past.seed} {leaf.day}")  # noqa: S311  a story, not a secret
    catalogue, office, lived = leaf.catalogue, leaf.office, Day(leaf.day)
    _sit_down(lived, catalogue, office)
    desks = [(_at(office, leaf.day, COMES[0]), code) for code in catalogue.plans]
    heapify(desks)
    for plan in _plans(chance, leaf):
        _visit(lived, catalogue, office, plan, desks)
    lived.steps.sort(key=attrgetter("at"))
    return lived


def _at(office: c.Profile, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, office.zone)


def _sit_down(lived: Day, catalogue: c.Catalogue, office: c.Profile) -> None:
    """Every counter is opened in the morning and closed by its clerk."""
    for code in catalogue.plans:
        for verb, moment, state, clerk in (
            ("counter-open", OPENS, "open", f"clerk-{code}"),
            ("counter-close", CLOSES, "closed", None),
        ):
            after = {"state": state, "clerk": clerk, "clerk_name": clerk, "pause_reason": None}
            step = Step(_at(office, lived.day, moment), verb, f"clerk-{code}", None, code, {"after": after})
            lived.steps.append(step)


def _plans(chance: random.Random, leaf: _Leaf) -> Iterator[Plan]:
    """The citizens of a day in the order they come; together they keep the counters as busy as the past wants them."""
    first, services = _at(leaf.office, leaf.day, COMES[0]), leaf.catalogue.services
    pace = COMES[1] / max(leaf.count, 1) * len(leaf.catalogue.plans) * leaf.past.load
    offered, given = list(services.values()), dict.fromkeys(services, 0)
    comes = sorted(chance.uniform(0, COMES[1].total_seconds()) for _ in range(leaf.count))
    for job, seconds in enumerate(comes, start=leaf.first_job):
        room = [one for one in offered if one.quota is None or given[one.code] < one.quota]
        service = chance.choice(room)
        given[service.code] += 1
        yield Plan(
            first + timedelta(seconds=seconds),
            service,
            PriorityClass.PRIORITY if chance.random() < PRIORITY else None,
            _fate(chance.random()),
            pace * chance.uniform(0.4, 1.4),
            chance.choice(SCORES) if chance.random() < RATED else None,
            job,
        )


def _fate(drawn: float) -> State:
    for fate, share in ((State.NO_SHOW, NO_SHOW), (State.CANCELLED, CANCELLED), (State.EXPIRED, LEFT_OVER)):
        if drawn < share:
            return fate
        drawn -= share
    return State.DONE


def _visit(
    lived: Day, catalogue: c.Catalogue, office: c.Profile, plan: Plan, desks: list[tuple[datetime, str]]
) -> None:
    """From the kiosk to the door; each step is written down as the office's actions do.

    Who is left over at the end of the day is somebody who stepped aside and never came back.
    """
    ordinal = lived.numbers[plan.service.code] = lived.numbers.get(plan.service.code, 0) + 1
    ticket = _taken(lived.day, plan, number(plan.service.prefix, ordinal))
    lived.steps.append(
        _step(plan.arrives, Verb.TAKE, "kiosk", None, ticket, print_job=plan.job, expected=None)
    )
    soon = plan.arrives + plan.handled / 20
    if plan.fate is State.CANCELLED:
        ticket = _moved(lived, soon, Verb.CANCEL, "citizen", ticket)
    elif plan.fate is State.EXPIRED:
        over = _at(office, lived.day + timedelta(days=1), time()) + MIDNIGHT
        ticket = _moved(lived, soon, Verb.HOLD, "citizen", ticket)
        ticket = _moved(lived, over, Verb.EXPIRE, "office", ticket)
    else:
        ticket = _called(lived, catalogue, office, plan, ticket, desks)
    lived.visits.append(ticket)


def _taken(day: date, plan: Plan, numbered: str) -> Ticket:
    at = plan.arrives
    leg = Leg(service=plan.service.code, queued_at=at, place=at)
    return Ticket(
        f"{day}-{numbered}", day, numbered, leg.service, at, None, (leg,), plan.priority, channel="kiosk"
    )


def _called(
    lived: Day,
    catalogue: c.Catalogue,
    office: c.Profile,
    plan: Plan,
    ticket: Ticket,
    desks: list[tuple[datetime, str]],
) -> Ticket:
    """Called to the counter that is free first, served there or not found, and perhaps rated."""
    free, counter = desks[0]
    at, clerk = max(free, plan.arrives + plan.handled / 20), f"clerk-{counter}"
    told = {
        "reason": Reason.FIRST_COME,
        "note": None,
        "counter_name": catalogue.plans[counter].name,
        "languages": list(dict.fromkeys([*office.settings.speech, ticket.language])),
    }
    after = rules.call(ticket, counter, clerk, at, Reason.FIRST_COME, None)
    lived.steps.append(_step(at, Verb.CALL, clerk, ticket, after, **told))
    begun, ended = at + plan.handled / 10, at + plan.handled
    if plan.fate is State.NO_SHOW:
        after = _moved(lived, ended, Verb.NO_SHOW, clerk, after)
    else:
        after = _served(lived, office, plan, _moved(lived, begun, Verb.START, clerk, after), ended)
    heapreplace(desks, (ended + plan.handled / 50, counter))
    return after


def _served(lived: Day, office: c.Profile, plan: Plan, ticket: Ticket, at: datetime) -> Ticket:
    clerk, outcome = str(ticket.leg.clerk), Outcome.RECEIVED
    after = rules.finish(ticket, at, outcome)
    until = (at + office.settings.rate_for).isoformat()
    lived.steps.append(_step(at, Verb.FINISH, clerk, ticket, after, outcome=outcome, rate_until=until))
    if plan.score is None:
        return after
    rated, at = replace(after, rated=True), at + timedelta(seconds=7)
    told = {"score": plan.score, "scale": 4, "reasons": "", "comment": None, "channel": "tablet"}
    lived.steps.append(_step(at, Verb.RATE, "citizen", after, rated, **told))
    lived.ratings.append((rated.id, at, plan.score))
    return rated


_MOVES = {
    Verb.START: rules.start,
    Verb.NO_SHOW: rules.no_show,
    Verb.CANCEL: rules.cancel,
    Verb.EXPIRE: rules.expire,
    Verb.HOLD: rules.hold,
}


def _moved(lived: Day, at: datetime, verb: Verb, by: str, before: Ticket) -> Ticket:
    after = _MOVES[verb](before, at)
    lived.steps.append(_step(at, verb, by, before, after))
    return after


def _step(at: datetime, verb: Verb, by: str, before: Ticket | None, after: Ticket, **facts: object) -> Step:
    told = {"from": before.state if before else None, "after": snapshot(after), **facts}
    return Step(at, verb, by, after.id, after.leg.counter, told)


_TICKET = [one.name for one in t.tickets.columns if one.name not in ("office", "secret")]
_LEG = [one.name for one in t.legs.columns if one.name not in ("office", "ticket", "ordinal", "office_day")]
_of_ticket, _of_leg = attrgetter(*_TICKET), attrgetter(*_LEG)
_COLUMNS = {
    "tickets": ["office", *_TICKET],
    "legs": ["office", "ticket", "ordinal", "office_day", *_LEG],
    "numbers": ["office", "service", "office_day", "last"],
    "ratings": [
        "office", "ticket", "office_day", "at", "score", "scale", "reasons", "comment", "channel",
    ],
    "print_jobs": [
        "office", "id", "ticket", "printer", "kind", "state", "slip", "tries", "created_at", "done_at",
    ],
    "journal": ["office", "seq", "at", "verb", "ticket", "counter", "by", "facts", "hash"],
}  # fmt: skip
_PRINTED, _SOON = ("kiosk", "ticket", "sent", "", 1), timedelta(seconds=1)


def _leaf(leaf: _Leaf) -> _Rows:
    """One day, lived and laid out in rows."""
    office, day = leaf.office.id, leaf.day.isoformat()
    lived = _lived(leaf)
    plain = _sqlite if leaf.sqlite else _postgres
    return {
        "tickets": [(office, *map(plain, _of_ticket(visit))) for visit in lived.visits],
        "legs": [
            (office, visit.id, ordinal, day, *map(plain, _of_leg(leg)))
            for visit in lived.visits
            for ordinal, leg in enumerate(visit.legs)
        ],
        "numbers": [(office, service, day, last) for service, last in lived.numbers.items()],
        "ratings": [
            (office, ticket, day, plain(at), score, 4, "", None, "tablet")
            for ticket, at, score in lived.ratings
        ],
        "print_jobs": [
            (office, step.facts["print_job"], step.ticket, *_PRINTED, plain(step.at), plain(step.at + _SOON))
            for step in lived.steps
            if step.verb == Verb.TAKE
        ],
        "journal": [_line(step, plain) for step in lived.steps],
    }


def _line(step: Step, plain: Callable[[Any], Any]) -> tuple[Any, ...]:
    told = msgspec.json.encode(step.facts, order="deterministic").decode()
    return step.at, plain(step.at), str(step.verb), step.ticket, step.counter, step.by, told


def _sqlite(value: Any) -> Any:
    return _postgres(value)[:26] if isinstance(value, datetime) else _postgres(value)


def _postgres(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


class _Writing:
    """The pen: chains the journal and writes table by table."""

    def __init__(self, conn: Connection, office: c.Profile) -> None:
        self.conn, self.office = conn, office
        head = conn.execute(select(t.heads).where(t.heads.c.office == office.id)).one()
        self.seq, self.hash = head.seq, head.hash

    def write_down(self, together: list[_Rows]) -> None:
        for table, columns in _COLUMNS.items():
            rows = [row for rows in together for row in rows[table]]
            if rows:
                told = [self._chained(*row) for row in rows] if table == "journal" else rows
                self.conn.exec_driver_sql(self._insert(table, columns), told)

    def _chained(self, at: datetime, told: str, verb: str, *more: Any) -> tuple[Any, ...]:
        """The line with its place in the journal and the hash of all before it."""
        ticket, counter, by, facts = more
        self.seq += 1
        entry = Entry(self.seq, at, verb, by, ticket, counter, {})
        self.hash = chained(self.hash, self.office.id, entry, facts)
        return self.office.id, self.seq, told, verb, ticket, counter, by, facts, self.hash

    def _insert(self, table: str, columns: list[str]) -> str:
        dialect = self.conn.dialect
        named = ", ".join(map(dialect.identifier_preparer.quote, columns))
        marks = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(columns))
        return f"INSERT INTO {table} ({named}) VALUES ({marks})"  # noqa: S608  names of our own tables

    def close(self, last: date) -> None:
        """The head stands at the last line, the counters are closed since the last day, and jobs count on from here."""
        h, desks = t.heads.c, t.counters.c
        self.conn.execute(
            update(t.heads).where(h.office == self.office.id).values(seq=self.seq, hash=self.hash)
        )
        since = _at(self.office, last, CLOSES)
        self.conn.execute(update(t.counters).where(desks.office == self.office.id).values(since=since))
        if self.conn.dialect.name == "postgresql":
            serial = func.pg_get_serial_sequence("print_jobs", "id")
            latest = select(func.max(t.print_jobs.c.id)).scalar_subquery()
            self.conn.execute(select(func.setval(serial, latest)))
