"""The printer agent joins the office as screens do: it shows a code until somebody enters it."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.agent import Door, OfficeAway

LOOK_EVERY_SECONDS = 2.0
RUN_OUT = 410
"""The status of a code that nobody entered in time."""


def joined(
    server: str, kept: Path, show: Callable[[str], None], pause: Callable[[float], None] = time.sleep
) -> str:
    """The token of this machine, once it is let in; it is kept in a file for its owner alone.

    Raises OfficeAway, or BadServer, when nobody can be asked.
    """
    door = Door(server, "", "pairing")
    while True:
        begun = door.ask("", {"screen": "printer"})
        show(begun["code"])
        if _is_let_in(door, begun["secret"], pause):
            return _kept(kept, begun["secret"])


def _kept(kept: Path, secret: str) -> str:
    with os.fdopen(
        os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(secret)
    return secret


def _is_let_in(door: Door, secret: str, pause: Callable[[float], None]) -> bool:
    """False when the code has run out before anybody entered it."""
    while True:
        pause(LOOK_EVERY_SECONDS)
        try:
            if door.ask("/claim", {"secret": secret}) is None:
                return True
        except OfficeAway as away:
            if away.status == RUN_OUT:
                return False
            if away.status:
                raise
