import random
import statistics
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import figures
from server.domain.figures import By, LegFact, Row, Sums, Targets, Terms
from server.domain.ticket import PriorityClass, State

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HERE = Terms(HANOI, "dp", Targets(usual={"A": timedelta(minutes=10)}))
MORNING = datetime(2022, 10, 3, 8, 0, tzinfo=HANOI)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def leg(number: str = "A001", **known: object) -> LegFact:
    fact = LegFact(
        ticket=f"t-{number}",
        number=number,
        day=date(2022, 10, 3),
        service="A",
        queued_at=MORNING,
        state=State.WAITING,
    )
    return replace(fact, **known)  # type: ignore[arg-type]  # each test names what it needs


def served(number: str, wait: float, walk: float = 1, handling: float = 10, **known: object) -> LegFact:
    called = MORNING + minutes(wait)
    facts: dict[str, object] = {
        "state": State.DONE,
        "counter": "1",
        "clerk": "lan",
        "first_called_at": called,
        "called_at": called,
        "started_at": called + minutes(walk),
        "finished_at": called + minutes(walk + handling),
    }
    return leg(number, **(facts | known))


spans = st.none() | st.integers(0, 7_200_000_000).map(lambda us: timedelta(microseconds=us))


@st.composite
def legs(draw: st.DrawFn) -> LegFact:
    queued = MORNING + timedelta(seconds=draw(st.integers(0, 5 * 86_400)))
    state = draw(st.sampled_from(State))
    wait, walk, handling = draw(spans), draw(spans), draw(spans)
    called = queued + wait if wait is not None else None
    started = called + walk if called and walk is not None else None
    finished = started + handling if started and handling is not None else None
    return LegFact(
        ticket="t",
        number="A001",
        day=queued.date(),
        service=draw(st.sampled_from("ABC")),
        queued_at=queued,
        state=state,
        first=draw(st.booleans()),
        counter=draw(st.sampled_from(["1", "2", "10"])) if called else None,
        clerk=draw(st.sampled_from(["lan", "minh"])) if called else None,
        priority=draw(st.none() | st.sampled_from(PriorityClass)),
        first_called_at=called,
        called_at=called,
        started_at=started,
        finished_at=finished,
        score=draw(st.none() | st.integers(1, 4)) if state is State.DONE else None,
    )


days = st.lists(legs(), max_size=40)


class TestSpans:
    def test_wait_runs_from_joining_the_line_to_the_first_call(self) -> None:
        recalled = leg(
            state=State.CALLED, first_called_at=MORNING + minutes(6), called_at=MORNING + minutes(9)
        )

        assert recalled.wait == minutes(6)

    def test_walk_runs_from_the_call_that_was_answered(self) -> None:
        late = served("A001", wait=6, called_at=MORNING + minutes(9), started_at=MORNING + minutes(10))

        assert late.walk == minutes(1)

    def test_a_service_left_open_at_closing_says_nothing_about_handling(self) -> None:
        forgotten = served("A001", wait=1, state=State.EXPIRED, finished_at=MORNING + timedelta(hours=9))

        assert forgotten.handling is None

    def test_a_service_passed_on_counts_as_handled_where_it_was(self) -> None:
        passed_on = served("A001", wait=1, handling=4, state=State.TRANSFERRED, last=False)

        assert passed_on.handling == minutes(4)

    def test_a_service_that_nobody_finished_in_hours_was_forgotten_and_is_left_out(self) -> None:
        long = served("A001", wait=1, handling=179)
        forgotten = served("A002", wait=1, handling=181)

        row = figures.total([long, forgotten], HERE)

        assert (row.served, row.forgotten, row.handle.count, row.handle.mean) == (2, 1, 1, 179 * 60)

    def test_who_left_uncalled_abandoned_the_line_and_who_was_called_did_not(self) -> None:
        left = leg("A001", state=State.CANCELLED, finished_at=MORNING + minutes(9))
        over = leg("A002", state=State.EXPIRED, finished_at=MORNING + timedelta(hours=9))
        called = served("A003", wait=2, state=State.CANCELLED, started_at=None)

        row = figures.total([left, over, called], HERE)

        assert (row.cancelled, row.expired, row.abandoned) == (2, 1, 2)

    def test_a_clock_set_back_makes_no_negative_wait(self) -> None:
        backwards = leg(state=State.CALLED, first_called_at=MORNING - minutes(5))

        assert backwards.wait is None


