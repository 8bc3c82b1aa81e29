"""The book: begun, kept, put back, and its journal looked through."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from server.cli.opening import check_there_is_one, data_folder, existing_database, open_database, settings_of
from server.cli.options import DATA
from server.cli.telling import complain, say_in_both, understandable
from server.clock import Clock
from server.config import Settings
from server.office import Database


@click.command()
@DATA
@click.option("--sample", is_flag=True, help="With the sample office, xã Dương Phong.")
@click.pass_context
def init(ctx: click.Context, *, sample: bool) -> None:
    """Makes the data directory."""
    settings = settings_of(ctx)
    with understandable():
        database = open_database(settings)
        if sample:
            _found_sample(database, settings)
        database.close()
    click.echo(f"{settings.data.absolute()}")


def _found_sample(database: Database, settings: Settings) -> None:
    """Opens the sample office in a database that has none."""
    from server.sample.nine_months import with_nine_months
    from server.sample.offer import sample_offer
    from server.store.catalogue import offices

    if not database.look(offices):
        database.found(with_nine_months(replace(sample_offer(), zone=settings.zone)))


@click.command()
@DATA
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="In place of a file of that name, once the new one is whole.")
@click.pass_context
def backup(ctx: click.Context, file: Path, *, force: bool) -> None:
    """Backs the whole book up into FILE, as it is at this moment; the office may go on working."""
    from server.store.backup import make

    settings = settings_of(ctx)
    with understandable():
        check_there_is_one(settings)
        seal = make(settings.database_url, file, Clock()(), force=force)
    say_in_both("backup.made", file=file, megabytes=f"{seal.bytes / 1e6:.1f}")


@click.command()
@DATA
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="In place of the book that is there, which is kept aside.")
@click.pass_context
def restore(ctx: click.Context, file: Path, *, force: bool) -> None:
    """Puts the book of the back-up FILE in place, once it is looked through from end to end; the office is closed."""
    from server.store.restore import restore as put_back

    settings = settings_of(ctx)
    with understandable():
        data_folder(settings.data)
        done = put_back(
            settings.database_url, file, Clock()().astimezone(), settings.data / "backups", force=force
        )
    for office in done.offices:
        click.echo(f"{office.code}: ok\t{office.entries}\t{office.last_hash}")
    say_in_both("backup.restored", file=file)
    if done.aside is not None:
        say_in_both("backup.aside", file=done.aside)
    say_in_both("backup.keys")


@click.group()
def audit() -> None:
    """The journal, which nobody can rewrite."""


@audit.command("verify")
@DATA
@click.option("--tables", is_flag=True, help="Also that the journal tells exactly what the tables hold.")
@click.pass_context
def audit_verify(ctx: click.Context, *, tables: bool) -> None:
    """Walks the chain of the journal; ends with 1 and the first broken entry if it does not hold.

    An office that holds is told with its number of entries and the hash of the last: kept elsewhere, it proves later
    that nothing was cut off.
    """
    with understandable():
        database = existing_database(settings_of(ctx))
        complaints = [*database.look(_strange_offices), *_verified(database, tables=tables)]
        database.close()
    if complaints:
        raise click.ClickException("\n".join(complaint.message for complaint in complaints))


def _strange_offices(conn: Any) -> list[click.ClickException]:
    from server.store.audit import strays

    return [complain("audit-broken", office=office, seq=1) for office in strays(conn)]


def _verified(database: Database, *, tables: bool) -> Iterator[click.ClickException]:
    """Looks through every office, tells those that hold, and gives a complaint for each that does not."""
    from server.store.audit import walk
    from server.store.catalogue import offices
    from server.store.replay import first_difference

    for profile in database.look(offices):
        chain = database.look(partial(walk, office=profile.id))
        if chain.broken is not None:
            yield complain("audit-broken", office=profile.code, seq=chain.broken)
            continue
        found = database.look(partial(first_difference, office=profile.id)) if tables else None
        if found is not None:
            yield complain(
                "tables-differ",
                office=profile.code,
                where=found.where,
                told=str(found.told),
                kept=str(found.kept),
            )
        else:
            click.echo(f"{profile.code}: ok\t{chain.entries}\t{chain.last_hash}")
