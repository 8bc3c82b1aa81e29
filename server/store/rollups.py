"""The figures of days that are over, added up: so that years are read as quickly as a week.

For each day, month and year, and for each way of splitting them, one row holds the tallies of every key. Counts and
sums are exact. Of the measurements a sketch is kept, from which percentiles are told within `ERROR` of themselves
(DDSketch: Masson, Rim, Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees",
VLDB 12(12), 2019). Adding days, months and years up in whatever order comes to the same.
"""

import zlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from itertools import accumulate
from typing import Any, Generic, TypeVar

import msgspec
from ddsketch.mapping import LogarithmicMapping
from sqlalchemy import func, select

from server.domain.deeds import Deeds, Handled
from server.domain.figures import COUNTS, MEASURES, SPANS, By, Cut, Keys, Sums, Tally, month, weekday
from server.domain.local import local
from server.domain.period import Period, Span, around, pieces
from server.store import tables as t
from server.store.draft import Draft

ERROR = 0.01
_MAPPING = LogarithmicMapping(ERROR)
_MICROSECOND = timedelta(microseconds=1)

OF_A_DAY: tuple[Cut, ...] = (
    (),
    (By.SERVICE,),
    (By.PROCEDURE,),
    (By.COUNTER,),
    (By.CLERK,),
    (By.HOUR,),
    (By.PRIORITY,),
    (By.CHANNEL,),
    (By.SERVICE, By.HOUR),
    (By.CLERK, By.SERVICE),
)
WEEKDAYS: tuple[Cut, ...] = ((By.WEEKDAY,), (By.WEEKDAY, By.HOUR))
"""Kept of months and years only: of a day they follow from its date."""

OF_THE_DATE = {
    By.DAY: date.isoformat,
    By.WEEKDAY: weekday,
    By.MONTH: month,
}


@dataclass(slots=True)
class Sketched(Sums):
    """Measurements of which a sketch is left: how many are in each of its bins, and how many took no time at all."""

    zeros: int = 0
    bins: dict[int, int] = field(default_factory=dict)

    def add_all(self, other: Sums) -> None:
        """What was measured elsewhere, sketched or one by one."""
        self.count += other.count
        self.total += other.total
        self.within += other.within
        bins = self.bins
        if isinstance(other, Sketched):
            self.zeros += other.zeros
            for key, count in other.bins.items():
                bins[key] = bins.get(key, 0) + count
        for value in other.values:
            if value:
                key = _MAPPING.key(value.total_seconds())
                bins[key] = bins.get(key, 0) + 1
            else:
                self.zeros += 1

    def quantiles(self, hundredths: Sequence[int]) -> list[float]:
        """By linear interpolation between the closest ranks, as of measurements one by one: of the two ranks the library
        tells one, and of a day with a few legs that is another figure.
        """
        keys = sorted(self.bins)
        ends = list(accumulate((self.bins[key] for key in keys), initial=self.zeros))

        def at(rank: int) -> float:
            place = bisect_right(ends, rank)
            return float(_MAPPING.value(keys[place - 1])) if place else 0.0

        def told(part: int) -> float:
            rank, rest = divmod((ends[-1] - 1) * part, 100)
            return at(rank) + (at(rank + 1) - at(rank)) * rest / 100 if rest else at(rank)

        return [told(part) for part in hundredths]

    def by_value(self) -> list[tuple[float, int]]:
        """Seconds, within `ERROR` of themselves, and how many took so long."""
        told = [(float(_MAPPING.value(key)), self.bins[key]) for key in sorted(self.bins)]
        return [(0.0, self.zeros), *told] if self.zeros else told


class _Sums(msgspec.Struct, array_like=True):
    count: int
    total: int
    within: int
    zeros: int
    bins: dict[int, int]


class _Tally(msgspec.Struct, array_like=True):
    keys: list[str | None]
    counts: list[int]
    spans: list[int]
    sums: list[_Sums]


class _Count(msgspec.Struct, array_like=True):
    count: int


Of = TypeVar("Of", _Sums, _Count)


class _HandleAlone(msgspec.Struct, Generic[Of], array_like=True):
    """Of the measurements the handling alone is unpacked, whole or no more than how many; the names are those of `MEASURES`."""

    wait: msgspec.Raw
    walk: msgspec.Raw
    handle: Of


