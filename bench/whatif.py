"""What-if of a large centre: a month of 67 counters and 4,000 citizens a day, played once.

python -m bench.whatif
"""

import os
import random
from datetime import date, datetime, time, timedelta
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from server.domain.calling import Policy
from server.domain.ticket import PriorityClass
from server.simulate.day import Citizen, Day, Seat, Shift
from server.simulate.paper import Floor, played
from server.simulate.whatif import result_of

COUNTERS, CITIZENS, DAYS, SERVICES = 67, 4_000, int(os.environ.get("DAYS", "22")), 10
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NARROW = 5
"""So many services each counter takes."""


def centre() -> Floor:
    served = {
        str(one): {f"s{(one + step) % SERVICES}": 1 for step in range(NARROW)} for one in range(COUNTERS)
    }
    return Floor(served, Policy())


def day_of(day: date) -> Day:
    """Citizens come all day, more of them in the morning; nine in ten hours of the counters are busy."""
    chance = random.Random(str(day))  # noqa: S311  a story, not a secret
    opens = datetime.combine(day, time(7, 30), HANOI)
    people = sorted((_citizen(opens, chance) for _ in range(CITIZENS)), key=lambda one: one.arrives)
    seats = [Seat(str(one), str(one)) for one in range(COUNTERS)]
    return Day(day, tuple(people), tuple(Shift(seat, opens, opens + timedelta(hours=9)) for seat in seats))


def _citizen(opens: datetime, chance: random.Random) -> Citizen:
    minute = chance.triangular(0, 500, 120)
    return Citizen(
        arrives=opens + timedelta(minutes=minute),
        service=f"s{chance.randrange(SERVICES)}",
        walks=timedelta(seconds=25),
        handled=timedelta(seconds=chance.lognormvariate(5.6, 0.55)),
        breath=timedelta(seconds=20),
        priority=PriorityClass.ELDERLY if chance.random() < 0.12 else None,
    )


def main() -> None:
    floor = centre()
    began, spent = perf_counter(), process_time()
    waits = []
    for number in range(DAYS):
        day = day_of(date(2022, 10, 3) + timedelta(days=number))
        waits.append(result_of(played(day, floor), day).p90)
    print(
        f"what-if, {DAYS} days of {COUNTERS} counters, {CITIZENS} citizens each: {perf_counter() - began:.1f} s"
        f" ({process_time() - spent:.1f} s of processor), p90 {min(waits):.0f}–{max(waits):.0f} min"
    )


if __name__ == "__main__":
    main()
