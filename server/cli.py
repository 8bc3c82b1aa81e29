"""The program `toiluot`: runs the office, sets it up, lets people and devices in."""

import sys

# Before anything else is imported: everything that serves waits cooperatively. Commands that end by themselves do
# without, so that they start faster.
if {"serve", "demo"} & set(sys.argv[1:]):
    from gevent import monkey

    monkey.patch_all()

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from server import config
from server.clock import Clock
from server.config import BadSetting, Settings
from server.domain.errors import Refused
from server.domain.roles import APART, Role, Scope
from server.office import Database, Office, StorageFailed
from server.push import Push, Silence
from server.store.database import BUSY_SECONDS, PATIENT_SECONDS
from server.web.packs import LANGUAGES, Pack

log = logging.getLogger(__name__)

OWNER_ALONE = 0o077
"""People's names, keys and tickets: whatever the program makes, nobody else on the machine reads it."""

TOKEN_SCOPES = [scope for scope in Scope if scope not in (Scope.GUIDE, Scope.VIEWER, Scope.PROVINCE, *APART)]


def complain(kind: str, **facts: object) -> click.ClickException:
    """A failure in both languages, on one line each."""
    from server.web.sentences import refusal
    from server.web.words import shipped

    words, now = shipped(), Clock()()
    told = [refusal(words, language, kind, facts, now) for language in words.languages]
    return click.ClickException("\n".join(f"{one.title}. {one.detail}" for one in told))


def complain_of_storage(failed: StorageFailed) -> click.ClickException:
    """What is wrong with the database, and the command that helps where one does."""
    if failed.reason == "corrupt":
        return complain("database-corrupt", file=failed.file)
    if failed.copy:
        return complain("database-gone", file=failed.file, copy=failed.copy)
    return complain("storage-failed", why=str(failed), reason=failed.reason)


@contextmanager
def understandable() -> Iterator[None]:
    """Whatever a user can cause is said in a sentence; anything else is a fault of ours and shows where."""
    from server.store.database import DatabaseNewer

    try:
        yield
    except BadSetting as bad:
        raise complain(bad.kind, name=bad.name, why=bad.why, hint=bad.hint, zone=bad.hint) from bad
    except DatabaseNewer as newer:
        raise complain("database-newer", version=str(newer)) from newer
    except StorageFailed as failed:
        raise complain_of_storage(failed) from failed
    except Refused as refused:
        raise complain(refused.kind, **refused.facts) from refused
    except PermissionError as denied:
        raise complain("data-dir-not-writable", directory=str(denied.filename)) from denied
    except OSError as failed:
        raise complain("data-dir-not-writable", directory=str(failed.filename)) from failed


def check_printer(settings: Settings) -> None:
    """Refuses an address that no printer has, and a set-up in which slips could not be drawn."""
    from kiosk.printing.address import BadAddress
    from kiosk.printing.fonts import FontsMissing
    from kiosk.printing.worker import ready_to_print

    try:
        ready_to_print(settings.printer)
    except BadAddress as bad:
        raise complain("bad-setting", name="TOILUOT_PRINTER", why=bad.why, hint=bad.hint) from bad
    except FontsMissing as missing:
        raise complain("fonts-missing", why=str(missing)) from missing


def check_certificate(settings: Settings) -> None:
    """Refuses a certificate that cannot be used; makes the server's own where that is wished."""
    if settings.tls:
        from server.certificate import context_of

        context_of(settings, Clock()())


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
    from server.store.catalogue import offices

    found = [profile for profile in database.look(offices) if code in (None, profile.code)]
    if not found:
        raise complain("office-unknown", office=code)
    if len(found) > 1:
        known = ", ".join(profile.code for profile in found)
        raise click.UsageError(f"--office CODE: {known}")
    return Office(found[0], settings, database, Clock(settings.clock), Push(Silence(), found[0].id))


