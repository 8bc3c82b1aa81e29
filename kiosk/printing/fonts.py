"""Which letters can the paper show? Shipped fonts only, with every letter of Vietnamese in them."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from PIL import ImageFont

from server.web.words import FIRST, OWN, Sentence, Words

FOLDER = Path(str(files("server.web"))) / "built" / "paper"
"""Put there when the screens are built."""

PRINTED = ("slip", "form", "posting", "spoken", "web")
"""The rooms of which something may be said on paper."""

PRINTED_BESIDES = ("dossier_channel.",)
"""Words of other rooms that a form says, by the beginning of their keys."""

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_NO_LETTER = "\U0010ffff"


class Face(Enum):
    """The faces of the slip: Be Vietnam Pro for words, Noto Sans (digits of one width) for numbers."""

    WORDS = "BeVietnamPro-Regular.ttf"
    STRONG = "BeVietnamPro-SemiBold.ttf"
    HEAVY = "BeVietnamPro-Bold.ttf"
    NUMBER = "NotoSans-Bold.ttf"


class FontsMissing(RuntimeError):
    """The slip cannot be drawn; says what is missing."""


@cache
def font(face: Face, dots: int) -> ImageFont.FreeTypeFont:
    """A face at an em of so many dots."""
    return _read(FOLDER / face.value, dots)


@cache
def check_fonts(folder: Path = FOLDER) -> None:
    """Raises FontsMissing unless every face is there and has all letters of Vietnamese, "ự" as well as "A"."""
    for face in Face:
        missing = missing_letters(folder / face.value)
        if missing:
            raise FontsMissing(f"{face.value}: {' '.join(missing)}")


def missing_letters(path: Path) -> list[str]:
    """The letters of Vietnamese that a font file draws as its sign for "unknown"."""
    return _unknown(path, vietnamese())


def _unknown(path: Path, letters: Iterable[str]) -> list[str]:
    tried = _read(path, 20)
    unknown = _drawn(tried, _NO_LETTER)
    return [letter for letter in letters if not letter.isspace() and _drawn(tried, letter) == unknown]


def writable(words: Words) -> Words:
    """The words without the languages whose letters the paper's fonts do not have: their slips are in Vietnamese."""
    on_paper = {
        language: rooms
        for language, rooms in words.catalogues.items()
        if _has_letters(rooms, words, language)
    }
    return replace(words, catalogues=on_paper)


def _has_letters(rooms: Mapping[str, Mapping[str, Sentence]], words: Words, language: str) -> bool:
    if language in OWN:
        return True
    said, ours = _letters(rooms), _letters(words.catalogues[FIRST])
    named = set("".join(words.names.get(language, {}).values()))
    return not _unknown(FOLDER / Face.WORDS.value, (said | named) - ours)


def _letters(rooms: Mapping[str, Mapping[str, Sentence]]) -> set[str]:
    return set("".join("".join(sentence) for room in rooms for sentence in _printed(room, rooms[room])))


def _printed(room: str, sentences: Mapping[str, Sentence]) -> Iterable[Sentence]:
    return (said for key, said in sentences.items() if room in PRINTED or key.startswith(PRINTED_BESIDES))


def vietnamese() -> list[str]:
    """The 146 letters that only Vietnamese writes with its vowels and tones, and đ: 12 × 6 and đ, in both cases."""
    small = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES] + ["đ"]
    return small + [letter.upper() for letter in small]


def wrapped(text: str, face: Face, dots: int, width: int) -> list[str]:
    """The text in as few lines of at most `width` dots as can be, of about the same length: no word is left alone."""
    lines = _filled(text, face, dots, width)
    while len(lines) > 1 and len(narrower := _filled(text, face, dots, width := width - dots // 4)) == len(
        lines
    ):
        lines = narrower
    return lines


def _filled(text: str, face: Face, dots: int, width: int) -> list[str]:
    """Line after line filled with words; a word that is wider than a line is broken."""
    lines: list[str] = []
    for word in unicodedata.normalize("NFC", text).split():
        if lines and fits(f"{lines[-1]} {word}", face, dots, width):
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.extend(_pieces(word, face, dots, width))
    return lines


def fits(text: str, face: Face, dots: int, width: int) -> bool:
    return length(text, face, dots) <= width


@lru_cache(maxsize=4096)
def length(text: str, face: Face, dots: int) -> float:
    """Width in dots. Kept, because one slip has most of its lines in common with the next."""
    return font(face, dots).getlength(text)


@lru_cache(maxsize=4096)
def ink(text: str, face: Face, dots: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is drawn, from the start of the baseline: tops are negative."""
    left, top, right, bottom = font(face, dots).getbbox(text, anchor="ls")
    return round(left), round(top), round(right), round(bottom)


def _pieces(word: str, face: Face, dots: int, width: int) -> list[str]:
    """A word in pieces that fit, at least a letter each."""
    pieces = [word[0]]
    for letter in word[1:]:
        if fits(pieces[-1] + letter, face, dots, width):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _read(path: Path, dots: int) -> ImageFont.FreeTypeFont:
    """Basic layout: the same picture on every machine, whatever it has installed."""
    if not path.is_file():
        raise FontsMissing(str(path))
    return ImageFont.truetype(str(path), dots, layout_engine=ImageFont.Layout.BASIC)


def _drawn(tried: ImageFont.FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = tried.getmask(letter)
    return mask.size, bytes(mask)
