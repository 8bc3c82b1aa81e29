"""Several offices in one house: opened, listed, called otherwise."""

import re

import click

from server.cli.opening import existing_database, office_at, office_of_all, settings_of
from server.cli.options import DATA
from server.cli.telling import row, understandable
from server.config import BadSetting

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST, LONGEST_NAME = 39, 200


@click.group("office")
def office() -> None:
    """The offices of this deployment, each with services, people, numbers and a time zone of its own."""


@office.command("add")
@DATA
@click.argument("code")
@click.option("--name", required=True, help="What it is called on every screen.")
@click.option("--name-en", help="The same in English; the Vietnamese name by default.")
@click.option("--zone", help="Its time zone; TOILUOT_ZONE by default.")
@click.pass_context
def office_add(ctx: click.Context, code: str, name: str, name_en: str | None, zone: str | None) -> None:
    """Opens one office more, empty; a running server serves it once it is started again."""
    from server.office import Name, Offer

    with understandable():
        settings = settings_of(ctx, zone=zone)
        database = existing_database(settings)
        called = _name(name, name_en)
        _check(code, [one.profile.code for one in office_of_all(database, settings)])
        database.found(Offer(code, Name(*called), settings.zone, (), ()))
    click.echo(code)


def _name(vi: str, en: str | None) -> tuple[str, str]:
    """Both names, as they can be shown. BadSetting for nothing, for what is no writing, and for more than a line."""
    told = (vi.strip(), (en or "").strip() or vi.strip())
    for option, one in zip(("--name", "--name-en"), told, strict=True):
        if not one:
            raise BadSetting(option, "missing", f"1 … {LONGEST_NAME}")
        if len(one) > LONGEST_NAME or not one.isprintable():
            raise BadSetting(option, "characters", f"1 … {LONGEST_NAME}")
    return told


def _check(code: str, known: list[str]) -> None:
    if not CODE.fullmatch(code) or len(code) > LONGEST:
        raise BadSetting("CODE", "characters", "a-z, 0-9, -")
    if code in known:
        raise BadSetting("CODE", "office-taken", ", ".join(known))


@office.command("list")
@DATA
@click.pass_context
def office_list(ctx: click.Context) -> None:
    """Every office: code, name, English name, time zone."""
    settings = settings_of(ctx)
    with understandable():
        for one in office_of_all(existing_database(settings), settings):
            row(one.profile.code, one.profile.name.vi, one.profile.name.en, one.profile.zone.key)


@office.command("rename")
@DATA
@click.argument("code")
@click.option("--name", required=True, help="What it is called from now on.")
@click.option("--name-en", help="The same in English; the Vietnamese name by default.")
@click.pass_context
def office_rename(ctx: click.Context, code: str, name: str, name_en: str | None) -> None:
    """Another name on every screen and slip; the code stays, since keys and links carry it."""
    from server.actions import administrator
    from server.office import Name

    with office_at(settings_of(ctx), code) as at:
        at.change(administrator.set_name, "toiluot", Name(*_name(name, name_en)))
    click.echo(code)
