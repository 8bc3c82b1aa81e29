"""The province's own table of 138 procedures, where it lies beside the project: it imports as it stands."""

import csv
from datetime import date
from pathlib import Path

from server.domain.letters import text_of
from server.domain.procedure_sheet import Row, read

SEED = Path(__file__).resolve().parents[2] / "shared/domain/procedures.csv"
SERVICES = {"ho-tich": "Hộ tịch", "cu-tru": "Cư trú – Căn cước"}


def test_the_seed_imports_as_it_stands_and_its_dirt_is_named() -> None:
    rows = list(csv.reader(text_of(SEED.read_bytes()).splitlines(keepends=True)))
    cells = [Row(line, dict(zip(rows[0], row, strict=True))) for line, row in enumerate(rows[1:], start=2)]

    told = read(rows[0], cells, date(2026, 11, 23), SERVICES, [])

    assert (len(told.procedures), told.faults) == (138, [])
    codes = [one for one in told.remarks if one.why == "own-code"]
    assert [one.told for one in codes] == [row[0] for row in rows[1:] if row[0].startswith("NCC")]
    blank = [line for line, row in enumerate(rows[1:], start=2) if not row[4]]
    assert [one.line for one in told.remarks if one.why == "no-limit"] == blank
