"""What an office sets up about its slips, from the command line and for the page of its administrator."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import requests
from PIL import Image

from tests.fixtures.office import OpenOffice, RunningOffice
from tests.fixtures.printer import Epson, FakePrinter, printed

SECONDS = 60


@pytest.fixture
def office(sample_office: RunningOffice, tmp_path: Path) -> RunningOffice:
    """An office that is closed."""
    made = RunningOffice(tmp_path / "office")
    made.move_in_like(sample_office)
    return made


def preview(office: RunningOffice, *arguments: str) -> Image.Image:
    file = office.data / "slip.png"
    office.run("slip", "preview", "--out", str(file), *arguments)
    with Image.open(file) as drawn:
        return drawn.convert("1")


@pytest.mark.parametrize("kind", ["ticket", "reprint", "checklist", "receipt", "test"])
@pytest.mark.parametrize("width", [576, 384])
def test_every_kind_of_slip_can_be_seen_before_it_is_printed(
    office: RunningOffice, kind: str, width: int
) -> None:
    drawn = preview(office, "--kind", kind, "--width", str(width))

    assert drawn.width == width
    assert len(drawn.getcolors() or []) == 2


def test_the_bytes_of_a_slip_make_the_very_picture_that_is_shown(office: RunningOffice) -> None:
    file = office.data / "slip.bin"

    office.run("slip", "preview", "--out", str(file), "--width", "384")

    assert printed(file.read_bytes()).picture.tobytes() == preview(office, "--width", "384").tobytes()


def test_what_the_office_sets_is_on_its_next_slip_and_can_be_taken_away(
    office: RunningOffice, tmp_path: Path
) -> None:
    usual, sign = preview(office), tmp_path / "logo.png"
    Image.new("L", (200, 200), 0).save(sign)

    office.run("slip", "set", "--logo", str(sign), "--footer-vi", "Bộ phận nghỉ chiều thứ Bảy.", "--large")
    own = preview(office)
    office.run("slip", "set", "--no-logo", "--footer-vi", "", "--normal")

    assert own.height > usual.height
    assert own.getpixel((5, 5)) == 0
    assert preview(office).tobytes() == usual.tobytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["set", "--logo", "{file}"], "lô-gô"),
        (["preview", "--out", "{file}", "--width", "100"], "số điểm trên một dòng"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    office: RunningOffice, tmp_path: Path, arguments: list[str], told: str
) -> None:
    file = tmp_path / "logo.txt"
    file.write_text("no picture")

    with pytest.raises(AssertionError, match=told):
        office.run("slip", *[argument.format(file=file) for argument in arguments])


def test_the_administrator_sees_the_very_slip_and_nobody_else(open_office: OpenOffice) -> None:
    office = open_office()
    at = f"{office.url}/slip/preview.png"

    def asked(scope: str, query: str = "") -> requests.Response:
        key = {"Authorization": f"Bearer {office.token(scope)}"}
        return requests.get(f"{at}{query}", headers=key, timeout=SECONDS)

    shown = asked("director", "?kind=checklist&width=384")

    assert shown.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(shown.content)).width == 384
    assert [asked("director", query).status_code for query in ("?kind=menu", "?width=12")] == [422, 422]
    assert asked("kiosk").status_code == 403


def test_a_running_office_prints_lists_receipts_and_its_test_page(
    printer_that: Callable[..., FakePrinter], open_office: OpenOffice
) -> None:
    printer = printer_that(Epson())
    office = open_office(TOILUOT_PRINTER=printer.dsn)

    def post(scope: str, path: str, wish: object, counter: str | None = None) -> requests.Response:
        key = {"Authorization": f"Bearer {office.token(scope, counter)}"}
        return requests.post(f"{office.url}/api/v1{path}", json=wish, headers=key, timeout=SECONDS)

    office.run("slip", "test-page")
    ways = {command.split()[0] for command in printed(printer.paper()).commands}
    listed = post("kiosk", "/procedures/1.001193/checklist", {"language": "en"})
    checklist = printed(printer.paper()).picture
    ticket = post("kiosk", "/tickets", {"service": "ho-tich", "procedure": "1.001193"}).json()["id"]
    printer.paper()
    early = post("clerk", f"/tickets/{ticket}/receipt", {"papers": [0]}, "1")
    for step in ("/counters/1/open", "/counters/1/call-next", f"/tickets/{ticket}/start"):
        post("clerk", step, {}, "1")
    wrong = post("clerk", f"/tickets/{ticket}/receipt", {"papers": [99]}, "1")
    good = post("clerk", f"/tickets/{ticket}/receipt", {"papers": [0, 2], "due": "2022-10-10"}, "1")
    receipt = printed(printer.paper()).picture

    assert {"picture", "graphics", "columns"} <= ways
    assert (listed.status_code, early.status_code, wrong.status_code, good.status_code) == (
        201,
        409,
        422,
        201,
    )
    assert checklist.tobytes() != receipt.tobytes()
    assert printer.jobs.empty()
