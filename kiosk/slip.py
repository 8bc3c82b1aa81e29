"""What the paper says: the facts of a ticket put into sentences, before anybody thinks of dots and printers."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self

import msgspec

from server.domain.due import Limit
from server.domain.procedure import Fee
from server.web import posting
from server.web.moments import expected
from server.web.spoken import beside
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
    clock is not the real one. `spoken`: the languages spoken where it is served beside Vietnamese, by code.
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
    large: bool = False
    spoken: Sequence[str] = ()

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
    spoken: str | None = None
    issued: str
    url: str | None = None
    scan: str | None = None
    priority: str | None = None
    reprint: str | None = None
    practice: str | None = None
    footer: str | None = None
    large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Every sentence of a list on paper: what to bring, or what was handed in (`ticked`)."""

    office: str
    title: str
    names: tuple[str, ...]
    items: tuple[str, ...]
    terms: tuple[str, ...]
    issued: str
    footer: str | None = None
    signed_by: tuple[str, ...] = ()
    ticked: bool = False
    large: bool = False
    code: str | None = None
    due: str | None = None
    url: str | None = None
    scan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage:
    """The page on which somebody sees which way of sending a picture their printer knows."""

    __test__ = False

    office: str
    title: str
    how: str
    issued: str


def printable_of(kept: str, words: Words, *, practice: bool = False) -> Slip | Sheet | TestPage:
    """What a print job keeps, as sentences: the slip of a ticket, or a sheet that names its own kind."""
    told = json.loads(kept)
    kind = told.get("sheet")
    if kind is None:
        return slip_of(replace(Facts.from_json(kept), practice=practice), words)
    return _SHEETS[kind](told, words)


def _checklist(told: Mapping[str, Any], words: Words) -> Sheet:
    """What to bring for a procedure."""
    language = _language(told, words)
    return Sheet(
        **_common(told, words, language, "checklist"),
        terms=tuple(_terms(told, words, language)),
    )


def _terms(told: Mapping[str, Any], words: Words, language: str) -> Iterator[str]:
    limit = posting.limit_said(words, language, msgspec.convert(told.get("limit") or {}, Limit))
    fee = posting.fee_said(words, language, msgspec.convert(told.get("fee") or {}, Fee))
    if limit is not None:
        yield words.say(language, "slip.time_limit", what=limit)
    if fee is not None:
        yield words.say(language, "slip.fee", what=fee)


def _receipt(told: Mapping[str, Any], words: Words) -> Sheet:
    """What was handed in at a counter; not the receipt that the law knows, and it says so."""
    language = _language(told, words)
    due = date.fromisoformat(told["due"]) if told.get("due") else None
    at = words.say(language, "slip.received_at", counter=told["counter"], clerk=told["clerk"])
    number = words.say(language, "slip.received_number", number=told["number"])
    back = words.say(language, "slip.due", date=f"{due:%d/%m/%Y}") if due else None
    return Sheet(
        **_common(told, words, language, "receipt"),
        terms=tuple(said for said in (number, at, back) if said),
        signed_by=(
            words.say(language, "slip.signed_by_citizen"),
            words.say(language, "slip.signed_by_clerk"),
        ),
        ticked=True,
    )


FORMS = {"01": True, "02": False, "03": False, "04": False, "05": False}
"""The forms of a dossier that citizens are given (TT 03/2025/TT-VPCP, annex I), and whether papers on it were handed in."""
PROMISES = ("01", "04")
"""Those that say until when it will be settled: what they belong to has a result to be collected."""


def _form(told: Mapping[str, Any], words: Words) -> Sheet:
    """A form of a dossier, with the code of its page."""
    language, form = _language(told, words), told["sheet"].removeprefix("form-")
    items = told["papers"] if FORMS[form] else told["missing"]
    return Sheet(
        office=_named(told["office"], language, words),
        title=words.say(language, f"form.{form}"),
        names=tuple(dict.fromkeys([_named(told["procedure"], language, words), told["procedure"][FIRST]])),
        items=tuple(items),
        terms=tuple(_form_terms(told, words, language, form)),
        issued=_issued(datetime.fromisoformat(told["issued_at"]), words, language),
        footer=words.say(language, f"form.{form}_footer"),
        signed_by=tuple(words.say(language, f"form.signed_by_{who}") for who in ("citizen", "clerk")),
        ticked=FORMS[form],
        code=told["code"],
        due=_due(told, words, language, form),
        url=told["url"],
        scan=words.say(language, "form.scan" if form in PROMISES else "form.a4_scan"),
    )


