"""What is ordered on paper, and what became of it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.slip import Facts
from server.actions import citizen, clerk, paper
from server.actions.citizen import Taken, Wish
from server.actions.paper import Tray
from server.domain.errors import AlreadyPrinted, AlreadyPrinting, NotAllowed
from server.domain.printer import PrinterState
from server.domain.ticket import PriorityClass
from server.office import JobState, PrintJob
from tests.fixtures.book import OpenOffice

NewTray = Callable[..., Tray]


def take(opened: OpenOffice, address: str = "", **wish: Any) -> Taken:
    return opened.office.change(citizen.take_ticket, Wish("ho-tich", **wish), "kiosk", address)


def kept(opened: OpenOffice, job: int | None) -> PrintJob:
    assert job is not None
    found = opened.office.look(lambda book: book.paper.named(job))
    assert found is not None
    return found


def told(opened: OpenOffice) -> list[tuple[object, ...]]:
    return [(said["job"], said["state"], said["problem"]) for said in opened.ear.of("printed", "/kiosk")]


@pytest.fixture
def new_tray(opened: OpenOffice) -> Iterator[Callable[..., Tray]]:
    """`new_tray()` is another program at the office's printer; all let go of it after the test."""
    trays: list[Tray] = []

    def tray(roll: int | None = None) -> Tray:
        trays.append(Tray(opened.office, roll=roll))
        return trays[-1]

    yield tray
    for each in trays:
        each.let_go()


@pytest.fixture
def tray(new_tray: NewTray) -> Tray:
    return new_tray()


def first_of(tray: Tray) -> PrintJob:
    job = tray.next_job()
    assert job is not None
    return job


def print_one(tray: Tray, job: PrintJob, *, confirmed: bool = False) -> None:
    assert tray.claim(job)
    tray.printed(job, confirmed=confirmed, millimetres=62)


def test_the_slip_is_ordered_with_the_ticket_and_knows_all_the_paper_says(
    opened: OpenOffice, tray: Tray
) -> None:
    taken = take(opened, "http://192.168.1.10:8000", language="en", priority=PriorityClass.ELDERLY)

    facts = Facts.from_json(first_of(tray).slip)

    assert (facts.number, facts.service["vi"], facts.service["en"]) == ("A001", "Hộ tịch", "Civil status")
    assert facts.office["vi"] == "Trung tâm Phục vụ hành chính công xã Dương Phong"
    assert facts.counters == {"1": "Quầy 1", "2": "Quầy 2", "3": "Quầy 3"}
    assert facts.url == f"http://192.168.1.10:8000/t/{taken.ticket.secret}"
    assert (facts.ahead, facts.language, f"{facts.issued_at:%H:%M %z}") == (0, "en", "08:00 +0700")


def test_the_paper_job_knows_of_a_priority_but_not_of_its_reason(opened: OpenOffice, tray: Tray) -> None:
    take(opened, priority=PriorityClass.PREGNANT)

    job = first_of(tray)

    assert json.loads(job.slip)["priority"] is True
    assert PriorityClass.PREGNANT.value not in job.slip


def test_jobs_come_in_the_order_the_tickets_were_taken(opened: OpenOffice, tray: Tray) -> None:
    taken = [take(opened).print_job for _ in range(3)]

    came = []
    for _ in taken:
        job = first_of(tray)
        came.append(job.id)
        print_one(tray, job)

    assert came == taken


