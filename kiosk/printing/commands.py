"""What the printer is told: ESC/POS bytes, made by python-escpos from the picture of the slip."""

import logging
import os
import shutil
from functools import cache
from types import ModuleType

from PIL import Image

from kiosk.printing.address import profiles

FRAGMENT = 256
"""Rows of a picture sent at once: cheap printers print garbage after longer ones (python-escpos #367, #628)."""

TEAR_LINES = 5
"""Lines fed where there is no cutter, until the slip can be torn off below its last word."""


def commands(picture: Image.Image, profile: str) -> bytes:
    """The bytes that print one slip: reset, the picture by GS v 0, feed, cut."""
    paper = _escpos().Dummy(profile=profile)
    # Asked for its width, a profile that does not know it prints a complaint on our standard output.
    media = {"media": {"width": {"pixels": picture.width}}}
    paper.profile.profile_data = paper.profile.profile_data | media
    paper.hw("INIT")
    paper.image(picture, impl="bitImageRaster", fragment_height=FRAGMENT)
    if _cuts(profile):
        # GS V 66 feeds just to the cutter; escpos' own feed before a cut would add 25 mm of blank paper.
        paper.cut(feed=False)
    else:
        paper.print_and_feed(TEAR_LINES)
    return bytes(paper.output)


def warm_up() -> None:
    """Imports python-escpos now, so that the first citizen does not wait for it."""
    _escpos()


def _cuts(profile: str) -> bool:
    features = profiles()[profile]["features"]
    return bool(features["paperFullCut"] or features["paperPartCut"])


@cache
def _escpos() -> ModuleType:
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
