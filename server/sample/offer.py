"""The sample office, xã Dương Phong, read from the files beside this one."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from server.domain.due import NO_LIMIT, Limit, LimitKind
from server.domain.hours import DayKind, Window
from server.domain.procedure import Channel, Fee, Paper
from server.domain.roles import Role
from server.nation import Day, of_the_nation
from server.office import CounterPlan, Hours, Name, Notice, Offer, Procedure, Service

HERE = Path(__file__).parent

YEARS = range(2022, 2031)
"""From the first report to as far as the holidays are worth foreseeing; those ahead are a projection."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works in the sample office; the demo gives them a password."""

    name: str
    shown_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class NineMonths:
    """What the report of dossiers from January to September 2022 must come to."""

    first: date
    last: date
    received: int
    early: int
    on_time: int
    late: int
    online_level_4: int
    online_high_level: int


def sample_offer(years: Iterable[int] = YEARS) -> Offer:
    """The whole set-up of the office, with the holidays of these years."""
    told = _read("office.toml")
    services = tuple(_service(told, place, one) for place, one in enumerate(told["service"]))
    return Offer(
        code=told["code"],
        name=_name(told["name"]),
        zone=told["zone"],
        services=services,
        counters=tuple(_counter(one, services) for one in told["counter"]),
        procedures=procedures({service.code: service.name for service in services}),
        days=of_the_nation(years, overrides()),
        notices=tuple(Notice(one["kind"], _name(one["title"]), _name(one["text"])) for one in told["notice"]),
        hours=_working_hours(told),
    )


def procedures(fields: Mapping[str, Name]) -> tuple[Procedure, ...]:
    """Those of the sample, the commonest of each line first. Their fields are called as their lines (`fields`)."""
    told = _read("procedures.toml")["procedure"]
    return tuple(_procedure(one, place, fields) for place, one in enumerate(told))


def overrides() -> tuple[Day, ...]:
    """The days that the holiday library does not know, each with its source."""
    return tuple(
        (one["day"], DayKind(one["kind"]), one["note"], one["source"]) for one in _read("office.toml")["day"]
    )


def staff() -> tuple[StaffMember, ...]:
    told = _read("office.toml")["person"]
    return tuple(StaffMember(one["name"], one["shown_name"], Role(one["role"])) for one in told)


def shares() -> dict[str, int]:
    """How many of a hundred citizens come for each service, on an ordinary day."""
    return {one["code"]: one["share"] for one in _read("office.toml")["service"]}


def nine_months() -> NineMonths:
    told = _read("report-2022.toml")
    numbers = {name: told[name] for name in NineMonths.__dataclass_fields__ if name in told}
    return NineMonths(first=told["from"], last=told["to"], **numbers)


@cache
def _read(file: str) -> Mapping[str, Any]:
    return tomllib.loads((HERE / file).read_text(encoding="utf-8"))


def _name(told: Mapping[str, str]) -> Name:
    return Name(told["vi"], told["en"])


def _service(told: Mapping[str, Any], place: int, one: Mapping[str, Any]) -> Service:
    return Service(
        code=one["code"],
        prefix=one["prefix"],
        name=_name(one["name"]),
        colour=one["colour"],
        sign=one["sign"],
        place=place,
        usual=timedelta(minutes=one["minutes"]),
        quota=one.get("quota"),
        windows=tuple(_window(hours) for hours in told["hours"][one["hours"]]),
    )


def _working_hours(told: Mapping[str, Any]) -> Hours:
    shifts = {one.get("service"): tuple(_window(hours) for hours in one["hours"]) for one in told["work"]}
    of_office = shifts.pop(None)
    decided = ((int(year), source) for year, source in told["announced"].items())
    return Hours(of_office, tuple(shifts.items()), tuple(decided))


def _window(told: Mapping[str, Any]) -> Window:
    return Window(frozenset(told["weekdays"]), told["from"], told["to"])


def _counter(told: Mapping[str, Any], services: Iterable[Service]) -> CounterPlan:
    """Serves every service, its own fields before the others."""
    preference = {service.code: 1 if service.code in told["first"] else 2 for service in services}
    return CounterPlan(told["code"], told["name"], preference)


BY_THE_PROVINCE = "province"


def _procedure(told: Mapping[str, Any], place: int, fields: Mapping[str, Name]) -> Procedure:
    return Procedure(
        code=told["code"],
        name=_name(told["name"]),
        field=fields[told["service"]],
        service=told["service"],
        papers=tuple(Paper(Name(vi, en)) for vi, en in told["papers"]),
        limit=_limit(told.get("limit")),
        fee=_fee(told),
        channels=tuple(Channel(one) for one in told["channels"]),
        place=place,
    )


def _limit(told: Mapping[str, Any] | None) -> Limit:
    if told is None:
        return NO_LIMIT
    return Limit(LimitKind(told["kind"]), told.get("value", 0), told.get("cut_off"))


def _fee(told: Mapping[str, Any]) -> Fee:
    fee, said = told.get("fee"), told.get("fee_text")
    by_province = fee == BY_THE_PROVINCE
    return Fee(None if by_province else fee, by_province, _name(said) if said else None)
