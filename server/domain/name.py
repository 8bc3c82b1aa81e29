"""What is something called, in the two languages of the office?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the two languages of the office."""

    vi: str
    en: str
