"""What the office reports."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from server.cli.opening import existing_office, settings_of
from server.cli.options import DATA, DAY, OFFICE, of_days

FORMAT = click.option(
    "--format", "kind", type=click.Choice(["json", "csv", "xlsx", "pdf"]), default="json", show_default=True
)
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; stdout by default."
)


@click.group()
def report() -> None:
    """What the office reports."""


@report.command("service")
@DATA
@of_days
@click.option(
    "--by", default="service", show_default=True, help="service, counter, day … or two: weekday,hour."
)
@FORMAT
@OUT
@OFFICE
@click.pass_context
def report_service(
    ctx: click.Context,
    first: datetime,
    last: datetime,
    by: str,
    kind: str,
    out: Path | None,
    office: str | None,
) -> None:
    """Waiting, service and satisfaction of a period."""
    from server.actions import director
    from server.api.answers import figures_row
    from server.api.statistics import sheet_of
    from server.web.figure_sheets import as_file

    try:
        cut = director.split_by(by)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--by") from wrong
    with existing_office(settings_of(ctx), office) as at:
        told = at.look(lambda book: sheet_of(book, first.date(), last.date(), cut))
        if kind == "json":
            _write(_as_json([figures_row(row) for row in told.rows]), out)
        else:
            _write(as_file(told, kind), out)


@report.command("dossiers")
@DATA
@of_days
@FORMAT
@OUT
@OFFICE
@click.pass_context
def report_dossiers(
    ctx: click.Context, first: datetime, last: datetime, kind: str, out: Path | None, office: str | None
) -> None:
    """Form II.06a of a period."""
    from server.actions import reports
    from server.web import report_sheets

    with existing_office(settings_of(ctx), office) as at:
        told = at.look(reports.dossiers, first.date(), last.date())
        if kind == "json":
            _write(_as_json(report_sheets.as_plain(told)), out)
        else:
            _write(report_sheets.as_file(told, at.profile.name.vi, kind), out)


@report.command("nightly")
@DATA
@click.option("--day", type=DAY, help="The day; yesterday by default.")
@OUT
@OFFICE
@click.pass_context
def report_nightly(ctx: click.Context, day: datetime | None, out: Path | None, office: str | None) -> None:
    """The figures of a day as an e-mail file: in words, with the tables as CSV, Excel and PDF."""
    from server.nightly import letter_of, path_of, write

    with existing_office(settings_of(ctx), office) as at:
        now = at.clock().astimezone(at.profile.zone)
        of = day.date() if day else now.date() - timedelta(days=1)
        path = out or path_of(at, of)
        write(path, at.look(letter_of, of))
    click.echo(path)


def _as_json(told: object) -> bytes:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _write(made: bytes, out: Path | None) -> None:
    if out is not None:
        out.write_bytes(made)
    else:
        sys.stdout.buffer.write(made)
