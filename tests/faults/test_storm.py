"""Nothing acknowledged is lost or doubled, however many press at once and whenever the power goes."""

import random
import threading

from tests.faults.storm import Storm, open_counters, reckon
from tests.fixtures.office import OpenOffice

PRESSES, KILLS = 5000, 10


def test_sixty_four_clients_at_once_lose_and_double_nothing(open_office: OpenOffice) -> None:
    office = open_office(TOILUOT_KIOSK_RATE="0")
    open_counters(office)
    storm = Storm([office], PRESSES)

    storm.blow()

    assert office.stop() == 0
    reckon(office, storm.oracle)
    assert len(storm.oracle.finished) >= 10


def test_two_servers_on_one_file_lose_and_double_nothing(open_office: OpenOffice) -> None:
    first = open_office(TOILUOT_KIOSK_RATE="0")
    open_counters(first)
    second = first.beside()
    storm = Storm([first, second], PRESSES // 2)

    storm.blow()

    assert [office.stop() for office in (first, second)] == [0, 0]
    reckon(first, storm.oracle)
    assert len(storm.oracle.finished) >= 10


def test_the_power_goes_again_and_again_and_nothing_acknowledged_is_lost(open_office: OpenOffice) -> None:
    office = open_office(TOILUOT_KIOSK_RATE="0")
    open_counters(office)
    storm = Storm([office], PRESSES // 2, clients=16)
    chance, pause = random.Random(7), threading.Event()  # noqa: S311  a seed, no secret

    def pull_the_plug(raging: Storm) -> None:
        for _ in range(KILLS):
            pause.wait(chance.uniform(0.2, 1.0))
            office.kill()
            office.start()

    storm.blow(pull_the_plug)

    assert office.stop() == 0
    reckon(office, storm.oracle)
    assert len(storm.oracle.tickets) >= 50
