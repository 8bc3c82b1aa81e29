"""Years behind the office: today is found among them at once.

What SQLite knows of the shape of its tables it would have to be told again and again (ANALYZE), and an office that
opens is empty: it is told here once, for good. Without it every index that begins with the office looks like a good
one, and joins begin with all the legs that there ever were. PostgreSQL looks for itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TICKETS, A_DAY, ENTRIES = 1_000_000, 500, 5
"""The shape of an office after eight years: how many tickets in all and on a day, and entries in the journal for each."""

FEW = 50
ALL = TICKETS * ENTRIES
SHAPES: dict[str, dict[tuple[str, ...], tuple[int, ...]]] = {
    "tickets": {
        ("office", "id"): (TICKETS, TICKETS, 1),
        ("office", "office_day", "state"): (TICKETS, TICKETS, A_DAY, A_DAY // 2),
        ("office", "service", "office_day", "number"): (TICKETS, TICKETS, TICKETS // 8, A_DAY // 8, 1),
        ("secret",): (A_DAY, 1),
        ("office", "office_day"): (A_DAY, A_DAY, A_DAY),
        ("office", "state"): (FEW, FEW, FEW // 4),
    },
    "legs": {
        ("office", "ticket", "ordinal"): (TICKETS, TICKETS, 1, 1),
        ("office", "office_day", "service"): (TICKETS, TICKETS, A_DAY, A_DAY // 8),
        ("office", "counter"): (FEW, FEW, 1),
    },
    "journal": {
        ("office", "seq"): (ALL, ALL, 1),
        ("office", "ticket", "seq"): (ALL, ALL, ENTRIES, 1),
        ("office", "at", "seq"): (ALL, ALL, 1, 1),
    },
    "ratings": {
        ("office", "ticket"): (TICKETS // 2, TICKETS // 2, 1),
        ("office", "office_day"): (TICKETS // 2, TICKETS // 2, A_DAY // 2),
    },
    "print_jobs": {
        ("office", "printer", "id"): (FEW, FEW, FEW, 1),
        ("office", "ticket"): (TICKETS, TICKETS, 1),
    },
    "numbers": {
        ("office", "service", "office_day"): (TICKETS // 50, TICKETS // 50, TICKETS // 500, 1),
        ("office", "office_day"): (TICKETS // 50, TICKETS // 50, 10),
    },
    "presses": {
        ("office", "caller", "key"): (A_DAY * ENTRIES, A_DAY * ENTRIES, A_DAY, 1),
        ("at",): (A_DAY * ENTRIES, 1),
    },
}
"""Table -> the columns of each of its indexes -> its rows, and how many of them share the first column, the first two …"""


def upgrade() -> None:
    with_page = sa.text("secret IS NOT NULL")
    op.create_index("ix_journal_at", "journal", ["office", "at", "seq"], unique=False)
    op.create_index("ix_numbers_day", "numbers", ["office", "office_day"], unique=False)
    op.create_index(
        "ix_tickets_page",
        "tickets",
        ["office", "office_day"],
        unique=False,
        sqlite_where=with_page,
        postgresql_where=with_page,
    )
    if op.get_bind().dialect.name == "sqlite":
        _tell_shapes(op.get_bind())


def _tell_shapes(conn: sa.Connection) -> None:
    """Fills SQLite's table of statistics by hand, as its documentation allows (file format, section 2.6.3)."""
    conn.execute(sa.text("ANALYZE offices"))  # makes the table
    conn.execute(sa.text("DELETE FROM sqlite_stat1"))
    for table, shapes in SHAPES.items():
        for index, columns in _indexes(conn, table):
            told = {"tbl": table, "idx": index, "stat": " ".join(map(str, shapes[columns]))}
            conn.execute(
                sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), told
            )
    conn.execute(sa.text("ANALYZE sqlite_schema"))  # reads it


def _indexes(conn: sa.Connection, table: str) -> list[tuple[str, tuple[str, ...]]]:
    names = [row.name for row in conn.execute(sa.text(f"PRAGMA index_list({table})"))]
    told = {name: conn.execute(sa.text(f"PRAGMA index_info({name})")) for name in names}
    return [(name, tuple(row.name for row in rows)) for name, rows in told.items()]
