"""Which languages are spoken where a service is done."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("services", sa.Column("languages", sa.String(200), nullable=False, server_default=""))
