"""A citizen shows the code of a receipt: is the result there, and who hands it over?"""

from dataclasses import dataclass, replace

from server.actions import citizen
from server.actions.citizen import Taken, Wish
from server.domain.dossier import Dossier, DossierState
from server.domain.dossier_code import normal
from server.domain.errors import UnknownDossier
from server.domain.ticket import OVER
from server.office import Book

RESULTS = "tra-ket-qua"
"""The line in which results are handed over, where an office has one; else that of the procedure."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of a code that was shown: the dossier, and the ticket to collect its result if it is there."""

    dossier: Dossier
    taken: Taken | None = None


def dossier_of(book: Book, shown: str) -> Dossier:
    """The dossier whose receipt this is: by the address of its page, or by its code. UnknownDossier for anything else."""
    secret = shown.strip().rstrip("/").rsplit("/", maxsplit=1)[-1]
    found = book.dossiers.with_secret(secret) or book.dossiers.named(normal(shown))
    if found is None:
        raise UnknownDossier
    return found


def collect(book: Book, shown: str, by: str, address: str, language: str = "vi") -> Shown:
    """Takes a ticket for the result that is ready; otherwise only says how the dossier stands. Shown twice it is one ticket."""
    dossier = dossier_of(book, shown)
    line = _line(book, dossier)
    if dossier.state is not DossierState.READY or line is None:
        return Shown(dossier)
    if dossier.collecting is not None and _still_waits(book, dossier.collecting):
        return Shown(dossier)
    taken = citizen.take_ticket(book, Wish(service=line, language=language), by, address)
    after = replace(dossier, collecting=taken.ticket.id)
    book.dossiers.save(dossier, after)
    book.note("collect", by, code=after.code)
    return Shown(after, taken)


def _still_waits(book: Book, ticket: str) -> bool:
    found = book.tickets.named(ticket)
    return found is not None and found.office_day == book.today and found.state not in OVER


def _line(book: Book, dossier: Dossier) -> str | None:
    services = book.catalogue.services
    if RESULTS in services and not services[RESULTS].retired:
        return RESULTS
    return dossier.service
