"""The office's book, opened for one change or one look: everything that an action may read and write."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import select

from server.domain.calendar import WorkTime
from server.domain.calling import Desk
from server.domain.closing import Closing
from server.domain.counter import Counter, CounterState, PauseReason
from server.domain.dossier import Dossier, DossierVerb
from server.domain.dossier_code import normal
from server.domain.errors import KeyReused, UnknownCounter, UnknownDossier, UnknownProcedure, UnknownTicket
from server.domain.forecast import Forecast
from server.domain.journal import Entry
from server.domain.line import Line
from server.domain.lived import LivedDay
from server.domain.name import Name
from server.domain.procedure import Procedure
from server.domain.search import Index, Known
from server.domain.ticket import Ticket
from server.store import catalogue as c
from server.store import tables as t
from server.store.alarms import Alarms
from server.store.devices import Devices
from server.store.dossiers import Dossiers
from server.store.draft import Draft, PressRow
from server.store.journal import Journal, as_it_was, comment_digest, dossier_snapshot, snapshot
from server.store.lately import Lately, lately, with_day
from server.store.nights import Nights
from server.store.paper import OPEN_JOBS, Paper
from server.store.people import People
from server.store.phones import Phones
from server.store.present import Present, with_counter, with_ticket
from server.store.procedures import Posted, Procedures, posted_on
from server.store.retention import Retention
from server.store.rollups import Rollups
from server.store.setup import SetUp
from server.store.tickets import Tickets
from server.store.year import Year


@dataclass(frozen=True, slots=True)
class Press:
    """One press of one caller: the idempotency key, and a fingerprint of what was wished."""

    caller: str
    key: str
    fingerprint: str


FARTHEST_BEHIND = 500
"""Entries. Who is farther behind reads the office anew rather than entry by entry."""


@dataclass
class Book:
    """The book of one office, open at one moment. `now` is in the office's own time zone."""

    draft: Draft
    profile: c.Profile
    catalogue: c.Catalogue
    now: datetime
    journal: Journal
    tickets: Tickets = field(init=False)
    paper: Paper = field(init=False)
    people: People = field(init=False)
    devices: Devices = field(init=False)
    retention: Retention = field(init=False)
    phones: Phones = field(init=False)
    dossiers: Dossiers = field(init=False)
    rollups: Rollups = field(init=False)
    alarms: Alarms = field(init=False)
    nights: Nights = field(init=False)

    def __post_init__(self) -> None:
        self.tickets = Tickets(self.draft, self.profile.id, self.profile.zone)
        self.paper = Paper(self.draft, self.profile.id)
        self.people = People(self.draft, self.profile.id)
        self.devices = Devices(self.draft, self.profile.id)
        self.retention = Retention(self.draft, self.profile.id)
        self.phones = Phones(self.draft, self.profile.id)
        self.dossiers = Dossiers(self.draft, self.profile.id, self.profile.zone)
        self.rollups = Rollups(self.draft, self.profile.id)
        self.alarms = Alarms(self.draft, self.profile.id, self.profile.zone)
        self.nights = Nights(self.draft, self.profile.id, self.profile.zone)

    @property
    def today(self) -> date:
        """The office day: the date in the office's time zone."""
        return self.now.date()

    def present(self) -> Present:
        """The office at this moment: as kept in mind and read on from there, or read anew."""
        office, seq = self.profile.id, self.journal.seq
        kept = self.draft.presents.get(office)
        if kept is not None and (kept.day, kept.catalogue) != (self.today, self.catalogue.version):
            kept = None
        if kept is not None and kept.seq != seq:
            kept = self._caught_up(kept)
        if kept is None:
            kept = self._read_present()
        self.draft.presents[office] = kept
        return kept

    def _caught_up(self, kept: Present) -> Present | None:
        """Reads on what another process wrote; None when that goes back, or is much."""
        if not 0 < self.journal.seq - kept.seq <= FARTHEST_BEHIND:
            return None
        later: Present | None = kept
        for entry in self.journal.since(kept.seq):
            if later is not None:
                later = self._one_on(later, entry)
        return later

    def _one_on(self, present: Present, entry: Entry) -> Present | None:
        if entry.ticket is not None:
            return with_ticket(present, entry.verb, as_it_was(entry.facts["after"], None))
        if entry.counter is None:
            return replace(present, seq=entry.seq)
        told = entry.facts["after"]
        state = CounterState(told["state"])
        counter = replace(
            present.counters[entry.counter],
            state=CounterState.OPEN if state is CounterState.SERVING else state,
            clerk=told["clerk"],
            pause_reason=PauseReason(told["pause_reason"]) if told["pause_reason"] else None,
            since=entry.at,
        )
        return with_counter(present, counter)

    def _read_present(self) -> Present:
        busy = self.tickets.at_counters()
        counters = c.counters(self.draft.looking, self.profile, self.catalogue.plans, busy)
        return Present(
            self.journal.seq,
            self.today,
            self.catalogue.version,
            Line.of(replace(ticket, secret=None) for ticket in self.tickets.waiting(self.today)),
            {counter.code: counter for counter in counters},
            self.tickets.issued(self.today),
            self.tickets.last_calls(self.today),
            self.tickets.last_spells(self.today),
        )

    def lately(self) -> Lately | None:
        """The last days as they are kept in mind, at this moment. None in a change: what it wrote may yet be taken back."""
        kept, office, head = self.draft.lately, self.profile.id, self.journal.head
        if kept is None:
            return None
        at = head.seq, head.hash
        kept[office] = lately(self.draft.looking, office, self.profile.zone, at, kept.get(office))
        return kept[office]

    def lived(self, day: date, oldest: date) -> LivedDay | None:
        """The day as its figures are counted, kept in mind from now on; days before the oldest are not. None in a change."""
        known = self.lately()
        if known is None or self.draft.lately is None:
            return None
        office = self.profile.id
        self.draft.lately[office] = known = with_day(self.draft.looking, office, known, day, oldest)
        return known.days[day]

    @property
    def forecast(self) -> Forecast | None:
        """The line as it was played forward last, by whoever does that here (`server.actions.foresight`)."""
        return self.draft.forecasts.get(self.profile.id)

    def foresee(self, told: Forecast | None) -> None:
        """From now on this is told of the line; it is kept in mind only."""
        if told is None:
            self.draft.forecasts.pop(self.profile.id, None)
        else:
            self.draft.forecasts[self.profile.id] = told

    @property
    def closing(self) -> Closing | None:
        """The end of the day as it was played last."""
        return self.draft.closings.get(self.profile.id)

    def foresee_closing(self, told: Closing | None) -> None:
        """Likewise of the end of the day."""
        if told is None:
            self.draft.closings.pop(self.profile.id, None)
        else:
            self.draft.closings[self.profile.id] = told

    def waiting(self) -> Line:
        """Everybody who waits today, in whichever line."""
        return self.present().line

    def issued(self, service: str) -> int:
        """How many tickets of this service were given today."""
        return self.present().issued.get(service, 0)

    def _read_on(self, later: Callable[[Present], Present | None]) -> None:
        """Keeps in mind what was just written down."""
        kept = self.draft.presents.get(self.profile.id)
        is_latest = kept is not None and kept.seq == self.journal.seq - 1
        self.draft.presents[self.profile.id] = later(kept) if kept is not None and is_latest else None

    def set_settings(self, settings: c.Settings) -> None:
        """What the office decides for itself, from now on."""
        c.set_settings(self.draft.conn, self.profile.id, settings)

    @property
    def on_the_wall(self) -> datetime:
        """This moment in the office's zone: for hours that are said as the clock on the wall will show them."""
        return self.now.astimezone(self.profile.zone)

    def start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.profile.zone)

    def start_of_today(self) -> datetime:
        return self.start_of(self.today)

    def ticket(self, ticket: str) -> Ticket:
        found = self.tickets.named(ticket)
        if found is None:
            raise UnknownTicket(ticket=ticket)
        return found

    def counters(self) -> list[Counter]:
        """Every counter as it is now, in the order of the house."""
        return list(self.present().counters.values())

    def counter(self, code: str) -> Counter:
        found = self.present().counters.get(code)
        if found is None:
            raise UnknownCounter(counter=code)
        return found

    def desk(self, counter: str) -> Desk:
        return Desk(counter, self.catalogue.plan(counter).services)

    def work_time(self, service: str | None = None) -> WorkTime:
        """The working time of the office, or of a service that keeps hours of its own."""
        hours = self.catalogue.hours
        decided = frozenset(year for year, _ in hours.decided)
        return WorkTime(self.catalogue.calendar, hours.of(service), self.profile.zone, decided)

    def year(self) -> Year:
        """Days off, working hours and announced years, to be looked at."""
        return Year(self.draft.looking, self.profile.id)

    def change_year(self) -> Year:
        """The same to be changed: everything reckoned with it is read anew."""
        c.new_version(self.draft.conn, self.profile.id)
        return Year(self.draft.conn, self.profile.id)

    def change_set_up(self) -> SetUp:
        """Services, counters and notices, to be changed."""
        return SetUp(self.draft.conn, self.profile.id)

    def posted(self) -> Posted:
        """The procedures that the public reads today; read once for each day and version of the set-up."""
        kept = self.catalogue.posted.get(self.today)
        if kept is None:
            kept = posted_on(Procedures(self.draft.looking, self.profile.id).all(), self.today)
            self.catalogue.posted.clear()
            self.catalogue.posted[self.today] = kept
        return kept

    def procedures(self, service: str | None = None) -> list[Procedure]:
        """Those of one line, or all, the commonest first."""
        known = self.posted().by_code.values()
        return [one for one in known if service in (None, one.service)]

    def search(self, wish: str, most: int = 20) -> list[Procedure]:
        """The procedures that somebody means who types this: in Vietnamese, or where nothing is called so, in English."""
        found = self._index("vi").find(wish, most) or self._index("en").find(wish, most)
        return [self.posted().by_code[entry.code] for entry in found]

    def _index(self, language: str) -> Index:
        """What the posted procedures are called in this language; made when somebody first searches in it."""
        posted = self.posted()
        index: Index | None = posted.kept.get(language)
        if index is None:
            called = attrgetter(f"name.{language}", f"field.{language}")
            index = Index(Known(one.code, *called(one)) for one in posted.by_code.values())
            posted.kept[language] = index
        return index

    def procedure(self, code: str) -> Procedure:
        """As it is in force today; UnknownProcedure for one that is not posted."""
        found = self.posted().by_code.get(code)
        if found is None:
            raise UnknownProcedure(procedure=code)
        return found

    def procedure_of_visit(self, code: str) -> Procedure:
        """The same for who took a number for it: it may have been withdrawn since."""
        versions = [] if code in self.posted().by_code else self.versions().of(code)
        return versions[-1] if versions else self.procedure(code)

    def called(self, dossier: Dossier) -> Name:
        """What the procedure of a dossier was called when it came, and in other languages what it is called now."""
        known = self.posted().by_code.get(dossier.procedure)
        return Name(dossier.name, known.name.en if known else dossier.name)

    def field_called(self, field: str) -> Name:
        """A field of dossiers, in other languages as the procedures of now have it."""
        posted = self.posted()
        known: dict[str, Name] | None = posted.kept.get("fields")
        if known is None:
            named = sorted(
                (one.field for one in posted.by_code.values()), key=lambda name: name.en != name.vi
            )
            known = posted.kept["fields"] = {name.vi: name for name in named}
        return known.get(field, Name(field, field))

    def versions(self) -> Procedures:
        """Every version of every procedure, to be looked at."""
        return Procedures(self.draft.looking, self.profile.id)

    def change_procedures(self) -> Procedures:
        """The same to be changed: whoever asks from now on reads them anew."""
        c.new_version(self.draft.conn, self.profile.id)
        return Procedures(self.draft.conn, self.profile.id)

    def notices(self) -> list[c.Notice]:
        return c.notices(self.draft.looking, self.profile.id)

    def write_taken(self, ticket: Ticket, ordinal: int, by: str, **facts: object) -> Entry:
        """A ticket just taken, the so-manieth of its service today, and its line in the journal."""
        self.tickets.add(ticket, ordinal)
        told = {"from": None, "after": snapshot(ticket), **facts}
        entry = self.journal.write("take", self.now, by, ticket=ticket.id, facts=told)
        self._read_on(lambda kept: with_ticket(kept, "take", ticket))
        return entry

    def write_ticket(self, verb: str, before: Ticket, after: Ticket, by: str, **facts: object) -> Entry:
        """The ticket as it is now, and the line in the journal that says how it came to be so."""
        self.tickets.save(before, after)
        at = after.leg.counter or before.leg.counter
        told = {"from": before.state, "after": snapshot(after), **facts}
        entry = self.journal.write(verb, self.now, by, ticket=after.id, counter=at, facts=told)
        self._read_on(lambda kept: with_ticket(kept, verb, after))
        return entry

    def as_it_was(self, entry: Entry, secret: str | None = None) -> Ticket:
        """The ticket after that step; its page's secret is not in the journal."""
        return as_it_was(entry.facts["after"], secret)

    def write_counter(self, verb: str, counter: Counter, by: str, **facts: object) -> Entry:
        """The counter as it is now, with its line in the journal."""
        c.save_counter(self.draft.conn, self.profile.id, counter)
        told = {
            "state": counter.shown,
            "clerk": counter.clerk,
            "clerk_name": self.catalogue.shown_name(counter.clerk),
            "pause_reason": counter.pause_reason,
        }
        entry = self.journal.write(verb, self.now, by, counter=counter.code, facts={"after": told, **facts})
        self._read_on(lambda kept: with_counter(kept, counter))
        return entry

    def note(self, verb: str, by: str, **facts: object) -> Entry:
        """A line in the journal about something that is neither a ticket nor a counter."""
        entry = self.journal.write(verb, self.now, by, facts=facts)
        self._read_on(lambda kept: replace(kept, seq=kept.seq + 1))
        return entry

    def dossier(self, code: str) -> Dossier:
        """UnknownDossier where the register has none of this code, however it was written."""
        found = self.dossiers.named(normal(code))
        if found is None:
            raise UnknownDossier(code=code)
        return found

    def write_dossier(
        self, verb: DossierVerb, before: Dossier | None, after: Dossier, by: str, **facts: object
    ) -> Entry:
        """The dossier as it is now, its step, and the line in the journal. The name on its forms stays out of both."""
        if before is None:
            self.dossiers.add(after)
        else:
            self.dossiers.save(before, after)
        self.dossiers.step(after, self.now, verb, by, after.note)
        told = {
            "dossier": after.code,
            "from": before.state if before else None,
            "after": dossier_snapshot(after),
        }
        return self.note(f"dossier-{verb}", by, **told, **facts)

    def write_rating(self, ticket: Ticket, rating: dict[str, Any], by: str, counter: str | None) -> Entry:
        """One rating of one ticket."""
        self.draft.add(t.ratings, {"office": self.profile.id, "ticket": ticket.id, **rating})
        told = {
            "from": ticket.state,
            **{name: rating[name] for name in ("score", "scale", "reasons", "channel")},
            "comment": comment_digest(ticket.id, rating["comment"]),
            "after": snapshot(ticket),
        }
        entry = self.journal.write("rate", self.now, by, ticket=ticket.id, counter=counter, facts=told)
        self._read_on(lambda kept: with_ticket(kept, "rate", ticket))
        return entry

    def answered(self, press: Press) -> Any | None:
        """The answer this press was given before; KeyReused when its key now stands for another wish."""
        kept = self.draft.press(self.profile.id, press.caller, press.key)
        if kept is None:
            return None
        if kept.fingerprint != press.fingerprint:
            raise KeyReused(key=press.key)
        return msgspec.json.decode(kept.answer)

    def remember(self, press: Press, answer: Any) -> None:
        """Keeps the answer for a repeated press, in the transaction of the change."""
        told = msgspec.json.encode(answer).decode()
        self.draft.presses[self.profile.id, press.caller, press.key] = PressRow(press.fingerprint, told)
        self.draft.add(
            t.presses,
            {
                "office": self.profile.id,
                "caller": press.caller,
                "key": press.key,
                "fingerprint": press.fingerprint,
                "answer": told,
                "at": self.now,
            },
        )

    def forget_presses(self, older_than: timedelta) -> None:
        p = t.presses.c
        self.draft.conn.execute(
            t.presses.delete().where(p.office == self.profile.id, p.at < self.now - older_than)
        )

    def living_of_other_days(self) -> list[Ticket]:
        """Left over from earlier days; or taken while the clock was ahead."""
        return self.tickets.living_but_of(self.today)

    def days_to_come(self) -> int:
        """On how many later days tickets were given, by the clocks of then."""
        return self.tickets.days_after(self.today)

    def remembers_earlier_days(self, presses_kept: timedelta) -> bool:
        """Whether there are pages or phone numbers of earlier days, or answers to presses older than that."""
        tc, p = t.tickets.c, t.presses.c
        office = self.profile.id
        page = select(tc.id).where(tc.office == office, tc.secret.is_not(None), tc.office_day < self.today)
        press = select(p.key).where(p.office == office, p.at < self.now - presses_kept)
        found = (self.draft.looking.execute(asked.limit(1)).first() is not None for asked in (page, press))
        return any(found) or self.phones.any_but_of(self.today)

    def forget_secrets(self) -> None:
        """The pages of the tickets of earlier days are gone, the slips that led to them, and where to call whom."""
        self.phones.forget_all(but=self.today)
        self.dossiers.forget_visits(self.today)
        tc, jc = t.tickets.c, t.print_jobs.c
        gone = select(tc.id).where(
            tc.office == self.profile.id, tc.secret.is_not(None), tc.office_day < self.today
        )
        self.draft.conn.execute(
            t.print_jobs.update()
            .where(jc.office == self.profile.id, jc.ticket.in_(gone), jc.state.not_in(OPEN_JOBS))
            .values(slip="")
        )
        self.draft.conn.execute(
            t.print_jobs.update()
            .where(jc.office == self.profile.id, jc.ticket.in_(gone), jc.kind.startswith("form-"))
            .values(ticket=None)
        )
        self.draft.conn.execute(
            t.tickets.update()
            .where(tc.office == self.profile.id, tc.secret.is_not(None), tc.office_day < self.today)
            .values(secret=None)
        )
