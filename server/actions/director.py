"""What the director asks: how is it now, and how was it?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from math import ceil

from server.domain import figures
from server.domain.counter import Counter
from server.domain.deeds import Deeds
from server.domain.deeds import deeds as deeds_in
from server.domain.errors import BadInput
from server.domain.figures import Board, By, Cut, Keys, LegFact, Pair, Row, Tally, Targets, Terms, add
from server.domain.lived import LivedDay
from server.domain.period import A_DAY, Period
from server.domain.presence import Marks, Spell, marks, spells
from server.domain.ticket import Ticket
from server.office import ROLLED_CUTS, ROLLED_ERROR, Book, can_tell, sketched

EXACTLY = 1_000
"""Legs. So many are looked at one by one whenever they are asked for, in less than a tenth of a second; of more, what is
added up is told.
"""

SETTLED = timedelta(days=2)
"""A day is added up once nothing of it can change: services are rated until the end of the day after."""

CHECKED = timedelta(days=40)
"""How far back it is looked whether a day that was added up has changed all the same."""


@dataclass(frozen=True, slots=True)
class Today:
    """The live board: today's figures, and every counter with the ticket it has."""

    board: Board
    counters: tuple[tuple[Counter, Ticket | None], ...]


@dataclass(frozen=True, slots=True)
class DayAddedUp:
    """The figures of one day in every way they are split, and how many legs they are of."""

    day: date
    legs: int
    tallies: dict[Cut, dict[Keys, Tally]]


def facts(book: Book, first: date, last: date) -> Iterator[LegFact]:
    """Every leg of these days, oldest ticket first."""
    known = lived(book, first) if first == last else None
    return known.facts() if known else book.tickets.facts(first, last)


def lived(book: Book, day: date) -> LivedDay | None:
    """A day that may still change, as it is kept in mind; None for any other."""
    oldest = oldest_alive(book)
    return book.lived(day, oldest) if oldest <= day <= book.today else None


def keep_in_mind(book: Book) -> bool:
    """Reads a day that may still change before anybody waits for its figures; whether there was one to be read."""
    known = book.lately()
    alive = Period(oldest_alive(book), book.today).days()
    day = next((one for one in alive if known and one not in known.days), None)
    return day is not None and lived(book, day) is not None


def oldest_alive(book: Book) -> date:
    """The first day of which something may still change; the last is today."""
    return book.today - SETTLED + A_DAY


def terms(book: Book) -> Terms:
    """How this office counts."""
    usual = {code: service.usual for code, service in book.catalogue.services.items()}
    profile = book.profile
    return Terms(profile.zone, profile.code, Targets(wait=profile.settings.target, usual=usual))


def figures_of(book: Book, first: date, last: date, cut: Cut = (), exactly: int = EXACTLY) -> list[Row]:
    """The figures of these days, split or as one row. BadInput when they can not be split so.

    `exactly`: how many legs that are added up are looked at one by one all the same.
    """
    if not can_tell(cut):
        raise BadInput(where="by", why="choice", hint=f"{' and '.join(cut)} can not be told together")
    made, error = tallied(book, Period(first, last), cut, exactly)
    if not cut:
        return [figures.row((), made.get((), Tally()), error)]
    return figures.rows_of(made, cut, error)


def compared(book: Book, now: Period, then: Period, cut: Cut = ()) -> list[Pair]:
    """Two periods part by part, in the order of the one asked for; what only the other has comes after."""
    these, those = (
        {row.keys: row for row in figures_of(book, one.first, one.last, cut)} for one in (now, then)
    )
    return [Pair(keys, these.get(keys), those.get(keys)) for keys in {**these, **those}]


def together(book: Book, period: Period) -> tuple[Tally, float]:
    """What the whole office comes to in these days, and by how much of itself a percentile of it may be off."""
    made, error = tallied(book, period, ())
    return made.get((), Tally()), error