@contextmanager
def left_out(*libraries: str) -> Iterator[None]:
    """Within: what is imported does without these. python-socketio brings its clients along, and these bring an HTTP
    client each: 6 MB of a server that calls nobody.
    """
    absent = [name for name in libraries if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None is how Python writes "not to be had"
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def _use_data(ctx: click.Context, _: click.Parameter, data: Path | None) -> None:
    if data is not None:
        ctx.ensure_object(dict)["data"] = data


# It may stand before the command or after it, as people write it.
DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    expose_value=False,
    callback=_use_data,
    help="The data directory (TOILUOT_DATA), ./data by default.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@DATA
@click.version_option(package_name="toiluot")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Tới Lượt: số thứ tự và quầy của bộ phận một cửa. The queue of a one-stop office."""
    ctx.ensure_object(dict)
    os.umask(OWNER_ALONE)


def settings_of(ctx: click.Context, **given: object) -> Settings:
    with understandable():
        settings = config.read(**{**ctx.obj, **given})
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return settings


@main.command()
@DATA
@click.option("--host", help="Address to listen on; 127.0.0.1 by default, 0.0.0.0 for the whole network.")
@click.option("--port", type=int, help="Port to listen on; 8000 by default.")
@click.option("--database", help="URL of the database; SQLite in the data directory by default.")
@click.pass_context
def serve(ctx: click.Context, host: str | None, port: int | None, database: str | None) -> None:
    """Runs the office."""
    with left_out("requests", "websocket"):
        from server.serving import PortTaken, say
        from server.serving import serve as run

    settings = settings_of(ctx, host=host, port=port, database=database)
    check_printer(settings)
    with understandable():
        opened = open_database(settings, BUSY_SECONDS)
        opened.keep_open()
        check_certificate(settings)
        link = link_of_first_start(opened, settings)

    def told(_: object, url: str) -> None:
        say(f"Tới Lượt: {url}")
        for line in first_start_told(settings.address.rstrip("/") or url, link):
            say(line)

    try:
        run(settings, Clock(settings.clock), opened, told)
    except PortTaken as taken:
        raise complain("port-taken", port=settings.port, address=str(taken)) from taken


def link_of_first_start(database: Database, settings: Settings) -> str | None:
    """The secret of the link by which the office is set up, another one at each start; None once it has been.

    A database that has no office gets one that nobody has set up yet.
    """
    import secrets

    from server.actions import first_start
    from server.office import Name
    from server.store import catalogue as c

    if not database.look(c.offices):
        nobody = c.Settings(pending="nobody")
        name = Name("Bộ phận Một cửa", "One-stop office")
        database.found(c.Offer("van-phong", name, settings.zone, (), (), settings=nobody))
    office, secret = office_of_all(database, settings)[0], secrets.token_urlsafe(32)
    if not office.look(first_start.is_pending):
        return None
    return secret if office.change(first_start.offer_link, secret) else None


def first_start_told(url: str, link: str | None) -> list[str]:
    """What whoever starts the program does next, in every language; nothing once the office is set up."""
    from server.web.words import shipped

    words = shipped()
    if link is None:
        return []
    return [
        words.say(language, "first.link", link=f"{url}/setup#token={link}") for language in words.languages
    ]


def found_if_empty(database: Database, settings: Settings, *, sample: bool = True) -> bool:
    """Opens the sample office in a database that has none; whether it did."""
    from server.store.catalogue import offices

    if database.look(offices) or not sample:
        return False
    from server.sample.nine_months import with_nine_months
    from server.sample.offer import sample_offer

    database.found(with_nine_months(replace(sample_offer(), zone=settings.zone)))
    return True


@main.command()
@DATA
@click.option("--host", help="Address to listen on; 127.0.0.1 by default, 0.0.0.0 for the whole network.")
@click.option("--port", type=int, help="Port to listen on; 8000 by default.")
@click.option(
    "--speed",
    type=click.FloatRange(0, 600),
    default=10,
    show_default=True,
    help="Office minutes in a real minute; 0 plays the whole day as fast as it goes.",
)
@click.option(
    "--clerks",
    type=click.IntRange(0, 3),
    default=2,
    show_default=True,
    help="Counters that are played; the others are yours.",
)
@click.option(
    "--citizens", type=click.IntRange(0, 2000), help="How many come; by the number of clerks when not told."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another number is another day.")
@click.pass_context
def demo(
    ctx: click.Context,
    host: str | None,
    port: int | None,
    speed: float,
    clerks: int,
    citizens: int | None,
    seed: int,
) -> None:
    """Runs the sample office with a simulated day of citizens and clerks, in a directory that is gone with it."""
    from server import demo as play
    from server.serving import PortTaken

    given = settings_of(ctx, host=host, port=port).data if _names_a_directory(ctx) else None
    with play.somewhere(given) as data:
        settings = settings_of(ctx, host=host, port=port, data=data)
        check_printer(settings)
        with understandable():
            database = open_database(settings)
            play.found_office(database, settings, speed)
        try:
            play.run(settings, database, play.Wish(speed, clerks, citizens, seed))
        except PortTaken as taken:
            raise complain("port-taken", port=settings.port, address=str(taken)) from taken


def _names_a_directory(ctx: click.Context) -> bool:
    return ctx.obj.get("data") is not None or "TOILUOT_DATA" in os.environ


@main.command()
@DATA
@click.option("--sample", is_flag=True, help="With the sample office, xã Dương Phong.")
@click.pass_context
def init(ctx: click.Context, *, sample: bool) -> None:
    """Makes the data directory."""
    settings = settings_of(ctx)
    with understandable():
        database = open_database(settings)
        found_if_empty(database, settings, sample=sample)
        database.close()
    click.echo(f"{settings.data.absolute()}")


@main.group()
def token() -> None:
    """Keys for programs and devices."""


@token.command("create")
@DATA
@click.option("--scope", type=click.Choice([str(scope) for scope in TOKEN_SCOPES]), required=True)
@click.option("--office", help="Code of the office, where there are several.")
@click.option("--counter", help="The one counter that the token is for.")
@click.option("--name", default="", help="Who or what has it.")
@click.pass_context
def token_create(ctx: click.Context, scope: str, office: str | None, counter: str | None, name: str) -> None:
    """Prints a new bearer token, alone on one line. It is shown only once."""
    from server.actions import people

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
        cut = at.change(people.cut_token, Scope(scope), name, counter)
    click.echo(cut.secret)


@token.command("list")
@DATA
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def token_list(ctx: click.Context, office: str | None) -> None:
    """Every token: number, scope, name, counter, made, revoked."""
    from server.actions import people

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
        for key in at.look(people.keys):
            if key.kind in ("token", "device"):
                told = (key.id, key.scope, key.name, key.counter, _day(key.created_at), _day(key.revoked_at))
                click.echo("\t".join(str(one or "-") for one in told))


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


@token.command("revoke")
@DATA
@click.argument("number", type=int)
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def token_revoke(ctx: click.Context, number: int, office: str | None) -> None:
    """Ends a token at once."""
    from server.actions import people

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
        if not at.change(people.revoke, number):
            raise complain("bad-token")


@main.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@DATA
@click.argument("name")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--shown-name", help="How colleagues see them; the name by default.")
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def user_add(ctx: click.Context, name: str, role: str, shown_name: str | None, office: str | None) -> None:
    """Adds a person; the password comes from a prompt or from stdin."""
    from server.actions import people

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
        names = at.look(people.names_around, name)
        hashed = people.password_hash(_password(), settings.password_length, (*names, shown_name or name))
        at.change(people.add_person, name, shown_name or name, Role(role), hashed)
    click.echo(f"{name} ({role})")


@user.command("list")
@DATA
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def user_list(ctx: click.Context, office: str | None) -> None:
    """Everybody: name, role, how colleagues see them, rights apart from the role, since when they are gone."""
    from server.actions import people

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
        for one in at.look(people.everybody):
            told = (one.name, one.role, one.shown_name, " ".join(one.rights), _day(one.retired_at))
            click.echo("\t".join(str(part or "-") for part in told))


@user.command("retire")
@DATA
@click.argument("name")
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def user_retire(ctx: click.Context, name: str, office: str | None) -> None:
    """Somebody signs in no more; what they did stays."""
    from server.actions import people

    settings = settings_of(ctx)
    with understandable():
        office_of(open_database(settings), settings, office).change(people.retire, name, people.ADMINISTRATOR)
    click.echo(name)


@user.command("reset")
@DATA
@click.argument("name")
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def user_reset(ctx: click.Context, name: str, office: str | None) -> None:
    """A new password from a prompt or stdin, which they change when they sign in; no second factor any more."""
    from server.actions import people, second_factor

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
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


@main.command()
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


@main.command()
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


def say_in_both(key: str, /, **facts: object) -> None:
    """One sentence in every language, a line each."""
    from server.web.words import shipped

    words = shipped()
    for language in words.languages:
        click.echo(words.say(language, key, **facts))


@main.group()
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
    settings = settings_of(ctx)
    with understandable():
        database = existing_database(settings)
        complaints = [*database.look(strange_offices), *_verified(database, tables=tables)]
        database.close()
    if complaints:
        raise click.ClickException("\n".join(complaint.message for complaint in complaints))


def strange_offices(conn: Any) -> list[click.ClickException]:
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


@main.group()
def slip() -> None:
    """What comes out of the printer."""


@slip.command("preview")
@DATA
@click.option("--office", help="Code of the office, where there are several.")
@click.option(
    "--kind",
    type=click.Choice(["ticket", "priority", "reprint", "checklist", "receipt", "test"]),
    default="ticket",
)
@click.option("--language", default="vi", show_default=True, help="vi, en, or one of DIR/languages.")
@click.option("--width", type=int, help="Dots a line; those of TOILUOT_PRINTER by default.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The PNG to write; with .bin at its end, the bytes for the printer.",
)
@click.pass_context
def slip_preview(
    ctx: click.Context, office: str | None, kind: str, language: str, width: int | None, out: Path
) -> None:
    """Draws a slip of this office as a PNG, dot by dot as it is printed."""
    from kiosk.preview import as_bytes, drawn, facts
    from kiosk.printing.address import BadAddress, address_of
    from server.actions.paper import printer_address
    from server.web.packs import brought_along
    from server.web.words import shipped, speak

    settings = settings_of(ctx)
    speak(brought_along(settings.data / LANGUAGES, shipped()))
    with understandable():
        at = office_of(open_database(settings), settings, office)
        try:
            own = at.look(printer_address, settings.printer)
            printer = address_of(own if width is None else f"null://?width={width}")
        except BadAddress as bad:
            raise complain("bad-setting", name="--width", why=bad.why, hint=bad.hint) from bad
        made = as_bytes if out.suffix == ".bin" else drawn
        out.write_bytes(made(*at.look(facts, kind, language), printer))
    click.echo(f"{out}")


@slip.command("set")
@DATA
@click.option("--office", help="Code of the office, where there are several.")
@click.option("--footer-vi", help="The last line of the slip in Vietnamese; empty for the usual one.")
@click.option("--footer-en", help="The same in English; the Vietnamese one by default.")
@click.option("--large/--normal", default=None, help="Everything larger, on a longer slip.")
@click.option(
    "--logo", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PNG or JPEG, 64 kB."
)
@click.option("--no-logo", is_flag=True, help="Takes the logo away.")
@click.pass_context
def slip_set(
    ctx: click.Context,
    office: str | None,
    footer_vi: str | None,
    footer_en: str | None,
    large: bool | None,
    logo: Path | None,
    *,
    no_logo: bool,
) -> None:
    """What the office puts on its slips; a running office does so from the next ticket on."""
    from dataclasses import replace as changed

    from kiosk.printing.logo import BadLogo, checked
    from server.actions import paper
    from server.office import Name

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
        plan = at.look(lambda book: book.profile.settings.slip)
        if footer_vi is not None:
            plan = changed(plan, footer=Name(footer_vi, footer_en or footer_vi) if footer_vi else None)
        if large is not None:
            plan = changed(plan, large=large)
        try:
            plan = changed(plan, logo=checked(logo.read_bytes())) if logo else plan
        except BadLogo as bad:
            raise complain("bad-setting", name="--logo", why="picture", hint=str(bad)) from bad
        at.change(paper.set_slip, changed(plan, logo=b"") if no_logo else plan)


@slip.command("test-page")
@DATA
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def slip_test_page(ctx: click.Context, office: str | None) -> None:
    """Has the running office print a page that shows which way of sending a picture its printer knows."""
    from server.actions import paper

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
        click.echo(f"{at.change(paper.order_test_page)}")


@main.group()
def language() -> None:
    """Languages that the office brings along, in DIR/languages."""


@language.command("prepare")
@DATA
@click.argument("code")
@click.pass_context
def language_prepare(ctx: click.Context, code: str) -> None:
    """Writes what a translator fills in for the language CODE (tyz, mww, km…): what is translated already stays."""
    from server.actions.naming import names
    from server.store.catalogue import offices
    from server.web.packs import prepare
    from server.web.words import shipped

    settings = settings_of(ctx)
    _check_language(code)
    with understandable():
        database = existing_database(settings)
        named = [
            name
            for one in database.look(offices)
            for name in office_of(database, settings, one.code).look(names)
        ]
        pack = prepare(settings.data / LANGUAGES / code, shipped(), named)
    _tell_pack(pack, "pack.prepared", folder=settings.data / LANGUAGES / code)


@language.command("check")
@DATA
@click.argument("code")
@click.pass_context
def language_check(ctx: click.Context, code: str) -> None:
    """How far a language is, and what is wrong in it; ends with 1 when something is."""
    from server.web.packs import read_pack
    from server.web.words import shipped

    _check_language(code)
    folder = settings_of(ctx).data / LANGUAGES / code
    if not folder.is_dir():
        raise complain("language-unknown", language=code)
    _tell_pack(read_pack(folder, shipped()), "pack.state")


def _check_language(code: str) -> None:
    from server.web.packs import CODE
    from server.web.words import OWN

    if not CODE.fullmatch(code) or code in OWN:
        raise complain("language-code", language=code)


def _tell_pack(pack: Pack, key: str, **facts: object) -> None:
    said = sum(len(sentences) for sentences in pack.sentences.values())
    missing = sum(len(keys) for keys in pack.missing.values())
    say_in_both(key, language=pack.language, done=said, all=said + missing, **facts)
    for fault in pack.faults:
        say_in_both(f"pack.fault.{fault.why}", room=fault.room, key=fault.key, hint=fault.hint)
    if pack.faults:
        raise SystemExit(1)


@main.command()
@DATA
@click.option("--dry-run", is_flag=True, help="Says what would go, and changes nothing.")
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def retention(ctx: click.Context, office: str | None, *, dry_run: bool) -> None:
    """Takes away what might name somebody and is older than its time; a running office does so every day."""
    from server.actions import privacy

    settings = settings_of(ctx)
    with understandable():
        at = office_of(existing_database(settings), settings, office)
        found = (
            at.look(privacy.due, settings.keep_comments)
            if dry_run
            else at.change(privacy.tidy, settings.keep_comments, "toiluot")
        )
    say_in_both("privacy.due" if dry_run else "privacy.done", comments=found.comments, keys=found.keys)


@main.group()
def ticket() -> None:
    """What is kept about one visit."""


@ticket.command("export")
@DATA
@click.argument("ticket_id")
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def ticket_export(ctx: click.Context, ticket_id: str, office: str | None) -> None:
    """Everything that is kept about one ticket, as JSON."""
    import msgspec

    from server.actions import privacy

    settings = settings_of(ctx)
    with understandable():
        at = office_of(existing_database(settings), settings, office)
        told = at.look(privacy.export, ticket_id)
    click.echo(msgspec.json.format(msgspec.json.encode(told)).decode())


@ticket.command("erase")
@DATA
@click.argument("ticket_id")
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def ticket_erase(ctx: click.Context, ticket_id: str, office: str | None) -> None:
    """What the citizen wrote, their page and their slip go; the figures stay, and name nobody."""
    from server.actions import privacy

    settings = settings_of(ctx)
    with understandable():
        office_of(existing_database(settings), settings, office).change(privacy.erase, ticket_id, "toiluot")
    click.echo(ticket_id)


@main.command("printer-agent")
@DATA
@click.option("--server", required=True, help="Address of the office, such as http://192.168.1.10:8000.")
@click.option("--printer", help="The printer of this machine; TOILUOT_PRINTER by default.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a token of the scope printer; without it a code is shown, to be entered under Machines.",
)
@click.pass_context
def printer_agent(ctx: click.Context, server: str, printer: str | None, token_file: Path | None) -> None:
    """Prints the slips of an office whose server is another machine (its TOILUOT_PRINTER is agent://)."""
    import signal
    import threading

    from kiosk.agent import BadServer, OfficeAway, start_agent
    from kiosk.printing.address import address_of

    settings = settings_of(ctx, printer=printer)
    check_printer(settings)
    at = address_of(settings.printer)
    if at.scheme in ("agent", "null"):
        raise complain(
            "bad-setting", name="--printer", why="printer-scheme", hint="network:// usb:// file://"
        )
    with understandable():
        kept = data_folder(settings.data) / "printer-agent.json"
        try:
            worker = start_agent(server, _agent_token(settings, server, token_file), at, kept)
        except OfficeAway as away:
            raise complain("office-away", server=server, why=str(away)) from away
        except BadServer as bad:
            raise complain(
                "bad-setting", name="--server", why="server-address", hint="http://192.168.1.10:8000"
            ) from bad
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    click.echo(f"{settings.printer} → {server}")
    over.wait()
    worker.stop()


@main.group()
def procedures() -> None:
    """The procedures that the office publishes."""


@procedures.command("import")
@DATA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", is_flag=True, help="Only says what would change.")
@click.option("--quiet", is_flag=True, help="Without the remarks on what was assumed.")
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def procedures_import(
    ctx: click.Context, file: Path, office: str | None, *, preview: bool, quiet: bool
) -> None:
    """Takes procedures over from FILE, CSV or Excel: all of it, or nothing."""
    from server.web import remarks, sheets
    from server.web.words import shipped

    settings = settings_of(ctx)
    with understandable():
        at = office_of(open_database(settings), settings, office)
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


def _table_bytes(file: Path) -> bytes:
    """What a file holds; one that is far too large is not even read."""
    from server.web.sheets import LARGEST, FileTooLarge

    if file.stat().st_size > LARGEST:
        raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)
    return file.read_bytes()


@procedures.command("export")
@DATA
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def procedures_export(ctx: click.Context, file: Path, office: str | None) -> None:
    """Writes the published procedures to FILE: Excel when its name ends in .xlsx, else CSV."""
    from server.domain.procedure_sheet import COLUMNS, written
    from server.web import sheets

    settings = settings_of(ctx)
    with understandable():
        at = office_of(existing_database(settings), settings, office)
        rows = [written(one) for one in at.look(lambda book: book.procedures())]
        excel = file.suffix.lower() == ".xlsx"
        told = (
            sheets.as_excel("procedures", COLUMNS, rows) if excel else sheets.as_csv(COLUMNS, rows).encode()
        )
        file.write_bytes(told)
    click.echo(f"{file}\t{len(rows)}")


@main.group()
def dossiers() -> None:
    """The register, passed on to the electronic one-stop system and taken from it."""


@dossiers.command("import")
@DATA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def dossiers_import(ctx: click.Context, file: Path, office: str | None) -> None:
    """Takes dossiers in from FILE, CSV or Excel: all of them, or none."""
    from server.actions import exchange
    from server.web import remarks, sheets
    from server.web.words import shipped

    settings = settings_of(ctx)
    with understandable():
        header, rows = sheets.table_of(_table_bytes(file))
        at = office_of(open_database(settings), settings, office)
        told = at.change(exchange.take_in, header, rows, "toiluot")
        for fault in told.faults:
            click.echo(remarks.said(shipped(), "vi", fault), err=True)
        if told.faults:
            raise remarks.SheetFaults(told.faults)
    for line in remarks.summary(told.counts, kept=True)["vi"]:
        click.echo(line)


DAYS = (
    click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day."),
    click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day."),
)


@dossiers.command("export")
@DATA
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@DAYS[0]
@DAYS[1]
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def dossiers_export(
    ctx: click.Context, file: Path, first: datetime, last: datetime, office: str | None
) -> None:
    """Writes the dossiers that came in to FILE: JSON when its name ends in .json, else CSV."""
    import json

    from server.domain import dossier_sheet
    from server.web import sheets

    settings = settings_of(ctx)
    with understandable():
        at = office_of(existing_database(settings), settings, office)
        rows = at.look(
            lambda book: [
                dossier_sheet.written(one) for one in book.dossiers.of_days(first.date(), last.date())
            ]
        )
        if file.suffix.lower() == ".json":
            told = json.dumps(
                {"schema": dossier_sheet.SCHEMA, "dossiers": rows}, ensure_ascii=False, indent=1
            )
        else:
            told = sheets.as_csv(dossier_sheet.COLUMNS, rows)
        file.write_text(told, encoding="utf-8", newline="")
    click.echo(f"{file}\t{len(rows)}")


@main.command()
@DATA
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="A day that is over.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last of several days.")
@click.option(
    "--like", type=click.DateTime(["%Y-%m-%d"]), help="A day to come, from the same weekdays before it."
)
@click.option(
    "--scenario",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="All of this as a JSON file.",
)
@click.option("--add-counter", type=click.IntRange(0, 100), default=0, help="So many counters more.")
@click.option("--remove-counter", multiple=True, help="A counter less.")
@click.option("--policy", help="in-a-row=2,guard=30 (minutes)")
@click.option(
    "--arrivals", type=click.FloatRange(0.05, 5), default=1.0, help="So many times as many citizens."
)
@click.option("--runs", type=click.IntRange(1, 200), default=20, show_default=True)
@click.option("--recommend", is_flag=True, help="How many counters each hour needs as well.")
@click.option("--format", "kind", type=click.Choice(["json", "table"]), default="json", show_default=True)
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def simulate(
    ctx: click.Context,
    day: datetime | None,
    last: datetime | None,
    like: datetime | None,
    scenario: Path | None,
    add_counter: int,
    remove_counter: tuple[str, ...],
    policy: str | None,
    arrivals: float,
    runs: int,
    recommend: bool,
    kind: str,
    office: str | None,
) -> None:
    """What if: days of the office played again with something changed; Ctrl-C stops it."""
    import msgspec

    from server.api import schemas as s
    from server.api.whatif import days_of, order_of
    from server.simulate.order import Order, answer, table

    settings = settings_of(ctx)
    with understandable():
        if scenario is not None:
            wish = msgspec.json.decode(scenario.read_bytes(), type=s.WhatIfWish)
        else:
            changes = s.WhatIfChanges(
                add_counters=add_counter,
                remove_counters=list(remove_counter),
                arrivals=arrivals,
                **_policy_told(policy),
            )
            wish = s.WhatIfWish(
                day.date() if day else None,
                last.date() if last else None,
                like.date() if like else None,
                changes,
                runs,
                recommend,
            )
        at = office_of(existing_database(settings), settings, office)
        told = at.look(lambda book: order_of(book, wish, days_of(wish)))
        order = msgspec.json.decode(msgspec.json.encode(told), type=Order)
        with click.progressbar(length=100, file=sys.stderr, label="what-if") as bar:

            def heard(done: float) -> bool:
                bar.update(round(done * 100) - bar.pos)
                return True

            found = answer(order, heard)
    click.echo(table(found) if kind == "table" else msgspec.json.encode(found).decode())


