"""What one clerk did is told with care: of too few nothing, and never a colleague's figures."""

from datetime import date

from server.actions import citizen, clerk, director, work
from server.actions.citizen import Opinion, Wish
from server.actions.work import Work
from server.app import add_a_day_up
from server.domain.counter import PauseReason
from server.domain.figures import By
from server.domain.period import Period
from tests.fixtures.book import OpenOffice

MONDAY = date(2022, 10, 3)


def serve(
    opened: OpenOffice, counter: str, name: str, times: int, minutes: int, score: int | None = None
) -> None:
    """This clerk serves so many citizens, each for so long; `score` is what each of them says."""
    opened.office.change(clerk.open_counter, counter, name)
    for _ in range(times):
        ticket = opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk").ticket
        opened.office.change(clerk.call_next, counter, name)
        opened.office.change(clerk.start, ticket.id, name)
        opened.later(minutes=minutes)
        opened.office.change(clerk.finish, ticket.id, name)
        if score:
            opened.office.change(citizen.rate, ticket.id, Opinion(score))


def work_of(opened: OpenOffice, name: str) -> Work:
    return opened.office.look(work.work_of, name, MONDAY, MONDAY)


def test_the_day_of_a_clerk_is_told_with_its_pauses_and_the_middle_of_the_office(opened: OpenOffice) -> None:
    serve(opened, "1", "lan", times=10, minutes=4, score=4)
    serve(opened, "2", "minh", times=10, minutes=8)
    serve(opened, "3", "hoa", times=1, minutes=8)
    opened.office.change(clerk.pause, "1", "lan", PauseReason.BREAK)
    opened.later(minutes=15)
    opened.office.change(clerk.open_counter, "1", "lan")

    lan = work_of(opened, "lan")

    (line,) = lan.services
    assert (lan.days, lan.total.row.served, line.row.keys) == (1, 10, ("lan", "ho-tich"))
    assert (lan.total.row.handle.p50, lan.total.middle) == (240, (240, 240))
    assert lan.total.row.desks.paused == 15 * 60
    assert lan.total.row.satisfaction.rate == 1
    assert lan.total.office is not None
    assert (lan.total.office.p50, lan.total.office.count) == (480, 21)
    assert line.office == lan.total.office


def test_of_too_few_neither_time_nor_satisfaction_is_told(opened: OpenOffice) -> None:
    serve(opened, "1", "lan", times=9, minutes=4)
    ticket = opened.office.look(lambda book: next(book.tickets.visits(MONDAY, MONDAY))[0].id)
    opened.office.change(citizen.rate, ticket, Opinion(1))

    total = work_of(opened, "lan").total

    assert (total.row.served, total.row.handle.count, total.row.satisfaction.answers) == (9, 9, 1)
    assert (total.row.handle.p50, total.row.handle.mean, total.row.walk.p50, total.middle) == (None,) * 4
    assert total.row.satisfaction.rate is None


def test_of_two_clerks_neither_learns_the_other_one_from_the_middle(opened: OpenOffice) -> None:
    serve(opened, "1", "lan", times=10, minutes=4)
    serve(opened, "2", "minh", times=10, minutes=8)

    assert work_of(opened, "lan").total.office is None


def test_who_was_not_there_did_nothing(opened: OpenOffice) -> None:
    serve(opened, "1", "lan", times=1, minutes=4)

    told = work_of(opened, "nobody")

    assert (told.days, told.total.row.joined, told.services) == (0, 0, ())


def test_days_that_are_added_up_tell_the_same_work(opened: OpenOffice) -> None:
    for counter, name in zip("123", ("lan", "minh", "hoa"), strict=True):
        serve(opened, counter, name, times=10, minutes=4, score=3)
        opened.office.change(clerk.close_counter, counter, name)
    before = work_of(opened, "lan")
    opened.later(days=3)
    assert add_a_day_up(opened.office)

    (rows,), error = opened.office.look(
        lambda book: director.tallied_by(book, Period(MONDAY, MONDAY), ((By.CLERK, By.SERVICE),), exactly=0)
    )

    assert error > 0
    assert (before.total.row.error, work_of(opened, "lan")) == (0, before)
    assert rows["lan", "ho-tich"].handle.count == before.services[0].row.handle.count == 10
