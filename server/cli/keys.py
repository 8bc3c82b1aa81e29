"""Keys for programs and devices."""

import click

from server.cli.opening import office_at, settings_of
from server.cli.options import DATA, OFFICE
from server.cli.telling import complain, moment, row
from server.domain.roles import APART, Scope

TOKEN_SCOPES = [scope for scope in Scope if scope not in (Scope.GUIDE, Scope.VIEWER, Scope.PROVINCE, *APART)]


@click.group()
def token() -> None:
    """Keys for programs and devices."""


@token.command("create")
@DATA
@click.option("--scope", type=click.Choice([str(scope) for scope in TOKEN_SCOPES]), required=True)
@OFFICE
@click.option("--counter", help="The one counter that the token is for.")
@click.option("--name", default="", help="Who or what has it.")
@click.pass_context
def token_create(ctx: click.Context, scope: str, office: str | None, counter: str | None, name: str) -> None:
    """Prints a new bearer token, alone on one line. It is shown only once."""
    from server.actions import people

    with office_at(settings_of(ctx), office) as at:
        cut = at.change(people.cut_token, Scope(scope), name, counter)
    click.echo(cut.secret)


@token.command("list")
@DATA
@OFFICE
@click.pass_context
def token_list(ctx: click.Context, office: str | None) -> None:
    """Every token: number, scope, name, counter, made, revoked."""
    from server.actions import people

    with office_at(settings_of(ctx), office) as at:
        for key in at.look(people.keys):
            if key.kind in ("token", "device"):
                made, revoked = moment(key.created_at), moment(key.revoked_at)
                row(key.id, key.scope, key.name, key.counter, made, revoked)


@token.command("revoke")
@DATA
@click.argument("number", type=int)
@OFFICE
@click.pass_context
def token_revoke(ctx: click.Context, number: int, office: str | None) -> None:
    """Ends a token at once."""
    from server.actions import people

    with office_at(settings_of(ctx), office) as at:
        if not at.change(people.revoke, number):
            raise complain("bad-token")