def test_what_becomes_of_a_job_is_written_down_and_told(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job
    job = first_of(tray)

    print_one(tray, job)

    assert (kept(opened, number).state, kept(opened, number).tries) == (JobState.SENT, 1)
    assert told(opened) == [(number, "sending", None), (number, "sent", None)]


def test_a_printer_that_is_away_is_told_once_and_not_at_every_try(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job

    for _ in range(3):
        tray.delayed(first_of(tray), "unreachable")

    assert kept(opened, number).state is JobState.QUEUED
    assert told(opened) == [(number, "queued", "unreachable")]


def test_a_job_that_was_being_sent_when_the_server_died_is_not_sent_again(
    opened: OpenOffice, tray: Tray, new_tray: NewTray
) -> None:
    number, after = take(opened).print_job, take(opened).print_job
    assert tray.claim(first_of(tray))
    tray.let_go()

    started_again = new_tray()

    assert started_again.next_job() is None
    assert (kept(opened, number).state, kept(opened, number).problem) == (JobState.FAILED, "interrupted")
    assert first_of(started_again).id == after


def test_a_slip_is_stale_after_90_seconds(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job
    opened.later(seconds=90)
    fresh = tray.is_stale(first_of(tray))
    opened.later(seconds=1)

    assert not fresh
    assert tray.is_stale(first_of(tray))
    tray.expired(first_of(tray))
    assert kept(opened, number).state is JobState.EXPIRED
    assert tray._office.look(lambda book: book.paper.open("kiosk")) == []


def test_an_expired_job_still_says_what_kept_it_from_the_paper(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job
    tray.delayed(first_of(tray), "unreachable")

    tray.expired(first_of(tray))

    assert kept(opened, number).problem == "unreachable"
    assert told(opened)[-1] == (number, "expired", "unreachable")


def test_an_office_without_a_printer_says_that_the_number_was_only_shown(
    opened: OpenOffice, tray: Tray
) -> None:
    numbers = [take(opened).print_job for _ in range(2)]

    tray.show_all()

    assert told(opened) == [(number, "shown-only", None) for number in numbers]
    assert tray.next_job() is None


def test_without_a_job_the_worker_waits_and_is_woken_by_the_next_ticket(
    opened: OpenOffice, tray: Tray
) -> None:
    opened.office.paper_ordered.clear()

    take(opened)

    assert opened.office.paper_ordered.is_set()


def test_a_job_is_claimed_once_whoever_looked_first(opened: OpenOffice, tray: Tray) -> None:
    take(opened)
    job = first_of(tray)

    assert [tray.claim(job), tray.claim(job)] == [True, False]
    assert kept(opened, job.id).tries == 1


def test_one_of_two_programs_works_a_printer_until_it_ends(opened: OpenOffice, new_tray: NewTray) -> None:
    number = take(opened).print_job
    tray, other = new_tray(), new_tray()
    opened.office.paper_ordered.set()

    ours, theirs = first_of(tray), other.is_ours()
    tray.let_go()

    assert (ours.id, theirs, first_of(other).id) == (number, False, number)


def test_what_the_printer_itself_confirmed_is_told_as_such(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job

    print_one(tray, first_of(tray), confirmed=True)

    assert kept(opened, number).state is JobState.CONFIRMED
    assert told(opened)[-1] == (number, "confirmed", None)


def test_a_job_that_is_over_stays_as_it_is(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job
    job = first_of(tray)
    print_one(tray, job, confirmed=True)

    tray.failed(job, "lost")
    tray.delayed(job, "unreachable")

    assert kept(opened, number).state is JobState.CONFIRMED
    assert told(opened)[-1] == (number, "confirmed", None)


def test_a_job_given_up_for_lost_may_still_turn_out_to_be_on_paper(
    opened: OpenOffice, new_tray: NewTray
) -> None:
    number = take(opened).print_job
    tray, other = new_tray(), new_tray()
    job = first_of(tray)
    assert tray.claim(job)
    tray.let_go()
    assert other.next_job() is None

    tray.printed(job, confirmed=True, millimetres=62)

    assert kept(opened, number).state is JobState.CONFIRMED


def test_a_claimed_job_of_which_nothing_was_taken_is_queued_again(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job
    tray.delayed(first_of(tray), "silent")
    job = first_of(tray)
    assert tray.claim(job)

    tray.delayed(job, "silent")

    assert kept(opened, number).state is JobState.QUEUED


def printers(opened: OpenOffice) -> list[tuple[object, ...]]:
    return [(said["state"], said["slips_left"]) for said in opened.ear.of("printer", "/counter")]


def test_how_the_printer_is_is_told_once_when_it_changes(
    opened: OpenOffice, tray: Tray, new_tray: NewTray
) -> None:
    states = ["ready", "ready", "paper-end", "paper-end", "paper-end", "ready"]

    for state in states:
        tray.printer_is(PrinterState(state))
    new_tray().printer_is(PrinterState.READY)

    assert printers(opened) == [("ready", None), ("paper-end", None), ("ready", None)]


def test_the_roll_is_forecast_from_the_slips_it_gave_and_anew_after_a_change(
    opened: OpenOffice, new_tray: NewTray
) -> None:
    tray = new_tray(roll=10)
    tray.printer_is(PrinterState.READY)
    for _ in range(3):
        take(opened)
        print_one(tray, first_of(tray))

    left = opened.office.look(lambda book: book.paper.printer("kiosk")).slips_left
    tray.printer_is(PrinterState.PAPER_END)
    tray.printer_is(PrinterState.READY)
    changed = opened.office.look(lambda book: book.paper.printer("kiosk"))

    assert left == (10_000 - 3 * 62) // 62
    assert (changed.used_mm, changed.slips, changed.slips_left) == (0, 0, None)


def test_the_forecast_is_told_by_tens_and_not_at_every_slip(opened: OpenOffice, new_tray: NewTray) -> None:
    tray = new_tray(roll=2)
    tray.printer_is(PrinterState.READY)

    for _ in range(6):
        take(opened)
        print_one(tray, first_of(tray))

    assert printers(opened) == [("ready", None), ("ready", 31), ("ready", 29)]


def again(opened: OpenOffice, ticket: str, *, staff: bool = True) -> PrintJob:
    return kept(opened, opened.office.change(paper.print_again, ticket, "http://here", staff=staff))


def test_a_slip_that_came_out_is_printed_again_by_the_staff_and_marked(
    opened: OpenOffice, tray: Tray
) -> None:
    taken = take(opened)
    print_one(tray, first_of(tray), confirmed=True)

    with pytest.raises(AlreadyPrinted):
        again(opened, taken.ticket.id, staff=False)
    second = again(opened, taken.ticket.id)

    assert (second.kind, Facts.from_json(second.slip).reprint) == ("reprint", True)


def test_a_slip_that_broke_off_is_given_again_by_the_kiosk_and_marked(opened: OpenOffice, tray: Tray) -> None:
    taken = take(opened)
    job = first_of(tray)
    assert tray.claim(job)
    tray.failed(job, "paper-end")

    assert Facts.from_json(again(opened, taken.ticket.id, staff=False).slip).reprint


def test_a_slip_of_which_nothing_can_be_on_paper_is_no_second_one(opened: OpenOffice, tray: Tray) -> None:
    taken = take(opened)
    tray.expired(first_of(tray))

    job = again(opened, taken.ticket.id, staff=False)

    assert (job.kind, Facts.from_json(job.slip).reprint) == ("ticket", False)


def test_while_a_slip_is_on_its_way_there_is_no_second_one(opened: OpenOffice, tray: Tray) -> None:
    taken = take(opened)

    with pytest.raises(AlreadyPrinting):
        again(opened, taken.ticket.id)
    assert tray.claim(first_of(tray))
    with pytest.raises(AlreadyPrinting):
        again(opened, taken.ticket.id)


def test_a_second_slip_tells_where_its_holder_stands_now(opened: OpenOffice, tray: Tray) -> None:
    take(opened)
    taken = take(opened)
    for _ in range(2):
        print_one(tray, first_of(tray))
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.call_next, "1", "lan")

    facts = Facts.from_json(again(opened, taken.ticket.id).slip)

    assert (facts.number, facts.ahead) == ("A002", 0)


def test_who_was_served_needs_no_slip(opened: OpenOffice, tray: Tray) -> None:
    taken = take(opened)
    print_one(tray, first_of(tray))
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.call_next, "1", "lan")
    called = again(opened, taken.ticket.id)
    tray.show_all()
    opened.office.change(clerk.start, taken.ticket.id, "lan")

    assert Facts.from_json(called.slip).ahead is None
    with pytest.raises(NotAllowed):
        again(opened, taken.ticket.id)


def test_a_new_roll_begins_the_count_anew(opened: OpenOffice, new_tray: NewTray) -> None:
    tray = new_tray(roll=10)
    tray.printer_is(PrinterState.NEAR_END)
    take(opened)
    print_one(tray, first_of(tray))

    after = opened.office.change(paper.new_roll)

    assert (after.state, after.used_mm, after.slips) == (PrinterState.NEAR_END, 0, 0)
    assert opened.office.look(lambda book: book.paper.printer("kiosk")) == after
