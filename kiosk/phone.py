"""The ticket in the citizen's pocket: the page that the code on the slip opens."""

from flask import Blueprint, Response

from server.actions import citizen
from server.domain.errors import UnknownTicket
from server.web.house import at_ticket, here
from server.web.page import page
from server.web.reasons import own_reasons, words_of

pages = Blueprint("phone", __name__, template_folder="templates")


@pages.get("/t/<secret>")
def phone(secret: str) -> Response:
    """Opens in the language in which the ticket was taken. An address that is no ticket's, or no longer, says so."""
    try:
        ticket = at_ticket(secret).look(citizen.ticket_of, secret)
    except UnknownTicket:
        return page("phone_gone.html", "phone", "phone", status=404)
    reasons = here().look(own_reasons)
    return page(
        "phone.html",
        "phone",
        "phone",
        "spoken",
        language=ticket.language,
        own_words=words_of(reasons),
        secret=secret,
        reasons=[reason.code for reason in reasons],
    )
