"""What comes out of the printer, and the machine that prints for another."""

from pathlib import Path

import click

from server.cli.opening import data_folder, office_at, settings_of
from server.cli.options import DATA, OFFICE
from server.cli.telling import complain, say_in_both, understandable
from server.config import Settings
from server.web.packs import LANGUAGES


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


@click.group()
def slip() -> None:
    """What comes out of the printer."""


@slip.command("preview")
@DATA
@OFFICE
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
    with office_at(settings, office) as at:
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
@OFFICE
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
    with office_at(settings, office) as at:
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
@OFFICE
@click.pass_context
def slip_test_page(ctx: click.Context, office: str | None) -> None:
    """Has the running office print a page that shows which way of sending a picture its printer knows."""
    from server.actions import paper

    with office_at(settings_of(ctx), office) as at:
        click.echo(f"{at.change(paper.order_test_page)}")


@click.command("printer-agent")
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


def _agent_token(settings: Settings, server: str, token_file: Path | None) -> str:
    """The token given, the one of an earlier joining, or that of joining now."""
    from kiosk.joining import joined

    kept = token_file or settings.data / "printer-token"
    if kept.exists():
        return kept.read_text(encoding="utf-8").strip()
    return joined(server, kept, lambda code: say_in_both("devices.agent_code", code=f"{code[:3]} {code[3:]}"))
