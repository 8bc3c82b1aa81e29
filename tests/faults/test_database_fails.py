"""The database's file is held, broken, taken away or only read: one clear sentence, no further damage, nothing lost."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.hands import (
    at_counter,
    kept,
    no_traceback,
    ready,
    refused,
    said,
    take,
    until_ready,
    waiting,
)
from tests.fixtures.office import OpenOffice, RunningOffice

PAGE = 4096


@contextmanager
def held(office: RunningOffice) -> Iterator[None]:
    """Another program writes to the file, and takes its time."""
    other = sqlite3.connect(office.data / "toiluot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def file_of(office: RunningOffice) -> Path:
    return office.data / "toiluot.db"


def test_a_file_held_for_longer_than_the_patience_is_told_and_the_same_press_gets_its_ticket_afterwards(
    running_office: RunningOffice,
) -> None:
    press = take(running_office)

    with held(running_office):
        refused(press, "locked")
        assert ready(running_office).status_code == 503

    assert press.done()["number"] == "A001"
    until_ready(running_office)
    assert running_office.stop() == 0
    assert kept(running_office).numbers == ["A001"]
    assert len(said(running_office, "the database cannot be written (locked)")) == 1
    no_traceback(running_office)


def test_a_file_that_was_taken_away_is_saved_and_not_begun_anew(running_office: RunningOffice) -> None:
    taken = [take(running_office).done()["number"] for _ in range(3)]
    for lying in running_office.data.glob("toiluot.db*"):
        lying.unlink()

    refused(take(running_office), "gone")
    assert ready(running_office).status_code == 503
    assert list(running_office.data.glob("toiluot.db*")) == [running_office.data / "toiluot.db.rescued"]
    running_office.kill()

    closed = running_office.attempt("serve", "--port", str(running_office.port))
    assert closed.returncode == 1
    assert f"toiluot restore {file_of(running_office)}.rescued" in closed.stderr
    assert "Traceback" not in closed.stderr
    shutil.copy(f"{file_of(running_office)}.rescued", file_of(running_office))
    running_office.start()
    assert take(running_office).done()["number"] == "A004"
    assert running_office.stop() == 0
    assert kept(running_office).numbers == [*taken, "A004"]
    no_traceback(running_office)


def test_a_file_that_comes_back_is_worked_with_again(running_office: RunningOffice) -> None:
    take(running_office).done()
    file = file_of(running_office)
    file.rename(file.with_suffix(".away"))
    refused(take(running_office), "gone")

    file.with_suffix(".away").rename(file)

    until_ready(running_office)
    assert take(running_office).done()["number"] == "A002"
    assert running_office.stop() == 0
    assert kept(running_office).numbers == ["A001", "A002"]
    no_traceback(running_office)


def test_another_file_in_its_place_is_not_written_to_and_is_taken_with_the_next_start(
    running_office: RunningOffice, sample_office: RunningOffice, tmp_path: Path
) -> None:
    take(running_office).done()
    other = tmp_path / "other.db"
    shutil.copy(file_of(sample_office), other)
    before = other.read_bytes()

    other.replace(file_of(running_office))
    refused(take(running_office), "replaced")

    assert file_of(running_office).read_bytes() == before
    assert file_of(running_office).with_name("toiluot.db.rescued").exists()
    no_traceback(running_office)


@pytest.mark.parametrize("damage", ["header", "pages", "cut", "another program's"])
def test_an_office_whose_file_is_broken_does_not_open_and_names_what_helps(
    sample_office: RunningOffice, tmp_path: Path, damage: str
) -> None:
    office = RunningOffice(tmp_path / "office")
    office.move_in_like(sample_office)
    whole = file_of(office).read_bytes()
    broken = {
        "header": b"\0" * 100 + whole[100:],
        "pages": whole[:PAGE] + os.urandom(len(whole) - PAGE),
        "cut": whole[: len(whole) // 3],
        "another program's": b"PK\x03\x04" + os.urandom(50_000),
    }[damage]
    file_of(office).write_bytes(broken)

    ended = office.attempt("serve", "--port", "0")

    assert ended.returncode == 1
    assert "toiluot restore --force" in ended.stderr
    assert str(file_of(office)) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert file_of(office).read_bytes() == broken


def test_a_file_that_breaks_while_the_office_is_open_is_told_and_not_written_to_any_more(
    open_office: OpenOffice,
) -> None:
    office = open_office()
    take(office).done()
    assert office.stop() == 0
    office.start()
    file = file_of(office)
    size = file.stat().st_size
    with file.open("r+b") as broken:
        broken.seek(PAGE)
        broken.write(os.urandom(size - PAGE))
    after = file.read_bytes()

    refused(take(office), "corrupt")
    refused(at_counter(office, "open"), "corrupt")

    assert ready(office).status_code == 503
    office.kill()
    assert file.read_bytes() == after
    assert len(said(office, "(corrupt)")) <= 2
    no_traceback(office)


def test_a_broken_file_and_its_log_are_left_as_they_are_when_the_office_closes_and_is_opened_again(
    open_office: OpenOffice,
) -> None:
    office = open_office()
    file, log = file_of(office), file_of(office).with_name("toiluot.db-wal")
    numbers = [take(office).done()["number"] for _ in range(3)]
    office.run("token", "create", "--scope", "display", "--name", "written by another program")
    with file.open("r+b") as broken:
        broken.seek(PAGE)
        broken.write(os.urandom(file.stat().st_size - PAGE))
    broken_file, whole_log = file.read_bytes(), log.read_bytes()
    refused(take(office), "corrupt")

    assert office.stop() == 0
    ended = office.attempt("serve", "--port", str(office.port))

    assert numbers == ["A001", "A002", "A003"]
    assert ended.returncode == 1
    assert "toiluot restore --force" in ended.stderr
    assert file.read_bytes() == broken_file
    assert log.read_bytes()[: len(whole_log)] == whole_log


def test_a_database_that_can_only_be_read_shows_everything_and_issues_nothing(
    running_office: RunningOffice,
) -> None:
    office = running_office
    take(office).done()
    assert office.stop() == 0
    office.settings["TOILUOT_DATABASE"] = f"sqlite:///file:{file_of(office)}?mode=ro&uri=true"
    office.start(ready=False)

    press = take(office)
    refused(press, "read-only")
    assert ready(office).status_code == 503
    assert waiting(office) == 1

    assert office.stop() == 0
    no_traceback(office)
    del office.settings["TOILUOT_DATABASE"]
    office.start()
    assert press.done()["number"] == "A002"
