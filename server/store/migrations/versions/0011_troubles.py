"""What somebody should see to, and what is told outside about it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "troubles",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_troubles_office_offices")),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_troubles")),
    )
    standing = sa.text("over_at IS NULL")
    op.create_index(
        "ix_troubles_standing",
        "troubles",
        ["office", "since"],
        sqlite_where=standing,
        postgresql_where=standing,
    )
    _dispatches()


def _dispatches() -> None:
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_dispatches_office_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
    )
    unsent = sa.text("done_at IS NULL")
    op.create_index(
        "ix_dispatches_unsent", "dispatches", ["office", "id"], sqlite_where=unsent, postgresql_where=unsent
    )
