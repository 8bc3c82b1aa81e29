"""A hostile phone on the office's network: whatever it sends, it hears nothing, and the office serves on."""

import re
import socket
from collections.abc import Iterator

import pytest
import requests

from tests.faults import hostile
from tests.faults.hands import take
from tests.fixtures.bare import TEXT, BareScreen, frame
from tests.fixtures.office import RunningOffice

SECONDS = 5
OWN = {"display": "/display", "kiosk": "/kiosk", "rating": "/rating"}


@pytest.fixture
def office(running_office: RunningOffice) -> Iterator[RunningOffice]:
    """The running office: whatever was done to it, it gives a ticket afterwards, and its log holds no fault."""
    yield running_office
    assert take(running_office).done()["number"].startswith("A")
    assert running_office.stop() == 0
    assert not re.search(r"Traceback|ERROR", "".join(running_office.log))


def test_nobody_listens_where_their_key_does_not_let_them(office: RunningOffice) -> None:
    known = hostile.tokens(office)
    for greeting in hostile.forged_greetings(known):
        screen = BareScreen(office.port)
        screen.socket.sendall(frame(TEXT, greeting.encode()[:60_000]))
        answer = _first_answer(screen)
        own = any(
            token in greeting and greeting.startswith(f"40{OWN[scope]},")
            for scope, token in zip(OWN, known, strict=True)
        )
        assert answer.startswith("40/") is own, (greeting[:120], answer[:120])
        screen.socket.close()


def _first_answer(screen: BareScreen) -> str:
    """What is said to the greeting; "" when the line ends instead."""
    screen.socket.settimeout(SECONDS)
    heard = screen._rest
    while True:
        found = re.search(rb"4[04][/{][^\x81\x88]*", heard) or re.search(rb"\x88", heard)
        if found:
            return found[0].decode(errors="replace")
        told = screen.socket.recv(4096)
        if not told:
            return ""
        heard += told


@pytest.mark.parametrize("line", [b"nonsense", b"GET / HTTP/9.9"])
def test_what_is_no_request_is_answered_so_and_fills_no_log(office: RunningOffice, line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", office.port), SECONDS) as wire:
        wire.sendall(line + b"\r\n\r\n")

        assert wire.recv(4096).startswith(b"HTTP/1.1 400 ")


def test_garbage_giants_and_floods_end_whoever_sends_them(office: RunningOffice) -> None:
    assert hostile.throw_garbage(office.port, 45) == 45
    assert list(hostile.giants(office.port)) == ["ended"] * 3
    hostile.flood(office.port, 20_000)


def test_requests_that_never_end_keep_nobody_from_a_ticket(office: RunningOffice) -> None:
    with hostile.slow_loris(office.port, 300):
        assert take(office).done()["number"] == "A001"


@pytest.mark.parametrize(
    "body",
    [b"[" * 200_000, b'{"service":' * 20_000, b'{"service":"' + b"\\u0000" * 30_000, b'"' + b"9" * 250_000],
)
def test_a_body_that_is_deep_or_endless_is_refused(office: RunningOffice, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {office.token('kiosk')}"}

    answer = requests.post(f"{office.url}/api/v1/tickets", data=body, headers=headers, timeout=SECONDS)

    assert answer.status_code in (400, 413, 422)


@pytest.mark.parametrize("page", ["/t/{:022d}/place", "/d/{:022d}"])
def test_who_guesses_waits_and_who_has_a_key_does_not(office: RunningOffice, page: str) -> None:
    with requests.Session() as guesser:
        statuses = [
            guesser.get(office.url + page.format(turn), timeout=SECONDS).status_code for turn in range(301)
        ]
        waiting = guesser.get(office.url + page.format(1), timeout=SECONDS)

    assert statuses == [404] * 300 + [429]
    assert int(waiting.headers["Retry-After"]) > 0
    wrong = {"Authorization": "Bearer guessed"}
    assert requests.get(f"{office.url}/api/v1/services", headers=wrong, timeout=SECONDS).status_code == 429


def test_a_tickets_secret_has_128_bits_and_leads_to_no_other(office: RunningOffice) -> None:
    first, second = (take(office).done() for _ in range(2))
    secret = first["url"].rsplit("/", maxsplit=1)[1]

    assert len(secret) >= 22
    assert secret != second["url"].rsplit("/", maxsplit=1)[1]
    for guess in (
        first["id"],
        first["number"],
        secret[:-1],
        secret + "A",
        secret.upper(),
        "%00",
        "../" + secret,
    ):
        answer = requests.get(f"{office.url}/t/{guess}/place", timeout=SECONDS)
        assert answer.status_code in (404, 308), guess
