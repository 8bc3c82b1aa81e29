"""Printers: how each is, what comes out of it, and what it says."""

from werkzeug.wrappers import Response

from server.admin.shell import open_page, pages
from server.web.house import here


@pages.get("/admin/printers")
def printers() -> Response:
    known = here().look(lambda book: book.paper.printer("kiosk"))
    return open_page("printers", shown={"printer": known})
