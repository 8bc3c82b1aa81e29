"""A printer as an administrator sets it up: what its address says, what may be changed about it, and which are here."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from kiosk.printing.address import (
    DEVICES,
    DOTS,
    NARROWEST,
    TEXT_PROFILES,
    BadAddress,
    Raster,
    profiles,
)
from kiosk.printing.fonts import FontsMissing
from kiosk.printing.logo import BadLogo
from kiosk.printing.logo import checked as checked_logo
from kiosk.printing.worker import ready_to_print
from server.domain.errors import BadInput

ASKED_SECONDS = 3
"""How long the system's print service may take to name its queues."""

_WHERE = {
    "printer-profile": "profile",
    "printer-picture": "profile",
    "printer-width": "width",
    "printer-wide": "width",
    "printer-text": "mode",
    "printer-slow": "mode",
    "printer-roll": "roll",
}
"""Which field of the page a bad address is about; the address itself where none is named."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """A printer's address taken apart: where it hangs, and what was said about it (`Address`)."""

    place: str
    options: dict[str, str]


def taken_apart(dsn: str) -> SetUp:
    place, _, options = dsn.strip().partition("?")
    return SetUp(place, dict(parse_qsl(options, keep_blank_values=True)))


def put_together(typed: str, wished: Mapping[str, object]) -> str:
    """The address somebody typed, with what they chose beside it; None is no choice.

    BadInput, which names the field, for what no printer has, and for one that this machine cannot work.
    """
    known = taken_apart(typed)
    options = {**known.options, **{name: str(told) for name, told in wished.items() if told is not None}}
    dsn = f"{known.place}?{urlencode(options)}" if options else known.place
    try:
        ready_to_print(dsn)
    except BadAddress as bad:
        raise BadInput(where=_WHERE.get(bad.why, "address"), why=bad.why, hint=bad.hint) from bad
    except FontsMissing as missing:
        raise BadInput(where="address", why="printer-fonts", hint=str(missing)) from missing
    return dsn


def logo(file: bytes) -> bytes:
    """The file, if it can be printed as a logo; BadInput otherwise."""
    try:
        return checked_logo(file)
    except BadLogo as bad:
        raise BadInput(where="logo", why="picture", hint=str(bad)) from bad


@dataclass(frozen=True, slots=True)
class Kind:
    """A printer that python-escpos knows: may slips be sent to it in its own letters?"""

    profile: str
    name: str
    writes_vietnamese: bool


def kinds() -> list[Kind]:
    """The printers that take pictures, by name; "default" first, for all others."""
    known = [
        Kind(code, f"{told['vendor']} {told['name']}".strip(), code in TEXT_PROFILES)
        for code, told in profiles().items()
        if told["features"]["bitImageRaster"]
    ]
    return sorted(known, key=lambda kind: (kind.profile != "default", kind.name.lower()))


WIDTHS = (NARROWEST, 512, DOTS)
"""Dots a line that are common: of 58 mm paper, of 80 mm at 180 dpi, of 80 mm."""


def bench(dsn: str) -> dict[str, Any]:
    """A printer's address taken apart for a page: its place, what was chosen about it, and what can be chosen."""
    known, options = taken_apart(dsn), taken_apart(dsn).options
    return {
        "place": known.place,
        "profile": options.get("profile", ""),
        "width": options.get("width", ""),
        "mode": options.get("mode", "picture"),
        "raster": options.get("raster", Raster.RASTER.value),
        "roll": options.get("roll"),
        "asks": options.get("status", "auto") != "none",
        "kinds": kinds(),
        "writers": [kind for kind in kinds() if kind.writes_vietnamese],
        "widths": WIDTHS,
        "rasters": tuple(way.value for way in Raster),
        "prints": not known.place.startswith("null:"),
    }


def here() -> list[str]:
    """The addresses of the printers that this machine has: on USB, on a serial line, in its print service."""
    devices = [*sorted(DEVICES.glob("usb/lp[0-9]*")), *sorted(DEVICES.glob("ttyUSB[0-9]*"))]
    return [_named(device) for device in devices] + [f"cups://{queue}" for queue in _queues()]


def _named(device: Path) -> str:
    return f"serial://{device}" if device.name.startswith("tty") else f"file://{device}"


def _queues() -> list[str]:
    """The queues of the print service; none where there is no such service or it does not answer."""
    if shutil.which("lpstat") is None:
        return []
    try:
        told = subprocess.run(
            ["lpstat", "-e"], capture_output=True, text=True, timeout=ASKED_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return []
    return [line.strip() for line in told.stdout.splitlines() if line.strip()]
