"""How the slip looks: black dots on paper, laid out in millimetres for the roll it is printed on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate

import segno
from PIL import Image, ImageDraw

from kiosk.printing.fonts import Face, fits, font, ink, length, wrapped
from kiosk.slip import Slip

Draw = ImageDraw.ImageDraw

_WIDE = 60
"""Millimetres of print below which a roll is a narrow one."""

BLACK, WHITE = 0, 255
INK = 150
"""Grey below which a dot is burnt: above the middle, because heat-sensitive paper thins fine strokes."""
_LINES = 2
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


def paper(dots: int, dpi: int = 203) -> Paper:
    """The roll of a printer with so many dots a line, so dense: 576 at 203 dpi or 512 at 180 print 72 mm of an 80 mm
    roll, 384 at 203 dpi 48 mm of a 58 mm one.
    """
    per_mm = dpi / 25.4
    if dots / per_mm < _WIDE:
        return Paper(dots, per_mm, 84, (11, 14), 4.0, 3.25, 2.75, code_beside=False)
    return Paper(dots, per_mm, 62, (11, 19), 4.4, 3.25, 2.75, code_beside=True)


def picture(slip: Slip, roll: Paper) -> Image.Image:
    """The slip as its printer burns it: one bit a dot, the same for the same slip."""
    above = _column([*_bands(slip, roll), _office(slip, roll), _rule(roll), _space(1.2, roll)])
    below = _column([_space(1.8, roll), _body(slip, roll), *_footer(slip, roll)])
    room = roll.px(roll.longest) - above.height - below.height
    return _burnt(_column([above, _number(slip.number, room, roll), below]), roll)


def preview(slip: Slip, roll: Paper) -> bytes:
    """The slip as a PNG of its true size."""
    kept = BytesIO()
    inch = roll.per_mm * 25.4
    picture(slip, roll).save(kept, "PNG", dpi=(inch, inch))
    return kept.getvalue()


def _burnt(whole: Block, roll: Paper) -> Image.Image:
    """The dots. Drawn in greys and cut at one of them: that makes finer letters than drawing in one bit."""
    sheet = Image.new("L", (roll.dots, whole.height), WHITE)
    whole.draw(ImageDraw.Draw(sheet), 0)
    return sheet.point([BLACK if grey < INK else WHITE for grey in range(256)], "1")


def _space(mm: float, roll: Paper) -> Block:
    return Block(roll.px(mm))


def _rule(roll: Paper) -> Block:
    down = roll.px(0.9)
    return Block(
        down + 2, lambda pen, top: pen.rectangle((0, top + down, roll.dots - 1, top + down + 1), BLACK)
    )


def _bands(slip: Slip, roll: Paper) -> list[Block]:
    """White on black across the paper: that this is a second print, or practice."""
    said = [words for words in (slip.reprint, slip.practice) if words]
    return [block for words in said for block in (_band(words, roll), _space(0.8, roll))]


def _band(words: str, roll: Paper) -> Block:
    full = roll.px(roll.text)
    em = next(em for em in range(full, 0, -1) if fits(words, Face.HEAVY, em, roll.dots - full))
    return _boxed(words, em, roll.dots, roll)


def _boxed(words: str, em: int, width: int, roll: Paper) -> Block:
    """White on black, at the right edge."""
    _, high, _, low = ink(words, Face.HEAVY, em)
    height = low - high + round(em * 0.7)

    def draw(pen: Draw, top: int) -> None:
        pen.rectangle((roll.dots - width, top, roll.dots - 1, top + height - 1), BLACK)
        baseline = top + round(em * 0.35) - high
        pen.text((roll.dots - width // 2, baseline), words, WHITE, font(Face.HEAVY, em), "ms")

    return Block(height, draw, width)


def _office(slip: Slip, roll: Paper) -> Block:
    return _lines([Text(slip.office, Face.STRONG, roll.px(roll.small))], roll.dots)


def _number(number: str, room: int, roll: Paper) -> Block:
    """The hero: as large as the paper is wide and the rest leaves room for, within `roll.number`."""
    least, most = (roll.px(mm) for mm in roll.number)
    tall = max(least, min(most, room))
    em = _em_of(number, tall, roll.dots)
    left, high, _, low = ink(number, Face.NUMBER, em)
    return Block(
        low - high, lambda pen, top: pen.text((-left, top - high), number, BLACK, font(Face.NUMBER, em), "ls")
    )


def _em_of(number: str, tall: int, wide: int) -> int:
    """The largest em at which the number's ink is within that height and width, to a dot or two."""
    tried = 100
    left, high, right, low = ink(number, Face.NUMBER, tried)
    return int(tried * min((tall - 1) / (low - high), (wide - 1) / (right - left)))


def _body(slip: Slip, roll: Paper) -> Block:
    """What the number is for and what to expect, around the code of the ticket's page: the shorter of two layouts."""
    if slip.url is None:
        return _column([*_service(slip, roll), _lines(_facts(slip, roll), roll.dots)])
    code = _code(slip.url, roll)
    layouts = [_in_rows(slip, code, roll)]
    if roll.code_beside:
        layouts.append(_in_columns(slip, code, roll))
    return min(layouts, key=lambda block: block.height)


