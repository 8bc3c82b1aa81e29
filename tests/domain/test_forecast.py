"""The line played forward, where what must come out is known beforehand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.domain.calling import Desk, Policy
from server.domain.forecast import (
    CALLS_AT_ONCE,
    FEWEST_TIMES,
    TIMES,
    Forecast,
    Known,
    Pace,
    Post,
    forecast,
)
from server.domain.line import Line
from server.domain.ticket import Leg, PriorityClass, Ticket

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2022, 10, 3, 9, tzinfo=HANOI)
EXACTLY_TEN = Known({"a": Pace(600, 0.6, 10_000), "b": Pace(600, 0.6, 10_000)}, no_show=0.0)
BOTH = {"a": 1, "b": 1}


def ticket(
    number: int, service: str = "a", priority: PriorityClass | None = None, waited: float = 5
) -> Ticket:
    came = NOW - timedelta(minutes=waited) + timedelta(seconds=number)
    name = f"{number:03d}"
    return Ticket(name, NOW.date(), name, service, came, None, (Leg(service, came, came),), priority)


def told(
    line: list[Ticket], posts: list[Post], known: Known = EXACTLY_TEN, policy: Policy | None = None
) -> Forecast:
    return forecast(Line.of(line), posts, ("a", "b"), policy or Policy(), known, NOW)


def post(**known: object) -> Post:
    return Post(Desk("1", BOTH), **known)  # type: ignore[arg-type]  # each test names what it needs


def test_when_every_stay_takes_ten_minutes_the_third_is_called_after_twenty() -> None:
    found = told([ticket(1), ticket(2), ticket(3)], [post()])

    assert [found.waiting[name].middle / 60 for name in ("001", "002", "003")] == pytest.approx(
        [0, 10, 20], rel=0.01
    )
    assert found.newcomers["a", False].middle / 60 == pytest.approx(30, rel=0.01)
    assert found.ahead["a", False] == 3


def test_two_counters_halve_the_wait_and_one_that_leaves_does_not() -> None:
    line = [ticket(number) for number in range(8)]
    two = told(line, [post(), Post(Desk("2", BOTH))])
    leaving = told(line, [post(), Post(Desk("2", BOTH), leaves=0.0)])

    assert two.newcomers["a", False].middle / 60 == pytest.approx(40, rel=0.01)
    assert leaving.newcomers["a", False].middle / 60 == pytest.approx(80, rel=0.01)


def test_what_has_been_done_of_a_stay_is_not_waited_for_again() -> None:
    found = told([ticket(1)], [post(service="a", since=NOW - timedelta(minutes=8))])

    assert found.waiting["001"].middle / 60 == pytest.approx(2, rel=0.1)


def test_a_priority_citizen_who_comes_now_goes_before_the_others() -> None:
    found = told([ticket(1), ticket(2), ticket(3)], [post(free=60)])

    assert found.newcomers["a", True].middle == pytest.approx(60)
    assert found.newcomers["a", False].middle > found.newcomers["a", True].middle


def test_priority_citizens_yet_to_come_lengthen_the_wait_up_to_the_bound_of_the_policy() -> None:
    line = [ticket(number, waited=1) for number in range(4)]
    flood = Known(EXACTLY_TEN.paces, coming={("a", True): 1.0})

    calm = told(line, [post()]).newcomers["a", False].middle
    flooded = (
        told(line, [post()], flood, Policy(in_a_row=1, guard=timedelta(hours=9))).newcomers["a", False].middle
    )

    assert flooded / calm == pytest.approx(2, rel=0.15)


def test_a_counter_that_prefers_another_line_serves_those_who_are_yet_to_come_there_first() -> None:
    line = [ticket(number, waited=1) for number in range(3)]
    others = Known(EXACTLY_TEN.paces, coming={("b", False): 1 / 1200})
    patient = Policy(guard=timedelta(hours=9))

    alike = told(line, [post()], others, patient).newcomers["a", False].middle
    second = told(line, [Post(Desk("1", {"a": 2, "b": 1}))], others, patient).newcomers["a", False].middle

    assert alike / 60 == pytest.approx(30, rel=0.01)
    assert second / 60 > 40


def test_who_has_waited_the_guard_is_passed_by_nobody_who_is_yet_to_come() -> None:
    line = [ticket(number, waited=31) for number in range(4)]
    flood = Known(EXACTLY_TEN.paces, coming={("a", True): 1.0})

    found = told(line, [post()], flood)

    assert found.waiting["003"].middle / 60 == pytest.approx(30, rel=0.01)


def test_without_a_counter_that_serves_it_nothing_is_told() -> None:
    found = told([ticket(1, "b")], [Post(Desk("1", {"a": 1}))])

    assert "001" not in found.waiting
    assert ("b", False) not in found.newcomers
    assert told([ticket(1)], []).newcomers == {}


def test_of_a_service_that_nothing_is_known_of_nothing_is_told() -> None:
    found = told([], [post()], Known({"a": Pace(600, 100, 5)}))

    assert ("a", False) in found.newcomers
    assert ("b", False) not in found.newcomers


def test_the_same_situation_gives_the_same_forecast() -> None:
    unsure = Known(
        {"a": Pace(600, 400, 5), "b": Pace(300, 300, 5)},
        coming={("a", True): 0.001},
        no_show=0.05,
        pauses=0.0001,
    )
    line = [ticket(number, "ab"[number % 2]) for number in range(20)]

    assert told(line, [post()], unsure) == told(line, [post()], unsure)


def test_others_have_their_turn_while_a_long_line_is_played_a_few_times() -> None:
    line = Line.of([ticket(number) for number in range(3_000)])
    turns: list[None] = []

    found = forecast(line, [post()], ("a", "b"), Policy(), EXACTLY_TEN, NOW, pause=lambda: turns.append(None))

    assert len(found.waiting) == 3_000
    assert FEWEST_TIMES * 3_000 / CALLS_AT_ONCE <= len(turns) < TIMES * 3_000 / CALLS_AT_ONCE
