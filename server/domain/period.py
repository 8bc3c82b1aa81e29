"""Which days are meant, and in which larger pieces can they be had?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

A_DAY = timedelta(days=1)


class Span(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; none when `last` lies before."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        for place in range((self.last - self.first).days + 1):
            yield self.first + place * A_DAY

    def until(self, day: date) -> "Period":
        return Period(self.first, min(self.last, day))

    def after(self, day: date) -> "Period":
        return Period(max(self.first, day + A_DAY), self.last)

    def before(self) -> "Period":
        """As many days, right before."""
        return Period(self.first - (self.last - self.first) - A_DAY, self.first - A_DAY)

    def __bool__(self) -> bool:
        return self.first <= self.last


def around(day: date, span: Span) -> Period:
    """The day, month or year that this day is in."""
    if span is Span.DAY:
        return Period(day, day)
    if span is Span.MONTH:
        first = day.replace(day=1)
        return Period(first, (first + 31 * A_DAY).replace(day=1) - A_DAY)
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def pieces(period: Period, largest: Span = Span.YEAR) -> dict[Span, list[Period]]:
    """The period as whole years, whole months and days, as few as can be; runs of pieces of one kind are one stretch."""
    found: dict[Span, list[Period]] = {span: [] for span in Span}
    every = (Span.YEAR, Span.MONTH, Span.DAY)
    spans = every[every.index(largest) :]
    day = period.first
    while day <= period.last:
        span, piece = next(
            (span, piece) for span in spans if _fits(piece := around(day, span), day, period.last)
        )
        _append(found[span], piece)
        day = piece.last + A_DAY
    return found


def _fits(piece: Period, first: date, last: date) -> bool:
    return piece.first == first and piece.last <= last


def _append(stretches: list[Period], piece: Period) -> None:
    if stretches and stretches[-1].last + A_DAY == piece.first:
        stretches[-1] = Period(stretches[-1].first, piece.last)
    else:
        stretches.append(piece)
