"""What somebody asks of what-if, and the answer, as plain JSON; carried out here or in a program of its own.

    python -m server.simulate < order.jsonl

The order is a line without its days, then a line for each day. The program says a line `{"done": 0.25}` whenever it has
come further, and at last `{"answer": …}`. It steps back for everybody else on the machine: tickets are given while it
reckons. When nobody listens any more, it ends.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import groupby
from typing import Annotated, Any

import msgspec

from server.domain.calling import Policy
from server.domain.figures import TARGET, LegFact
from server.domain.presence import Spell
from server.simulate.day import Day
from server.simulate.paper import Floor
from server.simulate.whatif import Change, Comparison, Staffing, compare, opened, recommended, recorded

LAST_IN_LINE = 10
"""As `nice` counts: on a busy machine it has about a tenth of what others have, and still comes to its end."""
DRAWN = 3
"""Days, at least, on which the recommended counters have to do; of one day that was, so many like it."""
COMPARING = 0.5
"""The share of the work that is the comparison, where counters are recommended as well."""


class Changes(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What would be different; see `whatif.Change`. `hours`: counter -> [["07:30:00", "11:30:00"], …]."""

    add_counters: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    like: str | None = None
    remove_counters: list[str] = []
    skills: dict[str, dict[str, int]] = {}
    hours: dict[str, list[tuple[time, time]]] = {}
    in_a_row: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None
    guard_minutes: Annotated[float, msgspec.Meta(ge=0, le=1440)] | None = None
    arrivals: Annotated[float, msgspec.Meta(gt=0, le=5)] = 1.0

    def change(self) -> Change:
        hours = {code: tuple(stretches) for code, stretches in self.hours.items()}
        return Change(
            add=self.add_counters,
            like=self.like,
            remove=tuple(self.remove_counters),
            skills=self.skills,
            hours=hours,
            in_a_row=self.in_a_row,
            guard_minutes=self.guard_minutes,
            arrivals=self.arrivals,
        )


@dataclass(frozen=True, slots=True)
class Lived:
    """A day that is over, as it is counted."""

    day: date
    facts: Sequence[LegFact]
    spells: Sequence[Spell]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be reckoned, with everything that is needed for it."""

    days: Sequence[Lived]
    counters: Mapping[str, Mapping[str, int]]
    policy: Policy
    target: timedelta = TARGET
    changes: Changes = field(default_factory=Changes)
    runs: int = 20
    recommend: bool = False


def answer(order: Order, told: Callable[[float], bool] = lambda _: True) -> dict[str, Any]:
    """Before and after, side by side; and where it is asked for, how many counters each hour needs."""
    days = [day for day in (recorded(one.day, one.facts, one.spells) for one in order.days) if _is_full(day)]
    if not days:
        return {"runs": 0, "days": []}
    floor = Floor(order.counters, order.policy, order.target)
    share = COMPARING if order.recommend else 1.0
    compared = compare(days, floor, order.changes.change(), order.runs, lambda done: told(done * share))
    found = _plain(compared) | {"days": [day.office_day.isoformat() for day in days]}
    if order.recommend:
        runs = max(1, DRAWN // len(days))
        staffing = recommended(days, floor, runs, told=lambda done: told(share + done * (1 - share)))
        found["recommend"] = _staffing(staffing, opened(days))
    return found


def _is_full(day: Day) -> bool:
    return bool(day.citizens and day.shifts)


def _plain(compared: Comparison) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(compared)
    return told


def _staffing(staffing: Staffing, were: Mapping[int, float]) -> dict[str, Any]:
    counters = {f"{hour:02d}": count for hour, count in staffing.counters.items()}
    as_it_was = {f"{hour:02d}": were.get(hour, 0.0) for hour in staffing.counters}
    return {"counters": counters, "opened": as_it_was} | {
        name: msgspec.to_builtins(getattr(staffing, name)) for name in ("p90", "within")
    }


def table(told: dict[str, Any]) -> str:
    """The answer as lines to be read on a terminal."""
    lines = [f"{'':14}{'before':>28}{'after':>28}{'difference':>28}"]
    for name in told.get("before", {}):
        bands = (told[side][name] for side in ("before", "after", "difference"))
        lines.append(f"{name:14}" + "".join(f"{_band(one):>28}" for one in bands))
    for hour, together in groupby(
        told.get("recommend", {}).get("counters", {}).items(), key=lambda pair: pair[0]
    ):
        lines.append(f"{hour}:00  {next(together)[1]} counters")
    return "\n".join(lines)


def _band(one: Mapping[str, float]) -> str:
    return f"{one['mean']:.2f} ({one['low']:.2f} – {one['high']:.2f})"


def main() -> None:
    os.nice(LAST_IN_LINE)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # When nobody listens any more, it ends without a word.
    head, *days = sys.stdin.buffer
    order = msgspec.json.decode(head, type=Order)
    lived = [msgspec.json.decode(day, type=Lived) for day in days]
    _say({"answer": answer(replace(order, days=lived), _come_so_far)})


def _come_so_far(done: float) -> bool:
    _say({"done": done})
    return True


def _say(line: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()
