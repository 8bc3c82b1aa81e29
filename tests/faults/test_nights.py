"""Midnight, and the nights in which the clocks change: the day ends by itself, and every minute is counted once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from server.actions import citizen, clerk, keeper, line
from server.actions.citizen import Wish
from server.domain.errors import Closed
from server.domain.hours import Calendar, Window, opening
from server.domain.ticket import Place, State, Ticket
from server.office import Offer
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

EVERY_DAY = frozenset(range(7))
DAY_AND_NIGHT = (Window(EVERY_DAY, time(0), time(23, 59, 59)),)
MINUTES = timedelta(minutes=1)

BERLIN_SPRING, BERLIN_AUTUMN = "2026-03-29T00:30:00+00:00", "2026-10-25T00:30:00+00:00"
NEW_YORK_SPRING, NEW_YORK_AUTUMN = "2026-03-08T06:30:00+00:00", "2026-11-01T05:30:00+00:00"
LORD_HOWE_AUTUMN = "2026-04-04T14:45:00+00:00"
NIGHTS = [
    ("Europe/Berlin", BERLIN_SPRING),
    ("Europe/Berlin", BERLIN_AUTUMN),
    ("America/New_York", NEW_YORK_SPRING),
    ("America/New_York", NEW_YORK_AUTUMN),
    ("Australia/Lord_Howe", LORD_HOWE_AUTUMN),
    ("Asia/Ho_Chi_Minh", BERLIN_SPRING),
]


def of_zone(zone: str, windows: tuple[Window, ...] = DAY_AND_NIGHT) -> Offer:
    offer = small_offer()
    services = tuple(replace(service, windows=windows) for service in offer.services)
    return replace(offer, zone=zone, services=services)


@pytest.fixture
def open_at(open_book: OpenBook) -> Callable[..., OpenOffice]:
    def opening_at(zone: str, instant: str, windows: tuple[Window, ...] = DAY_AND_NIGHT) -> OpenOffice:
        house = open_book(of_zone(zone, windows))
        house.clock._now = datetime.fromisoformat(instant)
        return house

    return opening_at


def take(house: OpenOffice) -> Ticket:
    taken = house.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    return house.office.look(lambda book: book.ticket(taken.ticket.id))


def again(house: OpenOffice, ticket: Ticket) -> Ticket:
    return house.office.look(lambda book: book.ticket(ticket.id))


@pytest.mark.parametrize(("zone", "instant"), NIGHTS)
def test_an_hour_of_the_night_of_the_change_is_an_hour(
    open_at: Callable[..., OpenOffice], zone: str, instant: str
) -> None:
    house = open_at(zone, instant)
    house.office.change(clerk.open_counter, "1", "lan")
    first = take(house)
    house.later(minutes=20)
    second = take(house)
    house.later(minutes=20)
    third = take(house)
    house.later(minutes=20)

    called = house.office.change(clerk.call_next, "1", "lan")

    assert called is not None
    assert called.ticket.id == first.id
    assert again(house, first).leg.waited == 60 * MINUTES
    house.office.change(clerk.start, first.id, "lan")
    house.later(minutes=90)
    house.office.change(clerk.finish, first.id, "lan")
    assert again(house, first).leg.handled == 90 * MINUTES
    waiting = house.office.look(lambda book: [choice.ticket.id for choice, _ in line.queue(book, "1")])
    assert waiting == [second.id, third.id]


@pytest.mark.parametrize(("zone", "instant"), NIGHTS)
def test_who_is_held_across_the_change_comes_back_on_time(
    open_at: Callable[..., OpenOffice], zone: str, instant: str
) -> None:
    house = open_at(zone, instant)
    house.office.change(clerk.open_counter, "1", "lan")
    ticket = take(house)
    house.office.change(clerk.call_next, "1", "lan")
    house.office.change(clerk.hold, ticket.id, "lan", house.clock() + 60 * MINUTES)

    house.later(minutes=59, seconds=59)
    house.office.change(keeper.tidy)
    assert again(house, ticket).state is State.HELD
    house.later(seconds=1)
    house.office.change(keeper.tidy)

    assert again(house, ticket).state is State.WAITING


@pytest.mark.parametrize(
    ("zone", "day", "opens"),
    [
        ("Europe/Berlin", date(2026, 3, 30), "2026-03-30T05:30:00+00:00"),
        ("Europe/Berlin", date(2026, 10, 26), "2026-10-26T06:30:00+00:00"),
        ("America/New_York", date(2026, 3, 9), "2026-03-09T11:30:00+00:00"),
        ("America/New_York", date(2026, 11, 2), "2026-11-02T12:30:00+00:00"),
    ],
)
def test_the_morning_after_the_change_opens_at_half_past_seven_to_the_second(
    open_at: Callable[..., OpenOffice], zone: str, day: date, opens: str
) -> None:
    morning = (Window(EVERY_DAY - {5, 6}, time(7, 30), time(11, 30)),)
    half_past = datetime.fromisoformat(opens)
    friday = half_past - timedelta(days=2, hours=12)
    house = open_at(zone, friday.isoformat(), morning)

    with pytest.raises(Closed) as closed:
        take(house)
    assert closed.value.facts["opens_at"] == half_past
    house.clock.wait_until(half_past - timedelta(seconds=1))
    with pytest.raises(Closed):
        take(house)
    house.later(seconds=1)

    assert take(house).office_day == day


def test_at_midnight_the_day_ends_and_numbers_begin_again(open_at: Callable[..., OpenOffice]) -> None:
    house = open_at("Asia/Ho_Chi_Minh", "2026-11-23T16:59:50+00:00")
    house.office.change(clerk.open_counter, "1", "lan")
    yesterday = [take(house) for _ in range(2)]
    house.office.change(clerk.call_next, "1", "lan")

    house.later(seconds=15)
    assert house.office.look(keeper.has_something_to_do)
    house.office.change(keeper.tidy)
    today = take(house)

    assert [again(house, ticket).state for ticket in yesterday] == [State.EXPIRED] * 2
    assert (today.number, today.office_day) == ("A001", date(2026, 11, 24))
    assert house.office.look(lambda book: [ticket.id for ticket in book.waiting()]) == [today.id]
    assert {ticket.secret for ticket in (again(house, one) for one in yesterday)} == {None}
    assert not house.office.look(keeper.has_something_to_do)


def test_who_returns_in_the_hour_that_comes_twice_stands_where_they_stood(
    open_at: Callable[..., OpenOffice],
) -> None:
    house = open_at("Europe/Berlin", BERLIN_AUTUMN)
    house.office.change(clerk.open_counter, "1", "lan")
    first = take(house)
    house.office.change(clerk.call_next, "1", "lan")
    house.office.change(clerk.hold, first.id, "lan")
    house.later(minutes=45)
    second = take(house)
    house.office.change(clerk.put_back, first.id, "lan", Place.ORIGINAL)

    waiting = house.office.look(lambda book: [choice.ticket.id for choice, _ in line.queue(book, "1")])

    assert waiting == [first.id, second.id]


def test_a_window_that_lies_in_the_hour_that_is_skipped_closes_again() -> None:
    from zoneinfo import ZoneInfo

    berlin, night = ZoneInfo("Europe/Berlin"), Window(EVERY_DAY, time(1, 30), time(3, 30))

    told = [
        opening(
            [night], Calendar(), datetime.fromisoformat(f"2026-03-29T{utc}:00+00:00").astimezone(berlin)
        ).open
        for utc in ("00:29", "00:30", "01:29", "01:30")
    ]

    assert told == [False, True, True, False]
