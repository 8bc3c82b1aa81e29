"""A printer that the system's own print service (CUPS) looks after: the bytes are handed over raw, by its commands.

CUPS keeps what it cannot print and prints it when it can, perhaps an hour later. So the job is watched until it has left
the queue, and cancelled when it does not in time.
"""

import os
import re
import subprocess
import time
from dataclasses import dataclass, field

from kiosk.printing.transport import JOB_SECONDS, PrinterFailed
from server.domain.printer import Problem

LOOK_SECONDS = 0.2
PROGRAMS = ("lp", "lpstat", "cancel")
_REQUEST = re.compile(r"\b(\S+-\d+)\b")


@dataclass
class CupsTransport:
    """`host`: of another machine's CUPS, empty for this one's."""

    queue: str
    host: str = ""
    job_seconds: float = JOB_SECONDS
    _job: bytearray = field(default_factory=bytearray)
    _until: float = 0.0
    _open: bool = False
    _handed_over: bool = False

    def open(self) -> None:
        self._until = time.monotonic() + self.job_seconds
        self._job.clear()
        self._handed_over = False
        said = self._run("lpstat", "-p", self.queue)
        if "disabled" in said:
            raise PrinterFailed(Problem.OFFLINE, said.strip(), took_nothing=True)
        self._open = True

    def write(self, data: bytes) -> None:
        self._job += data

    def read(self, timeout: float) -> bytes:  # noqa: ARG002  nothing comes back through a queue
        return b""

    def close(self, *, drop: bool = False) -> None:
        was_open, self._open = self._open, False
        if drop or not was_open or not self._job:
            return
        said = self._run("lp", "-d", self.queue, "-o", "raw", "-t", "toiluot", sent=bytes(self._job))
        request = _REQUEST.search(said)
        if request is None:
            raise PrinterFailed(Problem.LOST, f"lp said {said.strip()!r}")
        self._handed_over = True
        self._until_printed(request[1])

    def _until_printed(self, request: str) -> None:
        while request in self._run("lpstat", "-W", "not-completed", "-o", self.queue).split():
            if time.monotonic() > self._until:
                self._run("cancel", request)
                raise PrinterFailed(Problem.SILENT, f"{request} stayed in the queue and was cancelled")
            time.sleep(LOOK_SECONDS)

    def _run(self, program: str, *arguments: str, sent: bytes | None = None) -> str:
        """What a command of CUPS says, in English whatever the machine speaks."""
        elsewhere = ["-h", self.host] if self.host else []
        try:
            ended = subprocess.run(
                [program, *elsewhere, *arguments],
                input=sent or b"",
                capture_output=True,
                timeout=max(0.1, self._until - time.monotonic() + 1),
                env=os.environ | {"LC_ALL": "C"},
                check=False,
            )
        except subprocess.TimeoutExpired as failed:
            raise PrinterFailed(Problem.SILENT, failed) from failed
        except OSError as failed:
            raise PrinterFailed(Problem.UNREACHABLE, failed, took_nothing=True) from failed
        if ended.returncode != 0:
            why = ended.stderr.decode(errors="replace").strip()
            raise PrinterFailed(Problem.UNREACHABLE, why, took_nothing=not self._handed_over)
        return ended.stdout.decode(errors="replace")
