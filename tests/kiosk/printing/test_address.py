"""Where a printer hangs and what it is."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.printing.address import Address, BadAddress, address_of
from server.domain.printer import Confirmation
from server.web.words import shipped

MUTE: dict[str, Any] = {"asks": False, "confirmation": Confirmation.NONE}


@pytest.mark.parametrize(
    ("dsn", "address"),
    [
        ("network://192.168.1.50", Address("network", "192.168.1.50", 9100)),
        ("network://may-in.local:9101/", Address("network", "may-in.local", 9101)),
        ("network://[fe80::1]:9100", Address("network", "fe80::1", 9100)),
        ("file:///dev/usb/lp0", Address("file", path=Path("/dev/usb/lp0"))),
        ("file:///tmp/phi%E1%BA%BFu", Address("file", path=Path("/tmp/phiếu"), **MUTE)),
        ("usb://04b8:0e15", Address("usb", vendor=0x4B8, product=0xE15)),
        ("usb://4B8:E15/X1-7", Address("usb", vendor=0x4B8, product=0xE15, serial="X1-7")),
        ("serial:///dev/ttyUSB0", Address("serial", path=Path("/dev/ttyUSB0"), baud=115_200)),
        (
            "serial:///dev/ttyS1?baud=57600&flow=rtscts",
            Address("serial", path=Path("/dev/ttyS1"), baud=57_600, flow="rtscts"),
        ),
        (
            "serial:///dev/ttyS1?baud=9600&mode=text&profile=TM-L90",
            Address("serial", path=Path("/dev/ttyS1"), baud=9600, profile="TM-L90", text=True),
        ),
        ("cups://phieu", Address("cups", queue="phieu", **MUTE)),
        ("cups://may-in.local:631/phieu", Address("cups", host="may-in.local:631", queue="phieu", **MUTE)),
        ("null://", Address("null", **MUTE)),
        (" null:// ", Address("null", **MUTE)),
        ("null://?width=384", Address("null", dots=384, **MUTE)),
        ("null://?width=512", Address("null", dots=512, dpi=180, **MUTE)),
        ("null://?profile=POS-5890", Address("null", profile="POS-5890", dots=384, **MUTE)),
        ("null://?profile=TM-T88V", Address("null", profile="TM-T88V", dots=512, dpi=180, **MUTE)),
        ("null://?profile=TM-T20II&width=512", Address("null", profile="TM-T20II", dots=512, **MUTE)),
        (
            "network://p?profile=TM-T20II",
            Address("network", "p", profile="TM-T20II", confirmation=Confirmation.PROCESS),
        ),
        (
            "network://p?profile=TM-T20II&confirm=paper&roll=80",
            Address("network", "p", profile="TM-T20II", confirmation=Confirmation.PAPER, roll=80),
        ),
        ("network://p?confirm=none", Address("network", "p", confirmation=Confirmation.NONE)),
        ("network://p?status=none", Address("network", "p", **MUTE)),
    ],
)
def test_an_address_names_a_printer_and_its_paper(dsn: str, address: Address) -> None:
    assert address_of(dsn) == address


@pytest.mark.parametrize(
    ("dsn", "why"),
    [
        ("", "printer-scheme"),
        ("192.168.1.50", "printer-scheme"),
        ("ftp://192.168.1.50", "printer-scheme"),
        ("network://", "printer-network"),
        ("network://:9100", "printer-network"),
        ("network://printer:port", "printer-network"),
        ("network://printer:99999", "printer-network"),
        ("network://printer:0", "printer-network"),
        ("network://printer/queue", "printer-network"),
        ("network://me@printer", "printer-network"),
        ("network://[::1", "printer-network"),
        ("file://tmp/slips", "printer-file"),
        ("file:///", "printer-file"),
        ("null://printer", "printer-null"),
        ("usb://", "printer-usb"),
        ("usb://epson", "printer-usb"),
        ("usb://04b8:02021", "printer-usb"),
        ("serial://ttyS0", "printer-serial"),
        ("serial:///dev/ttyS0?baud=9600", "printer-slow"),
        ("serial:///dev/ttyS0?baud=115", "printer-choice"),
        ("serial:///dev/ttyS0?flow=cable", "printer-choice"),
        ("network://printer?baud=115200", "printer-option"),
        ("network://printer?mode=text", "printer-text"),
        ("network://printer?mode=text&profile=POS-5890", "printer-text"),
        ("network://printer?mode=letters&profile=TM-T20II", "printer-choice"),
        ("cups://", "printer-cups"),
        ("cups://host/queue/more", "printer-cups"),
        ("cups://-d", "printer-cups"),
        ("network://printer?paper=80", "printer-option"),
        ("network://printer?width=384&width=576", "printer-option"),
        ("network://printer?status=yes", "printer-choice"),
        ("network://printer?confirm=maybe", "printer-choice"),
        ("network://printer?roll=0", "printer-roll"),
        ("network://printer?roll=80m", "printer-roll"),
        ("network://printer?width=", "printer-width"),
        ("network://printer?width=80", "printer-width"),
        ("network://printer?width=577", "printer-width"),
        ("network://printer?profile=Xprinter", "printer-profile"),
        ("network://printer?profile=AF-240", "printer-picture"),
        ("network://printer?profile=POS-5890&width=576", "printer-wide"),
    ],
)
def test_a_bad_address_is_refused_with_its_reason_in_both_languages(dsn: str, why: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address_of(dsn)

    assert refused.value.why == why
    assert refused.value.hint
    assert all(shipped().say(language, f"why.{why}") for language in ("vi", "en"))


def test_reading_an_address_does_not_wait_for_the_printing_library() -> None:
    asked = "import sys; from kiosk.printing.address import address_of; address_of('null://'); print('escpos' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "False"
