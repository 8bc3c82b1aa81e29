"""Which days are not as their weekday says: the nation's holidays, and what the government moved besides."""

from collections.abc import Iterable
from datetime import date

from holidays import country_holidays

from server.domain.hours import DayKind

Day = tuple[date, DayKind, str, str]
"""The day, what it is, its name in Vietnamese, and where we know it from."""

SOURCE = "holidays (country VN)"


def of_the_nation(years: Iterable[int], known_better: Iterable[Day] = ()) -> tuple[Day, ...]:
    """Days off and make-up Saturdays of these years, in order; `known_better` wins over the library.

    Days off fall on weekends too. The swap of 2 and 10 January 2026 is not in the library (domain dossier, section
    4.2), and years ahead are a projection until the government decides: that is what `known_better` is for.
    """
    chosen = sorted(set(years))
    nation = country_holidays("VN", years=chosen, language="vi")
    days = {day: (day, DayKind.OFF, name, SOURCE) for day, name in nation.items()}
    for day in nation.weekend_workdays:
        if day.year in chosen:
            days[day] = (day, DayKind.WORKING, "Làm bù", SOURCE)
    days |= {told[0]: told for told in known_better if told[0].year in chosen}
    return tuple(days[day] for day in sorted(days))
