"""Only a proxy that the office trusts says from where somebody comes."""

from collections.abc import Callable, Iterable
from ipaddress import ip_network
from typing import Any

import pytest

from server.config import BadSetting, read
from server.web.proxies import BehindProxies

TRUSTED = (ip_network("127.0.0.1"), ip_network("10.0.0.0/24"))


def seen(remote: str, **headers: str) -> tuple[str, str]:
    """The address and the scheme that the application sees."""
    told: dict[str, Any] = {}

    def application(environ: dict[str, Any], _: Callable[..., Any]) -> Iterable[bytes]:
        told.update(environ)
        return []

    environ = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http", **headers}
    BehindProxies(application, TRUSTED)(environ, lambda *_: None)
    return told["REMOTE_ADDR"], told["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "caller"),
    [
        ("127.0.0.1", "192.168.1.7", "192.168.1.7"),
        ("127.0.0.1", "192.168.1.7, 10.0.0.3", "192.168.1.7"),
        ("127.0.0.1", "8.8.8.8, 192.168.1.7", "192.168.1.7"),
        ("127.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "192.168.1.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:127.0.0.1", "192.168.1.7", "192.168.1.7"),
        ("127.0.0.1", "192.168.1.7, ::ffff:10.0.0.3", "192.168.1.7"),
        ("127.0.0.1", "192.168.1.7:4711", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.3, 8.8.8.8, 10.0.0.4, 10.0.0.5", "8.8.8.8"),
        ("::ffff:192.168.1.9", "127.0.0.1", "::ffff:192.168.1.9"),
        ("", "127.0.0.1", ""),
        ("192.168.1.9", "192.168.1.7", "192.168.1.9"),
        ("192.168.1.9", "127.0.0.1", "192.168.1.9"),
    ],
)
def test_the_caller_is_whom_the_last_trusted_proxy_names(remote: str, forwarded: str, caller: str) -> None:
    assert seen(remote, HTTP_X_FORWARDED_FOR=forwarded)[0] == caller


def test_a_proxy_says_that_the_way_to_it_is_encrypted_and_a_stranger_does_not() -> None:
    assert seen("127.0.0.1", HTTP_X_FORWARDED_PROTO="https")[1] == "https"
    assert seen("127.0.0.1", HTTP_X_FORWARDED_PROTO="javascript")[1] == "http"
    assert seen("192.168.1.9", HTTP_X_FORWARDED_PROTO="https")[1] == "http"


def test_proxies_are_told_as_addresses_and_networks() -> None:
    assert read({"TOILUOT_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/24"}).trusted_proxies == TRUSTED
    assert read({}).trusted_proxies == ()
    with pytest.raises(BadSetting):
        read({"TOILUOT_TRUSTED_PROXIES": "proxy.local"})