def of_offices(told: Mapping[str, tuple[Tally, float]]) -> tuple[list[Row], Row]:
    """A row for every office, by its code, and all of them together. Each office counts by its own clock and targets."""
    rows = [figures.row((code,), tally, error) for code, (tally, error) in told.items()]
    error = max((error for _, error in told.values()), default=0.0)
    whole = sketched() if error else Tally()
    for tally, _ in told.values():
        add(whole, tally)
    return rows, figures.row((), whole, error)


def tallied(book: Book, period: Period, cut: Cut, exactly: int = EXACTLY) -> tuple[dict[Keys, Tally], float]:
    """The tallies of these days, and by how much of itself a percentile of them may be off."""
    (made,), error = tallied_by(book, period, (cut,), exactly)
    return made, error


def tallied_by(
    book: Book, period: Period, cuts: Sequence[Cut], exactly: int = EXACTLY
) -> tuple[list[dict[Keys, Tally]], float]:
    """The same days split in several ways, in one look."""
    over, rest = _parted(book, period)
    if not over:
        return _counted(book, rest, cuts), 0.0
    told = [book.rollups.tallies(over, cut, book.profile.code) for cut in cuts]
    is_few = book.rollups.legs(over) <= exactly
    if is_few:
        told = [_held_then(*one) for one in zip(_counted(book, over, cuts), told, strict=True)]
    for made, counted in zip(told, _counted(book, rest, cuts), strict=True):
        _add(made, counted, Tally if is_few else sketched)
    return told, 0.0 if is_few else ROLLED_ERROR


def deeds(book: Book, period: Period, clerk: str, exactly: int = EXACTLY) -> tuple[Deeds, float]:
    """What this clerk did on these days, and by how much of itself a percentile of it may be off."""
    over, rest = _parted(book, period)
    late = _deeds_counted(book, rest, clerk)
    if not over:
        return late, 0.0
    told = book.rollups.deeds(over, clerk, late.services)
    is_few = book.rollups.legs(over) <= exactly
    if is_few:
        then, told = told, _deeds_counted(book, over, clerk)
        told.hold_as(then)
    told.add(late)
    return told, 0.0 if is_few else ROLLED_ERROR


def _deeds_counted(book: Book, period: Period, clerk: str) -> Deeds:
    told = Deeds(clerk)
    for part in _parts(book, period):
        legs, marked, done = _seen(book, part)
        told.add(deeds_in(legs, clerk, terms(book), marked, done))
    return told


def _parted(book: Book, period: Period) -> tuple[Period, Period]:
    """The days that are added up, and those that are not."""
    over = period.until(added_up_until(book))
    return over, period.after(over.last) if over else period


def _held_then(made: dict[Keys, Tally], then: Mapping[Keys, Tally]) -> dict[Keys, Tally]:
    for keys in made.keys() & then.keys():
        figures.hold_as(made[keys], then[keys])
    return made


def _add(made: dict[Keys, Tally], more: Mapping[Keys, Tally], empty: Callable[[], Tally]) -> None:
    for keys, tally in more.items():
        add(made.setdefault(keys, empty()), tally)


def waits(book: Book, first: date, last: date, seconds: int, bars: int) -> tuple[list[int], float]:
    """How many waits lay in each stretch of so many seconds (whoever waited exactly to its end is in it), the longer ones
    all in the last; and by how much of itself each may be off.
    """
    made, error = tallied(book, Period(first, last), ())
    told = made.get((), Tally()).wait
    counts = [0] * bars
    for value, count in told.by_value():
        counts[min(max(0, ceil(value / seconds) - 1), bars - 1)] += count
    return counts, error


def added_up_until(book: Book) -> date:
    """The last day whose figures are taken as added up; long ago when there is none."""
    until = book.rollups.until() or date.min
    return min(until, book.today - SETTLED)


def day_to_add_up(book: Book) -> date | None:
    """The earliest day that is over and not added up yet, or that changed since; None when there is none."""
    until, settled = book.rollups.until(), book.today - SETTLED
    if until is not None and until >= settled:
        return None
    first = until + A_DAY if until else book.rollups.first_day(book.profile.zone)
    if first is None or first > settled:
        return None
    changed = book.rollups.changed(Period(first - CHECKED, first - A_DAY)) if until else []
    return min(changed, default=first)


