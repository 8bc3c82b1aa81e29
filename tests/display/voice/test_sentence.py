"""What is said is what a clerk would say, and the same from clips as from an engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.voice.numbers import SOUTH
from display.voice.sentence import (
    Announcement,
    Manner,
    Reading,
    clip_name,
    phrases,
    sentence,
)

CARDINAL = Manner(reading=Reading.CARDINAL)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (Announcement("A012", "3"), "Mời công dân có số thứ tự A không một hai, đến quầy số ba."),
        (Announcement("B105", "15"), "Mời công dân có số thứ tự bê một không năm, đến quầy số mười lăm."),
        (
            Announcement("Đ1000", "21"),
            "Mời công dân có số thứ tự đê một không không không, đến quầy số hai mươi mốt.",
        ),
        (Announcement("XA004", "04"), "Mời công dân có số thứ tự ích-xì A không không bốn, đến quầy số bốn."),
        (Announcement("A012", "Quầy 3"), "Mời công dân có số thứ tự A không một hai, đến quầy số ba."),
        (Announcement("A012", "Quầy số 3"), "Mời công dân có số thứ tự A không một hai, đến quầy số ba."),
        (Announcement("A012", "2b"), "Mời công dân có số thứ tự A không một hai, đến quầy số hai bê."),
        (
            Announcement("A012", "Trả kết quả"),
            "Mời công dân có số thứ tự A không một hai, đến quầy trả kết quả.",
        ),
        (
            Announcement("A012", "Quầy Tư pháp"),
            "Mời công dân có số thứ tự A không một hai, đến quầy Tư pháp.",
        ),
        (Announcement("A012", "Phòng 201"), "Mời công dân có số thứ tự A không một hai, đến phòng 201."),
        (Announcement("A012", "UBND"), "Mời công dân có số thứ tự A không một hai, đến quầy UBND."),
    ],
)
def test_a_call_in_vietnamese(call: Announcement, said: str) -> None:
    assert sentence(phrases(call, "vi")) == said


@pytest.mark.parametrize(
    ("recall", "ordinal"), [(1, "hai"), (2, "ba"), (3, "tư"), (4, "năm"), (9, "mười"), (13, "mười bốn")]
)
def test_a_recall_says_which_time_it_is(recall: int, ordinal: str) -> None:
    said = sentence(phrases(Announcement("A012", "3", recall), "vi"))

    assert said == f"Mời lại số thứ tự A không một hai, lần thứ {ordinal}, đến quầy số ba."


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (Announcement("A012", "3"), "Ticket A zero one two, please proceed to counter three."),
        (
            Announcement("A012", "3", 1),
            "Second call: ticket A zero one two, please proceed to counter three.",
        ),
        (Announcement("A012", "3", 30), "Last call: ticket A zero one two, please proceed to counter three."),
        (Announcement("A012", "2A"), "Ticket A zero one two, please proceed to counter two A."),
        (Announcement("A012", "Results"), "Ticket A zero one two, please proceed to the results counter."),
        (Announcement("A012", "Room 5"), "Ticket A zero one two, please proceed to room 5."),
        (
            Announcement("A012", "Trả kết quả"),
            "Ticket A zero one two, please proceed to the counter shown on the screen.",
        ),
    ],
)
def test_a_call_in_english(call: Announcement, said: str) -> None:
    assert sentence(phrases(call, "en")) == said


def test_an_office_may_have_its_numbers_read_as_numbers() -> None:
    southern = Manner(reading=Reading.CARDINAL, habit=SOUTH)

    assert " mười hai, " in sentence(phrases(Announcement("A012", "3"), "vi", CARDINAL))
    assert " một trăm lẻ năm, " in sentence(phrases(Announcement("A105", "3"), "vi", southern))
    assert " one hundred and five, " in sentence(phrases(Announcement("A105", "3"), "en", CARDINAL))


def test_clips_end_with_a_falling_voice_where_there_is_one() -> None:
    row = phrases(Announcement("A012", "3"), "vi")

    assert [phrase.clips for phrase in row] == [
        (("lead",),),
        (("letter-a",),),
        (("0",),),
        (("1",),),
        (("2-end",), ("2",)),
        (("counter-3",), ("to-counter", "3-end"), ("to-counter", "3")),
    ]


def test_a_counter_with_a_name_is_recorded_whole() -> None:
    last = phrases(Announcement("Đ001", "Trả kết quả", 1), "vi")[-1]

    assert last.clips == (("counter-tra-ket-qua",),)


def test_letters_with_accents_have_plain_names_for_their_clips() -> None:
    row = phrases(Announcement("ĐD001", "2Đ"), "vi")

    assert [phrase.clips[0] for phrase in row[1:3]] == [("letter-dd",), ("letter-d",)]
    assert row[-1].clips[1] == ("to-counter", "2", "letter-dd")
    assert clip_name("Đăng ký – Hộ tịch (1)") == "dang-ky-ho-tich-1"


@given(
    st.from_regex(r"[A-ZĐ]{1,2}[0-9]{3,6}", fullmatch=True),
    st.integers(1, 200),
    st.integers(0, 20),
    st.sampled_from(["vi", "en"]),
    st.sampled_from(Reading),
)
def test_every_call_ends_as_one_sentence(
    number: str, counter: int, recall: int, language: str, reading: Reading
) -> None:
    said = sentence(phrases(Announcement(number, str(counter), recall), language, Manner(reading)))

    assert said.endswith(".")
    assert said.count(".") == 1
    assert not any(digit.isdigit() for digit in said)
