"""People who sign in."""

import sys

import click

from server.cli.opening import office_at, settings_of
from server.cli.options import DATA, OFFICE
from server.cli.telling import moment, row
from server.domain.roles import Role


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@DATA
@click.argument("name")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--shown-name", help="How colleagues see them; the name by default.")
@OFFICE
@click.pass_context
def user_add(ctx: click.Context, name: str, role: str, shown_name: str | None, office: str | None) -> None:
    """Adds a person; the password comes from a prompt or from stdin."""
    from server.actions import people

    settings = settings_of(ctx)
    with office_at(settings, office) as at:
        names = at.look(people.names_around, name)
        hashed = people.password_hash(_password(), settings.password_length, (*names, shown_name or name))
        at.change(people.add_person, name, shown_name or name, Role(role), hashed)
    click.echo(f"{name} ({role})")


@user.command("list")
@DATA
@OFFICE
@click.pass_context
def user_list(ctx: click.Context, office: str | None) -> None:
    """Everybody: name, role, how colleagues see them, rights apart from the role, since when they are gone."""
    from server.actions import people

    with office_at(settings_of(ctx), office) as at:
        for one in at.look(people.everybody):
            row(one.name, one.role, one.shown_name, " ".join(one.rights), moment(one.retired_at))


@user.command("retire")
@DATA
@click.argument("name")
@OFFICE
@click.pass_context
def user_retire(ctx: click.Context, name: str, office: str | None) -> None:
    """Somebody signs in no more; what they did stays."""
    from server.actions import people

    with office_at(settings_of(ctx), office) as at:
        at.change(people.retire, name, people.ADMINISTRATOR)
    click.echo(name)


@user.command("reset")
@DATA
@click.argument("name")
@OFFICE
@click.pass_context
def user_reset(ctx: click.Context, name: str, office: str | None) -> None:
    """A new password from a prompt or stdin, which they change when they sign in; no second factor any more."""
    from server.actions import people, second_factor

    settings = settings_of(ctx)
    with office_at(settings, office) as at:
        names = at.look(people.names_around, name)
        hashed = people.password_hash(_password(), settings.password_length, names)
        at.change(people.set_password, name, hashed, people.ADMINISTRATOR, must_change=True)
        at.change(second_factor.end, name, people.ADMINISTRATOR)
    click.echo(name)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    told: str = click.prompt("Mật khẩu / Password", hide_input=True, confirmation_prompt=True)
    return told
