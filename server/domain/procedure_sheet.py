"""Procedures as a table: the columns in which offices and portals pass them on, read with care and written out again."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from server.domain.due import CUT_OFF, LONGEST_VALUE, NO_LIMIT, Limit, LimitKind
from server.domain.letters import old_letters
from server.domain.name import Name
from server.domain.procedure import Channel, Fee, Paper, Procedure
from server.domain.sheet import as_it_was

NEEDED = ("code", "field_vi", "name_vi")
COLUMNS = (
    *("code", "field_vi", "name_vi", "name_en", "deadline_value", "deadline_unit", "fee_vnd", "documents_vi"),
    *("online_level", "source", "field_en", "documents_en", "cut_off", "deadline_online", "deadline_post"),
    *("fee_by_province", "fee_note_vi", "fee_note_en", "exempt_vi", "exempt_en", "channels", "result_vi"),
    *("result_en", "link", "service", "since"),
)
"""The first ten are those of the published seed; the others may be missing."""

MOST_ROWS = 20_000
LONGEST = {"code": 40, "name_vi": 1000, "name_en": 1000, "field_vi": 200, "field_en": 200, "link": 500}
LONGEST_CELL = 8000

_CODE = re.compile(r"\d\.\d{6}(\.[A-Z]\d{2}(\.\d{2,3})*)?")
_OWN_CODE = re.compile(r"[A-Z0-9ĐƠƯ][A-Z0-9ĐƠƯ._/-]*")
_DETAILS = re.compile(r"\s*\{([^{}]*)\}\s*$")
_CUT_SHORT = "…"
DOCUMENTS = " | "

LEFT_AS_IT_IS = (
    *("field_en", "documents_en", "deadline_online", "deadline_post", "exempt_vi", "exempt_en", "channels"),
    *("result_vi", "result_en", "link"),
)
"""Columns that a table may lack: of a procedure that the office has it then says nothing new."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table under its header: the cells by their columns, and the line of the file that it begins on."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is strange in one cell: `why` is a word of `sheet.<why>`. `assumed`: what was taken instead; None: nothing
    can be, and nothing is imported.
    """

    line: int
    column: str
    why: str
    told: str = ""
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a table says. Nothing of it is to be kept unless it is `whole`."""

    procedures: tuple[Procedure, ...]
    remarks: tuple[Remark, ...]

    @property
    def whole(self) -> bool:
        return not self.faults

    @property
    def faults(self) -> list[Remark]:
        return faults_in(self.remarks)


def faults_in(remarks: Iterable[Remark]) -> list[Remark]:
    """What has to be put right before anything of the table is kept."""
    return [remark for remark in remarks if remark.assumed is None]


def read(
    header: Sequence[str],
    rows: Iterable[Row],
    today: date,
    services: Mapping[str, str],
    known: Sequence[Procedure],
) -> Read:
    """The procedures of a table. `services`: codes and names of the lines; `known`: what the office has, from which the
    line of a procedure that names none is taken.
    """
    remarks = list(_strange_columns(header))
    if faults_in(remarks):
        return Read((), tuple(remarks))
    silent = [column for column in LEFT_AS_IT_IS if column not in header]
    kept = {one.code: {column: written(one)[column] for column in silent} for one in known}
    found: dict[str, tuple[int, Procedure]] = {}
    for place, row in enumerate(rows):
        if place >= MOST_ROWS:
            remarks.append(Remark(row.line, "code", "too-many", str(MOST_ROWS)))
            break
        before = kept.get(row.cells.get("code", "").strip(), {})
        told, said = _Reader(Row(row.line, {**before, **row.cells}), today, services).procedure(place)
        remarks += said
        if told.code in found:
            remarks.append(Remark(row.line, "code", "twice", told.code))
        found.setdefault(told.code, (row.line, told))
    lined, chosen = _in_lines(list(found.values()), services, known, remarks)
    return Read(tuple(lined), tuple(sorted(chosen, key=lambda remark: remark.line)))


