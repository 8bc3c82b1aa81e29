"""How the office says no."""

from datetime import datetime, timedelta

import pytest

from server.domain.roles import Scope
from server.domain.ticket import State, Verb
from server.web.errors import STATUS
from server.web.sentences import duration, refusal
from server.web.words import shipped


def _said(kind: str, now: datetime, language: str = "vi", **facts: object) -> str:
    return refusal(shipped(), language, kind, facts, now).detail


def test_it_names_the_state_and_what_cannot_be_done(morning: datetime) -> None:
    facts = {"number": "A005", "state": State.SERVING, "verb": Verb.RECALL}

    assert _said("not-allowed", morning, **facts) == (
        "Số A005 hiện đang được phục vụ nên không thể gọi lại. Không có gì thay đổi."
    )
    assert _said("not-allowed", morning, counter="2", **facts) == (
        "Số A005 hiện đang được phục vụ ở quầy 2 nên không thể gọi lại. Không có gì thay đổi."
    )
    assert _said("not-allowed", morning, "en", **facts) == (
        "Ticket A005 is being served, so it is not possible to recall it. Nothing was changed."
    )


def test_it_says_when_the_service_opens_again(morning: datetime) -> None:
    monday = morning + timedelta(days=7)

    assert _said("closed", morning, opens_at=morning.replace(hour=13, minute=30), reason="hours") == (
        "Đang ngoài giờ nhận số. Mở lại lúc 13:30."
    )
    assert _said("closed", morning, opens_at=monday, reason="holiday") == (
        "Hôm nay là ngày nghỉ. Mở lại lúc 08:00 Thứ Hai, ngày 10/10."
    )


def test_without_the_facts_it_says_less_and_never_half_a_sentence(morning: datetime) -> None:
    assert _said("closed", morning, opens_at=None, reason="holiday") == (
        "Dịch vụ này hiện không nhận số. Mời ông/bà hỏi quầy hướng dẫn."
    )


def test_what_somebody_else_named_is_not_taken_for_a_word_of_ours(morning: datetime) -> None:
    for counter in ("people", "open", "slips_left"):
        assert f"“{counter}”" in _said("unknown-counter", morning, counter=counter)
        assert _said("other-counter", morning, counter=counter, own=counter)
        assert counter in _said("bad-printer", morning, printer=counter)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_right_that_is_missing_is_called_as_the_page_of_people_calls_it(
    scope: Scope, morning: datetime
) -> None:
    assert f"“{scope}”" not in _said("no-right", morning, scope=scope)
    assert _said("no-right", morning, scope="pick, admin") == (
        "Việc này cần quyền “Gọi không theo thứ tự, quản trị”. Không có gì thay đổi. Xin hỏi người quản trị."
    )


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", sorted(STATUS))
def test_every_problem_can_be_told_with_no_facts_at_all(kind: str, language: str, morning: datetime) -> None:
    told = refusal(shipped(), language, kind, {}, morning)

    assert told.title
    assert "{" not in told.detail


def test_a_kind_that_nobody_wrote_is_told_in_general_words(morning: datetime) -> None:
    told = refusal(shipped(), "vi", "no-such-kind", {}, morning)

    assert told.title == "Chưa thực hiện được"


def test_waiting_is_told_in_seconds_and_then_in_minutes() -> None:
    words = shipped()

    assert duration(words, "vi", 0.2) == "1 giây"
    assert duration(words, "vi", 119.5) == "120 giây"
    assert duration(words, "vi", 121) == "3 phút"
    assert duration(words, "en", 60) == "60 seconds"
