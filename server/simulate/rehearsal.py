"""An ordinary day of the sample office, ready to be played."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from server.domain.hours import Calendar
from server.domain.roles import Role
from server.office import Offer
from server.sample.offer import sample_offer, shares, staff
from server.simulate.day import Day, Kind, Seat, Shape, imagine

PER_COUNTER = 24
"""Citizens a counter can receive in a day without the morning's line lasting until noon."""


def ordinary(
    citizens: int | None = None, counters: Iterable[str] | None = None, offer: Offer | None = None
) -> Shape:
    """What an ordinary day of the sample office is drawn from.

    Every counter is manned when none is named; as many citizens come as the counters can receive.
    """
    told, share = offer or sample_offer(), shares()
    kinds = tuple(
        Kind(one.code, share[one.code], one.usual, one.windows, _procedures(told, one.code))
        for one in told.services
    )
    manned = list(counters) if counters is not None else [one.code for one in told.counters]
    clerks = [one.name for one in staff() if one.role is Role.CLERK]
    seats = tuple(Seat(counter, clerk) for counter, clerk in zip(manned, clerks, strict=False))
    calendar = Calendar(tuple((day, kind) for day, kind, *_ in told.days))
    expected = PER_COUNTER * len(seats) if citizens is None else citizens
    return Shape(kinds, seats, ZoneInfo(told.zone), calendar, expected)


def ordinary_day(day: date, seed: int = 1, citizens: int | None = None) -> Day:
    return imagine(ordinary(citizens), day, seed)


def _procedures(offer: Offer, service: str) -> tuple[str, ...]:
    return tuple(one.code for one in offer.procedures if one.service == service)
