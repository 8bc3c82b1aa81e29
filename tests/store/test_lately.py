"""The days kept in mind for their figures are never older than the book, whoever wrote into it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, select, update

from server.actions import administrator, citizen, director
from server.actions.administrator import Calling
from server.actions.citizen import Wish
from server.domain.figures import By, Row
from server.office import Book, Database, Office
from server.push import Push, Silence
from server.store import tables as t
from tests.fixtures.book import OpenBook, OpenOffice, small_offer
from tests.store.test_rollups import MONDAY, PRESSES, assert_as_recounted, live, morning_after

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def there(opened: OpenOffice) -> Iterator[Office]:
    """Another server over the same database."""
    here = opened.office
    database = Database(here.database.url.render_as_string(hide_password=False))
    yield replace(here, database=database, push=Push(Silence(), here.profile.id))
    database.close()


def total(office: Office, first: date = MONDAY, last: date = MONDAY) -> Row:
    (row,) = office.look(director.figures_of, first, last)
    return row


def take(office: Office, *services: str) -> None:
    for service in services:
        office.change(citizen.take_ticket, Wish(service), "kiosk")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(monday=PRESSES, tuesday=PRESSES)
def test_figures_asked_for_again_and_again_are_those_of_the_journal(
    open_book: OpenBook,
    database: Database,
    monday: list[tuple[str, int, int]],
    tuesday: list[tuple[str, int, int]],
) -> None:
    offices = len(database.look(lambda conn: conn.execute(select(t.offices)).all()))
    opened = open_book(small_offer(f"office-{offices}"))
    for day, presses in enumerate((monday, tuesday)):
        for start in range(0, len(presses), 20):
            live(opened, presses[start : start + 20])
            assert_as_recounted(opened, (MONDAY, MONDAY + timedelta(days=day)), exactly=5000)
        morning_after(opened, 1)
        assert_as_recounted(opened, (MONDAY, TUESDAY), exactly=5000)


def test_what_another_server_wrote_is_counted(opened: OpenOffice, there: Office) -> None:
    assert total(there).issued == 0

    take(opened.office, "ho-tich", "dat-dai")

    assert total(there).issued == total(opened.office).issued == 2
    take(there, "ho-tich")
    assert total(opened.office).issued == 3


def test_who_is_far_behind_reads_the_day_anew(
    opened: OpenOffice, there: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.lately.FARTHEST_BEHIND", 1)
    assert total(there).issued == 0

    take(opened.office, "ho-tich", "dat-dai", "ho-tich")

    assert total(there).issued == 3


@pytest.mark.parametrize("more", [0, 1])
def test_another_book_in_its_place_is_read_anew(opened: OpenOffice, there: Office, more: int) -> None:
    """As after a back-up was restored: the journal is as long or longer, and is another one."""
    take(opened.office, "ho-tich")
    assert total(there).joined == 1
    with opened.office.database.writer.begin() as conn:
        leg = conn.execute(select(t.legs)).mappings().one()
        conn.execute(insert(t.legs).values({**leg, "ordinal": 1}))
        conn.execute(update(t.journal).values(hash="f" * 64))
        conn.execute(update(t.heads).values(hash="f" * 64))

    take(opened.office, *["ho-tich"] * more)

    assert total(there).joined == 2 + more


def test_a_change_sees_what_it_wrote_itself(opened: OpenOffice) -> None:
    assert total(opened.office).issued == 0

    def taken(book: Book) -> list[Row]:
        citizen.take_ticket(book, Wish("ho-tich"), "kiosk")
        return director.figures_of(book, MONDAY, MONDAY)

    (row,) = opened.office.change(taken)

    assert row.issued == total(opened.office).issued == 1


def test_what_was_taken_back_is_not_counted(opened: OpenOffice) -> None:
    def taken_back(book: Book) -> None:
        citizen.take_ticket(book, Wish("ho-tich"), "kiosk")
        director.figures_of(book, MONDAY, MONDAY)
        raise LookupError

    with pytest.raises(LookupError):
        opened.office.change(taken_back)

    assert total(opened.office).issued == 0


def test_a_target_that_changed_counts_at_once(opened: OpenOffice) -> None:
    live(opened, [("take", 1, 0), ("call", 1, 800), ("start", 1, 7)])
    assert total(opened.office).wait.within_target == 1.0

    opened.office.change(administrator.set_policy, "tin", Calling(2, 30, 0, target=5))

    assert total(opened.office).wait.within_target == 0.0


def test_a_counter_that_stays_open_is_open_for_longer_at_each_look(opened: OpenOffice) -> None:
    live(opened, [])
    looks = []
    for _ in range(3):
        opened.later(minutes=10)
        looks.append(total(opened.office).desks.open)

    assert looks == [1800.0, 3600.0, 5400.0]


def test_whatever_day_the_clock_shows_its_figures_are_told(opened: OpenOffice) -> None:
    live(opened, [("take", 1, 60)])
    told = [total(opened.office).issued]
    for days in (1, 1, 1):
        morning_after(opened, days)
        take(opened.office, "ho-tich")
        told.append(total(opened.office).issued)

    assert told == [1, 1, 1, 1]
    assert total(opened.office, MONDAY, MONDAY + timedelta(days=3)).issued == 4
    rows = opened.office.look(director.figures_of, MONDAY, MONDAY + timedelta(days=9), (By.DAY,))
    assert [row.issued for row in rows] == [1, 1, 1, 1]


def test_days_are_read_before_anybody_waits_for_them(opened: OpenOffice) -> None:
    def to_read() -> list[Any]:
        return [opened.office.look(director.keep_in_mind) for _ in range(3)]

    take(opened.office, "ho-tich")
    assert to_read() == [True, True, False]
    take(opened.office, "ho-tich")
    assert not opened.office.look(director.keep_in_mind)
    morning_after(opened, 1)
    assert to_read() == [True, False, False]
    assert opened.office.change(director.keep_in_mind) is False