class TestCounts:
    def test_an_empty_morning_has_no_means_and_no_shares(self) -> None:
        row = figures.total([], HERE)

        assert (row.issued, row.served, row.no_show, row.cancelled, row.expired) == (0, 0, 0, 0, 0)
        assert asdict(row.wait) == {
            "count": 0,
            "mean": None,
            "p50": None,
            "p90": None,
            "p95": None,
            "within_target": None,
        }
        assert asdict(row.satisfaction) == {
            "rate": None,
            "low": None,
            "high": None,
            "answers": 0,
            "response_rate": None,
        }

    def test_figures_are_in_seconds_and_shares(self) -> None:
        row = figures.total([served("A001", wait=10, handling=5), served("A002", wait=20, handling=15)], HERE)

        assert asdict(row.wait) == {
            "count": 2,
            "mean": 900,
            "p50": 900,
            "p90": 1140,
            "p95": 1170,
            "within_target": 0.5,
        }
        assert [*asdict(row.handle).values()] == [2, 600, 600, 840, 870, 0.5]
        assert [*asdict(row.walk).values()] == [2, 60, 60, 60, 60, 1]

    def test_fifteen_minutes_sharp_is_within_the_target(self) -> None:
        sharp = figures.total([served("A001", wait=15)], HERE)
        over = figures.total([served("A001", wait=15 + 1 / 60)], HERE)

        assert (sharp.wait.within_target, over.wait.within_target) == (1, 0)

    @given(days, st.sampled_from(By))
    def test_the_groups_add_up_to_the_total(self, day: list[LegFact], by: By) -> None:
        whole = figures.total(day, HERE)

        parts = figures.rows(day, by, HERE)

        for counted in (
            "issued",
            "joined",
            "served",
            "no_show",
            "cancelled",
            "expired",
            "abandoned",
            "forgotten",
        ):
            assert sum(getattr(row, counted) for row in parts) == getattr(whole, counted)
        for measured in ("wait", "walk", "handle"):
            assert sum(getattr(row, measured).count for row in parts) == getattr(whole, measured).count
        assert sum(row.satisfaction.answers for row in parts) == whole.satisfaction.answers
        assert len({row.key for row in parts}) == len(parts)

    @given(days, st.sampled_from(By), st.randoms(use_true_random=False))
    def test_the_order_of_the_legs_does_not_matter(
        self, day: list[LegFact], by: By, chance: random.Random
    ) -> None:
        shuffled = list(day)
        chance.shuffle(shuffled)

        assert figures.rows(shuffled, by, HERE) == figures.rows(day, by, HERE)

    @given(days)
    def test_shares_lie_between_nothing_and_everything(self, day: list[LegFact]) -> None:
        row = figures.total(day, HERE)

        told = row.satisfaction
        for share in (row.wait.within_target, told.rate, told.low, told.high, told.response_rate):
            assert share is None or 0 <= share <= 1


def sums(*measured: timedelta) -> Sums:
    found = Sums()
    for one in measured:
        found.add(one, minutes(15))
    return found


class TestSpread:
    @given(st.lists(st.integers(0, 10**10), min_size=1, max_size=50))
    def test_median_and_p90_lie_between_least_and_most(self, measured: list[int]) -> None:
        spans = sorted(timedelta(microseconds=us) for us in measured)

        median, p90 = figures.percentile(spans, 50), figures.percentile(spans, 90)

        assert spans[0] <= median <= p90 <= spans[-1]

    @given(st.lists(st.integers(0, 10**10), min_size=2, max_size=50))
    def test_percentiles_are_those_of_the_textbook(self, measured: list[int]) -> None:
        tenths = statistics.quantiles(measured, n=10, method="inclusive")

        hundredths = statistics.quantiles(measured, n=100, method="inclusive")
        found = sums(*(timedelta(microseconds=us) for us in measured))

        p50, p90, p95 = found.quantiles((50, 90, 95))
        assert p50 == pytest.approx(tenths[4] / 1e6, abs=1e-6)
        assert p90 == pytest.approx(tenths[8] / 1e6, abs=1e-6)
        assert p95 == pytest.approx(hundredths[94] / 1e6, abs=1e-6)
        assert found.total == timedelta(microseconds=sum(measured))

    def test_one_measurement_is_its_own_percentiles(self) -> None:
        assert sums(minutes(4)).quantiles((50, 90, 95)) == [240, 240, 240]


