"""A statement laid out once does what SQLAlchemy would do with it."""

from sqlalchemy import bindparam, insert, select, update

from server.actions import citizen
from server.actions.citizen import Wish
from server.office import Database
from server.store import tables as t
from server.store.draft import seq_of
from server.store.hot import Hot
from tests.fixtures.book import OpenOffice

KEPT = {"caller": "token:1", "fingerprint": "f", "answer": "Hộ tịch"}
ADD = Hot(insert(t.presses))
TOLD = Hot(select(t.presses.c.key, t.presses.c.answer).order_by(t.presses.c.key))
SAY = Hot(update(t.presses).where(t.presses.c.key == bindparam("one")).values(answer=bindparam("answer")))


def test_rows_are_kept_and_changed_as_sqlalchemy_would_have_it(opened: OpenOffice) -> None:
    database, office = opened.office.database, opened.office.profile.id
    rows = [{**KEPT, "office": office, "key": f"k{n}", "at": opened.clock()} for n in range(3)]

    with database.writer.begin() as conn:
        ADD.do(conn, rows[0])
        ADD.do(conn, *rows[1:])
        changed = [SAY.do(conn, {"one": key, "answer": "Đất đai"}) for key in ("k1", "k9")]

    assert changed == [1, 0]
    assert database.look(lambda conn: TOLD.rows(conn, {})) == [
        ("k0", "Hộ tịch"),
        ("k1", "Đất đai"),
        ("k2", "Hộ tịch"),
    ]
    kept = database.look(lambda conn: conn.execute(select(t.presses.c.at)).scalars().all())
    assert set(kept) == {opened.clock()}


def test_a_look_is_of_one_moment_whoever_writes_meanwhile(opened: OpenOffice, database: Database) -> None:
    office = opened.office.profile.id
    opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")

    def look(book: object) -> tuple[int, int]:
        before = seq_of(book.draft.looking, office)  # type: ignore[attr-defined]
        opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
        return before, seq_of(book.draft.looking, office)  # type: ignore[attr-defined]

    assert opened.office.look(look) == (1, 1)
    assert database.look(lambda conn: seq_of(conn, office)) == 2
