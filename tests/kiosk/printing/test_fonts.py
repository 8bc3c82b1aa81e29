"""Which letters the paper can show."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

from kiosk.printing.fonts import (
    FOLDER,
    Face,
    FontsMissing,
    check_fonts,
    fits,
    missing_letters,
    vietnamese,
    wrapped,
)


def western_font(folder: Path) -> Path:
    """A face of ours with the letters of Western Europe alone, as fonts of the trade have them."""
    whole, western = TTFont(FOLDER / Face.WORDS.value), folder / "western.ttf"
    keeper = Subsetter()
    keeper.populate(unicodes=range(0x20, 0x100))
    keeper.subset(whole)
    whole.save(western)
    return western


def test_the_shipped_fonts_have_every_letter_of_vietnamese() -> None:
    check_fonts()

    assert len(set(vietnamese())) == 146
    assert {"ự", "Ẵ", "đ", "Đ", "a", "Ỹ"} <= set(vietnamese())


def test_a_font_without_vietnamese_is_found_out(tmp_path: Path) -> None:
    missing = missing_letters(western_font(tmp_path))

    assert "ự" in missing
    assert "à" not in missing


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match=r"BeVietnamPro-Regular\.ttf"):
        check_fonts(tmp_path)


def test_a_long_name_is_wrapped_without_losing_a_letter() -> None:
    name = "Chính sách xã hội, người có công, giảm nghèo, trẻ em và bảo trợ xã hội"

    lines = wrapped(name, Face.HEAVY, 35, 354)

    assert " ".join(lines) == name
    assert all(fits(line, Face.HEAVY, 35, 354) for line in lines)


def test_a_word_wider_than_the_paper_is_broken() -> None:
    lines = wrapped("Đ" * 60, Face.WORDS, 22, 354)

    assert "".join(lines) == "Đ" * 60
    assert all(fits(line, Face.WORDS, 22, 354) for line in lines)


def test_no_word_is_left_alone_on_a_line() -> None:
    lines = wrapped("Trung tâm Phục vụ hành chính công xã Dương Phong", Face.STRONG, 26, 560)

    assert lines == ["Trung tâm Phục vụ hành", "chính công xã Dương Phong"]


def test_letters_typed_with_loose_accents_are_set_as_one() -> None:
    loose = unicodedata.normalize("NFD", "Hộ tịch")

    assert wrapped(loose, Face.HEAVY, 35, 354) == ["Hộ tịch"]
