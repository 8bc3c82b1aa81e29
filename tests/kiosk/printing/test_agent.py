"""A printer on another machine: its agent, the office, and everything that may be cut off between them."""

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.agent import Memory
from kiosk.printing.address import address_of
from kiosk.printing.worker import drawn_for
from kiosk.slip import printable_of
from server.web.packs import brought_along
from server.web.words import Words, shipped
from tests.fixtures.cable import Cable
from tests.fixtures.office import PROGRAM, OpenOffice, RunningOffice
from tests.fixtures.printer import SMALL_BUFFER, Epson, FakePrinter, has_no_paper, printed
from tests.fixtures.slip import code_of, shows

SECONDS = 60
SAMPLE = Path(__file__).parents[2] / "web" / "fr"

PrinterThat = Callable[..., FakePrinter]


@dataclass
class Agent:
    """`toiluot printer-agent` in a process of its own; starting it again continues on the same folder."""

    folder: Path
    printer: str
    office: RunningOffice
    _process: "subprocess.Popen[str] | None" = None

    def start(self, server: str | None = None) -> None:
        token = self.folder / "token"
        self.folder.mkdir(exist_ok=True)
        token.write_text(f"{self.office.token('printer')}\n")
        self._process = subprocess.Popen(
            [PROGRAM, "printer-agent", "--server", server or self.office.url, "--printer", self.printer,
             "--token-file", token, "--data", self.folder],
            env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert "→" in self._process.stdout.readline()

    def end(self, *, kill: bool = False) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        (process.kill if kill else process.terminate)()
        status = process.wait(SECONDS)
        assert process.stdout is not None
        process.stdout.close()
        return status


@pytest.fixture
def agent_at(tmp_path: Path) -> Iterator[Callable[..., Agent]]:
    """`agent_at(office, printer)` is an agent at work; all end with the test."""
    agents: list[Agent] = []

    def agent(office: RunningOffice, printer: FakePrinter, server: str | None = None) -> Agent:
        agents.append(Agent(tmp_path / f"agent-{len(agents)}", printer.dsn, office))
        agents[-1].start(server)
        return agents[-1]

    yield agent
    for each in agents:
        each.end(kill=True)


AgentAt = Callable[..., Agent]


@pytest.fixture
def office(open_office: OpenOffice) -> RunningOffice:
    """An office whose printer hangs elsewhere."""
    return open_office(TOILUOT_PRINTER="agent://")


def take(office: RunningOffice, language: str = "vi") -> dict[str, Any]:
    key = {"Authorization": f"Bearer {office.token('kiosk')}"}
    wish = {"service": "ho-tich", "language": language}
    answer = requests.post(f"{office.url}/api/v1/tickets", json=wish, headers=key, timeout=SECONDS)
    assert answer.status_code == 201, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def state_of(office: RunningOffice) -> str:
    key = {"Authorization": f"Bearer {office.token('kiosk')}"}
    told = requests.get(f"{office.url}/api/v1/printer", headers=key, timeout=SECONDS).json()
    return str(told["state"])


def ask(office: RunningOffice, path: str, wish: dict[str, Any]) -> requests.Response:
    key = {"Authorization": f"Bearer {office.token('printer')}"}
    return requests.post(f"{office.url}/api/v1/printer{path}", json=wish, headers=key, timeout=SECONDS)


def paper_shows(printer: FakePrinter, ticket: dict[str, Any]) -> bool:
    return shows(printed(printer.paper()).picture, code_of(ticket["url"]))


def test_a_slip_comes_out_on_the_machine_where_the_printer_hangs(
    office: RunningOffice, printer_that: PrinterThat, agent_at: AgentAt
) -> None:
    printer = printer_that(Epson(near_end=True))
    agent = agent_at(office, printer)

    tickets = [take(office), take(office)]

    assert [paper_shows(printer, ticket) for ticket in tickets] == [True, True]
    assert state_of(office) in ("near-end", "unknown")
    assert agent.end() == 0


def test_a_slip_in_a_language_of_the_offices_own_says_what_the_office_would_say(
    office: RunningOffice, printer_that: PrinterThat, agent_at: AgentAt
) -> None:
    assert office.stop() == 0
    shutil.copytree(SAMPLE, office.data / "languages" / "fr")
    office.start()
    printer = printer_that(Epson())
    agent_at(office, printer)

    take(office, "fr")
    paper = printed(printer.paper()).picture

    with closing(sqlite3.connect(office.data / "toiluot.db")) as book:
        (kept,) = book.execute("SELECT slip FROM print_jobs").fetchone()
    brought, ours = brought_along(office.data / "languages", shipped()), shipped()

    def drawn(words: Words) -> bytes:
        slip = printable_of(kept, words, practice=True)
        return printed(drawn_for(address_of(printer.dsn), slip, b"").told).picture.tobytes()

    assert paper.tobytes() == drawn(brought) != drawn(ours)


def test_an_agent_that_finds_the_office_closed_prints_when_it_opens(
    office: RunningOffice, printer_that: PrinterThat, agent_at: AgentAt
) -> None:
    printer = printer_that(Epson())
    agent_at(office, printer)
    before = take(office)
    assert paper_shows(printer, before)

    office.kill()
    office.start()
    after = take(office)

    assert paper_shows(printer, after)
    assert printer.jobs.empty()


def test_an_agent_killed_in_mid_job_never_prints_a_number_twice(
    office: RunningOffice, printer_that: PrinterThat, agent_at: AgentAt
) -> None:
    printer = printer_that(has_no_paper, SMALL_BUFFER)
    agent = agent_at(office, printer)
    before = take(office)
    assert printer.begun.wait(SECONDS)

    agent.end(kill=True)
    printer.go_on.set()
    agent.start()
    after = take(office)
    papers = [printed_code(printer, before), printed_code(printer, after)]

    assert papers == [True, True]
    assert printer.jobs.empty()


def printed_code(printer: FakePrinter, ticket: dict[str, Any]) -> bool:
    return paper_shows(printer, ticket)


def test_an_agent_behind_a_cable_that_is_pulled_prints_each_slip_once(
    office: RunningOffice, printer_that: PrinterThat, agent_at: AgentAt
) -> None:
    printer, cable = printer_that(Epson()), Cable(office.port)
    cable.start()
    agent_at(office, printer, cable.url)
    first = take(office)
    assert paper_shows(printer, first)

    cable.pull()
    missed = take(office)
    cable.plug_in()

    assert paper_shows(printer, missed)
    assert printer.jobs.empty()
    cable.close()


class TestTheDoor:
    """The office's side, asked by hand."""

    ME, OTHER = "agent-1", "agent-2"

    def next_job(self, office: RunningOffice, agent: str = ME, state: str = "ready") -> requests.Response:
        return ask(office, "/jobs/next", {"agent": agent, "state": state})

    def test_a_job_is_handed_out_until_it_is_claimed_once(self, office: RunningOffice) -> None:
        take(office)
        job = self.next_job(office).json()

        claims = [ask(office, f"/jobs/{job['id']}/claim", {"agent": self.ME}).json() for _ in range(2)]

        assert claims == [{"claimed": True}, {"claimed": False}]
        assert self.next_job(office).json()["state"] == "sending"

    def test_a_report_that_comes_twice_is_known_already(self, office: RunningOffice) -> None:
        take(office)
        job = self.next_job(office).json()["id"]
        ask(office, f"/jobs/{job}/claim", {"agent": self.ME})

        reports = [
            ask(office, f"/jobs/{job}", {"agent": self.ME, "state": state}).status_code
            for state in ("confirmed", "confirmed", "failed")
        ]

        assert reports == [204, 204, 204]
        assert self.next_job(office).status_code == 204

    def test_a_claim_that_was_never_begun_is_free_again(self, office: RunningOffice) -> None:
        take(office)
        job = self.next_job(office).json()["id"]
        ask(office, f"/jobs/{job}/claim", {"agent": self.ME})

        ask(office, f"/jobs/{job}", {"agent": self.ME, "state": "queued"})

        assert self.next_job(office).json()["state"] == "queued"

    def test_nothing_is_believed_of_another_agents_job(self, office: RunningOffice) -> None:
        take(office)
        job = self.next_job(office).json()["id"]
        ask(office, f"/jobs/{job}/claim", {"agent": self.ME})

        ask(office, f"/jobs/{job}", {"agent": self.OTHER, "state": "queued"})

        assert self.next_job(office).json()["state"] == "sending"

    def test_two_agents_do_not_share_a_printer(self, office: RunningOffice) -> None:
        self.next_job(office)

        refused = self.next_job(office, self.OTHER)

        assert (refused.status_code, refused.json()["type"]) == (409, "printer-taken")

    def test_the_state_of_the_printer_is_the_one_that_the_agent_tells(self, office: RunningOffice) -> None:
        self.next_job(office, state="paper-end")

        assert state_of(office) == "paper-end"

    def test_nobody_but_an_agent_is_let_in(self, office: RunningOffice) -> None:
        key = {"Authorization": f"Bearer {office.token('kiosk')}"}
        wish = {"agent": self.ME, "state": "ready"}

        answer = requests.post(
            f"{office.url}/api/v1/printer/jobs/next", json=wish, headers=key, timeout=SECONDS
        )

        assert answer.status_code == 403

    def test_an_office_that_prints_by_itself_hands_nothing_out(self, open_office: OpenOffice) -> None:
        answer = self.next_job(open_office())

        assert answer.json()["type"] == "printer-elsewhere"


def test_what_an_agent_has_begun_it_knows_after_a_power_cut(tmp_path: Path) -> None:
    kept = tmp_path / "agent.json"
    memory = Memory(kept)
    memory.keep("1@monday", None)
    memory.keep("2@monday", {"state": "sent"})
    memory.keep("3@monday", None)
    memory.forget("3@monday")

    again = Memory(kept)

    assert again.me == memory.me
    assert [again.begun(f"{number}@monday") for number in (1, 2, 3)] == [True, True, False]
    assert (again.outcome("1@monday"), again.outcome("2@monday")) == (None, {"state": "sent"})


@pytest.mark.parametrize("broken", [b"", b"garbage", b'{"agent": 1}', b'{"agent": "x", "jobs": [["1"]]}'])
def test_a_memory_that_cannot_be_read_is_put_aside_and_its_agent_is_another(
    tmp_path: Path, broken: bytes
) -> None:
    kept = tmp_path / "agent.json"
    kept.write_bytes(broken)

    memory = Memory(kept)

    assert (tmp_path / "agent.broken").read_bytes() == broken
    assert Memory(kept).me == memory.me != "x"


@pytest.mark.parametrize("server", ["nowhere", "file:///etc/passwd", "http://"])
def test_what_is_no_address_of_a_server_is_refused_in_a_sentence(tmp_path: Path, server: str) -> None:
    token = tmp_path / "token"
    token.write_text("secret")

    ended = subprocess.run(
        [PROGRAM, "printer-agent", "--server", server, "--token-file", token,
         "--printer", "network://127.0.0.1:9", "--data", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 1
    assert "đây không phải là địa chỉ của máy chủ" in ended.stderr


def test_an_agent_remembers_the_last_200_and_no_more(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "agent.json")

    for number in range(230):
        memory.keep(str(number), None)

    assert [memory.begun(str(number)) for number in (0, 29, 30, 229)] == [False, False, True, True]


def test_the_unit_starts_the_command_as_it_is(tmp_path: Path) -> None:
    unit = Path("deploy/toiluot-printer-agent.service").read_text(encoding="utf-8")
    command = re.search(r"^ExecStart=\S+ (.*)$", unit, re.MULTILINE)
    assert command is not None

    said = subprocess.run([PROGRAM, "printer-agent", "--help"], capture_output=True, text=True, check=True)

    assert all(option in said.stdout for option in re.findall(r"--[a-z-]+", command[1]))
    assert "Restart=always" in unit
