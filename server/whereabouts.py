"""Where is this machine found? What a browser on another one is told to open."""

import socket
from ipaddress import ip_address

EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  compared, not listened on
BEYOND = ("192.0.2.1", "10.255.255.255", "172.31.255.255", "192.168.255.255")
"""Towards these a machine of an office would set out; nothing is sent there."""


def reached_at(host: str) -> str:
    """How a server that listens here is written into a link: one that listens everywhere goes by this machine's number in
    its network, for nobody can open 0.0.0.0 from the next desk.
    """
    named = next(iter(in_the_network()), "localhost") if host in EVERYWHERE else host
    return f"[{named}]" if ":" in named else named


def in_the_network() -> list[str]:
    """The numbers of this machine in its network, the one by which it goes out first; none without a network."""
    found = [*map(_on_the_way_to, BEYOND), *_by_name()]
    return [one for one in dict.fromkeys(found) if one and not ip_address(one).is_loopback]


def _on_the_way_to(target: str) -> str:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def _by_name() -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    except OSError:
        return []
