"""From where a request really comes, behind a reverse proxy that the office trusts."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

Network = IPv4Network | IPv6Network
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SCHEMES = frozenset({"http", "https"})


class BehindProxies:
    """Believes `X-Forwarded-For` and `X-Forwarded-Proto` of these networks, and of nobody else.

    The chain is read from its end: whoever the last trusted proxy names is the caller, whatever they claim before that.
    (werkzeug's ProxyFix counts hops and asks nobody's address: on an open network everybody could name themselves.)
    """

    def __init__(self, application: Application, trusted: tuple[Network, ...]) -> None:
        self.application, self.trusted = application, trusted

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if self._is_trusted(str(environ.get("REMOTE_ADDR", ""))):
            named = [one.strip() for one in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
            environ["REMOTE_ADDR"] = self._caller(named, environ["REMOTE_ADDR"])
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rsplit(",", maxsplit=1)[-1].strip().lower()
            if scheme in SCHEMES:
                environ["wsgi.url_scheme"] = scheme
        return self.application(environ, start)

    def _caller(self, named: list[str], proxy: str) -> str:
        """The first from the end that is no proxy of ours; what is no address is nobody."""
        for one in reversed(named):
            try:
                ip_address(one)
            except ValueError:
                return proxy
            if not self._is_trusted(one):
                return one
            proxy = one
        return proxy

    def _is_trusted(self, address: str) -> bool:
        try:
            told = ip_address(address)
        except ValueError:
            return False
        if isinstance(told, IPv6Address) and told.ipv4_mapped:
            told = told.ipv4_mapped  # so a server that listens at `::` sees a neighbour of the old kind
        return any(told in network for network in self.trusted)
