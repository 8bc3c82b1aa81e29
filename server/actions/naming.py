"""What has the office named itself? Whoever translates for it is given these names."""

from server.office import Book


def names(book: Book) -> list[str]:
    """Every Vietnamese name that citizens read: of the office, its services, counters, procedures and notices."""
    return [
        book.profile.name.vi,
        *(service.name.vi for service in book.catalogue.services.values()),
        *(plan.name for plan in book.catalogue.plans.values()),
        *(procedure.name.vi for procedure in book.procedures()),
        *(text.vi for notice in book.notices() for text in (notice.title, notice.text) if text.vi),
    ]
