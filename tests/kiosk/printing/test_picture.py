"""How the slip looks."""

from io import BytesIO
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageChops, ImageDraw

from kiosk.printing.fonts import Face, font, vietnamese
from kiosk.printing.picture import WHITE, Paper, Text, _lines, paper, picture, preview
from tests.fixtures.slip import FACTS, code_of, slip, tops_of

WIDE, EPSON, NARROW = paper(576), paper(512, 180), paper(384)

LONG = {
    "vi": "Chính sách xã hội, người có công, giảm nghèo, trẻ em và bảo trợ xã hội",
    "en": "Social policy, people with merit, poverty reduction, children and social assistance",
}


def millimetres(drawn: Image.Image, roll: Paper) -> float:
    return drawn.height / roll.per_mm


def ink(drawn: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(drawn.convert("L")).getbbox()
    assert box is not None, "nothing is printed"
    return box


def rows_of_ink(drawn: Image.Image) -> list[int]:
    """Heights of the strips of ink that blank rows keep apart."""
    rows = (drawn.crop((0, y, drawn.width, y + 1)).convert("L") for y in range(drawn.height))
    inked = [0 in row.tobytes() for row in rows]
    return [len(list(strip)) for dark, strip in groupby(inked) if dark]


@pytest.mark.parametrize("roll", [WIDE, EPSON, NARROW])
def test_the_same_slip_is_always_the_same_picture(roll: Paper) -> None:
    first = picture(slip(), roll)
    font.cache_clear()

    assert picture(slip(), roll).tobytes() == first.tobytes()
    assert (first.mode, first.width) == ("1", roll.dots)


@pytest.mark.parametrize("roll", [WIDE, EPSON])
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"language": "en"},
        {"priority": True},
        {"reprint": True},
        {"practice": True},
        {"number": "AB1005", "service": LONG, "language": "vi"},
    ],
)
def test_a_slip_on_80_mm_paper_is_at_most_62_mm_long(facts: dict[str, Any], roll: Paper) -> None:
    assert millimetres(picture(slip(**facts), roll), roll) <= 62.05


def test_the_number_is_the_largest_thing_on_the_paper() -> None:
    heights = {roll: max(rows_of_ink(picture(slip(url=None), roll))) / roll.per_mm for roll in (WIDE, NARROW)}

    assert heights[WIDE] >= 18
    assert heights[NARROW] >= 11


def test_a_long_number_is_as_wide_as_the_paper_and_no_wider() -> None:
    whole = ink(picture(slip(number="AB1005", url=None), NARROW))

    assert whole[0] >= 0
    assert whole[2] <= NARROW.dots


@pytest.mark.parametrize("roll", [WIDE, EPSON, NARROW])
@pytest.mark.parametrize(
    "facts",
    [{}, {"priority": True}, {"service": LONG, "language": "en"}, {"expected": None, "counters": {}}],
)
def test_the_code_leads_to_the_ticket_and_stands_free(roll: Paper, facts: dict[str, Any]) -> None:
    drawn, code = picture(slip(**facts), roll), code_of(FACTS.url, roll)
    left, side, free = roll.dots - code.width, code.width, roll.px(1.4)

    (top,) = tops_of(code, drawn)
    around = drawn.crop((left - free, top - free, roll.dots, top + side + free)).convert("L")
    around.paste(WHITE, (free, free, free + side, free + side))

    assert around.getextrema() == (WHITE, WHITE)


def test_a_very_long_address_still_gets_a_code_that_fits() -> None:
    url = "https://" + "mot-cua." * 12 + "vn/t/Zx3kPq9LmN2vT7rY5wB8cA"

    drawn = picture(slip(url=url), NARROW)

    assert ink(drawn)[2] <= NARROW.dots


@pytest.mark.parametrize("face", [Face.WORDS, Face.STRONG, Face.HEAVY])
@pytest.mark.parametrize("em", [20, 22, 26, 35])
def test_stacked_accents_touch_neither_the_line_above_nor_the_edge(face: Face, em: int) -> None:
    lines = ["ẲỖỨ ựợậgjpq/", "ẴỔỬ ệộạgjpq/", "ẨỂỮ ịụặgjpq/"]
    block = _lines([Text(line, face, em) for line in lines], 576)
    sheet = Image.new("L", (576, block.height), WHITE)

    block.draw(ImageDraw.Draw(sheet), 0)

    inked = rows_of_ink(sheet.point(lambda grey: 0 if grey < 150 else WHITE))
    assert len(inked) == len(lines)
    assert min(sheet.crop((0, 0, 576, 1)).getextrema()) == WHITE


def test_what_a_long_name_needs_is_added_and_nothing_is_cut_off() -> None:
    office = {"vi": "Trung tâm Phục vụ hành chính công phường Nguyễn Thị Minh Khai, thành phố Bắc Kạn"}

    longer = picture(slip(office=office, service={"vi": "Hộ kinh doanh, hợp tác xã " * 8}), NARROW)

    assert longer.height > picture(slip(), NARROW).height
    assert ink(longer)[2] <= NARROW.dots


@given(
    some.text(alphabet=[*vietnamese(), " ", "–", "/", "\n"], max_size=200), some.sampled_from([WIDE, NARROW])
)
def test_whatever_an_office_calls_its_services_a_slip_comes_out(name: str, roll: Paper) -> None:
    drawn = picture(slip(service={"vi": name}), roll)

    assert drawn.width == roll.dots
    assert drawn.height > roll.px(30)


def test_the_preview_is_the_very_picture_in_its_true_size() -> None:
    shown = Image.open(BytesIO(preview(slip(), EPSON)))

    assert shown.tobytes() == picture(slip(), EPSON).tobytes()
    assert [round(dpi) for dpi in shown.info["dpi"]] == [180, 180]
