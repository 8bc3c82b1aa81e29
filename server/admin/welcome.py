"""What to set up next: the first steps of an office, each with what is done and where to go."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

from server.actions import paper
from server.actions.first_start import COUNTERS
from server.admin.shell import open_page, pages
from server.domain.printer import PrinterState
from server.web.house import Book, address, here, house

USUAL_COUNTERS = 3


@pages.get("/admin/welcome")
def welcome() -> Response:
    office = here()
    told = office.look(_told, office.settings.printer)
    told |= {
        "bench": house().craft.bench(told["address"]),
        "found": house().craft.printers_here(),
        "commune": house().craft.commune(),
    }
    told |= _whereabouts(office.settings.host, behind_a_proxy=bool(office.settings.trusted_proxies))
    return open_page("welcome", shown=told)


def _whereabouts(host: str, *, behind_a_proxy: bool) -> dict[str, str]:
    """The address that other machines open. Whoever came by a name that is good on this machine alone is told its number
    in the network, if it has one.
    """
    reach = _reach(host, behind_a_proxy=behind_a_proxy)
    number = next(iter(house().craft.numbers()), None) if reach == "here" else None
    if number is None:
        return {"house_address": address(), "reach": reach}
    asked = urlsplit(address())
    netloc = number if asked.port is None else f"{number}:{asked.port}"
    return {"house_address": asked._replace(netloc=netloc).geturl(), "reach": "all"}


def _reach(host: str, *, behind_a_proxy: bool) -> str:
    """Who can open the addresses on this page: `all`; `closed`, when the server listens to its own machine alone;
    `here`, when it was opened by a name that means something on that machine alone.
    """
    if _is_loopback(host) and not behind_a_proxy:
        return "closed"
    return "here" if _is_loopback(urlsplit(address()).hostname or "") else "all"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _told(book: Book, usual: str) -> dict[str, Any]:
    services = [one for one in book.catalogue.services.values() if not one.retired]
    counters = book.catalogue.counters()
    printer = book.paper.printer(paper.KIOSK)
    return {
        "services": services,
        "plans": counters,
        "most_counters": COUNTERS[-1],
        "usual_counters": USUAL_COUNTERS,
        "windows": sorted(book.catalogue.hours.of_office, key=lambda window: window.start)[:2],
        "has_hours": bool(services) and all(one.windows for one in services),
        "printer": printer,
        "prints": printer.state is not PrinterState.NONE,
        "address": paper.printer_address(book, usual),
        "called": {
            "number": f"{services[0].prefix}001",
            "counter": counters[0].code,
            "name": counters[0].name,
        }
        if services and counters
        else None,
    }
