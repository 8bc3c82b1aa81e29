"""The frame of the administrator's pages: one guard, one list of places, one way to open a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from server.actions import troubles
from server.domain.roles import Scope
from server.domain.troubles import OF_THE_LINE
from server.web.caller import NOBODY, sign_in_first, who
from server.web.house import clock_now, here, house
from server.web.page import page
from server.web.troubles import Told, said
from server.web.words import spoken_here

pages = Blueprint("admin", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the shell at `/admin/<name>`; its words are `admin.place.<name>`."""

    name: str
    icon: str

    @property
    def address(self) -> str:
        return f"/admin/{self.name}"


PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "offer",
        (
            Place("welcome", "list-checks"),
            Place("services", "layers"),
            Place("counters", "square-user-round"),
            Place("hours", "calendar-days"),
            Place("procedures", "list-checks"),
            Place("policy", "list-ordered"),
        ),
    ),
    (
        "hall",
        (
            Place("screens", "presentation"),
            Place("printers", "printer"),
            Place("ratings", "message-square-heart"),
        ),
    ),
    (
        "keeping",
        (
            Place("alerts", "bell-ring"),
            Place("nightly", "mail"),
            Place("backups", "database-backup"),
            Place("retention", "hourglass"),
            Place("audit", "scroll-text"),
        ),
    ),
    ("staff", (Place("people", "users"), Place("devices", "monitor-smartphone"))),
)
"""Every page of the shell, in groups (`admin.group.<name>`), in the order in which they are offered."""


@pages.before_request
def let_in() -> Response | None:
    """Administrators come in; others are asked to sign in."""
    if who(Scope.ADMIN) is NOBODY:
        return sign_in_first()
    return None


@pages.get("/admin")
def first() -> Response:
    return redirect(PLACES[0][1][0].address)


@dataclass(frozen=True, slots=True)
class Found:
    """A trouble as the template says it: by language."""

    kind: str
    of_the_line: bool
    told: Mapping[str, Told]


def troubles_told() -> list[Found]:
    """What somebody should see to now."""
    words, now = spoken_here(), clock_now()
    return [
        Found(
            one.kind,
            one.kind in OF_THE_LINE,
            {tongue: said(words, tongue, one, now) for tongue in words.languages},
        )
        for one in troubles.found(here(), house().keeping)
    ]


def open_page(name: str, *rooms: str, shown: Mapping[str, Any], template: str = "", **facts: Any) -> Response:
    """The page at this place, by its template `admin_<name>.html` or another.

    `shown` is for the template alone; `facts` are for its script too, and `rooms` whose words that may say.
    """
    frame = {
        "places": PLACES,
        "place": name,
        "reader": who().shown,
        "zone": here().profile.zone,
        "of_the_house": [] if name == "alerts" else [one for one in troubles_told() if not one.of_the_line],
    }
    return page(
        template or f"admin_{name}.html", "admin", "saving", *rooms, shown={**frame, **shown}, **facts
    )
