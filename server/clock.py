"""What time is it in the office? The only module that reads the clock."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from server.domain.watch import Jump, Watch

log = logging.getLogger(__name__)


class Clock:
    """The time of day, aware and in UTC: the machine's, as far as it can be believed (`server.domain.watch`).

    In practice mode it starts at `start` and runs `rate` times as fast as the real one, whatever becomes of that.
    """

    def __init__(self, start: datetime | None = None, rate: float = 1.0) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("the clock needs a time with an offset")
        self.rate = rate
        self.practice = start is not None or rate != 1
        self._begun = ticks()
        self._start = start.astimezone(UTC) if start else wall()
        self._watch = Watch(self._start, self._begun)
        self._woken = threading.Event()

    def __call__(self) -> datetime:
        if self.practice:
            return self._start + timedelta(seconds=ticks() - self._begun) * self.rate
        before = self._watch.jump
        now = self._watch.read(wall(), ticks())
        if self._watch.jump is not before:
            _tell(self._watch.jump)
        return now

    @property
    def jump(self) -> Jump | None:
        """The last time that somebody set the clock, since the program began."""
        return self._watch.jump

    def doubt(self, *, doubted: bool) -> None:
        """Says whether the time shown is known to be wrong."""
        self._watch.doubted = doubted

    def wait_until(self, when: datetime) -> bool:
        """Sleeps until then by this clock; False when woken up by `stop`."""
        while (left := (when - self()) / self.rate) > timedelta(0):
            if self._woken.wait(left.total_seconds()):
                return False
        return not self._woken.is_set()

    def stop(self) -> None:
        self._woken.set()


class JumpingClock(Clock):
    """A clock that moves only when told to: for days that are played as fast as they go."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def wait_until(self, when: datetime) -> bool:
        """Jumps there at once."""
        self._now = max(self._now, when.astimezone(UTC))
        return not self._woken.is_set()

    def release(self, rate: float = 1.0) -> Clock:
        """A running clock that goes on from here."""
        return Clock(self._now, rate)


def wall() -> datetime:
    """What the machine's clock says."""
    return datetime.fromtimestamp(time.time(), UTC)


def ticks() -> float:
    """Seconds that nobody can set. They go on while the machine sleeps, where it can say so."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def _tell(jump: Jump | None) -> None:
    if jump is None:
        return
    seconds = jump.by.total_seconds()
    if jump.held:
        log.error("the clock jumped by %+.0f s to %s; not believed unless it stays there", seconds, jump.at)
    else:
        log.warning("the clock was set by %+.0f s; it is %s", seconds, jump.at)
