"""The name on the forms of a dossier goes when it is of no use any more; what a printed form said goes with its job."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("name_spent_on", sa.Date(), nullable=True))
    spent = sa.text("name_spent_on IS NOT NULL")
    op.create_index(
        "ix_dossiers_names",
        "dossiers",
        ["office", "name_spent_on"],
        sqlite_where=spent,
        postgresql_where=spent,
    )
    op.execute(
        sa.text(
            "UPDATE dossiers SET name_spent_on = settled_day"
            " WHERE state IN ('returned', 'refused', 'stopped', 'withdrawn') AND facts LIKE '%\"owner\":\"%'"
        )
    )
    op.execute(
        sa.text(
            "UPDATE print_jobs SET slip = ''"
            " WHERE kind LIKE 'form-%' AND state NOT IN ('queued', 'sending') AND slip <> ''"
        )
    )
    if op.get_bind().dialect.name == "sqlite":
        _tell_shape(op.get_bind())


def _tell_shape(conn: sa.Connection) -> None:
    """As in migration 0003: of a million dossiers few have a name that waits for its day."""
    told = {"tbl": "dossiers", "idx": "ix_dossiers_names", "stat": "200 200 10"}
    conn.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), told)
    conn.execute(sa.text("ANALYZE sqlite_schema"))
