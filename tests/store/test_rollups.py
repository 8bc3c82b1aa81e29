"""Figures of any history are those that the journal tells, counted leg by leg or added up."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from server.actions import administrator, citizen, clerk, director, keeper
from server.actions.administrator import Calling
from server.actions.citizen import Opinion, Wish
from server.app import add_a_day_up
from server.domain.counter import PauseReason
from server.domain.deeds import FEWEST_CLERKS, Handled
from server.domain.errors import Refused
from server.domain.figures import By, Row, Sums, Tally, percentile, row
from server.domain.period import Period
from server.domain.ticket import Place, PriorityClass
from server.office import ROLLED_ERROR, Book, Database
from server.store import tables as t
from server.store.rollups import Sketched
from tests.fixtures.book import OpenBook, OpenOffice, small_offer
from tests.fixtures.recount import Recount

MONDAY = date(2022, 10, 3)
SINGLE = [(by,) for by in By if by is not By.OFFICE]
CUTS: list[tuple[By, ...]] = [
    (),
    *SINGLE,
    (By.SERVICE, By.HOUR),
    (By.WEEKDAY, By.HOUR),
    (By.DAY, By.SERVICE),
    (By.MONTH, By.CLERK),
    (By.CLERK, By.SERVICE),
]
CLERKS = ("lan", "minh", "hoa")
VERBS = (
    "take", "take", "call", "call", "recall", "start", "finish", "no_show", "hold", "back", "transfer", "cancel", "undo",
    "rate", "pause", "open", "close",
)  # fmt: skip
PRESSES = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(1, 3), st.sampled_from([0, 7, 60, 900, 5000])), max_size=60
)


def press(book: Book, verb: str, chosen: int) -> object:
    """One press, on the ticket at the counter or else the nth of the day."""
    counter, name = str(chosen), CLERKS[chosen - 1]
    known = [ticket.id for ticket, _ in book.tickets.visits(book.today, book.today)]
    ticket = book.counter(counter).ticket or (known[chosen % len(known)] if known else "none")
    priority = PriorityClass.ELDERLY if chosen == 3 else None
    presses: dict[str, Any] = {
        "take": lambda: citizen.take_ticket(
            book, Wish(("ho-tich", "dat-dai")[chosen % 2], priority=priority), "kiosk"
        ),
        "call": lambda: clerk.call_next(book, counter, name),
        "recall": lambda: clerk.recall(book, ticket, name),
        "start": lambda: clerk.start(book, ticket, name),
        "finish": lambda: clerk.finish(book, ticket, name),
        "no_show": lambda: clerk.no_show(book, ticket, name),
        "hold": lambda: clerk.hold(book, ticket, name),
        "back": lambda: clerk.put_back(book, ticket, name, tuple(Place)[chosen - 1]),
        "transfer": lambda: clerk.transfer(book, ticket, name, "dat-dai"),
        "cancel": lambda: clerk.cancel(book, ticket, name),
        "undo": lambda: clerk.undo(book, ticket, name),
        "rate": lambda: citizen.rate(book, ticket, Opinion(chosen + 1)),
        "pause": lambda: clerk.pause(book, counter, name, PauseReason.BREAK),
        "open": lambda: clerk.open_counter(book, counter, name),
        "close": lambda: clerk.close_counter(book, counter, name),
    }
    return presses[verb]()


def live(opened: OpenOffice, presses: Sequence[tuple[str, int, int]]) -> None:
    """A day on which people press this."""
    for counter, name in zip("123", CLERKS, strict=True):
        opened.office.change(clerk.open_counter, counter, name)
    for verb, chosen, seconds in presses:
        opened.later(seconds=seconds, microseconds=seconds * 7)
        try:
            opened.office.change(press, verb, chosen)
        except Refused:
            continue


def morning_after(opened: OpenOffice, days: int) -> None:
    """The clock goes to that day, seven hours after midnight, and the office tidies up."""
    midnight = opened.office.look(lambda book: book.start_of_today())
    opened.clock.wait_until(midnight + timedelta(days=days, hours=8))
    opened.office.change(keeper.tidy)


def recount(opened: OpenOffice) -> Recount:
    def counted(book: Book) -> Recount:
        usual = {code: service.usual for code, service in book.catalogue.services.items()}
        return Recount(book.journal.since(0), book.profile.zone, book.now, usual)

    return opened.office.look(counted)


def told(row: Row) -> dict[str, Any]:
    """The row in the words of the recount."""
    found: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "issued",
            "joined",
            "served",
            "no_show",
            "cancelled",
            "expired",
            "transferred",
            "abandoned",
        )
    }
    found |= {name: getattr(row, name) for name in ("holds", "recalls", "forgotten")}
    for name in ("wait", "walk", "handle", "satisfaction"):
        spread = getattr(row, name)
        known = {part: getattr(spread, part) for part in spread.__dataclass_fields__}
        is_response = {"response_rate"} if name == "satisfaction" else set()
        found[name] = {
            part: value for part, value in known.items() if value is not None or part in is_response
        }
    foretold = row.foretold
    found["foretold"] = {
        "count": foretold.count,
        "kept": round((foretold.kept or 0) * foretold.count),
        "kept_half": round((foretold.kept_half or 0) * foretold.count),
        "off": (foretold.off.mean or 0) * foretold.count,
    }
    found |= {f"{doing}_s": getattr(row.desks, doing) or 0.0 for doing in ("open", "paused", "busy")}
    return found


def hide_few(cut: tuple[By, ...], row: dict[str, Any]) -> dict[str, Any]:
    satisfaction = row["satisfaction"]
    if set(cut) & {By.CLERK, By.COUNTER} and satisfaction["answers"] < 5:
        row["satisfaction"] = {part: satisfaction[part] for part in ("answers", "response_rate")}
    for name in ("walk", "handle"):
        if By.CLERK in cut and row[name]["count"] < 10:
            row[name] = {"count": row[name]["count"]}
    return row


def assert_as_recounted(opened: OpenOffice, days: tuple[date, date], *, exactly: int) -> None:
    counted = recount(opened)
    for cut in CUTS:
        rows = opened.office.look(director.figures_of, *days, cut, exactly)
        expected = {keys: hide_few(cut, row) for keys, row in counted.rows(*days, cut).items()}
        if not cut and not expected:
            expected = {(): counted._row([], {})}

        assert {row.keys for row in rows} == set(expected), cut
        for one in rows:
            assert_same(told(one), expected[one.keys], one.error, cut)


def assert_deeds_as_split(opened: OpenOffice, days: Period, *, exactly: int) -> None:
    """The page of one clerk tells what the splits of everybody tell."""
    cuts = ((By.CLERK,), (By.CLERK, By.SERVICE), (By.CLERK, By.DAY), (), (By.SERVICE,))
    (by_clerk, by_both, by_day, whole, lines), error = opened.office.look(
        director.tallied_by, days, cuts, exactly
    )
    for name in (*CLERKS, "nobody"):
        told, told_error = opened.office.look(director.deeds, days, name, exactly)

        assert told_error == error
        assert row((), told.total) == row((), by_clerk.get((name,), Tally()))
        assert told.days == sum(clerk == name for clerk, _day in by_day)
        assert told.services.keys() == {service for clerk, service in by_both if clerk == name}
        assert_handled(told.office, whole.get((), Tally()), {keys[0]: one for keys, one in by_clerk.items()})
        for service, tally in told.services.items():
            assert row((), tally) == row((), by_both[name, service])
            of_service = {keys[0]: one for keys, one in by_both.items() if keys[1] == service}
            assert_handled(told.lines[service], lines[service,], of_service)


def assert_handled(told: Handled, whole: Tally, of_clerks: dict[str | None, Tally]) -> None:
    names = {name for name, tally in of_clerks.items() if name is not None and tally.handle.count}
    assert told.clerks <= names
    assert len(told.clerks) >= min(len(names), FEWEST_CLERKS)
    assert row((), Tally(handle=told.times)) == row((), Tally(handle=whole.handle))


def assert_same(found: dict[str, Any], expected: dict[str, Any], error: float, cut: tuple[By, ...]) -> None:
    """Exactly the same; percentiles of what was added up within the error that is told."""
    for name, value in expected.items():
        if name in ("wait", "walk", "handle"):
            assert found[name].keys() == value.keys()
            for part, one in value.items():
                if not error or part in ("count", "within_target"):
                    assert found[name][part] == pytest.approx(one, abs=1.1e-6), (name, part)
                elif part == "mean":
                    assert found[name][part] == pytest.approx(one, abs=1.1e-6)
                else:
                    assert found[name][part] == pytest.approx(one, rel=error * 1.001, abs=1.1e-6), part
        elif name == "foretold":
            assert found[name] == pytest.approx(value, abs=1e-3), cut
        elif name == "satisfaction":
            assert found[name] == pytest.approx(value, abs=1e-12)
        else:
            assert found[name] == pytest.approx(value, abs=1e-6), (cut, name)


@given(st.lists(st.lists(st.integers(0, 15_000_000_000), max_size=30), min_size=1, max_size=6))
def test_what_is_added_up_tells_percentiles_within_its_error_in_whatever_order(days: list[list[int]]) -> None:
    measured = sorted(timedelta(microseconds=one) for day in days for one in day)
    if not measured:
        return

    there, back = Sketched(), Sketched()
    for whole, order in ((there, days), (back, days[::-1])):
        for day in order:
            whole.add_all(sums(day))

    assert there.bins == back.bins
    assert (there.count, there.total) == (len(measured), sum(measured, timedelta()))
    for part, found in zip((50, 90, 95), there.quantiles((50, 90, 95)), strict=True):
        exact = percentile(measured, part).total_seconds()
        assert found == pytest.approx(exact, rel=ROLLED_ERROR * 1.001, abs=1.1e-6)


def sums(values: list[int]) -> Sums:
    found = Sums()
    for one in values:
        found.add(timedelta(microseconds=one), timedelta(minutes=15))
    return found


def test_who_covers_a_counter_is_as_busy_as_the_journal_tells(opened: OpenOffice) -> None:
    live(opened, [("take", 1, 60), ("call", 1, 60), ("start", 1, 7)])
    opened.later(minutes=4)
    opened.office.change(clerk.cover_counter, "1", "minh")
    opened.later(minutes=9)

    assert_as_recounted(opened, (MONDAY, MONDAY), exactly=5000)


def test_a_counter_is_open_until_the_priority_is_put_right_of_whoever_is_there(opened: OpenOffice) -> None:
    live(opened, [("take", 1, 60), ("call", 1, 60)])
    (ticket,) = opened.office.look(lambda book: [one.id for one, _ in book.tickets.visits(MONDAY, MONDAY)])
    opened.later(minutes=4)
    opened.office.change(clerk.correct_priority, ticket, "lan", PriorityClass.ELDERLY, "bà cụ đi gậy")
    morning_after(opened, 1)

    assert_as_recounted(opened, (MONDAY, MONDAY), exactly=5000)


def test_a_day_that_changed_after_it_was_added_up_is_added_up_again(opened: OpenOffice) -> None:
    live(opened, [("take", 1, 60)])
    morning_after(opened, 2)
    assert add_a_day_up(opened.office)
    opened.clock.wait_until(opened.clock() + timedelta(days=1))
    with opened.office.database.writer.begin() as conn:
        late = conn.execute(select(t.legs)).mappings().one()
        conn.execute(t.legs.insert().values({**late, "ordinal": 1, "service": "ho-tich"}))

    while add_a_day_up(opened.office):
        pass

    (row,) = opened.office.look(director.figures_of, MONDAY, MONDAY, (), -1)
    assert (row.joined, row.error) == (2, ROLLED_ERROR)


def test_days_added_up_by_an_older_version_tell_who_was_at_a_counter_on_them(opened: OpenOffice) -> None:
    live(opened, [("take", 1, 60), ("take", 1, 60), ("call", 1, 60), ("call", 3, 60)])
    morning_after(opened, 2)
    assert add_a_day_up(opened.office)
    database, kept = opened.office.database, select(t.clerk_days).order_by(t.clerk_days.c.clerk)
    known = database.look(lambda conn: conn.execute(kept).all())
    with database.writer.begin() as conn:
        t.clerk_days.drop(conn)
        conn.execute(text("UPDATE alembic_version SET version_num = '0016'"))

    database.migrate()

    assert [(row.clerk, row.day) for row in known] == [("hoa", MONDAY), ("lan", MONDAY)]
    assert database.look(lambda conn: conn.execute(kept).all()) == known


@pytest.mark.parametrize("exactly", [5000, -1])
def test_a_day_that_is_over_is_not_judged_by_a_target_that_came_later(
    opened: OpenOffice, exactly: int
) -> None:
    live(opened, [("take", 1, 0), ("call", 1, 600), ("start", 1, 7), ("finish", 1, 300)])
    morning_after(opened, 3)
    assert add_a_day_up(opened.office)
    before = opened.office.look(director.figures_of, MONDAY, MONDAY, (By.CLERK,), exactly)
    work = opened.office.look(director.deeds, Period(MONDAY, MONDAY), "lan", exactly)

    opened.office.change(administrator.set_policy, "tin", Calling(2, 30, 0, target=5))

    assert [one.wait.within_target for one in before] == [1]
    assert opened.office.look(director.figures_of, MONDAY, MONDAY, (By.CLERK,), exactly) == before
    after = opened.office.look(director.deeds, Period(MONDAY, MONDAY), "lan", exactly)
    assert row((), after[0].total) == row((), work[0].total)
    today = opened.office.look(lambda book: book.today)
    live(opened, [("take", 1, 0), ("call", 1, 600)])
    (one,) = opened.office.look(director.figures_of, today, today, (), exactly)
    assert one.wait.within_target == 0


def test_today_and_yesterday_are_never_added_up(opened: OpenOffice) -> None:
    live(opened, [("take", 1, 60)])
    morning_after(opened, 1)

    assert not add_a_day_up(opened.office)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(monday=PRESSES, tuesday=PRESSES)
def test_whatever_people_press_the_figures_are_those_that_the_journal_tells(
    open_book: OpenBook,
    database: Database,
    monday: list[tuple[str, int, int]],
    tuesday: list[tuple[str, int, int]],
) -> None:
    offices = len(database.look(lambda conn: conn.execute(select(t.offices)).all()))
    opened = open_book(small_offer(f"office-{offices}"))
    live(opened, monday)
    assert_as_recounted(opened, (MONDAY, MONDAY), exactly=5000)
    morning_after(opened, 1)
    live(opened, tuesday)
    assert_as_recounted(opened, (MONDAY, MONDAY + timedelta(days=1)), exactly=5000)
    assert_deeds_as_split(opened, Period(MONDAY, MONDAY + timedelta(days=1)), exactly=5000)

    morning_after(opened, 3)
    while add_a_day_up(opened.office):
        pass
    live(opened, tuesday)
    opened.later(hours=1)
    assert_deeds_as_split(opened, Period(MONDAY, MONDAY + timedelta(days=9)), exactly=-1)

    assert_as_recounted(opened, (MONDAY, MONDAY + timedelta(days=9)), exactly=5000)
    assert_as_recounted(opened, (MONDAY, MONDAY + timedelta(days=9)), exactly=-1)
