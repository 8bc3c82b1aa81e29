"""What the printer is told: ESC/POS bytes, made by python-escpos from the picture of the slip."""

import logging
import os
import shutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from PIL import Image

from kiosk.printing.address import Raster, profiles

FRAGMENT = 256
"""Rows of a picture sent at once: cheap printers print garbage after longer ones (python-escpos #367, #628)."""

IMPLEMENTATIONS = {
    Raster.RASTER: "bitImageRaster",
    Raster.GRAPHICS: "graphics",
    Raster.COLUMN: "bitImageColumn",
}
"""GS v 0, GS ( L and ESC *, as python-escpos calls them."""

STRIP = 24
"""Rows that ESC * prints at once: a piece of another height would end in a blank gap within the picture."""

TEAR_LINES = 5
"""Lines fed where there is no cutter, until the slip can be torn off below its last word."""


def commands(picture: Image.Image, profile: str, raster: Raster = Raster.RASTER) -> bytes:
    """The bytes that print one slip: reset, the picture, feed, cut."""
    return _printed([(picture, raster)], profile)


def test_page(head: Image.Image, strips: Mapping[Raster, Image.Image], profile: str) -> bytes:
    """The bytes of a page on which each way of sending a picture shows its own strip."""
    return _printed([(head, Raster.RASTER), *((image, way) for way, image in strips.items())], profile)


def _printed(pictures: list[tuple[Image.Image, Raster]], profile: str) -> bytes:
    paper = escpos().Dummy(profile=profile)
    # Asked for its width, a profile that does not know it prints a complaint on our standard output.
    media = {"media": {"width": {"pixels": pictures[0][0].width}}}
    paper.profile.profile_data = paper.profile.profile_data | media
    paper.hw("INIT")
    for picture, raster in pictures:
        rows = FRAGMENT if raster is not Raster.COLUMN else FRAGMENT // STRIP * STRIP
        paper.image(picture, impl=IMPLEMENTATIONS[raster], fragment_height=rows)
    cut_off(paper, profile)
    return bytes(paper.output)


def cut_off(paper: Any, profile: str) -> None:
    """The end of a slip, on a python-escpos printer."""
    if _cuts(profile):
        # GS V 66 feeds just to the cutter; escpos' own feed before a cut would add 25 mm of blank paper.
        paper.cut(feed=False)
    else:
        paper.print_and_feed(TEAR_LINES)


def warm_up() -> None:
    """Imports python-escpos now, so that the first citizen does not wait for it."""
    escpos()


def _cuts(profile: str) -> bool:
    features = profiles()[profile]["features"]
    return bool(features["paperFullCut"] or features["paperPartCut"])


@cache
def escpos() -> ModuleType:
    """`escpos.printer`, imported without what version 3.1 does besides: it sets up logging and leaves a folder in /tmp."""
    root = logging.getLogger()
    ours = list(root.handlers)
    from escpos import capabilities, printer

    for theirs in [handler for handler in root.handlers if handler not in ours]:
        root.removeHandler(theirs)
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    module: ModuleType = printer
    return module
