"""Why was this one called before that one, told from the record."""

from datetime import date, timedelta

import pytest

from server.actions import administrator, citizen, clerk, fairness, offering
from server.actions.administrator import Calling
from server.actions.citizen import Wish
from server.actions.offering import Post
from server.domain.errors import UnknownTicket
from server.domain.fairness import Because
from server.domain.ticket import Place, PriorityClass
from tests.fixtures.book import OpenOffice

MONDAY = date(2022, 10, 3)


def take(opened: OpenOffice, service: str = "ho-tich", priority: PriorityClass | None = None) -> str:
    opened.later(seconds=30)
    return opened.office.change(citizen.take_ticket, Wish(service, priority=priority), "kiosk").ticket.number


def call(opened: OpenOffice, counter: str = "1") -> str:
    """The next at this counter, served at once."""
    opened.later(minutes=1)
    called = opened.office.change(clerk.call_next, counter, "lan")
    assert called is not None
    opened.office.change(clerk.start, called.ticket.id, "lan")
    opened.office.change(clerk.finish, called.ticket.id, "lan")
    return called.ticket.number


def why(opened: OpenOffice, one: str, other: str) -> tuple[str, Because]:
    told = opened.office.look(fairness.why, MONDAY, one, other)
    return told.first.number, told.why


def test_who_came_first_was_called_first_also_years_later(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    first, second = take(opened), take(opened)
    call(opened)
    call(opened)
    opened.clock.wait_until(opened.clock() + timedelta(days=700))

    assert why(opened, second, first) == (first, Because.CAME_FIRST)


def test_priority_passes_and_is_counted_with_its_reason(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    plain, urgent = take(opened), take(opened, priority=PriorityClass.ELDERLY)
    assert call(opened) == urgent
    call(opened)

    told = opened.office.look(fairness.of_day, MONDAY)

    assert why(opened, plain, urgent) == (urgent, Because.PRIORITY)
    assert (told.called, told.passed, told.most, told.reasons, told.longest) == (2, 1, 1, {"priority": 1}, 90)


def test_nobody_was_passed_by_one_who_was_called_in_turn_and_came_back_to_the_end(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    early, late = take(opened), take(opened)
    opened.later(minutes=1)
    opened.office.change(clerk.call_next, "1", "lan")
    opened.office.change(clerk.no_show, f"{MONDAY}-{early}", "lan")
    opened.later(minutes=5)
    opened.office.change(clerk.put_back, f"{MONDAY}-{early}", "lan", Place.LAST)
    assert [call(opened), call(opened)] == [late, early]

    assert opened.office.look(fairness.of_day, MONDAY).passed == 0
    assert why(opened, late, early) == (early, Because.CAME_FIRST)


def test_after_the_guard_the_others_go_before_priority(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    patient = take(opened)
    opened.later(minutes=31)
    urgent = take(opened, priority=PriorityClass.ELDERLY)
    assert call(opened) == patient

    assert why(opened, urgent, patient) == (patient, Because.CAME_FIRST)
    assert opened.office.look(fairness.of_day, MONDAY).passed == 0


def test_who_was_away_or_not_there_yet_could_not_be_called(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    away, there = take(opened), take(opened)
    opened.office.change(clerk.hold, f"{MONDAY}-{away}", "lan")
    assert call(opened) == there
    late = take(opened)

    assert why(opened, away, there) == (there, Because.WAS_AWAY)
    assert why(opened, late, there) == (there, Because.NOT_YET_THERE)
    assert opened.office.look(fairness.why, MONDAY, away, late).why is Because.NEVER_CALLED


def test_a_clerk_s_own_choice_is_told_with_the_reason_that_was_written(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    first, picked = take(opened), take(opened)
    opened.later(minutes=1)
    opened.office.change(clerk.call_picked, "1", "lan", f"{MONDAY}-{picked}", "xe cấp cứu đợi")

    told = opened.office.look(fairness.why, MONDAY, first, picked)

    assert (told.first.number, told.why, told.note) == (picked, Because.PICKED, "xe cấp cứu đợi")


def test_the_answer_is_of_how_the_office_was_then_not_of_how_it_is_now(opened: OpenOffice) -> None:
    def takes(counter: str, *services: str) -> None:
        post = Post(f"Quầy {counter}", 0, dict.fromkeys(services, 1))
        opened.office.change(offering.set_counter, "tin", counter, post)

    takes("1", "ho-tich")
    opened.office.change(clerk.open_counter, "1", "lan")
    land, civil = take(opened, "dat-dai"), take(opened)
    assert call(opened) == civil
    later = take(opened, priority=PriorityClass.ELDERLY)

    takes("1", "ho-tich", "dat-dai")
    opened.office.change(administrator.set_policy, "tin", Calling(5, 90, 0, 15))

    assert why(opened, land, civil) == (civil, Because.OTHER_LINE)
    assert opened.office.look(fairness.why, MONDAY, civil, later).calling == Calling(2, 30, 0, 15)


def test_a_line_that_all_counters_were_given_later_was_another_line_then(opened: OpenOffice) -> None:
    for counter in ("1", "2"):
        opened.office.change(offering.set_counter, "tin", counter, Post(f"Quầy {counter}", 0, {"ho-tich": 1}))
    opened.office.change(clerk.open_counter, "1", "lan")
    land, civil = take(opened, "dat-dai"), take(opened)
    assert call(opened) == civil
    opened.office.change(clerk.cancel, f"{MONDAY}-{land}", "lan")

    opened.office.change(offering.retire_service, "tin", "dat-dai", retired=True)
    opened.office.change(offering.retire_counter, "tin", "3", retired=True)
    opened.office.change(offering.retire_service, "tin", "dat-dai", retired=False)

    assert why(opened, land, civil) == (civil, Because.OTHER_LINE)


def test_who_gave_the_number_back_or_was_sent_to_one_counter_was_not_passed(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    gone, sent, there = take(opened), take(opened), take(opened)
    opened.office.change(clerk.cancel, f"{MONDAY}-{gone}", "lan")
    opened.office.change(clerk.transfer, f"{MONDAY}-{sent}", "lan", None, "2")
    assert call(opened) == there

    assert why(opened, gone, there) == (there, Because.HAD_LEFT)
    told = opened.office.look(fairness.why, MONDAY, sent, there)
    assert (told.why, told.elsewhere) == (Because.SENT_ELSEWHERE, "2")
    assert opened.office.look(fairness.of_day, MONDAY).passed == 0


def test_a_call_that_was_taken_back_passed_nobody(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    take(opened)
    urgent = take(opened, priority=PriorityClass.ELDERLY)
    opened.office.change(clerk.call_next, "1", "lan")
    opened.office.change(clerk.undo, f"{MONDAY}-{urgent}", "lan")

    told = opened.office.look(fairness.of_day, MONDAY)

    assert (told.called, told.passed) == (0, 0)


def test_a_number_that_nobody_took_is_named(opened: OpenOffice) -> None:
    first = take(opened)

    with pytest.raises(UnknownTicket) as unknown:
        opened.office.look(fairness.why, MONDAY, first, "Z999")
    assert unknown.value.facts["ticket"] == "Z999"
