"""How the slip looks: black dots on paper, laid out in millimetres for the roll it is printed on."""

from io import BytesIO

import segno
from PIL import Image

from kiosk.printing.address import Raster
from kiosk.printing.blocks import (
    BLACK,
    Block,
    Draw,
    Paper,
    Text,
    boxed,
    burnt,
    column,
    enlarged,
    lines,
    pictured,
    rule,
    shifted,
    space,
    together,
)
from kiosk.printing.fonts import Face, fits, font, ink, length, wrapped
from kiosk.printing.logo import logo_on
from kiosk.slip import Sheet, Slip, TestPage

Printable = Slip | Sheet | TestPage

_LINES = 2


def picture(printable: Printable, roll: Paper, logo: bytes = b"") -> Image.Image:
    """The slip as its printer burns it: one bit a dot, the same for the same slip. `logo` is a file, empty for none."""
    if isinstance(printable, TestPage):
        return burnt(_test_head(printable, roll), roll)
    if isinstance(printable, Sheet):
        return burnt(_sheet(printable, enlarged(roll) if printable.large else roll, logo), roll)
    return burnt(_slip(printable, enlarged(roll) if printable.large else roll, logo), roll)


def preview(printable: Printable, roll: Paper, logo: bytes = b"") -> bytes:
    """The slip as a PNG of its true size; the test page with a strip by each way of sending one."""
    drawn = picture(printable, roll, logo)
    if isinstance(printable, TestPage):
        drawn = _under_each_other([drawn, *(strip(way, roll) for way in Raster)])
    return as_png(drawn, roll)


def as_png(drawn: Image.Image, roll: Paper) -> bytes:
    kept = BytesIO()
    inch = roll.per_mm * 25.4
    drawn.save(kept, "PNG", dpi=(inch, inch))
    return kept.getvalue()


def _under_each_other(pieces: list[Image.Image]) -> Image.Image:
    whole = Image.new("1", (pieces[0].width, sum(piece.height for piece in pieces)), 1)
    top = 0
    for piece in pieces:
        whole.paste(piece, (0, top))
        top += piece.height
    return whole


def _slip(slip: Slip, roll: Paper, logo: bytes) -> Block:
    above = column([*_bands(slip, roll), _head(slip.office, roll, logo), rule(roll), space(1.2, roll)])
    below = column([space(1.8, roll), _body(slip, roll), *_footer(slip.footer, roll)])
    room = roll.px(roll.longest) - above.height - below.height
    return column([above, _number(slip.number, room, roll), below])


def _sheet(sheet: Sheet, roll: Paper, logo: bytes) -> Block:
    """A list on paper: whose, what for, and one box for each thing, ticked or to be ticked."""
    names = [Text(name, Face.STRONG, roll.px(roll.text)) for name in sheet.names[:1]]
    names += [Text(name, Face.WORDS, roll.px(roll.small)) for name in sheet.names[1:]]
    told = [Text(line, Face.WORDS, roll.px(roll.small)) for line in (*sheet.terms, sheet.issued)]
    items = [
        block for item in sheet.items for block in (_item(item, roll, ticked=sheet.ticked), space(0.6, roll))
    ]
    return column(
        [
            _head(sheet.office, roll, logo),
            rule(roll),
            space(1.2, roll),
            lines([Text(sheet.title, Face.HEAVY, roll.px(roll.service))], roll.dots),
            *_dossier_code(sheet, roll),
            lines(names, roll.dots),
            space(1.2, roll),
            *items,
            space(0.6, roll),
            *([lines([Text(sheet.due, Face.STRONG, roll.px(roll.text))], roll.dots)] if sheet.due else []),
            space(0.6, roll),
            *_terms(sheet, told, roll),
            *_signatures(sheet, roll),
            *_footer(sheet.footer, roll),
        ]
    )


def _dossier_code(sheet: Sheet, roll: Paper) -> list[Block]:
    """The code of a dossier, as large as one line holds it: it is read out on the telephone."""
    if sheet.code is None:
        return []
    full = roll.px(roll.service)
    em = next(em for em in range(full, 0, -1) if fits(sheet.code, Face.NUMBER, em, roll.dots))
    return [space(0.8, roll), lines([Text(sheet.code, Face.NUMBER, em)], roll.dots), space(0.8, roll)]


def _terms(sheet: Sheet, told: list[Text], roll: Paper) -> list[Block]:
    """What is to be known, beside the code of the page where it can be looked up."""
    if sheet.url is None:
        return [lines(told, roll.dots)]
    code = _code(sheet.url, roll)
    beside = roll.dots - code.width - roll.px(2.5)
    scan = Text(sheet.scan or "", Face.WORDS, roll.px(roll.small))
    if not roll.code_beside:
        return [lines(told, roll.dots), space(1.2, roll), together(lines([scan], beside), code)]
    return [together(lines([*told, scan], beside), code)]


def _test_head(page: TestPage, roll: Paper) -> Block:
    told = [
        Text(page.title, Face.HEAVY, roll.px(roll.service)),
        Text(page.how, Face.WORDS, roll.px(roll.small)),
        Text(page.issued, Face.WORDS, roll.px(roll.small)),
    ]
    return column(
        [_head(page.office, roll, b""), rule(roll), space(1.2, roll), lines(told, roll.dots), space(2, roll)]
    )


