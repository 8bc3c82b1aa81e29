"""What the database itself guarantees, on SQLite and on PostgreSQL."""

import logging
import shutil
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from server.actions import citizen, clerk
from server.actions.citizen import Wish
from server.domain.errors import KeyReused
from server.office import Book, Database, Press
from server.store import tables as t
from server.store.audit import first_broken
from server.store.database import DatabaseNewer, Job, Written
from server.store.trouble import StorageFailed
from server.web.sentences import refusal
from server.web.words import shipped
from tests.fixtures.book import OpenBook, OpenOffice, small_offer


def test_the_migrations_make_exactly_the_tables_of_the_program(database: Database) -> None:
    with database.reader.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})

        assert compare_metadata(context, t.tables) == []


def test_a_database_of_a_later_version_is_left_alone(database: Database) -> None:
    with database.writer.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseNewer):
        database.migrate()


def test_sqlite_is_durable_and_minds_its_references(database: Database) -> None:
    if not database.sqlite:
        with database.reader.connect() as conn:
            assert conn.execute(text("SHOW synchronous_commit")).scalar() == "on"
            assert conn.execute(text("SHOW fsync")).scalar() == "on"
        return
    for engine in (database.writer, database.reader):
        with engine.connect() as conn:
            told = [
                conn.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        assert told == ["wal", 2, 1]


def test_two_counters_can_not_have_one_citizen_even_behind_the_programs_back(opened: OpenOffice) -> None:
    for _ in range(2):
        opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.call_next, "1", "lan")
    taken_counter = update(t.legs).where(t.legs.c.ticket.like("%A002")).values(state="called", counter="1")

    with pytest.raises(IntegrityError), opened.office.database.writer.begin() as conn:
        conn.execute(taken_counter)


def test_a_number_can_not_be_given_twice_even_behind_the_programs_back(opened: OpenOffice) -> None:
    opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    row = dict(opened.office.database.look(lambda conn: conn.execute(select(t.tickets)).mappings().one()))

    with pytest.raises(IntegrityError), opened.office.database.writer.begin() as conn:
        conn.execute(insert(t.tickets), {**row, "id": "another", "secret": "another"})


def test_a_refused_ticket_leaves_no_gap(opened: OpenOffice) -> None:
    def fails_at_the_end(book: Book) -> None:
        citizen.take_ticket(book, Wish("ho-tich"), "kiosk")
        raise RuntimeError("the power went")

    for _ in range(3):
        with pytest.raises(RuntimeError):
            opened.office.press(fails_at_the_end)
    taken = opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    assert taken.ticket.number == "A001"
    assert opened.office.look(lambda book: book.journal.seq) == 1


def test_changes_made_together_fail_alone(opened: OpenOffice) -> None:
    database, office = opened.office.database, opened.office.profile.id

    def take(book: Book) -> str:
        return citizen.take_ticket(book, Wish("ho-tich"), "kiosk").ticket.number

    def stumble(book: Book) -> str:
        take(book)
        raise RuntimeError("one bad job")

    jobs: list[Job] = []

    def keep_for_later(job: Job) -> Written:
        jobs.append(job)
        return Written(None)

    database.run = keep_for_later
    for action in (take, stumble, take):
        database.write(office, opened.clock(), action)
    done = database.commit_together(jobs)

    assert [getattr(one, "answer", type(one)) for one in done] == ["A001", RuntimeError, "A002"]


def test_the_same_press_gets_the_same_answer_and_changes_nothing(opened: OpenOffice) -> None:
    press = Press("device:1", "k1", "take ho-tich")

    def take(book: Book) -> str:
        return citizen.take_ticket(book, Wish("ho-tich"), "kiosk").ticket.number

    first, second = (opened.office.press(take, press) for _ in range(2))

    assert (first, second) == ("A001", "A001")
    assert len(opened.ear.of("moved", "/counter")) == 1
    with pytest.raises(KeyReused):
        opened.office.press(take, Press("device:1", "k1", "take dat-dai"))


def test_the_same_press_at_two_servers_at_once_gets_one_answer(opened: OpenOffice) -> None:
    here = opened.office.database
    there = Database(here.url.render_as_string(hide_password=False))
    press, number = Press("device:1", "k1", "take ho-tich"), opened.office.profile.id
    with ThreadPoolExecutor(1) as other_server:
        waiting: list[Future[Written]] = []

        def take(book: Book) -> str:
            return citizen.take_ticket(book, Wish("ho-tich"), "kiosk").ticket.number

        def take_while_the_other_presses(book: Book) -> str:
            waiting.append(other_server.submit(there.write, number, opened.clock(), take, press))
            wait(waiting, timeout=0.3)
            return take(book)

        first = here.write(number, opened.clock(), take_while_the_other_presses, press)
        second = waiting[0].result(timeout=30)
    there.close()

    assert (first.answer, second.answer) == ("A001", "A001")
    assert (first.repeated, second.repeated) == (False, True)


def test_seq_rises_by_one_and_the_chain_of_the_journal_holds(opened: OpenOffice) -> None:
    for _ in range(5):
        opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    entries = opened.office.look(lambda book: book.journal.since(0))

    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert opened.office.database.look(lambda conn: first_broken(conn, opened.office.profile.id)) is None


@pytest.mark.parametrize("forged", ["facts", "by", "removed"])
def test_one_changed_word_in_the_journal_is_found(opened: OpenOffice, forged: str) -> None:
    for _ in range(5):
        opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    third = t.journal.c.seq == 3
    lie = (
        delete(t.journal).where(third)
        if forged == "removed"
        else update(t.journal).where(third).values({forged: "{}"})
    )

    with opened.office.database.writer.begin() as conn:
        conn.execute(lie)

    assert opened.office.database.look(lambda conn: first_broken(conn, opened.office.profile.id)) == 3


def test_two_offices_in_one_database_count_and_tell_for_themselves(open_book: OpenBook) -> None:
    here, there = open_book(), open_book(small_offer("na-ri"))

    ours = here.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    theirs = there.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    assert (ours.ticket.number, theirs.ticket.number) == ("A001", "A001")
    assert [office.office.look(lambda book: book.journal.seq) for office in (here, there)] == [1, 1]
    assert len(here.ear.of("moved", "/counter")) == len(there.ear.of("moved", "/counter")) == 1
    assert here.office.look(lambda book: len(book.waiting())) == 1


def test_a_file_that_another_program_holds_is_told_as_such_and_not_as_a_full_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'toiluot.db'}"
    database = Database(url, patience=0)
    database.migrate()
    other = sqlite3.connect(tmp_path / "toiluot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageFailed) as refused:
        database.found(small_offer())
    other.execute("ROLLBACK")
    other.close()

    assert refused.value.reason == "locked"
    words = shipped()
    said = refusal(words, "vi", "storage-failed", {"reason": "locked"}, datetime.now(UTC)).detail
    assert said != refusal(words, "vi", "storage-failed", {"reason": None}, datetime.now(UTC)).detail
    assert database.found(small_offer()) == 1
    database.close()


def test_a_lost_folder_is_told_once_however_often_it_is_looked_at(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    database = Database(f"sqlite:///{folder / 'toiluot.db'}")
    database.migrate()
    shutil.rmtree(folder)

    for _ in range(3):
        with pytest.raises(StorageFailed, match="not there"):
            database.look(lambda conn: conn.execute(text("SELECT 1")))

    database.close()
    told = [one.message for one in caplog.records if one.levelno >= logging.ERROR]
    assert len([line for line in told if "could not be saved beside it" in line]) == 1
