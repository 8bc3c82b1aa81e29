"""What the paper says."""

from datetime import timedelta

import pytest

from kiosk.slip import Facts
from tests.fixtures.slip import FACTS, KEPT, slip


def test_a_citizen_reads_what_to_expect_in_vietnamese() -> None:
    paper = slip()

    assert paper.office == "Trung tâm Phục vụ hành chính công xã Dương Phong"
    assert (paper.number, paper.services) == ("A005", ("Hộ tịch",))
    assert paper.ahead == "Trước ông/bà còn 4 người"
    assert paper.wait == "Chờ khoảng 10–15 phút"
    assert paper.counters == "Quầy 1, 2, 3"
    assert paper.issued == "08:05 · Thứ Hai, 03/10/2022"
    assert paper.url == FACTS.url
    assert (paper.priority, paper.reprint, paper.practice) == (None, None, None)


def test_a_slip_in_english_names_the_service_for_the_clerk_too() -> None:
    paper = slip(language="en", ahead=1, counters={"2": "Quầy 2"})

    assert paper.services == ("Civil status", "Hộ tịch")
    assert paper.ahead == "1 person before you"
    assert paper.counters == "Counter 2"
    assert paper.issued == "08:05 · Monday, 03/10/2022"


def test_a_language_without_words_is_printed_in_vietnamese() -> None:
    assert slip(language="tyz") == slip()


def test_nobody_ahead_is_said_so() -> None:
    paper = slip(ahead=0, expected=(timedelta(0), timedelta(minutes=1)))

    assert paper.ahead == "Ông/bà là người tiếp theo"
    assert paper.wait == "Gần như không phải chờ"


def test_a_wait_that_is_not_known_is_said_so() -> None:
    assert slip(expected=None).wait == "Chưa đoán được chờ bao lâu (ít dữ liệu)"


@pytest.mark.parametrize(
    ("counters", "said"),
    [
        ({}, None),
        ({"2": "Quầy 2"}, "Quầy 2"),
        ({str(n): f"Quầy {n}" for n in range(1, 13)}, "Quầy 1–12"),
        ({str(n): f"Quầy {n}" for n in (1, 2, 3, 5, 8)}, "Quầy 1, 2, 3, 5, 8"),
        ({"1": "Quầy 1", "HD": "Bàn hướng dẫn"}, "Quầy 1, Bàn hướng dẫn"),
    ],
)
def test_the_counters_that_may_call_are_named(counters: dict[str, str], said: str | None) -> None:
    assert slip(counters=counters).counters == said


def test_whoever_speaks_another_language_is_told_that_it_is_spoken() -> None:
    vietnamese, english = slip(spoken=("tyz", "sgn")), slip(language="en", spoken=("tyz", "zz"))

    assert vietnamese.spoken == "Quầy còn giao tiếp bằng: tiếng Tày, ngôn ngữ ký hiệu"
    assert english.spoken == "Spoken here besides Vietnamese: Tày, zz"
    assert slip().spoken is None


def test_priority_is_marked_without_a_reason() -> None:
    assert slip(priority=True).priority == "ƯU TIÊN"


def test_a_second_paper_and_a_practice_paper_say_what_they_are() -> None:
    paper = slip(reprint=True, practice=True)

    assert paper.reprint == "BẢN IN LẠI"
    assert paper.practice == "DIỄN TẬP – SỐ KHÔNG CÓ GIÁ TRỊ"


def test_the_office_may_put_its_own_text_under_the_slip() -> None:
    own = {"vi": "Bộ phận Một cửa nghỉ chiều thứ Bảy.", "en": ""}

    assert slip(footer=own).footer == own["vi"]
    assert slip(footer=own, language="en").footer == own["vi"]


def test_the_facts_are_the_ones_that_the_print_job_kept() -> None:
    assert Facts.from_json(KEPT) == FACTS
    assert Facts.from_json(KEPT.replace("[600.0, 900.0]", "null")).expected is None
