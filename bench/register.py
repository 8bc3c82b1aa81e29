"""What do the reports of dossiers cost with a million of them behind the office?

DOSSIERS=1000000 python -m bench.register

The nine months of 2022 stand in the register as the newspaper told of them, with nothing else in between: their report must come
out the same, whatever was before and after. Beside each report stands a plain count over the register of the same period.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, create_engine, event, func, insert, literal, select

from bench.past import in_a_hurry
from server.actions import reports
from server.clock import Clock
from server.config import Settings
from server.domain.dossier import DossierState, Standing
from server.domain.dossier_report import RECEIVED, RECORDED
from server.domain.period import A_DAY
from server.domain.procedure import Channel
from server.office import Book, Database, Office
from server.push import Push, Silence
from server.sample.nine_months import with_nine_months
from server.sample.offer import nine_months, sample_offer
from server.store import tables as t
from server.store.catalogue import offices
from server.store.dossiers import Facts

DOSSIERS = int(os.environ.get("DOSSIERS", "1000000"))
TOGETHER = 10_000
FIRST, LAST = date(2016, 1, 4), date(2026, 11, 20)
FREE = (date(2021, 12, 20), date(2022, 10, 3))
"""From then until then nobody comes but whom the newspaper told of; everybody before is settled by then."""

OPEN_STILL = 300
TIMES = 5
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def fill_file(path: Path, dossiers: int) -> None:
    """Writes so many dossiers, and what reports add up of them, into a SQLite file that nobody else has open."""
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", in_a_hurry)
    with engine.connect() as conn:
        fill(conn, offices(conn)[0].id, dossiers)
        conn.commit()
    engine.dispose()


def fill(conn: Connection, office: int, dossiers: int) -> None:
    """The rows as the driver takes them; the counts are made of the rows."""
    known = {str(code) for code in conn.execute(select(t.dossiers.c.code)).scalars()}
    names = [column.name for column in t.dossiers.columns]
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO dossiers ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  names of our own table
    fresh = _rows(office, dossiers)
    while together := list(islice(fresh, TOGETHER)):
        conn.exec_driver_sql(sql, together)
    _count(conn, office, known)


def _rows(office: int, dossiers: int) -> Iterator[tuple[Any, ...]]:
    """Each in the order of the table's columns: settled after one to four days, every fourth late, but for the last few."""
    days = _days()
    offered = [
        (one, msgspec.json.encode(Facts(name=one.name.vi, limit=one.limit)).decode())
        for one in sample_offer().procedures
    ]
    moments: dict[tuple[date, int], str] = {}

    def at(day: date, after: int) -> str:
        key = (day, after)
        if key not in moments:
            moment = datetime.combine(day + timedelta(days=after), time(9), HANOI).astimezone(UTC)
            moments[key] = f"{moment:%Y-%m-%d %H:%M:%S.%f}"
        return moments[key]

    for place in range(dossiers):
        day = days[place * len(days) // dossiers]
        procedure, facts = offered[place % len(offered)]
        over, took = place < dossiers - OPEN_STILL, 1 + place % 4
        told = {
            "office": office,
            "code": f"H15-{day:%y%m%d}-{place:07}",
            "procedure": procedure.code,
            "version": 1,
            "field": procedure.field.vi,
            "service": procedure.service,
            "channel": Channel.ONLINE.value if place % 7 == 0 else Channel.DIRECT.value,
            "online": "",
            "state": DossierState.RETURNED.value if over else DossierState.RECEIVED.value,
            "received_at": at(day, 0),
            "day": day.isoformat(),
            "due_at": at(day, 3),
            "settled_at": at(day, took) if over else None,
            "settled_day": (day + took * A_DAY).isoformat() if over else None,
            "name_spent_on": None,
            "standing": (Standing.LATE if took > 3 else Standing.EARLY).value if over else None,
            "ticket": None,
            "clerk": "lan",
            "secret": f"secret-{place}",
            "recorded": True,
            "facts": facts,
        }
        yield tuple(told[column.name] for column in t.dossiers.columns)


def _days() -> list[date]:
    """Weekdays, without those that belong to the newspaper."""
    all_of_them = (FIRST + place * A_DAY for place in range((LAST - FIRST).days + 1))
    return [day for day in all_of_them if day.weekday() < 5 and not FREE[0] <= day <= FREE[1]]


def _count(conn: Connection, office: int, known: set[str]) -> None:
    """What was added up of those that were there already is not added up once more."""
    d = t.dossiers.c
    ours = (d.office == office, d.code.not_in(known))
    for kind, day, those in (
        (literal(RECEIVED), d.day, ours),
        (literal(RECORDED), d.day, (*ours, d.recorded)),
        (d.standing, d.settled_day, (*ours, d.standing.is_not(None))),
    ):
        of = (d.office, day, kind.label("kind"), d.field, d.channel, d.online)
        asked = select(*of, func.count()).where(*those).group_by(*of)
        names = ["office", "day", "kind", "field", "channel", "online", "count"]
        conn.execute(insert(t.dossier_counts).from_select(names, asked))


def best(what: Callable[[], object]) -> float:
    """The least of a few times, in milliseconds."""
    told = []
    for _ in range(TIMES):
        began = perf_counter()
        what()
        told.append(perf_counter() - began)
    return min(told) * 1000


def plainly(book: Book, first: date, last: date) -> int:
    """A plain count over the register, as a yardstick."""
    d = t.dossiers.c
    asked = select(func.count(), func.count(d.settled_day)).where(
        d.office == book.profile.id, d.day >= first, d.day <= last
    )
    return int(book.draft.looking.execute(asked).one()[0])


PERIODS = (
    ("nine months of 2022, as the newspaper", date(2022, 1, 1), date(2022, 9, 30)),
    ("this quarter", date(2026, 10, 1), LAST),
    ("one year", date(2025, 1, 1), date(2025, 12, 31)),
    ("a quarter long ago", date(2021, 1, 1), date(2021, 3, 31)),
    ("ten years", FIRST, LAST),
)


def main() -> None:
    """Each report holds II.06a by field and the groups of Decision 766."""
    print(f"\nReports of dossiers, {DOSSIERS:,} behind the office")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "years.db"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        database.found(with_nine_months(sample_offer()))
        database.close()
        began = perf_counter()
        fill_file(path, DOSSIERS)
        print(f"{'written':<40} {perf_counter() - began:9.1f} s, {path.stat().st_size / 1e6:.0f} MB")
        database = Database(f"sqlite:///{path}")
        _measure(database)
        database.close()


def _measure(database: Database) -> None:
    profile = database.look(offices)[0]
    office = Office(profile, Settings(), database, Clock(None), Push(Silence(), profile.id))
    print(f"{'':<40} {'II.06a and 766':>16} {'plain count':>14}")
    for name, first, last in PERIODS:
        report = best(lambda first=first, last=last: office.look(reports.dossiers, first, last))  # type: ignore[misc]
        count = best(lambda first=first, last=last: office.look(plainly, first, last))  # type: ignore[misc]
        print(f"{name:<40} {report:13.1f} ms {count:11.1f} ms")
    _, first, last = PERIODS[0]
    total = office.look(reports.dossiers, first, last).report.total
    told = nine_months()
    assert (total.received, total.early, total.late) == (told.received, told.early, 0), total
    in_hand = best(lambda: office.look(lambda book: book.dossiers.in_hand()))
    print(f"{'dossiers in hand':<40} {in_hand:13.1f} ms")


if __name__ == "__main__":
    main()
