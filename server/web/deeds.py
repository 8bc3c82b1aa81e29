"""What the journal's entries say, in words."""

from collections.abc import Iterator

from server.domain.journal import Entry
from server.web import changes
from server.web.words import Words

UNTOLD = ("after", "before", "from", "tablets")


def deed(words: Words, language: str, entry: Entry) -> str:
    """What was done: "Gọi số", "Sửa dịch vụ"; the verb itself where there is no word for it."""
    for key in (f"deed.{entry.verb}", f"verb.{entry.verb}"):
        if words.has(language, key):
            return words.say(language, key)
    return entry.verb


def told(words: Words, language: str, entry: Entry) -> list[str]:
    """What changed by it, or what it tells besides, a sentence each."""
    facts = entry.facts
    if entry.ticket is None and entry.counter is None and "after" in facts:
        named = facts.get("what") or facts.get("name")
        what = [str(named)] if isinstance(named, str) else []
        return [*what, *changes.told(words, language, facts.get("before"), facts["after"])]
    return [
        f"{changes.field_name(words, language, name)}: {changes.value(words, language, name, plain)}"
        for name, plain in details(entry)
        if not isinstance(plain, dict)
    ]


def details(entry: Entry) -> Iterator[tuple[str, object]]:
    """What an entry tells besides who, when and about whom: plain facts, without the whole of a ticket."""
    for name, plain in entry.facts.items():
        if name not in UNTOLD and plain not in (None, "", [], {}):
            yield name, plain
