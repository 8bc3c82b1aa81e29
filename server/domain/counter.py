"""What a counter is doing, and who sits there."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from server.domain.errors import CounterBusy, CounterClosed, CounterTaken


class CounterState(StrEnum):
    OPEN = "open"
    SERVING = "serving"
    PAUSED = "paused"
    CLOSED = "closed"


COUNTER_VERBS = ("counter-open", "counter-pause", "counter-close", "counter-cover")
"""What happens to counters, as the journal calls it."""


class PauseReason(StrEnum):
    BREAK = "break"
    MEETING = "meeting"
    PAPERWORK = "paperwork"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Counter:
    """A place where citizens are served. `clerk` is who works there now; `ticket` the one called or being served.

    `services` maps each service to its preference here (1 before 2).
    """

    code: str
    name: str
    services: tuple[tuple[str, int], ...]
    state: CounterState = CounterState.CLOSED
    clerk: str | None = None
    pause_reason: PauseReason | None = None
    since: datetime | None = None
    ticket: str | None = None

    @property
    def shown(self) -> CounterState:
        """What people see: an open counter with a ticket is serving."""
        busy = self.state is CounterState.OPEN and self.ticket is not None
        return CounterState.SERVING if busy else self.state


def opened(counter: Counter, clerk: str, now: datetime) -> Counter:
    """Open, or open again after a pause. CounterTaken when somebody else works there."""
    if counter.state is not CounterState.CLOSED:
        manned_by(counter, clerk)
    return replace(counter, state=CounterState.OPEN, clerk=clerk, pause_reason=None, since=now)


def covered(counter: Counter, clerk: str, now: datetime) -> Counter:
    """Another clerk goes on where the one of until now stopped: whoever is called or served there stays so.

    CounterClosed when nobody works there: then it is opened.
    """
    if counter.state is CounterState.CLOSED:
        raise CounterClosed(counter=counter.name, state=counter.state.value)
    if counter.clerk == clerk:
        return counter
    return replace(counter, state=CounterState.OPEN, clerk=clerk, pause_reason=None, since=now)


def paused(counter: Counter, clerk: str, reason: PauseReason, now: datetime) -> Counter:
    _free(manned_by(counter, clerk))
    return replace(counter, state=CounterState.PAUSED, pause_reason=reason, since=now)


def closed(counter: Counter, clerk: str, now: datetime) -> Counter:
    if counter.state is CounterState.CLOSED:
        return counter
    _free(manned_by(counter, clerk))
    return replace(counter, state=CounterState.CLOSED, clerk=None, pause_reason=None, since=now)


def left_open(counter: Counter, now: datetime) -> Counter:
    """A counter that nobody closed yesterday, closed."""
    return replace(counter, state=CounterState.CLOSED, clerk=None, pause_reason=None, since=now)


def ready_to_call(counter: Counter, clerk: str) -> Counter:
    """The counter, if this clerk may call the next citizen to it now."""
    manned_by(counter, clerk)
    if counter.state is not CounterState.OPEN:
        raise CounterClosed(counter=counter.name, state=counter.state.value)
    return _free(counter)


def manned_by(counter: Counter, clerk: str) -> Counter:
    """The counter, if this clerk works there. CounterClosed when nobody does, CounterTaken when another does."""
    if counter.state is CounterState.CLOSED:
        raise CounterClosed(counter=counter.name, state=counter.state.value)
    if counter.clerk != clerk:
        raise CounterTaken(counter=counter.name, clerk=counter.clerk)
    return counter


def _free(counter: Counter) -> Counter:
    if counter.ticket is not None:
        raise CounterBusy(
            counter=counter.name, ticket=counter.ticket, number=counter.ticket.rsplit("-", 1)[-1]
        )
    return counter
