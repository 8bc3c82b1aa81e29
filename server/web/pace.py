"""How fast may one ask? As fast as people press, not as fast as a child drums."""

import time
from collections import deque
from math import ceil

from server.domain.errors import TooManyPresses

MINUTE = 60.0
MOST = 10_000
"""Callers that are remembered; beyond, whoever asked for the first time longest ago."""


class Pace:
    """The presses of the last minute, per caller. Monotonic time: a clock set back locks nobody out."""

    def __init__(self) -> None:
        self._pressed: dict[str, deque[float]] = {}

    def step(self, caller: str, limit: int) -> None:
        """Counts one press; TooManyPresses when there were `limit` within a minute (0: no limit)."""
        if limit == 0:
            return
        now = time.monotonic()
        pressed = self._pressed.setdefault(caller, deque())
        while pressed and now - pressed[0] >= MINUTE:
            pressed.popleft()
        if len(pressed) >= limit:
            raise TooManyPresses(seconds=ceil(MINUTE - (now - pressed[0])))
        pressed.append(now)
        if len(self._pressed) > MOST:
            del self._pressed[next(iter(self._pressed))]
