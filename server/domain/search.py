"""Which procedures does somebody mean who types a few letters, without accents and in a hurry?"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import and_, or_

from server.domain.syllables import syllables

WHOLE, BEGUN, OF_FIELD, MISTYPED, BEGUN_MISTYPED = 1.0, 0.8, 0.5, 0.5, 0.3
"""What a syllable is worth: as typed, begun, in the name of the field only, with a letter wrong, begun with a letter wrong."""

SHORTEST_MISTAKE = 3
"""Shorter syllables have too many neighbours to forgive them a letter."""

LONGEST_WISH, MOST_SYLLABLES = 120, 12
MOST_WEIGHED = 300
"""Where more fit, the commonest of them are weighed."""

FOLLOWING = 0.6
"""What it adds that syllables follow one another in the name as they were typed."""

LENGTH = 0.06
"""What every syllable of a name takes off: who types two means a short name rather than a long one."""

OPENING = ("thu", "tuc")
"""With "Thủ tục" half of all names begin; it tells nothing apart."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is searched: a name, a field and a code. Entries come in order, the commonest first."""

    code: str
    name: str
    field: str


SHORT_FORMS = {
    "cccd": "căn cước",
    "cmnd": "căn cước",
    "hkd": "hộ kinh doanh",
    "htx": "hợp tác xã",
    "gks": "giấy khai sinh",
}
"""What people write for what procedures say."""

Meaning = tuple[float, int]
"""What it is worth, and the entries that have it: one bit each, the commonest the lowest."""


