"""What the loudspeaker says for one call.

A sentence is a row of phrases. Each phrase knows how it is written (for a speech engine) and which recorded clips say
it, the most natural recording first: a counter recorded whole ("đến quầy số ba") falls as the end of a sentence falls,
which single words cannot. A sentence never names a person.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from display.voice.numbers import (
    NORTH,
    Habit,
    digits,
    english,
    english_words,
    vietnamese,
    vietnamese_letter,
    vietnamese_words,
)
from server.domain.syllables import syllables

Clips = tuple[str, ...]

# Vietnamese letters as they are typed in Telex, so that the names of clips survive every file system and zip program.
_TELEX = {"Đ": "dd", "Ă": "aw", "Â": "aa", "Ê": "ee", "Ô": "oo", "Ơ": "ow", "Ư": "uw"}
_ORDINALS_EN = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_NUMBERED = re.compile(r"(?:(?:quầy|counter)\s+)?(?:số\s+)?0*(\d{1,4})\s*([A-ZĐ]?)", re.IGNORECASE)
_PLACE_VI = re.compile(r"(?:quầy|cửa|bàn|ô|phòng|khu)\b", re.IGNORECASE)
_PLACE_EN = re.compile(r"(?:counter|window|desk|room)\b", re.IGNORECASE)


class Reading(StrEnum):
    """How the digits of a ticket are read: one by one ("không một hai") or as a number ("mười hai")."""

    DIGITS = "digits"
    CARDINAL = "cardinal"


@dataclass(frozen=True)
class Announcement:
    """One call, as the loudspeaker needs it. `counter` is what its sign says; `recall` is 0 for the first call."""

    number: str
    counter: str
    recall: int = 0


@dataclass(frozen=True)
class Manner:
    """How this office likes to be heard."""

    reading: Reading = Reading.DIGITS
    habit: Habit = NORTH


@dataclass(frozen=True)
class Phrase:
    """A piece of the sentence as it is written, and the rows of clips that say it, the best one first."""

    text: str
    clips: tuple[Clips, ...]


@dataclass(frozen=True)
class _Tongue:
    """What reading a number needs to know of a language."""

    words: Mapping[str, str]
    cardinal: Callable[[int], list[str]]
    letter: Callable[[str], str]


NORTHERN_DIGITS = Manner()


def phrases(call: Announcement, language: str, manner: Manner = NORTHERN_DIGITS) -> list[Phrase]:
    """The row of phrases in one of the languages SPOKEN."""
    return _SPEAKERS[language](call, manner)


def sentence(row: list[Phrase]) -> str:
    """The row as one written sentence.

    >>> sentence(phrases(Announcement("A012", "3"), "vi"))
    'Mời công dân có số thứ tự A không một hai, đến quầy số ba.'
    """
    return " ".join(phrase.text for phrase in row)


def clip_name(words: str) -> str:
    """The name that a recording of these words has: "Trả kết quả" is trả-kết-quả without its accents.

    >>> clip_name("Trả kết quả")
    'tra-ket-qua'
    """
    return "-".join(syllables(words))


def _vietnamese(call: Announcement, manner: Manner) -> list[Phrase]:
    tongue = _Tongue(vietnamese_words(manner.habit), vietnamese, vietnamese_letter)
    number, to = _number(call.number, tongue, manner.reading), _to_counter_vi(call.counter, tongue)
    if not call.recall:
        return [Phrase("Mời công dân có số thứ tự", (("lead",),)), *number, to]
    time = call.recall + 1
    again = Phrase(f"lần thứ {_ordinal_vi(time, tongue)},", ((f"time-{time}",),))
    return [Phrase("Mời lại số thứ tự", (("again",),)), *number, again, to]


def _english(call: Announcement, manner: Manner) -> list[Phrase]:
    tongue = _Tongue(english_words(), english, str)
    number, to = _number(call.number, tongue, manner.reading), _to_counter_en(call.counter, tongue)
    if not call.recall:
        return [Phrase("Ticket", (("lead",),)), *number, to]
    time = call.recall + 1
    ordinal = _ORDINALS_EN[time - 1] if time <= len(_ORDINALS_EN) else "Last"
    return [Phrase(f"{ordinal} call: ticket", ((f"time-{time}",), ("again",))), *number, to]


_SPEAKERS = {"vi": _vietnamese, "en": _english}
SPOKEN = tuple(_SPEAKERS)


def _number(number: str, tongue: _Tongue, reading: Reading) -> list[Phrase]:
    """Letters by their names, then the figures; the last one carries the comma."""
    letters = [letter for letter in number if not letter.isdigit()]
    counted = "".join(digit for digit in number if digit.isdigit())
    row = digits(counted) if reading is Reading.DIGITS else tongue.cardinal(int(counted))
    spelled = [Phrase(tongue.letter(letter), ((_letter_clip(letter),),)) for letter in letters]
    figures = [Phrase(tongue.words[word], ((word,),)) for word in row[:-1]]
    return [*spelled, *figures, Phrase(f"{tongue.words[row[-1]]},", _falling(row[-1:]))]


def _to_counter_vi(counter: str, tongue: _Tongue) -> Phrase:
    numbered = _NUMBERED.fullmatch(counter.strip())
    if numbered:
        said = _counter_number(numbered, tongue)
        return Phrase(f"đến quầy số {said.text}.", _whole_or_words(numbered, said))
    place = _begin_small(counter.strip())
    at = place if _PLACE_VI.match(place) else f"quầy {place}"
    return Phrase(f"đến {at}.", ((f"counter-{clip_name(counter)}",),))


def _to_counter_en(counter: str, tongue: _Tongue) -> Phrase:
    """A sign that is not in English is not read out: an English voice makes noise of it, and the screen shows it."""
    numbered = _NUMBERED.fullmatch(counter.strip())
    if numbered:
        said = _counter_number(numbered, tongue)
        return Phrase(f"please proceed to counter {said.text}.", _whole_or_words(numbered, said))
    if not counter.isascii():
        return Phrase("please proceed to the counter shown on the screen.", (("to-screen",),))
    place = _begin_small(counter.strip())
    at = place if _PLACE_EN.match(place) else f"the {place} counter"
    return Phrase(f"please proceed to {at}.", ((f"counter-{clip_name(counter)}",),))


def _counter_number(numbered: re.Match[str], tongue: _Tongue) -> Phrase:
    """The number of a counter, "hai A" for "Quầy 2A": read as a number in every office."""
    row, letter = tongue.cardinal(int(numbered[1])), numbered[2].upper()
    written = [tongue.words[word] for word in row] + ([tongue.letter(letter)] if letter else [])
    clips = _falling(row) if not letter else ((*row, _letter_clip(letter)),)
    return Phrase(" ".join(written), clips)


def _whole_or_words(numbered: re.Match[str], said: Phrase) -> tuple[Clips, ...]:
    whole = f"counter-{numbered[1]}{numbered[2].lower()}"
    return ((whole,), *(("to-counter", *row) for row in said.clips))


def _falling(row: list[str]) -> tuple[Clips, ...]:
    """The last word has a recording of its own, made with the voice going down; else the plain one must do."""
    return ((*row[:-1], f"{row[-1]}-end"), tuple(row))


def _letter_clip(letter: str) -> str:
    return f"letter-{_TELEX.get(letter, letter.lower())}"


def _ordinal_vi(time: int, tongue: _Tongue) -> str:
    """Nhất and tư are said only in order, not in counting."""
    irregular = {1: "nhất", 4: "tư"}
    return irregular.get(time) or " ".join(tongue.words[word] for word in vietnamese(time))


def _begin_small(name: str) -> str:
    """In the middle of a sentence "Trả kết quả" begins small; "UBND" stays as it is."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
