"""The disk is full: everybody is told so in a sentence, nothing is lost or half done, and service goes on by itself."""

from collections.abc import Iterator

import pytest
import requests

from tests.faults.disk import Disk, Limit, Small
from tests.faults.hands import (
    at_counter,
    kept,
    no_traceback,
    ready,
    refused,
    said,
    storage_troubles,
    take,
    until,
    until_ready,
    waiting,
)
from tests.fixtures.office import RunningOffice

NO_ROOM = ("full", "disk")


@pytest.fixture
def office(sample_office: RunningOffice, disk: Limit | Small) -> Iterator[RunningOffice]:
    office = RunningOffice(disk.folder / "data")
    office.move_in_like(sample_office)
    office.start()
    yield office
    if office.is_open:
        office.kill()


def test_a_full_disk_loses_nothing_and_is_over_by_itself(office: RunningOffice, disk: Disk) -> None:
    at_counter(office, "open").done()
    assert [take(office).done()["number"] for _ in range(3)] == ["A001", "A002", "A003"]

    disk.fill(office)
    presses = [take(office), at_counter(office, "call-next"), take(office)]
    for press in presses:
        refused(press, NO_ROOM)
    assert ready(office).status_code == 503
    assert requests.get(f"{office.url}/healthz", timeout=10).ok
    assert waiting(office) == 3
    assert "Ổ đĩa" in storage_troubles(office)[0]["sentences"]["vi"] or isinstance(disk, Limit)

    disk.free(office)
    until_ready(office)
    assert storage_troubles(office) == []
    told = [press.done()["number"] for press in presses]

    assert told == ["A004", "A001", "A005"]
    assert office.stop() == 0
    after = kept(office)
    assert after.numbers == ["A001", "A002", "A003", "A004", "A005"]
    assert (after.verbs.count("take"), after.verbs.count("call"), after.jobs) == (5, 1, 5)
    assert len(said(office, "the database cannot be written")) == 1
    assert len(said(office, "the database can be written again")) == 1
    no_traceback(office)


def test_space_that_returns_is_noticed_while_nobody_presses(office: RunningOffice, disk: Disk) -> None:
    disk.fill(office)
    refused(take(office), NO_ROOM)

    disk.free(office)

    until(lambda: said(office, "the database can be written again"), "the office noticed")
    assert ready(office).status_code == 200


def test_killed_on_a_full_disk_the_office_has_all_that_it_acknowledged(
    office: RunningOffice, disk: Disk
) -> None:
    taken = [take(office).done()["number"] for _ in range(20)]
    disk.fill(office)
    press = take(office)
    refused(press, NO_ROOM)

    office.kill()
    if isinstance(disk, Small):
        disk.free(office)
    office.start()

    assert press.done()["number"] == "A021"
    assert office.stop() == 0
    assert kept(office).numbers == [*taken, "A021"]


def test_a_call_is_only_chimed_while_its_sentence_can_not_be_kept(office: RunningOffice, disk: Disk) -> None:
    take(office).done()
    at_counter(office, "open").done()
    at_counter(office, "call-next").done()
    disk.fill(office)

    assert _speech(office, "chime.wav") == 200
    assert _speech(office, "speech/vi/A001/1/0.wav") == 404

    disk.free(office)
    assert _speech(office, "speech/vi/A001/1/0.wav") == 200
    assert list((office.data / "audio").glob("*.part")) == []
    no_traceback(office)


def test_a_log_that_can_not_be_written_stops_nobody(office: RunningOffice, disk: Disk) -> None:
    office.kill()
    office.log_file = office.data / "log"
    office.start()
    disk.fill(office)
    for _ in range(5):
        refused(take(office), NO_ROOM)

    disk.free(office)
    until_ready(office)

    assert take(office).done()["number"] == "A001"
    assert office.stop() == 0
    assert "everything is written down" in office.log_file.read_text(encoding="utf-8")


def _speech(office: RunningOffice, path: str) -> int:
    return requests.get(
        f"{office.url}/display/{path}",
        headers={"Authorization": f"Bearer {office.token('display')}"},
        timeout=30,
    ).status_code
