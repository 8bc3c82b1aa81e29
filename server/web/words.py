"""What the screens say: sentences by key, in every language of the office, with holes for facts."""

import string
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

SHIPPED = Path(__file__).parent / "locales"
FIRST = "vi"

OWN = {FIRST: 0, "en": 1}
"""The languages of the program, in the order in which they are offered; those that an office brings come after."""

Sentence = str | list[str]
"""A sentence, or the forms of one that counts, in the order of the language's plural rule."""


class UnknownWordsError(LookupError):
    """A key that no catalogue of the language has: a mistake in the program, not in what people sent."""


@dataclass(frozen=True)
class Words:
    """Every sentence of every room: language -> room -> key -> sentence. Vietnamese comes first.

    `names`: what the office named itself, in further languages: language -> Vietnamese name -> name.
    `fonts`: what a language is shown with, where our own font has not its letters.
    """

    catalogues: Mapping[str, Mapping[str, Mapping[str, Sentence]]]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fonts: Mapping[str, Path] = field(default_factory=dict)
    _everything: Mapping[str, Mapping[str, Sentence]] = field(init=False, repr=False, compare=False)
    _keys: Mapping[str, list[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Whoever is refused is told why in every language: that must not cost more than what was refused."""
        everything = {language: self.room(language, *rooms) for language, rooms in self.catalogues.items()}
        object.__setattr__(self, "_everything", everything)
        object.__setattr__(self, "_keys", {language: sorted(said) for language, said in everything.items()})

    @property
    def languages(self) -> list[str]:
        """The language codes: Vietnamese, English, then the others by code."""
        return sorted(self.catalogues, key=lambda language: (OWN.get(language, len(OWN)), language))

    def say(self, language: str, key: str, /, **facts: object) -> str:
        """The sentence in a language, its holes filled. Raises UnknownWordsError, or KeyError for a hole without a fact."""
        sentence = self._find(language, key)
        if isinstance(sentence, list):
            raise UnknownWordsError(f"{key} counts: ask for its plural")
        return sentence.format_map(facts)

    def plural(self, language: str, key: str, n: int, /, **facts: object) -> str:
        """The form of the sentence for `n` things; the hole {n} is filled with the number."""
        forms = self._find(language, key)
        if isinstance(forms, str):
            raise UnknownWordsError(f"{key} does not count")
        form = _form(language, n) if len(forms) > 1 else 0  # Vietnamese, where a pack is silent, has one form
        return forms[form].format_map({"n": n, **facts})

    def names_of(self, vietnamese: str, english: str) -> dict[str, str]:
        """A name of the office's own in every language that has one."""
        more = {language: known[vietnamese] for language, known in self.names.items() if vietnamese in known}
        return {FIRST: vietnamese, "en": english, **more}

    def has(self, language: str, key: str) -> bool:
        return key in self._everything[language]

    def room(self, language: str, *rooms: str) -> dict[str, Sentence]:
        """All sentences of these rooms under their keys, for a screen to say by itself."""
        return {key: said for room in rooms for key, said in self.catalogues[language].get(room, {}).items()}

    def under(self, language: str, start: str) -> dict[str, Sentence]:
        """The sentences whose keys begin so, by key."""
        keys, everything = self._keys[language], self._everything[language]
        found = takewhile(lambda key: key.startswith(start), keys[bisect_left(keys, start) :])
        return {key: everything[key] for key in found}

    def _find(self, language: str, key: str) -> Sentence:
        found = self._everything[language].get(key)
        if found is None:
            raise UnknownWordsError(f"{key} in {language}")
        return found


@cache
def shipped() -> Words:
    """The words that come with the program, read once."""
    return read(SHIPPED)


def read(folder: Path) -> Words:
    """The catalogues of a folder, `<language>/<room>.po`."""
    languages = sorted(place.name for place in folder.iterdir() if place.is_dir())
    return Words({language: _rooms(folder / language, language) for language in languages})


class _Speaking:
    """What this program speaks: its own words until it is told of more."""

    words: Words | None = None


def speak(words: Words) -> None:
    """From now on these words, an office's own languages among them, are what people read."""
    _Speaking.words = words


def spoken_here() -> Words:
    """The words that people read: ours, and those of the languages that the office brought along."""
    return _Speaking.words or shipped()


@cache
def holes(sentence: str) -> frozenset[str]:
    """The names of the facts that a sentence asks for. ValueError for a hole that says more, or less, than a name."""
    asked = [hole for hole in string.Formatter().parse(sentence) if hole[1] is not None]
    for _, name, form, how in asked:
        if not str(name).isidentifier() or form or how:
            raise ValueError(f"no name of a fact: {name}")
    return frozenset(str(name) for _, name, _, _ in asked)


def chosen(wanted: Iterable[str], languages: list[str]) -> str:
    """The first wanted language that the office speaks, else its first."""
    known = [language for language in wanted if language in languages]
    return known[0] if known else languages[0]


def _rooms(folder: Path, language: str) -> dict[str, dict[str, Sentence]]:
    return {path.stem: sentences_of(path, language) for path in sorted(folder.glob("*.po"))}


def sentences_of(path: Path, language: str) -> dict[str, Sentence]:
    """One catalogue. Raises babel's PoFileError, which names the line, and UnicodeDecodeError."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale_of(language), abort_invalid=True)
    return {_key(message.id): _said(message.string) for message in catalogue if message.id}


def _key(identifier: str | tuple[str, ...] | list[str]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def _said(said: str | tuple[str, ...] | list[str] | None) -> Sentence:
    return said if isinstance(said, str) else list(said or ())


@cache
def locale_of(language: str) -> Locale:
    """How numbers, dates and plurals are written in a language: as CLDR knows, else as in Vietnamese (Tày, Nùng, Mông…)."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(FIRST)


@cache
def forms_of(language: str) -> list[str]:
    """The plural categories of a language in CLDR's order; `other` is last."""
    order = ["zero", "one", "two", "few", "many", "other"]
    return [name for name in order if name in {*locale_of(language).plural_form.tags, "other"}]


def _form(language: str, n: int) -> int:
    return forms_of(language).index(locale_of(language).plural_form(n))
