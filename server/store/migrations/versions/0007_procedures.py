"""Procedures in versions: each with the day from which it is in force, its field, and papers, limits and fees as facts."""

import json
from datetime import date
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LONG_AGO = date(2000, 1, 1)


def upgrade() -> None:
    conn = op.get_bind()
    services = {(row.office, row.code): row for row in conn.execute(sa.text("SELECT * FROM services"))}
    before = [dict(row) for row in conn.execute(sa.text("SELECT * FROM procedures")).mappings()]
    op.drop_table("procedures")
    table = op.create_table(
        "procedures",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=1000), nullable=False),
        sa.Column("name_en", sa.String(length=1000), nullable=False),
        sa.Column("field_vi", sa.String(length=200), nullable=False),
        sa.Column("field_en", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_procedures_office_service_services"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_procedures_office_offices")),
        sa.PrimaryKeyConstraint("office", "code", "version", name=op.f("pk_procedures")),
    )
    op.create_index("ix_procedures_service", "procedures", ["office", "service", "place"], unique=False)
    if before:
        op.bulk_insert(
            table, [_first_version(row, services[row["office"], row["service"]]) for row in before]
        )


def _first_version(row: dict[str, Any], service: Any) -> dict[str, Any]:
    told = json.loads(row.pop("facts"))
    return {
        **row,
        "version": 1,
        "since": LONG_AGO,
        "state": "published",
        "field_vi": service.name_vi,
        "field_en": service.name_en,
        "facts": json.dumps(_facts(told), ensure_ascii=False),
    }


def _facts(told: dict[str, Any]) -> dict[str, Any]:
    limit, amount, said = told.get("limit"), told.get("fee_vnd"), told.get("fee")
    cut_off = f"{limit['cut_off']}:00" if limit and limit.get("cut_off") else None
    vi, en = told.get("papers", []), told.get("papers_en", [])
    return {
        "papers": [
            {"name": {"vi": one, "en": other or one}} for one, other in zip_longest(vi, en[: len(vi)])
        ],
        "limit": {"kind": limit["kind"], "value": limit["value"], "cut_off": cut_off} if limit else {},
        "fee": {"amount": amount, "said": said if amount is None or amount else None},
        "channels": told.get("channels", ["direct"]),
    }
