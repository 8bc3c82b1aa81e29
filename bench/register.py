"""What does the report of dossiers cost with a million of them behind the office?"""

import tempfile
import time
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.clock import Clock
from server.config import Settings
from server.domain.dossier import Dossier, DossierState, Standing
from server.domain.procedure import Channel
from server.office import Database, Office
from server.push import Push, Silence
from server.sample.offer import sample_offer
from server.store.catalogue import offices
from server.store.dossiers import Dossiers
from server.store.draft import Draft

DOSSIERS, DAYS, TOGETHER = 1_000_000, 2_500, 20_000
LAST = date(2026, 11, 20)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def dossier(place: int, day: date) -> Dossier:
    """Settled the next day, but for the last few."""
    came = datetime(day.year, day.month, day.day, 9, tzinfo=HANOI)
    open_still = place > DOSSIERS - 300
    procedure = sample[place % len(sample)]
    return Dossier(
        *(
            f"H15-{day:%y%m%d}-{place:07}",
            procedure.code,
            1,
            procedure.name.vi,
            procedure.field.vi,
            procedure.service,
        ),
        channel=Channel.ONLINE if place % 7 == 0 else Channel.DIRECT,
        received_at=came,
        day=day,
        limit=procedure.limit,
        clerk="lan",
        secret=f"secret-{place}",
        state=DossierState.RECEIVED if open_still else DossierState.RETURNED,
        due_at=came + timedelta(days=3),
        settled_at=None if open_still else came + timedelta(days=1 + place % 4),
        standing=None if open_still else (Standing.LATE if place % 4 == 3 else Standing.EARLY),
        recorded=True,
    )


def pour(office: int, fresh: list[Dossier], conn: Any) -> None:
    Dossiers(Draft(conn), office, HANOI).add_all(fresh)


sample = sample_offer().procedures


def main() -> None:
    from server.actions import reports

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'years.db'}")
        database.migrate()
        number = database.found(sample_offer())
        begun = time.perf_counter()
        for first in range(0, DOSSIERS, TOGETHER):
            days = [
                LAST - timedelta(days=DAYS - place * DAYS // DOSSIERS)
                for place in range(first, first + TOGETHER)
            ]
            fresh = [dossier(first + at, day) for at, day in enumerate(days)]
            database.refill(partial(pour, number, fresh))
        print(f"{'a million dossiers written':<44} {time.perf_counter() - begun:8.1f} s")
        office = Office(database.look(offices)[0], Settings(), database, Clock(None), Push(Silence(), number))
        for name, first_day, last_day in (
            ("report of ten years", date(2016, 1, 1), LAST),
            ("report of one year", date(2025, 1, 1), date(2025, 12, 31)),
            ("report of a quarter long ago", date(2021, 1, 1), date(2021, 3, 31)),
        ):
            begun = time.perf_counter()
            office.look(reports.dossiers, first_day, last_day)
            print(f"{name:<44} {(time.perf_counter() - begun) * 1e3:8.1f} ms")
        begun = time.perf_counter()
        office.look(lambda book: book.dossiers.in_hand())
        print(f"{'dossiers in hand':<44} {(time.perf_counter() - begun) * 1e3:8.1f} ms")
        database.close()


if __name__ == "__main__":
    main()
