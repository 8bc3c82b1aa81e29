"""When a dossier must be settled: the table of the law, and what must hold whatever happens."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.calendar import WorkTime
from server.domain.due import CUT_OFF, Extension, Limit, LimitKind, Stop, due, first_day, is_foreseen
from server.domain.hours import Calendar, Window
from server.nation import of_the_nation
from server.sample.offer import overrides

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORKDAYS = frozenset(range(5))
OFFICE = (Window(WORKDAYS, time(7, 30), time(11, 30)), Window(WORKDAYS, time(13), time(17)))
POLICE = (*OFFICE, Window(frozenset({5}), time(7, 30), time(11, 30)))
DAYS = Calendar(tuple((day, kind) for day, kind, *_ in of_the_nation(range(2025, 2028), overrides())))
WORK = WorkTime(DAYS, OFFICE, HANOI, frozenset({2025, 2026}))

SAME_DAY = Limit(LimitKind.SAME_DAY, cut_off=CUT_OFF)
NO_LIMIT = Limit()


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=HANOI)


def hours(value: int) -> Limit:
    return Limit(LimitKind.HOUR, value)


def working(value: int, cut_off: time | None = CUT_OFF) -> Limit:
    return Limit(LimitKind.WORKING_DAY, value, cut_off)


def calendar(value: int) -> Limit:
    return Limit(LimitKind.CALENDAR_DAY, value, CUT_OFF)


@pytest.mark.parametrize(
    ("received", "limit", "told"),
    [
        # Same day, with the rule of 15:00. 16 November 2026 is a Monday.
        ("2026-11-16T08:00", SAME_DAY, "2026-11-16T17:00"),
        ("2026-11-16T15:00", SAME_DAY, "2026-11-16T17:00"),
        ("2026-11-16T15:00:01", SAME_DAY, "2026-11-17T17:00"),
        ("2026-11-20T15:01", SAME_DAY, "2026-11-23T17:00"),
        ("2026-11-21T09:00", SAME_DAY, "2026-11-23T17:00"),
        ("2026-11-23T15:30", SAME_DAY, "2026-11-25T17:00"),  # 24 November is the Day of Vietnamese Culture.
        ("2026-11-16T16:30", Limit(LimitKind.SAME_DAY), "2026-11-16T17:00"),
        # The swap of New Year 2026, which the library does not know.
        ("2025-12-31T16:00", SAME_DAY, "2026-01-05T17:00"),
        ("2025-12-31T09:00", working(1), "2026-01-05T17:00"),
        ("2026-01-09T09:00", working(1), "2026-01-10T17:00"),
        ("2026-01-09T15:30", working(1), "2026-01-12T17:00"),
        # Working days: from the day after.
        ("2026-11-16T08:00", working(3), "2026-11-19T17:00"),
        ("2026-11-16T15:01", working(3), "2026-11-20T17:00"),
        ("2026-11-16T15:01", working(3, None), "2026-11-19T17:00"),
        ("2026-11-20T08:00", working(3), "2026-11-26T17:00"),
        ("2026-08-20T08:00", working(2), "2026-08-22T17:00"),  # A make-up Saturday.
        ("2026-02-13T08:00", working(1), "2026-02-23T17:00"),  # Over Tết.
        ("2026-11-22T23:59", working(1), "2026-11-25T17:00"),  # Online on a Sunday: as of Monday.
        ("2026-11-16T05:00", working(1), "2026-11-17T17:00"),  # Online before the doors open.
        ("2026-11-16T20:00", working(1, None), "2026-11-18T17:00"),  # Online after they close.
        # Calendar days; a last day off moves on.
        ("2026-11-16T08:00", calendar(4), "2026-11-20T17:00"),
        ("2026-11-16T08:00", calendar(5), "2026-11-23T17:00"),
        ("2026-11-16T08:00", calendar(8), "2026-11-25T17:00"),
        ("2026-02-06T08:00", calendar(10), "2026-02-23T17:00"),
        # Hours: working hours only.
        ("2026-11-16T08:00", hours(2), "2026-11-16T10:00"),
        ("2026-11-16T10:30", hours(2), "2026-11-16T14:00"),
        ("2026-11-16T16:30", hours(2), "2026-11-17T09:00"),
        ("2026-11-16T07:00", hours(4), "2026-11-16T11:30"),
        ("2026-11-20T16:00", hours(8), "2026-11-23T16:00"),
        ("2026-11-21T09:00", hours(1), "2026-11-23T08:30"),
    ],
)
def test_the_due_time_is_as_the_law_counts(received: str, limit: Limit, told: str) -> None:
    assert due(at(received), limit, WORK) == at(told)


@pytest.mark.parametrize(
    ("received", "limit", "stops", "told"),
    [
        # Wednesday to Friday do not count: Thursday and Friday, two working days.
        ("2026-11-09T08:00", working(5), [("2026-11-11T10:00", "2026-11-13T10:00")], "2026-11-18T17:00"),
        ("2026-11-09T08:00", working(5), [("2026-11-11T10:00", "2026-11-11T16:00")], "2026-11-17T17:00"),
        ("2026-11-09T08:00", working(5), [("2026-11-11T10:00", "2026-11-11T14:00")], "2026-11-16T17:00"),
        ("2026-11-09T08:00", working(5), [("2026-11-13T10:00", "2026-11-15T10:00")], "2026-11-17T17:00"),
        (
            "2026-11-09T08:00",
            working(5),
            [("2026-11-10T10:00", "2026-11-11T10:00"), ("2026-11-12T10:00", "2026-11-13T10:00")],
            "2026-11-18T17:00",
        ),
        ("2026-11-09T08:00", calendar(5), [("2026-11-10T10:00", "2026-11-12T10:00")], "2026-11-16T17:00"),
        ("2026-11-09T08:00", SAME_DAY, [("2026-11-09T10:00", "2026-11-10T09:00")], "2026-11-10T17:00"),
        ("2026-11-09T08:00", hours(4), [("2026-11-09T09:00", "2026-11-09T14:00")], "2026-11-09T17:00"),
        ("2026-11-09T08:00", hours(5), [("2026-11-09T09:00", "2026-11-09T14:00")], "2026-11-10T08:30"),
    ],
)
def test_time_that_a_dossier_waits_for_papers_does_not_count(
    received: str, limit: Limit, stops: list[tuple[str, str]], told: str
) -> None:
    waited = [Stop(at(since), at(until)) for since, until in stops]

    assert due(at(received), limit, WORK, waited) == at(told)


def test_papers_that_make_a_dossier_complete_begin_its_time_anew() -> None:
    waited = [Stop(at("2026-11-11T10:00"), at("2026-11-13T10:00"), anew=True)]

    assert due(at("2026-11-09T08:00"), working(5), WORK, waited) == at("2026-11-20T17:00")


def test_nothing_is_due_while_papers_are_missing_or_where_no_limit_is_stated() -> None:
    waiting = [Stop(at("2026-11-11T10:00"))]

    assert due(at("2026-11-09T08:00"), working(5), WORK, waiting) is None
    assert due(at("2026-11-09T08:00"), NO_LIMIT, WORK) is None


def test_an_extension_sets_the_time_it_promises_and_a_later_stop_moves_it_on() -> None:
    promised = Extension(at("2026-11-12T08:00"), at("2026-11-20T17:00"))
    before = Stop(at("2026-11-10T08:00"), at("2026-11-11T08:00"))
    after = Stop(at("2026-11-16T08:00"), at("2026-11-17T08:00"))

    assert due(at("2026-11-09T08:00"), working(3), WORK, [before], [promised]) == promised.due
    assert due(at("2026-11-09T08:00"), working(3), WORK, [after], [promised]) == at("2026-11-23T17:00")


def test_the_police_receive_on_saturdays_which_do_not_count_all_the_same() -> None:
    police = WorkTime(DAYS, POLICE, HANOI)

    assert first_day(at("2026-11-21T09:00"), working(1), police) == date(2026, 11, 21)
    assert due(at("2026-11-21T09:00"), working(1), police) == at("2026-11-23T17:00")
    assert due(at("2026-11-21T09:00"), SAME_DAY, police) == at("2026-11-21T11:30")
    assert due(at("2026-11-19T09:00"), working(2), police) == at("2026-11-23T17:00")


def test_a_due_time_in_a_year_that_is_not_decided_is_foreseen_only() -> None:
    assert not is_foreseen(at("2026-11-09T08:00"), at("2026-11-12T17:00"), WORK)
    assert is_foreseen(at("2026-12-30T08:00"), at("2027-01-05T17:00"), WORK)


instants = st.integers(0, 640 * 24 * 60).map(
    lambda minutes: at("2025-03-01T00:00") + timedelta(minutes=minutes)
)
limits = st.one_of(
    st.builds(Limit, st.sampled_from([LimitKind.SAME_DAY]), cut_off=st.sampled_from([None, CUT_OFF])),
    st.builds(Limit, st.just(LimitKind.HOUR), st.integers(1, 60)),
    st.builds(
        Limit,
        st.sampled_from([LimitKind.WORKING_DAY, LimitKind.CALENDAR_DAY]),
        st.integers(1, 40),
        st.sampled_from([None, CUT_OFF]),
    ),
)


@given(instants, limits)
def test_what_is_due_comes_after_the_receipt_on_a_working_day(received: datetime, limit: Limit) -> None:
    told = due(received, limit, WORK)

    assert told is not None
    assert told >= received
    assert WORK.is_working_day(told.date())
    assert any(begins <= told <= ends for begins, ends in WORK.spans(told.date()))


@given(instants, st.timedeltas(timedelta(0), timedelta(days=30)), limits)
def test_who_comes_later_is_never_due_earlier(received: datetime, later: timedelta, limit: Limit) -> None:
    first, second = due(received, limit, WORK), due(received + later, limit, WORK)

    assert first is not None
    assert second is not None
    assert first <= second


@given(
    instants,
    limits,
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_waiting_for_papers_never_shortens_the_time(
    received: datetime, limit: Limit, until_stop: timedelta, stopped: timedelta
) -> None:
    since = received + until_stop

    plain, waited = due(received, limit, WORK), due(received, limit, WORK, [Stop(since, since + stopped)])

    assert plain is not None
    assert waited is not None
    assert waited >= plain


@given(instants, st.integers(1, 40))
def test_a_limit_of_working_days_holds_exactly_so_many(received: datetime, days: int) -> None:
    limit = working(days)
    told = due(received, limit, WORK)

    assert told is not None
    assert WORK.working_days_between(first_day(received, limit, WORK), told.date()) == days