class _Handled(msgspec.Struct, Generic[Of], array_like=True):
    keys: list[str | None]
    counts: msgspec.Raw
    spans: msgspec.Raw
    sums: _HandleAlone[Of]


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[_Tally]).decode
_unpack_one = msgspec.msgpack.Decoder(_Tally).decode
_unpack_handled = msgspec.msgpack.Decoder(list[_Handled[_Sums]]).decode
_unpack_counted = msgspec.msgpack.Decoder(list[_Handled[_Count]]).decode
_apart = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode


class Rollups:
    """What is added up of one office."""

    def __init__(self, draft: Draft, office: int) -> None:
        self.draft, self.office = draft, office

    def until(self) -> date | None:
        """The last day that is added up; all before it are, too."""
        r = t.rollups.c
        asked = select(func.max(r.start)).where(
            r.office == self.office, r.span == Span.DAY, r.cut == _name(())
        )
        told: date | None = self.draft.looking.execute(asked).scalar()
        return told

    def first_day(self, zone: tzinfo) -> date | None:
        """Of the first ticket, or of whatever else was written down before it."""
        tc, j = t.tickets.c, t.journal.c
        looking = self.draft.looking
        ticket = looking.execute(select(func.min(tc.office_day)).where(tc.office == self.office)).scalar()
        entry = looking.execute(select(j.at).where(j.office == self.office).order_by(j.seq).limit(1)).scalar()
        days = [ticket] if ticket else []
        return min([*days, local(entry, zone).date()] if entry else days, default=None)

    def days_with_tickets(self, since: date, before: date, most: int) -> list[date]:
        """The latest of these days on which tickets were given, oldest first."""
        n = t.numbers.c
        asked = select(n.office_day).where(
            n.office == self.office, n.office_day >= since, n.office_day < before
        )
        latest = asked.distinct().order_by(n.office_day.desc()).limit(most)
        return sorted(row.office_day for row in self.draft.looking.execute(latest))

    def changed(self, period: Period) -> list[date]:
        """Days that are added up and have other legs now than then: a clock was wrong, or a back-up was restored."""
        lc = t.legs.c
        counted = select(lc.office_day, func.count()).where(
            lc.office == self.office, lc.office_day >= period.first, lc.office_day <= period.last
        )
        now = {row[0]: row[1] for row in self.draft.looking.execute(counted.group_by(lc.office_day))}
        kept = {row.start: row.legs for row in self._rows(Span.DAY, (), [period])}
        return [day for day, legs in kept.items() if now.get(day, 0) != legs]

    def legs(self, period: Period) -> int:
        """How many legs of these days are added up."""
        r = t.rollups.c
        total = 0
        for span, stretches in pieces(period).items():
            for stretch in stretches:
                asked = select(func.sum(r.legs)).where(*self._at(span, (), stretch))
                total += self.draft.looking.execute(asked).scalar() or 0
        return total

    def tallies(self, period: Period, cut: Cut, office: str) -> dict[Keys, Tally]:
        """The figures of these days, all of which are added up, split as asked; see `server.domain.figures`."""
        made: dict[Keys, Tally] = {}
        for span, stretches in pieces(period, _largest(cut)).items():
            stored = stored_cut(cut, span)
            if not stretches or stored is None:
                continue
            for row in self._rows(span, stored, stretches):
                told = {by: of_date(row.start) for by, of_date in OF_THE_DATE.items()} | {By.OFFICE: office}
                for packed in _unpack(zlib.decompress(row.tallies)):
                    keys = {**told, **dict(zip(stored, packed.keys, strict=True))}
                    _add_packed(made.setdefault(tuple(keys[by] for by in cut), sketched()), packed)
        return made

    def deeds(self, period: Period, clerk: str, also: Iterable[str]) -> Deeds:
        """What this clerk did on these days, all of which are added up; of the office the handling of the services that
        they or `also` name.
        """
        told = Deeds(clerk, sketched)
        told.days = self._days_at_work(period, clerk)
        of_everybody = self._packed_rows(period, (By.CLERK,))
        for packed in _of_one(of_everybody, clerk, 1):
            _add_packed(told.total, packed)
        of_services = self._packed_rows(period, (By.CLERK, By.SERVICE))
        for packed in _of_one(of_services, clerk, 2):
            if (service := packed.keys[1]) is not None:
                _add_packed(told.services[service], packed)
        for row in self._packed_rows(period, ()):
            for handled in _unpack_handled(row):
                told.office.times.add_all(_unpacked_sums(handled.sums.handle))
        wanted = {*told.services, *also}
        for row in self._packed_rows(period, (By.SERVICE,)):
            for handled in _unpack_handled(row):
                if (service := handled.keys[0]) in wanted and service is not None:
                    told.lines[service].times.add_all(_unpacked_sums(handled.sums.handle))
        _name_clerks(of_everybody, lambda _keys: told.office, [told.office])
        lines = {service: told.lines[service] for service in wanted}
        _name_clerks(of_services, lambda keys: lines.get(keys[1] or ""), lines.values())
        return told

    def _days_at_work(self, period: Period, clerk: str) -> int:
        c = t.clerk_days.c
        asked = select(func.count()).where(c.office == self.office, c.clerk == clerk)
        within = asked.where(c.day >= period.first, c.day <= period.last)
        return int(self.draft.looking.execute(within).scalar_one())

    def _packed_rows(self, period: Period, cut: Cut) -> list[bytes]:
        """The largest pieces first."""
        found = pieces(period)
        rows = [self._rows(span, cut, found[span]) for span in (Span.YEAR, Span.MONTH, Span.DAY)]
        return [zlib.decompress(row.tallies) for of_span in rows for row in of_span]

    def keep_day(self, day: date, legs: int, made: Mapping[Cut, Mapping[Keys, Tally]]) -> None:
        """The figures of a day that is over; those of its month and year follow when it is the last of them, or when
        they had been added up before.
        """
        for cut, tallies in made.items():
            self._write(Span.DAY, cut, day, legs, tallies)
        if (by_clerk := made.get((By.CLERK,))) is not None:
            self._keep_clerks(day, [name for (name,) in by_clerk if name is not None])
        for span in (Span.MONTH, Span.YEAR):
            whole = around(day, span)
            if whole.last == day or self._is_kept(span, whole.first):
                self._add_up(span, whole)

    def _keep_clerks(self, day: date, clerks: Sequence[str]) -> None:
        c, conn = t.clerk_days.c, self.draft.conn
        conn.execute(t.clerk_days.delete().where(c.office == self.office, c.day == day))
        if clerks:
            of_day = {"office": self.office, "day": day}
            conn.execute(t.clerk_days.insert(), [{**of_day, "clerk": clerk} for clerk in clerks])

    def _add_up(self, span: Span, whole: Period) -> None:
        below = Span.DAY if span is Span.MONTH else Span.MONTH
        legs = sum(row.legs for row in self._rows(below, (), [whole]))
        for cut in (*OF_A_DAY, *WEEKDAYS):
            stored = stored_cut(cut, below)
            assert stored is not None
            made: dict[Keys, Tally] = {}
            for row in self._rows(below, stored, [whole]):
                for packed in _unpack(zlib.decompress(row.tallies)):
                    keys = {By.WEEKDAY: weekday(row.start), **dict(zip(stored, packed.keys, strict=True))}
                    _add_packed(made.setdefault(tuple(keys[by] for by in cut), sketched()), packed)
            self._write(span, cut, whole.first, legs, made)

    def _rows(self, span: Span, cut: Cut, stretches: Iterable[Period]) -> list[Any]:
        asked = select(t.rollups.c.start, t.rollups.c.legs, t.rollups.c.tallies)
        found = [self.draft.looking.execute(asked.where(*self._at(span, cut, one))) for one in stretches]
        return [row for rows in found for row in rows]

    def _at(self, span: Span, cut: Cut, stretch: Period) -> list[Any]:
        r = t.rollups.c
        where = [r.office == self.office, r.span == span, r.cut == _name(cut)]
        return [*where, r.start >= stretch.first, r.start <= stretch.last]

    def _is_kept(self, span: Span, start: date) -> bool:
        asked = select(t.rollups.c.legs).where(*self._at(span, (), Period(start, start)))
        return self.draft.looking.execute(asked).first() is not None

    def _write(self, span: Span, cut: Cut, start: date, legs: int, made: Mapping[Keys, Tally]) -> None:
        packed = zlib.compress(_pack([_packed(keys, tally) for keys, tally in made.items()]), 1)
        key = {"office": self.office, "span": str(span), "cut": _name(cut), "start": start}
        conn = self.draft.conn
        conn.execute(t.rollups.delete().where(*self._at(span, cut, Period(start, start))))
        conn.execute(t.rollups.insert().values(**key, legs=legs, tallies=packed))


