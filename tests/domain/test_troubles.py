"""What somebody should see to, and what nobody need."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from server.domain.name import Name
from server.domain.printer import Printer, PrinterState
from server.domain.troubles import (
    ROOM_BYTES,
    Desk,
    House,
    Kind,
    Machine,
    Trouble,
    Waiter,
    of_the_house,
    of_the_line,
)
from server.domain.watch import Jump

TARGET = timedelta(minutes=15)
NAMES = {"civil": Name("Hộ tịch", "Civil status"), "land": Name("Đất đai", "Land")}
WELL = House(printer=Printer("kiosk", PrinterState.READY))


def line(now: datetime, *waiters: Waiter, desks: tuple[Desk, ...] = ()) -> list[Trouble]:
    return list(of_the_line(waiters, desks, NAMES, TARGET, now))


def waiter(now: datetime, minutes: float, left: float | None = None, service: str = "civil") -> Waiter:
    still = timedelta(minutes=left) if left is not None else None
    return Waiter(service, now - timedelta(minutes=minutes), still)


def house(now: datetime, told: House = WELL, *, is_open: bool = True, rate: float = 1.0) -> list[Trouble]:
    return list(of_the_house(told, now, is_open=is_open, rate=rate))


def kinds(troubles: list[Trouble]) -> list[Kind]:
    return [one.kind for one in troubles]


def test_waits_beyond_the_target_are_one_trouble_of_their_line(morning: datetime) -> None:
    late, later = waiter(morning, 16), waiter(morning, 32)

    (told,) = line(morning, late, later, waiter(morning, 3))

    assert (told.kind, told.about) == (Kind.LATE, "civil")
    assert told.since == later.came + TARGET
    assert (told.facts["count"], told.facts["seconds"]) == (2, 32 * 60)


@pytest.mark.parametrize(
    ("waited", "left", "is_told"),
    [
        (15, None, False),  # the target is met until it has passed
        (5, 9, False),  # called in time
        (5, 11, True),
        (5, None, False),  # nobody knows
        (0, 30, True),
        (14, 0, False),
    ],
)
def test_waits_that_will_be_too_long_are_told_before(
    morning: datetime, waited: float, left: float | None, *, is_told: bool
) -> None:
    assert kinds(line(morning, waiter(morning, waited, left))) == [Kind.LATE_SOON] * is_told


def test_only_the_next_twenty_minutes_are_looked_at(morning: datetime) -> None:
    slow = timedelta(minutes=30)

    told = of_the_line([waiter(morning, 0, 60)], (), NAMES, slow, morning)

    assert list(told) == []


def test_a_line_is_late_or_will_be_but_not_both_and_each_line_for_itself(morning: datetime) -> None:
    both = line(morning, waiter(morning, 20), waiter(morning, 4, 40), waiter(morning, 4, 40, "land"))

    assert [one.cause for one in both] == [(Kind.LATE, "civil"), (Kind.LATE_SOON, "land")]


@pytest.mark.parametrize(
    ("free", "came", "is_told"), [(6, 6, True), (6, 4, False), (4, 6, False), (60, 5, True)]
)
def test_a_counter_idles_once_both_it_is_free_and_somebody_waits_for_five_minutes(
    morning: datetime, free: float, came: float, *, is_told: bool
) -> None:
    ago = [morning - timedelta(minutes=minutes) for minutes in (free, came)]
    desk = Desk("3", "Quầy 3", ago[0], (ago[1], morning))

    told = line(morning, desks=(desk,))

    assert kinds(told) == [Kind.IDLE] * is_told
    assert [one.since for one in told] == [max(ago)] * is_told


def test_a_counter_whom_nobody_waits_for_does_not_idle(morning: datetime) -> None:
    assert line(morning, desks=(Desk("3", "Quầy 3", morning - TARGET, ()),)) == []


def test_a_house_that_is_well_has_no_trouble(morning: datetime) -> None:
    assert house(morning) == []


@pytest.mark.parametrize(
    ("ails", "kind"),
    [
        ({"storage": "full"}, Kind.STORAGE),
        ({"storage": ""}, Kind.STORAGE),
        ({"backup": ""}, Kind.BACKUP),
        ({"behind": {"shown": "1", "last": "2"}}, Kind.CLOCK_BEHIND),
        ({"free": ROOM_BYTES - 1}, Kind.DISK),
    ],
)
def test_what_does_not_work_is_told(morning: datetime, ails: dict[str, object], kind: Kind) -> None:
    assert kinds(house(morning, replace(WELL, **ails))) == [kind]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ago", "by", "held", "kind"),
    [
        (1, -1, False, Kind.CLOCK_SET),
        (1, 500, True, Kind.CLOCK_JUMPED),
        (30, 500, True, Kind.CLOCK_JUMPED),  # still not believed
        (30, -1, False, None),  # of yesterday
    ],
)
def test_a_clock_that_was_set_is_told_for_that_day(
    morning: datetime, ago: int, by: int, kind: Kind | None, *, held: bool
) -> None:
    jump = Jump(morning - timedelta(hours=ago), timedelta(hours=by), held)

    told = house(morning, replace(WELL, jump=jump))

    assert kinds(told) == ([kind] if kind else [])
    assert [one.since for one in told] == [jump.at for _ in told]


@pytest.mark.parametrize("state", PrinterState)
def test_a_printer_that_prints_nothing_is_told_since_then(morning: datetime, state: PrinterState) -> None:
    told = house(morning, replace(WELL, printer=Printer("kiosk", state, morning)))

    prints = state in ("ready", "near-end", "unknown", "none")
    assert [(one.kind, one.about, one.since) for one in told] == [(Kind.PRINTER, "kiosk", morning)] * (
        not prints
    )


@pytest.mark.parametrize(
    ("minutes", "rate", "is_open", "is_told"),
    [
        (4, 1, True, False),
        (6, 1, True, True),
        (6, 1, False, False),  # screens sleep while the office does
        (6, 60, True, False),  # a practice day that runs an hour a minute
        (60 * 24 * 4, 1, True, False),  # put away
        (None, 1, True, False),  # never there
    ],
)
def test_a_screen_that_is_not_heard_while_the_office_is_open_is_told(
    morning: datetime, minutes: int | None, rate: float, *, is_open: bool, is_told: bool
) -> None:
    seen = morning - timedelta(minutes=minutes) if minutes is not None else None

    told = house(morning, replace(WELL, machines=[Machine("Bảng", seen)]), is_open=is_open, rate=rate)

    assert [(one.kind, one.about, one.since) for one in told] == [(Kind.SCREEN, "Bảng", seen)] * is_told
