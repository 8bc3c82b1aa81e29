"""The fonts of the languages that the office brought along: a page asks for them, the others never load one."""

from pathlib import Path

from flask import Blueprint, Response, abort, send_file

from server.web.words import spoken_here

pages = Blueprint("tongues", __name__)

KEPT_SECONDS = 86_400


@pages.get("/languages/<language>.css")
def style(language: str) -> Response:
    """Whatever is said in this language is shown in its own font."""
    _font_of(language)
    rule = (
        f'@font-face {{ font-family: "{language}"; src: url("/languages/{language}.woff2") format("woff2"); }}\n'
        f':lang({language}) {{ --words: "{language}", "Be Vietnam Pro", system-ui, sans-serif; font-family: var(--words); }}\n'
    )
    return Response(rule, mimetype="text/css", headers={"Cache-Control": f"max-age={KEPT_SECONDS}"})


@pages.get("/languages/<language>.woff2")
def font(language: str) -> Response:
    return send_file(_font_of(language), mimetype="font/woff2", max_age=KEPT_SECONDS)


def _font_of(language: str) -> Path:
    found = spoken_here().fonts.get(language)
    if found is None:
        abort(404)
    return found
