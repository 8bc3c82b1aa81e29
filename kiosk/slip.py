"""What the paper says: the facts of a ticket put into sentences, before anybody thinks of dots and printers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from server.web.moments import expected
from server.web.words import Words

FIRST = "vi"
"""The language that every clerk reads: a slip in another one names the service in this one too."""

FEW = 4
"""So many counters are named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a ticket when its slip is ordered. Names are by language, counters by code.

    `issued_at` is in the zone of the office. `ahead` is None for somebody who does not stand in line now. `priority`
    says that there is one; the reason stays out of the paper (it may be somebody's health). `practice`: the office's
    clock is not the real one.
    """

    office: Mapping[str, str]
    number: str
    service: Mapping[str, str]
    ahead: int | None
    expected: tuple[timedelta, timedelta] | None
    issued_at: datetime
    url: str
    counters: Mapping[str, str]
    priority: bool
    language: str
    reprint: bool = False
    practice: bool = False
    footer: Mapping[str, str] | None = None

    @classmethod
    def from_json(cls, kept: str) -> Self:
        """The facts as a print job keeps them: spans in seconds, instants as RFC 3339."""
        told = json.loads(kept)
        wait = told.pop("expected")
        issued_at = datetime.fromisoformat(told.pop("issued_at"))
        span = (timedelta(seconds=wait[0]), timedelta(seconds=wait[1])) if wait else None
        return cls(expected=span, issued_at=issued_at, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Every sentence of one slip, in the citizen's language. What is None is not printed."""

    office: str
    number: str
    services: tuple[str, ...]
    ahead: str | None = None
    wait: str | None = None
    counters: str | None = None
    issued: str
    url: str | None = None
    scan: str | None = None
    priority: str | None = None
    reprint: str | None = None
    practice: str | None = None
    footer: str | None = None


def slip_of(facts: Facts, words: Words) -> Slip:
    """The slip of a ticket in the language that its citizen chose, or in Vietnamese when there are no words of that."""
    language = facts.language if facts.language in words.languages else FIRST

    def mark(wanted: bool, key: str) -> str | None:
        return words.say(language, key) if wanted else None

    return Slip(
        office=_named(facts.office, language),
        number=facts.number,
        services=tuple(dict.fromkeys([_named(facts.service, language), facts.service[FIRST]])),
        ahead=_ahead(facts.ahead, words, language) if facts.ahead is not None else None,
        wait=_wait(facts.expected, words, language),
        counters=_counters(facts.counters, words, language),
        issued=_issued(facts.issued_at, words, language),
        url=facts.url,
        scan=words.say(language, "slip.scan"),
        priority=mark(facts.priority, "slip.priority"),
        reprint=mark(facts.reprint, "slip.reprint"),
        practice=mark(facts.practice, "slip.practice"),
        footer=_named(facts.footer, language) if facts.footer else words.say(language, "slip.footer"),
    )


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names[FIRST]


def _ahead(people: int, words: Words, language: str) -> str:
    return words.plural(language, "people.ahead", people) if people else words.say(language, "people.next")


def _wait(wait: tuple[timedelta, timedelta] | None, words: Words, language: str) -> str | None:
    if wait is None:
        return None
    low, high = (span.total_seconds() for span in wait)
    told = expected(words, language, low, high)
    if told == words.say(language, "wait.none"):
        return told[0].upper() + told[1:]
    return words.say(language, "slip.wait", wait=told)


def _counters(counters: Mapping[str, str], words: Words, language: str) -> str | None:
    """Where the citizen will be called to: "Quầy 1, 2, 3"; nothing while no counter serves the line.

    Counters that are called otherwise than by their code ("Bàn hướng dẫn") are all named as the office names them.
    """
    if not counters:
        return None
    if not all(name.endswith(code) for code, name in counters.items()):
        return ", ".join(counters.values())
    return words.plural(language, "slip.counters", len(counters), counters=_listed(list(counters)))


def _listed(codes: list[str]) -> str:
    """The counters one by one; many that follow one another by the first and the last: "1–12"."""
    if len(codes) > FEW and all(map(str.isdecimal, codes)):
        numbers = sorted(map(int, codes))
        if numbers[-1] - numbers[0] == len(numbers) - 1:
            return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(codes)


def _issued(when: datetime, words: Words, language: str) -> str:
    weekday = words.say(language, f"weekday.{when.isoweekday()}")
    return words.say(language, "slip.issued", time=f"{when:%H:%M}", weekday=weekday, date=f"{when:%d/%m/%Y}")
