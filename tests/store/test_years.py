"""However many years lie behind the office, today costs the same."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from flask.testing import FlaskClient
from sqlalchemy import Connection, bindparam, event, text

from bench.past import Past, fill
from server.actions import keeper, paper, people
from server.app import create_app, tell_lines
from server.clock import JumpingClock
from server.config import Settings
from server.domain.roles import Scope
from server.office import Database, JobState, Office
from server.push import office_room
from server.store.audit import first_broken
from server.store.catalogue import offices
from server.store.database import MIGRATIONS
from tests.fixtures.book import OpenOffice, small_offer

MONDAY = date(2022, 10, 3)
YEARS = Past(tickets=1500, until=MONDAY, a_day=60)
GROWING = {"tickets", "legs", "journal", "ratings", "print_jobs", "presses", "numbers"}
SHORT = {
    "ix_tickets_living",
    "ix_tickets_page",
    "uq_tickets_secret",
    "uq_legs_at_counter",
    "ix_print_jobs_open",
}
"""Indexes of what is there today or open now, and of nothing else."""


def new_database(url: str) -> Database:
    made = Database(url)
    made.migrate()
    return made


def morning_at(folder: Path, database: Database, at: datetime) -> "Morning":
    """The doors are open and the keys are cut."""
    clock = JumpingClock(at)
    app, _, house = create_app(Settings(data=folder, kiosk_rate=0), clock, database)
    return Morning(house.first(), clock, app.test_client())


def found(database: Database, past: Past | None) -> None:
    """The small office, with this past."""
    database.found(small_offer())
    if past is not None:
        with database.writer.begin() as conn:
            fill(conn, offices(conn)[0], past)


class Morning:
    """People at work in this office; every step is one that programs and screens take a thousand times a day."""

    def __init__(self, office: Office, clock: JumpingClock, client: FlaskClient) -> None:
        self.office, self.clock, self.client = office, clock, client
        self.tokens = {
            scope: office.change(people.cut_token, scope, str(scope), None).secret
            for scope in (Scope.KIOSK, Scope.DISPLAY, Scope.CLERK, Scope.DIRECTOR, Scope.RATING)
        }
        self.taken: list[dict[str, Any]] = []
        self.called: dict[str, Any] = {}

    def get(self, path: str, scope: Scope = Scope.DIRECTOR) -> Any:
        answer = self.client.get(path, headers={"Authorization": f"Bearer {self.tokens[scope]}"})
        assert answer.status_code == 200, (path, answer.text)
        return answer

    def post(self, path: str, scope: Scope = Scope.CLERK, **body: Any) -> dict[str, Any]:
        self.clock.wait_until(self.clock() + timedelta(seconds=5))
        headers = {
            "Authorization": f"Bearer {self.tokens[scope]}",
            "Idempotency-Key": f"{path} {self.clock()}",
        }
        answer = self.client.post(f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), (path, answer.text)
        told: dict[str, Any] = answer.get_json()
        return told

    def take(self) -> None:
        self.taken.append(self.post("/tickets", Scope.KIOSK, service="ho-tich"))

    def call(self) -> None:
        self.called = self.post("/counters/1/call-next")

    def move(self, verb: str, **body: Any) -> None:
        self.called = self.post(f"/tickets/{self.called['id']}/{verb}", **body)

    def rate(self) -> None:
        self.post(f"/tickets/{self.called['id']}/rating", Scope.RATING, score=4)

    def page(self) -> None:
        secret = self.taken[-1]["url"].rsplit("/", 1)[-1]
        assert self.client.get(f"/t/{secret}/place").status_code == 200

    def print(self) -> None:
        job = self.office.look(paper.next_job, paper.KIOSK)
        assert job is not None
        self.office.change(paper.note, job.id, JobState.SENT)

    def next_day(self) -> None:
        self.clock.wait_until(self.clock() + timedelta(days=1))
        self.look_after()

    def look_after(self) -> None:
        """The keeper looks, and does what is to be done."""
        if self.office.look(keeper.has_something_to_do):
            self.office.change(keeper.tidy)

    def steps(self) -> list[tuple[str, Callable[[], object]]]:
        """What is done, by name, in this order."""
        return [
            ("start", self.office.begin),
            ("ready", lambda: self.get("/readyz")),
            ("the first display of the day", lambda: self.get("/api/v1/display")),
            ("the first look of the keeper", self.look_after),
            ("another first ticket", self.take),
            *[(f"ticket {turn}", self.take) for turn in range(6)],
            ("open", lambda: self.post("/counters/1/open")),
            ("call", self.call),
            ("recall", lambda: self.move("recall")),
            ("start of a service", lambda: self.move("start")),
            ("finish", lambda: self.move("finish")),
            ("rating", self.rate),
            ("call once more", self.call),
            ("undo", lambda: self.move("undo")),
            ("call after an undo", self.call),
            ("no-show", lambda: self.move("no-show")),
            ("call a third", self.call),
            ("hold", lambda: self.move("hold")),
            ("return", lambda: self.move("return")),
            ("call a fourth", self.call),
            ("transfer", lambda: self.move("transfer", service="dat-dai")),
            ("page of a ticket", self.page),
            ("print", self.print),
            ("display", lambda: self.get("/api/v1/display", Scope.DISPLAY)),
            ("calls since ever", lambda: self.get("/api/v1/display/calls?since=0", Scope.DISPLAY)),
            ("screen that missed everything", lambda: self.office.missed(("/display", office_room(1)), 0)),
            ("lines told", lambda: tell_lines(self.office, {})),
            ("services", lambda: self.get("/api/v1/services")),
            ("queue", lambda: self.get("/api/v1/queue?counter=1", Scope.CLERK)),
            ("counters", lambda: self.get("/api/v1/counters", Scope.CLERK)),
            ("desk", lambda: self.get("/api/v1/counters/1", Scope.CLERK)),
            ("today", lambda: self.get("/api/v1/statistics/today")),
            ("metrics", lambda: self.get("/metrics")),
            ("keeper", self.look_after),
            ("night", self.next_day),
            ("keeper at night", self.look_after),
        ]


def work_of(database: Database, morning: Morning) -> dict[str, int]:
    """How many steps of SQLite's machine each thing takes: the same on every computer."""
    counted = 0

    def tick() -> int:
        nonlocal counted
        counted += 1
        return 0

    def watched(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_progress_handler(tick, 1)

    for engine in (database.writer, database.reader):
        event.listen(engine.pool, "checkout", watched)
    watched(database.writer.raw_connection().dbapi_connection)  # type: ignore[arg-type]  # SQLite's own
    work = {}
    for name, step in morning.steps():
        counted = 0
        step()
        work[name] = counted
    return work


def test_what_sqlite_does_for_today_does_not_grow_with_the_years(tmp_path: Path, morning: datetime) -> None:
    works = []
    for name, past in (("young", None), ("old", YEARS)):
        database = new_database(f"sqlite:///{tmp_path / name}.db")
        found(database, past)
        works.append(work_of(database, morning_at(tmp_path, database, morning)))
        database.close()
    young, old = works

    assert {name: (young[name], old[name]) for name in young if old[name] > 1.05 * young[name] + 100} == {}


def test_no_statement_of_the_day_goes_through_the_years(
    database: Database, tmp_path: Path, morning: datetime
) -> None:
    found(database, YEARS)
    if not database.sqlite:
        with database.writer.begin() as conn:
            conn.execute(text("ANALYZE"))
    said = statements_of(database, morning_at(tmp_path, database, morning))

    with database.writer.connect() as conn:
        explain = explained_by_sqlite if database.sqlite else explained_by_postgres
        wrong = {told: wide for told, values in said.items() if (wide := explain(conn, told, values))}

    assert len(said) > 25
    assert wrong == {}


def statements_of(database: Database, morning: Morning) -> dict[str, Any]:
    """What the database is asked and told, each with the values it came with."""
    said: dict[str, Any] = {}

    def hear(_conn: Any, _cursor: Any, told: str, values: Any, _context: Any, many: bool) -> None:
        if told.split(maxsplit=1)[0] in ("SELECT", "UPDATE", "DELETE"):
            said.setdefault(told, values[0] if many else values)

    for engine in {database.writer, database.reader}:
        event.listen(engine, "before_cursor_execute", hear)
    for _, step in morning.steps():
        step()
    return said


def explained_by_sqlite(conn: Connection, told: str, values: Any) -> list[str]:
    """The steps of the plan that go through all the years of a table: it is read whole, or all of one office."""
    plan = [str(row.detail) for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}", values)]
    return [step for step in plan if _goes_through_years(step)]


def _goes_through_years(step: str) -> bool:
    step_of = re.match(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+) \((.*)\))?", step)
    if step_of is None or step_of[2] not in GROWING or step_of[3] in SHORT:
        return False
    return step_of[1] == "SCAN" or step_of[4] == "office=?"


