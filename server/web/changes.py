"""What was changed, in words: the name of each field, what it was and what it is now."""

from collections.abc import Iterator, Mapping
from typing import Any

from server.web.words import Words

Facts = Mapping[str, Any]

SAID_AS = {
    "languages": ("spoken", "language"),
    "outcome": ("outcome",),
    "pause_reason": ("pause",),
    "reason": ("reason",),
    "reasons": ("score_reason",),
    "rights": ("right",),
    "role": ("role",),
    "scope": ("scope",),
    "score": ("score",),
    "state": ("dossier_state", "posting_state"),
    "undone": ("verb",),
    "was": ("priority",),
}
"""Where the values of a field have their words, if not under `value.<field>`."""


def told(words: Words, language: str, before: Any, after: Any, *, named: bool = False) -> list[str]:
    """One sentence for each field that is not what it was; none when nothing changed. `named`: of those alone that have
    a name in the catalogues.

    A field's name is `where.<path>`; a value that has words of its own, `value.<field>.<value>`, is told by them.
    """
    if before is None and after is not None:
        return [words.say(language, "changed.added")]
    if after is None:
        return [words.say(language, "changed.gone")] if before is not None else []
    was, now = dict(_flat(before)), dict(_flat(after))
    return [
        said
        for path in [*was, *(path for path in now if path not in was)]
        if was.get(path) != now.get(path) and (not named or _has_name(words, language, path))
        for said in _said(words, language, path, was.get(path), now.get(path))
    ]


def field_name(words: Words, language: str, path: str) -> str:
    """What a field is called; a part that has no name of its own is called by what it is a part of."""
    if words.has(language, f"where.{path}"):
        return words.say(language, f"where.{path}")
    parent, _, last = path.rpartition(".")
    return f"{field_name(words, language, parent)} ({last})" if parent else last


def _has_name(words: Words, language: str, path: str) -> bool:
    parts = path.split(".")
    return any(words.has(language, f"where.{'.'.join(parts[:end])}") for end in range(1, len(parts) + 1))


def value(words: Words, language: str, path: str, plain: Any) -> str:
    """A value as people say it."""
    if plain is None or plain in ("", [], {}):
        return words.say(language, "changed.nothing")
    if isinstance(plain, bool):
        return words.say(language, "web.yes" if plain else "web.no")
    if isinstance(plain, list):
        return ", ".join(value(words, language, path, one) for one in plain)
    if isinstance(plain, Mapping):
        return " · ".join(value(words, language, f"{path}.{name}", one) for name, one in plain.items() if one)
    field = path.rsplit(".", maxsplit=1)[-1]
    for room in (f"value.{field}", *SAID_AS.get(field, ())):
        if words.has(language, f"{room}.{plain}"):
            return words.say(language, f"{room}.{plain}")
    return str(plain)


def _said(words: Words, language: str, path: str, was: Any, now: Any) -> Iterator[str]:
    """A list of things is told by what came and what went, anything else by both values."""
    name = field_name(words, language, path)
    rows = [*(was or []), *(now or [])] if isinstance(was or now, list) else []
    if not any(isinstance(row, Mapping) for row in rows):
        facts = {"was": value(words, language, path, was), "now": value(words, language, path, now)}
        yield words.say(language, "changed.field", field=name, **facts)
        return
    gone = [row for row in was or [] if row not in (now or [])]
    come = [row for row in now or [] if row not in (was or [])]
    for key, some in (("changed.row_gone", gone), ("changed.row_come", come)):
        for row in some:
            yield words.say(language, key, field=name, row=value(words, language, path, row))
    if not gone and not come:
        yield words.say(language, "changed.order", field=name)


def _flat(plain: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value under its path; lists stay whole."""
    if not isinstance(plain, Mapping):
        yield path, plain
        return
    for name, inner in plain.items():
        yield from _flat(inner, f"{path}.{name}" if path else name)
