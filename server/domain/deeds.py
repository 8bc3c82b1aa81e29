"""What did one clerk do, and how does the office handle the same? Counted in one look, however many others there are.

Splitting everything by clerk and service tells the same, of everybody: in a centre with 67 counters that is a thousand
tallies a day, of which the page of one clerk shows twenty.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from server.domain.figures import LegFact, Sums, Tally, Terms, add, count, hold_as, spend
from server.domain.presence import Marks, Spell

FEWEST_CLERKS = 3
"""Of two clerks each could work out the other's figures from the middle of both: it stays hidden."""


@dataclass(slots=True)
class Handled:
    """How long everybody together took, and who they are: all of them, or at least `FEWEST_CLERKS`."""

    times: Sums
    clerks: set[str] = field(default_factory=set)

    @property
    def is_by_few(self) -> bool:
        return len(self.clerks) < FEWEST_CLERKS

    def add(self, other: "Handled") -> None:
        self.times.add_all(other.times)
        self.clerks |= other.clerks


@dataclass(slots=True)
class Deeds:
    """What a clerk did, altogether and by service, and on how many days they were at a counter; beside it what the whole
    office handled, altogether and by service. `empty` makes its tallies, as they are to be added up.
    """

    clerk: str
    empty: Callable[[], Tally] = Tally
    days: int = 0
    total: Tally = field(init=False)
    services: dict[str, Tally] = field(init=False)
    office: Handled = field(init=False)
    lines: dict[str, Handled] = field(init=False)

    def __post_init__(self) -> None:
        self.total, self.services = self.empty(), defaultdict(self.empty)
        self.office, self.lines = self._nothing(), defaultdict(self._nothing)

    def add(self, other: "Deeds") -> None:
        """The same clerk's deeds of other days; sketched ones only to sketched ones."""
        self.days += other.days
        add(self.total, other.total)
        self.office.add(other.office)
        for service, tally in other.services.items():
            add(self.services[service], tally)
        for service, handled in other.lines.items():
            self.lines[service].add(handled)

    def hold_as(self, then: "Deeds") -> None:
        """As `server.domain.figures.hold_as`, of the same days."""
        hold_as(self.total, then.total)
        self.office.times.hold_as(then.office.times)
        for service in self.services.keys() & then.services.keys():
            hold_as(self.services[service], then.services[service])
        for service in self.lines.keys() & then.lines.keys():
            self.lines[service].times.hold_as(then.lines[service].times)

    def _nothing(self) -> Handled:
        return Handled(self.empty().handle)


def deeds(facts: Iterable[LegFact], clerk: str, terms: Terms, marks: Marks, spells: Iterable[Spell]) -> Deeds:
    """What these legs, and what happened to them meanwhile, tell of this clerk; as `server.domain.figures.tallies`
    counts.
    """
    told, days, targets = Deeds(clerk), set(), terms.targets
    for fact in facts:
        if (handling := fact.handling) is not None:
            target = targets.handling(fact.service)
            for handled in (told.office, told.lines[fact.service]):
                handled.times.add(handling, target)
                if fact.clerk is not None:
                    handled.clerks.add(fact.clerk)
        if fact.clerk == clerk:
            days.add(fact.day)
            count(told.total, fact, targets, marks)
            count(told.services[fact.service], fact, targets, marks)
    for spell in spells:
        if spell.clerk == clerk:
            days.add(spell.day)
            spend(told.total, spell)
    told.days = len(days)
    return told
