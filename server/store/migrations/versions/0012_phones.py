"""Where to call a citizen who asked for it; gone at the end of the day."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phones",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(40), nullable=False),
        sa.Column("office_day", sa.Date(), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name="fk_phones_office_offices"),
        sa.ForeignKeyConstraint(
            ["office", "ticket"], ["tickets.office", "tickets.id"], name="fk_phones_office_tickets"
        ),
        sa.PrimaryKeyConstraint("office", "ticket", name="pk_phones"),
    )
