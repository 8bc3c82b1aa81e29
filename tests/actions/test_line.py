"""What the public is told of the lines, and whether it is what then happens."""

from datetime import timedelta

from server.actions import citizen, clerk, line
from server.actions.citizen import Wish
from server.domain.ticket import PriorityClass
from tests.fixtures.book import OpenBook, OpenOffice, small_offer


def take(opened: OpenOffice, service: str, priority: PriorityClass | None = None) -> citizen.Taken:
    return opened.office.change(citizen.take_ticket, Wish(service, priority=priority), "kiosk")


def told(opened: OpenOffice, service: str) -> line.ServiceLine:
    return opened.office.look(line.service, service)


def a_full_hall(opened: OpenOffice) -> None:
    """Counter 3, which prefers land, and counter 1 are open; some have waited past the guard, some have priority."""
    for counter, name in (("1", "lan"), ("3", "hoa")):
        opened.office.change(clerk.open_counter, counter, name)
    for service, priority, minutes in (
        ("ho-tich", None, 25),
        ("dat-dai", None, 3),
        ("ho-tich", PriorityClass.ELDERLY, 2),
        ("ho-tich", None, 4),
        ("dat-dai", PriorityClass.MERIT, 1),
        ("ho-tich", None, 1),
    ):
        take(opened, service, priority)
        opened.later(minutes=minutes)


def test_the_kiosk_promises_a_newcomer_what_the_ticket_then_says(opened: OpenOffice) -> None:
    a_full_hall(opened)

    for service in ("ho-tich", "dat-dai", "ho-tich", "dat-dai"):
        opened.later(seconds=1)
        promised = told(opened, service).expected
        assert promised == take(opened, service).standing.expected


def test_a_newcomer_to_the_field_of_a_counter_waits_less_than_one_to_another(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "3", "hoa")
    for _ in range(4):
        take(opened, "ho-tich")

    land, civil = told(opened, "dat-dai").expected, told(opened, "ho-tich").expected

    assert land
    assert civil
    assert land.high < civil.high


def test_a_line_tells_how_many_wait_in_it_and_why_it_is_closed(open_book: OpenBook) -> None:
    opened = open_book(small_offer(quota=2))
    take(opened, "ho-tich")
    assert (told(opened, "ho-tich").waiting, told(opened, "ho-tich").why_closed) == (1, None)
    take(opened, "ho-tich")
    assert told(opened, "ho-tich").why_closed == "quota"
    opened.later(hours=4)

    assert [one.why_closed for one in opened.office.look(line.services)] == ["hours", "hours"]


def test_everybody_who_waits_has_a_place_and_it_is_the_place_in_the_line(opened: OpenOffice) -> None:
    a_full_hall(opened)

    standings = opened.office.look(lambda book: line.standings(book, book.waiting().tickets))
    at_first = {choice.ticket.id: place for choice, place in opened.office.look(line.queue, "1")}

    assert standings.keys() == at_first.keys()
    assert all(standing.ahead <= at_first[ticket] - 1 for ticket, standing in standings.items())
    assert all(
        standing.expected and standing.expected.high >= timedelta(0) for standing in standings.values()
    )
