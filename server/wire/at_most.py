"""What a stranger answers is read up to a point: one that never ends would hold up whoever reads it, and with it all others."""

import io
from typing import Any

ANSWER_BYTES = 64 * 1024
"""Far more than any honest answer has that is read here."""


class _AtMost(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, most: int) -> None:
        self._raw, self._left = raw, most

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int | None:
        got: int | None = self._raw.readinto(memoryview(room)[: self._left]) if self._left else 0
        self._left -= got or 0
        return got

    def close(self) -> None:
        self._raw.close()
        super().close()


def at_most(file: io.BufferedReader, most: int = ANSWER_BYTES) -> io.BufferedReader:
    """The same file, at whose end one is after so many bytes."""
    return io.BufferedReader(_AtMost(file.detach(), most))
