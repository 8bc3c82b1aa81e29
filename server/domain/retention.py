"""How long is kept what might some day name somebody?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

KEYS = timedelta(days=30)
"""Sessions and links that ended: when and where somebody was signed in is asked for weeks, not for years."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is older than its time: comments that citizens wrote, ended sessions and links of staff."""

    comments: int
    keys: int

    def __bool__(self) -> bool:
        return self.comments > 0 or self.keys > 0


def comment_days(own: int | None, usual: int) -> int:
    """For how many days the words of a rating are kept: as the office says, else as the server was told."""
    return usual if own is None else own


def limits(now: datetime, comment_days: int) -> tuple[datetime, datetime]:
    """What was written before the first instant, and what ended before the second, is gone."""
    return now - timedelta(days=comment_days), now - KEYS
