"""How bytes get to the printer, and what can be known of it."""

import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.printing.address import address_of
from kiosk.printing.delivery import Delivery
from kiosk.printing.transport import (
    CONNECT_SECONDS,
    JOB_SECONDS,
    FileTransport,
    NetworkTransport,
    NullTransport,
    Patience,
    PrinterFailed,
    Transport,
)
from kiosk.printing.ways import transport_for
from server.domain.printer import Confirmation, PrinterState, Problem
from tests.fixtures.printer import (
    PATIENCE_SECONDS,
    SMALL_BUFFER,
    FakePrinter,
    closes_at_once,
    hangs_up_after_the_first_bytes,
    has_no_paper,
    never_reads,
    resets_in_mid_job,
    send,
    takes_it,
    takes_it_slowly,
    talks_all_the_time,
)

SLIP = b"\x1dv0\x00" + struct.pack("<HH", 72, 512) + bytes(range(256)) * 144
"""36,872 bytes, about as many as a slip has."""

FIRST, SECOND = b"\x1bd\x01", b"\x1bd\x02"

LARGE = SLIP * 300
"""More than all buffers between two programs hold."""

PrinterThat = Callable[..., FakePrinter]


def write_the_rest(transport: Transport) -> None:
    transport.write(SLIP[1024:])
    transport.close()


def failure_of(transport: Transport, job: bytes = SLIP) -> PrinterFailed:
    with pytest.raises(PrinterFailed) as failed:
        send(transport, job)
    return failed.value


def to(printer: FakePrinter, job_seconds: float = JOB_SECONDS) -> NetworkTransport:
    return NetworkTransport("127.0.0.1", printer.port, job_seconds=job_seconds)


@pytest.mark.parametrize("manner", [takes_it, takes_it_slowly, talks_all_the_time])
def test_a_printer_on_the_network_gets_every_byte(printer_that: PrinterThat, manner: object) -> None:
    printer = printer_that(manner)

    send(to(printer), SLIP)

    assert printer.paper() == SLIP


def test_one_printer_gets_one_connection_for_each_job(printer_that: PrinterThat) -> None:
    printer = printer_that(takes_it)
    transport = to(printer)

    send(transport, FIRST)
    send(transport, SECOND)

    assert [printer.paper(), printer.paper()] == [FIRST, SECOND]


def test_a_printer_that_is_switched_off_took_nothing(nobody_listens: int) -> None:
    failed = failure_of(NetworkTransport("127.0.0.1", nobody_listens))

    assert (failed.problem, failed.took_nothing) == (Problem.UNREACHABLE, True)


def test_a_printer_that_serves_another_till_took_nothing() -> None:
    with socket.socket() as busy, socket.socket() as other, socket.socket() as third:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        other.connect(busy.getsockname())
        third.setblocking(False)
        third.connect_ex(busy.getsockname())
        transport = NetworkTransport("127.0.0.1", busy.getsockname()[1], connect_seconds=0.2)

        failed = failure_of(transport)

    assert (failed.problem, failed.took_nothing) == (Problem.UNREACHABLE, True)


def test_a_name_that_nobody_knows_took_nothing() -> None:
    failed = failure_of(NetworkTransport("may-in.invalid", 9100))

    assert (failed.problem, failed.took_nothing) == (Problem.UNREACHABLE, True)


def test_a_printer_that_never_reads_is_given_up_when_the_time_of_the_job_is_over(
    printer_that: PrinterThat,
) -> None:
    printer = printer_that(never_reads, SMALL_BUFFER)

    failed = failure_of(to(printer, job_seconds=0.4), LARGE)

    assert (failed.problem, failed.took_nothing) == (Problem.SILENT, False)


def test_bytes_that_only_this_side_keeps_do_not_count_as_taken(printer_that: PrinterThat) -> None:
    """A send succeeds at once when the kernel takes the bytes; the printer has none of them yet."""
    printer = printer_that(never_reads, SMALL_BUFFER)

    failed = failure_of(to(printer, job_seconds=0.4), SLIP)

    assert failed.problem is Problem.SILENT


@pytest.mark.parametrize("manner", [closes_at_once, resets_in_mid_job])
@pytest.mark.parametrize("job", [SLIP, LARGE])
def test_a_printer_that_hangs_up_in_mid_job_may_have_taken_some(
    printer_that: PrinterThat, manner: object, job: bytes
) -> None:
    failed = failure_of(to(printer_that(manner)), job)

    assert (failed.problem, failed.took_nothing) == (Problem.LOST, False)


