"""A language that the office brought along: a folder of catalogues, DATA/languages/<code>/<room>.po.

What a pack does not say, or says with other facts than the program gives, is said in Vietnamese. `names.po` translates
what the office itself has named: services, counters, procedures, notices; its keys are their Vietnamese names.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, write_po
from babel.plural import to_gettext

from server.web.words import FIRST, OWN, Sentence, Words, forms_of, holes, locale_of, sentences_of

log = logging.getLogger(__name__)

CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""As BCP 47 writes a language: `tyz`, `zh-Hant`."""

LANGUAGES = "languages"
"""The folder of packs, in the data directory."""

NAMES = "names"
"""The catalogue of what the office named itself."""

LINE = re.compile(r"(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)\s*)?\"([^\"\\]|\\.)*\")?")
"""What a line of a catalogue may be."""

FONT = "font.woff2"
"""What a pack may bring for the screens, where its letters are not in our fonts."""


class NoLanguageCode(ValueError):
    """A folder of this name is no language."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one sentence, or with a whole catalogue (`key` is empty).

    `why`: unreadable, room (there is none of that name), unknown (nothing says it), holes (it asks for other facts),
    forms (of a sentence that counts there are too few or too many).
    """

    room: str
    key: str
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """One language as its folder has it. `sentences`: what is said in it, by room; `missing`: what is not, by room."""

    language: str
    sentences: Mapping[str, Mapping[str, Sentence]]
    names: Mapping[str, str]
    missing: Mapping[str, tuple[str, ...]]
    faults: tuple[Fault, ...]
    font: Path | None = None


def languages(folder: Path) -> list[str]:
    """The languages in a folder of packs, none where there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.iterdir() if one.is_dir() and CODE.fullmatch(one.name))


def read_pack(folder: Path, own: Words) -> Pack:
    """One language, held against what the program says in Vietnamese (`own`)."""
    if not CODE.fullmatch(folder.name):
        raise NoLanguageCode(folder.name)
    reading = _Reading(folder.name, own)
    for path in sorted(folder.glob("*.po")):
        reading.take(path)
    known = own.catalogues[FIRST]
    font = folder / FONT
    return Pack(
        folder.name,
        reading.sentences,
        reading.names,
        {
            room: tuple(key for key in known[room] if key not in reading.sentences.get(room, {}))
            for room in known
        },
        tuple(reading.faults),
        font if font.is_file() else None,
    )


def _check_lines(path: Path) -> None:
    """Babel takes the last letter of a line for its closing quote, whatever it is."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not LINE.fullmatch(line.strip()):
            raise ValueError(f"{number}: {line.strip()}")


