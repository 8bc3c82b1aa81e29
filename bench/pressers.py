"""Many kiosks that press as fast as they are answered, in a process of their own: light, so that the server is measured.

    python -m bench.pressers URL TOKEN CLIENTS COUNT BODY

prints the milliseconds of every press and the seconds of all together, as JSON.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

CREATED = (b"200", b"201")


@dataclass
class Kiosk:
    """One kept-alive connection, with one press on its way."""

    line: socket.socket
    pressed: float = 0.0
    answer: bytearray = field(default_factory=bytearray)

    def press(self, request: bytes, body: bytes) -> None:
        self.answer.clear()
        self.pressed = time.perf_counter()
        self.line.sendall(request % uuid4().hex.encode() + body)

    def is_answered(self) -> bool:
        """Reads what came; whether the answer is whole."""
        came = self.line.recv(65536)
        if not came:
            raise ConnectionError("the server hung up")
        self.answer += came
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found:
            return False
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        return len(body) >= int(length)


def main(url: str, token: str, clients: str, count: str, body: str) -> None:
    to = urlsplit(url)
    request = (
        f"POST {to.path} HTTP/1.1\r\nHost: {to.netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nIdempotency-Key: %s\r\n\r\n"
    )
    kiosks = [Kiosk(socket.create_connection((to.hostname, to.port))) for _ in range(int(clients))]
    begun = time.perf_counter()
    took = _press(kiosks, request.encode(), body.encode(), int(count))
    print(json.dumps({"ms": took, "seconds": time.perf_counter() - begun}))


def _press(kiosks: list[Kiosk], request: bytes, body: bytes, count: int) -> list[float]:
    took: list[float] = []
    left = count
    with selectors.DefaultSelector() as lines:
        for kiosk in kiosks:
            kiosk.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lines.register(kiosk.line, selectors.EVENT_READ, kiosk)
            kiosk.press(request, body)
            left -= 1
        while len(took) < count:
            for ready, _ in lines.select():
                kiosk = ready.data
                if not kiosk.is_answered():
                    continue
                took.append((time.perf_counter() - kiosk.pressed) * 1000)
                status = bytes(kiosk.answer[9:12])
                if status not in CREATED:
                    raise RuntimeError(kiosk.answer.decode(errors="replace"))
                if left > 0:
                    left -= 1
                    kiosk.press(request, body)
    return took


def presses(url: str, token: str, clients: int, count: int, body: str = "{}") -> dict[str, Any]:
    """Milliseconds of each press (`ms`) and seconds of all (`seconds`)."""
    said = subprocess.run(
        [sys.executable, "-m", "bench.pressers", url, token, str(clients), str(count), body],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(said.stdout)
    return told


if __name__ == "__main__":
    main(*sys.argv[1:])
