"""The settings, the database and the office that a command is about."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from server import config
from server.cli.telling import complain, understandable
from server.clock import Clock
from server.config import Settings
from server.office import Database, Office
from server.push import Push, Silence
from server.store.database import PATIENT_SECONDS

log = logging.getLogger(__name__)


def settings_of(ctx: click.Context, **given: object) -> Settings:
    with understandable():
        settings = config.read(**{**ctx.obj, **given})
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return settings


def open_database(settings: Settings, patience: int = PATIENT_SECONDS) -> Database:
    """The database of these settings, migrated to this version of the program.

    `patience`: how many seconds a change waits for a server that is busy with the same file.
    """
    data_folder(settings.data)
    database = Database(settings.database_url, patience)
    # However the command ends: what is broken is left as it is only by who closes in order.
    click.get_current_context().call_on_close(database.close)
    _keep_before_upgrade(database, settings)
    database.migrate()
    return database


def _keep_before_upgrade(database: Database, settings: Settings) -> None:
    """A book in SQLite that an earlier version of the program kept stays as it was, for a way back.

    Not where the office wants no back-ups of its own (backup_days is 0); PostgreSQL has its own ways.
    """
    from server.store.database import LATEST, there_is_one
    from server.store.shelf import Shelf

    if not there_is_one(settings.database_url):
        return
    version = database.version()
    if not database.sqlite or not settings.backup_days or version is None or version >= LATEST:
        return
    kept = Shelf(settings.data / "backups").keep_before(
        settings.database_url, Clock(settings.clock)(), version
    )
    log.warning("the book is brought to a newer version; as it was until now it is kept in %s", kept)


def existing_database(settings: Settings) -> Database:
    """The same, where there is one already: what only looks makes no office."""
    check_there_is_one(settings)
    return open_database(settings)


def check_there_is_one(settings: Settings) -> None:
    """A complaint where there is no database yet."""
    from server.store.database import sqlite_file, there_is_one

    if not there_is_one(settings.database_url):
        raise complain("no-database", database=sqlite_file(settings.database_url))


def data_folder(path: Path) -> Path:
    """The data directory, made if it is missing; raises OSError when it cannot be written."""
    path.mkdir(parents=True, exist_ok=True)
    probe = path / ".writable"
    probe.touch()
    probe.unlink()
    return path


def office_of_all(database: Database, settings: Settings) -> list[Office]:
    """Every office of the database, the first one first."""
    from server.store.catalogue import offices

    clock = Clock(settings.clock)
    return [
        Office(profile, settings, database, clock, Push(Silence(), profile.id))
        for profile in database.look(offices)
    ]


def office_of(database: Database, settings: Settings, code: str | None) -> Office:
    """The office with this code, or the only one."""
    found = [one for one in office_of_all(database, settings) if code in (None, one.profile.code)]
    if not found:
        raise complain("office-unknown", office=code)
    if len(found) > 1:
        known = ", ".join(one.profile.code for one in found)
        raise click.UsageError(f"--office CODE: {known}")
    return found[0]


@contextmanager
def office_at(settings: Settings, code: str | None) -> Iterator[Office]:
    """The office that a command is about; what goes wrong with it is said in a sentence."""
    with understandable():
        yield office_of(open_database(settings), settings, code)


@contextmanager
def existing_office(settings: Settings, code: str | None) -> Iterator[Office]:
    """The same, where there is a database already: no command that only looks makes one."""
    with understandable():
        yield office_of(existing_database(settings), settings, code)