def sketched() -> Tally:
    """An empty tally to which others can be added."""
    return Tally(wait=Sketched(), walk=Sketched(), handle=Sketched(), off=Sketched())


def stored_cut(cut: Cut, span: Span) -> Cut | None:
    """The cut that is kept of such a span and has what this one asks for; None when none has."""
    by_date = {By.OFFICE, By.DAY, By.WEEKDAY, By.MONTH} if span is Span.DAY else {By.OFFICE, By.MONTH}
    left = set(cut) - by_date
    kept = OF_A_DAY if span is Span.DAY else (*OF_A_DAY, *WEEKDAYS)
    return next((one for one in kept if set(one) == left), None)


def can_tell(cut: Cut) -> bool:
    """Whether years can be split so."""
    return len(set(cut)) == len(cut) <= 2 and stored_cut(cut, Span.DAY) is not None


def _largest(cut: Cut) -> Span:
    """In how large pieces these figures can be had."""
    if By.DAY in cut or (By.WEEKDAY in cut and stored_cut(cut, Span.MONTH) is None):
        return Span.DAY
    return Span.MONTH if By.MONTH in cut else Span.YEAR


def _name(cut: Cut) -> str:
    return "+".join(cut) or "all"


def _of_one(rows: Iterable[bytes], clerk: str, keys: int) -> Iterator[_Tally]:
    """The tallies whose first of so many keys is this clerk, found without unpacking those of everybody else."""
    begins = _begins_with(clerk, keys)
    for row in rows:
        for packed in _apart(row):
            if bytes(memoryview(packed)[: len(begins)]) == begins:
                yield _unpack_one(packed)


