"""What is ordered on paper, and what became of it."""

import json
from typing import Any

import pytest

from kiosk.slip import Facts
from server.actions import citizen
from server.actions.citizen import Taken, Wish
from server.actions.paper import Tray
from server.domain.ticket import PriorityClass
from server.office import JobState, PrintJob
from tests.fixtures.book import OpenOffice


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
def tray(opened: OpenOffice) -> Tray:
    return Tray(opened.office)


def first_of(tray: Tray) -> PrintJob:
    job = tray.next_job()
    assert job is not None
    return job


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
        tray.sending(job)
        tray.sent(job)

    assert came == taken


def test_what_becomes_of_a_job_is_written_down_and_told(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job
    job = first_of(tray)

    tray.sending(job)
    tray.sent(job)

    assert (kept(opened, number).state, kept(opened, number).tries) == (JobState.SENT, 1)
    assert told(opened) == [(number, "sending", None), (number, "sent", None)]


def test_a_printer_that_is_away_is_told_once_and_not_at_every_try(opened: OpenOffice, tray: Tray) -> None:
    number = take(opened).print_job

    for _ in range(3):
        tray.delayed(first_of(tray), "unreachable")

    assert kept(opened, number).state is JobState.QUEUED
    assert told(opened) == [(number, "queued", "unreachable")]


def test_a_job_that_was_being_sent_when_the_server_died_is_not_sent_again(
    opened: OpenOffice, tray: Tray
) -> None:
    number, after = take(opened).print_job, take(opened).print_job
    tray.sending(first_of(tray))

    started_again = Tray(opened.office)

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
    number = take(opened).print_job

    tray.shown_only(first_of(tray))

    assert told(opened) == [(number, "shown-only", None)]


def test_without_a_job_the_worker_waits_and_is_woken_by_the_next_ticket(
    opened: OpenOffice, tray: Tray
) -> None:
    opened.office.paper_ordered.clear()

    take(opened)

    assert opened.office.paper_ordered.is_set()
