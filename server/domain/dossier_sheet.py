"""Dossiers as a table: how they are passed to the electronic one-stop system and come from it (docs/dossiers.md)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from server.domain.calendar import WorkTime
from server.domain.dossier import PENDING, Dossier, DossierState, reckoned, recorded
from server.domain.dossier_code import BadCode, checked
from server.domain.hours import FIRST_YEAR, LAST_YEAR
from server.domain.letters import old_letters_of_name
from server.domain.procedure import Channel, Procedure
from server.domain.procedure_sheet import Remark, Row
from server.domain.sheet import as_it_was

NEEDED = ("code", "procedure", "received_at")
COLUMNS = (
    *(
        "code",
        "procedure",
        "channel",
        "online",
        "received_at",
        "due_at",
        "state",
        "settled_at",
        "standing",
        "clerk",
    ),
    *("recorded", "owner", "field", "name"),
)
MOST_ROWS = 200_000
WORDS = {"owner": 120, "clerk": 200, "online": 200}
"""The columns that hold words as somebody typed them, and how many letters they may have."""


ProcedureOf = Callable[[str, date], Procedure | None]
"""The procedure of a code as it was in force on a day."""
Dated = Callable[[Dossier, DossierState, WorkTime], Dossier]
"""A dossier with its due time, where the table does not tell it."""


@dataclass(frozen=True, slots=True)
class DossiersRead:
    """What a table says, and what is wrong with it: nothing is kept while there is a fault."""

    dossiers: tuple[Dossier, ...]
    faults: tuple[Remark, ...]


def read(
    header: Sequence[str],
    rows: Iterable[Row],
    procedure_of: ProcedureOf,
    work_of: Callable[[str | None], WorkTime],
    zone: tzinfo,
    secret: Callable[[], str],
    dated: Dated = lambda told, _, work: reckoned(told, work),
) -> DossiersRead:
    """The dossiers of a table; `secret` makes the address of each one's page."""
    faults = [Remark(1, column, "no-column") for column in NEEDED if column not in header]
    faults += [Remark(1, column, "no-such-column", column) for column in header if column not in COLUMNS]
    found: dict[str, Dossier] = {}
    for place, row in enumerate(() if faults else rows):
        if place >= MOST_ROWS:
            faults.append(Remark(row.line, "code", "too-many", str(MOST_ROWS)))
            break
        reader = _Reader(row, procedure_of, zone)
        told = reader.dossier(secret, work_of, dated)
        if told is not None and told.code in found:
            reader.faults.append(Remark(row.line, "code", "twice", told.code))
        elif told is not None:
            found[told.code] = told
        faults += reader.faults
    return DossiersRead(tuple(found.values()), tuple(faults))


class _Reader:
    """Reads one row."""

    def __init__(self, row: Row, procedure_of: ProcedureOf, zone: tzinfo) -> None:
        self.row, self.procedure_of, self.zone = row, procedure_of, zone
        self.faults: list[Remark] = []

    def dossier(
        self, secret: Callable[[], str], work_of: Callable[[str | None], WorkTime], dated: Dated
    ) -> Dossier | None:
        received, due, settled = (self._instant(name) for name in ("received_at", "due_at", "settled_at"))
        procedure = self.procedure_of(self._cell("procedure"), received.date() if received else date.max)
        if procedure is None:
            self._fault("procedure", "no-procedure")
        code, channel, state = self._code(), self._word("channel", Channel), self._word("state", DossierState)
        if received is None and not self.faults:
            self._fault("received_at", "missing")
        self._letters()
        if self.faults or procedure is None or received is None:
            return None
        fresh = Dossier(
            code=code,
            procedure=procedure.code,
            version=procedure.version,
            name=procedure.name.vi,
            field=procedure.field.vi,
            service=procedure.service,
            channel=Channel(channel or Channel.DIRECT),
            received_at=received,
            day=received.date(),
            limit=procedure.limit_by(Channel(channel or Channel.DIRECT)),
            clerk=self._cell("clerk"),
            secret=secret(),
            online=self._cell("online"),
            recorded=self._cell("recorded") != "no",
            owner=self._cell("owner"),
        )
        work, stands = work_of(procedure.service), DossierState(state or DossierState.RECEIVED)
        told = replace(fresh, due_at=due) if due is not None else dated(fresh, stands, work)
        return self._as_it_is(told, stands, settled, work)

    def _as_it_is(
        self, told: Dossier, state: DossierState, settled: datetime | None, work: WorkTime
    ) -> Dossier | None:
        """As the other system has it, unless its state and its times speak against each other."""
        if (settled is None) is not (state in PENDING) or (
            settled is not None and settled < told.received_at
        ):
            self._fault("settled_at", "not-settled")
            return None
        return recorded(told, state, settled, work)

    def _letters(self) -> None:
        """A cell pasted in from an old document, in a file that is Unicode otherwise."""
        for column, longest in WORDS.items():
            told = self._cell(column)
            strange = old_letters_of_name(told)
            if strange is not None:
                self._fault(column, f"letters-{strange}")
            if len(told) > longest:
                self._fault(column, "too-long")
            if "\x00" in told:
                self._fault(column, "letters-none")

    def _cell(self, column: str) -> str:
        return as_it_was(self.row.cells.get(column, "").strip())

    def _fault(self, column: str, why: str) -> None:
        self.faults.append(Remark(self.row.line, column, why, self._cell(column)[:80]))

    def _code(self) -> str:
        try:
            return checked(self._cell("code"))
        except BadCode:
            self._fault("code", "bad-code")
            return ""

    def _word(self, column: str, words: type[Channel] | type[DossierState]) -> str:
        told = self._cell(column)
        if told and told not in set(words):
            self._fault(column, "no-word")
        return told

    def _instant(self, column: str) -> datetime | None:
        told = self._cell(column)
        if not told:
            return None
        try:
            at = datetime.fromisoformat(told)
            at = at.astimezone(self.zone) if at.tzinfo is not None else at.replace(tzinfo=self.zone)
        except (ValueError, OverflowError):
            self._fault(column, "no-instant")
            return None
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            self._fault(column, "no-instant")
        return at


def written(one: Dossier) -> dict[str, str]:
    """The same as a row of a table."""
    return {
        "code": one.code,
        "procedure": one.procedure,
        "channel": one.channel.value,
        "online": one.online,
        "received_at": one.received_at.isoformat(),
        "due_at": one.due_at.isoformat() if one.due_at else "",
        "state": one.state.value,
        "settled_at": one.settled_at.isoformat() if one.settled_at else "",
        "standing": one.standing.value if one.standing else "",
        "clerk": one.clerk,
        "recorded": "yes" if one.recorded else "no",
        "owner": one.owner,
        "field": one.field,
        "name": one.name,
    }
