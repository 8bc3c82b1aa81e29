"""A printer behind CUPS. Its three commands are stood in for by programs that keep a queue in a folder."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.printing.address import BadAddress, address_of
from kiosk.printing.by_cups import CupsTransport
from kiosk.printing.transport import PrinterFailed, Transport
from kiosk.printing.ways import check_installed
from server.domain.printer import Problem
from tests.fixtures.printer import send

SLIP = bytes(range(256)) * 140

LPSTAT = """#!/bin/sh
case "$1" in
  -p) [ -e {queue}/gone ] && {{ echo "lpstat: Invalid destination name" >&2; exit 1; }}
      [ -e {queue}/stopped ] && {{ echo "printer phieu disabled since Monday"; exit 0; }}
      echo "printer phieu is idle." ;;
  -W) [ -e {queue}/stuck ] && [ ! -e {queue}/cancelled ] && echo "phieu-12 thu 35840 Mon"; exit 0 ;;
esac
"""
LP = """#!/bin/sh
[ -e {queue}/full ] && {{ echo "lp: No space" >&2; exit 1; }}
cat > {queue}/printed; echo "$*" > {queue}/asked
echo "request id is phieu-12 (1 file(s))"
"""
CANCEL = """#!/bin/sh
echo "$*" > {queue}/cancelled
"""

Cups = Callable[[str], Path]


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    """`cups("stuck")` is the folder of a queue with that trouble; "" for none."""

    def queue(trouble: str) -> Path:
        programs, folder = tmp_path / "bin", tmp_path / "queue"
        programs.mkdir()
        folder.mkdir()
        if trouble:
            (folder / trouble).touch()
        for name, text in (("lpstat", LPSTAT), ("lp", LP), ("cancel", CANCEL)):
            (programs / name).write_text(text.format(queue=folder))
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
        return folder

    return queue


def failure_of(transport: Transport) -> tuple[Problem, bool]:
    with pytest.raises(PrinterFailed) as failed:
        send(transport, SLIP)
    return failed.value.problem, failed.value.took_nothing


def test_a_queue_gets_every_byte_as_it_is(cups: Cups) -> None:
    queue = cups("")

    send(CupsTransport("phieu"), SLIP)

    assert (queue / "printed").read_bytes() == SLIP
    assert (queue / "asked").read_text().strip() == "-d phieu -o raw -t toiluot"


@pytest.mark.parametrize(
    ("trouble", "ends"),
    [
        ("gone", (Problem.UNREACHABLE, True)),
        ("stopped", (Problem.OFFLINE, True)),
        ("full", (Problem.UNREACHABLE, True)),
    ],
)
def test_a_queue_that_takes_no_job_took_nothing(cups: Cups, trouble: str, ends: tuple[Problem, bool]) -> None:
    cups(trouble)

    assert failure_of(CupsTransport("phieu")) == ends


def test_a_slip_that_stays_in_the_queue_is_taken_out_again_so_that_it_never_comes_out_later(
    cups: Cups,
) -> None:
    queue = cups("stuck")

    failed = failure_of(CupsTransport("phieu", job_seconds=0.3))

    assert failed == (Problem.SILENT, False)
    assert (queue / "cancelled").read_text().strip() == "phieu-12"


def test_a_dropped_slip_is_never_handed_over(cups: Cups) -> None:
    queue = cups("")
    transport = CupsTransport("phieu")
    transport.open()
    transport.write(SLIP)

    transport.close(drop=True)

    assert not (queue / "printed").exists()


def test_a_machine_without_cups_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BadAddress, match="cups-client"):
        check_installed(address_of("cups://phieu").scheme)
