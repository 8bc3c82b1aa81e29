"""How the slip looks."""

import json
from io import BytesIO
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageChops, ImageDraw

from kiosk.printing.blocks import WHITE, Paper, Text, paper
from kiosk.printing.blocks import lines as set_in_lines
from kiosk.printing.fonts import Face, font, vietnamese
from kiosk.printing.logo import HIGH, BadLogo, checked
from kiosk.printing.picture import picture, preview
from kiosk.slip import Sheet, printable_of
from server.domain.printer import LARGEST_LOGO
from server.web.words import shipped
from tests.fixtures.slip import FACTS, code_of, slip, tops_of

WIDE, EPSON, NARROW = paper(576), paper(512, 180), paper(384)

SHEET: dict[str, Any] = {
    "sheet": "checklist",
    "office": {"vi": "Trung tâm Phục vụ hành chính công xã Dương Phong"},
    "procedure": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
    "papers": [{"vi": "Tờ khai đăng ký khai sinh"}],
    "issued_at": "2022-10-03T08:05:00+07:00",
    "language": "vi",
    "number": "A005",
    "counter": "Quầy 1",
    "clerk": "Lan",
}

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
    block = set_in_lines([Text(line, face, em) for line in lines], 576)
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


def shown(kept: dict[str, Any], roll: Paper, logo: bytes = b"") -> Image.Image:
    return picture(printable_of(json.dumps(kept), shipped()), roll, logo)


@pytest.mark.parametrize("roll", [WIDE, EPSON, NARROW])
@pytest.mark.parametrize("kind", ["checklist", "receipt"])
def test_a_list_has_a_box_for_each_paper_and_ticks_what_was_handed_in(kind: str, roll: Paper) -> None:
    papers = [{"vi": "Tờ khai"}, {"vi": "Giấy chứng sinh; nếu không có: văn bản của người làm chứng"}]

    two, one = shown(SHEET | {"sheet": kind, "papers": papers}, roll), shown(SHEET | {"sheet": kind}, roll)

    assert two.width == roll.dots
    assert two.height > one.height
    assert boxes_of(two, roll) == 2
    assert boxes_of(one, roll) == 1


def boxes_of(drawn: Image.Image, roll: Paper) -> int:
    """Squares at the left edge, by the length of the line on their left."""
    left = drawn.crop((1, 0, 2, drawn.height)).convert("L").tobytes()
    return sum(len(list(strip)) >= roll.px(3.2) and dark for dark, strip in groupby(dot == 0 for dot in left))


def test_a_receipt_says_that_it_is_not_the_official_one_and_has_room_to_sign() -> None:
    sheet = printable_of(json.dumps(SHEET | {"sheet": "receipt", "due": "2022-10-10"}), shipped())

    assert isinstance(sheet, Sheet)
    assert (sheet.ticked, sheet.signed_by) == (True, ("Người nộp", "Người nhận"))
    assert sheet.terms == ("Số thứ tự A005", "Quầy 1 · Lan", "Hẹn trả kết quả: 10/10/2022")
    assert "không thay" in str(sheet.footer)


def test_a_list_in_english_names_the_procedure_for_the_clerk_too() -> None:
    sheet = printable_of(
        json.dumps(SHEET | {"language": "en", "fee": {"said": {"vi": "8.000 đ", "en": "8,000 đ"}}}), shipped()
    )

    assert isinstance(sheet, Sheet)
    assert sheet.names == ("Birth registration", "Đăng ký khai sinh")
    assert sheet.terms == ("Fee: 8,000 đ",)


@pytest.mark.parametrize("roll", [WIDE, NARROW])
def test_the_large_slip_has_larger_words_and_number_and_the_same_code(roll: Paper) -> None:
    usual, large = picture(slip(), roll), picture(slip(large=True), roll)

    assert large.height > usual.height
    assert ink(large)[2] <= roll.dots
    assert len(tops_of(code_of(FACTS.url, roll), large)) == 1


def logo(size: tuple[int, int] = (300, 300), colour: str = "#B41414") -> bytes:
    """A disc in the middle of nothing."""
    drawn, kept = Image.new("RGBA", size), BytesIO()
    ImageDraw.Draw(drawn).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=colour)
    drawn.save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize("roll", [WIDE, EPSON, NARROW])
def test_a_logo_is_burnt_as_dark_dots_and_its_transparent_ground_is_paper(roll: Paper) -> None:
    plain, signed = picture(slip(), roll), picture(slip(), roll, logo())
    side = roll.px(HIGH)

    corner, middle = (0, 0), (side // 2, side // 2)

    assert (signed.getpixel(corner), signed.getpixel(middle)) == (WHITE, 0)
    assert plain.getpixel(middle) in (0, WHITE)
    assert len(tops_of(code_of(FACTS.url, roll), signed)) == 1


@pytest.mark.parametrize("file", [b"", b"no picture", logo((3000, 3000)), b"x" * (LARGEST_LOGO + 1)])
def test_what_cannot_be_a_logo_is_refused(file: bytes) -> None:
    with pytest.raises(BadLogo):
        checked(file)


def test_a_slip_with_a_logo_keeps_its_length_by_its_number() -> None:
    assert millimetres(picture(slip(), WIDE, logo()), WIDE) <= 62.05
