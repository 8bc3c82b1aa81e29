"""The server goes home: at once, whatever its wheels are in the middle of."""

from time import monotonic
from typing import Any

import gevent

from server.serving import end


def test_a_wheel_that_takes_its_end_for_a_fault_is_told_again() -> None:
    cut_off: list[str] = []

    def asks_the_database() -> None:
        try:
            gevent.sleep(60)
        finally:
            raise OSError("connection in transaction status ACTIVE")

    def turns() -> None:
        while not cut_off:
            try:
                asks_the_database()
            except OSError as fault:
                cut_off.append(str(fault))
        gevent.sleep(60)

    wheels: list[Any] = [gevent.spawn(turns), gevent.spawn(gevent.sleep, 60)]
    gevent.sleep(0)

    begun = monotonic()
    end(wheels)

    assert [wheel.dead for wheel in wheels] == [True, True]
    assert len(cut_off) == 1
    assert monotonic() - begun < 2


def test_a_wheel_that_never_ends_holds_up_no_closing() -> None:
    let_go: list[bool] = []

    def never_ends() -> None:
        while not let_go:
            try:
                gevent.sleep(60)
            except gevent.GreenletExit:
                continue

    wheel = gevent.spawn(never_ends)
    gevent.sleep(0)

    begun = monotonic()
    end([wheel], seconds=0.5)

    assert monotonic() - begun < 2
    let_go.append(True)
    wheel.kill()