def explained_by_postgres(conn: Connection, told: str, values: Any) -> list[str]:
    """Likewise. A table that is small yet is read whole because it is small: that is forbidden here."""
    conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = conn.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {told}", values).scalar_one()
    return [wide for node in _nodes(plan[0]["Plan"]) if (wide := _wide(node))]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


def _wide(node: dict[str, Any]) -> str:
    kind, by = node["Node Type"], node.get("Index Cond", "")
    if kind not in ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan"):
        return ""
    table = node.get("Relation Name") or node["Index Name"].split("_", 1)[1]
    grows = any(table.startswith(name) for name in GROWING) and node.get("Index Name") not in SHORT
    of_all_years = not by or ("AND" not in by and "office = " in by)
    return f"{kind} {table} {node.get('Index Name')} {by}" if grows and of_all_years else ""


def test_a_clock_that_was_wrong_once_hides_nothing_of_today_and_costs_nothing_later(
    opened: OpenOffice,
) -> None:
    """Set years ahead before the past, an hour back in the middle of the morning."""
    office, write = opened.office, opened.office.database.write
    for hours in (24 * 2000, 2, 3, 1):
        at = opened.clock() + timedelta(hours=hours)
        write(office.profile.id, at, lambda book: book.journal.write("looked", book.now, "lan", facts={}))

    told = office.look(lambda book: book.journal.since(0, book.start_of_today()))
    last = office.look(lambda book: book.journal.last(["looked"], 9, book.start_of_today()))
    tomorrow = office.look(lambda book: book.journal.since(0, book.start_of_today() + timedelta(days=1)))

    assert [entry.seq for entry in told] == [2, 3, 4]
    assert [entry.seq for entry in last] == [4, 3, 2]
    assert tomorrow == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_office_of_the_first_version_is_brought_here_with_its_years(
    kind: str, tmp_path: Path, morning: datetime, request: pytest.FixtureRequest
) -> None:
    file = f"sqlite:///{tmp_path / 'old.db'}"
    database = Database(file if kind == "sqlite" else request.getfixturevalue("postgres_url"))
    with database.writer.begin() as conn:
        config = Config(attributes={"connection": conn})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "0001")
        for statement in OF_THE_FIRST_VERSION:
            conn.exec_driver_sql(statement)

    database.migrate()

    assert database.look(lambda conn: first_broken(conn, 1)) is None
    (procedure,) = database.read(1, morning, lambda book: book.procedures())
    assert (procedure.name.vi, procedure.field.vi, procedure.version) == ("Khai sinh", "Hộ tịch", 1)
    assert (procedure.limit.cut_off, [paper.name.en for paper in procedure.papers]) == (time(15), ["Form"])
    if database.sqlite:
        assert database.look(_without_shape) == set()
    database.close()


