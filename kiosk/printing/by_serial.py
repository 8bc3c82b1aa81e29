"""A printer on a serial line: set up by pyserial, then written to and listened to as any device."""

import time
from dataclasses import dataclass
from typing import Any

from kiosk.printing.transport import LOOK_AGAIN_SECONDS, FileTransport, PrinterFailed, waiting_in
from server.domain.printer import Problem


@dataclass
class SerialTransport(FileTransport):
    """`baud`: bits a second. `flow`: how the printer says "not now"; "none", "xonxoff", "rtscts" or "dsrdtr"."""

    baud: int = 115_200
    flow: str = "none"
    _line: Any = None

    def open(self) -> None:
        import serial

        self._until = time.monotonic() + self.job_seconds
        wires = {self.flow: True} if self.flow != "none" else {}
        try:
            self._line = serial.Serial(str(self.path), self.baud, timeout=0, exclusive=True, **wires)
        except (serial.SerialException, OSError, ValueError) as failed:
            raise PrinterFailed(Problem.UNREACHABLE, failed, took_nothing=True) from failed
        self._file, self._talks = self._line.fileno(), True

    def close(self, *, drop: bool = False) -> None:
        """Waits until the last byte is on the wire; what is dropped is thrown out of the line's buffer."""
        line, self._line, file, self._file = self._line, None, self._file, None
        if line is None or file is None:
            return
        try:
            if drop:
                line.reset_output_buffer()
            else:
                self._until_on_the_wire(file)
        except OSError as failed:
            if not drop:
                raise PrinterFailed(Problem.LOST, failed) from failed
        finally:
            line.close()

    def _until_on_the_wire(self, file: int) -> None:
        while waiting_in(file):
            if time.monotonic() > self._until:
                raise PrinterFailed(Problem.SILENT, f"takes no more bytes after {self.job_seconds:g} s")
            time.sleep(LOOK_AGAIN_SECONDS)
