"""People with rights of their own, a second factor and an end; devices that say how they are; machines at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

USUAL = {
    "clerk": "pick priority",
    "guide": "priority",
    "director": "clerk-figures export",
    "admin": "priority clerk-figures export",
}


def upgrade() -> None:
    op.add_column("people", sa.Column("rights", sa.String(length=1000), nullable=False, server_default=""))
    op.add_column("people", sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("otp", sa.String(length=1000), nullable=True))
    op.add_column("people", sa.Column("otp_step", sa.Integer(), nullable=True))
    op.add_column(
        "people", sa.Column("spare_codes", sa.String(length=1000), nullable=False, server_default="")
    )
    people = sa.table("people", sa.column("role"), sa.column("rights"))
    for role, rights in USUAL.items():
        op.execute(people.update().where(people.c.role == role).values(rights=rights))
    op.add_column("keys", sa.Column("person", sa.String(length=40), nullable=True))
    op.add_column("keys", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_keys_person", "keys", ["office", "person"])
    keys = sa.table("keys", sa.column("kind"), sa.column("name"), sa.column("person"))
    op.execute(keys.update().where(keys.c.kind == "session").values(person=keys.c.name))
    _devices()
    _pairings()


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("sound", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=40), nullable=False),
        sa.Column("agent", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_devices_office_offices")),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name=op.f("fk_devices_key_keys")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_devices")),
    )
    op.create_index("ix_devices_office", "devices", ["office", "key"])


def _pairings() -> None:
    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=40), nullable=False),
        sa.Column("agent", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_pairings_office_offices")),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name=op.f("fk_pairings_key_keys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint("hash", name=op.f("uq_pairings_hash")),
    )
    op.create_index("ix_pairings_code", "pairings", ["code"])
