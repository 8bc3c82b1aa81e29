"""Procedures and dossiers, taken from sheets and written to them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from server.cli.opening import existing_office, office_at, settings_of
from server.cli.options import DATA, OFFICE, of_days
from server.cli.telling import understandable
from server.office import Office


@click.group()
def procedures() -> None:
    """The procedures that the office publishes."""


@procedures.command("import")
@DATA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", is_flag=True, help="Only says what would change.")
@click.option("--quiet", is_flag=True, help="Without the remarks on what was assumed.")
@OFFICE
@click.pass_context
def procedures_import(
    ctx: click.Context, file: Path, office: str | None, *, preview: bool, quiet: bool
) -> None:
    """Takes procedures over from FILE, CSV or Excel: all of it, or nothing."""
    from server.web import remarks, sheets
    from server.web.words import shipped

    with office_at(settings_of(ctx), office) as at:
        told = _taken_over(at, sheets.table_of(_table_bytes(file)), preview=preview)
    language = shipped().languages[0]
    for remark in told.remarks:
        if not quiet or remark.assumed is None:
            click.echo(remarks.said(shipped(), language, remark), err=True)
    if told.faults:
        with understandable():
            raise remarks.SheetFaults(told.faults)
    for line in remarks.summary(told.counts, kept=not preview)[language]:
        click.echo(line)


def _taken_over(at: Office, table: Any, *, preview: bool) -> Any:
    from server.actions import procedures as actions

    header, rows = table
    if preview:
        return at.look(actions.preview, header, rows)
    return at.change(actions.take_over, header, rows, "toiluot")


@procedures.command("export")
@DATA
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@OFFICE
@click.pass_context
def procedures_export(ctx: click.Context, file: Path, office: str | None) -> None:
    """Writes the published procedures to FILE: Excel when its name ends in .xlsx, else CSV."""
    from server.domain.procedure_sheet import COLUMNS, written
    from server.web import sheets

    with existing_office(settings_of(ctx), office) as at:
        rows = [written(one) for one in at.look(lambda book: book.procedures())]
        excel = file.suffix.lower() == ".xlsx"
        told = (
            sheets.as_excel("procedures", COLUMNS, rows) if excel else sheets.as_csv(COLUMNS, rows).encode()
        )
        file.write_bytes(told)
    click.echo(f"{file}\t{len(rows)}")


@click.group()
def dossiers() -> None:
    """The register, passed on to the electronic one-stop system and taken from it."""


@dossiers.command("import")
@DATA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@OFFICE
@click.pass_context
def dossiers_import(ctx: click.Context, file: Path, office: str | None) -> None:
    """Takes dossiers in from FILE, CSV, JSON or Excel: all of them, or none."""
    from server.actions import exchange
    from server.api import passed_on
    from server.web import remarks
    from server.web.words import shipped

    settings = settings_of(ctx)
    with understandable():
        header, rows = passed_on.read(_table_bytes(file))
    with office_at(settings, office) as at:
        told = at.change(exchange.take_in, header, rows, "toiluot")
        for fault in told.faults:
            click.echo(remarks.said(shipped(), "vi", fault), err=True)
        if told.faults:
            raise remarks.SheetFaults(told.faults)
    for line in remarks.summary(told.counts, kept=True)["vi"]:
        click.echo(line)


@dossiers.command("export")
@DATA
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@of_days
@OFFICE
@click.pass_context
def dossiers_export(
    ctx: click.Context, file: Path, first: datetime, last: datetime, office: str | None
) -> None:
    """Writes the dossiers that came in to FILE: JSON when its name ends in .json, else CSV."""
    from server.api import passed_on
    from server.domain import dossier_sheet

    wanted = "json" if file.suffix.lower() == ".json" else "csv"
    with existing_office(settings_of(ctx), office) as at:
        rows = at.look(
            lambda book: [
                dossier_sheet.written(one) for one in book.dossiers.of_days(first.date(), last.date())
            ]
        )
        file.write_bytes(passed_on.written(rows, first.date(), last.date(), wanted))
    click.echo(f"{file}\t{len(rows)}")


def _table_bytes(file: Path) -> bytes:
    """What a file holds; one that is far too large is not even read."""
    from server.web.sheets import LARGEST, FileTooLarge

    if file.stat().st_size > LARGEST:
        raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)
    return file.read_bytes()
