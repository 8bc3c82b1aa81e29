"""What the journal's entries say, in words."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from server.domain.journal import Entry
from server.web import changes
from server.web.words import Words

UNTOLD = frozenset({"after", "before", "from", "tablets"})
TECHNICAL = frozenset(
    {
        *(
            "assumed",
            "comment",
            "counter_name",
            "expected",
            "key",
            "languages",
            "print_job",
            "rate_until",
        ),
        *("clerk", "clerk_name", "handed", "scale"),
    }
)
"""What the program itself reads again: told in the sheet of the journal, not on its page."""
Names = Mapping[str, Mapping[str, str]]
NO_NAMES: Names = {}
INSTANTS = frozenset({"until", "due_at"})


def deed(words: Words, language: str, entry: Entry) -> str:
    """What was done: "Gọi số", "Sửa dịch vụ"; the verb itself where there is no word for it."""
    for key in (f"deed.{entry.verb}", f"verb.{entry.verb}"):
        if words.has(language, key):
            said = words.say(language, key)
            return said[:1].upper() + said[1:]
    return entry.verb


def place(entry: Entry) -> str:
    """The address that it came from; of a ticket or a dossier `from` is the state that it was in."""
    is_state = entry.ticket is not None or "dossier" in entry.facts
    return "" if is_state else str(entry.facts.get("from") or "")


def told(
    words: Words, language: str, entry: Entry, names: Names = NO_NAMES, *, whole: bool = False
) -> list[str]:
    """What changed by it, or what it tells besides, a sentence each; `whole`: also what only a program reads.

    `names`: what the office calls its services and counters, by fact and code.
    """
    said = [
        _said(words, language, name, names.get(name, {}).get(str(plain), plain))
        for name, plain in _details(entry, whole=whole)
    ]
    if entry.ticket is None and entry.counter is None and "after" in entry.facts and not is_move(entry):
        before, after = _before(entry), _plain_after(entry)
        return [*said, *changes.told(words, language, before, after, named=not whole)]
    return said


def is_move(entry: Entry) -> bool:
    """A step of a dossier: told by the state that it is in, not by all that the register has of it."""
    return "dossier" in entry.facts


def _before(entry: Entry) -> Any:
    return _as_hours(entry, entry.facts.get("before"))


def _plain_after(entry: Entry) -> Any:
    return _as_hours(entry, entry.facts["after"])


def _as_hours(entry: Entry, plain: Any) -> Any:
    """Lists and single values under the name of what they are, so that they are told by it."""
    if isinstance(plain, Mapping):
        return plain
    if isinstance(plain, list):
        return {"days" if entry.verb == "calendar-filled" else "shifts": plain}
    if entry.verb == "calendar-year":
        return {"source": plain}
    return {"days": []} if entry.verb == "calendar-filled" else plain


def _details(entry: Entry, *, whole: bool) -> Iterator[tuple[str, Any]]:
    """What an entry tells besides who, when and about whom: plain facts, without the whole of a ticket."""
    for name, plain in (entry.facts | _of_what_is_now(entry)).items():
        is_told = name not in UNTOLD and (whole or not _is_technical(name, plain))
        if is_told and plain not in (None, "", [], {}) and not isinstance(plain, dict):
            yield name, plain


def _of_what_is_now(entry: Entry) -> dict[str, Any]:
    """Of a dossier, a counter or a day of the calendar what is worth a word."""
    now = entry.facts.get("after") or entry.facts.get("before")
    if not isinstance(now, Mapping) or entry.ticket is not None:
        return {}
    if is_move(entry):
        wanted: tuple[str, ...] = ("state", "due_at", "note")
    elif entry.counter is not None:
        wanted = ("pause_reason",)
    else:
        wanted = ("day", "note") if entry.verb == "calendar-day" else ()
    return {name: now.get(name) for name in wanted}


def _is_technical(name: str, plain: Any) -> bool:
    return name in TECHNICAL or (name == "keys" and isinstance(plain, list))


def _said(words: Words, language: str, name: str, plain: Any) -> str:
    value = _value(words, language, name, plain)
    return value if name == "what" else f"{changes.field_name(words, language, name)}: {value}"


def _value(words: Words, language: str, name: str, plain: Any) -> str:
    if name in INSTANTS:
        return f"{datetime.fromisoformat(plain):%H:%M %d/%m/%Y}"
    if name == "day":
        return f"{date.fromisoformat(plain):%d/%m/%Y}"
    if name == "reasons" and isinstance(plain, str):
        plain = plain.split(",")
    return changes.value(words, language, name, plain)
