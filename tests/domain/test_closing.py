"""How it will stand at closing time, where what must come out is known beforehand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.domain.calling import Desk, Policy
from server.domain.closing import Closing, Rates, closing
from server.domain.forecast import Known, Pace, Post
from server.domain.line import Line
from server.domain.ticket import Leg, Ticket

NOW = datetime(2022, 10, 3, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
EXACTLY_TEN = Known({"a": Pace(600, 0.6, 10_000), "b": Pace(600, 0.6, 10_000)})
AN_HOUR = 3600.0
NOBODY: Rates = ((AN_HOUR, 0.0),)


def ticket(number: int, service: str = "a") -> Ticket:
    came, name = NOW - timedelta(minutes=60 - number), f"{number:03d}"
    return Ticket(name, NOW.date(), name, service, came, None, (Leg(service, came, came),))


def told(
    waiting: int,
    *posts: Post,
    coming: Mapping[str, Rates] | None = None,
    known: Known = EXACTLY_TEN,
    days: int = 10,
) -> Closing:
    line = Line.of(ticket(number) for number in range(waiting))
    return closing(line, posts, Policy(), known, coming or {"a": NOBODY}, NOW, days)


def post(counter: str = "1", *services: str, **known: float) -> Post:
    return Post(Desk(counter, dict.fromkeys(services or ("a", "b"), 1)), **known)  # type: ignore[arg-type]


def test_when_every_stay_takes_ten_minutes_the_hour_serves_six() -> None:
    found = told(10, post())

    assert found.all is not None
    assert found.all.waiting == (3, 4)  # the seventh is called about the stroke of the hour
    assert found.all.last == pytest.approx((6000, 6000), rel=0.12)
    assert found.lines == {"a": found.all}


def test_who_still_comes_waits_too_until_tickets_are_given_no_more() -> None:
    alone, with_others = told(2, post()), told(2, post(), coming={"a": ((AN_HOUR, 8 / AN_HOUR),)})

    assert alone.all
    assert with_others.all
    assert alone.all.waiting == (0, 0)
    assert with_others.all.waiting[1] > 2
    assert with_others.all.last
    assert alone.all.last
    assert with_others.all.last[1] > alone.all.last[1]


def test_more_counters_end_earlier_and_one_that_leaves_for_good_leaves_them_waiting() -> None:
    two, gone = told(10, post(), post("2")), told(10, post(leaves=1500.0))

    assert two.all
    assert two.all.waiting == (0, 0)
    assert gone.all
    assert gone.all.waiting == (7, 7)


def test_nobody_waits_and_nobody_comes() -> None:
    found = told(0, post())

    assert found.all
    assert (found.all.waiting, found.all.last) == ((0, 0), None)


def test_a_line_that_no_open_counter_serves_cannot_be_known_nor_the_whole_office() -> None:
    found = told(3, post("1", "a"), coming={"a": NOBODY, "b": NOBODY})

    assert set(found.lines) == {"a"}
    assert found.all is None


@pytest.mark.parametrize("posts", [(), (post("1", "b"),)])
def test_without_a_counter_for_anybody_nothing_is_told(posts: tuple[Post, ...]) -> None:
    found = told(3, *posts)

    assert (found.lines, found.all) == ({}, None)


def test_before_two_days_have_told_who_comes_nothing_is_told() -> None:
    found = told(3, post(), days=1)

    assert (found.closes, found.lines, found.all) == ({"a": AN_HOUR}, {}, None)


def test_after_the_last_ticket_nothing_is_told() -> None:
    found = closing(Line.of([ticket(1)]), [post()], Policy(), EXACTLY_TEN, {}, NOW, 10)

    assert (found.closes, found.lines, found.all) == ({}, {}, None)


def test_the_same_situation_gives_the_same_forecast_and_lets_others_have_their_turn() -> None:
    turns: list[int] = []
    coming = {"a": ((AN_HOUR, 20 / AN_HOUR),), "b": ((2 * AN_HOUR, 10 / AN_HOUR),)}
    line = Line.of(ticket(number, "ab"[number % 2]) for number in range(20))
    found = [
        closing(line, [post()], Policy(), EXACTLY_TEN, coming, NOW, 10, pause=lambda: turns.append(1))
        for _ in range(2)
    ]

    assert found[0] == found[1]
    assert len(turns) >= 80
    assert found[0].closes == {"a": AN_HOUR, "b": 2 * AN_HOUR}
