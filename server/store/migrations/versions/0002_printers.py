"""Printers: how each is, and how much paper it has used. The state of a job says whether it came out."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printers",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("roll_mm", sa.Integer(), nullable=True),
        sa.Column("used_mm", sa.Integer(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_printers_office_offices")),
        sa.PrimaryKeyConstraint("office", "name", name=op.f("pk_printers")),
    )
    op.create_index("ix_print_jobs_ticket", "print_jobs", ["office", "ticket"], unique=False)