class TestKeys:
    def test_hours_are_those_of_the_office_not_of_greenwich(self) -> None:
        utc = leg(queued_at=datetime(2022, 10, 3, 1, 30, tzinfo=ZoneInfo("UTC")))

        (row,) = figures.rows([utc], By.HOUR, HERE)

        assert row.key == "08"

    @pytest.mark.parametrize(
        ("by", "key"),
        [
            (By.SERVICE, "A"),
            (By.COUNTER, "1"),
            (By.CLERK, "lan"),
            (By.HOUR, "08"),
            (By.WEEKDAY, "1"),
            (By.DAY, "2022-10-03"),
            (By.MONTH, "2022-10"),
            (By.PRIORITY, "normal"),
            (By.CHANNEL, "kiosk"),
            (By.PROCEDURE, None),
            (By.OFFICE, "dp"),
        ],
    )
    def test_every_split_has_its_key(self, by: By, key: str | None) -> None:
        (row,) = figures.rows([served("A001", wait=2)], by, HERE)

        assert row.key == key

    def test_priority_is_split_by_its_class(self) -> None:
        (row,) = figures.rows([leg(priority=PriorityClass.ELDERLY)], By.PRIORITY, HERE)

        assert row.key == "elderly"

    def test_counters_are_in_the_order_people_count_and_the_uncalled_last(self) -> None:
        day = [leg(), *(served(f"A{c}", wait=1, counter=c) for c in ("10", "9", "1"))]

        assert [row.key for row in figures.rows(day, By.COUNTER, HERE)] == ["1", "9", "10", None]


class TestSatisfaction:
    def test_three_and_four_are_satisfied(self) -> None:
        told = figures.satisfaction(2, 4, served=8)

        assert (told.rate, told.answers, told.response_rate) == (0.5, 4, 0.5)

    @pytest.mark.parametrize(
        ("satisfied", "answers", "low", "high"),
        # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
        # method 3.
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    )
    def test_the_interval_is_wilsons(self, satisfied: int, answers: int, low: float, high: float) -> None:
        assert figures.wilson(satisfied, answers) == pytest.approx((low, high), abs=5e-5)

    @given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_the_interval_holds_the_rate(self, counted: tuple[int, int]) -> None:
        satisfied, answers = counted

        low, high = figures.wilson(satisfied, answers)

        assert 0 <= low <= satisfied / answers + 1e-12
        assert satisfied / answers - 1e-12 <= high <= 1
        assert low < high

    @pytest.mark.parametrize("by", [By.CLERK, By.COUNTER])
    def test_under_five_ratings_nobody_learns_what_a_clerk_was_given(self, by: By) -> None:
        four = [served(f"A00{n}", wait=1, score=1) for n in range(4)]
        five = [*four, served("A004", wait=1, score=1)]

        (hidden,), (shown,) = figures.rows(four, by, HERE), figures.rows(five, by, HERE)

        assert (hidden.satisfaction.rate, hidden.satisfaction.low, hidden.satisfaction.high) == (None,) * 3
        assert hidden.satisfaction.answers == 4
        assert shown.satisfaction.rate == 0

    def test_under_ten_services_nobody_is_told_how_long_a_clerk_takes(self) -> None:
        nine = [served(f"A{n:03}", wait=1, handling=n) for n in range(9)]
        ten = [*nine, served("A009", wait=1, handling=9)]

        (hidden,), (shown,) = figures.rows(nine, By.CLERK, HERE), figures.rows(ten, By.CLERK, HERE)
        (line,) = figures.rows(nine, By.SERVICE, HERE)

        assert (hidden.handle.count, hidden.handle.p50, hidden.handle.within_target) == (9, None, None)
        assert hidden.walk.p50 is None
        assert hidden.wait.p50 == line.wait.p50
        assert (shown.handle.p50, line.handle.p50) == (270, 240)

    @pytest.mark.parametrize(("count", "low", "high"), [(10, 1.71, 7.29), (100, 39.6, 59.4), (9, None, None)])
    def test_the_median_lies_in_its_interval_and_of_too_few_there_is_none(
        self, count: int, low: float | None, high: float | None
    ) -> None:
        sums = Sums()
        for value in range(count):
            sums.add(timedelta(seconds=value), minutes(15))

        assert figures.middle_range(sums) == (None if low is None else pytest.approx((low, high)))

    def test_under_five_ratings_a_service_still_shows_its_rate(self) -> None:
        (row,) = figures.rows([served("A001", wait=1, score=4)], By.SERVICE, HERE)

        assert row.satisfaction.rate == 1

    def test_a_rating_whose_service_was_reopened_waits_for_the_finish(self) -> None:
        reopened = served("A001", wait=1, score=4, state=State.SERVING)

        assert figures.total([reopened], HERE).satisfaction.answers == 0


