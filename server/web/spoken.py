"""The languages in which citizens are served, as people call them."""

from collections.abc import Iterable

from server.web.words import Words


def called(words: Words, language: str, code: str) -> str:
    """A language by its name in another one, else by the name that it has for itself, else by its code."""
    known = next((key for key in (f"spoken.{code}", f"language.{code}") if words.has(language, key)), None)
    return words.say(language, known) if known else code


def beside(words: Words, language: str, codes: Iterable[str]) -> str | None:
    """That somebody need not speak Vietnamese here; None where they must."""
    named = ", ".join(called(words, language, code) for code in codes)
    return words.say(language, "spoken.beside", languages=named) if named else None
