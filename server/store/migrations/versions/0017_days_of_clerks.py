"""On which days that are added up a clerk was at a counter, as the figures of those days tell."""

import zlib

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made = op.create_table(
        "clerk_days",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("clerk", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_clerk_days_office_offices")),
        sa.PrimaryKeyConstraint("office", "clerk", "day", name=op.f("pk_clerk_days")),
    )
    rollups = sa.table(
        "rollups",
        sa.column("office", sa.Integer),
        sa.column("span", sa.String),
        sa.column("cut", sa.String),
        sa.column("start", sa.Date),
        sa.column("tallies", sa.LargeBinary),
    ).c
    conn = op.get_bind()
    clerks_of_days = sa.select(rollups.office, rollups.start, rollups.tallies)
    for day in conn.execute(clerks_of_days.where(rollups.span == "day", rollups.cut == "clerk")).all():
        keys = [tally[0] for tally in msgspec.msgpack.decode(zlib.decompress(day.tallies))]
        told = [
            {"office": day.office, "clerk": clerk, "day": day.start} for (clerk,) in keys if clerk is not None
        ]
        if told:
            conn.execute(made.insert(), told)
