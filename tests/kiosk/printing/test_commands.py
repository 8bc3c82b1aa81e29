"""What the printer is told."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.printing.address import Raster, address_of
from kiosk.printing.blocks import Paper, paper
from kiosk.printing.commands import FRAGMENT, TEAR_LINES, commands
from kiosk.printing.picture import picture
from kiosk.printing.worker import drawn_for
from kiosk.slip import printable_of
from server.web.words import shipped
from tests.fixtures.printer import printed
from tests.fixtures.slip import slip


@pytest.mark.parametrize("roll", [paper(576), paper(512, 180), paper(384)])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_printer_burns_the_very_picture_dot_by_dot(roll: Paper, language: str) -> None:
    drawn = picture(slip(language=language), roll)

    burnt = printed(commands(drawn, "default")).picture

    assert burnt.size == drawn.size
    assert burnt.tobytes() == drawn.tobytes()


@pytest.mark.parametrize(("raster", "told"), [(Raster.GRAPHICS, "graphics"), (Raster.COLUMN, "columns")])
def test_the_other_ways_of_sending_a_picture_burn_the_very_same_dots(raster: Raster, told: str) -> None:
    drawn = picture(slip(), paper(576))

    burnt = printed(commands(drawn, "TM-T20II", raster))

    assert all(command.startswith(told) for command in burnt.commands[1:-1])
    rows = burnt.picture.crop((0, 0, drawn.width, drawn.height))
    assert rows.tobytes() == drawn.tobytes()
    assert burnt.picture.height - drawn.height < FRAGMENT // 10


def test_the_test_page_shows_each_way_by_itself() -> None:
    at = address_of("null://?profile=TM-T20II")
    page = printable_of(
        json.dumps(
            {
                "sheet": "test",
                "office": {"vi": "X"},
                "issued_at": "2022-10-03T08:05:00+07:00",
                "language": "vi",
            }
        ),
        shipped(),
    )

    told = printed(drawn_for(at, page, b"").told).commands

    assert [command.split()[0] for command in told if command.split()[0] in ("picture", "graphics", "columns")] == [
        "picture", "picture", "graphics", *["columns"] * sum(command.startswith("columns") for command in told)
    ]  # fmt: skip
    assert told[-1] == "feed to the cutter and cut"


def test_a_slip_is_reset_picture_and_cut_and_nothing_else() -> None:
    drawn = picture(slip(), paper(576))

    told = printed(commands(drawn, "TM-T20II")).commands

    assert told == [
        "reset",
        f"picture {FRAGMENT}",
        f"picture {drawn.height - FRAGMENT}",
        "feed to the cutter and cut",
    ]


def test_a_printer_without_a_cutter_feeds_the_slip_out_to_be_torn_off() -> None:
    told = printed(commands(picture(slip(), paper(384)), "POS-5890")).commands

    assert told[-1] == f"feed {TEAR_LINES}"


def test_a_slip_costs_less_than_40_kilobytes() -> None:
    assert len(commands(picture(slip(), paper(576)), "default")) < 40_000


def test_the_printing_library_leaves_our_logging_and_the_folder_for_passing_things_alone(
    tmp_path: Path,
) -> None:
    """python-escpos 3.1 calls logging.basicConfig and makes a folder when it is imported."""
    asked = (
        "import logging; from kiosk.printing.commands import warm_up; warm_up();"
        "print(logging.getLogger().handlers, logging.getLogger().level)"
    )

    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", asked],
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (said.stdout.strip(), said.stderr) == (f"[] {logging.WARNING}", "")
    assert list(tmp_path.iterdir()) == []
