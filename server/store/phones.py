"""Where to call citizens who asked for it: on this day, and nowhere else in the book."""

from datetime import date

from sqlalchemy import delete, insert, select

from server.store import tables as t
from server.store.draft import Draft


class Phones:
    """The phone numbers of one office within one transaction."""

    def __init__(self, draft: Draft, office: int) -> None:
        self.draft, self.office = draft, office

    def leave(self, ticket: str, day: date, phone: str) -> None:
        """This number, in place of any before."""
        self.forget(ticket)
        row = {"office": self.office, "ticket": ticket, "office_day": day, "phone": phone}
        self.draft.conn.execute(insert(t.phones), row)

    def of(self, ticket: str, day: date) -> str | None:
        """The number that was left with this ticket on this day."""
        p = t.phones.c
        asked = select(p.phone).where(p.office == self.office, p.ticket == ticket, p.office_day == day)
        told: str | None = self.draft.looking.execute(asked).scalar()
        return told

    def forget(self, ticket: str) -> None:
        p = t.phones.c
        self.draft.conn.execute(delete(t.phones).where(p.office == self.office, p.ticket == ticket))

    def forget_all(self, but: date | None = None) -> None:
        """Those of every day but one."""
        p = t.phones.c
        gone = delete(t.phones).where(p.office == self.office)
        self.draft.conn.execute(gone if but is None else gone.where(p.office_day != but))

    def any_but_of(self, day: date) -> bool:
        """Whether numbers of other days are still there."""
        p = t.phones.c
        asked = select(p.ticket).where(p.office == self.office, p.office_day != day).limit(1)
        return self.draft.looking.execute(asked).first() is not None
