"""How long it will be, or nothing."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.estimate import FEW, Pace, Range, at_once, expected, shrunk

MINUTE = timedelta(minutes=1)
EIGHT = Pace(8 * MINUTE, 6 * MINUTE, 20)


def test_no_open_counter_or_no_pace_gives_no_estimate() -> None:
    assert expected(3, 0, EIGHT) is None
    assert expected(3, 2, None) is None


def test_the_range_holds_the_plain_mean() -> None:
    told = expected(4, 2, EIGHT)

    assert told is not None
    assert told.range().low <= told.likely().low <= 16 * MINUTE <= told.likely().high <= told.range().high


def test_whoever_a_counter_is_free_for_waits_no_longer_than_the_walk() -> None:
    told = at_once(timedelta(seconds=90))

    assert (told.range(), told.likely()) == (Range(0 * MINUTE, 2 * MINUTE), Range(0 * MINUTE, 2 * MINUTE))
    assert (told.points[0], told.points[4]) == (0, 90)


@given(st.integers(0, 200), st.integers(1, 20))
def test_more_people_ahead_never_shorten_the_wait_and_more_counters_never_lengthen_it(
    ahead: int, counters: int
) -> None:
    now, longer = expected(ahead, counters, EIGHT), expected(ahead + 1, counters, EIGHT)
    helped = expected(ahead, counters + 1, EIGHT)

    assert now
    assert longer
    assert helped
    assert timedelta(0) <= now.range().low <= now.range().high <= longer.range().high
    assert helped.range().high <= now.range().high
    assert list(now.points) == sorted(now.points)


def test_few_services_move_the_pace_only_a_little() -> None:
    assert shrunk(8 * MINUTE, []).mean == 8 * MINUTE
    assert shrunk(8 * MINUTE, [20 * MINUTE]).mean == (FEW * 8 + 20) * MINUTE / (FEW + 1)


def test_many_services_move_it_to_what_is_seen() -> None:
    pace = shrunk(8 * MINUTE, [20 * MINUTE] * 95)

    assert abs(pace.mean - 19.4 * MINUTE) < timedelta(seconds=1)