def _policy_told(told: str | None) -> dict[str, Any]:
    """in-a-row=2,guard=30 as the fields of a wish."""
    names = {"in-a-row": ("in_a_row", int), "guard": ("guard_minutes", float)}
    found: dict[str, Any] = {}
    for part in told.split(",") if told else ():
        name, _, value = part.partition("=")
        if name not in names:
            raise click.BadParameter(f"known are {', '.join(names)}", param_hint="--policy")
        field, kind = names[name]
        found[field] = kind(value)
    return found


@main.group()
def report() -> None:
    """What the office reports."""


@report.command("service")
@DATA
@DAYS[0]
@DAYS[1]
@click.option(
    "--by", default="service", show_default=True, help="service, counter, day … or two: weekday,hour."
)
@click.option(
    "--format", "kind", type=click.Choice(["json", "csv", "xlsx", "pdf"]), default="json", show_default=True
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; stdout by default."
)
@click.option("--office", help="Code of the office, where there are several.")
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
    import msgspec

    from server.actions import director
    from server.api.answers import figures_row
    from server.api.statistics import sheet_of
    from server.web.figure_sheets import as_file

    settings = settings_of(ctx)
    try:
        cut = director.split_by(by)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--by") from wrong
    with understandable():
        at = office_of(existing_database(settings), settings, office)
        told = at.look(lambda book: sheet_of(book, first.date(), last.date(), cut))
        if kind == "json":
            rows = [figures_row(row) for row in told.rows]
            made = msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n"
        else:
            made = as_file(told, kind)
        if out is not None:
            out.write_bytes(made)
        else:
            sys.stdout.buffer.write(made)


