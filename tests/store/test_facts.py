"""The legs as they are counted are those of the tickets, read the long way."""

from datetime import date

from bench.past import Past, fill
from server.actions import citizen, clerk, director
from server.actions.citizen import Opinion, Wish
from server.domain.figures import LegFact, board, facts_of
from server.domain.ticket import Place, PriorityClass
from server.office import Book
from tests.fixtures.book import OpenOffice

MONDAY = date(2022, 10, 3)
FRIDAY = date(2022, 9, 30)


def work(opened: OpenOffice) -> None:
    """A morning with everything that makes legs differ: priority, transfer, hold, rating, a recall, people who wait."""
    office = opened.office
    office.change(clerk.open_counter, "1", "lan")
    for priority in (None, PriorityClass.ELDERLY, None, None, None, None):
        opened.later(seconds=7)
        office.change(citizen.take_ticket, Wish("ho-tich", priority=priority), "kiosk")
    for turn in range(4):
        opened.later(minutes=3)
        called = office.change(clerk.call_next, "1", "lan")
        assert called is not None
        ticket = called.ticket.id
        office.change(clerk.recall, ticket, "lan")
        opened.later(seconds=20)
        office.change(clerk.start, ticket, "lan")
        opened.later(minutes=5)
        if turn == 0:
            office.change(clerk.transfer, ticket, "lan", "dat-dai")
        elif turn == 1:
            office.change(clerk.hold, ticket, "lan")
            office.change(clerk.put_back, ticket, "lan", Place.LAST)
        else:
            office.change(clerk.finish, ticket, "lan")
            office.change(citizen.rate, ticket, Opinion(turn))


def the_long_way(book: Book, first: date, last: date) -> list[LegFact]:
    return [fact for ticket, score in book.tickets.visits(first, last) for fact in facts_of(ticket, score)]


def the_short_way(book: Book, first: date, last: date) -> list[LegFact]:
    return list(book.tickets.facts(first, last))


def test_facts_read_straight_from_the_book_are_those_of_its_tickets(opened: OpenOffice) -> None:
    with opened.office.database.writer.begin() as conn:
        fill(conn, opened.office.profile, Past(tickets=90, until=MONDAY, a_day=30))
    opened.office.begin()
    work(opened)

    for first, last in ((MONDAY, MONDAY), (FRIDAY, MONDAY), (date(2022, 1, 1), date(2022, 12, 31))):
        long = opened.office.look(the_long_way, first, last)
        short = opened.office.look(the_short_way, first, last)

        assert short == long
        assert len(short) > 6
        zone = opened.office.profile.zone
        assert [fact.queued_at.utcoffset() for fact in short] == [zone.utcoffset(f.queued_at) for f in short]


def test_the_live_board_is_the_one_that_all_tickets_of_today_make(opened: OpenOffice) -> None:
    work(opened)
    now = opened.clock().astimezone(opened.office.profile.zone)

    told, counted, terms = opened.office.look(
        lambda book: (director.today(book).board, the_long_way(book, MONDAY, MONDAY), director.terms(book))
    )

    assert told == board(counted, now, terms)
    assert (told.total.issued, told.total.served, told.total.satisfaction.answers) == (6, 2, 2)
    assert told.line[0].at.isoformat() == "2022-10-03T08:00:00+07:00"
