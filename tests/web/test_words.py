"""Every sentence exists in every language, asks for the same facts, and is where the screens look for it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain.errors import Refused
from server.web.errors import STATUS
from server.web.words import Sentence, UnknownWordsError, Words, chosen, holes, shipped

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kiosk", "counter", "display", "server")
FORMS = {"vi": 1, "en": 2}
# `say("kiosk.take")`, `data-say="kiosk.take"`, `count(…)`, `plural(language, …)`; not the beginning of a joined key.
SAID = re.compile(
    r"""(?:say|count|plural|data-say|data-say-label)(?:\(|=)\s*(?:\w+,\s*)?["'`]([a-z_]+\.[\w.\-]+)["'`]"""
)


def _everything(words: Words, language: str) -> dict[str, Sentence]:
    return words.room(language, *words.catalogues[language])


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in {".py", ".js", ".html"} and "built" not in path.parts:
                yield path


def test_vietnamese_comes_first() -> None:
    assert shipped().languages == ["vi", "en"]


@pytest.mark.parametrize("room", sorted(shipped().catalogues["vi"]))
def test_every_room_speaks_both_languages(room: str) -> None:
    vietnamese, english = shipped().room("vi", room), shipped().room("en", room)

    assert vietnamese.keys() == english.keys()


def test_no_sentence_is_empty() -> None:
    words = shipped()

    assert [
        key for language in words.languages for key, said in _everything(words, language).items() if not said
    ] == []


def test_both_languages_ask_for_the_same_facts() -> None:
    vietnamese, english = _everything(shipped(), "vi"), _everything(shipped(), "en")

    assert [key for key, said in vietnamese.items() if _holes(said) != _holes(english[key])] == []


def _holes(said: Sentence) -> frozenset[str]:
    forms = [said] if isinstance(said, str) else said
    return frozenset().union(*(holes(form) for form in forms))


@pytest.mark.parametrize("language", sorted(FORMS))
def test_what_counts_has_a_form_for_every_count(language: str) -> None:
    counted = {key: said for key, said in _everything(shipped(), language).items() if isinstance(said, list)}

    assert {key: len(said) for key, said in counted.items() if len(said) != FORMS[language]} == {}
    assert {key for key, said in counted.items() if not all(said)} == set()


def test_no_key_lives_in_two_rooms() -> None:
    rooms = shipped().catalogues["vi"]
    keys = [key for sentences in rooms.values() for key in sentences]

    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_every_sentence_that_a_screen_says_is_written() -> None:
    written = _everything(shipped(), "vi")
    missing = [
        f"{path.relative_to(ROOT)}: {key}"
        for path in _sources()
        for key in SAID.findall(path.read_text(encoding="utf-8"))
        if key not in written and not key.endswith((".", "_"))
    ]

    assert missing == []


def test_every_problem_has_its_sentence() -> None:
    kinds = {*STATUS, *(refused.kind for refused in _refusals(Refused))}
    written = _everything(shipped(), "vi")

    assert sorted(kind for kind in kinds if f"error.{kind}.title" not in written) == []
    assert sorted(kind for kind in kinds if f"error.{kind}.detail" not in written) == []


def _refusals(family: type[Refused]) -> Iterator[type[Refused]]:
    yield family
    for child in family.__subclasses__():
        yield from _refusals(child)


def test_sentences_are_said_with_their_facts() -> None:
    words = shipped()

    assert words.say("vi", "moment.tomorrow", time="07:30") == "07:30 ngày mai"
    assert words.plural("en", "people.waiting", 1) == "1 person waiting"
    assert words.plural("en", "people.waiting", 0) == "0 people waiting"
    assert words.plural("vi", "people.waiting", 3) == "3 người đang chờ"


def test_a_sentence_that_nobody_wrote_is_a_mistake_of_the_program() -> None:
    words = shipped()

    with pytest.raises(UnknownWordsError):
        words.say("vi", "no.such.key")
    with pytest.raises(UnknownWordsError):
        words.say("vi", "people.waiting")
    with pytest.raises(UnknownWordsError):
        words.plural("vi", "moment.tomorrow", 2)
    with pytest.raises(KeyError):
        words.say("vi", "moment.tomorrow")


def test_the_first_language_that_is_spoken_here_is_taken() -> None:
    assert chosen(["fr", "en", "vi"], ["vi", "en"]) == "en"
    assert chosen(["", "tyz"], ["vi", "en"]) == "vi"