OF_THE_FIRST_VERSION = (
    """INSERT INTO offices (id, code, name_vi, name_en, zone, settings)
       VALUES (1, 'duong-phong', 'Dương Phong', 'Dương Phong', 'Asia/Ho_Chi_Minh', '{}')""",
    f"INSERT INTO heads (office, seq, hash, catalogue) VALUES (1, 0, '{'0' * 64}', 1)",
    """INSERT INTO services (office, code, prefix, name_vi, name_en, colour, sign, place, usual_seconds, retired)
       VALUES (1, 'ho-tich', 'A', 'Hộ tịch', 'Civil status', '#13507A', 'baby', 0, 480, false)""",
    """INSERT INTO procedures (office, code, service, place, name_vi, name_en, facts)
       VALUES (1, '1.001193', 'ho-tich', 0, 'Khai sinh', 'Birth',
       '{"papers": ["Tờ khai"], "papers_en": ["Form"], "fee_vnd": 0, "channels": ["direct"],
         "limit": {"kind": "same_day", "value": 0, "cut_off": "15:00"}}')""",
)
"""What stands in the tables of version 0001."""


def _without_shape(conn: Connection) -> set[str]:
    """The indexes of tables that grow of whose shape SQLite knows nothing."""
    asked = text("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name IN :growing")
    asked = asked.bindparams(bindparam("growing", sorted(GROWING), expanding=True))
    known = {row.idx for row in conn.execute(text("SELECT idx FROM sqlite_stat1"))}
    return {row.name for row in conn.execute(asked)} - known
