"""The server was away: everybody comes back at once, and is up to date once they heard `here`.

Beside it the least that coming back can cost: a bare `websockets` server that takes a greeting and answers with a
snapshot of the size of ours, without asking who it is or what they missed. Both take turns.
"""

import os
import statistics
import tempfile
from pathlib import Path

import requests

from bench.crowd import crowd, greeting, office_door, room_for
from bench.raw import raw
from tests.fixtures.office import RunningOffice

SIZES = (1000, 5000)
ROUNDS = 3
BOARDS = 20
"""One in so many is a board; the others are phones."""
TICKETS = 100
BEHIND = 10
"""How many steps each of them has not heard of."""
SECONDS = 20


def main() -> None:
    """Prints the whole report."""
    print(
        f"\ncoming back at once after a power cut: one in {BOARDS} a board, the others phones; {ROUNDS} rounds"
    )
    with tempfile.TemporaryDirectory(prefix="toiluot-bench-") as folder:
        office = RunningOffice(Path(folder) / "data", {"TOILUOT_KIOSK_RATE": "0"})
        office.run("init", "--sample")
        keys = [office.token("kiosk"), office.token("display")]
        office.start()
        secrets, seq = _morning(office, keys[0])
        for size in SIZES:
            lacking = room_for(size)
            if lacking:
                print(f"{size} screens and phones: not measured, {lacking}")
            else:
                _storms(office, _everybody(size, keys[1], secrets, seq - BEHIND))
        office.stop()


def _morning(office: RunningOffice, key: str) -> tuple[list[str], int]:
    """Some tickets; the secrets of their pages, and how many steps the office made."""
    with requests.Session() as kiosk:
        kiosk.headers["Authorization"] = f"Bearer {key}"
        taken = [
            kiosk.post(f"{office.url}/api/v1/tickets", json={"service": "ho-tich"}, timeout=SECONDS).json()
            for _ in range(TICKETS)
        ]
    return [ticket["url"].rsplit("/", 1)[1] for ticket in taken], len(taken)


def _everybody(size: int, key: str, secrets: list[str], since: int) -> list[str]:
    return [
        greeting("/display", key, since)
        if number % BOARDS == 0
        else greeting("/ticket", secrets[number % len(secrets)], since)
        for number in range(size)
    ]


def _storms(office: RunningOffice, greetings: list[str]) -> None:
    limits, ours, memory = [], [], 0.0
    for _ in range(ROUNDS):
        with raw() as bare, crowd() as theirs:
            limits.append(max(theirs.come(bare.door(), greetings)))
        with crowd() as people:
            people.come(office_door(office.port), greetings)
            office.kill()
            people.go()
            office.start()
            ours.append(max(people.come(office_door(office.port), greetings)))
            memory = _resident(office.pid)
    limit, measured = statistics.median(limits), statistics.median(ours)
    print(f"{len(greetings)} screens and phones (load {os.getloadavg()[0]:.1f})")
    print(f"    {'websockets: until the last has its snapshot':<52} {limit:12.2f} s")
    print(f"    {'office: until the last is up to date':<52} {measured:12.2f} s")
    print(f"    {'office ÷ websockets':<52} {measured / limit:12.2f}")
    print(f"    {'office, resident memory with all of them':<52} {memory:12.1f} MB")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
