"""A dossier moves as the table says, and is early, on time or late by its due time."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import dossier as rules
from server.domain.calendar import USUAL, WorkTime
from server.domain.dossier import (
    DOSSIER_MOVES,
    PENDING,
    SETTLED,
    Dossier,
    DossierMoveNotAllowed,
    DossierState,
    DossierVerb,
    Standing,
    Urgency,
)
from server.domain.dossier_code import BadCode, CodePlan, checked, normal
from server.domain.due import Limit, LimitKind
from server.domain.errors import BadInput
from server.domain.hours import Calendar, DayKind
from server.domain.procedure import Channel

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORK = WorkTime(Calendar(), USUAL, HANOI)
MONDAY = datetime(2022, 10, 3, 8, 0, tzinfo=HANOI)
THREE_DAYS = Limit(LimitKind.WORKING_DAY, 3, time(15))


def dossier(limit: Limit = THREE_DAYS, at: datetime = MONDAY) -> Dossier:
    fresh = Dossier(
        *("H1-221003-0001", "1.001193", 1, "Khai sinh", "Hộ tịch", "ho-tich", Channel.DIRECT),
        received_at=at,
        day=at.date(),
        limit=limit,
        clerk="lan",
        secret="s",
    )
    return rules.reckoned(fresh, WORK)


def day(number: int, hour: int = 10) -> datetime:
    return datetime(2022, 10, number, hour, 0, tzinfo=HANOI)


def moved(one: Dossier, verb: DossierVerb, now: datetime = MONDAY) -> Dossier:
    if verb is DossierVerb.SUPPLEMENT:
        return rules.supplement(one, now, ["a paper"], "why")
    if verb is DossierVerb.RESUME:
        return rules.resume(one, now, WORK)
    if verb is DossierVerb.EXTEND:
        return rules.extend(one, now, now + timedelta(days=7), "why")
    if verb is DossierVerb.REOPEN:
        return rules.reopen(one, WORK, "why")
    return rules.settle(one, verb, now, WORK, "why")


@pytest.mark.parametrize(
    ("state", "verb"), list(product(DossierState, sorted(set(DossierVerb) - {DossierVerb.RECEIVE})))
)
def test_a_move_that_the_table_has_not_is_refused_and_says_why(
    state: DossierState, verb: DossierVerb
) -> None:
    before = replace(dossier(), state=state)

    if (state, verb) in DOSSIER_MOVES:
        assert moved(before, verb).state is DOSSIER_MOVES[state, verb]
        return
    with pytest.raises(DossierMoveNotAllowed) as refused:
        moved(before, verb)
    assert refused.value.facts["dossier_state"] == state


def test_every_state_is_pending_or_settled_and_can_be_reached() -> None:
    assert set(DossierState) == PENDING | SETTLED
    assert set(DOSSIER_MOVES.values()) == set(DossierState)
    assert [verb for state, verb in DOSSIER_MOVES if state is DossierState.RETURNED] == []


@pytest.mark.parametrize(
    ("settled", "verb", "standing"),
    [
        (day(5), DossierVerb.READY, Standing.EARLY),
        (day(6, 7), DossierVerb.READY, Standing.ON_TIME),
        (day(6, 23), DossierVerb.READY, Standing.ON_TIME),
        (day(7, 0), DossierVerb.READY, Standing.LATE),
        (day(4), DossierVerb.RETURN, Standing.EARLY),
        (day(4), DossierVerb.REFUSE, Standing.ON_TIME),
        (day(4), DossierVerb.WITHDRAW, Standing.ON_TIME),
        (day(7), DossierVerb.STOP, Standing.LATE),
    ],
)
def test_by_days_it_is_early_before_on_time_on_and_late_after_the_due_day(
    settled: datetime, verb: DossierVerb, standing: Standing
) -> None:
    assert moved(dossier(), verb, settled).standing is standing


@pytest.mark.parametrize(
    ("minute", "standing"), [(59, Standing.EARLY), (60, Standing.ON_TIME), (61, Standing.LATE)]
)
def test_by_hours_it_is_the_minute_that_counts(minute: int, standing: Standing) -> None:
    one = dossier(Limit(LimitKind.HOUR, 1))

    assert moved(one, DossierVerb.READY, MONDAY + timedelta(minutes=minute)).standing is standing


def test_a_result_that_lies_ready_is_not_late_for_being_collected_late() -> None:
    ready = moved(dossier(), DossierVerb.READY, day(4))

    returned = moved(ready, DossierVerb.RETURN, day(30))

    assert (returned.standing, returned.settled_at) == (Standing.EARLY, day(4))


def test_without_a_limit_it_is_on_time() -> None:
    assert moved(dossier(Limit()), DossierVerb.READY, day(30)).standing is Standing.ON_TIME


def test_time_stands_still_while_papers_are_missing() -> None:
    waiting = rules.supplement(dossier(), day(4), ["a"], "")
    assert (waiting.due_at, waiting.waits_since) == (None, day(4))

    back = rules.resume(waiting, day(6), WORK)

    assert back.due_at == datetime(2022, 10, 10, 17, 0, tzinfo=HANOI)
    assert (back.missing, back.waits_since) == ((), None)


def test_what_is_reopened_goes_on_with_its_time() -> None:
    one = dossier()
    back = moved(moved(one, DossierVerb.READY, day(4)), DossierVerb.REOPEN)

    assert (back.due_at, back.settled_at, back.standing) == (one.due_at, None, None)
    refused = moved(rules.supplement(one, day(4), ["a"], ""), DossierVerb.REFUSE, day(5))
    assert moved(refused, DossierVerb.REOPEN).due_at == one.due_at


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (MONDAY, Urgency.IN_TIME),
        (day(4), Urgency.SOON),
        (day(5), Urgency.SOON),
        (day(6), Urgency.TODAY),
        (day(6, 18), Urgency.LATE),
        (day(7), Urgency.LATE),
    ],
)
def test_what_is_due_is_told_before_it_is_late(now: datetime, told: Urgency) -> None:
    assert rules.urgency(dossier(), now, WORK) is told


def test_what_waits_for_papers_or_has_no_limit_is_not_urgent() -> None:
    waiting = rules.supplement(dossier(), day(4), ["a"], "")

    assert rules.urgency(waiting, day(30), WORK) is Urgency.WAITING
    assert rules.urgency(dossier(Limit()), day(30), WORK) is Urgency.WAITING


def test_a_change_of_the_calendar_names_the_dossiers_concerned_and_changes_none() -> None:
    one, other = dossier(), replace(dossier(Limit(LimitKind.SAME_DAY)), code="H1-221003-0002")
    holiday = replace(WORK, calendar=Calendar(((date(2022, 10, 5), DayKind.OFF),)))

    told = rules.other_by_now([one, other], {None: holiday})

    assert told == [(one, datetime(2022, 10, 7, 17, 0, tzinfo=HANOI))]


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(set(DossierVerb) - {DossierVerb.RECEIVE})), st.integers(1, 2000)),
        max_size=12,
    )
)
def test_whatever_is_tried_a_dossier_has_a_standing_exactly_when_it_is_settled(
    tries: list[tuple[DossierVerb, int]],
) -> None:
    one, now = dossier(), MONDAY
    for verb, minutes in tries:
        now += timedelta(minutes=minutes)
        try:
            one = moved(one, verb, now)
        except DossierMoveNotAllowed:
            continue
        assert (one.settled_at is not None) is (one.standing is not None) is (one.state in SETTLED)
        assert (one.waits_since is not None) is (one.state is DossierState.SUPPLEMENT)


@pytest.mark.parametrize(
    "told",
    [
        "H15.50.05.13-261008-0975",
        "000.00.00.H03-220915-0001",
        "H03.110-220915-0001",
        "H15-261008-1234567",
        " h15.50.05.13-261008-0975 ",
        "https://dichvucong.gov.vn/tra-cuu?ma=H15.50.05.13-261008-0975",
    ],
)
def test_codes_old_and_new_are_known_however_they_are_written(told: str) -> None:
    assert checked(told) == normal(told)


@pytest.mark.parametrize(
    "told", ["", "A001", "H15-261308-0975", "H15-260230-0975", "H15.5-261008-0975", "H15-261008-097", "1234"]
)
def test_what_is_no_code_is_refused(told: str) -> None:
    with pytest.raises(BadCode):
        checked(told)


@pytest.mark.parametrize("plan", [CodePlan(), CodePlan("{agency}.{yymmdd}.{seq}", "H03.110", 6)])
def test_codes_of_a_plan_are_told_apart_by_day_and_number(plan: CodePlan) -> None:
    plan.check()

    codes = {plan.code(date(2026, 1, day), ordinal) for day in range(1, 20) for ordinal in (1, 11, 9999)}
    assert len(codes) == 57


@pytest.mark.parametrize(
    "plan",
    [
        CodePlan("{agency}-{seq}"),
        CodePlan("{agency}-{yymmdd}-{seq}-{seq}"),
        CodePlan("{agency} {yymmdd} {seq}"),
        CodePlan("{agency}/{yymmdd}/{seq}"),
        CodePlan(agency="h 03"),
        CodePlan(digits=2),
    ],
)
def test_a_plan_whose_codes_could_not_be_read_is_refused(plan: CodePlan) -> None:
    with pytest.raises(BadInput):
        plan.check()
