"""Which number does the next citizen get?"""

import re

from server.domain.errors import BadInput

PREFIX = re.compile(r"[A-ZĐ]{1,2}")


def number(prefix: str, ordinal: int) -> str:
    """A001, A002 … A999, A1000: at least three digits, and on past 999.

    >>> number("A", 1), number("A", 1000)
    ('A001', 'A1000')
    """
    if not PREFIX.fullmatch(prefix):
        raise BadInput(where="prefix", why="characters", hint="one or two capital letters")
    if ordinal < 1:
        raise BadInput(where="ordinal", why="range", hint="numbers start at 1")
    return f"{prefix}{ordinal:03d}"
