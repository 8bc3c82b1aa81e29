"""A day that is not added up yet, as far as its figures need it: counted once for each way of splitting it, and again only
when something of it has changed.

A busy day has thousands of legs; whoever looks at a period that includes today would wait for all of them at every
question. A step makes another `LivedDay` of it: what somebody else is just counting stays as it was.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime

from server.domain.figures import By, Cut, Keys, LegFact, Tally, Terms, month, tallies, weekday
from server.domain.presence import Floor, Marks, Step

OF_THE_DAY = (By.DAY, By.WEEKDAY, By.MONTH, By.OFFICE)
"""What is the same for all legs of a day: it is not counted, but told beside."""


@dataclass(frozen=True, slots=True)
class LivedDay:
    """The visits of a day by their ticket, and what its steps told so far. Nothing of it is changed by whoever has it."""

    day: date
    visits: Mapping[str, tuple[LegFact, ...]] = field(default_factory=dict)
    floor: Floor = field(default_factory=lambda: Floor(date.min))
    marks: Marks = field(default_factory=Marks)
    _made: dict[Cut, tuple[Terms, dict[Keys, Tally]]] = field(default_factory=dict)

    def facts(self) -> Iterator[LegFact]:
        """Its legs, oldest ticket first."""
        for ticket in sorted(self.visits):
            yield from self.visits[ticket]

    def later(self, visits: Mapping[str, tuple[LegFact, ...]], steps: Iterable[Step]) -> "LivedDay":
        """The day after these steps; `visits` are all of now."""
        floor, marks = self.floor.copy(), self.marks.copy()
        for step in steps:
            floor.take(step)
            marks.take(step)
        return LivedDay(self.day, visits, floor, marks)

    def tallies(self, cut: Cut, terms: Terms, until: datetime | None) -> dict[Keys, Tally]:
        """What `server.domain.figures.tallies` makes of the day; the tallies are only to be read. `until`: now, when it
        still goes on.
        """
        split = tuple(by for by in cut if by not in OF_THE_DAY)
        made = dict(self._counted(split, terms))
        for keys, more in tallies((), split, terms, None, self.floor.going_on(until)).items():
            tally = made[keys] = copy(made.get(keys) or Tally())
            tally.open, tally.paused, tally.busy = (
                tally.open + more.open,
                tally.paused + more.paused,
                tally.busy + more.busy,
            )
        return {self._told(cut, split, keys, terms): tally for keys, tally in made.items()}

    def _counted(self, split: Cut, terms: Terms) -> dict[Keys, Tally]:
        known = self._made.get(split)
        if known is None or known[0] != terms:
            counted = tallies(self.facts(), split, terms, self.marks, self.floor.spells)
            known = self._made[split] = (terms, counted)
        return known[1]

    def _told(self, cut: Cut, split: Cut, keys: Keys, terms: Terms) -> Keys:
        """The keys in the order asked for, with those of the day itself."""
        day = self.day
        of_day = {
            By.DAY: day.isoformat(),
            By.WEEKDAY: weekday(day),
            By.MONTH: month(day),
            By.OFFICE: terms.office,
        }
        told = {**of_day, **dict(zip(split, keys, strict=True))}
        return tuple(told[by] for by in cut)


def begun(day: date) -> LivedDay:
    """The day before anything happened."""
    return LivedDay(day, {}, Floor(day))
