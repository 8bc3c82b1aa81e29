"""A phone number, as a citizen writes it and as it is dialled."""

import re

from server.domain.errors import BadInput

BETWEEN = re.compile(r"[\s.()\-]")
NUMBER = re.compile(r"\+?\d{8,15}", re.ASCII)


def dialled(told: str) -> str:
    """Digits alone, perhaps with a plus before them. BadInput for what nobody can dial."""
    number = BETWEEN.sub("", told)
    if not NUMBER.fullmatch(number):
        raise BadInput(where="phone", why="characters", hint="0912 345 678")
    return number
