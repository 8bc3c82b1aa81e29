"""The demo as somebody sees it who has just started it."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from server.config import Settings
from server.domain.ticket import OVER, State
from server.office import Database
from server.store.catalogue import offices
from tests.fixtures.office import PROGRAM, _environment

PATIENCE_SECONDS = 90
SOON = 60_000
OVER_SAYS = "Ngày diễn tập đã hết"

OpenScreen = Callable[..., Page]


class Demo:
    """A running demo and what it said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self.listening = Thread(target=self._listen, daemon=True)
        self.listening.start()

    def hears(self, words: str) -> str:
        """The next line with these words."""
        try:
            while (line := self._lines.get(timeout=PATIENCE_SECONDS)) is not None:
                if words in line:
                    return line
        except Empty:
            self.process.kill()
        pytest.fail(f"The demo did not say {words!r}:\n" + "".join(self.said))

    def address(self, screen: str) -> str:
        line = self.hears(f"/{screen}")
        return line.split()[-1]

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            self._lines.put(line)
        self._lines.put(None)


@contextmanager
def demo(data: Path | None, *arguments: str, **settings: str) -> Iterator[Demo]:
    """A demo in this data directory, or in one of its own."""
    environment = _environment(data or Path(), settings)
    if data is None:
        del environment["TOILUOT_DATA"]
    command = [str(PROGRAM), "demo", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    running = Demo(process)
    try:
        yield running
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        running.listening.join()
        assert process.stdout is not None
        process.stdout.close()


def test_a_day_is_played_at_once_and_everybody_is_served(tmp_path: Path, morning: datetime) -> None:
    with demo(tmp_path, "--speed", "0", "--citizens", "12") as running:
        running.hears(OVER_SAYS)

    assert len(states_after(tmp_path, morning)) == 12
    assert set(states_after(tmp_path, morning)) <= OVER


def states_after(data: Path, now: datetime) -> list[State]:
    database = Database(Settings(data=data).database_url)
    office = database.look(offices)[0]
    states = database.read(
        office.id,
        now,
        lambda book: [ticket.state for ticket, _ in book.tickets.visits(now.date(), now.date())],
    )
    database.close()
    return states


def test_when_the_doors_open_the_morning_has_been_and_the_screens_are_alive(open_screen: OpenScreen) -> None:
    with demo(None, "--speed", "120", TOILUOT_CLOCK="2022-10-03T09:00:00+07:00") as running:
        board = open_screen(running.address("display"), 1920, 1080)
        recent = board.locator("#recent, .recent").first
        expect(recent).to_contain_text(re.compile(r"[A-HT]\d{3}"))
        before = recent.inner_text()

        expect(recent).not_to_have_text(before, timeout=SOON)


def test_a_visitor_works_at_the_counter_that_is_left_for_them(open_screen: OpenScreen) -> None:
    with demo(None, "--speed", "20", TOILUOT_CLOCK="2022-10-03T09:00:00+07:00") as running:
        page = open_screen(running.address("counter"))
        password = running.hears("mật khẩu").split()[-1]
        page.get_by_label("Tên đăng nhập").fill("mai")
        page.get_by_label("Mật khẩu", exact=True).fill(password)
        page.get_by_role("button", name="Đăng nhập").click()

        page.get_by_role("button", name="Mở Quầy 3").click()
        page.get_by_role("button", name="Gọi số tiếp theo").click()

        expect(page.locator("#hand-number")).to_have_text(re.compile(r"[A-HT]\d{3}"))


def test_the_directory_of_a_demo_is_gone_with_it(tmp_path: Path) -> None:
    with demo(None, "--speed", "0", "--citizens", "1", TMPDIR=str(tmp_path)) as running:
        running.hears(OVER_SAYS)
        assert list(tmp_path.glob("toiluot-demo-*"))

    assert list(tmp_path.glob("toiluot-demo-*")) == []


def test_the_keys_of_an_earlier_demo_open_nothing_any_more(tmp_path: Path) -> None:
    with demo(tmp_path, "--speed", "0", "--citizens", "1") as running:
        earlier = running.address("kiosk").split("token=")[1]

    with demo(tmp_path, "--speed", "0", "--citizens", "1") as running:
        url = running.address("kiosk").split("/kiosk")[0]
        asked = Request(f"{url}/api/v1/services", headers={"Authorization": f"Bearer {earlier}"})
        with pytest.raises(HTTPError) as refused:
            urlopen(asked)

    assert refused.value.code == 401
    refused.value.close()
