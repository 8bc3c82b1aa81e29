"""A spreadsheet is opened by a program of its own: a small file may be made to fill a memory, and not the office's."""

import io
import resource
import subprocess
import sys
from typing import Any

import msgspec

MOST_MEMORY = 1 << 30
"""Bytes. The largest file that is taken needs less than half of it; a cell at XFD1048576 needs hundreds of times as much."""

LONGEST_SECONDS = 30

Numbered = tuple[int, list[str]]
"""A row that is not empty, with its line."""


class NotOpened(Exception):
    """A file that is damaged, or no spreadsheet."""


class TooMuch(Exception):
    """A spreadsheet that does not fit into a memory, or takes too long."""


def rows_of(told: bytes) -> list[Numbered]:
    """The rows of the first sheet, every cell as it would stand in CSV. Raises NotOpened, TooMuch."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "server.web.excel"],
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as long:
        raise TooMuch from long
    if done.returncode:
        raise TooMuch
    rows = msgspec.json.decode(done.stdout, type=list[Numbered] | None)
    if rows is None:
        raise NotOpened
    return rows


def carried_out(told: bytes) -> list[Numbered] | None:
    """The same, done here and now; None for what cannot be opened."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(told)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError):
        return None
    told_rows = ((line, [_as_text(cell) for cell in cells]) for line, cells in enumerate(rows, start=1))
    return [(line, cells) for line, cells in told_rows if any(cells)]


def _as_text(cell: Any) -> str:
    """Whole numbers without a point, days as ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(msgspec.json.encode(carried_out(sys.stdin.buffer.read())))
