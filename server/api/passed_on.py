"""A register in a file, as it is passed on to another system and taken from it (docs/dossiers.md)."""

from datetime import date

import msgspec

from server.api.doors import wish_in
from server.api.dossier_schemas import Register
from server.domain import dossier_sheet
from server.domain.letters import text_of
from server.domain.procedure_sheet import Row
from server.web import sheets
from server.web.sheets import LARGEST, Table

TYPES = {"csv": sheets.TYPES["csv"], "json": "application/json"}
JSON_MARKS = (b"{", b"\xef\xbb\xbf{")


def written(rows: list[dict[str, str]], first: date, last: date, wanted: str) -> bytes:
    """What came in between two days, as csv or json."""
    if wanted == "csv":
        return sheets.as_csv(dossier_sheet.COLUMNS, rows).encode()
    return msgspec.json.format(msgspec.json.encode(Register(dossiers=rows, first=first, last=last)), indent=1)


def read(told: bytes) -> Table:
    """The table in a file: CSV, JSON or Excel. Raises what `sheets.table_of` and `wish_in` do."""
    if len(told) > LARGEST or not told.lstrip().startswith(JSON_MARKS):
        return sheets.table_of(told)
    return table_of(wish_in(text_of(told).encode(), Register))


def table_of(told: Register) -> Table:
    """The rows as those of a table; which columns there are is known from what they say."""
    header = sorted({column for one in told.dossiers for column in one} | set(dossier_sheet.NEEDED))
    return header, [Row(place, one) for place, one in enumerate(told.dossiers, start=1)]
