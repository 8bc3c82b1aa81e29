"""Where a printer hangs and what it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.printing.address import Address, BadAddress, address_of


@pytest.mark.parametrize(
    ("dsn", "address"),
    [
        ("network://192.168.1.50", Address("network", "192.168.1.50", 9100)),
        ("network://may-in.local:9101/", Address("network", "may-in.local", 9101)),
        ("network://[fe80::1]:9100", Address("network", "fe80::1", 9100)),
        ("file:///dev/usb/lp0", Address("file", path=Path("/dev/usb/lp0"))),
        ("file:///tmp/phi%E1%BA%BFu", Address("file", path=Path("/tmp/phiếu"))),
        ("null://", Address("null")),
        (" null:// ", Address("null")),
        ("null://?width=384", Address("null", dots=384)),
        ("null://?width=512", Address("null", dots=512, dpi=180)),
        ("null://?profile=POS-5890", Address("null", profile="POS-5890", dots=384)),
        ("null://?profile=TM-T88V", Address("null", profile="TM-T88V", dots=512, dpi=180)),
        ("null://?profile=TM-T20II&width=512", Address("null", profile="TM-T20II", dots=512)),
    ],
)
def test_an_address_names_a_printer_and_its_paper(dsn: str, address: Address) -> None:
    assert address_of(dsn) == address


@pytest.mark.parametrize(
    ("dsn", "sentence"),
    [
        ("", "begins with network://, file:// or null://"),
        ("192.168.1.50", "begins with network://"),
        ("ftp://192.168.1.50", "begins with network://"),
        ("network://", "needs the printer's address"),
        ("network://:9100", "needs the printer's address"),
        ("network://printer:port", "Port could not be cast"),
        ("network://printer:99999", "Port out of range"),
        ("network://printer:0", "Port 0 is none"),
        ("network://printer/queue", "a host and a port only"),
        ("network://[::1", "is no address of a printer"),
        ("file://tmp/slips", "a whole path after three slashes"),
        ("file:///", "a whole path after three slashes"),
        ("null://printer", "nothing follows it"),
        ("usb://04b8:0202", "comes with a later version"),
        ("serial:///dev/ttyS0?baud=9600", "comes with a later version"),
        ("cups://office", "comes with a later version"),
        ("network://printer?paper=80", "has no 'paper'"),
        ("network://printer?width=384&width=576", "one width"),
        ("network://printer?width=", "is none"),
        ("network://printer?width=80", "576 .* on 80 mm paper, 384 on 58 mm"),
        ("network://printer?width=577", "is none"),
        ("network://printer?profile=Xprinter", "no profile 'Xprinter'; it has .*TM-T20II"),
        ("network://printer?profile=AF-240", "print no pictures"),
        ("network://printer?profile=POS-5890&width=576", "have 384 dots a line"),
    ],
)
def test_a_bad_address_is_refused_in_a_sentence(dsn: str, sentence: str) -> None:
    with pytest.raises(BadAddress, match=sentence):
        address_of(dsn)


def test_reading_an_address_does_not_wait_for_the_printing_library() -> None:
    asked = "import sys; from kiosk.printing.address import address_of; address_of('null://'); print('escpos' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "False"
