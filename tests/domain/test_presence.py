"""What a counter did over a day, step by step."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.presence import Doing, Spell, Step, by_the_hour, marks, spells

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2022, 10, 3, 8, tzinfo=HANOI)
MONDAY = date(2022, 10, 3)


def at(minute: float, verb: str, **known: Any) -> Step:
    return Step(MORNING + timedelta(minutes=minute), verb, counter=known.pop("counter", "1"), **known)


def told(found: list[Spell]) -> list[tuple[str, float, float]]:
    minutes = timedelta(minutes=1)
    return [(one.doing, (one.begins - MORNING) / minutes, (one.ends - MORNING) / minutes) for one in found]


def test_a_counter_is_open_until_the_pause_and_busy_from_the_call_to_the_finish() -> None:
    day = [
        at(0, "counter-open", state="open", clerk="lan"),
        at(2, "call", ticket="a"),
        at(9, "finish", ticket="a"),
        at(10, "counter-pause", state="paused", clerk="lan"),
        at(25, "counter-open", state="open", clerk="lan"),
        at(60, "counter-close", state="closed"),
    ]

    assert told(spells(day, MONDAY)) == [
        ("busy", 2, 9),
        ("open", 0, 10),
        ("paused", 10, 25),
        ("open", 25, 60),
    ]
    assert {one.clerk for one in spells(day, MONDAY)} == {"lan"}


def test_a_counter_that_nobody_closed_was_open_until_the_last_thing_that_happened_there() -> None:
    day = [
        at(0, "counter-open", state="open", clerk="lan"),
        at(5, "call", ticket="a"),
        at(9, "no-show", ticket="a"),
    ]

    assert told(spells(day, MONDAY)) == [("busy", 5, 9), ("open", 0, 9)]


def test_today_goes_on_until_now() -> None:
    day = [at(0, "counter-open", state="open", clerk="lan"), at(5, "call", ticket="a")]

    assert told(spells(day, MONDAY, MORNING + timedelta(minutes=20))) == [("busy", 5, 20), ("open", 0, 20)]


def test_a_finish_taken_back_makes_the_counter_busy_again() -> None:
    day = [
        at(0, "call", ticket="a", by="lan"),
        at(5, "finish", ticket="a"),
        at(6, "undo", ticket="a", state="serving", undone="finish"),
        at(8, "finish", ticket="a"),
    ]

    assert told(spells(day, MONDAY)) == [("busy", 0, 5), ("busy", 6, 8)]


def test_somebody_elses_move_does_not_free_a_counter() -> None:
    day = [at(0, "call", ticket="a"), at(3, "return", ticket="b"), at(4, "finish", ticket="a")]

    assert told(spells(day, MONDAY)) == [("busy", 0, 4)]


def test_who_covers_a_counter_is_busy_with_whoever_is_in_hand_there() -> None:
    day = [
        at(0, "counter-open", state="open", clerk="lan"),
        at(2, "call", ticket="a"),
        at(5, "counter-cover", state="serving", clerk="minh"),
        at(9, "finish", ticket="a"),
    ]

    found = spells(day, MONDAY)

    assert told(found) == [("open", 0, 5), ("busy", 2, 5), ("busy", 5, 9), ("open", 5, 9)]
    assert [one.clerk for one in found] == ["lan", "lan", "minh", "minh"]


def test_holds_and_recalls_belong_to_the_leg_in_which_they_happened() -> None:
    day = [
        at(0, "recall", ticket="a"),
        at(1, "transfer", ticket="a"),
        at(2, "hold", ticket="a"),
        at(3, "undo", ticket="a", undone="hold"),
        at(4, "recall", ticket="a"),
        at(5, "recall", ticket="a"),
    ]

    found = marks(day)

    assert found.recalls == {("a", 0): 1, ("a", 1): 2}
    assert found.holds == {("a", 1): 0}


def test_a_spell_is_cut_where_the_clock_strikes() -> None:
    long = Spell(
        MONDAY, "1", "lan", Doing.OPEN, MORNING + timedelta(minutes=30), MORNING + timedelta(minutes=150)
    )

    assert told(list(by_the_hour(long, HANOI))) == [("open", 30, 60), ("open", 60, 120), ("open", 120, 150)]


def test_a_night_on_which_the_clock_is_changed_lasts_as_long_as_it_did() -> None:
    for zone, night in (("Europe/Berlin", (2022, 10, 30)), ("Europe/Berlin", (2022, 3, 27))):
        begins = datetime(*night, 0, 10, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        long = Spell(MONDAY, "1", "lan", Doing.OPEN, begins, begins + timedelta(hours=9, minutes=7))

        parts = list(by_the_hour(long, ZoneInfo(zone)))

        assert sum((part.lasted for part in parts), timedelta()) == long.lasted
        assert [(part.begins, part.ends) for part in parts][1:-1] == [
            (begins + timedelta(minutes=50, hours=hour), begins + timedelta(minutes=50, hours=hour + 1))
            for hour in range(len(parts) - 2)
        ]
