"""A procedure is found however it is typed: without accents, unfinished, with a slip of the finger, without spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.search import Index, Known
from server.domain.syllables import folded
from server.sample.offer import sample_offer

PROCEDURES = [Known(one.code, one.name.vi, one.field.vi) for one in sample_offer().procedures]
INDEX = Index(PROCEDURES)


def first(wish: str) -> str:
    return next((one.name for one in INDEX.find(wish)), "")


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("Đăng ký khai sinh", "Đăng ký khai sinh"),
        ("dang ky khai snh", "Đăng ký khai sinh"),
        ("khai sinh", "Đăng ký khai sinh"),
        ("khaisinh", "Đăng ký khai sinh"),
        ("khai si", "Đăng ký khai sinh"),
        ("khia sinh", "Đăng ký khai sinh"),
        ("khai sinh lai", "Đăng ký lại khai sinh"),
        ("ket hon", "Đăng ký kết hôn"),
        ("kết hôn", "Đăng ký kết hôn"),
        ("tinh trang hon", "Cấp Giấy xác nhận tình trạng hôn nhân"),
        ("1.001193", "Đăng ký khai sinh"),
    ],
)
def test_what_people_type_is_what_they_find(wish: str, name: str) -> None:
    assert first(wish) == name


@pytest.mark.parametrize("wish", ["", "  ", "?", "qqqq xxxx", "9.9", "\x00", "🙂"])
def test_what_means_nothing_finds_nothing(wish: str) -> None:
    assert INDEX.find(wish) == []


def test_an_empty_catalogue_finds_nothing() -> None:
    assert Index([]).find("khai sinh") == []


@given(st.sampled_from(PROCEDURES), st.integers(0, 30), st.sampled_from("drop swap double"))
def test_one_slip_of_the_finger_still_finds_the_name(one: Known, where: int, slip: str) -> None:
    words = folded(one.name).split()
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long:
        return
    at = long[where % len(long)]
    words[at] = _slipped(words[at], where, slip)

    assert one in INDEX.find(" ".join(words), most=40)


def _slipped(word: str, where: int, slip: str) -> str:
    at = where % (len(word) - 1)
    if slip == "drop":
        return word[:at] + word[at + 1 :]
    if slip == "double":
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@given(st.text(max_size=200))
def test_whatever_is_typed_an_answer_comes(wish: str) -> None:
    assert len(INDEX.find(wish, most=5)) <= 5
