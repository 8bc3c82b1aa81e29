"""The book is backed up every day, by itself, while the office works."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from server.domain.errors import Refused
from server.domain.keeping import Keeping, Rota, is_due
from server.office import Office, StorageFailed
from server.store.database import DatabaseNewer
from server.store.shelf import Shelf

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
AGAIN_SECONDS = 600.0
"""How long after one that failed the next is tried."""


Foreseen = (Refused, StorageFailed, DatabaseNewer, OSError)


def keep_backups(
    office: Office, keeping: Keeping, aside: Callable[..., Any], pause: Callable[[float], object]
) -> None:
    """For ever: the daily back-up once its hour has passed, at once where the machine was off at that hour.

    `aside` does the heavy work where it holds nobody up. Of several programs on one database one does it.
    """
    rota, shelf = rota_of(office), Shelf(office.settings.data / "backups")
    keeping.latest = shelf.latest(_now(office))
    turn = office.database.hold("backups")
    while rota.days:
        fine = True
        if is_due(keeping.latest, _now(office), rota.at) and turn.take():
            fine = _kept(office, rota, shelf, keeping, aside)
            turn.release()
        pause(LOOK_SECONDS if fine else AGAIN_SECONDS)


def rota_of(office: Office) -> Rota:
    settings = office.settings
    return Rota(settings.backup_at, settings.backup_days, settings.backup_months)


def _kept(office: Office, rota: Rota, shelf: Shelf, keeping: Keeping, aside: Callable[..., Any]) -> bool:
    """Whether there is a good one now; if not, why is written down and shown, and the earlier ones stand."""
    now = _now(office)
    try:
        keeping.latest = shelf.latest(now)
        if is_due(keeping.latest, now, rota.at):
            made = aside(_attempt, (shelf, office.settings.database_url, now, rota))
            if isinstance(made, Exception):
                raise made
            keeping.latest = made
            log.info("the book is backed up in %s", shelf.folder)
    except Foreseen as failed:
        keeping.problem = str(getattr(failed, "reason", None) or getattr(failed, "facts", {}).get("reason"))
        log.error("the book could not be backed up: %s; the last good one: %s", failed, keeping.latest)  # noqa: TRY400  no fault of ours to trace
        return False
    keeping.problem = None
    return True


def _attempt(shelf: Shelf, url: str, now: datetime, rota: Rota) -> datetime | Exception:
    """In the thread of its own, where what is raised would be reported as a fault of the thread."""
    try:
        return shelf.add(url, now, rota).made
    except Exception as failed:  # noqa: BLE001  handed to the one who asked
        return failed


def _now(office: Office) -> datetime:
    return office.clock().astimezone(office.profile.zone)
