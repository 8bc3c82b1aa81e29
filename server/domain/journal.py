"""One thing that happened in the office, as the journal tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """`facts` is plain JSON; `seq` rises by one in the order of commits, per office; `by` is who did it."""

    seq: int
    at: datetime
    verb: str
    by: str
    ticket: str | None
    counter: str | None
    facts: dict[str, Any]
