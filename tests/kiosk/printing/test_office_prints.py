"""The whole office at its printer: what a citizen takes home, and what a dead printer cannot do to them."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from PIL import Image

from tests.fixtures.office import OpenOffice, RunningOffice
from tests.fixtures.printer import SMALL_BUFFER, Epson, FakePrinter, has_no_paper, printed, takes_it
from tests.fixtures.slip import code_of, shows

SECONDS = 60

PrinterThat = Callable[..., FakePrinter]


def take(office: RunningOffice, **wish: Any) -> dict[str, Any]:
    answer = requests.post(
        f"{office.url}/api/v1/tickets",
        json={"service": "ho-tich", **wish},
        headers={"Authorization": f"Bearer {office.token('kiosk')}"},
        timeout=SECONDS,
    )
    assert answer.status_code == 201, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def paper_of(printer: FakePrinter) -> Image.Image:
    return printed(printer.paper()).picture


def test_a_citizen_takes_home_the_number_on_the_screen(
    printer_that: PrinterThat, open_office: OpenOffice
) -> None:
    printer = printer_that(takes_it)
    office = open_office(TOILUOT_PRINTER=printer.dsn)

    ticket = take(office)

    assert shows(paper_of(printer), code_of(ticket["url"]))


def test_a_dead_printer_neither_holds_up_nor_loses_a_ticket(
    printer_that: PrinterThat, open_office: OpenOffice
) -> None:
    printer = printer_that(takes_it)
    printer.switch_off()
    office = open_office(TOILUOT_PRINTER=printer.dsn)

    tickets = [take(office), take(office, language="en"), take(office, priority=True)]
    printer.switch_on()

    assert [ticket["number"] for ticket in tickets] == ["A001", "A002", "A003"]
    assert [shows(paper_of(printer), code_of(ticket["url"])) for ticket in tickets] == [True, True, True]


def test_a_server_killed_in_mid_job_never_prints_a_number_twice(
    printer_that: PrinterThat, open_office: OpenOffice
) -> None:
    printer = printer_that(has_no_paper, SMALL_BUFFER)
    office = open_office(TOILUOT_PRINTER=printer.dsn)
    before = take(office)
    assert printer.begun.wait(SECONDS)

    office.kill()
    printer.go_on.set()
    office.start()
    after = take(office)

    assert shows(paper_of(printer), code_of(before["url"]))
    assert shows(paper_of(printer), code_of(after["url"]))
    assert printer.jobs.empty()


def test_two_servers_on_one_book_print_every_slip_once_and_one_stands_in_for_the_other(
    printer_that: PrinterThat, open_office: OpenOffice
) -> None:
    printer = printer_that(Epson())
    first = open_office(TOILUOT_PRINTER=printer.dsn)
    second = RunningOffice(first.data, first.settings, _tokens=first._tokens)
    second.start()

    tickets = [take(office) for _ in range(3) for office in (first, second)]
    papers = [paper_of(printer) for _ in tickets]
    first.kill()
    later = [take(second) for _ in range(2)]
    papers += [paper_of(printer) for _ in later]
    second.kill()

    assert [
        shows(paper, code_of(ticket["url"])) for paper, ticket in zip(papers, tickets + later, strict=True)
    ] == [True] * 8
    assert printer.jobs.empty()


@pytest.mark.parametrize(
    ("dsn", "sentence"),
    [("usb://printer", "mã thiết bị USB"), ("network://printer?width=80", "số điểm trên một dòng")],
)
def test_a_wrong_printer_is_refused_before_the_office_opens(
    sample_office: RunningOffice, dsn: str, sentence: str
) -> None:
    with pytest.raises(AssertionError, match=sentence):
        RunningOffice(sample_office.data, {"TOILUOT_PRINTER": dsn}).run("serve", "--port", "0")
