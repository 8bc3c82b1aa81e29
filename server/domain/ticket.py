"""What can happen to a citizen's ticket, and what can not.

A ticket is one visit; a leg is its stay in one line. The state of a ticket is the state of its last leg: a leg that
ends by transfer stays `transferred` for good, and the next leg begins `waiting` in the new line under the same number.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from server.domain.errors import BadInput, NotAllowed


class State(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    TRANSFERRED = "transferred"
    EXPIRED = "expired"


AT_COUNTER = frozenset({State.CALLED, State.SERVING})
OVER = frozenset({State.DONE, State.NO_SHOW, State.CANCELLED, State.EXPIRED})


class Verb(StrEnum):
    TAKE = "take"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no-show"
    HOLD = "hold"
    RETURN = "return"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    EXPIRE = "expire"
    UNDO = "undo"
    RATE = "rate"
    PRIORITY = "priority"


# The one table of moves: what is done -> from which states -> to which. Undo is not in it: it goes back where the
# last step came from.
MOVES: dict[Verb, tuple[frozenset[State], State]] = {
    Verb.CALL: (frozenset({State.WAITING}), State.CALLED),
    Verb.RECALL: (frozenset({State.CALLED}), State.CALLED),
    Verb.START: (frozenset({State.CALLED}), State.SERVING),
    Verb.FINISH: (frozenset({State.SERVING}), State.DONE),
    Verb.NO_SHOW: (frozenset({State.CALLED}), State.NO_SHOW),
    Verb.HOLD: (frozenset({State.WAITING, State.CALLED, State.SERVING}), State.HELD),
    Verb.RETURN: (frozenset({State.CALLED, State.HELD, State.NO_SHOW}), State.WAITING),
    Verb.TRANSFER: (frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD}), State.TRANSFERRED),
    Verb.CANCEL: (frozenset({State.WAITING, State.CALLED, State.HELD}), State.CANCELLED),
    Verb.EXPIRE: (frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD}), State.EXPIRED),
}

UNDOABLE = frozenset(
    {Verb.CALL, Verb.START, Verb.FINISH, Verb.NO_SHOW, Verb.HOLD, Verb.RETURN, Verb.TRANSFER, Verb.CANCEL}
)
"""Steps that can be taken back. A recall has been heard, a ticket has been printed: those can not."""


class Outcome(StrEnum):
    """How a stay at a counter ended (domain dossier, section 1.3)."""

    RECEIVED = "received"
    SUPPLEMENT = "supplement"
    REFUSED = "refused"
    RESULT_RETURNED = "result_returned"
    GUIDANCE_ONLY = "guidance_only"
    ONLINE_ASSISTED = "online_assisted"
    TRANSFERRED = "transferred"
    OTHER = "other"


class Place(StrEnum):
    """Where in the line a citizen comes back to."""

    FIRST = "first"
    LAST = "last"
    ORIGINAL = "original"


class PriorityClass(StrEnum):
    """Coarse and self-declared; the evidence is never kept (Decree 107/2021; domain dossier, sections 3 and 7)."""

    PRIORITY = "priority"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    MERIT = "merit"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Leg:
    """One stay in one line. Instants are aware; a time that has not come is None.

    `place` orders the line: the instant that the calling policy takes for the arrival. `reason` is why it was called
    when it was (`calling.Reason`), `reason_note` what the clerk wrote who picked it by hand.
    """

    service: str
    queued_at: datetime
    place: datetime
    state: State = State.WAITING
    for_counter: str | None = None
    counter: str | None = None
    clerk: str | None = None
    called_at: datetime | None = None
    first_called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    recalls: int = 0
    hold_until: datetime | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    reason_note: str | None = None

    @property
    def waited(self) -> timedelta | None:
        """First call minus arrival in this line, for legs that were called."""
        return self.first_called_at - self.queued_at if self.first_called_at else None

    @property
    def walked(self) -> timedelta | None:
        """Start minus the call that was answered."""
        return self.started_at - self.called_at if self.started_at and self.called_at else None

    @property
    def handled(self) -> timedelta | None:
        """Finish minus start."""
        return self.finished_at - self.started_at if self.finished_at and self.started_at else None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A citizen's visit: its number for the day and the legs it went through, oldest first."""

    id: str
    office_day: date
    number: str
    service: str
    issued_at: datetime
    secret: str | None
    legs: tuple[Leg, ...]
    priority: PriorityClass | None = None
    language: str = "vi"
    procedure: str | None = None
    appointment: datetime | None = None
    channel: str = "kiosk"
    rated: bool = False

    @property
    def leg(self) -> Leg:
        return self.legs[-1]

    @property
    def state(self) -> State:
        return self.leg.state

    @property
    def counter(self) -> str | None:
        return self.leg.counter


