"""The nine months of 2022 that the commune's newspaper told of, dossier by dossier, as the register would have held them."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.domain.calendar import WorkTime
from server.domain.dossier_sheet import read
from server.domain.due import LimitKind
from server.domain.hours import Calendar
from server.domain.procedure import Procedure
from server.domain.procedure_sheet import Row
from server.office import Offer
from server.sample.offer import NineMonths, nine_months

AGENCY = "H03.110"
EVERY_ON_TIME, FIRST_ON_TIME = 13, 5
"""Every so-manieth is handed over on the very day it is due; the others a working day earlier."""

EVERY_ONLINE = 11
ROOM_DAYS = 6
"""Working days before the end of the period in which none comes in any more: all were settled within it."""

LEVEL_4, HIGH_LEVEL = "mức độ 4", "mức độ 4, dịch vụ công mức độ cao"


def with_nine_months(offer: Offer) -> Offer:
    """The office with those months in its register."""
    known = {one.code: one for one in offer.procedures}
    zone, work = ZoneInfo(offer.zone), _work(offer)
    told = read(
        list(_COLUMNS),
        rows(offer),
        lambda code, _: known.get(code),
        lambda _: work,
        zone,
        lambda: secrets.token_urlsafe(16),
    )
    assert not told.faults, told.faults
    return replace(offer, dossiers=told.dossiers)


_COLUMNS = ("code", "procedure", "channel", "online", "received_at", "state", "settled_at")


def _work(offer: Offer) -> WorkTime:
    days = Calendar(tuple((day, kind) for day, kind, *_ in offer.days))
    return WorkTime(days, offer.hours.of_office, ZoneInfo(offer.zone))


def rows(offer: Offer) -> list[Row]:
    """A table of dossiers as `toiluot dossiers import` takes it: always the same, and exactly as many of each kind as told."""
    told = nine_months()
    work = _work(offer)
    days = _working_days(work, told)
    procedures = [
        one for one in offer.procedures if one.limit.kind is LimitKind.WORKING_DAY and 1 < one.limit.value < 6
    ]
    numbers: dict[date, int] = {}
    return [
        _row(
            place,
            days[place * len(days) // told.received],
            work,
            procedures[place % len(procedures)],
            numbers,
            told,
        )
        for place in range(told.received)
    ]


def _working_days(work: WorkTime, told: NineMonths) -> Sequence[date]:
    span = (told.last - told.first).days
    days = [told.first + timedelta(days=ahead) for ahead in range(span + 1)]
    return [day for day in days if work.is_working_day(day)][:-ROOM_DAYS]


def _row(
    place: int, day: date, work: WorkTime, procedure: Procedure, numbers: dict[date, int], told: NineMonths
) -> Row:
    numbers[day] = numbers.get(day, 0) + 1
    on_time = place % EVERY_ON_TIME == FIRST_ON_TIME and place // EVERY_ON_TIME < told.on_time
    turn, online = divmod(place, EVERY_ONLINE)
    is_online = online == 0 and turn < told.online_level_4
    worked = procedure.limit.value - (0 if on_time else 1)
    received = datetime.combine(day, time(8, place % 60), work.zone)
    settled = datetime.combine(work.working_days_after(day, worked), time(15, place % 60), work.zone)
    cells = {
        "code": f"{AGENCY}-{day:%y%m%d}-{numbers[day]:04}",
        "procedure": procedure.code,
        "channel": "online" if is_online else "direct",
        "online": (HIGH_LEVEL if turn < told.online_high_level else LEVEL_4) if is_online else "",
        "received_at": received.isoformat(),
        "state": "returned",
        "settled_at": settled.isoformat(),
    }
    return Row(place + 2, cells)
