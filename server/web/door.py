"""The way in: which screen is this, and who are you."""

from urllib.parse import urlsplit

from flask import Blueprint, request
from flask import redirect as go_on
from werkzeug.wrappers import Response

from server.web.caller import NotSignedIn, sign_in_first, signed_in
from server.web.house import Book, here, house
from server.web.page import page

pages = Blueprint("door", __name__, template_folder="templates")


@pages.get("/")
def start() -> Response:
    """Which screen is this? For whoever sets up a machine, and for staff who look for their page."""
    if here().look(_nobody_set_it_up):
        return go_on("/setup")
    return page("start.html", "start", "door")


def _nobody_set_it_up(book: Book) -> bool:
    return bool(book.profile.settings.pending)


@pages.get("/signin")
def signin() -> Response:
    if _must_choose():
        return go_on("/account")
    offices = [(one.profile.code, one.name) for one in house().offices.values()]
    return page(
        "signin.html",
        "signin",
        "door",
        "people",
        after=_inside(request.args.get("next", "/")),
        offices=offices,
    )


def _must_choose() -> bool:
    """Whether somebody is signed in who must choose a password of their own first."""
    try:
        return signed_in().must_change
    except NotSignedIn:
        return False


@pages.get("/account")
def account() -> Response:
    """Somebody's own password, second factor and sessions."""
    try:
        caller = signed_in()
    except NotSignedIn:
        return sign_in_first()
    told = here().look(_told, caller.name)
    return page(
        "account.html",
        "account",
        "door",
        "people",
        person=told,
        must_change=caller.must_change,
        shortest=_shortest(),
    )


def _told(book: Book, name: str) -> dict[str, object]:
    found = book.people.named(name)
    assert found is not None, "signed in"
    return {
        "name": found.name,
        "shown_name": found.shown_name,
        "role": found.role,
        "second_factor": found.otp is not None,
        "spare_codes": len(found.spare_codes),
        "sessions": len(book.people.good_keys_of(found.name, "session")),
    }


@pages.get("/password")
def password() -> Response:
    """Whoever got a link chooses a password; the secret stands behind the # and is in no log."""
    return page("password.html", "account", "door", "people", shortest=_shortest())


def _shortest() -> int:
    return here().settings.password_length


def _inside(address: str) -> str:
    """Where to go on after signing in: a page of this house, whatever the link said."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        return "/"
    outside = parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//")
    return "/" if outside else address
