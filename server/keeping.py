"""The book is backed up every day, by itself, while the office works.

The work is done by a program of its own (`python -m server.keeping`): it steps back for everybody else on the machine, takes
nothing of the server's time or memory, and what goes wrong in it goes wrong there.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from server.apart import answer_apart, ask_apart
from server.domain.errors import Refused
from server.domain.keeping import Keeping, Rota, is_due
from server.office import Office, StorageFailed
from server.store.backup import read_seal
from server.store.database import DatabaseNewer
from server.store.shelf import Shelf

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
AGAIN_SECONDS = 600.0
"""How long after one that failed the next is tried."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the program of its own is asked, on its stdin: an address with a password in it is nobody else's to see."""

    folder: str
    url: str
    now: datetime
    rota: Rota


@dataclass(frozen=True, slots=True)
class Done:
    """What it answers: the moment of the back-up, or why there is none (`reason` in a word, `why` for the log)."""

    made: datetime | None = None
    reason: str | None = None
    why: str = ""


def keep_backups(
    office: Office, keeping: Keeping, carry_out: Callable[[Order], Done], pause: Callable[[float], object]
) -> None:
    """For ever: the daily back-up once its hour has passed, at once where the machine was off at that hour.

    `carry_out` is `in_a_program_of_its_own`. Of several servers on one database one does it.
    """
    rota, shelf = rota_of(office), Shelf(office.settings.data / "backups")
    keeping.latest = shelf.latest(_now(office))
    turn = office.database.hold("backups")
    while True:
        fine = True
        if ((rota.days and is_due(keeping.latest, _now(office), rota.at)) or keeping.wanted) and turn.take():
            try:
                fine = _kept(office, rota, shelf, keeping, carry_out)
            finally:
                turn.release()
        pause(LOOK_SECONDS if fine else AGAIN_SECONDS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A back-up on the shelf: the moment that it shows, its size, and the program that made it; where it lies."""

    made: datetime
    megabytes: float
    program: str
    path: Path


def on_shelf(office: Office) -> list[Kept]:
    """Those that are whole, the newest first."""
    shelf = Shelf(office.settings.data / "backups")
    found = [(path, read_seal(path)) for path in shelf.files()]
    kept = [Kept(seal.made, seal.bytes / 1e6, seal.program, path) for path, seal in found if seal is not None]
    return sorted(kept, key=lambda one: one.made, reverse=True)


def rota_of(office: Office) -> Rota:
    settings = office.settings
    return Rota(settings.backup_at, settings.backup_days, settings.backup_months)


def _kept(
    office: Office, rota: Rota, shelf: Shelf, keeping: Keeping, carry_out: Callable[[Order], Done]
) -> bool:
    """Whether there is a good one now; if not, why is written down and shown, and the earlier ones stand."""
    now = _now(office)
    keeping.latest = shelf.latest(now)
    if not (keeping.wanted or is_due(keeping.latest, now, rota.at)):
        return True
    keeping.wanted = False
    done = carry_out(Order(str(shelf.folder), office.settings.database_url, now, rota))
    if done.made is not None:
        keeping.latest, keeping.problem = done.made, None
        log.info("the book is backed up in %s", shelf.folder)
    elif done.reason == "in-use":
        log.info("a server that ended is still backing the book up")
    else:
        keeping.problem = done.reason or ""
        log.error("the book could not be backed up: %s; the last good one: %s", done.why, keeping.latest)
    return done.made is not None


def in_a_program_of_its_own(order: Order) -> Done:
    """Does it there, and ends with whoever waits for it."""
    return ask_apart("server.keeping", order, Done)


def carried_out(order: Order) -> Done:
    """The order, done here and now."""
    try:
        seal = Shelf(Path(order.folder)).add(order.url, order.now, order.rota)
    except (Refused, StorageFailed, DatabaseNewer, OSError) as failed:
        reason = getattr(failed, "facts", {}).get("reason") or getattr(failed, "reason", None)
        return Done(reason=reason, why=str(failed))
    return Done(made=seal.made)


def _now(office: Office) -> datetime:
    return office.clock().astimezone(office.profile.zone)


if __name__ == "__main__":
    answer_apart(Order, carried_out)
