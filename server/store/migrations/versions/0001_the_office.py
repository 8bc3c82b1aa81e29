"""The office as it opens: its catalogue, tickets, journal, paper, people and keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("code", name=op.f("uq_offices_code")),
    )
    op.create_table(
        "counters",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("clerk", sa.String(length=200), nullable=True),
        sa.Column("pause_reason", sa.String(length=40), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_counters_office_offices")),
        sa.PrimaryKeyConstraint("office", "code", name=op.f("pk_counters")),
    )
    op.create_table(
        "days",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_days_office_offices")),
        sa.PrimaryKeyConstraint("office", "day", name=op.f("pk_days")),
    )
    op.create_table(
        "heads",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("catalogue", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_heads_office_offices")),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_heads")),
    )
    op.create_table(
        "journal",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=True),
        sa.Column("counter", sa.String(length=40), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_journal_office_offices")),
        sa.PrimaryKeyConstraint("office", "seq", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_ticket", "journal", ["office", "ticket", "seq"], unique=False)
    op.create_table(
        "keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("counter", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_keys_office_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_keys_hash")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title_vi", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("text_vi", sa.String(length=1000), nullable=False),
        sa.Column("text_en", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_notices_office_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_table(
        "people",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("shown_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_people_office_offices")),
        sa.PrimaryKeyConstraint("office", "name", name=op.f("pk_people")),
    )
    op.create_table(
        "presses",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("caller", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_presses_office_offices")),
        sa.PrimaryKeyConstraint("office", "caller", "key", name=op.f("pk_presses")),
    )
    op.create_index(op.f("ix_presses_at"), "presses", ["at"], unique=False)
    op.create_table(
        "services",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=2), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("sign", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("usual_seconds", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_services_office_offices")),
        sa.PrimaryKeyConstraint("office", "code", name=op.f("pk_services")),
        sa.UniqueConstraint("office", "prefix", name=op.f("uq_services_office_prefix")),
    )
    op.create_table(
        "counter_services",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("counter", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("preference", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "counter"],
            ["counters.office", "counters.code"],
            name=op.f("fk_counter_services_office_counter_counters"),
        ),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_counter_services_office_service_services"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_counter_services_office_offices")),
        sa.PrimaryKeyConstraint("office", "counter", "service", name=op.f("pk_counter_services")),
    )
    op.create_table(
        "numbers",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("office_day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_numbers_office_service_services"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_numbers_office_offices")),
        sa.PrimaryKeyConstraint("office", "service", "office_day", name=op.f("pk_numbers")),
    )
    op.create_table(
        "procedures",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=1000), nullable=False),
        sa.Column("name_en", sa.String(length=1000), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_procedures_office_service_services"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_procedures_office_offices")),
        sa.PrimaryKeyConstraint("office", "code", name=op.f("pk_procedures")),
    )
    op.create_index("ix_procedures_service", "procedures", ["office", "service", "place"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("office_day", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.String(length=40), nullable=True),
        sa.Column("priority", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=True),
        sa.Column("appointment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_tickets_office_service_services"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_tickets_office_offices")),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_tickets")),
        sa.UniqueConstraint(
            "office",
            "service",
            "office_day",
            "number",
            name=op.f("uq_tickets_office_service_office_day_number"),
        ),
    )
    op.create_index("ix_tickets_day", "tickets", ["office", "office_day", "state"], unique=False)
    op.create_index(
        "ix_tickets_living",
        "tickets",
        ["office", "state"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'called', 'serving', 'held')"),
        postgresql_where=sa.text("state IN ('waiting', 'called', 'serving', 'held')"),
    )
    op.create_index(
        "uq_tickets_secret",
        "tickets",
        ["secret"],
        unique=True,
        sqlite_where=sa.text("secret IS NOT NULL"),
        postgresql_where=sa.text("secret IS NOT NULL"),
    )
    op.create_table(
        "windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_windows_office_service_services"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_windows_office_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_windows")),
    )
    op.create_index("ix_windows_service", "windows", ["office", "service"], unique=False)
    op.create_table(
        "legs",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office_day", sa.Date(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("for_counter", sa.String(length=40), nullable=True),
        sa.Column("counter", sa.String(length=40), nullable=True),
        sa.Column("clerk", sa.String(length=200), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("reason_note", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "counter"],
            ["counters.office", "counters.code"],
            name=op.f("fk_legs_office_counter_counters"),
        ),
        sa.ForeignKeyConstraint(
            ["office", "service"],
            ["services.office", "services.code"],
            name=op.f("fk_legs_office_service_services"),
        ),
        sa.ForeignKeyConstraint(
            ["office", "ticket"], ["tickets.office", "tickets.id"], name=op.f("fk_legs_office_ticket_tickets")
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_legs_office_offices")),
        sa.PrimaryKeyConstraint("office", "ticket", "ordinal", name=op.f("pk_legs")),
    )
    op.create_index("ix_legs_day", "legs", ["office", "office_day", "service"], unique=False)
    op.create_index(
        "uq_legs_at_counter",
        "legs",
        ["office", "counter"],
        unique=True,
        sqlite_where=sa.text("state IN ('called', 'serving')"),
        postgresql_where=sa.text("state IN ('called', 'serving')"),
    )
    op.create_table(
        "print_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=True),
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("slip", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=1000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "ticket"],
            ["tickets.office", "tickets.id"],
            name=op.f("fk_print_jobs_office_ticket_tickets"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_print_jobs_office_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
    )
    op.create_index(
        "ix_print_jobs_open",
        "print_jobs",
        ["office", "printer", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_table(
        "ratings",
        sa.Column("office", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=False),
        sa.Column("office_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(length=1000), nullable=False),
        sa.Column("comment", sa.String(length=1000), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "ticket"],
            ["tickets.office", "tickets.id"],
            name=op.f("fk_ratings_office_ticket_tickets"),
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_ratings_office_offices")),
        sa.PrimaryKeyConstraint("office", "ticket", name=op.f("pk_ratings")),
    )
    op.create_index("ix_ratings_day", "ratings", ["office", "office_day"], unique=False)