def _strange_columns(header: Sequence[str]) -> Iterator[Remark]:
    for column in NEEDED:
        if column not in header:
            yield Remark(1, column, "no-column")
    for column in header:
        if column not in COLUMNS:
            yield Remark(1, column or "?", "strange-column", column, "left out")
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield Remark(1, column, "column-twice", column)


class _Reader:
    """Reads one row; what is strange is remarked on."""

    def __init__(self, row: Row, today: date, services: Mapping[str, str]) -> None:
        self.row, self.today, self.services = row, today, services
        self.remarks: list[Remark] = []

    def procedure(self, place: int) -> tuple[Procedure, list[Remark]]:
        self._letters()
        source = self.cell("source")
        channels = self._channels()
        told = Procedure(
            code=self._code(),
            name=self._name("name"),
            field=self._name("field"),
            service=self._service(),
            papers=self._papers(),
            limit=self._limit(source),
            limits=tuple(self._limits()),
            fee=self._fee(source),
            channels=channels,
            online=self.cell("online_level").partition(" (")[0],
            result=self._optional("result"),
            link=self._link(),
            source=source,
            since=self._since(),
            place=place,
        )
        return told, self.remarks

    def cell(self, column: str) -> str:
        return as_it_was(self.row.cells.get(column, "").strip())

    def remark(self, column: str, why: str, told: str = "", assumed: str | None = None) -> None:
        self.remarks.append(Remark(self.row.line, column, why, told[:80], assumed))

    def _letters(self) -> None:
        """A cell pasted in from an old document, in a file that is Unicode otherwise."""
        for column, told in self.row.cells.items():
            if len(told) > LONGEST.get(column, LONGEST_CELL):
                self.remark(column, "too-long", told)
            strange = old_letters(told) if column.endswith("_vi") else None
            if strange is not None:
                self.remark(column, f"letters-{strange}", told)
            if "\x00" in told:
                self.remark(column, "letters-none", told.replace("\x00", ""))

    def _code(self) -> str:
        told = re.sub(r"\s", "", self.cell("code")).upper()
        if not told:
            self.remark("code", "missing")
        elif _CODE.fullmatch(told) is None:
            if _OWN_CODE.fullmatch(told) is None:
                self.remark("code", "not-a-code", told)
            else:
                self.remark("code", "own-code", told, "kept as it is")
        return told

    def _name(self, column: str) -> Name:
        vi, en = self.cell(f"{column}_vi"), self.cell(f"{column}_en")
        if not vi:
            self.remark(f"{column}_vi", "missing")
        return Name(vi, en or vi)

    def _optional(self, column: str) -> Name | None:
        vi, en = self.cell(f"{column}_vi"), self.cell(f"{column}_en")
        return Name(vi, en or vi) if vi else None

    def _service(self) -> str | None:
        told = self.cell("service")
        if told and told not in self.services:
            self.remark("service", "no-service", told)
        return told or None

    def _papers(self) -> tuple[Paper, ...]:
        vi = [one.strip() for one in self.cell("documents_vi").split("|") if one.strip()]
        en = [one.strip() for one in self.cell("documents_en").split("|") if one.strip()]
        if not vi:
            self.remark("documents_vi", "no-papers", assumed="none listed")
        if any(one.endswith(_CUT_SHORT) for one in vi):
            self.remark(
                "documents_vi", "cut-short", next(one for one in vi if one.endswith(_CUT_SHORT)), "kept"
            )
        if en and len(en) != len(vi):
            self.remark("documents_en", "other-number", f"{len(vi)} ≠ {len(en)}", "Vietnamese only")
            en = []
        return tuple(self._paper(told, en[at] if en else "") for at, told in enumerate(vi))

    def _paper(self, vi: str, en: str) -> Paper:
        details = _DETAILS.search(vi)
        bare = _DETAILS.sub("", vi)
        told = Paper(Name(bare, en or bare))
        for part in details[1].split(";") if details else ():
            name, _, value = (half.strip() for half in part.partition("="))
            told = self._detailed(told, name, value)
        return told

    def _detailed(self, paper: Paper, name: str, value: str) -> Paper:
        if name in ("originals", "copies") and value.isdecimal() and len(value) < 3:
            return replace(paper, **{name: int(value)})  # type: ignore[arg-type]  # both are whole numbers
        if name == "form":
            return replace(paper, form=value)
        if name == "if_unknown":
            return replace(paper, if_unknown=True)
        self.remark("documents_vi", "strange-detail", f"{name}={value}", "left out")
        return paper

    def _limit(self, source: str) -> Limit:
        value, unit = self.cell("deadline_value"), self.cell("deadline_unit")
        if not value and not unit:
            self.remark("deadline_value", "no-limit", assumed="none stated")
            return NO_LIMIT
        if unit not in set(LimitKind):
            self.remark("deadline_unit", "no-unit", f"{value} {unit}".strip())
            return NO_LIMIT
        if not value.isdecimal() or int(value) > LONGEST_VALUE or (value == "0") is not (unit == "same_day"):
            self.remark("deadline_value", "no-number", f"{value} {unit}")
            return NO_LIMIT
        if "unit missing on portal" in source:
            self.remark("deadline_unit", "unit-guessed", f"{value} {unit}", unit)
        if "differs by channel" in source and not self.cell("deadline_online"):
            self.remark("deadline_value", "differs", f"{value} {unit}", "the same for every channel")
        return Limit(LimitKind(unit), int(value), self._cut_off(unit, source))

    def _cut_off(self, unit: str, source: str) -> time | None:
        told = self.cell("cut_off")
        if told in ("none", "-"):
            return None
        if told:
            try:
                return time.fromisoformat(told).replace(tzinfo=None)
            except ValueError:
                self.remark("cut_off", "no-time", told)
        if "15:00" in source:
            return CUT_OFF
        if unit == LimitKind.SAME_DAY:
            self.remark("cut_off", "cut-off", assumed=f"{CUT_OFF:%H:%M}")
            return CUT_OFF
        return None

    def _limits(self) -> Iterator[tuple[Channel, Limit]]:
        for channel in (Channel.ONLINE, Channel.POST):
            told = self.cell(f"deadline_{channel}")
            if not told:
                continue
            value, _, unit = told.partition(" ")
            if not value.isdecimal() or unit not in set(LimitKind) or int(value) > LONGEST_VALUE:
                self.remark(f"deadline_{channel}", "no-number", told)
                continue
            yield channel, Limit(LimitKind(unit), int(value), CUT_OFF if unit == LimitKind.SAME_DAY else None)

    def _fee(self, source: str) -> Fee:
        told = re.sub(r"[.\s]", "", self.cell("fee_vnd"))
        by_province = self.cell("fee_by_province") in ("1", "yes", "x") or "fee set by provincial" in source
        if told and (not told.isdecimal() or len(told) > 9):
            self.remark("fee_vnd", "no-number", told)
        if not told and not by_province:
            self.remark("fee_vnd", "no-fee", assumed="not stated")
        exempt = self._optional("exempt")
        if exempt is None and "exempt groups apply" in source:
            exempt = EXEMPT
        amount = int(told) if told.isdecimal() and len(told) < 10 else None
        return Fee(
            None if by_province and amount == 0 else amount, by_province, self._optional("fee_note"), exempt
        )

    def _channels(self) -> tuple[Channel, ...]:
        told = [one.strip() for one in re.split(r"[|,;]", self.cell("channels")) if one.strip()]
        strange = [one for one in told if one not in set(Channel)]
        if strange:
            self.remark("channels", "no-channel", ", ".join(strange))
        if told:
            return tuple(channel for channel in Channel if channel in told)
        online = self.cell("online_level").startswith("online")
        return (Channel.DIRECT, Channel.ONLINE) if online else (Channel.DIRECT,)

    def _link(self) -> str:
        told = self.cell("link")
        if told and not re.fullmatch(r"https?://[^\s<>\"]+", told):
            self.remark("link", "no-link", told)
        return told

    def _since(self) -> date:
        told = self.cell("since")
        try:
            return date.fromisoformat(told) if told else self.today
        except ValueError:
            self.remark("since", "no-date", told)
            return self.today


