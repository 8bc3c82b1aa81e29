"""Counters that are no more: they stay in the book, for what was done at them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counters", sa.Column("retired_on", sa.Date(), nullable=True))
