"""The last days as their figures are counted, kept in mind: true for exactly one entry of the journal.

Whoever opens the book at a later one reads on from there: the steps since, and the tickets that moved. Where that entry
is not in the journal any more (a back-up took its place), or is far behind, the days are read anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from itertools import groupby

from sqlalchemy import Connection

from server.domain.figures import LegFact
from server.domain.lived import LivedDay, begun
from server.domain.period import A_DAY
from server.domain.presence import Step
from server.store.facts import Since, facts, facts_of, since, steps

FARTHEST_BEHIND = 1_000
"""Entries. Who is farther behind reads the days anew: that takes as long."""


Head = tuple[int, str]
"""Number and hash of the last entry."""


@dataclass(frozen=True, slots=True)
class Lately:
    """The days of one office as they are after the entry `seq`, on the clock of its zone."""

    seq: int
    hash: str
    zone: tzinfo
    days: Mapping[date, LivedDay]


def lately(conn: Connection, office: int, zone: tzinfo, head: Head, known: Lately | None) -> Lately:
    """What was kept in mind, at the end of the journal; without any day where nothing can be kept."""
    seq, at_hash = head
    nothing = Lately(seq, at_hash, zone, {})
    if known is None or known.zone != zone or not 0 <= seq - known.seq <= FARTHEST_BEHIND:
        return nothing
    if (known.seq, known.hash) == head:
        return known
    news = since(conn, office, known.seq, known.hash)
    if news is None:
        return nothing
    moved = {day: _visits(found) for day, found in _moved(conn, office, zone, known, news).items()}
    days = {day: _one_on(lived, moved[day], news, zone) for day, lived in known.days.items()}
    return Lately(seq, at_hash, zone, days)


def with_day(conn: Connection, office: int, known: Lately, day: date, oldest: date) -> Lately:
    """This day too, read when it is not known yet; those before the oldest are forgotten."""
    if day in known.days:
        return known
    kept = {one: lived for one, lived in known.days.items() if one >= oldest}
    return replace(known, days={**kept, day: _read(conn, office, known.zone, day)})


def _moved(
    conn: Connection, office: int, zone: tzinfo, known: Lately, news: Since
) -> dict[date, list[LegFact]]:
    found: dict[date, list[LegFact]] = {day: [] for day in known.days}
    if news.tickets and found:
        for fact in facts_of(conn, office, zone, found.keys(), news.tickets):
            found[fact.day].append(fact)
    return found


def _one_on(lived: LivedDay, moved: Mapping[str, tuple[LegFact, ...]], news: Since, zone: tzinfo) -> LivedDay:
    """The day itself when nothing of it is new."""
    begins, ends = _bounds(lived.day, zone)
    told = [step for step in news.steps if begins <= step.at < ends]
    if not told and not moved and not news.tickets & lived.visits.keys():
        return lived
    stayed = {ticket: legs for ticket, legs in lived.visits.items() if ticket not in news.tickets}
    return lived.later({**stayed, **moved}, told)


def _read(conn: Connection, office: int, zone: tzinfo, day: date) -> LivedDay:
    taken: list[Step] = list(steps(conn, office, *_bounds(day, zone)))
    return begun(day).later(_visits(facts(conn, office, zone, day, day)), taken)


def _visits(found: Iterable[LegFact]) -> dict[str, tuple[LegFact, ...]]:
    return {ticket: tuple(legs) for ticket, legs in groupby(found, key=lambda fact: fact.ticket)}


def _bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, time(), zone), datetime.combine(day + A_DAY, time(), zone)
