"""Numbers are read as a Vietnamese clerk reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.voice.numbers import (
    LIMIT,
    SOUTH,
    Habit,
    digits,
    english,
    english_words,
    vietnamese,
    vietnamese_letter,
    vietnamese_words,
)

# The vectors of the domain dossier, section 5.2, and the numbers around them.
READ_IN_VIETNAMESE = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    45: "bốn mươi lăm",
    55: "năm mươi lăm",
    99: "chín mươi chín",
    100: "một trăm",
    101: "một trăm linh một",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    204: "hai trăm linh bốn",
    999: "chín trăm chín mươi chín",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1010: "một nghìn không trăm mười",
    1021: "một nghìn không trăm hai mươi mốt",
    1100: "một nghìn một trăm",
    1105: "một nghìn một trăm linh năm",
    21_015: "hai mươi mốt nghìn không trăm mười lăm",
    1_000_005: "một triệu không trăm linh năm",
}


@pytest.mark.parametrize(("number", "read"), READ_IN_VIETNAMESE.items())
def test_a_number_is_read_in_vietnamese_as_it_is_said(number: int, read: str) -> None:
    words = vietnamese_words()

    said = " ".join(words[word] for word in vietnamese(number))

    assert said == read


@pytest.mark.parametrize(
    ("number", "read"),
    [(105, "một trăm lẻ năm"), (1001, "một ngàn không trăm lẻ một"), (24, "hai mươi tư"), (15, "mười lăm")],
)
def test_the_south_says_le_and_ngan(number: int, read: str) -> None:
    words = vietnamese_words(SOUTH)

    said = " ".join(words[word] for word in vietnamese(number))

    assert said == read


def test_four_after_tens_may_be_said_bon() -> None:
    words = vietnamese_words(Habit(four_after_tens="bốn"))

    said = " ".join(words[word] for word in vietnamese(24))

    assert said == "hai mươi bốn"


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (0, "zero"),
        (7, "seven"),
        (13, "thirteen"),
        (40, "forty"),
        (45, "forty five"),
        (100, "one hundred"),
        (105, "one hundred and five"),
        (1000, "one thousand"),
        (1001, "one thousand and one"),
        (1105, "one thousand one hundred and five"),
        (12_345, "twelve thousand three hundred and forty five"),
    ],
)
def test_a_number_is_read_in_english_as_it_is_said(number: int, read: str) -> None:
    words = english_words()

    said = " ".join(words[word] for word in english(number))

    assert said == read


def test_digit_by_digit_keeps_the_zeros_and_changes_no_word() -> None:
    words = vietnamese_words()

    said = " ".join(words[word] for word in digits("0145"))

    assert said == "không một bốn năm"


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("A", "A"),
        ("B", "bê"),
        ("C", "xê"),
        ("D", "dê"),
        ("Đ", "đê"),
        ("G", "giê"),
        ("L", "e-lờ"),
        ("X", "ích-xì"),
    ],
)
def test_a_letter_is_called_by_its_name(letter: str, name: str) -> None:
    assert vietnamese_letter(letter) == name


@given(st.integers(min_value=0, max_value=LIMIT - 1))
def test_every_number_has_words_in_both_languages(number: int) -> None:
    assert all(word in vietnamese_words() for word in vietnamese(number))
    assert all(word in english_words() for word in english(number))


@given(st.integers(0, LIMIT - 1), st.integers(0, LIMIT - 1))
def test_two_numbers_never_sound_the_same(one: int, other: int) -> None:
    same = vietnamese(one) == vietnamese(other) or english(one) == english(other)

    assert same == (one == other)


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_a_number_that_nobody_prints_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="is not from 0"):
        vietnamese(number)
