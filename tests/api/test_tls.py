"""Encrypted: a server that makes its own certificate, with screens that listen to it."""

from datetime import timedelta
from pathlib import Path

import pytest
import requests
import socketio

from server.certificate import self_made
from server.config import Settings
from server.office import real_time
from tests.fixtures.office import RunningOffice

SECONDS = 60


@pytest.fixture
def sealed(sample_office: RunningOffice, tmp_path: Path) -> RunningOffice:
    """The sample office with a certificate of its own; closed."""
    office = RunningOffice(tmp_path / "sealed", {"TOILUOT_TLS": "self"})
    office.move_in_like(sample_office)
    return office


def test_a_sealed_office_is_known_by_its_certificate_and_its_screens_hear(sealed: RunningOffice) -> None:
    certificate = self_made(Settings(data=sealed.data), real_time())
    sealed.start()
    url = sealed.url
    heard: list[object] = []
    http = requests.Session()
    http.verify, http.trust_env = str(certificate), False
    screen = socketio.Client(reconnection=False, http_session=http)

    def hear(told: object) -> None:
        heard.append(told)
        got.set()

    got = screen.eio.create_event()
    screen.on("called", hear, namespace="/display")
    screen.connect(
        url, auth={"token": sealed.token("display")}, namespaces=["/display"], wait_timeout=SECONDS
    )

    def press(path: str, scope: str, counter: str | None = None, **wish: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {sealed.token(scope, counter)}"}
        return http.post(f"{url}/api/v1{path}", json=wish, headers=headers, timeout=SECONDS)

    page = http.get(f"{url}/signin", timeout=SECONDS)
    press("/tickets", "kiosk", service="ho-tich")
    press("/counters/1/open", "clerk", "1")
    called = press("/counters/1/call-next", "clerk", "1")

    assert called.status_code == 200
    assert got.wait(SECONDS)
    assert "Secure" in page.headers["Set-Cookie"]
    assert url.startswith("https://")
    assert len(heard) == 1
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{url}/healthz", timeout=SECONDS)
    screen.disconnect()
    http.close()
    assert sealed.stop() == 0


def test_the_servers_own_certificate_is_for_its_owner_alone_and_is_renewed_in_time(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, address="https://motcua.example:8443")
    now = real_time()

    first = self_made(settings, now).read_bytes()

    assert self_made(settings, now + timedelta(days=300)).read_bytes() == first
    assert self_made(settings, now + timedelta(days=380)).read_bytes() != first
    assert (tmp_path / "tls/server.key").stat().st_mode & 0o077 == 0


def test_a_certificate_that_cannot_be_used_is_said_at_the_start(sealed: RunningOffice) -> None:
    sealed.settings["TOILUOT_TLS"] = str(sealed.data / "nowhere.pem")

    ended = sealed.attempt("serve", "--port", "0")

    assert ended.returncode == 1
    assert "TOILUOT_TLS" in ended.stderr
    assert "Traceback" not in ended.stderr
