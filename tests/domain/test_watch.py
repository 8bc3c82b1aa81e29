"""Which jumps of the clock the office believes, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.watch import HOLD_SECONDS, Watch

NOON = datetime(2022, 10, 3, 5, tzinfo=UTC)
YEAR = timedelta(days=365)


def test_a_clock_that_goes_right_is_followed() -> None:
    watch = Watch(NOON, 100.0)

    assert watch.read(NOON + timedelta(seconds=60), 160.0) == NOON + timedelta(seconds=60)
    assert watch.jump is None


@pytest.mark.parametrize(
    "by", [timedelta(hours=-1), timedelta(hours=1), timedelta(hours=3), timedelta(seconds=-30)]
)
def test_a_small_jump_is_believed_at_once(by: timedelta) -> None:
    watch = Watch(NOON, 100.0)

    assert watch.read(NOON + by, 100.0) == NOON + by
    assert watch.jump is not None
    assert (watch.jump.by, watch.jump.held) == (by, False)


@pytest.mark.parametrize("by", [YEAR, -YEAR, timedelta(days=1), timedelta(days=-1), timedelta(hours=-7)])
def test_a_wide_jump_is_believed_only_when_it_lasts(by: timedelta) -> None:
    watch = Watch(NOON, 100.0)

    at_once = watch.read(NOON + by, 100.0)
    nearly = watch.read(NOON + by + timedelta(seconds=299), 399.0)
    in_the_end = watch.read(NOON + by + timedelta(seconds=HOLD_SECONDS), 100.0 + HOLD_SECONDS)

    assert (at_once, nearly) == (NOON, NOON + timedelta(seconds=299))
    assert in_the_end == NOON + by + timedelta(seconds=HOLD_SECONDS)
    assert watch.jump is not None
    assert not watch.jump.held


def test_a_clock_that_was_a_year_ahead_for_a_minute_was_never_followed() -> None:
    watch = Watch(NOON, 0.0)

    told = [watch.read(NOON + YEAR + timedelta(seconds=s), float(s)) for s in range(60)]
    told.append(watch.read(NOON + timedelta(seconds=60), 60.0))

    assert told == [NOON + timedelta(seconds=s) for s in range(61)]


def test_two_short_jumps_do_not_add_up_to_a_long_one() -> None:
    watch = Watch(NOON, 0.0)
    watch.read(NOON + YEAR, 0.0)
    watch.read(NOON + timedelta(seconds=200), 200.0)

    assert watch.read(NOON + YEAR, 310.0) == NOON + timedelta(seconds=310)


def test_a_clock_known_to_be_wrong_is_corrected_at_once() -> None:
    watch = Watch(NOON - 6 * YEAR, 0.0)
    watch.doubted = True

    assert watch.read(NOON, 1.0) == NOON


def test_a_clock_that_gains_a_little_every_day_is_not_said_to_jump() -> None:
    watch = Watch(NOON, 0.0)

    watch.read(NOON + timedelta(hours=14, seconds=4), 14 * 3600.0)

    assert watch.jump is None
