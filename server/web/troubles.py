"""How is it said what somebody should see to?"""

from dataclasses import dataclass
from datetime import datetime

from server.domain.troubles import Facts, Trouble
from server.web.moments import moment
from server.web.sentences import COUNTED_IN_SECONDS, refusal
from server.web.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """A trouble in one language: what is the matter, what is known of it, what to do about it, and since when it is so; the
    last two "" where the sentence says it, or nothing does.
    """

    title: str
    sentence: str
    to_do: str
    since: str


def said(words: Words, language: str, trouble: Trouble, now: datetime) -> Told:
    """`now` is in the office's zone."""
    told, key = refusal(words, language, trouble.kind, _passed(trouble.facts), now), f"trouble.{trouble.kind}"
    to_do = words.say(language, key) if words.has(language, key) else ""
    at = moment(words, language, trouble.since, now) if trouble.since else None
    since = words.say(language, "trouble.since", at=at) if at else ""
    return Told(told.title, told.detail, to_do, since)


def _passed(facts: Facts) -> Facts:
    """In whole minutes that have passed, as the tiles of the page count them: only what is still to come is rounded up."""
    seconds = facts.get("seconds")
    if not isinstance(seconds, int | float) or seconds < COUNTED_IN_SECONDS:
        return facts
    return {**facts, "seconds": seconds // 60 * 60}
