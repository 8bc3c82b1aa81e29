"""The forms of a dossier on A4 (TT 03/2025/TT-VPCP, annex I): 01 to 05 for the citizen, 06 to go with it, 07 the register."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from server.domain.dossier import Dossier
from server.web import paper_a4 as a4
from server.web.house import Book, Step
from server.web.words import shipped

LANGUAGE = "vi"
"""A form of the state is in Vietnamese."""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What an A4 form says."""

    form: str
    office: str
    code: str
    dossier: Dossier
    steps: tuple[Step, ...]
    issued_at: datetime
    url: str


def facts(book: Book, dossier: Dossier, form: str, address: str) -> FormFacts:
    """With the clerks' names as they sign, not as they sign in."""
    steps = book.dossiers.steps(dossier.code)
    signed = tuple(replace(step, by=_signs(book, step.by)) for step in steps)
    signing = replace(dossier, clerk=_signs(book, dossier.clerk))
    url = f"{address}/d/{dossier.secret}"
    return FormFacts(form, book.profile.name.vi, dossier.code, signing, signed, book.now, url)


def _signs(book: Book, name: str) -> str:
    return book.catalogue.shown_name(name) or name


def pdf(told: FormFacts) -> bytes:
    """The form as PDF."""
    title = say(f"form.{told.form}")
    body = _control(told) if told.form == "06" else _notice(told)
    story = [*head(told.office), a4.gap(5), a4.words(title, size=14, face="strong", align=1, after=4)]
    return a4.sheet(f"{title} {told.code}", [*story, *body], foot=f"{told.office} · {told.code}")


def say(key: str, **facts: object) -> str:
    return shipped().say(LANGUAGE, key, **facts)


def head(office: str, *, wide: bool = False) -> list[Any]:
    """The office at the left, the name and the motto of the nation at the right (Decree 30/2020)."""
    half = a4.width(wide=wide) / 2
    nation = [
        a4.words(say("form.nation"), size=10, face="strong", align=1, after=0),
        a4.words(say("form.motto"), size=10, face="strong", align=1, after=0, lined=True),
    ]
    ours = [a4.words(office.upper(), size=10, face="strong", align=1, after=0)]
    return [a4.table([[ours, nation]], [half * 0.95, half * 1.05], head=0, grid=False)]


def signatures() -> Any:
    """Who made it, and who answers for it, beneath a report on its side."""
    half = a4.width(wide=True) / 2
    names = [
        [
            a4.words(say(f"report.{who}").upper(), face="strong", align=1, after=0),
            a4.words(say("form.a4_sign"), size=9, align=1),
        ]
        for who in ("made_by", "head")
    ]
    return a4.table([names], [half, half], head=0, grid=False)


def _notice(told: FormFacts) -> list[Any]:
    dossier, form = told.dossier, told.form
    lines = [
        (say("form.a4_code"), dossier.code),
        (say("form.a4_owner"), dossier.owner or "." * 60),
        (say("form.a4_procedure"), f"{dossier.name} ({dossier.procedure})"),
        (say("form.a4_field"), dossier.field),
        (say("form.a4_received"), f"{_at(dossier.received_at)}, {say(f'dossier_channel.{dossier.channel}')}"),
    ]
    if form in ("01", "04"):
        lines.append((say("form.a4_due"), _at(dossier.due_at) if dossier.due_at else say("form.no_due")))
    if form != "01":
        lines.append((say("form.a4_reason"), _reason(told) or "." * 60))
    width = a4.width()
    rows = [[a4.words(name, after=0), a4.words(said, face="strong", after=0)] for name, said in lines]
    story = [a4.table(rows, [width * 0.28, width * 0.72], head=0, grid=False), a4.gap(3)]
    listed = dossier.papers if form == "01" else dossier.missing
    if listed:
        story += [
            a4.words(say("form.a4_papers" if form == "01" else "form.a4_missing"), face="strong"),
            _listed(listed),
        ]
    return [*story, a4.gap(4), a4.words(say(f"form.{form}_footer")), a4.gap(2), *_signed(told)]


SAYS_WHY = {"02": "supplement", "03": "refuse", "04": "extend", "05": "stop"}
"""The move whose reason a form tells."""


def _reason(told: FormFacts) -> str:
    said = [step.note for step in told.steps if step.verb == SAYS_WHY[told.form]]
    return said[-1] if said else ""