def test_a_printer_that_hangs_up_politely_before_the_end_has_not_taken_the_job(
    printer_that: PrinterThat,
) -> None:
    printer = printer_that(hangs_up_after_the_first_bytes)
    transport = to(printer)
    transport.open()
    transport.write(SLIP[:1024])
    printer.go_on.set()
    assert printer.hung_up.wait(PATIENCE_SECONDS)

    with pytest.raises(PrinterFailed) as failed:
        write_the_rest(transport)
    transport.close(drop=True)

    assert (failed.value.problem, failed.value.took_nothing) == (Problem.LOST, False)


def test_half_a_slip_never_comes_out_later(printer_that: PrinterThat) -> None:
    printer = printer_that(has_no_paper, SMALL_BUFFER)

    failure_of(to(printer, job_seconds=0.2), LARGE)
    printer.go_on.set()

    assert printer.hung_up_on.wait(PATIENCE_SECONDS)
    assert printer.jobs.empty()


def test_nothing_is_written_to_a_printer_that_was_not_reached() -> None:
    with pytest.raises(PrinterFailed, match="not connected"):
        NetworkTransport("127.0.0.1", 9100).write(SLIP)


def test_a_network_printer_is_listened_to_only_as_long_as_is_said(printer_that: PrinterThat) -> None:
    chatty, mute = to(printer_that(talks_all_the_time)), to(printer_that(takes_it))

    chatty.open()
    chatty.write(b"\x10\x04\x01")
    mute.open()

    assert chatty.read(2.0) == b"\x14\x00\x00\x0f"
    assert mute.read(0.01) == b""
    chatty.close()
    mute.close()


def test_a_file_grows_job_by_job(tmp_path: Path) -> None:
    transport = transport_for(address_of(f"file://{tmp_path}/slips.bin"))

    send(transport, b"A001")
    send(transport, b"A002")

    assert (tmp_path / "slips.bin").read_bytes() == b"A001A002"


def test_a_folder_gets_a_file_for_each_job(tmp_path: Path) -> None:
    transport = transport_for(address_of(f"file://{tmp_path}"))

    send(transport, b"A001")
    send(transport, b"A002")

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        "slip-000001.bin": b"A001",
        "slip-000002.bin": b"A002",
    }


def test_a_folder_that_is_only_looked_at_stays_as_it_is(tmp_path: Path) -> None:
    delivery = Delivery(
        transport_for(address_of(f"file://{tmp_path}")), Confirmation.NONE, Patience(), asks=False
    )

    assert delivery.look() is PrinterState.UNKNOWN
    assert list(tmp_path.iterdir()) == []


def test_a_device_that_is_unplugged_does_not_become_a_file() -> None:
    device = Path("/dev/toiluot-printer")

    try:
        failed = failure_of(FileTransport(device))
    finally:
        became_a_file = device.exists()
        device.unlink(missing_ok=True)

    assert (failed.problem, failed.took_nothing) == (Problem.UNREACHABLE, True)
    assert not became_a_file


@pytest.mark.parametrize("place", ["missing/slips.bin", "file/slips.bin"])
def test_a_place_that_cannot_be_written_took_nothing(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()

    failed = failure_of(FileTransport(tmp_path / place))

    assert (failed.problem, failed.took_nothing) == (Problem.UNREACHABLE, True)


def test_a_device_that_takes_no_bytes_is_given_up_in_time(tmp_path: Path) -> None:
    """A pipe that nobody empties, as a USB printer without paper."""
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    transport = FileTransport(pipe, job_seconds=0.2)

    some_taken = failure_of(transport, LARGE)
    none_taken = failure_of(transport, SLIP)
    os.close(reader)

    assert (some_taken.problem, some_taken.took_nothing) == (Problem.SILENT, False)
    assert (none_taken.problem, none_taken.took_nothing) == (Problem.SILENT, True)


def test_a_full_disk_loses_the_job() -> None:
    failed = failure_of(FileTransport(Path("/dev/full")))

    assert (failed.problem, failed.took_nothing) == (Problem.LOST, True)


def test_no_printer_takes_everything() -> None:
    transport = NullTransport()

    send(transport, SLIP)

    assert transport.read(1.0) == b""


def test_the_way_is_chosen_by_the_address() -> None:
    assert transport_for(address_of("network://printer:9101")) == NetworkTransport("printer", 9101, 2.0, 8.0)
    assert transport_for(address_of("file:///dev/usb/lp0")) == FileTransport(Path("/dev/usb/lp0"))
    assert isinstance(transport_for(address_of("null://")), NullTransport)
    assert (CONNECT_SECONDS, JOB_SECONDS) == (2.0, 8.0)
