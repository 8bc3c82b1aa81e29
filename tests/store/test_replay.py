"""The journal, played from its first entry to its last, comes to exactly what the tables hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Date, Table, delete, insert, select, update

from server.actions import citizen, clerk, keeper
from server.actions.citizen import Opinion, Wish
from server.domain.counter import PauseReason
from server.domain.errors import Refused
from server.domain.ticket import Outcome, Place, PriorityClass
from server.office import Book, Database
from server.store import tables as t
from server.store.replay import Difference, first_difference
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

NOON = datetime(2022, 10, 3, 5, tzinfo=UTC)
FIRST, SECOND = "2022-10-03-A001", "2022-10-03-C001"
FOLLOWING = (t.tickets, t.legs, t.ratings, t.numbers, t.counters)
"""The tables that follow from the journal, whole."""

SET_UP = {("counters", "retired_on"), ("counters", "name"), ("counters", "place"), ("numbers", "service")}
"""Of the office's set-up, which is not told by what happens."""

IDENTITY = {"office", "id", "ticket", "ordinal", "code"}
SECRET = ("tickets", "secret")


@pytest.fixture
def lived(opened: OpenOffice) -> OpenOffice:
    """A morning in which everything is told once: a transfer, a hold, an undo, a pause, a rating with a comment."""
    office = opened.office
    wish = Wish("ho-tich", priority=PriorityClass.ELDERLY, appointment=opened.clock() + timedelta(hours=1))
    office.change(citizen.take_ticket, wish, "kiosk")
    office.change(citizen.take_ticket, Wish("dat-dai", language="en"), "kiosk")
    office.change(clerk.open_counter, "1", "lan")
    office.change(clerk.call_picked, "1", "lan", FIRST, "giấy mời")
    opened.later(minutes=1)
    office.change(clerk.recall, FIRST, "lan")
    office.change(clerk.start, FIRST, "lan")
    office.change(clerk.hold, FIRST, "lan", opened.clock() + timedelta(minutes=5))
    office.change(clerk.call_picked, "1", "lan", SECOND, "bà có thai")
    office.change(clerk.transfer, SECOND, "lan", "ho-tich", "1")
    office.change(clerk.call_picked, "1", "lan", SECOND, "quay lại")
    office.change(clerk.start, SECOND, "lan")
    opened.later(minutes=3)
    office.change(clerk.finish, SECOND, "lan", Outcome.RECEIVED)
    office.change(clerk.undo, SECOND, "lan")
    office.change(clerk.finish, SECOND, "lan", Outcome.SUPPLEMENT)
    opinion = Opinion(2, ("waiting", "papers"), "Chờ lâu quá")
    office.change(citizen.rate, SECOND, opinion)
    office.change(clerk.pause, "1", "lan", PauseReason.MEETING)
    return opened


def difference(office: OpenOffice) -> Difference | None:
    number = office.office.profile.id
    return office.office.database.look(lambda conn: first_difference(conn, number))


def test_the_journal_tells_the_tables(lived: OpenOffice) -> None:
    assert difference(lived) is None


def test_the_days_end_and_the_pages_that_go_with_it_change_nothing_of_that(lived: OpenOffice) -> None:
    lived.later(days=1)

    lived.office.change(keeper.tidy)

    assert difference(lived) is None


def told_columns(table: Table) -> list[Column[Any]]:
    apart = {SECRET, *SET_UP}
    return [one for one in table.columns if one.name not in IDENTITY and (table.name, one.name) not in apart]


def another(column: Column[Any], value: Any) -> Any:
    """A value that the column takes as well, close to what stands there."""
    if value is None:
        return NOON if isinstance(column.type, t.Instant) else "x"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(column.type, t.Instant):
        return value + timedelta(microseconds=1)
    if isinstance(column.type, Date):
        return value + timedelta(days=1)
    if column.name in ("service", "counter", "for_counter"):
        return {"ho-tich": "dat-dai", "dat-dai": "ho-tich", "1": "2"}[value]
    return f"{value[:-1]}{'y' if value.endswith('x') else 'x'}" if value else "x"


def changed(conn: Connection, table: Table, column: Column[Any]) -> None:
    """One value of the first row is another one now."""
    row = conn.execute(select(table).order_by(*table.primary_key.columns).limit(1)).mappings().one()
    there = [one == row[one.name] for one in table.primary_key.columns]
    conn.execute(update(table).where(*there).values({column.name: another(column, row[column.name])}))


@pytest.mark.parametrize("table", FOLLOWING, ids=str)
def test_a_change_in_any_column_of_a_table_is_found(lived: OpenOffice, table: Table) -> None:
    for column in told_columns(table):
        with lived.office.database.writer.connect() as conn, conn.begin() as undone:
            changed(conn, table, column)
            found = first_difference(conn, lived.office.profile.id)
            undone.rollback()

        assert found is not None, column
        assert found.where.startswith(table.name)
        assert table is t.numbers or found.where.endswith(f": {column.name}")
    assert difference(lived) is None


