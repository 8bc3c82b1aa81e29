"""The office is backed up while it works, and what was acknowledged is in the back-up."""

import os
import random
import subprocess
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from server.office import Database
from server.store import tables as t
from server.store.backup import read_seal
from server.store.replay import first_difference
from tests.faults.hands import today
from tests.faults.storm import SERVICES, Client
from tests.fixtures.office import PROGRAM, OpenOffice, RunningOffice

TICKETS, AT_ONCE = 400, 8


class Rush:
    """Tickets taken as fast as the office gives them; `acknowledged` grows as their answers come."""

    def __init__(self, office: RunningOffice, count: int) -> None:
        self.acknowledged: list[str] = []
        self.refused: list[object] = []
        self._office, self._left = office, count
        self._turn, self._moved = threading.Lock(), threading.Condition()
        office.token("kiosk")
        self._takers = [threading.Thread(target=self._take, args=(n,), daemon=True) for n in range(AT_ONCE)]
        for taker in self._takers:
            taker.start()

    def wait_for(self, count: int) -> None:
        with self._moved:
            assert self._moved.wait_for(lambda: len(self.acknowledged) >= count, timeout=60)

    def end(self) -> None:
        for taker in self._takers:
            taker.join(60)
        assert self.refused == []

    def _take(self, number: int) -> None:
        client = Client(self._office, threading.Event())
        while self._one_more():
            status, told, _ = client.post("kiosk", "/tickets", {"service": SERVICES[number % len(SERVICES)]})
            with self._moved:
                (self.acknowledged if status == 201 else self.refused).append(
                    told["id"] if status == 201 else told
                )
                self._moved.notify_all()
        client.close()

    def _one_more(self) -> bool:
        with self._turn:
            self._left -= 1
            return self._left >= 0


def kept_tickets(data: Path) -> set[str]:
    database = Database(f"sqlite:///{data / 'toiluot.db'}")
    try:
        assert database.look(lambda conn: first_difference(conn, 1)) is None
        return set(database.look(lambda conn: conn.execute(select(t.tickets.c.id)).scalars().all()))
    finally:
        database.close()


