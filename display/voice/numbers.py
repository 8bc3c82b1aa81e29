"""How a number is read aloud.

A number becomes words with names ("tens", "5-after-ten"), and the names become sounds: a recorded clip is called by the
name, a sentence for a speech engine is written with the word. North and South differ only in the written word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

LIMIT = 10**9

_DIGITS_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_UNDER_TWENTY_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ("", "thousand", "million")

# As a clerk says them. Prefixes are one or two letters; the others are there for counters such as "2W".
_LETTERS = "AĂÂBCDĐEÊFGHIJKLMNOÔƠPQRSTUƯVWXYZ"
_LETTERS_VI = (
    "A", "á", "ớ", "bê", "xê", "dê", "đê", "e", "ê", "ép-phờ", "giê", "hát", "i", "giây", "ca", "e-lờ", "em-mờ", "en-nờ",
    "o", "ô", "ơ", "pê", "quy", "e-rờ", "ét", "tê", "u", "ư", "vê", "vê-kép", "ích-xì", "y-dài", "dét",
)  # fmt: skip


@dataclass(frozen=True)
class Habit:
    """What one region says where another says something else."""

    empty_tens: Literal["linh", "lẻ"] = "linh"
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    four_after_tens: Literal["tư", "bốn"] = "tư"


NORTH = Habit()
SOUTH = Habit(empty_tens="lẻ", thousand="ngàn")


def digits(number: str) -> list[str]:
    """One word for each digit, zeros in front included: what a printed ticket shows."""
    return list(number)


def vietnamese(number: int) -> list[str]:
    """The words of a cardinal in Vietnamese, 0 up to (not including) LIMIT. Raises ValueError outside.

    >>> vietnamese(1021)
    ['1', 'thousand', '0', 'hundred', '2', 'tens', '1-after-tens']
    """
    return _by_scales(number, _three_digits_vi)


def english(number: int) -> list[str]:
    """The words of a cardinal in British English, 0 up to (not including) LIMIT. Raises ValueError outside.

    >>> english(105)
    ['1', 'hundred', 'and', '5']
    """
    return _by_scales(number, _three_digits_en)


def vietnamese_words(habit: Habit = NORTH) -> Mapping[str, str]:
    """Every named word of a number as it is written in Vietnamese."""
    named = {
        "10": "mười",
        "tens": "mươi",
        "1-after-tens": "mốt",
        "4-after-tens": habit.four_after_tens,
        "5-after-ten": "lăm",
        "no-tens": habit.empty_tens,
        "hundred": "trăm",
        "thousand": habit.thousand,
        "million": "triệu",
    }
    return {str(digit): word for digit, word in enumerate(_DIGITS_VI)} | named


def english_words() -> Mapping[str, str]:
    """Every named word of a number as it is written in English."""
    tens = {str(10 * ten): word for ten, word in enumerate(_TENS_EN, start=2)}
    others = {name: name for name in ("hundred", "and", "thousand", "million")}
    return {str(small): word for small, word in enumerate(_UNDER_TWENTY_EN)} | tens | others


def vietnamese_letter(letter: str) -> str:
    """The name of a letter, as in "bê không một hai"; a letter without a name stands for itself."""
    return dict(zip(_LETTERS, _LETTERS_VI, strict=True)).get(letter, letter)


def _by_scales(number: int, three_digits: Callable[[int, list[str]], list[str]]) -> list[str]:
    """Millions, thousands, the rest; `three_digits` is told what was said before."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"{number} is not from 0 to {LIMIT - 1}")
    said: list[str] = []
    for scale, name in reversed(list(enumerate(_SCALES))):
        group = number // 1000**scale % 1000
        if group:
            said += three_digits(group, said) + ([name] if name else [])
    return said or ["0"]


def _three_digits_vi(group: int, before: list[str]) -> list[str]:
    """After a thousand the empty hundred is said too: một nghìn không trăm linh một."""
    hundreds, rest = divmod(group, 100)
    if not hundreds and not before:
        return _two_digits_vi(rest)
    said = [str(hundreds), "hundred"]
    if rest in range(1, 10):
        return [*said, "no-tens", str(rest)]
    return said + (_two_digits_vi(rest) if rest else [])


def _two_digits_vi(rest: int) -> list[str]:
    tens, units = divmod(rest, 10)
    if tens == 0:
        return [str(units)]
    if tens == 1:
        return ["10", *_unit_vi(units, {5: "5-after-ten"})]
    return [str(tens), "tens", *_unit_vi(units, {1: "1-after-tens", 4: "4-after-tens", 5: "5-after-ten"})]


def _unit_vi(units: int, changed: Mapping[int, str]) -> list[str]:
    return [changed.get(units, str(units))] if units else []


def _three_digits_en(group: int, before: list[str]) -> list[str]:
    hundreds, rest = divmod(group, 100)
    said = [str(hundreds), "hundred"] if hundreds else []
    joined = ["and"] if rest and (said or before) else []
    return said + joined + (_two_digits_en(rest) if rest else [])


def _two_digits_en(rest: int) -> list[str]:
    if rest in range(20):
        return [str(rest)]
    tens, units = divmod(rest, 10)
    return [str(tens * 10), *([str(units)] if units else [])]
