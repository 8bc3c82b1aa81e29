"""The server goes away under a thousand screens: all come back, none misses a call, no number is given twice."""

import threading
from collections.abc import Callable, Iterator

import pytest

from tests.faults.crowd import Crowd, Screen, crowd, everybody, room_for
from tests.faults.hands import Press, at_counter, no_traceback, take, until
from tests.faults.storm import Client, Oracle, open_counters, reckon
from tests.fixtures.office import OpenOffice, RunningOffice

DISPLAYS, COUNTERS, PHONES = 800, 100, 100
TAKERS = 4


@pytest.fixture
def office(open_office: OpenOffice) -> Iterator[RunningOffice]:
    with room_for(DISPLAYS + COUNTERS + PHONES):
        yield open_office(TOILUOT_KIOSK_RATE="0")


def audience(office: RunningOffice, first: dict[str, str]) -> list[Screen]:
    """Everybody who listens; the phones are all of the first citizen, who shows the page to the whole village."""
    secret = first["url"].rsplit("/", maxsplit=1)[1]
    return [
        *(Screen("/display", office.token("display")) for _ in range(DISPLAYS)),
        *(Screen("/counter", office.token("clerk", "2")) for _ in range(COUNTERS)),
        *(Screen("/ticket", secret) for _ in range(PHONES)),
    ]


def everybody_here(people: Crowd, times: int) -> None:
    until(
        everybody(people, lambda screen: screen.is_here and screen.came >= times),
        f"all are here, time {times}",
    )


def called(office: RunningOffice) -> int:
    """Somebody is called, served and gone; the number of the call in the journal."""
    told = at_counter(office, "call-next").done()
    for verb in ("start", "finish"):
        Press(office, f"/tickets/{told['id']}/{verb}", "clerk", "1").done()
    return int(told["seq"])


def meanwhile_tickets(office: RunningOffice, oracle: Oracle) -> Callable[[], None]:
    """Kiosks that go on all the time and try again under the same key; returns what ends them."""
    enough = threading.Event()

    def kiosk() -> None:
        client = Client(office, threading.Event())
        while not enough.is_set():
            status, told, key = client.post("kiosk", "/tickets", {"service": "ho-tich"})
            assert status == 201, told
            oracle.taken(told, key)
            enough.wait(0.1)
        client.close()

    takers = [threading.Thread(target=kiosk) for _ in range(TAKERS)]
    for taker in takers:
        taker.start()

    def end() -> None:
        enough.set()
        for taker in takers:
            taker.join()

    return end


def test_a_thousand_screens_are_all_back_and_missed_nothing(office: RunningOffice) -> None:
    open_counters(office)
    first, oracle = take(office).done(), Oracle()
    with crowd(office.port, audience(office, first)) as people:
        everybody_here(people, 1)
        no_more_tickets = meanwhile_tickets(office, oracle)
        calls = [called(office)]

        office.stop()
        office.start()
        calls += [called(office) for _ in range(3)]
        everybody_here(people, 2)
        office.kill()
        office.start()
        calls += [called(office) for _ in range(3)]
        everybody_here(people, 3)
        calls.append(called(office))

        no_more_tickets()
        watching = [screen for screen in people.screens if screen.namespace != "/ticket"]
        until(lambda: all(len(screen.heard) >= len(calls) for screen in watching), "all heard every call")

    assert [screen for screen in watching if screen.heard != calls] == []
    assert [screen.heard for screen in people.screens if screen.namespace == "/ticket"] == [
        calls[:1]
    ] * PHONES
    no_traceback(office)
    assert office.stop() == 0
    reckon(office, oracle)
