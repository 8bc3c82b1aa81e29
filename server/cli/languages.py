"""Languages that the office brings along, in DIR/languages."""

import click

from server.cli.opening import existing_database, office_of_all, settings_of
from server.cli.options import DATA
from server.cli.telling import complain, say_in_both, understandable
from server.web.packs import LANGUAGES, Pack


@click.group()
def language() -> None:
    """Languages that the office brings along, in DIR/languages."""


@language.command("prepare")
@DATA
@click.argument("code")
@click.pass_context
def language_prepare(ctx: click.Context, code: str) -> None:
    """Writes what a translator fills in for the language CODE (tyz, mww, km…): what is translated already stays."""
    from server.actions.naming import names
    from server.web.packs import prepare
    from server.web.words import shipped

    settings = settings_of(ctx)
    _check_language(code)
    with understandable():
        database = existing_database(settings)
        named = [name for one in office_of_all(database, settings) for name in one.look(names)]
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
