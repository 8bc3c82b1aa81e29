"""When must a dossier be settled?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from server.domain.calendar import NoWorkingDay, Span, WorkTime
from server.domain.period import A_DAY

CUT_OFF = time(15)
"""What comes later is passed on at the start of the next working day (Decree 118/2025, Art. 18(2), as amended in 2026)."""

LONGEST_VALUE = 1000
"""No procedure has a longer limit, in whichever unit."""


class LimitKind(StrEnum):
    """How a procedure states its time limit."""

    SAME_DAY = "same_day"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: so many hours or days. `cut_off`: after this time of day a dossier counts as of the next working
    day; None where the hour of receipt does not matter.
    """

    kind: LimitKind = LimitKind.NONE
    value: int = 0
    cut_off: time | None = None


NO_LIMIT = Limit()


@dataclass(frozen=True, slots=True)
class Stop:
    """Time that does not count: from the request for more papers until they came; `until` is None while they have not.

    `anew`: the papers made the dossier complete for the first time, so the whole limit runs from `until` (Decree
    118/2025, Art. 17(3): time is counted from when the dossier is complete). Otherwise it goes on where it stopped.
    """

    since: datetime
    until: datetime | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """A new time, promised with an apology (form 04)."""

    at: datetime
    due: datetime


def due(
    received: datetime,
    limit: Limit,
    work: WorkTime,
    stops: Sequence[Stop] = (),
    extensions: Sequence[Extension] = (),
) -> datetime | None:
    """The instant by which the dossier is to be settled; None where no limit is stated, or while it is stopped.

    The law says what counts, not how to count everywhere; where it is silent we count as offices do:

    - **The first day.** Received in working hours before the cut-off: the day of receipt. After the cut-off, or on a day
      on which nobody works: the next working day. At 15:00 sharp it is not yet after 15:00.
    - **Same day**: the end of the working hours of the first day.
    - **Working days**: counted from the day after the first one (Civil Code, Art. 147(2)); days off do not count, a
      make-up Saturday does, a half day counts as a day. Until the end of working hours of the last day.
    - **Calendar days**: the same, every day counts; if the last one is a day off, the next working day (Art. 148(5)).
    - **Hours**: working hours only, from the moment of receipt, or of the next opening.
    - **Stops**: days after the stop, up to and with the day of resuming, do not count; hours between them do not either.
      A stop that is over on its own day costs no day. Papers that come after the cut-off came the next working day.
    - **An extension** sets the time it promises; stops after it move that time on, earlier ones are over with.

    `received` and everything else is aware. Pure: the calendar comes in with `work`. Never earlier than `received`.
    """
    if limit.kind is LimitKind.NONE or any(stop.until is None for stop in stops):
        return None
    start, counted = _begun(received, stops)
    if extensions:
        last = max(extensions, key=lambda extension: extension.at)
        later = [stop for stop in counted if stop.since >= last.at]
        return _moved_on(last.due, later, limit, work) if later else last.due
    if limit.kind is LimitKind.HOUR:
        return _after_hours(start, timedelta(hours=limit.value), counted, work)
    first = first_day(start, limit, work)
    return max(work.ends(_last_day(first, limit, work, counted)), received)


def first_day(received: datetime, limit: Limit, work: WorkTime) -> date:
    """The day as of which a dossier counts as received."""
    wall = received.astimezone(work.zone)
    late = limit.cut_off is not None and wall.time() > limit.cut_off
    if work.is_open(wall.date()) and not late and wall <= work.ends(wall.date()):
        return wall.date()
    return work.working_day_from(wall.date() + A_DAY if late or _is_over(wall, work) else wall.date())


def is_foreseen(received: datetime, until: datetime | None, work: WorkTime) -> bool:
    """Whether a due time was reckoned with days off that nobody has decided yet."""
    last = until or received
    return any(work.is_foreseen(date(year, 1, 1)) for year in range(received.year, last.year + 1))


def _is_over(wall: datetime, work: WorkTime) -> bool:
    return work.is_open(wall.date()) and wall > work.ends(wall.date())


def _begun(received: datetime, stops: Sequence[Stop]) -> tuple[datetime, list[Stop]]:
    """From when the limit runs, and the stops since then."""
    anew = [stop.until for stop in stops if stop.anew and stop.until is not None]
    start = max([received, *anew])
    return start, [stop for stop in stops if not stop.anew and stop.since >= start]


def _last_day(first: date, limit: Limit, work: WorkTime, stops: Iterable[Stop]) -> date:
    if limit.kind is LimitKind.CALENDAR_DAY:
        stopped = sum(
            (_resumed(stop, limit, work) - _stopped(stop, work, first)).days
            for stop in _ended(stops, first, limit, work)
        )
        return work.working_day_from(first + (limit.value + stopped) * A_DAY)
    stopped = sum(
        work.working_days_between(_stopped(stop, work, first), _resumed(stop, limit, work))
        for stop in _ended(stops, first, limit, work)
    )
    value = limit.value if limit.kind is LimitKind.WORKING_DAY else 0
    return work.working_days_after(first, value + stopped)


def _ended(stops: Iterable[Stop], first: date, limit: Limit, work: WorkTime) -> list[Stop]:
    """The stops that cost a day."""
    return [stop for stop in stops if _resumed(stop, limit, work) > _stopped(stop, work, first)]


def _stopped(stop: Stop, work: WorkTime, first: date) -> date:
    return max(stop.since.astimezone(work.zone).date(), first)


def _resumed(stop: Stop, limit: Limit, work: WorkTime) -> date:
    assert stop.until is not None
    return first_day(stop.until, limit, work)


def _moved_on(promised: datetime, stops: list[Stop], limit: Limit, work: WorkTime) -> datetime:
    """A promised time, as many working days later as the dossier lay still since."""
    day = promised.astimezone(work.zone).date()
    still = sum(
        work.working_days_between(stop.since.astimezone(work.zone).date(), _resumed(stop, limit, work))
        for stop in stops
    )
    return work.ends(work.working_days_after(day, still)) if still else promised


def _after_hours(start: datetime, hours: timedelta, stops: list[Stop], work: WorkTime) -> datetime:
    """The moment at which so many hours have been worked since `start`, those between stops left out."""
    left, day = hours, start.astimezone(work.zone).date()
    for ahead in range(LONGEST_VALUE * 8):
        for begins, ends in _running(work.spans(day + ahead * A_DAY), start, stops):
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
    raise NoWorkingDay(day)


def _running(spans: list[Span], start: datetime, stops: list[Stop]) -> list[Span]:
    """What is left of a day's hours: from `start` on, without the stops."""
    left = [(max(begins, start), ends) for begins, ends in spans if ends > start]
    for stop in stops:
        assert stop.until is not None
        left = [piece for span in left for piece in _without(span, stop.since, stop.until)]
    return left


def _without(span: Span, since: datetime, until: datetime) -> list[Span]:
    begins, ends = span
    pieces = ((begins, min(ends, since)), (max(begins, until), ends))
    return [piece for piece in pieces if piece[0] < piece[1]]
