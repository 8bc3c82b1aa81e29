"""The days that an address asks about."""

from datetime import date

from flask import request

from server.domain.errors import BadInput
from server.domain.hours import FIRST_YEAR, LAST_YEAR


def day_asked(name: str) -> date | None:
    """None when the address says nothing. BadInput for what is no day, or one of a year that no calendar here has."""
    told = request.args.get(name)
    try:
        day = date.fromisoformat(told) if told else None
    except ValueError as wrong:
        raise BadInput(where=name, why="time", hint="2026-11-23") from wrong
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(where=name, why="range", hint=f"{FIRST_YEAR} … {LAST_YEAR}")
    return day
