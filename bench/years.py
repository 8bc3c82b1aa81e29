"""Ten years behind a centre of 67 counters, as far as its pages read them: visits, legs, ratings and what is added up.

The last half year is lived with everything that the program leaves (journal, slips), and the product adds up its days.
Each half year before it is that one once more, 26 weeks earlier: same weekdays, other dates, without journal and slips,
which no page of a day that is added up looks at. They take 4.4 kB of the 5.3 kB that a ticket takes. Months and years are
put together by the product from the days.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Column, Connection, Date, create_engine, event, text

from bench.past import Past, fill_file, in_a_hurry
from server.actions.director import SETTLED
from server.app import add_a_day_up
from server.clock import JumpingClock
from server.config import Settings
from server.domain.period import Period, Span, around
from server.office import Office
from server.push import Push, Silence
from server.sample.offer import sample_offer
from server.store import tables as t
from server.store.catalogue import CounterPlan, Offer, offices
from server.store.database import Database

COUNTERS, A_DAY, LIVED_DAYS = 67, 4_200, 120
HALF_YEAR = timedelta(weeks=26)
LIVED = A_DAY * LIVED_DAYS
"""Tickets of the half year that is lived."""
UNTIL = date(2022, 10, 1)
NOW = time(16, 0)
"""The last day that is lived is today, with all its visits."""
BYTES_A_TICKET, BYTES_A_LIVED_TICKET = 900, 5_300


def centre() -> Offer:
    """The sample office with as many counters as a large centre has, each for everything."""
    offer = sample_offer()
    served = {service.code: 1 for service in offer.services}
    counters = (CounterPlan(str(one), f"Quầy {one}", served, one) for one in range(1, COUNTERS + 1))
    return replace(offer, counters=tuple(counters))


def has_room(folder: Path, half_years: int) -> bool:
    needed = LIVED * (BYTES_A_LIVED_TICKET + half_years * BYTES_A_TICKET)
    return shutil.disk_usage(folder).free > 1.2 * needed


def fill_years(file: Path, half_years: int) -> int:
    """Fills a new file with so many half years; returns how many tickets are in it."""
    url = f"sqlite:///{file}"
    database = Database(url)
    database.migrate()
    database.found(centre())
    database.close()
    fill_file(file, Past(LIVED, UNTIL, A_DAY))
    office = office_of(url, SETTLED)
    while add_a_day_up(office):
        pass
    office.database.close()
    _live_again(file, half_years - 1)
    office = office_of(url)
    for month in _months(office, half_years):
        office.change(lambda book, last: book.rollups.keep_day(last, 0, {}), month.last)
    office.database.close()
    return half_years * LIVED


def office_of(url: str, later: timedelta = timedelta()) -> Office:
    """The office in the afternoon of its last day, or so much later."""
    database = Database(url)
    profile = database.look(offices)[0]
    today = database.look(lambda conn: conn.execute(text("SELECT max(office_day) FROM numbers")).scalar_one())
    now = datetime.combine(date.fromisoformat(today), NOW, profile.zone) + later
    return Office(profile, Settings(), database, JumpingClock(now), Push(Silence(), profile.id))


def _months(office: Office, half_years: int) -> Iterator[Period]:
    """Those that are over and are not added up by the days themselves."""
    until = office.look(lambda book: book.today)
    month = around(until - HALF_YEAR * half_years, Span.MONTH)
    while month.last < until - HALF_YEAR + timedelta(days=31):
        yield month
        month = around(month.last + timedelta(days=1), Span.MONTH)


COPIED = (t.numbers, t.tickets, t.legs, t.ratings)


def _live_again(file: Path, times: int) -> None:
    """The half year that is lived, so many times before itself, the earliest first."""
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", in_a_hurry)
    with engine.connect() as conn:
        first = conn.execute(text("SELECT min(office_day) FROM numbers")).scalar_one()
        for back in range(times, 0, -1):
            _copy(conn, first, -HALF_YEAR.days * back)
        _forget_what_is_not_over(conn)
        conn.commit()
    engine.dispose()


def _forget_what_is_not_over(conn: Connection) -> None:
    """The last days were added up only to be lived again; the product would not have done so yet."""
    today = date.fromisoformat(conn.execute(text("SELECT max(office_day) FROM numbers")).scalar_one())
    r = t.rollups.c
    conn.execute(t.rollups.delete().where(r.span == Span.DAY, r.start > today - SETTLED))
    conn.execute(t.clerk_days.delete().where(t.clerk_days.c.day > today - SETTLED))
    conn.execute(t.rollups.delete().where(r.span != Span.DAY, r.start >= today.replace(day=1)))


def _copy(conn: Connection, first: str, days: int) -> None:
    shifted = {"first": first, "shift": f"{days} days"}
    for table in COPIED:
        columns = list(table.columns)
        names, values = ", ".join(f'"{one.name}"' for one in columns), ", ".join(map(_earlier, columns))
        conn.execute(
            text(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE office_day >= :first"),  # noqa: S608  our own tables
            shifted,
        )
    conn.execute(
        text(
            "INSERT INTO rollups SELECT office, span, cut, date(start, :shift), legs, tallies FROM rollups"
            " WHERE span = 'day' AND start >= :first"
        ),
        shifted,
    )

    conn.execute(
        text(
            "INSERT INTO clerk_days SELECT office, clerk, date(day, :shift) FROM clerk_days WHERE day >= :first"
        ),
        shifted,
    )


def _earlier(column: Column[object]) -> str:
    """A day, an instant, or the name of a ticket, which begins with its day; what else there is stays as it is."""
    name = f'"{column.name}"'
    if isinstance(column.type, Date):
        return f"date({name}, :shift)"
    is_ticket = column.name == "ticket" or (column.name == "id" and column.table is t.tickets)
    if isinstance(column.type, t.Instant) or is_ticket:
        return f"date(substr({name}, 1, 10), :shift) || substr({name}, 11)"
    return name
