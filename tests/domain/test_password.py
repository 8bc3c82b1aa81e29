"""Which passwords will do."""

import unicodedata

import pytest

from server.domain.errors import BadInput
from server.domain.password import check, written

COMMON = {"sunshine", "matkhau", "football"}
NAMES = ("lan.tran", "duongphong")


def why(password: str, shortest: int = 8) -> str:
    """Why it will not do; "" when it will."""
    try:
        check(password, shortest, COMMON, NAMES)
    except BadInput as refused:
        return str(refused.facts["why"])
    return ""


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("con trâu đi trước", ""),
        ("khongaibietdau", ""),
        ("Sunshine", "common"),
        ("sunshine2026!", "common"),
        ("2026matkhau", "common"),
        ("11111111", "common"),
        ("abababab", "common"),
        ("abcdefgh", "common"),
        ("hgfedcba", "common"),
        ("qwertyui", "common"),
        ("98765432", "common"),
        ("lan.tran1", "name"),
        ("DuongPhong22", "name"),
        ("mot-cua-duongphong", ""),
        ("1234567", "short"),
        ("x" * 100 + "yzw" * 40, "long"),
        ("ếệ" * 3, "short"),
        ("only lower letters", ""),
    ],
)
def test_length_and_what_others_guess_first_decide_and_nothing_else(password: str, expected: str) -> None:
    assert why(password) == expected


def test_an_office_may_ask_for_more_letters() -> None:
    assert (why("con trâu đi", 15), why("con trâu đi trước", 15)) == ("short", "")


def test_a_letter_and_its_mark_are_one_however_the_keyboard_puts_them_together() -> None:
    composed = "mật khẩu dài"
    in_pieces = unicodedata.normalize("NFD", composed)

    assert composed != in_pieces
    assert written(composed) == written(in_pieces) == check(in_pieces, 8, COMMON)