LIES: dict[str, Any] = {
    f"ratings {SECOND}": delete(t.ratings),
    "numbers dat-dai 2022-10-03": delete(t.numbers),
    f"legs {SECOND}": delete(t.legs).where(t.legs.c.ordinal == 1),
    f"tickets {FIRST}": delete(t.journal).where(t.journal.c.ticket == FIRST),
    f"journal {FIRST}: from": delete(t.journal).where(
        t.journal.c.verb == "start", t.journal.c.ticket == FIRST
    ),
    f"tickets {SECOND}: rated": delete(t.journal).where(t.journal.c.verb == "rate"),
    f"ratings {SECOND}: comment": update(t.ratings).values(comment="forged"),
    f"ratings {FIRST}": update(t.ratings).values(ticket=FIRST),
}


def test_what_is_missing_on_one_side_is_found(lived: OpenOffice) -> None:
    found: dict[str, Difference | None] = {}
    for where, lie in LIES.items():
        with lived.office.database.writer.connect() as conn, conn.begin() as undone:
            conn.execute(lie)
            found[where] = first_difference(conn, lived.office.profile.id)
            undone.rollback()

    assert {where: one and one.where for where, one in found.items()} == {where: where for where in LIES}


def test_a_ticket_that_is_gone_with_everything_of_it_is_missed(lived: OpenOffice) -> None:
    with lived.office.database.writer.begin() as conn:
        for table, column in (
            (t.print_jobs, "ticket"),
            (t.ratings, "ticket"),
            (t.legs, "ticket"),
            (t.tickets, "id"),
        ):
            conn.execute(delete(table).where(table.c[column] == SECOND))

    assert difference(lived) == Difference(f"tickets {SECOND}", "", None, 15)


def test_a_ticket_that_nobody_took_is_found(lived: OpenOffice) -> None:
    with lived.office.database.writer.begin() as conn:
        row = dict(conn.execute(select(t.tickets).where(t.tickets.c.id == FIRST)).mappings().one())
        stranger = {"id": "2022-10-03-A000", "number": "A000", "secret": "other"}
        conn.execute(insert(t.tickets), {**row, **stranger})

    assert difference(lived) == Difference("tickets 2022-10-03-A000", None, "")


def test_each_office_is_told_by_its_own_journal(open_book: OpenBook) -> None:
    here, there = open_book(), open_book(small_offer("na-ri"))
    for office in (here, there):
        office.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    with here.office.database.writer.begin() as conn:
        mine = t.tickets.c.office == there.office.profile.id
        conn.execute(update(t.tickets).where(mine).values(language="en"))

    assert difference(here) is None
    assert difference(there) == Difference(f"tickets {FIRST}: language", "vi", "en", 1)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("value", ["'yesterday'", "CAST(x'80' AS TEXT)"])
def test_what_can_not_be_read_is_a_difference_and_no_fault_of_the_program(
    lived: OpenOffice, value: str
) -> None:
    with lived.office.database.writer.begin() as conn:
        conn.exec_driver_sql(f"UPDATE legs SET called_at = {value}")

    found = difference(lived)

    assert found is not None
    assert found.where == "tables"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "take",
                "call",
                "start",
                "finish",
                "no_show",
                "hold",
                "back",
                "transfer",
                "cancel",
                "undo",
                "rate",
                "pause",
                "open",
            ]
        ),
        st.integers(1, 3),
        st.integers(0, 180),
    ),
    max_size=40,
)


def step(book: Book, verb: str, chosen: int) -> object:
    """One press, on the ticket at the counter or else the nth of the day."""
    counter = str(chosen)
    known = [ticket.id for ticket, _ in book.tickets.visits(book.today, book.today)]
    ticket = book.counter(counter).ticket or (known[chosen % len(known)] if known else "none")
    presses: dict[str, Any] = {
        "take": lambda: citizen.take_ticket(book, Wish(("ho-tich", "dat-dai")[chosen % 2]), "kiosk"),
        "call": lambda: clerk.call_next(book, counter, "lan"),
        "start": lambda: clerk.start(book, ticket, "lan"),
        "finish": lambda: clerk.finish(book, ticket, "lan"),
        "no_show": lambda: clerk.no_show(book, ticket, "lan"),
        "hold": lambda: clerk.hold(book, ticket, "lan"),
        "back": lambda: clerk.put_back(book, ticket, "lan", tuple(Place)[chosen - 1]),
        "transfer": lambda: clerk.transfer(book, ticket, "lan", "dat-dai"),
        "cancel": lambda: clerk.cancel(book, ticket, "lan"),
        "undo": lambda: clerk.undo(book, ticket, "lan"),
        "rate": lambda: citizen.rate(book, ticket, Opinion(chosen)),
        "pause": lambda: clerk.pause(book, counter, "lan", PauseReason.BREAK),
        "open": lambda: clerk.open_counter(book, counter, "lan"),
    }
    return presses[verb]()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_people_press_the_journal_tells_the_tables(
    open_book: OpenBook, database: Database, steps: list[tuple[str, int, int]]
) -> None:
    opened = open_book(
        small_offer(f"office-{len(database.look(lambda conn: conn.execute(select(t.offices)).all()))}")
    )
    for counter in "123":
        opened.office.change(clerk.open_counter, counter, "lan")

    for verb, chosen, seconds in steps:
        opened.later(seconds=seconds)
        try:
            opened.office.change(step, verb, chosen)
        except Refused:
            continue

    assert difference(opened) is None
