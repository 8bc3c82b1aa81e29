"""The book of a database server, carried out into a SQLite file and back: a back-up is the same whatever the database."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Integer, Table, create_engine, func, insert, select, text
from sqlalchemy.pool import NullPool

from server.store import tables as t
from server.store.database import LATEST, Database

TOGETHER = 1000
"""Rows carried at once."""


def carry_out(url: str, part: Path) -> None:
    """Everything that the server's database holds at this moment, into an empty SQLite file."""
    database = Database(url)
    try:
        database.migrate()
        with _file(part) as file:
            t.tables.create_all(file)
            file.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            file.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": LATEST})
            database.look(lambda conn: _pour(conn, file, but=(t.phones,)))
    finally:
        database.close()


def carry_in(conn: Connection, fresh: Path) -> None:
    """Everything of a SQLite file of this version takes the place of everything there, within the caller's transaction."""
    for table in reversed(t.tables.sorted_tables):
        conn.execute(table.delete())
    with _file(fresh) as file:
        _pour(file, conn)
    for table in t.tables.sorted_tables:
        _count_on(conn, table)


def _pour(source: Connection, target: Connection, but: Collection[Table] = ()) -> None:
    """All tables but these: what is kept for a day alone is in no back-up."""
    for table in t.tables.sorted_tables:
        if table in but:
            continue
        asked = select(table).execution_options(yield_per=TOGETHER)
        with source.execute(asked) as rows:
            for together in rows.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in together])


def _count_on(conn: Connection, table: Table) -> None:
    """Numbers that the server gives out itself go on after the highest."""
    (key, *more) = table.primary_key.columns
    if more or not isinstance(key.type, Integer) or key.autoincrement is False or key.foreign_keys:
        return
    highest = conn.execute(select(func.max(key))).scalar()
    if highest is not None:
        conn.execute(select(func.setval(func.pg_get_serial_sequence(table.name, key.name), highest)))


@contextmanager
def _file(path: Path) -> Iterator[Connection]:
    """A SQLite file that nobody else has open and that is thrown away if this fails: written in a hurry, at once."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA journal_mode=OFF")
            conn.exec_driver_sql("PRAGMA synchronous=OFF")
            conn.exec_driver_sql("BEGIN")
            yield conn
            conn.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()
