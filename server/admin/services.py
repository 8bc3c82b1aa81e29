"""Services: the lines in which citizens stand, with names, letter, hours and look."""

from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from server.admin.shell import open_page, pages
from server.domain.service_look import COLOURS, SIGNS
from server.domain.spoken import EVERYWHERE, SPOKEN
from server.web.house import Book, Service, here
from server.web.spoken import called
from server.web.words import spoken_here

LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"
USUAL_MINUTES = 10
WEEKDAYS = range(7)


@pages.get("/admin/services")
def services() -> Response:
    return open_page("services", shown=here().look(_told))


def _told(book: Book) -> dict[str, Any]:
    every = sorted(book.catalogue.services.values(), key=lambda service: service.place)
    offered = [service for service in every if not service.retired]
    return {
        "offered": offered,
        "retired": [service for service in every if service.retired],
        "waiting": {service.code: book.waiting().of_service(service.code) for service in every},
        "issued": {service.code: book.issued(service.code) for service in every},
        "colours": COLOURS,
        "signs": SIGNS,
        "weekdays": WEEKDAYS,
        "tongues": _tongues(every),
        "tongue_name": partial(called, spoken_here()),
        "fresh": _fresh(every, offered),
    }


def _tongues(every: list[Service]) -> list[str]:
    """The languages that a service may name: those offered, the office's own, and what one has named already."""
    named = [code for one in every for code in one.languages]
    return [code for code in dict.fromkeys((*SPOKEN, *spoken_here().languages, *named)) if code != EVERYWHERE]


def _fresh(every: list[Service], offered: list[Service]) -> dict[str, Any]:
    """What is proposed for one more: a letter and a colour that nobody has, the hours of the first."""
    letters, colours = {one.prefix for one in every}, {one.colour for one in every}
    return {
        "prefix": next((letter for letter in LETTERS if letter not in letters), ""),
        "colour": next((colour for colour in COLOURS if colour not in colours), COLOURS[0]),
        "sign": SIGNS[-1],
        "minutes": USUAL_MINUTES,
        "place": max((one.place for one in every), default=-1) + 1,
        "windows": offered[0].windows if offered else (),
        "languages": (),
    }
