"""What might name somebody: shown, and taken away."""

from dataclasses import asdict

import click

from server.cli.opening import existing_office, settings_of
from server.cli.options import DATA, OFFICE
from server.cli.telling import say_in_both


@click.command()
@DATA
@click.option("--dry-run", is_flag=True, help="Says what would go, and changes nothing.")
@OFFICE
@click.pass_context
def retention(ctx: click.Context, office: str | None, *, dry_run: bool) -> None:
    """Takes away what might name somebody and is older than its time; a running office does so every day."""
    from server.actions import privacy
    from server.domain.retention import Due

    settings = settings_of(ctx)
    with existing_office(settings, office) as at:
        found = at.look(privacy.due, settings.keep)
        if not dry_run:
            found = Due(0, 0)
            while gone := at.change(privacy.tidy, settings.keep, "toiluot"):
                found += gone
    say_in_both("privacy.due" if dry_run else "privacy.done", **asdict(found))


@click.group()
def ticket() -> None:
    """What is kept about one visit."""


@ticket.command("export")
@DATA
@click.argument("ticket_id")
@OFFICE
@click.pass_context
def ticket_export(ctx: click.Context, ticket_id: str, office: str | None) -> None:
    """Everything that is kept about one ticket, as JSON."""
    import msgspec

    from server.actions import privacy

    with existing_office(settings_of(ctx), office) as at:
        told = at.look(privacy.export, ticket_id)
    click.echo(msgspec.json.format(msgspec.json.encode(told)).decode())


@ticket.command("erase")
@DATA
@click.argument("ticket_id")
@OFFICE
@click.pass_context
def ticket_erase(ctx: click.Context, ticket_id: str, office: str | None) -> None:
    """What the citizen wrote, their page and their slip go; the figures stay, and name nobody."""
    from server.actions import privacy

    with existing_office(settings_of(ctx), office) as at:
        at.change(privacy.erase, ticket_id, "toiluot")
    click.echo(ticket_id)
