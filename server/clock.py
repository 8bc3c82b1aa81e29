"""What time is it in the office? The only module that reads the clock."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """The time of day, aware and in UTC.

    In practice mode it starts at `start` and runs `rate` times as fast as the real one.
    """

    def __init__(self, start: datetime | None = None, rate: float = 1.0) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("the clock needs a time with an offset")
        self.rate = rate
        self.practice = start is not None or rate != 1
        self._real = datetime.now(UTC)
        self._start = start.astimezone(UTC) if start else self._real
        self._woken = threading.Event()

    def __call__(self) -> datetime:
        if not self.practice:
            return datetime.now(UTC)
        return self._start + (datetime.now(UTC) - self._real) * self.rate

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
