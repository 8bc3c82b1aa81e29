"""The set-up of an office as it is changed: services, counters, notices. What was ever used stays in the book."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from server.domain.counter import CounterState
from server.domain.name import Name
from server.store import catalogue as c
from server.store import tables as t

DIGITS = "0123456789"


class SetUp:
    """The set-up of one office within one transaction that changes it."""

    def __init__(self, conn: Connection, office: int) -> None:
        self.conn, self.office = conn, office

    def set_identity(self, code: str, name: Name, zone: str) -> None:
        """Which office this is; told once, when it is set up."""
        told = {"code": code, "name_vi": name.vi, "name_en": name.en, "zone": zone}
        self.conn.execute(update(t.offices).where(t.offices.c.id == self.office).values(**told))
        c.new_version(self.conn, self.office)

    def set_name(self, name: Name) -> None:
        """What the office is called."""
        told = {"name_vi": name.vi, "name_en": name.en}
        self.conn.execute(update(t.offices).where(t.offices.c.id == self.office).values(**told))
        c.new_version(self.conn, self.office)

    def add_service(self, service: c.Service) -> None:
        self.conn.execute(insert(t.services), c.service_row(self.office, service))
        c.set_windows(self.conn, self.office, service)

    def save_service(self, service: c.Service) -> None:
        """All of it; its number-taking windows are now those that it carries."""
        row = c.service_row(self.office, service)
        mine = (t.services.c.office == self.office) & (t.services.c.code == service.code)
        self.conn.execute(update(t.services).where(mine).values(**row))
        c.set_windows(self.conn, self.office, service)

    def services_with_prefix(self, prefix: str, day: date) -> set[str]:
        """The services that gave out numbers with this prefix on this day: no other may use it today."""
        tc = t.tickets.c
        begun = [prefix + digit for digit in DIGITS]
        asked = select(tc.service).where(
            tc.office == self.office,
            tc.office_day == day,
            func.substr(tc.number, 1, len(prefix) + 1).in_(begun),
        )
        return set(self.conn.execute(asked.distinct()).scalars())

    def add_counter(self, plan: c.CounterPlan) -> None:
        row = {
            "office": self.office,
            "code": plan.code,
            "name": plan.name,
            "place": plan.place,
            "state": CounterState.CLOSED,
        }
        self.conn.execute(insert(t.counters), row)
        c.set_plan(self.conn, self.office, plan)

    def save_counter(self, plan: c.CounterPlan) -> None:
        """Its name, its place, what it serves, and whether it is still there."""
        mine = (t.counters.c.office == self.office) & (t.counters.c.code == plan.code)
        told = {"name": plan.name, "place": plan.place, "retired_on": plan.retired_on}
        self.conn.execute(update(t.counters).where(mine).values(**told))
        c.set_plan(self.conn, self.office, plan)

    def set_notices(self, notices: Sequence[c.Notice]) -> None:
        """What display and kiosk say is now this, in this order."""
        self.conn.execute(delete(t.notices).where(t.notices.c.office == self.office))
        rows = [c.notice_row(self.office, place, notice) for place, notice in enumerate(notices)]
        if rows:
            self.conn.execute(insert(t.notices), rows)
        c.new_version(self.conn, self.office)
