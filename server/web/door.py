"""The way in: which screen is this, and who are you."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from server.web.page import page

pages = Blueprint("door", __name__, template_folder="templates")


@pages.get("/")
def start() -> Response:
    """Which screen is this? For whoever sets up a machine, and for staff who look for their page."""
    return page("start.html", "start", "door")


@pages.get("/signin")
def signin() -> Response:
    return page("signin.html", "signin", "door", after=_inside(request.args.get("next", "/")))


def _inside(address: str) -> str:
    """Where to go on after signing in: a page of this house, whatever the link said."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        return "/"
    outside = parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//")
    return "/" if outside else address
