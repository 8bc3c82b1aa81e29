"""How long is kept what might some day name somebody?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

KEYS = timedelta(days=30)
"""Sessions and links that ended: when and where somebody was signed in is asked for weeks, not for years."""


NAMES_AT_ONCE = 5_000
"""So many names go with one change: a register of years is tidied in portions, and whoever presses meanwhile is served."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is older than its time: comments that citizens wrote, ended sessions and links of staff, names on the forms of
    dossiers.
    """

    comments: int
    keys: int
    names: int = 0

    def __add__(self, more: "Due") -> "Due":
        return Due(self.comments + more.comments, self.keys + more.keys, self.names + more.names)

    def __bool__(self) -> bool:
        return self.comments > 0 or self.keys > 0 or self.names > 0


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days: the words of a rating, and the name on a dossier's forms once the dossier is over."""

    comments: int
    names: int

    def or_own(self, comments: int | None, names: int | None) -> "Keep":
        """As the office says, else as the server was told."""
        return Keep(
            self.comments if comments is None else comments,
            self.names if names is None else names,
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What was written, or ended, or served nobody any more before these instants is gone."""

    written: datetime
    ended: datetime
    spent: datetime


def limits(now: datetime, keep: Keep) -> Limits:
    return Limits(now - timedelta(days=keep.comments), now - KEYS, now - timedelta(days=keep.names))
