"""Group commit: who presses together is kept together, on a quick disk in the loop, on a slow one beside it."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from sqlalchemy import event

from server.actions import citizen
from server.actions.citizen import Wish
from server.domain.errors import Closed
from server.office import Book, Database
from server.store import writer
from server.store.writer import QUICK_SECONDS, GroupCommit
from tests.fixtures.book import OpenBook, OpenOffice

SECONDS = 60


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """SQLite: on PostgreSQL nobody stands in for the writing."""
    made = Database(f"sqlite:///{tmp_path / 'toiluot.db'}")
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def here(open_book: OpenBook) -> OpenOffice:
    return open_book()


@pytest.fixture
def group(here: OpenOffice) -> Iterator[GroupCommit]:
    made = GroupCommit(here.office.database)
    yield made
    made.stop()


def take(here: OpenOffice, seen: list[int]) -> str:
    def action(book: Book) -> str:
        seen.append(threading.get_ident())
        return citizen.take_ticket(book, Wish("ho-tich"), "kiosk").ticket.number

    return str(here.office.change(action))


def test_those_who_press_together_are_kept_in_one_transaction(here: OpenOffice, group: GroupCommit) -> None:
    assert group is not None
    commits: list[object] = []
    event.listen(here.office.database.writer, "commit", commits.append)

    pressed = [gevent.spawn(take, here, []) for _ in range(10)]
    gevent.joinall(pressed, SECONDS, raise_error=True)

    assert [one.value for one in pressed] == [f"A{n:03d}" for n in range(1, 11)]
    assert len(commits) == 1


def test_a_quick_disk_is_written_to_in_the_loop_and_a_slow_one_beside_it(
    here: OpenOffice, group: GroupCommit
) -> None:
    quick: list[int] = []
    slow: list[int] = []
    group._commit_seconds = 0.0
    gevent.spawn(take, here, quick).get(timeout=SECONDS)

    group._commit_seconds = 10 * QUICK_SECONDS
    gevent.spawn(take, here, slow).get(timeout=SECONDS)

    assert quick == [threading.get_ident()]
    assert slow != quick


def test_a_disk_that_becomes_slow_is_noticed(
    here: OpenOffice, group: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "QUICK_SECONDS", 0.0)
    seen: list[int] = []

    for _ in range(2):
        gevent.spawn(take, here, seen).get(timeout=SECONDS)

    assert group._commit_seconds > 0
    assert threading.get_ident() not in seen


def test_the_loop_goes_on_while_another_program_holds_the_file(here: OpenOffice, group: GroupCommit) -> None:
    group._commit_seconds = 0.0
    other = sqlite3.connect(str(here.office.database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    pressed = gevent.spawn(take, here, [])

    ticks = [gevent.spawn(lambda: True) for _ in range(3)]
    gevent.joinall(ticks, SECONDS, raise_error=True)
    held_up = not pressed.ready()
    other.execute("ROLLBACK")
    other.close()

    assert held_up
    assert pressed.get(timeout=SECONDS) == "A001"


def test_one_bad_press_spoils_none_that_came_with_it(here: OpenOffice, group: GroupCommit) -> None:
    assert group is not None

    def fails_after_writing(book: Book) -> None:
        citizen.take_ticket(book, Wish("ho-tich"), "kiosk")
        book.draft.conn.exec_driver_sql("UPDATE tickets SET state = 'lost'")
        raise Closed(service="ho-tich", opens_at=None, reason="hours")

    first = gevent.spawn(take, here, [])
    bad = gevent.spawn(here.office.change, fails_after_writing)
    last = gevent.spawn(take, here, [])
    for one in (first, bad, last):
        one.join(SECONDS)

    assert (first.value, last.value) == ("A001", "A002")
    assert isinstance(bad.exception, Closed)
    assert [ticket.state for ticket in here.office.look(lambda book: list(book.waiting()))] == ["waiting"] * 2
    assert here.office.look(lambda book: book.journal.seq) == 2