def _listed(papers: Sequence[str]) -> Any:
    width = a4.width()
    rows: list[list[Any]] = [["TT", say("form.a4_paper")]]
    rows += [[place, paper] for place, paper in enumerate(papers, start=1)]
    return a4.table(rows, [width * 0.07, width * 0.93], small=10)


def _signed(told: FormFacts) -> list[Any]:
    third = a4.width() / 3
    day = told.issued_at
    dated = say("form.a4_dated", day=f"{day:%d}", month=f"{day:%m}", year=day.year)
    left = [a4.code(told.url), a4.gap(1.5), a4.words(say("form.a4_scan"), size=8)]
    middle = [
        a4.gap(6),
        a4.words(say("form.signed_by_citizen").upper(), face="strong", align=1, after=0),
        _sign(),
    ]
    right = [
        a4.words(dated, align=1, after=0),
        a4.words(say("form.signed_by_clerk").upper(), face="strong", align=1, after=0),
        _sign(),
        a4.gap(16),
        a4.words(told.dossier.clerk, face="strong", align=1, after=0),
    ]
    return [a4.table([[left, middle, right]], [third, third, third], head=0, grid=False)]


def _sign() -> Any:
    return a4.words(say("form.a4_sign"), size=9, align=1, after=0)


def _control(told: FormFacts) -> list[Any]:
    """Form 06: who passed it on to whom, when, and how it stood."""
    dossier, width = told.dossier, a4.width()
    above = [
        a4.words(f"{say('form.a4_code')} {dossier.code}", face="strong", align=1),
        a4.words(f"{say('form.a4_procedure')} {dossier.name}"),
        a4.words(f"{say('form.a4_received')} {_at(dossier.received_at)}"),
        a4.words(f"{say('form.a4_due')} {_at(dossier.due_at) if dossier.due_at else say('form.no_due')}"),
        a4.gap(3),
    ]
    columns = [say(f"form.control_{name}") for name in ("step", "at", "by", "to", "standing", "note")]
    rows: list[list[Any]] = [columns]
    rows += [
        [
            say(f"dossier_verb.{step.verb}").capitalize(),
            _at(step.at),
            step.by,
            "",
            _standing(told, step),
            step.note,
        ]
        for step in told.steps
    ]
    rows += [["\u00a0", "", "", "", "", ""] for _ in range(max(2, 10 - len(rows)))]
    return [*above, a4.table(rows, [width * share for share in (0.18, 0.19, 0.16, 0.16, 0.13, 0.18)])]


def _standing(told: FormFacts, step: Step) -> str:
    settles = (
        step.state in ("ready", "returned") and told.dossier.standing is not None and step is _settling(told)
    )
    return say(f"standing.{told.dossier.standing}") if settles else ""


def _settling(told: FormFacts) -> Step | None:
    return next((step for step in told.steps if step.at == told.dossier.settled_at), None)


def register(office: str, period: str, dossiers: Sequence[Dossier]) -> bytes:
    """Form 07: the register of a period, on its side."""
    title, width = say("form.07"), a4.width(wide=True)
    names = ("no", "code", "procedure", "owner", "channel", "received", "due", "settled", "state", "sign")
    rows: list[list[Any]] = [[say(f"form.register_{name}") for name in names]]
    rows += [_row(place, one) for place, one in enumerate(dossiers, start=1)]
    # The longest of codes stands on one line: whoever reads it out reads it whole.
    shares = (0.04, 0.18, 0.19, 0.115, 0.065, 0.095, 0.095, 0.095, 0.08, 0.045)
    story = [
        *head(office, wide=True),
        a4.gap(3),
        a4.words(title, size=14, face="strong", align=1, after=0),
        a4.words(period, align=1, after=4),
        a4.table(rows, [width * share for share in shares], small=8),
    ]
    return a4.sheet(title, story, wide=True, foot=office)


def _row(place: int, one: Dossier) -> list[Any]:
    due, settled = (_at(told) if told else "" for told in (one.due_at, one.settled_at))
    state = say(f"dossier_state.{one.state}")
    channel = say(f"dossier_channel.{one.channel}")
    return [place, one.code, one.name, one.owner, channel, _at(one.received_at), due, settled, state, ""]


def _at(told: datetime) -> str:
    return f"{told:%H:%M %d/%m/%Y}"