def _in_columns(slip: Slip, code: Block, roll: Paper) -> Block:
    """All words on the left; on the right the mark of priority and the code, of one width."""
    beside = roll.dots - code.width - roll.px(2.5)
    words = [
        _names(slip, roll, beside),
        _space(0.8, roll),
        _lines([*_facts(slip, roll), *_scan(slip, roll)], beside),
    ]
    mark = [_mark(slip.priority, code.width, roll), _space(1.5, roll)] if slip.priority else []
    return _together(_column(words), _column([*mark, code]))


def _in_rows(slip: Slip, code: Block, roll: Paper) -> Block:
    """The service over the whole width; what to expect beside the code, on narrow paper above it."""
    beside = roll.dots - code.width - roll.px(2.5)
    facts, scan, gap = _facts(slip, roll), _scan(slip, roll), _space(1.2, roll)
    if roll.code_beside:
        return _column([*_service(slip, roll), gap, _together(_lines([*facts, *scan], beside), code)])
    return _column(
        [
            *_service(slip, roll),
            _space(0.8, roll),
            _lines(facts, roll.dots),
            gap,
            _together(_lines(scan, beside), code),
        ]
    )


def _service(slip: Slip, roll: Paper) -> list[Block]:
    """What the number is for, with the mark of priority beside it or, where a long name leaves no room, above."""
    names = _names(slip, roll, roll.dots)
    if slip.priority is None:
        return [names]
    mark = _mark(slip.priority, roll.px(17), roll)
    if names.width + roll.px(2) + mark.width <= roll.dots:
        return [_together(names, mark)]
    return [mark, _space(0.8, roll), names]


def _names(slip: Slip, roll: Paper, width: int) -> Block:
    """The service in the citizen's language and, small, in the clerk's. A name that takes over two lines is set smaller."""
    first, *others = slip.services
    large, small = roll.px(roll.service), roll.px(roll.small)
    em = large if len(wrapped(first, Face.HEAVY, large, width)) <= _LINES else roll.px(roll.text)
    return _lines([Text(first, Face.HEAVY, em), *(Text(name, Face.WORDS, small) for name in others)], width)


def _mark(words: str, least: int, roll: Paper) -> Block:
    """A word in a black box at the right edge, at least so wide."""
    em = roll.px(roll.small)
    return _boxed(words, em, max(least, round(length(words, Face.HEAVY, em) + em)), roll)


def _facts(slip: Slip, roll: Paper) -> list[Text]:
    strong = [
        Text(said, Face.STRONG, roll.px(roll.text)) for said in (slip.ahead, slip.wait, slip.counters) if said
    ]
    return [*strong, Text(slip.issued, Face.WORDS, roll.px(roll.small))]


def _scan(slip: Slip, roll: Paper) -> list[Text]:
    return [Text(slip.scan, Face.WORDS, roll.px(roll.small))] if slip.scan else []


def _code(url: str, roll: Paper) -> Block:
    """The QR code at the right edge: level M or better, modules of 0.75 mm, smaller only for a long address."""
    modules = segno.make(url, error="m", micro=False).matrix
    dot = max(3, min(roll.px(0.75), roll.px(28) // len(modules)))
    side = dot * len(modules)
    dark = [(x, y) for y, row in enumerate(modules) for x, module in enumerate(row) if module]

    def draw(pen: Draw, top: int) -> None:
        for x, y in dark:
            left, high = roll.dots - side + x * dot, top + y * dot
            pen.rectangle((left, high, left + dot - 1, high + dot - 1), BLACK)

    return Block(side, draw, side)


def _footer(slip: Slip, roll: Paper) -> list[Block]:
    if slip.footer is None:
        return []
    return [_space(1.5, roll), _lines([Text(slip.footer, Face.WORDS, roll.px(roll.small))], roll.dots)]


def _column(blocks: list[Block]) -> Block:
    """Blocks under one another."""
    tops = list(accumulate((block.height for block in blocks), initial=0))

    def draw(pen: Draw, top: int) -> None:
        for block, down in zip(blocks, tops, strict=False):
            block.draw(pen, top + down)

    return Block(tops[-1], draw, max((block.width for block in blocks), default=0))


def _together(left: Block, right: Block) -> Block:
    """Two blocks side by side, the shorter in the middle of the taller."""
    height = max(left.height, right.height)

    def draw(pen: Draw, top: int) -> None:
        left.draw(pen, top + (height - left.height) // 2)
        right.draw(pen, top + (height - right.height) // 2)

    return Block(height, draw)


def _lines(texts: Iterable[Text], width: int) -> Block:
    """Sentences from the left edge, each wrapped to the width."""
    return _column(
        [_line(line, text) for text in texts for line in wrapped(text.words, text.face, text.em, width)]
    )


def _line(line: str, text: Text) -> Block:
    rise = max(round(text.em * RISE), 1 - ink(line, text.face, text.em)[1])

    def draw(pen: Draw, top: int) -> None:
        pen.text((0, top + rise), line, BLACK, font(text.face, text.em), "ls")

    return Block(rise + round(text.em * FALL), draw, round(length(line, text.face, text.em)))
