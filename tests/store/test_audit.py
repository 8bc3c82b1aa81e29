"""The journal cannot be rewritten unseen: whatever is changed in it is found, and the first place is named."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from server.actions import citizen, clerk
from server.actions.citizen import Wish
from server.domain.counter import PauseReason
from server.office import Database
from server.store import tables as t
from server.store.audit import Chain, first_broken, strays, walk
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

THIRD = 3
TEXTS = [column.name for column in t.journal.columns if column.name not in ("office", "seq")]


@pytest.fixture
def told(opened: OpenOffice) -> OpenOffice:
    """Six entries; in the third every column has something in it."""
    opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.call_next, "1", "lan")
    opened.office.change(clerk.start, "2022-10-03-A001", "lan")
    opened.office.change(clerk.finish, "2022-10-03-A001", "lan")
    opened.office.change(clerk.pause, "1", "lan", PauseReason.BREAK)
    return opened


def broken(office: OpenOffice) -> int | None:
    number = office.office.profile.id
    return office.office.database.look(lambda conn: first_broken(conn, number))


def row(conn: Connection, seq: int) -> dict[str, object]:
    return dict(conn.execute(select(t.journal).where(t.journal.c.seq == seq)).mappings().one())


def test_a_journal_that_nobody_touched_holds_and_tells_its_last_hash(told: OpenOffice) -> None:
    walked = told.office.database.look(lambda conn: walk(conn, told.office.profile.id))
    last = told.office.database.look(lambda conn: row(conn, 6)["hash"])

    assert walked == Chain(6, str(last), None)


@pytest.mark.parametrize("column", TEXTS)
def test_a_change_in_any_column_of_an_entry_is_found(told: OpenOffice, column: str) -> None:
    with told.office.database.writer.begin() as conn:
        fourth = row(conn, THIRD + 1)[column]
        another = "2" if column == "counter" else f"{fourth}x" if column in ("ticket", "by") else fourth
        assert row(conn, THIRD)[column] != another or column == "at"
        if column == "at":
            another = told.clock().replace(microsecond=1)
        conn.execute(update(t.journal).where(t.journal.c.seq == THIRD).values({column: another}))

    assert broken(told) == THIRD


def test_an_entry_taken_out_put_elsewhere_or_swapped_with_another_is_found(told: OpenOffice) -> None:
    third = t.journal.c.seq == THIRD

    def moved(conn: Connection, to: int, seq: int) -> None:
        conn.execute(update(t.journal).where(t.journal.c.seq == seq).values(seq=to))

    for lie in ("removed", "renumbered", "swapped"):
        with told.office.database.writer.connect() as conn, conn.begin() as undone:
            if lie == "removed":
                conn.execute(delete(t.journal).where(third))
            elif lie == "renumbered":
                moved(conn, 99, THIRD)
            else:
                for seq, to in ((THIRD, 99), (THIRD + 1, THIRD), (99, THIRD + 1)):
                    moved(conn, to, seq)
            assert first_broken(conn, told.office.profile.id) == THIRD, lie
            undone.rollback()
    assert broken(told) is None


def test_a_tail_that_was_cut_off_or_made_longer_does_not_fit_the_head(told: OpenOffice) -> None:
    database = told.office.database
    with database.writer.begin() as conn:
        last = row(conn, 6)
        conn.execute(delete(t.journal).where(t.journal.c.seq > 4))
    assert broken(told) == 5

    with database.writer.begin() as conn:
        conn.execute(delete(t.heads))
    assert broken(told) == 5
    assert database.look(strays) == [told.office.profile.id]
    assert last["seq"] == 6


def test_an_entry_given_to_another_office_is_missing_in_its_own_and_too_many_there(
    open_book: OpenBook,
) -> None:
    here, there = open_book(), open_book(small_offer("na-ri"))
    for _ in range(2):
        here.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    with here.office.database.writer.begin() as conn:
        moved = update(t.journal).where(t.journal.c.seq == 1).values(office=there.office.profile.id)
        conn.execute(moved)

    assert (broken(here), broken(there)) == (1, 1)


def test_an_entry_that_was_smuggled_in_is_found(told: OpenOffice) -> None:
    with told.office.database.writer.begin() as conn:
        conn.execute(insert(t.journal), {**row(conn, 6), "seq": 7})

    assert broken(told) == 7


def every_byte_changed(path: Path, seq: int) -> Iterator[tuple[str, int, int]]:
    """Changes each byte of each text of an entry in turn, and puts it back: (column, place, how)."""
    file = sqlite3.connect(path, isolation_level=None)
    for column in TEXTS:
        whole = file.execute(
            f'SELECT CAST("{column}" AS BLOB) FROM journal WHERE seq = ?', (seq,)
        ).fetchone()[0]
        for place in range(len(whole)):
            for flip in (0x01, 0x80):
                bad = bytearray(whole)
                bad[place] ^= flip
                write = f'UPDATE journal SET "{column}" = CAST(? AS TEXT) WHERE seq = ?'
                file.execute(write, (bytes(bad), seq))
                yield column, place, flip
        file.execute(f'UPDATE journal SET "{column}" = CAST(? AS TEXT) WHERE seq = ?', (whole, seq))
    file.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_changed_byte_anywhere_in_an_entry_is_found(told: OpenOffice, database: Database) -> None:
    path = Path(str(database.url.database))

    missed = [lie for lie in every_byte_changed(path, THIRD) if broken(told) != THIRD]

    assert missed == []
    assert broken(told) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "rewritten",
    [
        "at = replace(at, ' ', 'T')",
        "at = at || '+00:00'",
        "at = NULL",
        "verb = CAST(verb AS BLOB)",
        "facts = NULL",
    ],
)
def test_the_same_thing_written_otherwise_is_not_the_same(told: OpenOffice, rewritten: str) -> None:
    with told.office.database.writer.begin() as conn:
        conn.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        if "NULL" in rewritten:
            _let_nothing_in(conn)
        conn.exec_driver_sql(f"UPDATE journal SET {rewritten} WHERE seq = {THIRD}")

    assert broken(told) == THIRD


def _let_nothing_in(conn: Connection) -> None:
    """The same table, without its promises: as a hand with a file editor would leave it."""
    conn.exec_driver_sql("ALTER TABLE journal RENAME TO promised")
    conn.exec_driver_sql("CREATE TABLE journal AS SELECT * FROM promised")
