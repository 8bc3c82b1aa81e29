"""The years that a benchmark puts behind an office are those that the program itself would have left."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Table, select

from bench.past import Past, fill, fill_file
from server.actions import citizen, clerk, keeper, paper
from server.actions.citizen import Opinion, Wish
from server.clock import JumpingClock
from server.config import Settings
from server.domain.journal import Entry
from server.domain.ticket import Outcome, Verb
from server.office import Database, JobState, Office
from server.push import Push
from server.store import tables as t
from server.store.audit import first_broken
from server.store.catalogue import offices
from tests.fixtures.book import Ear, OpenOffice, small_offer

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = date(2022, 10, 3)
QUIET = Past(tickets=80, until=MONDAY, a_day=8, load=0.05, seed=3)
"""Two weeks of so few citizens that nobody waits for anybody."""
LEFT = ("tickets", "legs", "numbers", "ratings", "counters", "print_jobs", "journal", "heads")


def filled(opened: OpenOffice, past: Past = QUIET) -> OpenOffice:
    with opened.office.database.writer.begin() as conn:
        fill(conn, opened.office.profile, past)
    return opened


def book_of(opened: OpenOffice, *tables: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of the office in these tables."""
    return {name: opened.office.database.look(partial(_rows, t.tables.tables[name])) for name in tables}


def _rows(table: Table, conn: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(select(table).order_by(*table.primary_key)).mappings()]


def live(opened: OpenOffice, entries: list[Entry]) -> None:
    """Does with the real actions, at the same hours, what the journal tells; every day ends at midnight."""
    day = entries[0].at.date()
    for entry in entries:
        if entry.at.date() > day:
            _end(opened, day)
            day = entry.at.date()
        if entry.verb != Verb.EXPIRE:
            opened.clock.wait_until(entry.at)
            _do(opened.office, entry)
    _end(opened, day)


def _end(opened: OpenOffice, day: date) -> None:
    opened.clock.wait_until(datetime.combine(day, time(0, 0, 5), HANOI) + timedelta(days=1))
    opened.office.change(keeper.tidy)


def _do(office: Office, entry: Entry) -> None:
    ticket, counter, by = str(entry.ticket), str(entry.counter), entry.by
    leg = entry.facts["after"].get("legs", [{}])[-1]
    steps: dict[str, Callable[[], object]] = {
        "counter-open": lambda: office.change(clerk.open_counter, counter, by),
        "counter-close": lambda: office.change(clerk.close_counter, counter, by),
        Verb.TAKE: lambda: _take(office, entry, leg["service"]),
        Verb.CALL: lambda: _call(office, counter, by, ticket),
        Verb.START: lambda: office.change(clerk.start, ticket, by),
        Verb.FINISH: lambda: office.change(clerk.finish, ticket, by, Outcome(leg["outcome"])),
        Verb.NO_SHOW: lambda: office.change(clerk.no_show, ticket, by),
        Verb.CANCEL: lambda: office.change(citizen.cancel, _secret(office, ticket)),
        Verb.HOLD: lambda: office.change(citizen.come_late, _secret(office, ticket)),
        Verb.RATE: lambda: office.change(citizen.rate, ticket, Opinion(entry.facts["score"]), counter),
    }
    steps[entry.verb]()


def _take(office: Office, entry: Entry, service: str) -> None:
    """The printer takes a second for the slip."""
    wish = Wish(service, priority=entry.facts["after"]["priority"])
    job = office.change(citizen.take_ticket, wish, entry.by).print_job or 0
    done = entry.at + timedelta(seconds=1)
    office.database.write(office.profile.id, done, lambda book: book.paper.claim(job))
    office.database.write(office.profile.id, done, partial(paper.note, job=job, state=JobState.SENT))


def _call(office: Office, counter: str, by: str, ticket: str) -> None:
    called = office.change(clerk.call_next, counter, by)
    assert called is not None
    assert called.ticket.id == ticket


def _secret(office: Office, ticket: str) -> str:
    return office.look(lambda book: book.ticket(ticket).secret or "")


def test_the_chain_of_a_past_holds_and_the_office_goes_on_from_it(opened: OpenOffice) -> None:
    filled(opened)

    taken = opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    database = opened.office.database
    assert taken.ticket.number == "A001"
    assert database.look(lambda conn: first_broken(conn, opened.office.profile.id)) is None
    assert not opened.office.look(keeper.has_something_to_do)
    assert len(book_of(opened, "tickets")["tickets"]) == QUIET.tickets + 1


def test_a_past_is_row_for_row_what_the_program_itself_leaves(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the waits that were foretold: in a past that is filled nobody foretold any."""
    monkeypatch.setattr(citizen, "_told", lambda _: None)
    entries = filled(opened).office.look(lambda book: book.journal.since(0))
    lived = open_anew(tmp_path / "lived.db", entries[0].at)
    live(lived, entries)

    told, done = book_of(opened, *LEFT), book_of(lived, *LEFT)
    lived.office.database.close()

    for name in LEFT:
        assert told[name] == done[name], name
    assert {row["state"] for row in told["tickets"]} == {"done", "no-show", "cancelled", "expired"}
    assert len(told["ratings"]) > 10


def test_the_same_seed_fills_a_file_with_the_same_past_whoever_draws_the_days(tmp_path: Path) -> None:
    at = datetime.combine(MONDAY, time(8), HANOI)
    here, there = (open_anew(tmp_path / name, at) for name in ("here.db", "there.db"))
    there.office.database.close()

    filled(here)
    fill_file(tmp_path / "there.db", QUIET)

    assert book_of(here, *LEFT) == book_of(there, *LEFT)
    for one in (here, there):
        one.office.database.close()


def open_anew(path: Path, at: datetime) -> OpenOffice:
    """The small office in a file of its own."""
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.found(small_offer())
    profile, ear, clock = database.look(offices)[0], Ear(), JumpingClock(at)
    office = Office(profile, Settings(), database, clock, Push(ear, profile.id))
    office.begin()
    return OpenOffice(office, clock, ear)
