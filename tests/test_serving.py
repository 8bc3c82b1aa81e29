"""The server goes home: at once, whatever its wheels are in the middle of."""

from ipaddress import ip_address
from time import monotonic
from typing import Any

import gevent
import pytest
from gevent.event import Event

from server.serving import end
from server.whereabouts import in_the_network, reached_at


@pytest.mark.parametrize(
    ("host", "told"), [("127.0.0.1", "127.0.0.1"), ("may-chu", "may-chu"), ("::1", "[::1]")]
)
def test_a_server_is_found_where_it_listens(host: str, told: str) -> None:
    assert reached_at(host) == told


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104  told, not listened on
def test_a_server_that_listens_everywhere_is_found_by_a_number_that_the_next_desk_can_open(host: str) -> None:
    assert reached_at(host) in (*in_the_network(), "localhost")
    assert not any(ip_address(one).is_loopback or ip_address(one).is_unspecified for one in in_the_network())


def test_a_wheel_that_takes_its_end_for_a_fault_is_told_again() -> None:
    cut_off: list[str] = []
    asks, never = Event(), Event()

    def asks_the_database() -> None:
        asks.set()
        try:
            never.wait()
        finally:
            raise OSError("connection in transaction status ACTIVE")

    def turns() -> None:
        while not cut_off:
            try:
                asks_the_database()
            except OSError as fault:
                cut_off.append(str(fault))
        never.wait()

    wheels: list[Any] = [gevent.spawn(turns), gevent.spawn(never.wait)]
    asks.wait()

    begun = monotonic()
    end(wheels)

    assert [wheel.dead for wheel in wheels] == [True, True]
    assert len(cut_off) == 1
    assert monotonic() - begun < 2


def test_a_wheel_that_never_ends_holds_up_no_closing() -> None:
    turns, let_go = Event(), Event()

    def never_ends() -> None:
        turns.set()
        while not let_go.is_set():
            try:
                let_go.wait()
            except gevent.GreenletExit:
                continue

    wheel = gevent.spawn(never_ends)
    turns.wait()

    begun = monotonic()
    end([wheel], seconds=0.5)

    assert monotonic() - begun < 2
    let_go.set()
    wheel.join()
