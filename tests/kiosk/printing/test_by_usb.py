"""A printer on USB, behind pyusb's own door for other systems: what stands there is a printer instead of a kernel."""

# ruff: noqa: ARG002  the signatures are those of pyusb's backends

import errno
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import usb.backend
import usb.core

from kiosk.printing import ways
from kiosk.printing.address import BadAddress, address_of
from kiosk.printing.by_usb import UsbTransport
from kiosk.printing.delivery import Delivered, Delivery
from kiosk.printing.transport import Patience, PrinterFailed
from server.domain.printer import Confirmation, PrinterState, Problem
from tests.fixtures.printer import Epson, FakePrinter, printed

VENDOR, PRODUCT = 0x04B8, 0x0E15
PICTURE = b"\x1dv0\x00\x48\x00\x00\x01" + bytes(range(256)) * 72


@dataclass
class Plug(usb.backend.IBackend):  # type: ignore[misc]  # pyusb is untyped
    """One plugged-in printer: a vendor's own interface, then that for printers with an endpoint for each way."""

    epson: Epson = field(default_factory=Epson)
    printer: FakePrinter = field(init=False)
    plugged: bool = True
    takes: int = 10**9
    driver: bool = True
    claimed: list[int] = field(default_factory=list)
    said: bytearray = field(default_factory=bytearray)
    heard: bytearray = field(default_factory=bytearray)
    burnt: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        super().__init__()
        self.printer = FakePrinter(self.epson)

    def enumerate_devices(self) -> Iterator[object]:
        yield from [self] if self.plugged else []

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT, bcdDevice=1, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=7, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=55, bNumInterfaces=2, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf > 1 or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=intf, bAlternateSetting=0, bNumEndpoints=2 * intf,
            bInterfaceClass=7 if intf else 255, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0,
            extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(0x82, 0x01)[ep], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Any) -> Any:
        return self

    def close_device(self, dev_handle: Any) -> None:
        """It stays plugged in."""

    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return self.driver

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.driver = False

    def attach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.driver = True

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        self.claimed.append(intf)

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        self._still_there()
        self.claimed.remove(intf)

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        self._still_there()
        if self.takes < len(data):
            raise usb.core.USBTimeoutError("timed out", error_code=-7, errno=errno.ETIMEDOUT)
        self.takes -= len(data)
        self.heard += bytes(data)
        self.epson.hears(self.heard, self.said, self.burnt)
        return len(data)

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: "array[int]", timeout: int) -> int:
        self._still_there()
        if not self.said:
            raise usb.core.USBTimeoutError("timed out", error_code=-7, errno=errno.ETIMEDOUT)
        size = min(len(buff), len(self.said))
        buff[:size] = array("B", self.said[:size])
        del self.said[:size]
        return size

    def _still_there(self) -> None:
        if not self.plugged:
            raise usb.core.USBError("no such device", errno=errno.ENODEV)


def to(plug: Plug, job_seconds: float = 2.0) -> UsbTransport:
    return UsbTransport(VENDOR, PRODUCT, job_seconds=job_seconds, backend=plug)


def outcome(plug: Plug) -> Delivered | tuple[Problem, bool] | None:
    delivery = Delivery(to(plug), Confirmation.PAPER, Patience(answer=0.1, confirmation=0.3))
    try:
        return delivery.deliver(PICTURE + b"\x1dVB\x00", 7, lambda: True)
    except PrinterFailed as failed:
        return failed.problem, failed.took_nothing


def test_a_usb_printer_gets_every_dot_and_says_so() -> None:
    plug = Plug()

    done = outcome(plug)

    assert done == Delivered(confirmed=True, state=PrinterState.READY)
    assert printed(bytes(plug.burnt)).picture.size == (576, 256)


def test_the_systems_driver_gets_the_printer_back() -> None:
    plug = Plug()
    transport = to(plug)

    transport.open()
    held = (plug.driver, plug.claimed[:])
    transport.close()

    assert (held, plug.driver, plug.claimed) == ((False, [1]), True, [])


@pytest.mark.parametrize(
    ("plug", "ends"),
    [
        (lambda: Plug(plugged=False), (Problem.UNREACHABLE, True)),
        (lambda: Plug(Epson(paper_out=True)), (Problem.PAPER_END, True)),
        (lambda: Plug(takes=10_000), (Problem.SILENT, False)),
    ],
)
def test_what_goes_wrong_ends_as_what_became_of_the_slip(plug: Any, ends: tuple[Problem, bool]) -> None:
    assert outcome(plug()) == ends


def test_a_printer_unplugged_in_mid_job_loses_it_and_is_found_again() -> None:
    plug = Plug()
    transport = to(plug)
    transport.open()
    plug.plugged = False

    with pytest.raises(PrinterFailed) as failed:
        transport.write(PICTURE)
    transport.close(drop=True)
    plug.plugged, plug.claimed = True, []

    assert failed.value.problem is Problem.LOST
    assert outcome(plug) == Delivered(confirmed=True, state=PrinterState.READY)


def test_a_program_without_pyusb_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "find_spec", lambda _: None)

    with pytest.raises(BadAddress, match=r'pip install "toiluot\[usb\]"') as usb_missing:
        ways.check_installed(address_of("usb://04b8:0e15").scheme)
    with pytest.raises(BadAddress, match=r'pip install "toiluot\[serial\]"'):
        ways.check_installed(address_of("serial:///dev/ttyS0").scheme)
    assert usb_missing.value.why == "printer-needs-usb"