def add_day_up(book: Book, day: date) -> DayAddedUp:
    """The figures of a day that is over, counted."""
    legs = list(book.tickets.facts(day, day))
    told, done = _steps(book, Period(day, day))
    here = terms(book)
    made = {cut: figures.tallies(legs, cut, here, told, done) for cut in ROLLED_CUTS}
    return DayAddedUp(day, len(legs), made)


def keep_day(book: Book, added: DayAddedUp) -> None:
    book.rollups.keep_day(added.day, added.legs, added.tallies)


def _counted(book: Book, period: Period, cuts: Sequence[Cut]) -> list[dict[Keys, Tally]]:
    """The same days split in several ways, exactly."""
    told: list[dict[Keys, Tally]] = [{} for _ in cuts]
    for part in _parts(book, period):
        of_part = (
            _of_live_day(book, part, cuts) if isinstance(part, LivedDay) else _leg_by_leg(book, part, cuts)
        )
        for made, counted in zip(told, of_part, strict=True):
            _add(made, counted, Tally)
    return told


def _parts(book: Book, period: Period) -> Iterator[LivedDay | Period]:
    """The days that may still change as they are kept in mind, all others to be looked at leg by leg."""
    over = oldest_alive(book) - A_DAY
    for part in (period.until(over), period.after(book.today)):
        if part:
            yield part
    for day in period.after(over).until(book.today).days():
        yield lived(book, day) or Period(day, day)


def _of_live_day(book: Book, known: LivedDay, cuts: Sequence[Cut]) -> list[dict[Keys, Tally]]:
    return [known.tallies(cut, terms(book), _until(book, known.day)) for cut in cuts]


def _leg_by_leg(book: Book, period: Period, cuts: Sequence[Cut]) -> list[dict[Keys, Tally]]:
    """One way of splitting holds none of the legs in memory."""
    here = terms(book)
    legs, told, done = _seen(book, period)
    once = legs if len(cuts) == 1 else list(legs)
    return [figures.tallies(once, cut, here, told, done) for cut in cuts]


def _seen(book: Book, part: LivedDay | Period) -> tuple[Iterable[LegFact], Marks, list[Spell]]:
    """The legs, and what happened meanwhile."""
    if isinstance(part, LivedDay):
        return part.facts(), part.marks, part.floor.spells + part.floor.going_on(_until(book, part.day))
    return book.tickets.facts(part.first, part.last), *_steps(book, part)


def _until(book: Book, day: date) -> datetime | None:
    """Now, for the day that still goes on."""
    return book.now if day == book.today else None


def _steps(book: Book, period: Period) -> tuple[Marks, list[Spell]]:
    """What happened on these days beside the legs themselves."""
    zone = book.profile.zone
    begins = datetime.combine(period.first, time(), zone)
    ends = datetime.combine(period.last + A_DAY, time(), zone)
    taken = list(book.tickets.steps(begins, ends))
    done: list[Spell] = []
    for day, steps in groupby(taken, key=lambda step: step.at.astimezone(zone).date()):
        done += spells(steps, day, _until(book, day))
    return marks(taken), done


def spells_of(book: Book, day: date) -> list[Spell]:
    """What the counters did on a day."""
    return _steps(book, Period(day, day))[1]


def today(book: Book) -> Today:
    told = figures.board(facts(book, book.today, book.today), book.now, terms(book))
    return Today(told, tuple(counters(book)))


def counters(book: Book) -> Iterator[tuple[Counter, Ticket | None]]:
    """Every counter, with the ticket that is called to it or served there."""
    for counter in book.counters():
        yield counter, book.tickets.named(counter.ticket) if counter.ticket else None


def split_by(told: str) -> Cut:
    """One or two things, as they are named in the contract: "service", "weekday,hour"."""
    return tuple(By(one) for one in told.split(",")) if told else ()
