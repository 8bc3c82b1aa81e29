"""What set-up made for the screens: scripts, styles, fonts and icons, served by ourselves and kept by browsers."""

import gzip
import mimetypes
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request
from werkzeug.security import safe_join

FOLDER = Path(__file__).parent / "built"
STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
WORTH_PACKING = frozenset({".js", ".css", ".svg"})

pages = Blueprint("built", __name__)


@cache
def version() -> str:
    """Changes whenever anything built changes. Raises SystemExit with the cure when nothing is built."""
    stamp = FOLDER / "version"
    if not stamp.is_file():
        raise SystemExit("The screens are not built yet. Run `make setup` first.")
    return stamp.read_text(encoding="ascii").strip()


def address(name: str) -> str:
    """Where a page finds a built file; another build has another address, so it can be kept for good."""
    return f"/built/{name}?v={version()}"


@pages.get("/built/<path:name>")
def built(name: str) -> Response:
    file = _file(name)
    packed = file.suffix in WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", "")
    answer = Response(_read(file, packed), mimetype=mimetypes.guess_type(name)[0] or "text/plain")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = (
        FOREVER if name.startswith("fonts/") or "v" in request.args else "no-cache"
    )
    return answer


@pages.get("/favicon.ico")
@pages.get("/mark.svg")
def mark() -> Response:
    """The mark of the house, for the browser's tab."""
    answer = Response(_read(STATIC / "mark.svg", packed=False), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


def _file(name: str) -> Path:
    found = safe_join(str(FOLDER), name)
    if found is None or not Path(found).is_file():
        abort(404)
    return Path(found)


@cache
def _read(file: Path, packed: bool) -> bytes:
    content = file.read_bytes()
    return gzip.compress(content, mtime=0) if packed else content
