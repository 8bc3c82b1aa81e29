"""What the office keeps, table by table. Every row carries its office; instants are kept in UTC."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.types import TypeDecorator

CODE, NAME, SENTENCE = String(40), String(200), String(1000)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  its signature is SQLAlchemy's
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


tables = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _office(**options: Any) -> Column[int]:
    return Column("office", Integer, ForeignKey("offices.id"), nullable=False, **options)


def _belongs_to(table: str, column: str, key: str = "code") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["office", column], [f"{table}.office", f"{table}.{key}"])


# States that few tickets and slips are in at a time, however long the history: what is looked for again and again.
LIVING = ("waiting", "called", "serving", "held")
AT_A_COUNTER = ("called", "serving")
TO_PRINT = ("queued", "sending")
IN_HAND = ("received", "supplement", "ready")


def one_of(column: Column[Any], codes: Sequence[str]) -> ColumnElement[bool]:
    """The column says one of these words. They stand in the statement itself: of a word that comes as a parameter
    SQLite cannot know that an index of these words alone has all the rows.
    """
    return column.in_([literal_column(f"'{code}'") for code in codes])


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _only_in(codes: Sequence[str]) -> dict[str, Any]:
    return _only(f"state IN ({', '.join(repr(code) for code in codes)})")


offices = Table(
    "offices",
    tables,
    Column("id", Integer, primary_key=True),
    Column("code", CODE, nullable=False, unique=True),
    Column("name_vi", NAME, nullable=False),
    Column("name_en", NAME, nullable=False),
    Column("zone", CODE, nullable=False),
    Column("settings", Text, nullable=False),
)

# The last entry of each office's journal, and the version of its catalogue. Every change takes this row first:
# that makes `seq` rise in commit order and the calls of one office follow one another.
heads = Table(
    "heads",
    tables,
    _office(primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("catalogue", Integer, nullable=False),
)

journal = Table(
    "journal",
    tables,
    _office(primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("verb", CODE, nullable=False),
    Column("ticket", CODE),
    Column("counter", CODE),
    Column("by", NAME, nullable=False),
    Column("facts", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_journal_ticket", "office", "ticket", "seq"),
    Index("ix_journal_at", "office", "at", "seq"),
)

services = Table(
    "services",
    tables,
    _office(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("prefix", String(2), nullable=False),
    Column("name_vi", NAME, nullable=False),
    Column("name_en", NAME, nullable=False),
    Column("colour", String(7), nullable=False),
    Column("sign", CODE, nullable=False),
    Column("place", Integer, nullable=False),
    Column("quota", Integer),
    Column("usual_seconds", Integer, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("languages", String(200), nullable=False, server_default=""),
    UniqueConstraint("office", "prefix"),
)

windows = Table(
    "windows",
    tables,
    Column("id", Integer, primary_key=True),
    _office(),
    Column("service", CODE, nullable=False),
    Column("weekdays", String(7), nullable=False),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("since", Date),
    Column("until", Date),
    _belongs_to("services", "service"),
    Index("ix_windows_service", "office", "service"),
)

days = Table(
    "days",
    tables,
    _office(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("note", NAME, nullable=False),
    Column("source", NAME, nullable=False),
)

# Working hours: of the office, or of one service that keeps its own; those with dates are of a season.
shifts = Table(
    "shifts",
    tables,
    Column("id", Integer, primary_key=True),
    _office(),
    Column("service", CODE),
    Column("weekdays", String(7), nullable=False),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("since", Date),
    Column("until", Date),
    _belongs_to("services", "service"),
    Index("ix_shifts_service", "office", "service"),
)

# Years whose days off the government has announced, and where that is written.
decided_years = Table(
    "decided_years",
    tables,
    _office(primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("source", NAME, nullable=False),
)

# Every version of every procedure; the public reads the latest published one that is in force.
procedures = Table(
    "procedures",
    tables,
    _office(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("since", Date, nullable=False),
    Column("state", CODE, nullable=False),
    Column("service", CODE),
    Column("place", Integer, nullable=False),
    Column("name_vi", SENTENCE, nullable=False),
    Column("name_en", SENTENCE, nullable=False),
    Column("field_vi", NAME, nullable=False),
    Column("field_en", NAME, nullable=False),
    Column("facts", Text, nullable=False),
    _belongs_to("services", "service"),
    Index("ix_procedures_service", "office", "service", "place"),
)

# The register. Everything that a report counts by stands in columns; what is only shown is in `facts`.
dossiers = Table(
    "dossiers",
    tables,
    _office(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("procedure", CODE, nullable=False),
    Column("version", Integer, nullable=False),
    Column("field", NAME, nullable=False),
    Column("service", CODE),
    Column("channel", CODE, nullable=False),
    Column("online", NAME, nullable=False),
    Column("state", CODE, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("due_at", Instant),
    Column("settled_at", Instant),
    Column("settled_day", Date),
    # Since when the name on its forms is of no use; none where it is, or where there is no name.
    Column("name_spent_on", Date),
    Column("standing", CODE),
    Column("ticket", CODE),
    Column("clerk", NAME, nullable=False),
    Column("secret", String(40), nullable=False, unique=True),
    Column("recorded", Boolean, nullable=False),
    Column("facts", Text, nullable=False),
    Index("ix_dossiers_day", "office", "day", "code"),
    Index("ix_dossiers_ticket", "office", "ticket", **_only("ticket IS NOT NULL")),
    Index("ix_dossiers_settled", "office", "settled_day", "day", "due_at"),
    # Those about which something is still to be done: few, however long the history.
    Index("ix_dossiers_names", "office", "name_spent_on", **_only("name_spent_on IS NOT NULL")),
    Index("ix_dossiers_living", "office", "due_at", **_only_in(IN_HAND)),
)

# What happened to each dossier, for its control sheet.
dossier_steps = Table(
    "dossier_steps",
    tables,
    _office(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("verb", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("by", NAME, nullable=False),
    Column("note", SENTENCE, nullable=False),
    _belongs_to("dossiers", "code"),
)

# The last number of a dossier's code given on each day.
dossier_numbers = Table(
    "dossier_numbers",
    tables,
    _office(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

# How many dossiers came in and were settled on each day: a report adds these up, not the register.
dossier_counts = Table(
    "dossier_counts",
    tables,
    _office(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kind", CODE, primary_key=True),
    Column("field", NAME, primary_key=True),
    Column("channel", CODE, primary_key=True),
    Column("online", NAME, primary_key=True),
    Column("count", Integer, nullable=False),
)

counters = Table(
    "counters",
    tables,
    _office(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("clerk", NAME),
    Column("pause_reason", CODE),
    Column("since", Instant),
    Column("retired_on", Date),
)

counter_services = Table(
    "counter_services",
    tables,
    _office(primary_key=True),
    Column("counter", CODE, primary_key=True),
    Column("service", CODE, primary_key=True),
    Column("preference", Integer, nullable=False),
    _belongs_to("counters", "counter"),
    _belongs_to("services", "service"),
)

numbers = Table(
    "numbers",
    tables,
    _office(primary_key=True),
    Column("service", CODE, primary_key=True),
    Column("office_day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
    _belongs_to("services", "service"),
    Index("ix_numbers_day", "office", "office_day"),
)

tickets = Table(
    "tickets",
    tables,
    _office(primary_key=True),
    Column("id", CODE, primary_key=True),
    Column("office_day", Date, nullable=False),
    Column("number", String(10), nullable=False),
    Column("service", CODE, nullable=False),
    Column("state", String(12), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("secret", String(40)),
    Column("priority", CODE),
    Column("language", String(12), nullable=False),
    Column("procedure", CODE),
    Column("appointment", Instant),
    Column("channel", CODE, nullable=False),
    Column("rated", Boolean, nullable=False),
    _belongs_to("services", "service"),
    UniqueConstraint("office", "service", "office_day", "number"),
    Index("ix_tickets_day", "office", "office_day", "state"),
    Index(
        "uq_tickets_secret",
        "secret",
        unique=True,
        **_only("secret IS NOT NULL"),
    ),
    Index("ix_tickets_page", "office", "office_day", **_only("secret IS NOT NULL")),
    # Tickets of the day that are still somewhere: looked for at every call, and few, however long the history.
    Index(
        "ix_tickets_living",
        "office",
        "state",
        **_only_in(LIVING),
    ),
)

legs = Table(
    "legs",
    tables,
    _office(primary_key=True),
    Column("ticket", CODE, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("office_day", Date, nullable=False),
    Column("service", CODE, nullable=False),
    Column("state", String(12), nullable=False),
    Column("for_counter", CODE),
    Column("counter", CODE),
    Column("clerk", NAME),
    Column("queued_at", Instant, nullable=False),
    Column("place", Instant, nullable=False),
    Column("called_at", Instant),
    Column("first_called_at", Instant),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("recalls", Integer, nullable=False),
    Column("hold_until", Instant),
    Column("outcome", CODE),
    Column("reason", CODE),
    Column("reason_note", SENTENCE),
    _belongs_to("tickets", "ticket", "id"),
    _belongs_to("services", "service"),
    _belongs_to("counters", "counter"),
    Index("ix_legs_day", "office", "office_day", "service"),
    # One citizen per counter, whatever the program does.
    Index(
        "uq_legs_at_counter",
        "office",
        "counter",
        unique=True,
        **_only_in(AT_A_COUNTER),
    ),
)

ratings = Table(
    "ratings",
    tables,
    _office(primary_key=True),
    Column("ticket", CODE, primary_key=True),
    Column("office_day", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("score", Integer, nullable=False),
    Column("scale", Integer, nullable=False),
    Column("reasons", SENTENCE, nullable=False),
    Column("comment", SENTENCE),
    Column("channel", CODE, nullable=False),
    _belongs_to("tickets", "ticket", "id"),
    Index("ix_ratings_day", "office", "office_day"),
)

# Where to call a citizen who asked for it, for this day alone: in no other table, no entry of the journal and no back-up.
phones = Table(
    "phones",
    tables,
    _office(primary_key=True),
    Column("ticket", CODE, primary_key=True),
    Column("office_day", Date, nullable=False),
    Column("phone", CODE, nullable=False),
    _belongs_to("tickets", "ticket", "id"),
)

print_jobs = Table(
    "print_jobs",
    tables,
    Column("id", Integer, primary_key=True),
    _office(),
    Column("ticket", CODE),
    Column("printer", CODE, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("slip", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("problem", SENTENCE),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("holder", CODE),
    _belongs_to("tickets", "ticket", "id"),
    Index("ix_print_jobs_ticket", "office", "ticket"),
    Index(
        "ix_print_jobs_open",
        "office",
        "printer",
        "id",
        **_only_in(TO_PRINT),
    ),
)

# Each printer as it was last known, and the paper used since its roll was changed.
printers = Table(
    "printers",
    tables,
    _office(primary_key=True),
    Column("name", CODE, primary_key=True),
    Column("state", CODE, nullable=False),
    Column("since", Instant, nullable=False),
    Column("roll_mm", Integer),
    Column("used_mm", Integer, nullable=False),
    Column("slips", Integer, nullable=False),
    Column("agent", CODE),
    Column("heard_at", Instant),
)

notices = Table(
    "notices",
    tables,
    Column("id", Integer, primary_key=True),
    _office(),
    Column("kind", CODE, nullable=False),
    Column("place", Integer, nullable=False),
    Column("title_vi", NAME, nullable=False),
    Column("title_en", NAME, nullable=False),
    Column("text_vi", SENTENCE, nullable=False),
    Column("text_en", SENTENCE, nullable=False),
)

people = Table(
    "people",
    tables,
    _office(primary_key=True),
    Column("name", CODE, primary_key=True),
    Column("shown_name", NAME, nullable=False),
    Column("role", CODE, nullable=False),
    Column("password", String(200), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("created_at", Instant, nullable=False),
    # The rights apart from the role, by their names with blanks between.
    Column("rights", SENTENCE, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("retired_at", Instant),
    # The second factor: its sealed secret, the last step that was used, and the hashes of what is left of the codes on paper.
    Column("otp", SENTENCE),
    Column("otp_step", Integer),
    Column("spare_codes", SENTENCE, nullable=False),
)

# Bearer tokens of programs, devices, one-time links and the sessions of people. Only hashes are kept.
keys = Table(
    "keys",
    tables,
    Column("id", Integer, primary_key=True),
    _office(),
    Column("kind", CODE, nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("scope", CODE, nullable=False),
    Column("name", NAME, nullable=False),
    Column("counter", CODE),
    Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("revoked_at", Instant),
    Column("person", CODE),
    Column("seen_at", Instant),
    Index("ix_keys_person", "office", "person"),
)

# What a device of the office last said of itself.
devices = Table(
    "devices",
    tables,
    _office(),
    Column("key", Integer, ForeignKey("keys.id"), primary_key=True, autoincrement=False),
    Column("seen_at", Instant),
    Column("version", CODE, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("sound", String(10), nullable=False),
    Column("address", CODE, nullable=False),
    Column("agent", SENTENCE, nullable=False),
    Index("ix_devices_office", "office", "key"),
)

# Machines that wait at the door with a code on their screen. They belong to no office until one lets them in.
pairings = Table(
    "pairings",
    tables,
    Column("id", Integer, primary_key=True),
    Column("office", Integer, ForeignKey("offices.id")),
    Column("code", String(6), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("scope", CODE, nullable=False),
    Column("address", CODE, nullable=False),
    Column("agent", SENTENCE, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("key", Integer, ForeignKey("keys.id")),
    Index("ix_pairings_code", "code"),
)

# What somebody should see to, from when it was noticed until it was over.
troubles = Table(
    "troubles",
    tables,
    _office(primary_key=True),
    Column("id", CODE, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("about", NAME, nullable=False),
    Column("since", Instant, nullable=False),
    Column("over_at", Instant),
    Index("ix_troubles_standing", "office", "since", **_only("over_at IS NULL")),
)

# What is told outside, to the address that the office has named: kept until it was taken there.
dispatches = Table(
    "dispatches",
    tables,
    Column("id", Integer, primary_key=True),
    _office(),
    Column("event", CODE, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("problem", SENTENCE),
    Index("ix_dispatches_unsent", "office", "id", **_only("done_at IS NULL")),
)

# The day that a letter tells of, and what became of the letter (server.actions.nightly).
nights = Table(
    "nights",
    tables,
    _office(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("became", CODE, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("problem", CODE),
    Column("answer", SENTENCE),
)

# The figures of days, months and years that are over, added up (server.store.rollups); made again from the book at will.
rollups = Table(
    "rollups",
    tables,
    _office(primary_key=True),
    Column("span", String(5), primary_key=True),
    Column("cut", CODE, primary_key=True),
    Column("start", Date, primary_key=True),
    Column("legs", Integer, nullable=False),
    Column("tallies", LargeBinary, nullable=False),
)

# On which of these days a clerk was at a counter: how many they are does not follow from months and years added up.
clerk_days = Table(
    "clerk_days",
    tables,
    _office(primary_key=True),
    Column("clerk", NAME, primary_key=True),
    Column("day", Date, primary_key=True),
)

# Answers already given to an idempotency key, kept in the transaction of the change itself.
presses = Table(
    "presses",
    tables,
    _office(primary_key=True),
    Column("caller", NAME, primary_key=True),
    Column("key", NAME, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
