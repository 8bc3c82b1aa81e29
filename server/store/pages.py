"""Whose page is this? A ticket's own page is found by its secret, whichever office gave it out."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from server.store import tables as t

_PAGES = select(t.tickets.c.office, t.tickets.c.id, t.tickets.c.office_day, t.tickets.c.secret)
_PAGE = _PAGES.where(t.tickets.c.secret == bindparam("secret"))
_SOME = _PAGES.where(t.tickets.c.secret.is_not(None)).limit(bindparam("most"))


class Page(NamedTuple):
    """A ticket's page; it is shown until `office_day` is over."""

    office: int
    ticket: str
    office_day: date
    secret: str


def page_of(conn: Connection, secret: str) -> Page | None:
    """The page with this secret."""
    row = conn.execute(_PAGE, {"secret": secret}).one_or_none()
    return Page(*row) if row else None


def pages(conn: Connection, most: int) -> list[Page]:
    """So many of the pages that are not forgotten yet."""
    return [Page(*row) for row in conn.execute(_SOME, {"most": most})]
