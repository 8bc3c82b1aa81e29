"""What an office can set about itself, in one word each: the journal keeps it so, and the screens are told so."""

from enum import StrEnum


class Matter(StrEnum):
    """A part of the set-up. Its words are `matter.<code>` in the catalogues."""

    OFFICE = "office"
    SERVICES = "services"
    COUNTERS = "counters"
    DAYS = "days"
    POLICY = "policy"
    NOTICES = "notices"
    RATINGS = "ratings"
    PRINTER = "printer"
    SLIP = "slip"
    RETENTION = "retention"
    ALERTS = "alerts"
    NIGHTLY = "nightly"

    @property
    def verb(self) -> str:
        """How the journal says that it was changed."""
        return f"set-{self.value}"


VERBS = {matter.verb: matter for matter in Matter} | dict.fromkeys(
    ("calendar-day", "calendar-filled", "calendar-year", "work-hours"), Matter.DAYS
)
"""What the journal calls a change of the set-up; the calendar has words of its own."""