def moves_from(state: State) -> tuple[Verb, ...]:
    """What people may do with a ticket in this state, in the order of the table; only the office lets one expire."""
    allowed = (verb for verb, (sources, _) in MOVES.items() if state in sources)
    return tuple(verb for verb in allowed if verb is not Verb.EXPIRE)


def _moved(ticket: Ticket, verb: Verb, **changes: object) -> Ticket:
    """The ticket after the move; the only place where a state changes. NotAllowed names the state it is in."""
    sources, target = MOVES[verb]
    if ticket.state not in sources:
        raise NotAllowed(
            number=ticket.number, state=ticket.state.value, verb=verb.value, counter=ticket.counter
        )
    leg = replace(ticket.leg, state=target, **changes)  # type: ignore[arg-type]  # the callers below are typed
    return replace(ticket, legs=(*ticket.legs[:-1], leg))


def with_priority(ticket: Ticket, priority: PriorityClass | None) -> Ticket:
    """What a citizen said of their priority, corrected: no move, but only while the visit lasts."""
    if ticket.state in OVER:
        raise NotAllowed(
            number=ticket.number, state=ticket.state.value, verb=Verb.PRIORITY.value, counter=ticket.counter
        )
    return replace(ticket, priority=priority)


def call(
    ticket: Ticket, counter: str, clerk: str, now: datetime, reason: str, note: str | None = None
) -> Ticket:
    """Called to a counter. The wait ends with the first call, whatever comes after."""
    first = ticket.leg.first_called_at or now
    called = _moved(ticket, Verb.CALL, counter=counter, clerk=clerk, called_at=now, first_called_at=first)
    return replace(
        called, legs=(*called.legs[:-1], replace(called.leg, recalls=0, reason=reason, reason_note=note))
    )


def recall(ticket: Ticket, now: datetime) -> Ticket:
    """Called once more; the walk is counted from the latest call, the wait to the first."""
    return _moved(ticket, Verb.RECALL, called_at=now, recalls=ticket.leg.recalls + 1)


def start(ticket: Ticket, now: datetime) -> Ticket:
    return _moved(ticket, Verb.START, started_at=now)


def finish(ticket: Ticket, now: datetime, outcome: Outcome = Outcome.OTHER) -> Ticket:
    if outcome is Outcome.TRANSFERRED:
        raise BadInput(where="outcome", why="reserved", hint="transferred is set by a transfer")
    return _moved(ticket, Verb.FINISH, finished_at=now, outcome=outcome)


def no_show(ticket: Ticket, now: datetime) -> Ticket:
    return _moved(ticket, Verb.NO_SHOW, finished_at=now)


def hold(ticket: Ticket, now: datetime, until: datetime | None = None) -> Ticket:
    """Put aside, at most until the given instant; a service that had begun begins anew when it goes on."""
    if until is not None and until <= now:
        raise BadInput(where="until", why="past", hint="the time to come back lies in the past")
    return _moved(ticket, Verb.HOLD, hold_until=until, started_at=None)


def put_back(ticket: Ticket, place: Place, now: datetime, front: datetime) -> Ticket:
    """Back into the line; `front` is an instant before everybody who waits there."""
    places = {Place.FIRST: front, Place.LAST: now, Place.ORIGINAL: ticket.leg.queued_at}
    return _moved(
        ticket, Verb.RETURN, place=places[place], counter=None, clerk=None, hold_until=None, finished_at=None
    )


def transfer(ticket: Ticket, now: datetime, service: str, for_counter: str | None = None) -> Ticket:
    """On to another line (or to one counter of it): same number, and its first arrival keeps its place there."""
    left = _moved(ticket, Verb.TRANSFER, finished_at=now, outcome=Outcome.TRANSFERRED, hold_until=None)
    new = Leg(service=service, queued_at=now, place=ticket.legs[0].queued_at, for_counter=for_counter)
    return replace(left, legs=(*left.legs, new))


def cancel(ticket: Ticket, now: datetime) -> Ticket:
    return _moved(ticket, Verb.CANCEL, finished_at=now, hold_until=None)


def expire(ticket: Ticket, now: datetime) -> Ticket:
    """Left over at the end of its office day."""
    return _moved(ticket, Verb.EXPIRE, finished_at=now, hold_until=None)
