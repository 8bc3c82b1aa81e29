"""The journal tells the register: whatever is changed in it behind the office's back is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from server.actions import collecting, exchange, reception
from server.actions.reception import HandedIn
from server.domain.due import CUT_OFF, Limit, LimitKind
from server.domain.name import Name
from server.domain.procedure import Paper, Procedure
from server.domain.procedure_sheet import Row
from server.store import tables as t
from server.store.replay import Difference, first_difference
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

AT = "http://may-chu"
STATUS = "1.004873"
PROCEDURE = Procedure(
    STATUS,
    Name("Xác nhận tình trạng hôn nhân", "Marital status"),
    Name("Hộ tịch", "Civil status"),
    "ho-tich",
    papers=(Paper(Name("Tờ khai", "Form")),),
    limit=Limit(LimitKind.WORKING_DAY, 3, CUT_OFF),
    since=date(2020, 1, 1),
)


@pytest.fixture
def lived(open_book: OpenBook) -> OpenOffice:
    """Dossiers that were received, asked for papers, settled, collected, and one that came in a table."""
    opened = open_book(replace(small_offer(), procedures=(PROCEDURE,)))
    office = opened.office
    wish = HandedIn(STATUS, owner="Nông Văn Ba", paper=False)
    first, second, third = (office.change(reception.receive, wish, "lan", AT).dossier.code for _ in range(3))
    opened.later(minutes=5)
    office.change(reception.supplement, first, ["Bản án"], "thiếu", "lan", AT)
    opened.later(minutes=5)
    office.change(reception.resume, first, "lan")
    office.change(reception.extend, first, date(2022, 10, 20), "chậm", "lan", AT)
    office.change(reception.ready, second, "minh")
    office.change(collecting.collect, second, "kiosk", AT)
    office.change(reception.refuse, third, "không thuộc thẩm quyền", "lan", AT)
    take_in(opened, "H15-221003-0007", "received")
    return opened


def take_in(at: OpenOffice, code: str, state: str) -> None:
    told = {"code": code, "procedure": STATUS, "received_at": "2022-10-03T01:00:00Z", "state": state}
    if state != "received":
        told["settled_at"] = "2022-10-03T08:05:00+07:00"
    assert not at.office.change(exchange.take_in, list(told), [Row(2, told)], "tin").faults


def difference(at: OpenOffice) -> Difference | None:
    number = at.office.profile.id
    return at.office.database.look(lambda conn: first_difference(conn, number))


def test_the_journal_tells_the_register(lived: OpenOffice) -> None:
    assert difference(lived) is None


def test_a_table_that_brings_a_dossier_once_more_is_told_as_well(lived: OpenOffice) -> None:
    lived.later(minutes=30)

    take_in(lived, "H15-221003-0007", "returned")

    assert difference(lived) is None


def rewritten(**values: Any) -> Callable[[Connection], Any]:
    """The first row of the register says something else."""
    d = t.dossiers.c

    def lie(conn: Connection) -> None:
        code = conn.execute(select(d.code).where(d.ticket.is_(None)).order_by(d.code).limit(1)).scalar_one()
        conn.execute(update(t.dossiers).where(d.code == code).values(**values))

    return lie


def planted(conn: Connection) -> None:
    row = dict(conn.execute(select(t.dossiers).limit(1)).mappings().one())
    conn.execute(insert(t.dossiers), row | {"code": "H15-221003-0999", "secret": "another"})


LIES: dict[str, tuple[str, Callable[[Connection], Any]]] = {
    "settled by nobody": ("dossiers ", rewritten(state="returned")),
    "late told as early": ("dossiers ", rewritten(standing="early")),
    "another day": ("dossiers ", rewritten(settled_day=date(2022, 10, 1))),
    "another field": ("dossiers ", rewritten(field="Đất đai")),
    "a dossier too many": ("dossiers H15-221003-0999", planted),
    "a brought one changed": (
        "dossiers H15-221003-0007",
        lambda conn: conn.execute(
            update(t.dossiers).where(t.dossiers.c.code == "H15-221003-0007").values(clerk="ai đó")
        ),
    ),
    "a step that nobody took": (
        "dossier_steps ",
        lambda conn: conn.execute(update(t.dossier_steps).values(note="khác")),
    ),
    "no step at all": ("dossier_steps ", lambda conn: conn.execute(delete(t.dossier_steps))),
    "a count too high": (
        "dossier_counts ",
        lambda conn: conn.execute(update(t.dossier_counts).values(count=t.dossier_counts.c.count + 1)),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_changed_behind_the_office_is_found(lived: OpenOffice, lie: str) -> None:
    where, change = LIES[lie]
    with lived.office.database.writer.connect() as conn, conn.begin() as undone:
        change(conn)
        found = first_difference(conn, lived.office.profile.id)
        undone.rollback()

    assert found is not None
    assert found.where.startswith(where)
    assert difference(lived) is None


def test_a_dossier_that_is_gone_is_missed(lived: OpenOffice) -> None:
    with lived.office.database.writer.connect() as conn, conn.begin() as undone:
        conn.execute(delete(t.dossier_steps))
        conn.execute(delete(t.dossiers).where(t.dossiers.c.code == "H15-221003-0007"))
        found = first_difference(conn, lived.office.profile.id)
        undone.rollback()

    assert found is not None
    assert found.where == "dossiers H15-221003-0007"


def test_the_name_on_the_forms_is_not_told_and_may_go(lived: OpenOffice) -> None:
    lived.later(minutes=1)
    assert "Nông Văn Ba" not in str(lived.office.look(lambda book: book.journal.since(0)))
