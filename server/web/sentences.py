"""What the office says when it cannot grant a wish: what happened, what was kept, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from server.domain.name import Name
from server.web.moments import moment
from server.web.words import Words, holes

COUNTED_IN_SECONDS = 120
"""Up to here people are told seconds; beyond, minutes."""

OF_OURS: Mapping[str, tuple[str, ...]] = {
    "state": ("state",),
    "verb": ("verb",),
    "dossier_state": ("dossier_state",),
    "dossier_verb": ("dossier_verb",),
    "scope": ("scope", "right", "role"),
    "where": ("where",),
    "why": ("why",),
    "printer": ("printer",),
}
"""Facts that are one of our own words, and where those are. All others are somebody else's: a counter is called what its
office calls it.
"""


@dataclass(frozen=True)
class Refusal:
    """A short title and the sentence under it, in one language."""

    title: str
    detail: str


def refusal(words: Words, language: str, kind: str, facts: Mapping[str, object], now: datetime) -> Refusal:
    """The words for a kind of problem; `now` tells "13:30" from "07:30 on Monday".

    A kind without words of its own is said in general ones, so that nobody ever faces a bare code.
    """
    known = kind if words.has(language, f"error.{kind}.title") else "refused"
    told = {name: _told(words, language, name, fact, now) for name, fact in facts.items() if fact is not None}
    detail = _fullest(words, language, f"error.{known}.detail", told)
    return Refusal(words.say(language, f"error.{known}.title", **told), detail)


def _fullest(words: Words, language: str, key: str, told: Mapping[str, str]) -> str:
    """Of a detail and its variants (`….detail.<variant>`), the one to say.

    That is the one named by the fact `reason`, else the one that tells most. A variant with a hole that no fact fills
    is never said.
    """
    variants = {k: said for k, said in words.under(language, key).items() if isinstance(said, str)}
    fitting = [name for name, said in variants.items() if holes(said) <= told.keys()]
    named = f"{key}.{told.get('reason')}"
    best = max(fitting, key=lambda name: (name == named, len(holes(str(variants[name]))), name == key))
    return words.say(language, best, **told)


def _told(words: Words, language: str, name: str, fact: object, now: datetime) -> str:
    """A fact as people say it: states and verbs by their word, names in the language, instants by the clock, seconds in
    minutes.
    """
    fact = fact.value if isinstance(fact, Enum) else fact
    if isinstance(fact, Name):
        return words.names_of(fact.vi, fact.en).get(language, fact.vi)
    if isinstance(fact, datetime):
        return moment(words, language, fact, now)
    if name == "seconds" and isinstance(fact, int | float):
        return duration(words, language, float(fact))
    rooms = OF_OURS.get(name, ())
    return ", ".join(_word(words, language, rooms, one) for one in str(fact).split(", "))


def _word(words: Words, language: str, rooms: tuple[str, ...], fact: str) -> str:
    """The word for a fact; the fact itself where these rooms have none that neither counts nor has a hole."""
    for key in (f"{room}.{fact}" for room in rooms):
        said = words.under(language, key).get(key)
        if isinstance(said, str) and not holes(said):
            return words.say(language, key)
    return fact


def duration(words: Words, language: str, seconds: float) -> str:
    """A stretch of time that somebody is asked to wait, rounded up."""
    if seconds < COUNTED_IN_SECONDS:
        return words.plural(language, "time.seconds", max(1, -int(-seconds // 1)))
    return words.plural(language, "time.minutes", -int(-seconds // 60))