EXEMPT = Name(
    "Miễn cho gia đình có công, hộ nghèo, người khuyết tật",
    "Free for families of merit, poor households and people with disabilities",
)
"""Whom the seed means by "exempt groups apply" (domain study, section 2)."""


def _in_lines(
    told: list[tuple[int, Procedure]],
    services: Mapping[str, str],
    known: Sequence[Procedure],
    remarks: list[Remark],
) -> tuple[list[Procedure], list[Remark]]:
    """Every procedure in a line where one can be told: its own so far, that of its field, that which sounds like it."""
    own = {one.code: one.service for one in known if one.service}
    fields: dict[str, list[str]] = {}
    for one in [*known, *(replace(one, service=one.service or own.get(one.code)) for _, one in told)]:
        if one.service:
            fields.setdefault(one.field.vi, []).append(one.service)
    said, lined = list(remarks), []
    for line, one in told:
        service = one.service or own.get(one.code)
        if service is None:
            service = _commonest(fields.get(one.field.vi)) or _sounding_like(one.field.vi, services)
            assumed = services[service] if service else "none yet"
            said.append(Remark(line, "service", "line-guessed", one.field.vi, assumed))
        lined.append(replace(one, service=service))
    return lined, said


def _commonest(services: list[str] | None) -> str | None:
    return max(sorted(set(services)), key=services.count) if services else None


