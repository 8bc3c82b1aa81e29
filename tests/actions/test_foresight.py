"""What is told of the wait in an office at work."""

from dataclasses import replace
from datetime import timedelta

from server.actions import citizen, clerk, director, line
from server.actions.citizen import Wish
from server.app import CLOSING_SECONDS, Seer
from tests.fixtures.book import OpenOffice


def take(opened: OpenOffice) -> citizen.Taken:
    opened.later(seconds=5)
    return opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")


def open_and_fill(opened: OpenOffice, people: int) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    for _ in range(people):
        take(opened)


def test_the_line_played_forward_is_told_to_who_comes_next_and_kept_with_the_ticket(
    opened: OpenOffice,
) -> None:
    open_and_fill(opened, 6)
    Seer(opened.office).look_ahead()

    taken = take(opened)

    told = opened.office.look(lambda book: (book.forecast, book.journal.steps_of(taken.ticket.id, 1)))
    assert told[0] is not None
    odds = told[0].newcomers["ho-tich", False]
    assert taken.standing.odds == odds
    assert taken.standing.expected == odds.range()
    assert told[1][0].facts["expected"] == [round(point) for point in odds.points]


def test_who_is_called_at_once_to_a_free_counter_was_told_so(opened: OpenOffice) -> None:
    open_and_fill(opened, 1)
    opened.later(seconds=20)
    called = opened.office.change(clerk.call_next, "1", "lan")
    today = opened.clock().date()

    (told,) = opened.office.look(director.figures_of, today, today)

    assert called is not None
    assert (told.foretold.count, told.foretold.kept, told.foretold.kept_half) == (1, 1.0, 1.0)
    assert told.foretold.off.p50 is not None
    assert told.foretold.off.p50 <= 20


def test_who_comes_behind_others_who_came_since_is_told_a_longer_wait(opened: OpenOffice) -> None:
    open_and_fill(opened, 3)
    Seer(opened.office).look_ahead()

    first, second = take(opened).standing, take(opened).standing

    assert first.odds
    assert second.odds
    assert second.odds.middle - first.odds.middle > 60


def test_a_forecast_of_other_counters_or_of_long_ago_is_not_told(opened: OpenOffice) -> None:
    open_and_fill(opened, 3)
    Seer(opened.office).look_ahead()
    played = opened.office.look(lambda book: book.forecast)
    assert played is not None

    opened.office.change(clerk.open_counter, "2", "minh")
    others = take(opened).standing
    opened.office.change(clerk.close_counter, "2", "minh")
    opened.later(minutes=2)
    late = take(opened).standing

    for told in (others, late):
        assert told.odds is not None
        assert told.odds.points[0] not in played.newcomers["ho-tich", False].points


def test_those_who_wait_are_told_what_is_left_of_it(opened: OpenOffice) -> None:
    open_and_fill(opened, 5)
    seer = Seer(opened.office)
    seer.look_ahead()
    before = opened.office.look(line.standings, {"2022-10-03-A005"})["2022-10-03-A005"]

    opened.later(seconds=30)
    after = opened.office.look(line.standings, {"2022-10-03-A005"})["2022-10-03-A005"]

    assert before.odds
    assert after.odds
    assert before.odds.middle - after.odds.middle == 30


def test_the_ways_of_past_days_are_learned_once_a_day(opened: OpenOffice) -> None:
    open_and_fill(opened, 1)
    for _ in range(4):
        called = opened.office.change(clerk.call_next, "1", "lan") or opened.office.change(
            clerk.call_next, "1", "lan"
        )
        assert called
        opened.office.change(clerk.start, called.ticket.id, "lan")
        opened.later(minutes=2)
        opened.office.change(clerk.finish, called.ticket.id, "lan")
        take(opened)
    opened.clock.wait_until(opened.clock() + timedelta(days=1))

    seer = Seer(opened.office)
    seer.look_ahead()

    assert seer.habits.stays["ho-tich"].count == 4
    assert seer.known.paces["ho-tich"].mean < 8 * 60


def test_the_end_of_the_day_is_told_only_once_past_days_say_who_comes(opened: OpenOffice) -> None:
    open_and_fill(opened, 3)
    seer = Seer(opened.office)
    seer.look_ahead()
    told = opened.office.look(lambda book: book.closing)
    assert told is not None
    assert set(told.closes) == {"ho-tich", "dat-dai"}
    shut = [told.at + timedelta(seconds=told.closes[line]) for line in ("dat-dai", "ho-tich")]
    assert [f"{at:%H:%M}" for at in shut] == ["11:30", "16:30"]
    assert (told.lines, told.all) == ({}, None)

    seer.habits = replace(seer.habits, days=10)
    opened.later(seconds=CLOSING_SECONDS)
    seer.look_ahead()

    told = opened.office.look(lambda book: book.closing)
    assert told is not None
    assert told.all is not None
    assert told.all.waiting[0] == 0
