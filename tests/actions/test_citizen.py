"""What a citizen can do, and what is refused."""

import re
from datetime import timedelta

import pytest

from server.actions import citizen, clerk
from server.actions.citizen import Opinion, Wish
from server.domain.errors import (
    AlreadyRated,
    BadInput,
    Closed,
    NotAllowed,
    NotYetServed,
    QuotaReached,
    UnknownProcedure,
    UnknownService,
    UnknownTicket,
)
from server.domain.ticket import PriorityClass, State
from tests.fixtures.book import OpenBook, OpenOffice, small_offer


def take(opened: OpenOffice, service: str = "ho-tich", **wish: object) -> citizen.Taken:
    return opened.office.change(citizen.take_ticket, Wish(service, **wish), "kiosk")  # type: ignore[arg-type]


def served(opened: OpenOffice) -> citizen.Taken:
    """A citizen whose service at counter 1 is done."""
    taken = take(opened)
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.call_next, "1", "lan")
    opened.office.change(clerk.start, taken.ticket.id, "lan")
    opened.office.change(clerk.finish, taken.ticket.id, "lan")
    return taken


def test_numbers_run_per_service_and_begin_anew_each_office_day(opened: OpenOffice) -> None:
    numbers = [take(opened).ticket.number, take(opened, "dat-dai").ticket.number, take(opened).ticket.number]
    opened.later(hours=24)

    assert numbers == ["A001", "C001", "A002"]
    assert take(opened).ticket.number == "A001"


def test_the_office_day_is_the_date_in_the_office_not_in_greenwich(opened: OpenOffice) -> None:
    ticket = take(opened).ticket

    assert ticket.issued_at.utcoffset() == timedelta(hours=7)
    assert str(ticket.office_day) == "2022-10-03"
    assert ticket.id == "2022-10-03-A001"


def test_a_ticket_tells_how_many_people_are_ahead(opened: OpenOffice) -> None:
    first, second = take(opened), take(opened)
    priority = take(opened, priority=PriorityClass.ELDERLY)

    assert (first.standing.ahead, second.standing.ahead, priority.standing.ahead) == (0, 1, 0)


def test_a_wait_is_not_guessed_while_every_counter_is_closed(opened: OpenOffice) -> None:
    assert take(opened).standing.expected is None

    opened.office.change(clerk.open_counter, "1", "lan")

    assert take(opened).standing.expected is not None


def test_the_secret_of_a_ticket_has_128_bits_and_is_not_in_the_journal(opened: OpenOffice) -> None:
    secret = take(opened).ticket.secret

    assert secret
    assert re.fullmatch(r"[\w-]{22}", secret)
    told = opened.office.look(lambda book: str(book.journal.since(0)))
    assert secret not in told


def test_nothing_is_issued_outside_of_hours_and_it_says_when(opened: OpenOffice) -> None:
    opened.later(hours=4)

    with pytest.raises(Closed) as refused:
        take(opened, "dat-dai")

    assert str(refused.value.facts["opens_at"]) == "2022-10-04 07:30:00+07:00"
    assert opened.office.look(lambda book: book.journal.seq) == 0


def test_nothing_is_issued_past_the_quota(open_book: OpenBook) -> None:
    opened = open_book(small_offer(quota=2))
    take(opened)
    take(opened)

    with pytest.raises(QuotaReached):
        take(opened)


def test_what_the_office_does_not_offer_is_named(opened: OpenOffice) -> None:
    with pytest.raises(UnknownService):
        take(opened, "dang-kiem")
    with pytest.raises(UnknownProcedure):
        take(opened, procedure="9.999999")


def test_a_slip_is_ordered_with_the_ticket_and_only_with_it(opened: OpenOffice) -> None:
    taken = take(opened)
    without = take(opened, paper=False)

    jobs = opened.office.look(lambda book: book.paper.open("kiosk"))

    assert [(job.id, job.ticket) for job in jobs] == [(taken.print_job, taken.ticket.id)]
    assert without.print_job is None
    assert opened.office.paper_ordered.is_set()


def test_a_citizen_steps_aside_and_comes_back_to_the_same_place(opened: OpenOffice) -> None:
    first, second = take(opened), take(opened)
    secret = str(first.ticket.secret)
    assert opened.office.change(citizen.come_late, secret).state is State.HELD
    opened.office.change(clerk.open_counter, "1", "lan")

    assert opened.office.change(citizen.come_back, secret).state is State.WAITING

    called = opened.office.change(clerk.call_next, "1", "lan")
    assert called
    assert called.ticket.number == first.ticket.number != second.ticket.number


def test_a_citizen_called_can_not_step_aside_by_phone(opened: OpenOffice) -> None:
    taken = take(opened)
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.call_next, "1", "lan")

    with pytest.raises(NotAllowed):
        opened.office.change(citizen.come_late, str(taken.ticket.secret))


def test_the_page_of_a_ticket_is_gone_the_next_day(opened: OpenOffice) -> None:
    secret = str(take(opened).ticket.secret)
    opened.later(hours=24)

    with pytest.raises(UnknownTicket):
        opened.office.look(citizen.ticket_of, secret)


def test_a_service_is_rated_once_and_only_when_it_was_given(opened: OpenOffice) -> None:
    waiting = take(opened)
    with pytest.raises(NotYetServed):
        opened.office.change(citizen.rate, waiting.ticket.id, Opinion(4))
    opened.office.change(citizen.cancel, str(waiting.ticket.secret))
    done = served(opened)

    opened.office.change(citizen.rate, done.ticket.id, Opinion(2, ("waiting",)))

    with pytest.raises(AlreadyRated):
        opened.office.change(citizen.rate_by_phone, str(done.ticket.secret), Opinion(4))


@pytest.mark.parametrize("opinion", [Opinion(0), Opinion(5), Opinion(2, ("weather",))])
def test_a_rating_outside_of_the_scale_is_refused(opened: OpenOffice, opinion: Opinion) -> None:
    done = served(opened)

    with pytest.raises(BadInput):
        opened.office.change(citizen.rate, done.ticket.id, opinion)


def test_a_tablet_rates_only_the_work_of_its_own_counter(opened: OpenOffice) -> None:
    done = served(opened)

    with pytest.raises(UnknownTicket):
        opened.office.change(citizen.rate, done.ticket.id, Opinion(4), "2")
    assert opened.office.change(citizen.rate, done.ticket.id, Opinion(4), "1").rated
