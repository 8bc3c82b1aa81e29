"""How this server is set up: environment variables `TOILUOT_…` and the lines of `DIR/toiluot.toml`."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.domain.retention import Keep


class BadSetting(Exception):
    """A setting that is unknown or makes no sense.

    `name`, `why` (words of `why.<reason>` in the catalogues) and `hint` fill the sentence of `kind`.
    """

    def __init__(self, name: str, why: str, hint: str, kind: str = "bad-setting") -> None:
        super().__init__(f"{name}: {why} ({hint})")
        self.name, self.why, self.hint, self.kind = name, why, hint, kind


class _NotThis(ValueError):
    """A value that a reader refuses: why, and a hint."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why, hint)
        self.why, self.hint = why, hint


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the server, as opposed to those of an office (which are kept in the database).

    data: the directory that holds everything. database: its URL; SQLite in the data directory by default.
    address: what phones are sent to (`http://host:port`); the address a kiosk asked at when not set.
    zone: the time zone of an office that is founded now.
    clock: where the practice clock starts. kiosk_rate: presses a minute per kiosk, 0 for no limit.
    backup_at: when the book is backed up every day, by the office's clock; backup_days: how many of these are kept, none
    made at all for 0; backup_months: of how many months the last one is kept besides.
    password_length: letters of the shortest password, 8 or more (NIST SP 800-63B asks for 15 in its revision 4).
    keep_comments: for how many days the words of a rating are kept; its score stays. keep_names: for how many days the
    name on a dossier's forms is kept after the dossier is over; 0 for the day alone.
    tls: the file of a certificate (with tls_key, the file of its key), or `self` for one that the server makes.
    trusted_proxies: reverse proxies whose word on where a request comes from is believed: addresses or networks.
    printer: the DSN of the kiosk printer. redis: for several processes. host, port: where to listen.
    """

    data: Path = Path("data")
    database: str = ""
    redis: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    address: str = ""
    zone: str = "Asia/Ho_Chi_Minh"
    clock: datetime | None = None
    kiosk_rate: int = 30
    printer: str = "null://"
    backup_at: time = time(17)
    backup_days: int = 14
    backup_months: int = 12
    password_length: int = 8
    keep_comments: int = 90
    keep_names: int = 0
    tls: str = ""
    tls_key: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    log_level: str = "INFO"

    @property
    def keep(self) -> Keep:
        """For how long is kept what may name somebody, where an office does not say otherwise."""
        return Keep(self.keep_comments, self.keep_names)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.data / 'toiluot.db').absolute()}"


def read(environ: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """The settings: what was given on the command line, else the environment, else the file, else the default.

    Raises BadSetting for a name nobody knows or a value that makes no sense.
    """
    known = {field.name: field.type for field in fields(Settings)}
    named = {name: value for name, value in environ.items() if name.startswith("TOILUOT_")}
    raw: dict[str, Any] = {name.removeprefix("TOILUOT_").lower(): value for name, value in named.items()}
    raw |= {name: value for name, value in given.items() if value is not None}
    data = Path(str(raw.get("data", "data")))
    raw = _from_file(data / "toiluot.toml") | raw
    for name in raw:
        if name not in known:
            raise BadSetting(f"TOILUOT_{name.upper()}", "unknown", ", ".join(sorted(known)))
    return Settings(**{name: _value(name, value) for name, value in raw.items()})


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise BadSetting(path.name, "type", str(bad)) from bad


def _value(name: str, value: Any) -> Any:
    try:
        return _READERS.get(name, str)(value)
    except _NotThis as bad:
        raise BadSetting(f"TOILUOT_{name.upper()}", bad.why, bad.hint) from bad
    except (ValueError, TypeError) as bad:
        raise BadSetting(f"TOILUOT_{name.upper()}", "type", str(bad)) from bad


def _port(value: Any) -> int:
    port = int(value)
    if not 0 <= port <= 65535:
        raise _NotThis("range", "1 … 65535")
    return port


def _rate(value: Any) -> int:
    rate = int(value)
    if rate < 0:
        raise _NotThis("range", "0, 1, 2 …")
    return rate


def _length(value: Any) -> int:
    length = int(value)
    if not 8 <= length <= 64:
        raise _NotThis("range", "8 … 64")
    return length


def _networks(value: Any) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks with commas between, as `127.0.0.1, 10.0.0.0/24`."""
    told = value if isinstance(value, list) else str(value).split(",")
    try:
        return tuple(ip_network(str(one).strip()) for one in told if str(one).strip())
    except ValueError as bad:
        raise _NotThis("type", "127.0.0.1, 10.0.0.0/24") from bad


def _time_of_day(value: Any) -> time:
    try:
        told = value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError as bad:
        raise _NotThis("time", "17:00") from bad
    if told.tzinfo is not None:
        raise _NotThis("time", "17:00")
    return told


def _clock(value: Any) -> datetime | None:
    if value in ("", None):
        return None
    try:
        start = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as bad:
        raise _NotThis("time", "2026-11-23T08:00:00+07:00") from bad
    if start.tzinfo is None:
        raise _NotThis("time", "2026-11-23T08:00:00+07:00")
    return start


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise BadSetting("TOILUOT_ZONE", "unknown", str(value), kind="bad-timezone") from unknown


def _level(value: Any) -> str:
    level = str(value).upper()
    if level not in LEVELS:
        raise _NotThis("choice", ", ".join(LEVELS))
    return level


_READERS: dict[str, Any] = {
    "data": Path,
    "port": _port,
    "kiosk_rate": _rate,
    "backup_at": _time_of_day,
    "backup_days": _rate,
    "backup_months": _rate,
    "password_length": _length,
    "keep_comments": _rate,
    "keep_names": _rate,
    "trusted_proxies": _networks,
    "zone": _zone,
    "clock": _clock,
    "log_level": _level,
}
