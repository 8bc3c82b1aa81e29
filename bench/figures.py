"""How long do figures take with years behind a large centre, beside DuckDB over the same legs?

Ten million legs take 10 GB and a quarter of an hour to fill; `DATA` keeps the file for the next time.

YEARS=10 DATA=/var/tmp/years python -m bench.figures
"""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import duckdb

from bench.years import HALF_YEAR, fill_years, has_room, office_of
from server.actions import citizen, director, open_board, work
from server.actions.citizen import Wish
from server.api.statistics import BAR_SECONDS, BARS, sheet_of
from server.domain.figures import By, Cut, LegFact
from server.domain.period import Period, Span, around
from server.office import Book, Office
from server.web.figure_sheets import as_file

HALF_YEARS = 2 * int(os.environ.get("YEARS", "1"))
LIMIT, LIMIT_OF_A_MONTH = 200, 100
"""Milliseconds: of any page, and of a month by hour by service."""
TIMES = 5
PAGE: tuple[Cut, ...] = (
    (),
    (By.DAY,),
    (By.WEEKDAY, By.HOUR),
    (By.SERVICE,),
    (By.DAY, By.SERVICE),
    (By.COUNTER,),
)
PAGE_OF_YEARS: tuple[Cut, ...] = (
    (), (By.MONTH,), (By.WEEKDAY, By.HOUR), (By.SERVICE,), (By.MONTH, By.SERVICE), (By.COUNTER,),
)  # fmt: skip


def timed(what: Callable[[], object], before: Callable[[], object] = lambda: None) -> tuple[float, float]:
    """The first time and the median of a few, in milliseconds; `before` each time, not counted."""
    told = []
    for _ in range(TIMES):
        before()
        began = perf_counter()
        what()
        told.append((perf_counter() - began) * 1000)
    return told[0], sorted(told)[TIMES // 2]


@contextmanager
def folder() -> Iterator[Path]:
    if "DATA" in os.environ:
        kept = Path(os.environ["DATA"])
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="toiluot-bench-") as name:
        yield Path(name)


def in_duckdb(office: Office, place: Path) -> duckdb.DuckDBPyConnection:
    """The same legs, with their waits, in DuckDB: the half year that was lived, and each before it once more."""
    file, today = place / "legs.csv", office.look(lambda book: book.today)
    since = today - HALF_YEAR + timedelta(days=1)
    with file.open("w", newline="") as told:
        sheet = csv.writer(told)
        sheet.writerow(("day", "hour", "service", "clerk", "wait"))
        office.look(lambda book: sheet.writerows(map(_leg, book.tickets.facts(since, today))))
    duck = duckdb.connect()
    duck.execute("SET threads TO 2")
    duck.execute(
        f"CREATE TABLE legs AS SELECT * REPLACE (day - CAST({HALF_YEAR.days} * back AS INTEGER) AS day)"  # noqa: S608  our own file
        f" FROM read_csv('{file}'), range({HALF_YEARS}) AS times(back) ORDER BY day"
    )
    return duck


def _leg(fact: LegFact) -> tuple[object, ...]:
    wait = fact.wait.total_seconds() if fact.wait is not None else None
    return fact.day, fact.queued_at.hour, fact.service, fact.clerk, wait