@report.command("dossiers")
@DATA
@DAYS[0]
@DAYS[1]
@click.option(
    "--format", "kind", type=click.Choice(["json", "csv", "xlsx", "pdf"]), default="json", show_default=True
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; stdout by default."
)
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def report_dossiers(
    ctx: click.Context, first: datetime, last: datetime, kind: str, out: Path | None, office: str | None
) -> None:
    """Form II.06a of a period."""
    import msgspec

    from server.actions import reports
    from server.web import report_sheets

    settings = settings_of(ctx)
    with understandable():
        at = office_of(existing_database(settings), settings, office)
        told = at.look(reports.dossiers, first.date(), last.date())
        if kind == "json":
            made = msgspec.json.format(msgspec.json.encode(report_sheets.as_plain(told)), indent=2) + b"\n"
        else:
            made = report_sheets.as_file(told, at.profile.name.vi, kind)
        if out is not None:
            out.write_bytes(made)
        else:
            sys.stdout.buffer.write(made)


def _agent_token(settings: Settings, server: str, token_file: Path | None) -> str:
    """The token given, the one of an earlier joining, or that of joining now."""
    from kiosk.joining import joined

    kept = token_file or settings.data / "printer-token"
    if kept.exists():
        return kept.read_text(encoding="utf-8").strip()
    return joined(server, kept, lambda code: say_in_both("devices.agent_code", code=f"{code[:3]} {code[3:]}"))


