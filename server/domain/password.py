"""Which passwords will do? Length, and none that others guess first (NIST SP 800-63B, 5.1.1.2 and 3.1.1 of revision 4).

No rules about capitals, digits or signs, and no password that must be changed because a month has passed: both make
people choose worse ones.
"""

import unicodedata
from collections.abc import Collection, Iterable

from server.domain.errors import BadInput

LONGEST = 200
FEWEST_LETTERS = 4
"""Different ones: "11111111" and "abababab" are guessed at once."""
TELLING = 4
"""A name of fewer letters is found in many a good password by chance."""
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def written(password: str) -> str:
    """The password as it is hashed: the same however the keyboard puts a letter and its mark together (NFC)."""
    return unicodedata.normalize("NFC", password)


def check(password: str, shortest: int, common: Collection[str], names: Iterable[str] = ()) -> str:
    """The password as it is hashed, if it will do; else BadInput that says why.

    `shortest` counts letters as people see them; `common` are passwords that many people use, in small letters; `names`
    are words of the office and the person, which an attacker tries first.
    """
    told = written(password)
    plain = told.casefold()
    if len(told) < shortest:
        raise BadInput(where="password", why="short", hint=f"at least {shortest} characters")
    if len(told) > LONGEST:
        raise BadInput(where="password", why="long", hint=f"at most {LONGEST} characters")
    if plain in common or plain.strip("0123456789!.") in common or _is_a_row(plain):
        raise BadInput(where="password", why="common", hint="others use it too, so it is guessed first")
    if any(_is_mostly(plain, name.casefold()) for name in names):
        raise BadInput(where="password", why="name", hint="not your name, nor that of the office")
    return told


def _is_a_row(plain: str) -> bool:
    """One key again and again, or keys as they lie beside one another."""
    rows = (row[::step] for row in ROWS for step in (1, -1))
    return len(set(plain)) < FEWEST_LETTERS or any(plain in row * 2 for row in rows)


def _is_mostly(plain: str, name: str) -> bool:
    """The name, with little besides."""
    if len(name) < TELLING or name not in plain:
        return False
    return len(plain) - len(name) < TELLING
