"""What is a dossier's code, and is this one?"""

import re
import string
from dataclasses import dataclass
from datetime import date, datetime

from server.domain.errors import BadInput, Refused

USUAL_PATTERN = "{agency}-{yymmdd}-{seq}"
HOLES = frozenset({"agency", "yymmdd", "seq"})
FORM = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{2,3})*-(\d{6})-(\d{4,7})")
"""The codes of the provincial portals and ministries, old and new (domain study, section 8)."""

AGENCY = re.compile(r"[A-Z0-9][A-Z0-9.]{0,24}")
LONGEST = 40


class BadCode(Refused):
    """A code that no dossier has: another form, or a day that does not exist."""

    kind = "bad-code"


@dataclass(frozen=True, slots=True)
class CodePlan:
    """How an office numbers its dossiers: `agency` is its identifier, `digits` those of the number of the day."""

    pattern: str = USUAL_PATTERN
    agency: str = "H00.00.00"
    digits: int = 4

    def check(self) -> None:
        """BadInput where codes of this plan would not be told apart, or could not be read back."""
        holes = [name for _, name, _, _ in string.Formatter().parse(self.pattern) if name is not None]
        if sorted(holes) != sorted(HOLES):
            raise BadInput(where="pattern", why="characters", hint="{agency}, {yymmdd} and {seq}, once each")
        if AGENCY.fullmatch(self.agency) is None:
            raise BadInput(where="agency", why="characters", hint="such as H15.50.05.13")
        if not 3 <= self.digits <= 7:
            raise BadInput(where="digits", why="range", hint="3 to 7")
        told = self.code(date(2026, 1, 1), 1)
        if normal(told) != told or len(told) > LONGEST - 4 or re.search(r"[\s/?#%\\]", told):
            raise BadInput(where="pattern", why="characters", hint="capital letters, digits, dots and dashes")

    def code(self, day: date, ordinal: int) -> str:
        return self.pattern.format(
            agency=self.agency, yymmdd=f"{day:%y%m%d}", seq=f"{ordinal:0{self.digits}}"
        )


def normal(told: str) -> str:
    """The code in what somebody typed or scanned: spaces away, capital letters, out of the address of a page."""
    code = re.sub(r"\s", "", told)
    if "://" in code:
        code = re.split(r"[/=?&#]", code.rstrip("/"))[-1]
    return code.upper()


def checked(told: str) -> str:
    """A code that comes from another system, as it is written; BadCode when it has not its form or day."""
    code = normal(told)
    form = FORM.fullmatch(code)
    if form is None:
        raise BadCode(code=code[:LONGEST])
    try:
        datetime.strptime(form[1], "%y%m%d")  # noqa: DTZ007  a day, not an instant
    except ValueError as no_day:
        raise BadCode(code=code[:LONGEST]) from no_day
    return code
