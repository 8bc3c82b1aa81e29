"""What the paper is drawn with: a roll, and strips of ink that stand under one another or side by side."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from PIL import Image, ImageDraw, ImageOps

from kiosk.printing.fonts import Face, font, ink, length, wrapped

Draw = ImageDraw.ImageDraw

_WIDE = 60
"""Millimetres of print below which a roll is a narrow one."""

BLACK, WHITE = 0, 255
INK = 150
"""Grey below which a dot is burnt: above the middle, because heat-sensitive paper thins fine strokes."""
RISE, FALL = 1.02, 0.34
"""What a line takes above and below its baseline, in ems. Capitals with stacked accents (Ẳ, Ổ) get what they need."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A roll as its printer sees it. Sizes are millimetres: of letters the em, of the number its ink.

    The slip keeps to `longest` by drawing its number smaller, though never smaller than `number[0]`.
    """

    dots: int
    per_mm: float
    longest: float
    number: tuple[float, float]
    service: float
    text: float
    small: float
    code_beside: bool

    def px(self, mm: float) -> int:
        return round(mm * self.per_mm)


def _blank(_pen: Draw, _top: int) -> None:
    """Draws nothing: a block of space."""


@dataclass(frozen=True, slots=True)
class Block:
    """A strip of the slip: its height in dots, how to draw it from there, and how wide its ink is."""

    height: int
    draw: Callable[[Draw, int], None] = _blank
    width: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are to be set: their face and its em in dots."""

    words: str
    face: Face
    em: int


def enlarged(roll: Paper) -> Paper:
    """The same roll for eyes that see little: everything larger, and a longer slip."""
    larger = (roll.number[0] * 1.4, roll.number[1] * 1.5)
    return replace(
        roll,
        longest=roll.longest * 1.3,
        number=larger,
        service=roll.service * 1.2,
        text=roll.text * 1.3,
        small=roll.small * 1.2,
    )


def paper(dots: int, dpi: int = 203) -> Paper:
    """The roll of a printer with so many dots a line, so dense: 576 at 203 dpi or 512 at 180 print 72 mm of an 80 mm
    roll, 384 at 203 dpi 48 mm of a 58 mm one.
    """
    per_mm = dpi / 25.4
    if dots / per_mm < _WIDE:
        return Paper(dots, per_mm, 84, (11, 14), 4.0, 3.25, 2.75, code_beside=False)
    return Paper(dots, per_mm, 62, (11, 19), 4.4, 3.25, 2.75, code_beside=True)


def burnt(whole: Block, roll: Paper) -> Image.Image:
    """The dots. Drawn in greys and cut at one of them: that makes finer letters than drawing in one bit."""
    sheet = Image.new("L", (roll.dots, whole.height), WHITE)
    whole.draw(ImageDraw.Draw(sheet), 0)
    return sheet.point([BLACK if grey < INK else WHITE for grey in range(256)], "1")


def pictured(image: Image.Image) -> Block:
    """A picture at the left edge."""
    return Block(image.height, lambda pen, top: pen.bitmap((0, top), image, fill=BLACK), image.width)


def shifted(block: Block, dots: int) -> Block:
    """The block so many dots from the left edge."""

    def draw(pen: Draw, top: int) -> None:
        sheet = Image.new("L", (dots + block.width, block.height), WHITE)
        block.draw(ImageDraw.Draw(sheet), 0)
        pen.bitmap((dots, top), ImageOps.invert(sheet), fill=BLACK)

    return Block(block.height, draw, dots + block.width)


def space(mm: float, roll: Paper) -> Block:
    return Block(roll.px(mm))


def rule(roll: Paper) -> Block:
    down = roll.px(0.9)
    return Block(
        down + 2, lambda pen, top: pen.rectangle((0, top + down, roll.dots - 1, top + down + 1), BLACK)
    )


def boxed(words: str, em: int, width: int, roll: Paper) -> Block:
    """White on black, at the right edge."""
    _, high, _, low = ink(words, Face.HEAVY, em)
    height = low - high + round(em * 0.7)

    def draw(pen: Draw, top: int) -> None:
        pen.rectangle((roll.dots - width, top, roll.dots - 1, top + height - 1), BLACK)
        baseline = top + round(em * 0.35) - high
        pen.text((roll.dots - width // 2, baseline), words, WHITE, font(Face.HEAVY, em), "ms")

    return Block(height, draw, width)


def column(blocks: list[Block]) -> Block:
    """Blocks under one another."""
    tops = list(accumulate((block.height for block in blocks), initial=0))

    def draw(pen: Draw, top: int) -> None:
        for block, down in zip(blocks, tops, strict=False):
            block.draw(pen, top + down)

    return Block(tops[-1], draw, max((block.width for block in blocks), default=0))


def together(left: Block, right: Block) -> Block:
    """Two blocks side by side, the shorter in the middle of the taller."""
    height = max(left.height, right.height)

    def draw(pen: Draw, top: int) -> None:
        left.draw(pen, top + (height - left.height) // 2)
        right.draw(pen, top + (height - right.height) // 2)

    return Block(height, draw)


def lines(texts: Iterable[Text], width: int) -> Block:
    """Sentences from the left edge, each wrapped to the width."""
    return column(
        [line(said, text) for text in texts for said in wrapped(text.words, text.face, text.em, width)]
    )


def line(line: str, text: Text) -> Block:
    rise = max(round(text.em * RISE), 1 - ink(line, text.face, text.em)[1])

    def draw(pen: Draw, top: int) -> None:
        pen.text((0, top + rise), line, BLACK, font(text.face, text.em), "ls")

    return Block(rise + round(text.em * FALL), draw, round(length(line, text.face, text.em)))
