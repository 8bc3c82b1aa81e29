"""How this server is set up: environment variables `TOILUOT_…` and the lines of `DIR/toiluot.toml`."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any


class BadSetting(Exception):
    """A setting that is unknown or makes no sense; `name` and `why` fill its sentence."""

    def __init__(self, name: str, why: str, kind: str = "bad-setting") -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why, self.kind = name, why, kind


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the server, as opposed to those of an office (which are kept in the database).

    data: the directory that holds everything. database: its URL; SQLite in the data directory by default.
    address: what phones are sent to (`http://host:port`); the address a kiosk asked at when not set.
    clock: where the practice clock starts. kiosk_rate: presses a minute per kiosk, 0 for no limit.
    printer: the DSN of the kiosk printer. redis: for several processes. host, port: where to listen.
    """

    data: Path = Path("data")
    database: str = ""
    redis: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    address: str = ""
    clock: datetime | None = None
    kiosk_rate: int = 30
    printer: str = "null://"
    log_level: str = "INFO"

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
            raise BadSetting(
                f"TOILUOT_{name.upper()}", f"unknown setting; known are {', '.join(sorted(known))}"
            )
    return Settings(**{name: _value(name, value) for name, value in raw.items()})


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise BadSetting(path.name, f"not readable as TOML: {bad}") from bad


def _value(name: str, value: Any) -> Any:
    try:
        return _READERS.get(name, str)(value)
    except (ValueError, TypeError) as bad:
        raise BadSetting(f"TOILUOT_{name.upper()}", str(bad)) from bad


def _port(value: Any) -> int:
    port = int(value)
    if not 0 <= port <= 65535:
        raise ValueError(f"{port} is no port; use 1 to 65535")
    return port


def _rate(value: Any) -> int:
    rate = int(value)
    if rate < 0:
        raise ValueError("presses a minute: 0 (no limit) or more")
    return rate


def _clock(value: Any) -> datetime | None:
    if value in ("", None):
        return None
    start = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if start.tzinfo is None:
        raise ValueError("needs an offset, such as 2026-11-23T08:00:00+07:00")
    return start


def _level(value: Any) -> str:
    level = str(value).upper()
    if level not in LEVELS:
        raise ValueError(f"one of {', '.join(LEVELS)}")
    return level


_READERS: dict[str, Any] = {
    "data": Path,
    "port": _port,
    "kiosk_rate": _rate,
    "clock": _clock,
    "log_level": _level,
}
