"""The letters of the nights: which day was told, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nights",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("became", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_nights_office_offices")),
        sa.PrimaryKeyConstraint("office", "day", name=op.f("pk_nights")),
    )
