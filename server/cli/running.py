"""The office runs: the real one, and the one that is played."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from server.cli.opening import office_of_all, open_database, settings_of
from server.cli.options import DATA
from server.cli.printing import check_printer
from server.cli.telling import complain, understandable
from server.clock import Clock
from server.config import Settings
from server.office import Database
from server.store.database import BUSY_SECONDS


@click.command()
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


def check_certificate(settings: Settings) -> None:
    """Refuses a certificate that cannot be used; makes the server's own where that is wished."""
    if settings.tls:
        from server.certificate import context_of

        context_of(settings, Clock()())


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


@click.command()
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
