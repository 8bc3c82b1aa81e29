"""Working hours, which are not the hours of giving tickets, and the years whose days off are announced."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_shifts_office_offices")),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_shifts_office_service_services"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_service", "shifts", ["office", "service"], unique=False)
    op.create_table(
        "decided_years",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_decided_years_office_offices")),
        sa.PrimaryKeyConstraint("office", "year", name=op.f("pk_decided_years")),
    )
