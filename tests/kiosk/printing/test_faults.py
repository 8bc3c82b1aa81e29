"""Everything that goes wrong with a printer: what the slip ends as, what is known of the printer, what docs/printing.md says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.printing.address import address_of
from kiosk.printing.blocks import paper
from kiosk.printing.commands import commands
from kiosk.printing.delivery import SILENCES, Delivered, Delivery
from kiosk.printing.picture import picture
from kiosk.printing.transport import NetworkTransport, Patience, PrinterFailed
from server.domain.printer import Confirmation, PrinterState
from tests.fixtures.printer import (
    SMALL_BUFFER,
    Epson,
    FakePrinter,
    closes_at_once,
    never_reads,
    printed,
    resets_in_mid_job,
    takes_it,
    takes_it_slowly,
    talks_nonsense,
)
from tests.fixtures.slip import slip

PrinterThat = Callable[..., FakePrinter]
READY, UNKNOWN = PrinterState.READY, PrinterState.UNKNOWN

CALM = Patience(connect=5, job=20, answer=10, confirmation=10)
"""For printers that answer, which they do at once: however busy the machine is, nothing is taken for silence."""

WITH_THE_MUTE = Patience(connect=5, job=20, answer=0.15, confirmation=0.4)
ON_PAPER, NOTHING_TAKEN, PERHAPS_HALF = "on paper", "nothing taken", "perhaps half"


@dataclass(frozen=True)
class Fault:
    """`ends`: what became of the slip, with the problem or with "confirmed"; `state`: what is known of the printer."""

    manner: Callable[[], object]
    ends: str
    why: str
    state: PrinterState | None
    buffer: int = 0
    switched_on: bool = True
    patience: Patience = CALM


FAULTS = {
    "all is well": Fault(Epson, ON_PAPER, "confirmed", READY),
    "the roll is near its end": Fault(
        lambda: Epson(near_end=True), ON_PAPER, "confirmed", PrinterState.NEAR_END
    ),
    "reads slowly": Fault(lambda: takes_it_slowly, ON_PAPER, "sent", UNKNOWN, patience=WITH_THE_MUTE),
    "says nothing at all": Fault(lambda: takes_it, ON_PAPER, "sent", UNKNOWN, patience=WITH_THE_MUTE),
    "says how it is, not when it is done": Fault(
        lambda: Epson(confirms=False),
        ON_PAPER,
        "sent",
        READY,
        patience=Patience(job=20, answer=10, confirmation=0.4),
    ),
    "answers nonsense": Fault(lambda: talks_nonsense, ON_PAPER, "sent", UNKNOWN),
    "answers too late": Fault(lambda: Epson(late=True), ON_PAPER, "sent", UNKNOWN, patience=WITH_THE_MUTE),
    "refuses the connection": Fault(lambda: takes_it, NOTHING_TAKEN, "unreachable", None, switched_on=False),
    "closes at once": Fault(lambda: closes_at_once, NOTHING_TAKEN, "unreachable", None),
    "has no paper": Fault(lambda: Epson(paper_out=True), NOTHING_TAKEN, "paper-end", None),
    "is open": Fault(lambda: Epson(cover_open=True), NOTHING_TAKEN, "cover-open", None),
    "its cutter is stuck": Fault(lambda: Epson(cutter_stuck=True), NOTHING_TAKEN, "error", None),
    "is offline": Fault(lambda: Epson(offline=True), NOTHING_TAKEN, "offline", None),
    "runs out of paper in mid-job": Fault(lambda: Epson(rows_left=300), PERHAPS_HALF, "paper-end", None),
    "breaks off in mid-job": Fault(
        lambda: resets_in_mid_job, PERHAPS_HALF, "lost", None, patience=WITH_THE_MUTE
    ),
    "accepts and never reads": Fault(
        lambda: never_reads,
        PERHAPS_HALF,
        "silent",
        None,
        SMALL_BUFFER,
        patience=Patience(job=1.0, answer=0.15),
    ),
}


def delivery_to(
    printer: FakePrinter, patience: Patience = CALM, confirmation: Confirmation = Confirmation.PAPER
) -> Delivery:
    way = NetworkTransport("127.0.0.1", printer.port, patience.connect, patience.job)
    return Delivery(way, confirmation, patience)


SLIP = commands(picture(slip(), paper(576)), "default")


def outcome(delivery: Delivery) -> tuple[str, str, PrinterState | None]:
    try:
        done = delivery.deliver(SLIP, 7, lambda: True)
    except PrinterFailed as failed:
        return NOTHING_TAKEN if failed.took_nothing else PERHAPS_HALF, failed.problem, None
    assert done is not None
    return ON_PAPER, "confirmed" if done.confirmed else "sent", done.state


@pytest.mark.parametrize("what", FAULTS)
def test_whatever_a_printer_does_the_slip_ends_in_time_as_what_became_of_it(
    printer_that: PrinterThat, what: str
) -> None:
    fault = FAULTS[what]
    printer = printer_that(fault.manner(), fault.buffer)
    if not fault.switched_on:
        printer.switch_off()

    assert outcome(delivery_to(printer, fault.patience)) == (fault.ends, fault.why, fault.state)

    printer.set_free()


@pytest.mark.parametrize("what", FAULTS)
def test_a_slip_that_ended_on_paper_is_there_whole_and_one_that_was_not_taken_is_not_there_at_all(
    printer_that: PrinterThat, what: str
) -> None:
    fault = FAULTS[what]
    printer = printer_that(fault.manner(), fault.buffer)

    ended = outcome(delivery_to(printer, fault.patience))[0] if fault.switched_on else NOTHING_TAKEN
    printer.set_free()
    if ended is ON_PAPER:
        assert printed(printer.paper()).picture.tobytes() == picture(slip(), paper(576)).tobytes()
    printer.switch_off()

    assert printer.jobs.empty() or ended is PERHAPS_HALF


def test_every_fault_of_this_table_is_in_the_documented_one_with_what_the_slip_ends_as() -> None:
    told = dict(
        re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", Path("docs/printing.md").read_text("utf-8"), re.MULTILINE)
    )

    for what, fault in FAULTS.items():
        ends = {ON_PAPER: f"`{fault.why}`", NOTHING_TAKEN: f"`queued`, `{fault.why}`"}
        assert told.get(what, "") == ends.get(fault.ends, f"`failed`, `{fault.why}`"), what


def test_the_id_of_another_job_confirms_nothing(printer_that: PrinterThat) -> None:
    class Confused(Epson):
        def _do(self, command: bytes, said: bytearray, burnt: bytearray) -> None:
            super()._do(command.replace(b"0007", b"0006"), said, burnt)

    printer = printer_that(Confused())

    assert outcome(delivery_to(printer, replace(CALM, confirmation=0.4), Confirmation.PROCESS))[:2] == (
        ON_PAPER,
        "sent",
    )


@pytest.mark.parametrize("job", [7, 1234, 9372, 10_007])
def test_a_printer_that_repeats_the_id_of_the_job_has_printed_it(printer_that: PrinterThat, job: int) -> None:
    done = delivery_to(printer_that(Epson()), confirmation=Confirmation.PROCESS).deliver(
        SLIP, job, lambda: True
    )

    assert done == Delivered(confirmed=True, state=READY)


def test_a_printer_that_answered_before_and_is_silent_now_gets_no_slip(printer_that: PrinterThat) -> None:
    printer = printer_that(Epson())
    delivery = delivery_to(printer, replace(CALM, answer=1.0))
    assert outcome(delivery)[1] == "confirmed"

    printer.manner = takes_it

    assert outcome(delivery) == (NOTHING_TAKEN, "unreachable", None)
    assert delivery.look() is PrinterState.UNREACHABLE


def test_a_mute_printer_in_the_place_of_one_that_answered_is_believed_after_a_while(
    printer_that: PrinterThat,
) -> None:
    printer = printer_that(Epson())
    way = NetworkTransport("127.0.0.1", printer.port)
    delivery = Delivery(way, Confirmation.PAPER, Patience(answer=0.5))
    assert delivery.look() is READY
    printer.manner = takes_it

    looks = [delivery.look() for _ in range(SILENCES)]

    assert set(looks[:-1]) == {PrinterState.UNREACHABLE}
    assert looks[-1] is UNKNOWN


def test_a_slip_that_somebody_else_claimed_is_not_sent(printer_that: PrinterThat) -> None:
    printer = printer_that(Epson())

    assert delivery_to(printer).deliver(SLIP, 7, lambda: False) is None
    printer.switch_off()
    assert printer.jobs.empty()


def test_a_printer_that_must_not_be_asked_gets_the_slip_and_nothing_else(printer_that: PrinterThat) -> None:
    printer = printer_that(takes_it)
    address = address_of(f"{printer.dsn}?status=none")
    way = NetworkTransport("127.0.0.1", printer.port)

    done = Delivery(way, address.confirmation, CALM, asks=address.asks).deliver(SLIP, 7, lambda: True)

    assert done == Delivered(confirmed=False, state=UNKNOWN)
    assert printer.paper() == SLIP


def test_a_printer_that_vanishes_and_comes_back_is_found_again(printer_that: PrinterThat) -> None:
    printer = printer_that(Epson())
    delivery = delivery_to(printer)
    before = delivery.look()

    printer.switch_off()
    away = outcome(delivery)
    printer.switch_on()

    assert before is READY
    assert away == (NOTHING_TAKEN, "unreachable", None)
    assert outcome(delivery) == (ON_PAPER, "confirmed", READY)