ROOM_BYTES = 500 * 1024 * 1024
"""Below this much free disk somebody should look."""


@main.command()
@DATA
@click.option("--office", help="Code of the office, where there are several.")
@click.pass_context
def doctor(ctx: click.Context, office: str | None) -> None:
    """Says what needs a hand; ends with 1 when something does."""
    settings = settings_of(ctx)
    with understandable():
        at = office_of(existing_database(settings), settings, office)
        at.database.can_write()
        ails = list(_ails(at, settings))
    for key, facts in ails:
        say_in_both(key, **facts)
    if ails:
        ctx.exit(1)
    say_in_both("doctor.well")


def _ails(at: Office, settings: Settings) -> Iterator[tuple[str, dict[str, object]]]:
    """What is not as it should be, as sentences with their facts."""
    import shutil

    from server.actions import calendar, reception
    from server.actions.paper import KIOSK

    free = shutil.disk_usage(settings.data).free
    if free < ROOM_BYTES:
        yield "doctor.disk", {"megabytes": free // 1024 // 1024}
    state = at.look(lambda book: book.paper.printer(KIOSK).state)
    if state not in ("ready", "none", "unknown"):
        yield "doctor.printer", {"state": state}
    for year in at.look(calendar.undecided):
        yield "doctor.year", {"year": year}
    concerned = at.look(reception.concerned)
    if concerned:
        yield "doctor.concerned", {"codes": ", ".join(one.code for one, _ in concerned)}
