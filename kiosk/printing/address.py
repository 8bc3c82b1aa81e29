"""Where a printer hangs and what it is: `network://host:port`, `file:///path` or `null://`, with `?profile=…&width=…`."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

JETDIRECT = 9100
"""The port on which printers listen for raw bytes."""

NARROWEST, DOTS, WIDEST = 384, 576, 640
"""Dots a line: of a 58 mm roll, of most 80 mm printers, and of those that print on the edge."""

DPI, COARSE_DPI = 203, 180
_COARSE = range(504, 513)
"""Lines of about 512 dots are those of 180 dpi printers on 80 mm paper, such as Epson's TM-T88."""


class BadAddress(ValueError):
    """A printer's address that makes no sense; says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Address:
    """A printer: how to reach it, and the python-escpos profile, line and density that its slips are made for."""

    scheme: str
    host: str = ""
    port: int = JETDIRECT
    path: Path = Path()
    profile: str = "default"
    dots: int = DOTS
    dpi: int = DPI


def address_of(dsn: str) -> Address:
    """The printer that a DSN names. Raises BadAddress, in a sentence; opens and imports nothing heavy."""
    try:
        parts = urlsplit(dsn.strip())
        place = _places(parts.scheme)(parts)
    except BadAddress:
        raise
    except ValueError as bad:
        raise BadAddress(f"{dsn!r} is no address of a printer: {bad}") from bad
    return Address(parts.scheme, **place, **_kind(_options(parts.query)))


def _places(scheme: str) -> Callable[[SplitResult], dict[str, Any]]:
    """How the place is written after each `scheme://`."""
    if scheme in _NOT_YET:
        raise BadAddress(f"{scheme}:// comes with a later version. {_NOT_YET[scheme]}")
    if scheme not in _PLACES:
        raise BadAddress("A printer's address begins with network://, file:// or null:// (no printer).")
    return _PLACES[scheme]


def _network(parts: SplitResult) -> dict[str, Any]:
    if not parts.hostname:
        raise BadAddress("network:// needs the printer's address, such as network://192.168.1.50:9100.")
    if parts.path.strip("/") or parts.username:
        raise BadAddress("network:// takes a host and a port only, such as network://192.168.1.50:9100.")
    port = JETDIRECT if parts.port is None else parts.port
    if port == 0:
        raise BadAddress("Port 0 is none: printers listen on 9100.")
    return {"host": parts.hostname, "port": port}


def _file(parts: SplitResult) -> dict[str, Any]:
    if parts.netloc or len(parts.path) <= 1:
        raise BadAddress("file:// needs a whole path after three slashes, such as file:///dev/usb/lp0.")
    return {"path": Path(unquote(parts.path))}


def _null(parts: SplitResult) -> dict[str, Any]:
    if parts.netloc or parts.path.strip("/"):
        raise BadAddress("null:// is no printer at all: nothing follows it.")
    return {}


_PLACES = {"network": _network, "file": _file, "null": _null}
_NOT_YET = {
    "usb": "A USB printer that Linux shows as a device is written file:///dev/usb/lp0.",
    "serial": "A printer with a network socket is written network://host:9100.",
    "cups": "A printer with a network socket is written network://host:9100.",
}


def _options(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    options = dict(pairs)
    for name in options:
        if name not in ("profile", "width"):
            raise BadAddress(f"A printer's address has no {name!r}; it has profile and width.")
    if len(options) < len(pairs):
        raise BadAddress("A printer has one profile and one width.")
    return options


def _kind(options: dict[str, str]) -> dict[str, Any]:
    """Profile, dots a line and density: what is asked for, else what the profile says, else an 80 mm printer's."""
    name = options.get("profile", "default")
    profile = profiles().get(name)
    if profile is None:
        raise BadAddress(f"python-escpos has no profile {name!r}; it has {', '.join(sorted(profiles()))}.")
    if not profile["features"]["bitImageRaster"]:
        raise BadAddress(f"Printers of profile {name!r} print no pictures (GS v 0), and the slip is one.")
    most = _number(profile["media"].get("width", {}).get("pixels"))
    dots = _width(options["width"]) if "width" in options else most or DOTS
    if most and dots > most:
        raise BadAddress(f"width={dots} does not fit: printers of profile {name!r} have {most} dots a line.")
    dpi = _number(profile["media"].get("dpi")) or (COARSE_DPI if dots in _COARSE else DPI)
    return {"profile": name, "dots": dots, "dpi": dpi}


def _width(said: str) -> int:
    if not said.isdecimal() or not NARROWEST <= int(said) <= WIDEST or int(said) % 8:
        raise BadAddress(
            f"width={said} is none: it counts dots a line, 576 (or 512) on 80 mm paper, 384 on 58 mm."
        )
    return int(said)


def _number(said: object) -> int | None:
    """A figure of a profile, or None where python-escpos has "Unknown"."""
    return said if isinstance(said, int) else None


@cache
def profiles() -> dict[str, Any]:
    """python-escpos' printer profiles, read from its table without importing it (that takes a third of a second)."""
    found = find_spec("escpos")
    if found is None or found.origin is None:
        raise RuntimeError("python-escpos is missing: `make setup` brings it.")
    table = Path(found.origin).with_name("capabilities.json")
    known: dict[str, Any] = json.loads(table.read_text(encoding="utf-8"))["profiles"]
    return known
