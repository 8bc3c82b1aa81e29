"""A sheet of A4 as PDF: the fonts of the slip, paragraphs, tables, and a code to be scanned."""

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

FONTS = Path(str(files("server.web"))) / "built" / "paper"
FACES = {
    "words": "BeVietnamPro-Regular.ttf",
    "strong": "BeVietnamPro-SemiBold.ttf",
    "numbers": "NotoSans-Bold.ttf",
}
MARGIN_MM = 18
INK, LINE, PALE = "#0B2545", "#9AA7B8", "#EEF2F6"


@cache
def _ready() -> None:
    """Makes the fonts known to ReportLab, once."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))


def style(size: float = 10.5, face: str = "words", align: int = 0, after: float = 2) -> Any:
    """Letters with room for stacked accents (Ẫ, Ổ). `align`: 0 left, 1 middle, 2 right."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    _ready()
    return ParagraphStyle(
        f"{face}-{size}-{align}-{after}",
        fontName=face,
        fontSize=size,
        leading=size * 1.45,
        alignment=align,
        spaceAfter=after,
        textColor=HexColor(INK),
    )


def words(said: str, *, lined: bool = False, **how: Any) -> Any:
    """A paragraph of plain words: nothing in them is markup. `lined`: with a line under them, clear of their dots."""
    from reportlab.platypus import Paragraph

    plain = escape(said).replace("\n", "<br/>")
    return Paragraph(f'<u offset="-0.45*F" width="0.6">{plain}</u>' if lined else plain, style(**how))


def gap(mm: float) -> Any:
    from reportlab.lib.units import mm as unit
    from reportlab.platypus import Spacer

    return Spacer(1, mm * unit)


def together(parts: Sequence[Any]) -> Any:
    """Parts that stand on one page, on the next where this one has no room for all of them."""
    from reportlab.platypus import KeepTogether

    return KeepTogether(list(parts))


def table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    head: int = 1,
    grid: bool = True,
    small: float = 9.0,
) -> Any:
    """A table whose head comes again on every page; `widths` are shares of the width between the margins."""
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import LongTable, TableStyle

    _ready()
    cells = [[_cell(cell, place < head, small) for cell in row] for place, row in enumerate(rows)]
    looks: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    if grid:
        looks += [("GRID", (0, 0), (-1, -1), 0.5, HexColor(LINE))]
        looks += [("BACKGROUND", (0, 0), (-1, head - 1), HexColor(PALE))] if head else []
    return LongTable(cells, colWidths=list(widths), repeatRows=head, style=TableStyle(looks))


def _cell(cell: Any, is_head: bool, small: float) -> Any:
    if isinstance(cell, int | float):
        return words(str(cell), size=small, align=2, after=0)
    if isinstance(cell, str):
        return words(
            cell, size=small, face="strong" if is_head else "words", align=1 if is_head else 0, after=0
        )
    return cell


def code(address: str, mm: float = 28) -> Any:
    """The QR code of an address, in sharp lines."""
    import segno
    from reportlab.graphics.shapes import Drawing, Rect
    from reportlab.lib.colors import black
    from reportlab.lib.units import mm as unit

    modules = segno.make(address, error="m", micro=False).matrix
    side = mm * unit
    dot = side / len(modules)
    drawing = Drawing(side, side)
    for y, row in enumerate(modules):
        for x, module in enumerate(row):
            if module:
                left, low = x * dot, side - (y + 1) * dot
                drawing.add(Rect(left, low, dot, dot, fillColor=black, strokeColor=black, strokeWidth=0.1))
    return drawing


def sheet(title: str, story: Sequence[Any], *, wide: bool = False, foot: str = "") -> bytes:
    """The pages as PDF, numbered at their foot; `wide`: on its side. The same story is always the same bytes."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.units import mm as unit
    from reportlab.platypus import SimpleDocTemplate

    _ready()
    told = io.BytesIO()
    margin = MARGIN_MM * unit
    document = SimpleDocTemplate(
        told,
        pagesize=landscape(A4) if wide else A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin * 0.8,
        bottomMargin=margin,
        title=title,
        author="Tới Lượt",
        invariant=True,
        lang="vi-VN",
    )

    def numbered(canvas: Any, page: Any) -> None:
        canvas.saveState()
        canvas.setFont("words", 8)
        canvas.drawString(margin, margin * 0.55, foot)
        canvas.drawRightString(document.pagesize[0] - margin, margin * 0.55, str(page.page))
        canvas.restoreState()

    document.build(list(story), onFirstPage=numbered, onLaterPages=numbered)
    return told.getvalue()


def width(*, wide: bool = False) -> float:
    """Between the margins, in points."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm as unit

    across: float = A4[1 if wide else 0] - 2 * MARGIN_MM * unit
    return across