def _due(told: Mapping[str, Any], words: Words, language: str, form: str) -> str | None:
    """Until when it will be settled, on the forms that promise it."""
    if form not in PROMISES:
        return None
    if not told["due_at"]:
        return words.say(language, "form.no_due")
    due = datetime.fromisoformat(told["due_at"])
    weekday = words.say(language, f"weekday.{due.isoweekday()}")
    return words.say(language, "form.due", time=f"{due:%H:%M}", weekday=weekday, date=f"{due:%d/%m/%Y}")


def _form_terms(told: Mapping[str, Any], words: Words, language: str, form: str) -> Iterator[str]:
    """Who, when it came in, and why it is not settled."""
    if told["owner"]:
        yield words.say(language, "form.owner", name=told["owner"])
    channel = words.say(language, f"dossier_channel.{told['channel']}")
    came = datetime.fromisoformat(told["received_at"])
    yield words.say(language, "form.received", time=f"{came:%H:%M}", date=f"{came:%d/%m/%Y}", channel=channel)
    if told["note"] and form != "01":
        yield words.say(language, "form.reason", reason=told["note"])
    yield words.say(language, "form.clerk", name=told["clerk"])


def _test_page(told: Mapping[str, Any], words: Words) -> TestPage:
    language = _language(told, words)
    return TestPage(
        office=_named(told["office"], language, words),
        title=words.say(language, "slip.test"),
        how=words.say(language, "slip.test_how"),
        issued=_issued(datetime.fromisoformat(told["issued_at"]), words, language),
    )


_SHEETS: Mapping[str, Callable[[Mapping[str, Any], Words], Sheet | TestPage]] = {
    "checklist": _checklist,
    "receipt": _receipt,
    "test": _test_page,
    **{f"form-{form}": _form for form in FORMS},
}


def _common(told: Mapping[str, Any], words: Words, language: str, kind: str) -> dict[str, Any]:
    names = (_named(told["procedure"], language, words), told["procedure"][FIRST])
    return {
        "office": _named(told["office"], language, words),
        "title": words.say(language, f"slip.{kind}"),
        "names": tuple(dict.fromkeys(names)),
        "items": tuple(_named(paper, language, words) for paper in told["papers"]),
        "issued": _issued(datetime.fromisoformat(told["issued_at"]), words, language),
        "footer": words.say(language, f"slip.{kind}_footer"),
        "large": bool(told.get("large")),
    }


def _language(told: Mapping[str, Any], words: Words) -> str:
    return told["language"] if told["language"] in words.languages else FIRST


def slip_of(facts: Facts, words: Words) -> Slip:
    """The slip of a ticket in the language that its citizen chose, or in Vietnamese when there are no words of that."""
    language = facts.language if facts.language in words.languages else FIRST

    def mark(wanted: bool, key: str) -> str | None:
        return words.say(language, key) if wanted else None

    return Slip(
        office=_named(facts.office, language, words),
        number=facts.number,
        services=tuple(dict.fromkeys([_named(facts.service, language, words), facts.service[FIRST]])),
        ahead=_ahead(facts.ahead, words, language) if facts.ahead is not None else None,
        wait=_wait(facts.expected, words, language) if facts.ahead is not None else None,
        counters=_counters(facts.counters, words, language),
        spoken=beside(words, language, facts.spoken),
        issued=_issued(facts.issued_at, words, language),
        url=facts.url,
        scan=words.say(language, "slip.scan"),
        priority=mark(facts.priority, "slip.priority"),
        reprint=mark(facts.reprint, "slip.reprint"),
        practice=mark(facts.practice, "slip.practice"),
        footer=_named(facts.footer, language, words) if facts.footer else words.say(language, "slip.footer"),
        large=facts.large,
    )


def _named(names: Mapping[str, str], language: str, words: Words) -> str:
    brought = words.names.get(language, {})
    return names.get(language) or brought.get(names[FIRST]) or names[FIRST]


def _ahead(people: int, words: Words, language: str) -> str:
    return words.plural(language, "people.ahead", people) if people else words.say(language, "people.next")


def _wait(wait: tuple[timedelta, timedelta] | None, words: Words, language: str) -> str:
    if wait is None:
        return words.say(language, "wait.unknown")
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
