"""What an office gets: locks that hold anywhere, and one wheel that carries its screens."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_address_to_fetch_from(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()

    naming = [
        line
        for line in lines
        if "resolved" in line or line.startswith(("-i", "--index", "--extra", "--find"))
    ]

    assert naming == []


def test_the_lock_for_tests_has_the_very_versions_that_the_office_runs() -> None:
    office, tests = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS[:2]
    )

    assert office
    assert office <= tests


def test_a_wheel_carries_every_screen_font_and_text(wheel: Path) -> None:
    built = {path for path in (ROOT / "server/web/built").rglob("*") if path.is_file()}
    shown = {
        path
        for room in ("kiosk", "counter", "display", "server")
        for kind in ("*.html", "*.po", "*.toml", "*.csv")
        for path in (ROOT / room).rglob(kind)
    }

    packed = set(zipfile.ZipFile(wheel).namelist())

    assert {str(path.relative_to(ROOT)) for path in built | shown} - packed == set()
    assert {"server/web/built/display.js", "server/web/built/icons.svg"} <= packed


def test_an_installed_wheel_needs_no_node(wheel: Path, tmp_path: Path) -> None:
    installing = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(tmp_path),
    ]
    subprocess.run([*installing, str(wheel)], check=True, cwd=tmp_path)

    answer = subprocess.run(
        [tmp_path / "bin" / "toiluot", "--help"],
        env={"PATH": os.defpath, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
    assert "serve" in answer.stdout
