"""Printers on other machines: which agent works each and when it was heard, and which job it has in hand."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("printers", sa.Column("agent", sa.String(length=40), nullable=True))
    op.add_column("printers", sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("print_jobs", sa.Column("holder", sa.String(length=40), nullable=True))
