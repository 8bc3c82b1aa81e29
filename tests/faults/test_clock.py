"""The machine's clock is set back, runs ahead or falls years behind: who came first goes first, and no day ends early."""

from datetime import datetime, timedelta

import pytest

from tests.faults.hands import Press, at_counter, kept, no_traceback, ready, said, take, today, until, waiting
from tests.faults.wall_clock import WallClock
from tests.fixtures.office import RunningOffice


def called(office: RunningOffice) -> str:
    """Calls, serves and finishes the next one; their number."""
    told = at_counter(office, "call-next").done()
    for verb in ("start", "finish"):
        Press(office, f"/tickets/{told['id']}/{verb}", "clerk", "1").done()
    return str(told["number"])


@pytest.mark.parametrize("across_a_restart", [False, True])
def test_an_hour_back_and_still_who_came_first_is_called_first(
    wall_clock: WallClock, *, across_a_restart: bool
) -> None:
    office = wall_clock.office
    wall_clock.step(hours=2)
    office.start()
    at_counter(office, "open").done()
    taken = [take(office).done()["number"] for _ in range(2)]

    if across_a_restart:
        office.kill()
    wall_clock.step(hours=-1)
    if across_a_restart:
        office.start()
    taken += [take(office).done()["number"] for _ in range(3)]

    assert [called(office) for _ in taken] == taken
    wait, troubles = today(office)["wait"], today(office)["troubles"]
    assert across_a_restart or "lùi 60 phút, thành 09:0" in troubles[0]["sentences"]["vi"]
    assert all(wait[name] is None or wait[name] >= 0 for name in ("mean", "p50", "p90"))
    assert office.stop() == 0
    kept(office)
    assert len(said(office, "the clock was set by -3600 s")) == (0 if across_a_restart else 1)
    no_traceback(office)


def test_an_hour_forward_is_followed_and_ends_nothing(wall_clock: WallClock) -> None:
    office = wall_clock.office
    office.start()
    at_counter(office, "open").done()
    taken = [take(office).done()["number"] for _ in range(2)]

    wall_clock.step(hours=1)
    taken.append(take(office).done()["number"])

    assert [called(office) for _ in taken] == taken
    assert len(said(office, "the clock was set by +3600 s")) == 1


def test_a_clock_a_year_ahead_for_a_minute_ends_nobodys_day(wall_clock: WallClock) -> None:
    office = wall_clock.office
    office.start()
    at_counter(office, "open").done()
    first = take(office).done()

    wall_clock.step(days=365)
    second = take(office).done()
    assert said(office, "not believed")
    assert [trouble["type"] for trouble in today(office)["troubles"]] == ["clock-jumped"]
    assert ready(office).ok
    wall_clock.step(days=-365)
    third = take(office).done()

    assert [ticket["office_day"] for ticket in (first, second, third)] == ["2022-10-03"] * 3
    assert [called(office) for _ in range(3)] == ["A001", "A002", "A003"]
    assert office.stop() == 0
    assert "expire" not in kept(office).verbs


def test_an_office_opened_by_a_clock_that_is_ahead_is_not_stuck_in_the_future(wall_clock: WallClock) -> None:
    office = wall_clock.office
    office.start()
    take(office).done()
    office.stop()
    wall_clock.step(days=364)
    office.start()
    at_counter(office, "open").done()
    assert take(office).done()["office_day"] == "2023-10-02"
    assert at_counter(office, "call-next").done()["number"] == "A001"
    office.stop()
    wall_clock.step(days=-364)

    office.start()

    assert take(office).done()["number"] == "A002"
    until(lambda: waiting(office) == 1, "the ticket of a day to come has ended")
    at_counter(office, "open").done()
    assert called(office) == "A002"
    assert office.stop() == 0
    kept(office)
    no_traceback(office)


def test_a_clock_that_fell_years_back_writes_nothing_until_it_is_right(
    wall_clock: WallClock, morning: datetime
) -> None:
    office = wall_clock.office
    for day in range(2):
        wall_clock.show(morning + timedelta(days=day))
        office.start()
        take(office).done()
        office.stop()
    wall_clock.show(datetime.fromisoformat("2015-01-01T08:00:00+07:00"))
    office.start(ready=False)

    press = take(office)
    answer = press.send()
    assert (answer.status_code, answer.json()["type"]) == (503, "clock-behind")
    assert "01/01/2015 08:0" in answer.json()["sentences"]["vi"]
    assert "04/10/2022 08:0" in answer.json()["sentences"]["en"]
    assert ready(office).json()["type"] == "clock-behind"
    assert today(office)["troubles"][0]["type"] == "clock-behind"

    wall_clock.show(morning + timedelta(days=2))
    assert press.done()["office_day"] == "2022-10-05"

    assert ready(office).ok
    assert len(said(office, "nothing is written down until it is right")) == 1
    assert len(said(office, "the clock is right again")) == 1
    assert office.stop() == 0
    assert kept(office).verbs.count("take") == 3
    no_traceback(office)
