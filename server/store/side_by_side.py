"""What the journal tells and what a table keeps, laid side by side in one order, however long both are."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

TOGETHER = 500
"""Rows read at once: what a replay needs of memory, however long the history."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that the journal and a table do not tell alike. `seq`: the last entry about it, if there is any."""

    where: str
    told: object
    kept: object
    seq: int | None = None


def side_by_side(
    told: Iterator[tuple[str, list[Any]]], kept: Iterator[tuple[str, list[Any]]]
) -> Iterator[tuple[str, list[Any] | None, list[Any] | None]]:
    """Each thing that either side knows, in order."""
    left, right = next(told, None), next(kept, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None
            yield left[0], left[1], None
            left = next(told, None)
        elif left is None or right[0] < left[0]:
            yield right[0], None, right[1]
            right = next(kept, None)
        else:
            yield left[0], left[1], right[1]
            left, right = next(told, None), next(kept, None)


def plainly(conn: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """In the order in which Python compares, whatever language the database speaks."""
    return column.collate("C") if conn.dialect.name == "postgresql" else column


def grouped(conn: Connection, asked: Any, name: str) -> Iterator[tuple[str, list[Any]]]:
    """The rows of each thing; `asked` gives them in its order, `name` is its column."""
    with conn.execute(asked.execution_options(yield_per=TOGETHER)) as rows:
        for key, group in groupby(rows, key=lambda row: getattr(row, name)):
            yield key, list(group)