def _sounding_like(field: str, services: Mapping[str, str]) -> str | None:
    """The line whose name has most syllables of the field's, two at least or all."""
    wanted = set(re.findall(r"\w+", field.lower()))
    shared = {code: len(wanted & set(re.findall(r"\w+", name.lower()))) for code, name in services.items()}
    best = max(shared, key=lambda code: shared[code], default=None)
    return best if best is not None and shared[best] >= min(2, len(wanted)) else None


def written(procedure: Procedure) -> dict[str, str]:
    """The same as a row of a table; read again it comes to the same procedure."""
    limit, fee = procedure.limit, procedure.fee
    stated = limit.kind is not LimitKind.NONE
    others = dict(procedure.limits)
    return {
        "code": procedure.code,
        "field_vi": procedure.field.vi,
        "name_vi": procedure.name.vi,
        "name_en": procedure.name.en,
        "deadline_value": str(limit.value) if stated else "",
        "deadline_unit": limit.kind.value if stated else "",
        "fee_vnd": "" if fee.amount is None else str(fee.amount),
        "documents_vi": DOCUMENTS.join(_paper_written(paper) for paper in procedure.papers),
        "online_level": procedure.online,
        "source": procedure.source,
        "field_en": procedure.field.en,
        "documents_en": DOCUMENTS.join(paper.name.en for paper in procedure.papers),
        "cut_off": (f"{limit.cut_off:%H:%M}" if limit.cut_off else "none") if stated else "",
        **{f"deadline_{channel}": _limit_written(others.get(channel)) for channel in list(Channel)[1:]},
        "fee_by_province": "yes" if fee.by_province else "",
        **_both("fee_note", fee.said),
        **_both("exempt", fee.exempt),
        "channels": ",".join(procedure.channels),
        **_both("result", procedure.result),
        "link": procedure.link,
        "service": procedure.service or "",
        "since": procedure.since.isoformat(),
    }


def _both(column: str, name: Name | None) -> dict[str, str]:
    return {f"{column}_vi": name.vi if name else "", f"{column}_en": name.en if name else ""}


def _limit_written(limit: Limit | None) -> str:
    return f"{limit.value} {limit.kind}" if limit else ""


def _paper_written(paper: Paper) -> str:
    told = {
        "originals": str(paper.originals) if paper.originals else "",
        "copies": str(paper.copies) if paper.copies else "",
        "form": paper.form,
        "if_unknown": "yes" if paper.if_unknown else "",
    }
    details = "; ".join(f"{name}={value}" for name, value in told.items() if value)
    return f"{paper.name.vi} {{{details}}}" if details else paper.name.vi