class TestBoard:
    def test_the_board_tells_who_waits_and_how_long_the_longest_has(self) -> None:
        day = [
            leg("A001", queued_at=MORNING + minutes(1)),
            leg("A002", queued_at=MORNING + minutes(9)),
            served("A003", wait=5),
            leg("A004", state=State.CALLED, first_called_at=MORNING + minutes(20)),
            served("A005", wait=5, state=State.SERVING, finished_at=None),
            leg("A006", state=State.HELD),
        ]

        now = figures.board(day, MORNING + minutes(21), HERE)

        assert (now.waiting, now.called, now.serving, now.held) == (2, 1, 1, 1)
        assert now.longest_wait == 20 * 60
        assert now.target_seconds == 900
        assert (now.total.key, now.total.issued, now.total.served) == ("all", 6, 1)
        assert [row.key for row in now.by_service] == ["A"]
        assert [row.key for row in now.by_counter] == ["1", None]
        assert [row.key for row in now.by_hour] == ["08"]

    def test_nobody_waiting_means_no_longest_wait(self) -> None:
        assert figures.board([], MORNING, HERE).longest_wait is None

    def test_who_missed_the_call_and_came_back_is_not_the_longest_waiter(self) -> None:
        back = leg("A001", first_called_at=MORNING + minutes(2))
        new = leg("A002", queued_at=MORNING + minutes(50))

        assert figures.board([back, new], MORNING + minutes(55), HERE).longest_wait == 5 * 60

    def test_the_line_over_the_day_rises_with_arrivals_and_falls_with_calls(self) -> None:
        day = [
            served("A001", wait=5),
            served("A002", wait=25),
            leg("A003", queued_at=MORNING + minutes(12)),
            leg("A004", state=State.CANCELLED, finished_at=MORNING + minutes(15)),
        ]

        line = figures.line_over_the_day(day, MORNING + minutes(35))

        assert [(moment.at - MORNING, moment.waiting) for moment in line] == [
            (minutes(0), 3),
            (minutes(10), 2),
            (minutes(20), 2),
            (minutes(30), 1),
            (minutes(35), 1),
        ]

    def test_the_most_who_waited_is_seen_also_between_two_steps(self) -> None:
        day = [served(f"A00{n}", queued_at=MORNING + minutes(3 + n), wait=8) for n in range(3)]
        alone = served("A009", queued_at=MORNING + minutes(13), wait=14)

        line = figures.line_over_the_day([*day, alone], MORNING + minutes(20))

        assert [(moment.waiting, moment.most) for moment in line] == [(0, 3), (0, 1), (0, 0)]

    def test_who_was_put_aside_uncalled_is_not_in_the_line(self) -> None:
        line = figures.line_over_the_day([leg(state=State.HELD), leg("A002")], MORNING + minutes(10))

        assert [moment.waiting for moment in line] == [1, 1]

    def test_the_line_begins_at_the_round_step_before_the_first_citizen(self) -> None:
        line = figures.line_over_the_day([leg(queued_at=MORNING + minutes(17))], MORNING + minutes(21))

        assert [moment.at - MORNING for moment in line] == [minutes(10), minutes(20), minutes(21)]

    @given(days)
    def test_the_line_ends_with_those_who_wait_now(self, day: list[LegFact]) -> None:
        now = MORNING + timedelta(days=6)

        line = figures.line_over_the_day(day, now)

        waiting = figures.board(day, now, HERE).waiting
        assert line[-1] == figures.Moment(now, waiting, waiting)
        assert all(0 <= moment.waiting <= moment.most <= len(day) for moment in line)


def test_a_row_has_the_names_of_the_contract() -> None:
    named = set(Row.__dataclass_fields__)

    assert named >= {"key", "issued", "served", "no_show", "cancelled", "wait", "handle", "satisfaction"}