@dataclass
class _Reading:
    language: str
    own: Words
    sentences: dict[str, dict[str, Sentence]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def take(self, path: Path) -> None:
        room = path.stem
        if room != NAMES and room not in self.own.catalogues[FIRST]:
            self.faults.append(Fault(room, "", "room"))
            return
        try:
            _check_lines(path)
            said = sentences_of(path, self.language)
        except (PoFileError, UnicodeDecodeError, ValueError, LookupError, OSError) as failed:
            self.faults.append(Fault(room, "", "unreadable", str(failed)))
            return
        written = {key: sentence for key, sentence in said.items() if any(sentence)}
        if room == NAMES:
            self.names = {key: sentence for key, sentence in written.items() if isinstance(sentence, str)}
        else:
            self.hear(room, written)

    def hear(self, room: str, written: Mapping[str, Sentence]) -> None:
        """Takes what is said in a room of ours, but for what is wrong."""
        self.faults += self._faults(room, written)
        wrong = {fault.key for fault in self.faults if fault.room == room}
        self.sentences[room] = {key: sentence for key, sentence in written.items() if key not in wrong}

    def _faults(self, room: str, written: Mapping[str, Sentence]) -> Iterator[Fault]:
        known = {**self.own.catalogues[FIRST][room], f"language.{self.language}": self.language}
        for key, sentence in written.items():
            if key not in known:
                yield Fault(room, key, "unknown")
            elif (asked := _asked(sentence)) != (given := _asked(known[key])):
                yield Fault(room, key, "holes", _differ(given, asked))
            elif _count(sentence) != (wanted := self._forms_of(known[key])):
                yield Fault(room, key, "forms", " ".join(forms_of(self.language)[-(wanted or 1) :]))

    def _forms_of(self, sentence: Sentence) -> int | None:
        return len(forms_of(self.language)) if isinstance(sentence, list) else None


def _count(sentence: Sentence) -> int | None:
    """How many forms it has; None for one that does not count."""
    return len(sentence) if isinstance(sentence, list) else None


def _asked(sentence: Sentence) -> frozenset[str] | None:
    """The facts that it asks for; None when its braces do not close, or hold more than a name."""
    try:
        return frozenset().union(
            *(holes(form) for form in ([sentence] if isinstance(sentence, str) else sentence))
        )
    except ValueError:
        return None


def _differ(given: frozenset[str] | None, asked: frozenset[str] | None) -> str:
    if given is None or asked is None:
        return "{ }"
    return " ".join(f"{{{name}}}" for name in sorted(given ^ asked))


def joined(own: Words, packs: Iterable[Pack]) -> Words:
    """Our own words, and those of each pack with Vietnamese where it is silent."""
    catalogues = {
        language: {room: dict(said) for room, said in rooms.items()}
        for language, rooms in own.catalogues.items()
    }
    brought = list(packs)
    for pack in brought:
        catalogues[pack.language] = {
            room: {**said, **pack.sentences.get(room, {})} for room, said in own.catalogues[FIRST].items()
        }
    for pack in brought:
        for rooms in catalogues.values():
            rooms["web"].setdefault(f"language.{pack.language}", _own_name(pack))
    fonts = {pack.language: pack.font for pack in brought if pack.font}
    return Words(catalogues, {pack.language: pack.names for pack in brought}, fonts)


def _own_name(pack: Pack) -> str:
    """What the language calls itself: as it says, else as the world's list says, else its code."""
    said = pack.sentences.get("web", {}).get(f"language.{pack.language}")
    locale = locale_of(pack.language)
    listed = locale.get_display_name(locale) if locale.language == pack.language.split("-")[0] else None
    return said if isinstance(said, str) else (listed or pack.language).capitalize()


def brought_along(folder: Path, own: Words) -> Words:
    """Our own words and those of every pack in the folder; what is wrong with one stands in the log."""
    packs = [
        read_pack(folder / language, own) for language in languages(folder) if language not in own.catalogues
    ]
    for pack in packs:
        for fault in pack.faults:
            log.warning(
                "language %s: %s.po %s: %s %s", pack.language, fault.room, fault.key, fault.why, fault.hint
            )
    return joined(own, packs) if packs else own


class Carried(msgspec.Struct):
    """A language of the office's own on its way to another machine: what it says otherwise than Vietnamese, by room."""

    sentences: dict[str, dict[str, Sentence]]
    names: dict[str, str]


def carried(words: Words) -> bytes:
    """The languages that the office brought along, for a machine that has not their folders; empty without any."""
    brought = {
        language: Carried(_otherwise(words, language), dict(words.names.get(language, {})))
        for language in words.languages
        if language not in OWN
    }
    return msgspec.json.encode(brought, order="sorted") if brought else b""


def _otherwise(words: Words, language: str) -> dict[str, dict[str, Sentence]]:
    ours, name = words.catalogues[FIRST], f"language.{language}"
    return {
        room: {key: said for key, said in rooms.items() if said != ours[room].get(key) or key == name}
        for room, rooms in words.catalogues[language].items()
    }


def received(file: bytes, own: Words) -> Words:
    """Our own words and what was `carried` here, read as sceptically as a folder: the other machine may have a newer
    version. Raises msgspec.DecodeError.
    """
    packs = []
    for language, told in msgspec.json.decode(file, type=dict[str, Carried]).items():
        reading = _Reading(language, own)
        for room, written in told.sentences.items():
            if room in own.catalogues[FIRST]:
                reading.hear(room, written)
        packs.append(Pack(language, reading.sentences, told.names, {}, tuple(reading.faults)))
    return joined(own, packs)


def prepare(folder: Path, own: Words, names: Iterable[str]) -> Pack:
    """Writes every catalogue of a language that a translator fills in: what is there stays, what is missing is added empty.

    Each sentence stands with its Vietnamese and its English. Raises OSError when it cannot be written.
    """
    if not CODE.fullmatch(folder.name):
        raise NoLanguageCode(folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    before = read_pack(folder, own)
    unreadable = {fault.room for fault in before.faults if fault.why == "unreadable"}
    for room in (*own.catalogues[FIRST], NAMES):
        if room not in unreadable:
            _write(folder / f"{room}.po", _completed(folder, room, own, names))
    return read_pack(folder, own)


def _completed(folder: Path, room: str, own: Words, names: Iterable[str]) -> Catalog:
    language = folder.name
    made = _empty(language)
    kept = _written(folder / f"{room}.po", language)
    if room == NAMES:
        for name in dict.fromkeys((*names, *kept)):
            made.add(name, kept.get(name, ""))
        return made
    if room == "web":
        made.add(f"language.{language}", kept.pop(f"language.{language}", ""))
    for key, vietnamese in own.catalogues[FIRST][room].items():
        english = own.catalogues["en"][room][key]
        source = [
            f"{told}: {' | '.join(_as_forms(said))}" for told, said in (("vi", vietnamese), ("en", english))
        ]
        counts = isinstance(vietnamese, list)
        empty: Sentence = [""] * len(forms_of(language)) if counts else ""
        made.add((key, key) if counts else key, kept.pop(key, empty), auto_comments=source)
    for key, said in kept.items():
        made.add((key, key) if isinstance(said, list) else key, said, user_comments=["?"])
    return made


def _empty(language: str) -> Catalog:
    made = Catalog(
        locale_of(language), project="Tới Lượt", version="1", header_comment=f"# {language}", fuzzy=False
    )
    made.mime_headers = [("Plural-Forms", to_gettext(locale_of(language).plural_form))]
    return made


def _as_forms(said: Sentence) -> list[str]:
    return [said] if isinstance(said, str) else said


def _written(path: Path, language: str) -> dict[str, Sentence]:
    return sentences_of(path, language) if path.is_file() else {}


def _write(path: Path, catalogue: Catalog) -> None:
    fresh = path.with_suffix(".po.new")
    with fresh.open("wb") as file:
        write_po(file, catalogue, width=0)
    fresh.replace(path)
