"""Where a printer hangs and what it is: `network://host:port`, `usb://vendor:product`, `serial:///dev/…`, `cups://queue`,
`file:///path`, `agent://` (a printer agent on another machine) or `null://`, with `?profile=…&width=…`.

Options: `profile` and `width` (dots a line) of the printer; `mode=text` for slips in its own letters; `raster`, the way
in which it takes pictures; `status=none` for one that must not be asked how it is; `confirm` for how it says that it has
printed; `baud` and `flow` of a serial line; `roll` in metres, for a forecast of how many slips it still gives.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from re import fullmatch
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from server.domain.printer import Confirmation

JETDIRECT = 9100
"""The port on which printers listen for raw bytes."""

EXAMPLE = "network://192.168.1.50:9100"

NARROWEST, DOTS, WIDEST = 384, 576, 640
"""Dots a line: of a 58 mm roll, of most 80 mm printers, and of those that print on the edge."""

DPI, COARSE_DPI = 203, 180
OPTIONS = ("profile", "width", "mode", "raster", "status", "confirm", "roll")
LINE_OPTIONS = ("baud", "flow")
"""Of serial printers only."""
DEVICES = Path("/dev")
FASTEST_BAUD, SLOWEST_BAUD = 115_200, 57_600
BAUDS = ("115200", "57600", "38400", "19200", "9600")
FLOWS = ("none", "xonxoff", "rtscts", "dsrdtr")
LONGEST_ROLL = 500
"""Metres: more than any ticket printer takes."""

TEXT_PROFILES = frozenset(
    {
        "CT-S651",
        "TEP-200M",
        "TM-L90",
        "TM-P80",
        "TM-P80-42col",
        "TM-T20II",
        "TM-T20II-42col",
        "TM-T88II",
        "TM-T88V",
    }
)
"""Profiles whose code pages have all 146 letters of Vietnamese. "default" says so too, of a printer nobody knows."""

SAY_WHEN_DONE = frozenset({"TM-T20II", "TM-T20II-42col", "TM-T88V", "TM-P80", "TM-P80-42col"})
"""Profiles of printers that know GS ( H (Epson's reference); the others are asked by GS r."""

_COARSE = range(504, 513)
"""Lines of about 512 dots are those of 180 dpi printers on 80 mm paper, such as Epson's TM-T88."""


class Raster(StrEnum):
    """A way of sending a picture: GS v 0, GS ( L or ESC *. Printers know the first, unless the test page shows otherwise."""

    RASTER = "raster"
    GRAPHICS = "graphics"
    COLUMN = "column"


class BadAddress(ValueError):
    """A printer's address that makes no sense: `why` (words of `why.<why>`), and a hint in any language."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(f"{why} ({hint})")
        self.why, self.hint = why, hint


@dataclass(frozen=True, slots=True)
class Address:
    """A printer: how to reach it, the python-escpos profile, line and density that its slips are made for, and its manners.

    `asks`: whether it may be asked how it is. `roll`: metres of a new roll, None where nobody said.
    """

    scheme: str
    host: str = ""
    port: int = JETDIRECT
    path: Path = Path()
    vendor: int = 0
    product: int = 0
    serial: str = ""
    queue: str = ""
    baud: int = 0
    flow: str = "none"
    profile: str = "default"
    dots: int = DOTS
    dpi: int = DPI
    asks: bool = True
    confirmation: Confirmation = Confirmation.PAPER
    roll: int | None = None
    raster: Raster = Raster.RASTER
    text: bool = False


def address_of(dsn: str) -> Address:
    """The printer that a DSN names. Raises BadAddress; opens nothing and imports nothing heavy."""
    try:
        parts = urlsplit(dsn.strip())
    except ValueError as bad:
        raise BadAddress("printer-network", EXAMPLE) from bad
    place = _places(parts.scheme)(parts)
    serial = parts.scheme == "serial"
    options = _options(parts.query, (*OPTIONS, *(LINE_OPTIONS if serial else ())))
    speed = _speed(options) if serial else {}
    answers = parts.scheme in ("network", "usb", "serial") or _is_device(place.get("path"))
    return Address(parts.scheme, **place | speed, **_kind(options), **_manners(options, answers=answers))


def _is_device(path: Path | None) -> bool:
    return path is not None and path.is_relative_to(DEVICES)


def _places(scheme: str) -> Callable[[SplitResult], dict[str, Any]]:
    """How the place is written after each `scheme://`."""
    if scheme not in _PLACES:
        raise BadAddress("printer-scheme", ", ".join(f"{known}://" for known in _PLACES))
    return _PLACES[scheme]


def _network(parts: SplitResult) -> dict[str, Any]:
    port = _port(parts)
    if not parts.hostname or port == 0 or parts.path.strip("/") or parts.username:
        raise BadAddress("printer-network", EXAMPLE)
    return {"host": parts.hostname, "port": port}


def _port(parts: SplitResult) -> int:
    try:
        return JETDIRECT if parts.port is None else parts.port
    except ValueError as bad:
        raise BadAddress("printer-network", EXAMPLE) from bad


def _file(parts: SplitResult) -> dict[str, Any]:
    if parts.netloc or len(parts.path) <= 1:
        raise BadAddress("printer-file", "file:///dev/usb/lp0")
    return {"path": Path(unquote(parts.path))}


def _null(parts: SplitResult) -> dict[str, Any]:
    if parts.netloc or parts.path.strip("/"):
        raise BadAddress("printer-null", "null://")
    return {}


def _usb(parts: SplitResult) -> dict[str, Any]:
    """Vendor and product in hexadecimal, as `lsusb` shows them, and perhaps the serial number."""
    named = fullmatch(r"([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})", parts.netloc)
    if named is None:
        raise BadAddress("printer-usb", "usb://04b8:0202")
    return {
        "vendor": int(named[1], 16),
        "product": int(named[2], 16),
        "serial": unquote(parts.path.strip("/")),
    }


def _line(parts: SplitResult) -> dict[str, Any]:
    if parts.netloc or len(parts.path) <= 1:
        raise BadAddress("printer-serial", "serial:///dev/ttyUSB0?baud=115200")
    return {"path": Path(unquote(parts.path)), "baud": FASTEST_BAUD}


def _cups(parts: SplitResult) -> dict[str, Any]:
    """`cups://queue` of this machine, or `cups://host/queue`."""
    names = [name for name in (parts.netloc, unquote(parts.path.strip("/"))) if name]
    if len(names) not in (1, 2) or not all(fullmatch(r"[\w.][\w.:-]*", name) for name in names):
        raise BadAddress("printer-cups", "cups://queue, cups://host/queue")
    return {"queue": names[-1], "host": names[0] if len(names) == 2 else ""}


def _agent(parts: SplitResult) -> dict[str, Any]:
    if parts.netloc or parts.path.strip("/"):
        raise BadAddress("printer-agent", "agent://")
    return {}


_PLACES = {
    "agent": _agent,
    "network": _network,
    "usb": _usb,
    "serial": _line,
    "cups": _cups,
    "file": _file,
    "null": _null,
}


def _options(query: str, known: tuple[str, ...]) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    options = dict(pairs)
    if len(options) < len(pairs) or not options.keys() <= set(known):
        raise BadAddress("printer-option", ", ".join(known))
    return options


def _speed(options: dict[str, str]) -> dict[str, Any]:
    """Of a serial line. A slip is a picture of 35,000 bytes: slower lines need longer than a job may take."""
    baud = _one_of(BAUDS, options, "baud")
    if int(baud) < SLOWEST_BAUD and options.get("mode") != "text":
        raise BadAddress("printer-slow", f"baud={SLOWEST_BAUD}")
    return {"baud": int(baud), "flow": _one_of(FLOWS, options, "flow")}


def _manners(options: dict[str, str], *, answers: bool) -> dict[str, Any]:
    """How to speak with it. No printer, a file, or one of `status=none` is asked nothing."""
    asks = answers and _one_of(("auto", "none"), options, "status") == "auto"
    usual = Confirmation.PROCESS if options.get("profile") in SAY_WHEN_DONE else Confirmation.PAPER
    said = _one_of((usual, *Confirmation), options, "confirm")
    return {
        "asks": asks,
        "confirmation": Confirmation(said) if asks else Confirmation.NONE,
        "roll": _roll(options["roll"]) if "roll" in options else None,
        "raster": Raster(_one_of(tuple(Raster), options, "raster")),
        "text": _text(options),
    }


def _one_of(choice: tuple[str, ...], options: dict[str, str], name: str) -> str:
    """The option, or the first choice when it is not given."""
    said = options.get(name, choice[0])
    if said not in choice:
        raise BadAddress("printer-choice", f"{name}={'|'.join(dict.fromkeys(choice))}")
    return said


def _text(options: dict[str, str]) -> bool:
    """Whether slips are sent as letters; only where every letter of Vietnamese is known to be there."""
    if _one_of(("picture", "text"), options, "mode") == "picture":
        return False
    if options.get("profile") not in TEXT_PROFILES:
        raise BadAddress("printer-text", f"profile={'|'.join(sorted(TEXT_PROFILES))}")
    return True


def _roll(said: str) -> int:
    if not said.isdecimal() or not 1 <= int(said) <= LONGEST_ROLL:
        raise BadAddress("printer-roll", "roll=80")
    return int(said)


def _kind(options: dict[str, str]) -> dict[str, Any]:
    """Profile, dots a line and density: what is asked for, else what the profile says, else an 80 mm printer's."""
    name = options.get("profile", "default")
    profile = profiles().get(name)
    if profile is None:
        raise BadAddress("printer-profile", ", ".join(sorted(profiles())))
    if not profile["features"]["bitImageRaster"]:
        raise BadAddress("printer-picture", name)
    most = _number(profile["media"].get("width", {}).get("pixels"))
    dots = _width(options["width"]) if "width" in options else most or DOTS
    if most and dots > most:
        raise BadAddress("printer-wide", f"{name}: {most}")
    dpi = _number(profile["media"].get("dpi")) or (COARSE_DPI if dots in _COARSE else DPI)
    return {"profile": name, "dots": dots, "dpi": dpi}


def _width(said: str) -> int:
    if not said.isdecimal() or not NARROWEST <= int(said) <= WIDEST or int(said) % 8:
        raise BadAddress("printer-width", "80 mm: 576, 512; 58 mm: 384")
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
