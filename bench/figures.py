"""How long do figures take with years behind the office, beside DuckDB over the same legs?

HISTORY=200000 python -m bench.figures
"""

import csv
import os
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

import duckdb

from bench.past import Past, fill_file
from server.actions import director
from server.app import add_a_day_up
from server.clock import JumpingClock
from server.config import Settings
from server.domain.figures import By, LegFact
from server.office import Office
from server.push import Push, Silence
from server.sample.offer import sample_offer
from server.store.catalogue import offices
from server.store.database import Database

TICKETS = int(os.environ.get("HISTORY", "100000"))
A_DAY = max(400, TICKETS // 2500)
"""Of more than a million legs ten years are made, of an office that is larger."""
UNTIL = date(2022, 10, 3)
TIMES = 5


def best(what: Callable[[], object]) -> float:
    """The least of a few times, in milliseconds."""
    told = []
    for _ in range(TIMES):
        began = perf_counter()
        what()
        told.append(perf_counter() - began)
    return min(told) * 1000


def office_with_past(folder: Path) -> Office:
    url = f"sqlite:///{folder / 'toiluot.db'}"
    database = Database(url)
    database.migrate()
    database.found(sample_offer())
    database.close()
    fill_file(folder / "toiluot.db", Past(tickets=TICKETS, until=UNTIL, a_day=A_DAY))
    database = Database(url)
    profile = database.look(offices)[0]
    noon = datetime.combine(UNTIL + timedelta(days=2), datetime.min.time(), profile.zone) + timedelta(
        hours=12
    )
    return Office(profile, Settings(), database, JumpingClock(noon), Push(Silence(), profile.id))


def in_duckdb(office: Office, folder: Path) -> duckdb.DuckDBPyConnection:
    """The same legs, with their waits, in DuckDB."""
    file = folder / "legs.csv"
    with file.open("w", newline="") as told:
        sheet = csv.writer(told)
        sheet.writerow(("day", "hour", "service", "clerk", "wait"))
        office.look(lambda book: sheet.writerows(map(_leg, director.facts(book, date.min, date.max))))
    duck = duckdb.connect()
    duck.execute("SET threads TO 2")
    duck.execute(f"CREATE TABLE legs AS SELECT * FROM read_csv('{file}')")  # noqa: S608  our own file
    return duck


def _leg(fact: LegFact) -> tuple[object, ...]:
    wait = fact.wait.total_seconds() if fact.wait is not None else None
    return fact.day, fact.queued_at.hour, fact.service, fact.clerk, wait


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = office_with_past(folder)
        began, days = perf_counter(), 0
        while add_a_day_up(office):
            days += 1
        each = (perf_counter() - began) / max(1, days) * 1000
        print(f"{TICKETS} tickets, {A_DAY} a day: {days} days added up, {each:.0f} ms each")
        duck = in_duckdb(office, folder)
        first, last = UNTIL - timedelta(days=5000), UNTIL
        month = UNTIL.replace(day=1) - timedelta(days=30)
        asked = (
            (
                "a month by hour by service",
                month,
                UNTIL - timedelta(days=3),
                (By.SERVICE, By.HOUR),
                "service, hour",
            ),
            ("everything by clerk", first, last, (By.CLERK,), "clerk"),
            ("everything by weekday by hour", first, last, (By.WEEKDAY, By.HOUR), "dayofweek(day), hour"),
            ("everything by month", first, last, (By.MONTH,), "date_trunc('month', day)"),
        )
        for what, begins, ends, cut, columns in asked:
            ours = best(lambda: office.look(director.figures_of, begins, ends, cut, -1))  # noqa: B023  asked at once
            query = (
                f"SELECT {columns}, count(*), avg(wait), quantile_cont(wait, [0.5, 0.9, 0.95]) FROM legs"  # noqa: S608
                f" WHERE day BETWEEN '{begins}' AND '{ends}' GROUP BY ALL"
            )
            theirs = best(lambda: duck.execute(query).fetchall())  # noqa: B023  asked at once
            print(f"  {what:34} {ours:7.1f} ms   DuckDB {theirs:7.1f} ms   {ours / theirs:5.2f}")
        office.database.close()


if __name__ == "__main__":
    main()