class Index:
    """Made once for a catalogue, then asked at every keystroke.

    Words are Vietnamese syllables, folded: `đăng ký` and `dang ky` are one. A syllable may be unfinished, or have a letter
    wrong, missing, double or swapped; spaces may be left out between two. Which entries have a syllable is one number with
    a bit for each: all of what was typed is found by `and`, without looking at any entry. Only where nothing has it all
    are mistakes forgiven, then syllables left out. Syllables with a mistake come from a table of what remains of each
    without one letter (W. Garbe, SymSpell, 2012), so that no two are ever compared.
    """

    def __init__(self, entries: Iterable[Known]) -> None:
        self._entries = list(entries)
        self._names = [_name(entry.name) for entry in self._entries]
        self._in_name: dict[str, int] = {}
        self._in_field: dict[str, int] = {}
        self._joined: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        for place, entry in enumerate(self._entries):
            self._put(place, self._names[place], syllables(entry.field))
        self._begun: dict[str, int] = {}
        self._without: dict[str, int] = {}
        for word, has in self._in_name.items():
            for length in range(1, len(word)):
                self._begun[word[:length]] = self._begun.get(word[:length], 0) | has
            for rest in _without_one(word):
                self._without[rest] = self._without.get(rest, 0) | has

    def _put(self, place: int, name: Sequence[str], field: Sequence[str]) -> None:
        bit = 1 << place
        for word in name:
            self._in_name[word] = self._in_name.get(word, 0) | bit
        for word in field:
            self._in_field[word] = self._in_field.get(word, 0) | bit
        for first, second in pairwise(name):
            self._pairs[first, second] = self._pairs.get((first, second), 0) | bit
            self._joined[first + second] = self._joined.get(first + second, 0) | bit

    def find(self, wish: str, most: int = 20) -> list[Known]:
        """The procedures that fit best, the commonest first among equals; none for nothing typed."""
        typed = wish[:LONGEST_WISH].strip()
        if re.fullmatch(r"\d\.\d*", typed):
            return [entry for entry in self._entries if entry.code.startswith(typed)][:most]
        spelt = " ".join(SHORT_FORMS.get(word, word) for word in typed.lower().split())
        asked = _name(spelt)[:MOST_SYLLABLES]
        if not asked or not self._entries:
            return []
        meanings = [self._meanings(word, forgiving=False) for word in asked]
        found = _all_of(meanings)
        if not found:
            meanings = [self._meanings(word, forgiving=True) for word in asked]
            found = _all_of(meanings) or _all_but_one(meanings) or _rarest(meanings)
        places = list(_places(self._nearest(asked, found)))
        telling = [self._telling(meaning) for meaning in meanings]
        weights = {place: -round(self._weight(place, asked, meanings, telling), 4) for place in places}
        return [
            self._entries[place] for place in sorted(places, key=lambda place: (weights[place], place))[:most]
        ]

    def _meanings(self, word: str, *, forgiving: bool) -> list[Meaning]:
        told = [
            (WHOLE, self._in_name.get(word, 0) | self._joined.get(word, 0)),
            (BEGUN, self._begun.get(word, 0)),
            (OF_FIELD, self._in_field.get(word, 0)),
        ]
        if forgiving and len(word) >= SHORTEST_MISTAKE:
            rests = _without_one(word)
            told.append(
                (MISTYPED, reduce(or_, (self._alike(rest) for rest in rests), self._without.get(word, 0)))
            )
            begun = (self._begun.get(rest, 0) for rest in rests if len(rest) >= SHORTEST_MISTAKE)
            told.append((BEGUN_MISTYPED, reduce(or_, begun, 0)))
        return [(worth, has) for worth, has in told if has]

    def _alike(self, rest: str) -> int:
        return self._in_name.get(rest, 0) | self._without.get(rest, 0)

    def _nearest(self, asked: Sequence[str], found: int) -> int:
        """Where many fit, those in which the syllables follow one another are weighed before others."""
        if found.bit_count() <= MOST_WEIGHED:
            return found
        for pair in pairwise(asked):
            found = (found & self._pairs.get(pair, 0)) or found
        return found

    def _telling(self, meaning: list[Meaning]) -> float:
        """How much it says that an entry has a syllable: the fewer have it, the more."""
        share = reduce(or_, (has for _, has in meaning), 0).bit_count() / len(self._entries)
        return 1 - math.log(share or 1)

    def _weight(
        self, place: int, asked: Sequence[str], meanings: list[list[Meaning]], telling: list[float]
    ) -> float:
        told = sum(
            tells * max((worth for worth, has in meaning if has >> place & 1), default=0.0)
            for meaning, tells in zip(meanings, telling, strict=True)
        )
        name = self._names[place]
        steps = set(pairwise(name))
        following = sum(pair in steps or _begins(pair, steps) for pair in pairwise(asked))
        return told * (1 + FOLLOWING * following) / (1 + LENGTH * len(name))


def _begins(pair: tuple[str, str], steps: set[tuple[str, str]]) -> bool:
    """Whether the second syllable is still being typed."""
    return any(first == pair[0] and second.startswith(pair[1]) for first, second in steps)


def _all_of(meanings: list[list[Meaning]]) -> int:
    """The entries that have every syllable, whatever is meant by it."""
    return reduce(and_, (reduce(or_, (has for _, has in one), 0) for one in meanings))


def _all_but_one(meanings: list[list[Meaning]]) -> int:
    if len(meanings) < 2:
        return 0
    return reduce(
        or_, (_all_of(meanings[:place] + meanings[place + 1 :]) for place in range(len(meanings))), 0
    )


def _rarest(meanings: list[list[Meaning]]) -> int:
    """The entries that have the most telling of the syllables."""
    found = [reduce(or_, (has for _, has in one), 0) for one in meanings]
    return min((has for has in found if has), key=int.bit_count, default=0)


def _places(found: int) -> Iterator[int]:
    """The bits that are set, the lowest first, and not too many of them."""
    for _ in range(MOST_WEIGHED):
        if not found:
            return
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest


def _name(text: str) -> tuple[str, ...]:
    told = syllables(text)
    return told[2:] if told[:2] == OPENING and len(told) > 2 else told


def _without_one(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}
