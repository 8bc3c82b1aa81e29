"""What may name somebody, found and taken away: the figures stay, and what happened stays in the journal."""

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from server.domain.retention import Due, Limits
from server.store import tables as t
from server.store.draft import Draft
from server.store.paper import Paper
from server.store.people import LINK, SESSION
from server.store.phones import Phones


class Retention:
    """What is kept of people in one office, within one transaction."""

    def __init__(self, draft: Draft, office: int) -> None:
        self.draft, self.office = draft, office

    def due(self, limits: Limits) -> Due:
        """How much is older than that."""
        return Due(
            self._count(t.ratings, *self._old_comments(limits)),
            self._count(t.keys, *self._old_keys(limits)),
            self._count(t.dossiers, *self._spent_names(limits)),
        )

    def take_away(self, limits: Limits, most: int) -> int:
        """Of the names `most`, those that are over longest. How many that were."""
        conn, d = self.draft.conn, t.dossiers.c
        conn.execute(update(t.ratings).where(*self._old_comments(limits)).values(comment=None))
        conn.execute(delete(t.keys).where(*self._old_keys(limits)))
        oldest = select(d.code).where(*self._spent_names(limits)).order_by(d.name_spent_on).limit(most)
        nameless = update(t.dossiers).where(d.office == self.office, d.code.in_(oldest))
        gone = conn.execute(nameless.values(facts=self._without_owner(), name_spent_on=None)).rowcount
        Paper(self.draft, self.office).give_up_forms(limits.spent)
        return int(gone)

    def rating_of(self, ticket: str) -> dict[str, Any] | None:
        """The rating of one ticket as it is kept."""
        r = t.ratings.c
        asked = select(t.ratings).where(r.office == self.office, r.ticket == ticket)
        row = self.draft.looking.execute(asked).mappings().one_or_none()
        return (
            {name: row[name] for name in ("at", "score", "scale", "reasons", "comment", "channel")}
            if row
            else None
        )

    def erase(self, ticket: str) -> None:
        """The words that the citizen wrote, their phone number, the ticket's page and what its slip said are gone."""
        Phones(self.draft, self.office).forget(ticket)
        r, tc, j, conn = t.ratings.c, t.tickets.c, t.print_jobs.c, self.draft.conn
        conn.execute(
            update(t.ratings).where(r.office == self.office, r.ticket == ticket).values(comment=None)
        )
        conn.execute(update(t.tickets).where(tc.office == self.office, tc.id == ticket).values(secret=None))
        conn.execute(update(t.print_jobs).where(j.office == self.office, j.ticket == ticket).values(slip=""))

    def _count(self, table: Any, *those: ColumnElement[bool]) -> int:
        asked = select(func.count()).select_from(table).where(*those)
        return int(self.draft.looking.execute(asked).scalar_one())

    def _old_comments(self, limits: Limits) -> tuple[ColumnElement[bool], ...]:
        r = t.ratings.c
        return r.office == self.office, r.comment.is_not(None), r.office_day < limits.written.date()

    def _old_keys(self, limits: Limits) -> tuple[ColumnElement[bool], ...]:
        k = t.keys.c
        return (
            k.office == self.office,
            k.kind.in_((SESSION, LINK)),
            (k.revoked_at < limits.ended) | (k.ends_at < limits.ended),
        )

    def _spent_names(self, limits: Limits) -> tuple[ColumnElement[bool], ...]:
        d = t.dossiers.c
        return d.office == self.office, d.name_spent_on < limits.spent.date()

    def _without_owner(self) -> ColumnElement[str]:
        """The facts of a dossier but for the name on its forms; the other names of it stay as they are."""
        facts = t.dossiers.c.facts
        if self.draft.looking.dialect.name == "postgresql":
            return cast(cast(facts, JSONB).op("-")("owner"), Text)
        without: ColumnElement[str] = func.json_remove(facts, "$.owner")
        return without
