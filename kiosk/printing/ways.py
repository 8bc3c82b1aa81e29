"""The way to each kind of printer, and what has to be installed for it."""

import shutil
from collections.abc import Callable
from importlib.util import find_spec

from kiosk.printing.address import Address, BadAddress
from kiosk.printing.by_cups import PROGRAMS, CupsTransport
from kiosk.printing.by_serial import SerialTransport
from kiosk.printing.by_usb import UsbTransport
from kiosk.printing.transport import (
    FileTransport,
    NetworkTransport,
    NullTransport,
    Patience,
    Transport,
)

Way = Callable[[Address, Patience], Transport]

WAYS: dict[str, Way] = {
    "network": lambda at, wait: NetworkTransport(at.host, at.port, wait.connect, wait.job),
    "usb": lambda at, wait: UsbTransport(at.vendor, at.product, at.serial, wait.job),
    "serial": lambda at, wait: SerialTransport(at.path, wait.job, baud=at.baud, flow=at.flow),
    "cups": lambda at, wait: CupsTransport(at.queue, at.host, wait.job),
    "file": lambda at, wait: FileTransport(at.path, wait.job),
    "null": lambda _, __: NullTransport(),
}


def transport_for(address: Address, patience: Patience | None = None) -> Transport:
    return WAYS[address.scheme](address, patience or Patience())


def check_installed(scheme: str) -> None:
    """Raises BadAddress, with what to install as its hint, when this kind of printer needs something that is not here."""
    module = {"usb": "usb", "serial": "serial"}.get(scheme)
    if module is not None and find_spec(module) is None:
        raise BadAddress(f"printer-needs-{scheme}", f'pip install "toiluot[{scheme}]"')
    if scheme == "cups" and not all(map(shutil.which, PROGRAMS)):
        raise BadAddress("printer-needs-cups", "sudo apt-get install cups-client")
