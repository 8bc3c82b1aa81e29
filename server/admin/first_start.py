"""The first start: which office is this, and who looks after it? Whoever has the link that the program prints answers."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from server.actions.first_start import is_pending
from server.web.house import here
from server.web.page import page

pages = Blueprint("first_start", __name__, template_folder="templates")

ZONES = ("Asia/Ho_Chi_Minh", "Asia/Bangkok", "Asia/Vientiane", "Asia/Phnom_Penh", "Asia/Singapore", "UTC")
"""Offered; any other that the machine knows may be typed."""


@pages.get("/setup")
def setup() -> Response:
    """The page itself shows nothing and lets nobody in: the secret in the link's #token does."""
    office = here()
    if not office.look(is_pending):
        return redirect("/admin/welcome")
    return page(
        "first_start.html",
        "first_start",
        "door",
        "saving",
        "first",
        shown={"zones": ZONES, "zone": office.settings.zone},
    )
