"""Hours and days off: the usual day, and every day that is not as its weekday says."""

from datetime import date
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from server.actions import calendar
from server.admin.shell import open_page, pages
from server.domain.hours import FIRST_YEAR, LAST_YEAR, DayKind
from server.web.house import Book, here


@pages.get("/admin/hours")
def hours() -> Response:
    """`?year=` chooses which."""
    return open_page("hours", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    asked = request.args.get("year", type=int) or book.today.year
    year = min(max(asked, FIRST_YEAR), LAST_YEAR)
    plan = calendar.plan(book, year)
    windows = sorted(book.catalogue.hours.of_office, key=lambda window: window.start)
    return {
        "windows": windows,
        "lines": [
            (service, sorted(service.windows, key=lambda window: window.start))
            for service in sorted(book.catalogue.services.values(), key=lambda one: one.place)
            if not service.retired
        ],
        "year": year,
        "days": sorted(plan.days, key=lambda day: day.day),
        "source": plan.source,
        "undecided": calendar.undecided(book),
        "kinds": tuple(kind.value for kind in DayKind),
        "fresh_day": max(book.today, date(year, 1, 1)) if year >= book.today.year else date(year, 1, 1),
    }
