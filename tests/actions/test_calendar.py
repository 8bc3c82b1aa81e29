"""What is decided about the office's days is kept with its source, and counted with from then on."""

from datetime import date, datetime, time

import pytest

from server.actions import calendar
from server.domain.errors import BadInput, UnknownService
from server.domain.hours import DayKind, Window
from server.nation import of_the_nation
from server.office import Day
from tests.fixtures.book import OpenOffice

MADE_UP = Day(date(2022, 10, 8), DayKind.WORKING, "Làm bù", "Quyết định 12 của UBND xã")
SATURDAY = Window(frozenset({5}), time(7, 30), time(11, 30))


def test_a_make_up_saturday_is_a_working_day_from_then_on(opened: OpenOffice) -> None:
    opened.office.change(calendar.set_day, MADE_UP, "thu")

    work = opened.office.look(lambda book: book.work_time())
    assert work.is_working_day(MADE_UP.day)
    assert opened.office.look(calendar.plan, 2022).days == (MADE_UP,)


def test_every_decision_stands_in_the_journal_with_before_and_after(opened: OpenOffice) -> None:
    opened.office.change(calendar.set_day, MADE_UP, "thu")
    opened.office.change(calendar.clear_day, MADE_UP.day, "thu")
    opened.office.change(calendar.decide, 2022, "12729/VPCP", "thu")

    told = opened.office.look(lambda book: book.journal.since(0))
    assert [entry.verb for entry in told] == ["calendar-day", "calendar-day", "calendar-year"]
    assert (told[0].facts["before"], told[0].facts["after"]["source"]) == (None, MADE_UP.source)
    assert (told[1].facts["before"]["note"], told[1].facts["after"]) == ("Làm bù", None)
    assert (told[2].facts["before"], told[2].facts["after"]) == (None, "12729/VPCP")


def test_what_is_decided_twice_is_written_once(opened: OpenOffice) -> None:
    for _ in range(2):
        opened.office.change(calendar.set_day, MADE_UP, "thu")
        opened.office.change(calendar.decide, 2022, "a paper", "thu")
        opened.office.change(calendar.set_hours, None, (SATURDAY,), "thu")

    assert opened.office.look(lambda book: book.journal.seq) == 3
    assert not opened.office.change(calendar.clear_day, date(2022, 10, 9), "thu")


def test_a_year_of_the_library_leaves_what_the_office_wrote_itself(opened: OpenOffice) -> None:
    own = Day(date(2022, 4, 30), DayKind.HALF, "Trực", "thông báo của xã")
    opened.office.change(calendar.set_day, own, "thu")
    nation = [Day(*told) for told in of_the_nation([2022])]

    fresh = opened.office.change(calendar.fill_year, 2022, nation, "thu")

    days = opened.office.look(calendar.plan, 2022).days
    assert own in days
    assert len(days) == len(nation) == len(fresh) + 1
    assert opened.office.change(calendar.fill_year, 2022, nation, "thu") == []


def test_a_service_keeps_its_own_hours_until_they_are_taken_away(opened: OpenOffice) -> None:
    opened.office.change(calendar.set_hours, "dat-dai", (SATURDAY,), "thu")
    assert opened.office.look(lambda book: book.work_time("dat-dai").is_open(date(2022, 10, 8)))
    assert not opened.office.look(lambda book: book.work_time("ho-tich").is_open(date(2022, 10, 8)))

    opened.office.change(calendar.set_hours, "dat-dai", (), "thu")
    assert not opened.office.look(lambda book: book.work_time("dat-dai").is_open(date(2022, 10, 8)))


def test_this_year_and_in_autumn_the_next_must_be_announced(opened: OpenOffice) -> None:
    assert opened.office.look(calendar.undecided) == [2022, 2023]

    opened.office.change(calendar.decide, 2022, "a paper", "thu")
    assert opened.office.look(calendar.undecided) == [2023]
    opened.office.change(calendar.decide, 2022, None, "thu")
    opened.clock.wait_until(datetime.fromisoformat("2023-09-30T08:00:00+07:00"))
    assert opened.office.look(calendar.undecided) == [2023]


def test_what_makes_no_sense_is_refused_and_nothing_is_written(opened: OpenOffice) -> None:
    backwards = Window(frozenset({0}), time(11), time(7))
    no_season = Window(frozenset({0}), time(7), time(11), date(2022, 5, 1), date(2022, 4, 1))
    office = opened.office

    with pytest.raises(BadInput, match="note"):
        office.change(calendar.set_day, Day(date(2022, 10, 8), DayKind.OFF, " ", "x"), "thu")
    with pytest.raises(BadInput, match="source"):
        office.change(calendar.set_day, Day(date(2022, 10, 8), DayKind.OFF, "x", ""), "thu")
    with pytest.raises(BadInput, match="year"):
        office.change(calendar.set_day, Day(date(1899, 1, 1), DayKind.OFF, "x", "x"), "thu")
    for shifts in ((), (backwards,), (no_season,), (Window(frozenset(), time(7), time(8)),)):
        with pytest.raises(BadInput, match="shifts"):
            office.change(calendar.set_hours, None, shifts, "thu")
    with pytest.raises(UnknownService):
        office.change(calendar.set_hours, "no-such-line", (SATURDAY,), "thu")
    assert office.look(lambda book: book.journal.seq) == 0
