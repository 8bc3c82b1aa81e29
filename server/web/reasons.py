"""What citizens may name who were not satisfied, in the office's own words where it has any."""

from collections.abc import Iterable

from server.web.house import Book, RatingReason


def own_reasons(book: Book) -> tuple[RatingReason, ...]:
    """Those that this office asks for, in its order."""
    return book.profile.settings.reasons


def words_of(reasons: Iterable[RatingReason]) -> dict[str, dict[str, str]]:
    """The office's own words for them, by language, under the keys under which screens say the program's."""
    named = [(reason.code, reason.name) for reason in reasons if reason.name is not None]
    return {
        "vi": {f"score_reason.{code}": name.vi for code, name in named},
        "en": {f"score_reason.{code}": name.en for code, name in named},
    }
