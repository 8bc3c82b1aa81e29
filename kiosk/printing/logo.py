"""The office's sign on paper: black or white, whatever it was drawn in."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from kiosk.printing.blocks import INK, WHITE, Paper
from server.domain.printer import LARGEST_LOGO

HIGH, WIDE = 8.0, 20.0
"""Millimetres that a logo may take."""

_MOST_DOTS = 4_000_000


class BadLogo(ValueError):
    """A file that cannot be printed as a logo."""


def checked(file: bytes) -> bytes:
    """The file, if it is a picture that may be used; BadLogo otherwise."""
    if len(file) > LARGEST_LOGO:
        raise BadLogo(f"at most {LARGEST_LOGO // 1024} kB")
    _opened(file)
    return file


def logo_on(file: bytes, roll: Paper) -> Image.Image:
    """The logo as a mask of its dots, as large as it may be on this roll."""
    drawn = _opened(file)
    on_paper = Image.new("L", drawn.size, WHITE)
    on_paper.paste(drawn.convert("L"), mask=drawn.getchannel("A"))
    scale = min(roll.px(HIGH) / drawn.height, roll.px(WIDE) / drawn.width)
    size = (max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale)))
    fitted = on_paper.resize(size, Image.Resampling.LANCZOS)
    return fitted.point([WHITE if grey < INK else 0 for grey in range(256)], "1")


def _opened(file: bytes) -> Image.Image:
    try:
        drawn = Image.open(BytesIO(file))
        if drawn.width * drawn.height > _MOST_DOTS:
            raise BadLogo("at most 2,000 by 2,000 dots")
        return drawn.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError) as bad:
        raise BadLogo(str(bad)) from bad
