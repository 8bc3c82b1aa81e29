"""The register of dossiers: each with its steps, the numbers of its codes, and what a report adds up."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOSSIERS, A_DAY, FEW = 1_000_000, 400, 200
"""The shape of a large office after ten years."""

SHAPES = {
    ("dossiers", "pk_dossiers"): (DOSSIERS, DOSSIERS, 1),
    ("dossiers", "ix_dossiers_day"): (DOSSIERS, DOSSIERS, A_DAY, 1),
    ("dossiers", "ix_dossiers_ticket"): (DOSSIERS // 2, DOSSIERS // 2, 1),
    ("dossiers", "ix_dossiers_settled"): (DOSSIERS, DOSSIERS, A_DAY, 20, 10),
    ("dossiers", "ix_dossiers_living"): (FEW, FEW, 2),
    ("dossiers", "uq_dossiers_secret"): (DOSSIERS, 1),
    ("dossier_steps", "pk_dossier_steps"): (3 * DOSSIERS, 3 * DOSSIERS, 3, 1),
    ("dossier_counts", "pk_dossier_counts"): (200_000, 200_000, 80, 30, 3, 2, 1),
}


def upgrade() -> None:
    instant, name = sa.DateTime(timezone=True), sa.String(length=200)
    code = sa.String(length=40)
    ofs = sa.ForeignKeyConstraint
    op.create_table(
        "dossiers",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("code", code, nullable=False),
        sa.Column("procedure", code, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", name, nullable=False),
        sa.Column("service", code, nullable=True),
        sa.Column("channel", code, nullable=False),
        sa.Column("online", name, nullable=False),
        sa.Column("state", code, nullable=False),
        sa.Column("received_at", instant, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", instant, nullable=True),
        sa.Column("settled_at", instant, nullable=True),
        sa.Column("settled_day", sa.Date(), nullable=True),
        sa.Column("standing", code, nullable=True),
        sa.Column("ticket", code, nullable=True),
        sa.Column("clerk", name, nullable=False),
        sa.Column("secret", code, nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        ofs(["office"], ["offices.id"], name=op.f("fk_dossiers_office_offices")),
        sa.PrimaryKeyConstraint("office", "code", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("secret", name=op.f("uq_dossiers_secret")),
    )
    op.create_index("ix_dossiers_day", "dossiers", ["office", "day", "code"])
    op.create_index("ix_dossiers_settled", "dossiers", ["office", "settled_day", "day", "due_at"])
    _partial("ix_dossiers_ticket", ["office", "ticket"], "ticket IS NOT NULL")
    _partial("ix_dossiers_living", ["office", "due_at"], "state IN ('received', 'supplement', 'ready')")
    op.create_table(
        "dossier_steps",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("code", code, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("verb", code, nullable=False),
        sa.Column("state", code, nullable=False),
        sa.Column("by", name, nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        ofs(["office"], ["offices.id"], name=op.f("fk_dossier_steps_office_offices")),
        ofs(
            ["office", "code"],
            ["dossiers.office", "dossiers.code"],
            name=op.f("fk_dossier_steps_office_code_dossiers"),
        ),
        sa.PrimaryKeyConstraint("office", "code", "ordinal", name=op.f("pk_dossier_steps")),
    )
    op.create_table(
        "dossier_numbers",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        ofs(["office"], ["offices.id"], name=op.f("fk_dossier_numbers_office_offices")),
        sa.PrimaryKeyConstraint("office", "day", name=op.f("pk_dossier_numbers")),
    )
    op.create_table(
        "dossier_counts",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("field", name, nullable=False),
        sa.Column("channel", code, nullable=False),
        sa.Column("online", name, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        ofs(["office"], ["offices.id"], name=op.f("fk_dossier_counts_office_offices")),
        sa.PrimaryKeyConstraint(
            "office", "day", "kind", "field", "channel", "online", name=op.f("pk_dossier_counts")
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        _tell_shapes(op.get_bind())


def _partial(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "dossiers", columns, sqlite_where=where, postgresql_where=where)


def _tell_shapes(conn: sa.Connection) -> None:
    """As in migration 0003. SQLite calls the index of a key `sqlite_autoindex_<table>_<n>`."""
    told = {name: shape for (_, name), shape in SHAPES.items()}
    by_columns = {
        ("dossiers", ("office", "code")): told["pk_dossiers"],
        ("dossiers", ("secret",)): told["uq_dossiers_secret"],
        ("dossier_steps", ("office", "code", "ordinal")): told["pk_dossier_steps"],
        ("dossier_counts", ("office", "day", "kind", "field", "channel", "online")): told[
            "pk_dossier_counts"
        ],
    }
    for table in ("dossiers", "dossier_steps", "dossier_counts"):
        for row in conn.execute(sa.text(f"PRAGMA index_list({table})")).all():
            columns = tuple(one.name for one in conn.execute(sa.text(f"PRAGMA index_info({row.name})")))
            shape = told.get(row.name) or by_columns[table, columns]
            values = {"tbl": table, "idx": row.name, "stat": " ".join(map(str, shape))}
            conn.execute(
                sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), values
            )
    conn.execute(sa.text("ANALYZE sqlite_schema"))
