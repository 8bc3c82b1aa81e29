"""Machines: which are the office's, how each is, and another one let in by its code."""

from werkzeug.wrappers import Response

from server.actions import devices
from server.admin.shell import open_page, pages
from server.web import built
from server.web.house import here


@pages.get("/admin/devices")
def machines() -> Response:
    office = here()
    known = office.look(devices.known)
    counters = office.look(lambda book: [(plan.code, plan.name) for plan in book.catalogue.counters()])
    return open_page(
        "devices",
        shown={
            "devices": known,
            "connected": office.push.connected(),
            "counters": counters,
            "version": built.version(),
        },
    )
