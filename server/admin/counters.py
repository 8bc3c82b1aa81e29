"""Counters: which there are, and what each serves before what else."""

from typing import Any

from werkzeug.wrappers import Response

from server.admin.shell import open_page, pages
from server.web.house import Book, here


@pages.get("/admin/counters")
def counters() -> Response:
    return open_page("counters", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    offered = sorted(book.catalogue.services.values(), key=lambda service: service.place)
    plans = book.catalogue.plans.values()
    numbers = [int(plan.code) for plan in plans if plan.code.isdecimal()]
    return {
        "lines": [service for service in offered if not service.retired],
        "plans": book.catalogue.counters(),
        "states": {counter.code: counter for counter in book.counters()},
        "retired": [plan for plan in plans if plan.retired_on is not None],
        "next_code": str(max(numbers, default=0) + 1),
        "next_place": max((plan.place for plan in plans), default=-1) + 1,
    }
