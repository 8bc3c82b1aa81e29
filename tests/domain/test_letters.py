"""Old letters do not pass for Unicode, and Unicode is not taken for old letters."""

import unicodedata

import pytest

from server.domain.letters import BadLetters, old_letters, old_letters_of_name, text_of
from server.sample.offer import sample_offer
from tests.fixtures.old_letters import tcvn3, vni, windows_1258

NAMES = [one.name.vi for one in sample_offer().procedures]
TEXT = "\n".join(NAMES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_whatever_its_form(encoding: str) -> None:
    apart = unicodedata.normalize("NFD", TEXT)

    assert text_of(apart.encode(encoding)) == unicodedata.normalize("NFC", TEXT)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (tcvn3(TEXT).encode("cp1252", errors="replace"), "tcvn3"),
        (tcvn3(TEXT).encode(), "tcvn3"),
        (vni(TEXT).encode("cp1252", errors="replace"), "vni"),
        (vni(TEXT).encode(), "vni"),
        (windows_1258(TEXT), "windows-1258"),
        (bytes(range(256)), "unknown"),
        (b"\xff\xfeodd", "unknown"),
        (b"caf\xe9", "unknown"),
    ],
)
def test_old_letters_are_named_and_refused(told: bytes, reason: str) -> None:
    with pytest.raises(BadLetters) as refused:
        text_of(told)

    assert refused.value.facts["reason"] == reason


def test_one_cell_pasted_in_from_an_old_document_is_noticed() -> None:
    assert old_letters(tcvn3("Thủ tục đăng ký khai sinh")) == "tcvn3"
    assert old_letters(vni("Thủ tục đăng ký khai sinh")) == "vni"


@pytest.mark.parametrize("name", ["Nông Văn Ba", "Lê Thị Hoa", "Triệu Văn Páo", "Hoàng Thị Mỷ"])
def test_of_a_name_one_odd_letter_is_enough(name: str) -> None:
    assert old_letters_of_name(tcvn3(name)) == "tcvn3"
    assert old_letters_of_name(name) is None


@pytest.mark.parametrize("name", ["Ba", "José Müller", "Nguyễn Văn Ơn", "HTX «Nông sản sạch»", ""])
def test_a_name_of_another_people_is_left_alone(name: str) -> None:
    assert old_letters_of_name(name) is None


@pytest.mark.parametrize("told", ["Birth registration", "Café à la crème", "Số 12 – 3.000 đ", "", *NAMES])
def test_what_is_no_old_letter_is_left_alone(told: str) -> None:
    assert old_letters(told) is None
