"""What time is it when the clock on the wall jumps?

The machine's clock may be set by hand, by a time server, or fall back when its battery is dead. Beside it runs a counter
of seconds that nobody can set. The office looks at both.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

LEAP = timedelta(hours=3)
"""A jump up to here is believed at once: a time server's correction, summer time set by hand."""

HOLD_SECONDS = 300.0
"""A wider one only when the clock still says so after this long: the day of everybody who waits hangs on it."""

NOTED = timedelta(seconds=2)
"""What a clock may gain or lose between two looks without being said to have jumped."""

DRIFT = 0.001
"""And per second between them."""


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock was set: at this instant of the new time, by so much. `held`: the office does not believe it yet."""

    at: datetime
    by: timedelta
    held: bool = False


class Watch:
    """The office's own watch. `doubted`: what it shows is known to be wrong, so that any jump forward is welcome."""

    def __init__(self, wall: datetime, ticks: float) -> None:
        self._shown, self._ticks = wall, ticks
        self._unbelieved: float | None = None
        self.doubted = False
        self.jump: Jump | None = None

    def read(self, wall: datetime, ticks: float) -> datetime:
        """The office's time, by what the clock on the wall says and the seconds that were counted."""
        elapsed = ticks - self._ticks
        own = self._shown + timedelta(seconds=elapsed)
        by = wall - own
        shown = wall if self._believes(by, ticks) else own
        if abs(by) > NOTED + timedelta(seconds=elapsed * DRIFT):
            self._note(wall, by, held=shown is own)
        self._shown, self._ticks = shown, ticks
        return shown

    def _believes(self, by: timedelta, ticks: float) -> bool:
        if abs(by) <= LEAP or (self.doubted and by > timedelta(0)):
            self._unbelieved = None
            return True
        if self._unbelieved is None:
            self._unbelieved = ticks
        if ticks - self._unbelieved < HOLD_SECONDS:
            return False
        self._unbelieved = None
        return True

    def _note(self, wall: datetime, by: timedelta, *, held: bool) -> None:
        known = self.jump
        if held and known is not None and known.held:
            return
        self.jump = Jump(wall, by, held)