def _begins_with(first: str, keys: int) -> bytes:
    """How MessagePack writes a list of four, the first of which is a list of so many keys, the first of which is this one."""
    return bytes((0x94, 0x90 + keys)) + _pack(first)


def _name_clerks(
    rows: Iterable[bytes], of: Callable[[list[str | None]], Handled | None], wanted: Collection[Handled]
) -> None:
    """Who handled something, until enough are known of each that is wanted."""
    for row in rows:
        if not any(handled.is_by_few for handled in wanted):
            return
        for packed in _unpack_counted(row):
            handled, name = of(packed.keys), packed.keys[0]
            if handled is not None and name is not None and packed.sums.handle.count:
                handled.clerks.add(name)


def _add_packed(tally: Tally, packed: _Tally) -> None:
    for name, count in zip(COUNTS, packed.counts, strict=True):
        setattr(tally, name, getattr(tally, name) + count)
    for name, span in zip(SPANS, packed.spans, strict=True):
        setattr(tally, name, getattr(tally, name) + span * _MICROSECOND)
    for name, told in zip(MEASURES, packed.sums, strict=True):
        getattr(tally, name).add_all(_unpacked_sums(told))


def _unpacked_sums(told: _Sums) -> Sketched:
    return Sketched(told.count, told.total * _MICROSECOND, told.within, [], told.zeros, told.bins)


def _packed(keys: Keys, tally: Tally) -> _Tally:
    return _Tally(
        list(keys),
        [getattr(tally, name) for name in COUNTS],
        [getattr(tally, name) // _MICROSECOND for name in SPANS],
        [_packed_sums(getattr(tally, name)) for name in MEASURES],
    )


def _packed_sums(sums: Sums) -> _Sums:
    told = Sketched()
    told.add_all(sums)
    return _Sums(told.count, told.total // _MICROSECOND, told.within, told.zeros, told.bins)