def said(data: Path, *arguments: str | Path) -> tuple[int, str]:
    ended = subprocess.run(
        [PROGRAM, *arguments],
        env=surroundings(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ended.returncode, ended.stdout + ended.stderr


def surroundings(data: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TOILUOT_")}
    return ours | {"TOILUOT_DATA": str(data)}


def test_every_ticket_acknowledged_before_a_back_up_began_is_in_it(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    office = open_office(TOILUOT_KIOSK_RATE="0")
    rush = Rush(office, TICKETS)
    rush.wait_for(TICKETS // 4)
    before = set(rush.acknowledged)

    office.run("backup", str(tmp_path / "a.db"))

    rush.end()
    assert office.stop() == 0
    status, told = said(tmp_path / "elsewhere", "restore", tmp_path / "a.db")
    assert status == 0, told
    assert before <= kept_tickets(tmp_path / "elsewhere") <= set(rush.acknowledged)
    assert kept_tickets(office.data) == set(rush.acknowledged)
    assert said(tmp_path / "elsewhere", "audit", "verify", "--tables")[0] == 0


def test_an_open_office_is_not_restored_over_and_goes_on(open_office: OpenOffice, tmp_path: Path) -> None:
    office = open_office(TOILUOT_KIOSK_RATE="0")
    office.run("backup", str(tmp_path / "a.db"))
    rush = Rush(office, 20)
    rush.end()

    status, told = said(office.data, "restore", tmp_path / "a.db", "--force")

    assert status == 1
    assert "toiluot serve" in told
    Rush(office, 20).end()
    assert office.stop() == 0
    assert len(kept_tickets(office.data)) == 40
    assert said(office.data, "restore", tmp_path / "a.db", "--force")[0] == 0
    office.start()
    Rush(office, 3).end()
    assert office.stop() == 0
    assert len(kept_tickets(office.data)) == 3


def test_killed_at_any_moment_a_restore_leaves_the_old_book_or_the_new(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    office = open_office(TOILUOT_KIOSK_RATE="0")
    Rush(office, 30).end()
    office.run("backup", str(tmp_path / "thirty.db"))
    Rush(office, 30).end()
    office.run("backup", str(tmp_path / "sixty.db"))
    assert office.stop() == 0
    chance, seen = random.Random(5), list[int]()  # noqa: S311  a seed, no secret
    began = time.monotonic()
    assert said(office.data, "restore", tmp_path / "thirty.db", "--force")[0] == 0
    usual = time.monotonic() - began

    for turn in range(6):
        wanted = ("sixty", "thirty")[turn % 2]
        killed_after(chance.uniform(0.3, 1.1) * usual, office.data, "restore", tmp_path / f"{wanted}.db")
        seen.append(len(kept_tickets(office.data)))

    assert set(seen) <= {30, 60}
    assert said(office.data, "restore", tmp_path / "sixty.db", "--force")[0] == 0
    assert len(kept_tickets(office.data)) == 60
    assert not list(office.data.glob("*.restoring")) + list(office.data.glob("*.incoming"))


def test_killed_at_any_moment_a_back_up_is_whole_or_not_there(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    office = open_office(TOILUOT_KIOSK_RATE="0")
    Rush(office, 50).end()
    chance, shelf = random.Random(6), tmp_path / "shelf"  # noqa: S311  a seed, no secret
    shelf.mkdir()
    began = time.monotonic()
    office.run("backup", str(shelf / "a.db"))
    usual = time.monotonic() - began

    for turn in range(5):
        file = shelf / f"{turn}.db"
        killed_after(chance.uniform(0.4, 1.1) * usual, office.data, "backup", file)
        if file.exists():
            status, told = said(tmp_path / f"restored-{turn}", "restore", file)
            assert status == 0, told
            assert len(kept_tickets(tmp_path / f"restored-{turn}")) == 50
        office.run("backup", "--force", str(file))
        assert sorted(path.name for path in shelf.iterdir() if path.name.startswith(".")) == []


def killed_after(seconds: float, data: Path, command: str, file: Path) -> None:
    process = subprocess.Popen(
        [PROGRAM, command, file, "--force"],
        env=surroundings(data),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(60)


def wait_until(office: RunningOffice, line: str) -> None:
    """Until the program has said so."""
    pause = threading.Event()
    for _ in range(600):
        if any(line in told for told in office.log):
            return
        pause.wait(0.1)
    pytest.fail(f"{line} was never said:\n" + "".join(office.log))


def metric(office: RunningOffice, name: str) -> float:
    with urlopen(f"{office.url}/metrics", timeout=60) as answer:
        told = answer.read().decode().splitlines()
    return float(next(line.split()[1] for line in told if line.startswith(f"{name} ")))


def test_the_office_backs_itself_up_when_the_hour_passes(open_office: OpenOffice, tmp_path: Path) -> None:
    office = open_office(
        TOILUOT_CLOCK="2022-10-03T16:00:00+07:00", TOILUOT_KIOSK_RATE="0", TOILUOT_BACKUP_DAYS="14"
    )
    wait_until(office, "the book is backed up")
    assert [path.name for path in (office.data / "backups").iterdir()] == ["toiluot-2022-10-03.db"]
    assert metric(office, "toiluot_backup_time_seconds") >= 1664787600
    assert metric(office, "toiluot_backup_failing") == 0
    Rush(office, 20).end()
    assert office.stop() == 0
    office.settings["TOILUOT_CLOCK"] = "2022-10-03T16:59:58+07:00"
    office.log.clear()

    office.start()
    wait_until(office, "the book is backed up")

    assert office.stop() == 0
    file = office.data / "backups" / "toiluot-2022-10-03.db"
    seal = read_seal(file)
    assert seal is not None
    assert (seal.made.hour, seal.made.minute) == (17, 0)
    assert said(tmp_path / "new", "restore", file)[0] == 0
    assert len(kept_tickets(tmp_path / "new")) == 20


def test_a_daily_back_up_that_fails_is_told_and_keeps_the_last_good_one(open_office: OpenOffice) -> None:
    office = open_office(TOILUOT_BACKUP_DAYS="14")
    wait_until(office, "the book is backed up")
    assert office.stop() == 0
    good = office.data / "backups" / "toiluot-2022-10-03.db"
    before = good.read_bytes()
    (office.data / "backups" / "toiluot-2022-10-04.db").mkdir()
    (office.data / "backups" / ".toiluot-2022-09-30.db.part").write_bytes(b"half of an older one")
    office.settings["TOILUOT_CLOCK"] = "2022-10-04T08:00:00+07:00"
    office.log.clear()

    office.start()
    wait_until(office, "could not be backed up")

    assert metric(office, "toiluot_backup_failing") == 1
    assert [one["type"] for one in today(office)["troubles"]] == ["backup-overdue"]
    assert good.read_bytes() == before
    assert [path.name for path in good.parent.iterdir() if path.name.startswith(".")] == []
    Rush(office, 3).end()
    assert office.stop() == 0


def test_the_settings_say_whether_and_how_many(open_office: OpenOffice) -> None:
    office = open_office(TOILUOT_BACKUP_DAYS="0")
    Rush(office, 3).end()
    assert office.stop() == 0
    assert not (office.data / "backups").exists()
    office.settings.update(TOILUOT_BACKUP_DAYS="1", TOILUOT_BACKUP_MONTHS="0", TOILUOT_BACKUP_AT="07:00")

    for day in (3, 4):
        office.settings["TOILUOT_CLOCK"] = f"2022-10-0{day}T08:00:00+07:00"
        office.log.clear()
        office.start()
        wait_until(office, "the book is backed up")
        assert office.stop() == 0

    kept = sorted(path.name for path in (office.data / "backups").iterdir())
    assert kept == ["toiluot-2022-10-04.db"]
