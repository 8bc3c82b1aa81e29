"""A printer on USB without a driver of the system: pyusb speaks to its two bulk endpoints."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kiosk.printing.transport import JOB_SECONDS, PrinterFailed
from server.domain.printer import Problem
from server.native import apart

PRINTER_CLASS = 7
_PIECE = 4096
"""Bytes handed over at once: after a failure it is known to so many whether the printer took any."""

_OUT, _IN, _KIND, _BULK = 0x00, 0x80, 0x03, 0x02


@dataclass
class UsbTransport:
    """`serial` tells two printers of one kind apart; empty for whichever is found.

    `backend`: one of pyusb's; its own choice by default.
    """

    vendor: int
    product: int
    serial: str = ""
    job_seconds: float = JOB_SECONDS
    backend: Any = None
    _device: Any = None
    _interface: int = 0
    _detached: bool = False
    _out: Any = None
    _in: Any = None
    _until: float = 0.0

    def open(self) -> None:
        self._until = time.monotonic() + self.job_seconds
        with _failing(Problem.UNREACHABLE, took_nothing=True):
            apart(self._take)

    def _take(self) -> None:
        import usb.core
        import usb.util

        self._device = usb.core.find(
            idVendor=self.vendor, idProduct=self.product, custom_match=self._is_it, backend=self.backend
        )
        if self._device is None:
            raise PrinterFailed(Problem.UNREACHABLE, "no such printer is plugged in", took_nothing=True)
        interface = _printing_interface(self._device)
        self._interface = interface.bInterfaceNumber
        self._let_the_system_go()
        usb.util.claim_interface(self._device, self._interface)
        self._out, self._in = _endpoint(interface, _OUT), _endpoint(interface, _IN)

    def _is_it(self, device: Any) -> bool:
        return not self.serial or device.serial_number == self.serial

    def _let_the_system_go(self) -> None:
        """The system's own printer driver holds it otherwise; it gets it back afterwards."""
        try:
            if self._device.is_kernel_driver_active(self._interface):
                self._device.detach_kernel_driver(self._interface)
                self._detached = True
        except NotImplementedError:
            return  # There is nothing to detach on this system.

    def write(self, data: bytes) -> None:
        if self._out is None:
            raise PrinterFailed(Problem.LOST, "not open")
        for at in range(0, len(data), _PIECE):
            left = self._until - time.monotonic()
            if left <= 0:
                raise PrinterFailed(Problem.SILENT, "takes no more bytes", took_nothing=at == 0)
            self._write_piece(data[at : at + _PIECE], round(left * 1000))

    def _write_piece(self, piece: bytes, milliseconds: int) -> None:
        with _failing(Problem.LOST):
            apart(lambda: self._out.write(piece, max(1, milliseconds)))

    def read(self, timeout: float) -> bytes:
        import usb.core

        if self._in is None:
            return b""
        left = max(0.001, min(timeout, self._until - time.monotonic()))
        try:
            with _failing(Problem.LOST):
                return bytes(apart(lambda: self._in.read(64, round(left * 1000) or 1)))
        except PrinterFailed as failed:
            if isinstance(failed.why, usb.core.USBTimeoutError):
                return b""
            raise

    def close(self, *, drop: bool = False) -> None:  # noqa: ARG002  what the printer has taken is out of our hands
        device, self._device, self._out, self._in = self._device, None, None, None
        if device is not None:
            apart(lambda: self._give_back(device))

    def _give_back(self, device: Any) -> None:
        """A printer that was unplugged meanwhile cannot be given back any more."""
        import usb.core
        import usb.util

        detached, self._detached = self._detached, False
        try:
            usb.util.release_interface(device, self._interface)
            if detached:
                device.attach_kernel_driver(self._interface)
        except usb.core.USBError:
            return
        finally:
            usb.util.dispose_resources(device)


@contextmanager
def _failing(problem: Problem, *, took_nothing: bool = False) -> Iterator[None]:
    """What pyusb says, as what became of the job: a time that is over means that the printer takes no more."""
    import usb.core

    try:
        yield
    except usb.core.USBTimeoutError as failed:
        raise PrinterFailed(Problem.SILENT, failed, took_nothing=took_nothing) from failed
    except (usb.core.USBError, usb.core.NoBackendError, OSError) as failed:
        raise PrinterFailed(problem, failed, took_nothing=took_nothing) from failed


def _printing_interface(device: Any) -> Any:
    """The one for printers, or the only one of a device that calls itself something else."""
    interfaces = [interface for configuration in device for interface in configuration]
    printing = [one for one in interfaces if one.bInterfaceClass == PRINTER_CLASS]
    return (printing or interfaces)[0]


def _endpoint(interface: Any, way: int) -> Any:
    """The bulk endpoint of that way; None where there is no way back."""
    found = (
        one for one in interface if one.bEndpointAddress & 0x80 == way and one.bmAttributes & _KIND == _BULK
    )
    return next(found, None)
