"""From the press of "call next" to every screen, beside the fastest that Python passes the same bytes on.

Boards are the hard case: each hears every call. `websockets` is told the same bytes by a bare message, with no ticket to
choose and nothing to keep; both take turns, so that whatever else the machine does befalls both.
"""

import os
import statistics
import time
from dataclasses import dataclass, field
from importlib.metadata import version

from bench.crowd import Crowd, crowd, greeting, office_door, room_for
from bench.ground import Ground, of, office
from bench.raw import Raw, raw

SIZES = (1, 100, 1000, 5000)
WARM_UP, ROUNDS = 3, 30
PEOPLE, OFTEN = 1000, 20
"""A hall: of so many, one in so many is a board; all others are phones, which hear of their own ticket only."""
SETTLE_SECONDS = 0.6
"""The lines are told at most twice a second: each call begins in silence."""
SECONDS = 20
MESSAGE = (
    '42/display,["called",{{"seq":{seq},"at":"2022-10-03T08:00:00.000000+07:00","ticket":"2022-10-03-A001",'
    '"number":"A001","service":"ho-tich","counter":"1","counter_name":"Quầy 1","recall":0,"languages":["vi"],'
    '"speech":[{{"lang":"vi","url":"/display/speech/vi/A001/1/0.wav"}}]}}]'
)


@dataclass
class Heard:
    """Milliseconds from the press: of each message, of the last one, and from the first to the last."""

    each: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    spread: list[float] = field(default_factory=list)

    def add(self, pressed: float, times: list[float]) -> None:
        took = [(at - pressed) * 1000 for at in times]
        self.each += took
        self.last.append(max(took))
        self.spread.append(max(took) - min(took))


def main() -> None:
    """Prints the whole report."""
    print(
        f"\ncall to screen: {ROUNDS} calls each, one process of clients, websockets {version('websockets')}, "
        "nothing compressed"
    )
    for size in SIZES:
        lacking = room_for(size)
        if lacking:
            print(f"{size} screens: not measured, {lacking}")
        else:
            _boards(size)
    _hall()


def _boards(size: int) -> None:
    with raw() as bare, office() as ground, crowd() as theirs, crowd() as ours:
        theirs.come(bare.door(), [MESSAGE[:120]] * size)
        ours.come(office_door(_port(ground)), [greeting("/display", ground.tokens["display"])] * size)
        clerk = _Clerk(ground, tickets=1)
        limit, measured, warming = Heard(), Heard(), Heard()
        for turn in range(WARM_UP + ROUNDS):
            warm = turn >= WARM_UP
            _bare_call(bare, theirs, turn + 1, size, limit if warm else warming)
            clerk.calls(ours, size, measured if warm else warming)
        _tell(f"{size} boards", limit, measured)


def _hall() -> None:
    """A waiting room with its phones."""
    tickets, boards = PEOPLE // OFTEN, PEOPLE // OFTEN
    with office() as ground, crowd() as ours:
        clerk = _Clerk(ground, tickets)
        screens = [greeting("/display", ground.tokens["display"])] * boards
        phones = [greeting("/ticket", secret) for secret in clerk.secrets] * (OFTEN - 1)
        ours.come(office_door(_port(ground)), screens + phones)
        measured = Heard()
        for _ in range(min(ROUNDS, tickets)):
            clerk.calls(ours, boards + OFTEN - 1, measured)
        print(f"{PEOPLE} in a hall: {of('boards and the phones of the ticket', measured.each)}")
        print(f"{'':4}office, resident memory                              {ground.resident():8.1f} MB")


class _Clerk:
    """Calls one ticket again and again, or one after the other."""

    def __init__(self, ground: Ground, tickets: int) -> None:
        self._clerk, self._url = ground.session("clerk"), f"{ground.url}/api/v1"
        kiosk = ground.session("kiosk")
        taken = [
            kiosk.post(f"{self._url}/tickets", json={"service": "ho-tich"}, timeout=SECONDS).json()
            for _ in range(tickets)
        ]
        self.secrets = [ticket["url"].rsplit("/", 1)[1] for ticket in taken]
        self._press("/counters/1/open")

    def _press(self, path: str, **body: str) -> "dict[str, object]":
        answer = self._clerk.post(self._url + path, json=body, timeout=SECONDS)
        answer.raise_for_status()
        told: dict[str, object] = answer.json()
        return told

    def calls(self, ours: Crowd, everybody: int, measured: Heard) -> None:
        """Press, and wait until everybody heard; then the citizen is put at the end of the line again."""
        time.sleep(SETTLE_SECONDS)
        pressed = time.perf_counter()
        told = self._press("/counters/1/call-next")
        measured.add(pressed, ours.heard(int(str(told["seq"])), everybody))
        self._press(f"/tickets/{told['id']}/hold")
        self._press(f"/tickets/{told['id']}/return", place="last")


def _bare_call(bare: Raw, theirs: Crowd, seq: int, everybody: int, measured: Heard) -> None:
    pressed = time.perf_counter()
    bare.say(MESSAGE.format(seq=seq))
    measured.add(pressed, theirs.heard(seq, everybody))


def _tell(title: str, limit: Heard, measured: Heard) -> None:
    load = os.getloadavg()[0]
    print(f"{title} (load {load:.1f})")
    for name, heard in (("websockets", limit), ("office", measured)):
        print(f"    {of(f'{name}: press to each screen', heard.each)}")
        print(f"    {of(f'{name}: press to the last screen', heard.last)}")
    print(
        f"    {'office ÷ websockets: press to the last, medians':<52} {_ratio(measured.last, limit.last):12.2f}"
    )
    if len(limit.each) > len(limit.last):
        told = "office ÷ websockets: first to last screen, medians"
        print(f"    {told:<52} {_ratio(measured.spread, limit.spread):12.2f}")


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(ours) / statistics.median(theirs)


def _port(ground: Ground) -> int:
    return int(ground.url.rsplit(":", 1)[1])