def strip(name: str, roll: Paper) -> Image.Image:
    """One line of the test page: the name of a way, and letters in which a lost dot is seen."""
    said = Text(f"{name}: Ẵ ự ỗ Đ A005", Face.HEAVY, roll.px(roll.service))
    return burnt(column([lines([said], roll.dots), space(1, roll), rule(roll)]), roll)


def _item(words: str, roll: Paper, *, ticked: bool) -> Block:
    """One thing of a list beside its box."""
    side, beside = roll.px(3.2), roll.px(4.8)
    said = lines([Text(words, Face.WORDS, roll.px(roll.text))], roll.dots - beside)
    height = max(said.height, side + 4)

    def draw(pen: Draw, top: int) -> None:
        high = top + 4
        pen.rectangle((1, high, side, high + side), outline=BLACK, width=2)
        if ticked:
            tick = [
                (side // 5, high + side // 2),
                (side * 2 // 5, high + side * 4 // 5),
                (side * 4 // 5, high + side // 5),
            ]
            pen.line(tick, BLACK, 3)
        shifted(said, beside).draw(pen, top)

    return Block(height, draw, roll.dots)


def _signatures(sheet: Sheet, roll: Paper) -> list[Block]:
    """Room to sign, under who signs there."""
    if not sheet.signed_by:
        return []
    who = [Text(said, Face.STRONG, roll.px(roll.small)) for said in sheet.signed_by]
    half = roll.dots // len(who)
    shares = [shifted(lines([said], half), half * place) for place, said in enumerate(who)]

    def draw(pen: Draw, top: int) -> None:
        for share in shares:
            share.draw(pen, top)

    return [space(1.5, roll), Block(max(share.height for share in shares), draw), space(14, roll)]


def _bands(slip: Slip, roll: Paper) -> list[Block]:
    """White on black across the paper: that this is a second print, or practice."""
    said = [words for words in (slip.reprint, slip.practice) if words]
    return [block for words in said for block in (_band(words, roll), space(0.8, roll))]


def _band(words: str, roll: Paper) -> Block:
    full = roll.px(roll.text)
    em = next(em for em in range(full, 0, -1) if fits(words, Face.HEAVY, em, roll.dots - full))
    return boxed(words, em, roll.dots, roll)


def _head(office: str, roll: Paper, logo: bytes) -> Block:
    """Whose paper this is, beside the logo if there is one."""
    name = Text(office, Face.STRONG, roll.px(roll.small))
    if not logo:
        return lines([name], roll.dots)
    sign = pictured(logo_on(logo, roll))
    beside = sign.width + roll.px(2)
    return together(sign, shifted(lines([name], roll.dots - beside), beside))


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
        return column([*_service(slip, roll), lines(_facts(slip, roll), roll.dots)])
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
        space(0.8, roll),
        lines([*_facts(slip, roll), *_scan(slip, roll)], beside),
    ]
    mark = [_mark(slip.priority, code.width, roll), space(1.5, roll)] if slip.priority else []
    return together(column(words), column([*mark, code]))


def _in_rows(slip: Slip, code: Block, roll: Paper) -> Block:
    """The service over the whole width; what to expect beside the code, on narrow paper above it."""
    beside = roll.dots - code.width - roll.px(2.5)
    facts, scan, gap = _facts(slip, roll), _scan(slip, roll), space(1.2, roll)
    if roll.code_beside:
        return column([*_service(slip, roll), gap, together(lines([*facts, *scan], beside), code)])
    return column(
        [
            *_service(slip, roll),
            space(0.8, roll),
            lines(facts, roll.dots),
            gap,
            together(lines(scan, beside), code),
        ]
    )


def _service(slip: Slip, roll: Paper) -> list[Block]:
    """What the number is for, with the mark of priority beside it or, where a long name leaves no room, above."""
    names = _names(slip, roll, roll.dots)
    if slip.priority is None:
        return [names]
    mark = _mark(slip.priority, roll.px(17), roll)
    if names.width + roll.px(2) + mark.width <= roll.dots:
        return [together(names, mark)]
    return [mark, space(0.8, roll), names]


def _names(slip: Slip, roll: Paper, width: int) -> Block:
    """The service in the citizen's language and, small, in the clerk's. A name that takes over two lines is set smaller."""
    first, *others = slip.services
    large, small = roll.px(roll.service), roll.px(roll.small)
    em = large if len(wrapped(first, Face.HEAVY, large, width)) <= _LINES else roll.px(roll.text)
    return lines([Text(first, Face.HEAVY, em), *(Text(name, Face.WORDS, small) for name in others)], width)


def _mark(words: str, least: int, roll: Paper) -> Block:
    """A word in a black box at the right edge, at least so wide."""
    em = roll.px(roll.small)
    return boxed(words, em, max(least, round(length(words, Face.HEAVY, em) + em)), roll)


def _facts(slip: Slip, roll: Paper) -> list[Text]:
    strong = [
        Text(said, Face.STRONG, roll.px(roll.text)) for said in (slip.ahead, slip.wait, slip.counters) if said
    ]
    plain = [Text(said, Face.WORDS, roll.px(roll.small)) for said in (slip.spoken, slip.issued) if said]
    return [*strong, *plain]


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


def _footer(words: str | None, roll: Paper) -> list[Block]:
    if not words:
        return []
    return [space(1.5, roll), lines([Text(words, Face.WORDS, roll.px(roll.small))], roll.dots)]