def beside_duckdb(office: Office, duck: duckdb.DuckDBPyConnection, first: date, today: date) -> None:
    month = around(today.replace(day=1) - timedelta(days=1), Span.MONTH)
    by_hour = ("a month by hour by service", (By.SERVICE, By.HOUR), "service, hour")
    asked = (
        (*by_hour, month.first, month.last),
        ("this month by hour by service", *by_hour[1:], today.replace(day=1), today),
        ("everything by clerk", (By.CLERK,), "clerk", first, today),
        ("everything by weekday by hour", (By.WEEKDAY, By.HOUR), "dayofweek(day), hour", first, today),
        ("everything by month", (By.MONTH,), "date_trunc('month', day)", first, today),
    )
    for what, cut, columns, begins, ends in asked:
        _, ours = timed(lambda: office.look(director.figures_of, begins, ends, cut))  # noqa: B023  asked at once
        query = (
            f"SELECT {columns}, count(*), avg(wait), quantile_cont(wait, [0.5, 0.9, 0.95]) FROM legs"  # noqa: S608
            f" WHERE day BETWEEN '{begins}' AND '{ends}' GROUP BY ALL"
        )
        _, theirs = timed(lambda: duck.execute(query).fetchall())  # noqa: B023  asked at once
        limit = LIMIT_OF_A_MONTH if cut == by_hour[1] else LIMIT
        print(
            f"  {what:42} {ours:7.1f} ms {_verdict(ours, limit)}   DuckDB {theirs:7.1f} ms   {ours / theirs:5.2f}"
        )


def _verdict(took: float, limit: float) -> str:
    return f"{'ok' if took < limit else 'TOO SLOW'} (< {limit})"


def questions(office: Office, first: date, today: date) -> None:
    """Each question of the pages, right after somebody took a ticket; the first time beside it."""
    stretches = {
        "today": (Period(today, today), PAGE),
        "this month": (Period(today.replace(day=1), today), PAGE),
        "a year until today": (Period(today - timedelta(days=364), today), PAGE_OF_YEARS),
        "all years": (Period(first, today), PAGE_OF_YEARS),
    }

    def ask(what: str, question: Callable[[Book], object]) -> float:
        began, usual = timed(
            lambda: office.look(question),
            lambda: office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk"),
        )
        print(f"  {what:42} {usual:7.1f} ms {_verdict(usual, LIMIT)}   first {began:7.1f} ms", flush=True)
        return usual

    for name, (days, cuts) in stretches.items():
        took = 0.0
        for cut in cuts:
            by = " by ".join(cut)
            told = f"{name} by {by}" if by else name
            took += ask(told, lambda book: director.figures_of(book, days.first, days.last, cut))  # noqa: B023
        took += ask(
            f"{name}, waits",
            lambda book: director.waits(book, days.first, days.last, BAR_SECONDS, BARS),  # noqa: B023
        )
        print(f"  {name + ', all of them':42} {took:7.1f} ms")
        ask(f"{name} compared", lambda book: director.compared(book, days, days.before()))  # noqa: B023
        ask(f"{name} of one clerk", lambda book: work.work_of(book, "clerk-1", days.first, days.last))  # noqa: B023
    ask("today live", director.today)
    ask("open board", open_board.open_board)


def files(office: Office, today: date) -> None:
    """A year by service, as a file: what is drawn or laid out takes as long as it takes."""
    for kind in ("csv", "xlsx", "pdf"):
        _, took = timed(
            lambda: office.look(
                lambda book: as_file(sheet_of(book, today - timedelta(days=364), today, (By.SERVICE,)), kind)  # noqa: B023
            )
        )
        print(f"  {'a year by service as ' + kind:42} {took:7.1f} ms")


def main() -> None:
    with folder() as place:
        file = place / "toiluot.db"
        if not file.exists():
            if not has_room(place, HALF_YEARS):
                raise SystemExit("the disk has too little room")
            began = perf_counter()
            filled = fill_years(file, HALF_YEARS)
            print(f"{filled:,} visits filled and added up in {perf_counter() - began:.0f} s")
        print(f"{file.stat().st_size / 1e9:.1f} GB")
        office = office_of(f"sqlite:///{file}")
        began = perf_counter()
        while office.look(director.keep_in_mind):
            pass
        print(f"today and yesterday read in {(perf_counter() - began) * 1000:.0f} ms, once")
        today = office.look(lambda book: book.today)
        first = office.look(lambda book: book.rollups.first_day(book.profile.zone)) or today
        questions(office, first, today)
        files(office, today)
        beside_duckdb(office, in_duckdb(office, place), first, today)
        office.database.close()


if __name__ == "__main__":
    main()
