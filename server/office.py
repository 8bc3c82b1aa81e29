"""The things an action needs, handed over in one object: the book, the clock, the voice."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Concatenate, ParamSpec, TypeVar

from server.clock import Clock
from server.config import Settings
from server.domain.errors import ClockBehind
from server.domain.journal import Entry
from server.domain.name import Name
from server.domain.procedure import Procedure
from server.push import LATELY, Message, Place, Push, messages
from server.store.alarms import Dispatch, Noticed
from server.store.book import Book, Press
from server.store.catalogue import (
    CounterPlan,
    Mailing,
    Nightly,
    Notice,
    Offer,
    Profile,
    RatingReason,
    Service,
    SlipPlan,
    Webhook,
)
from server.store.database import Database
from server.store.devices import Device, Heard, Pairing, pairing_of
from server.store.dossiers import Step
from server.store.draft import seq_of
from server.store.journal import dossier_digest
from server.store.journal import snapshot as ticket_snapshot
from server.store.looking_back import Asked, look_back
from server.store.nights import Night
from server.store.pages import Page, page_of, pages
from server.store.paper import ON_PAPER, OPEN_JOBS, JobState, PrintJob
from server.store.people import DEVICE, LINK, SESSION, TOKEN, Key, Person, hashed, key_with, keys_numbered
from server.store.rollups import ERROR as ROLLED_ERROR
from server.store.rollups import OF_A_DAY as ROLLED_CUTS
from server.store.rollups import can_tell, sketched
from server.store.setup import SetUp
from server.store.trouble import StorageFailed
from server.store.year import Day, Hours

__all__ = [
    "DEVICE",
    "LINK",
    "ON_PAPER",
    "OPEN_JOBS",
    "ROLLED_CUTS",
    "ROLLED_ERROR",
    "SESSION",
    "TOKEN",
    "Asked",
    "Book",
    "Clock",
    "CounterPlan",
    "Database",
    "Day",
    "Device",
    "Dispatch",
    "Heard",
    "Hours",
    "JobState",
    "Key",
    "Mailing",
    "Name",
    "Night",
    "Nightly",
    "Notice",
    "Noticed",
    "Offer",
    "Office",
    "Page",
    "Pairing",
    "Person",
    "Press",
    "PrintJob",
    "Procedure",
    "Profile",
    "RatingReason",
    "Service",
    "SetUp",
    "SlipPlan",
    "Step",
    "StorageFailed",
    "Webhook",
    "can_tell",
    "dossier_digest",
    "hashed",
    "key_with",
    "keys_numbered",
    "look_back",
    "page_of",
    "pages",
    "pairing_of",
    "real_time",
    "sketched",
    "ticket_snapshot",
]

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Office:
    """One office at work. `stirred` is set whenever something happened; `paper_ordered` when a slip is to be printed."""

    profile: Profile
    settings: Settings
    database: Database
    clock: Clock
    push: Push
    stirred: threading.Event = field(default_factory=threading.Event)
    paper_ordered: threading.Event = field(default_factory=threading.Event)
    _told: "Told" = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_told", Told())

    def begin(self) -> None:
        """What is in the journal by now has been told; the last of today is kept in mind for whoever comes back."""
        self._told.seq, self._told.latest, lately = self.look(_told_before)
        for entry in lately:
            self.push.keep_in_mind(entry)

    def learn(self) -> None:
        """Which office this is, as it has been set meanwhile."""
        object.__setattr__(self, "profile", self.look(lambda book: book.profile))

    @property
    def name(self) -> Name:
        """What it is called now: it may have been renamed since the server was started."""
        return self.look(lambda book: book.profile.name)

    def change(
        self,
        action: Callable[Concatenate[Book, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Does one action, all or nothing, and tells the screens once it is kept."""
        result: T = self.press(lambda book: action(book, *args, **kwargs))
        return result

    def press(
        self,
        action: Callable[[Book], T],
        press: Press | None = None,
        shape: Callable[[Book, T], Any] = lambda _, answer: answer,
    ) -> Any:
        """The same for a press that may come twice: the second time it gives the first answer and changes nothing."""
        now = self.clock()
        self.trust(now)
        written = self.database.write(self.profile.id, now, action, press, shape)
        if written.entries:
            self._tell_now_or_soon(written.entries)
        return written.answer

    def _tell_now_or_soon(self, entries: tuple[Entry, ...]) -> None:
        """Whoever pressed gets the answer of a change that is kept, also when the screens can not be told yet."""
        try:
            self.tell(entries)
        except StorageFailed:
            log.warning("a change is kept; the screens are told when the database can be read again")

    def trust(self, now: datetime) -> None:
        """ClockBehind when the clock shows an earlier day than the journal, and not because it had run ahead.

        A clock with a dead battery falls back behind several days of the journal; one that was ahead for a while has
        left but one day in its future, and that one is not believed.
        """
        latest = self._told.latest
        if latest is None or _day(now, self.profile) >= _day(latest, self.profile):
            self._doubt(doubted=False)
            return
        behind = self.look(lambda book: book.days_to_come()) > 1
        self._doubt(doubted=behind)
        if behind:
            shown, last = (instant.astimezone(self.profile.zone) for instant in (now, latest))
            raise ClockBehind(shown=f"{shown:%d/%m/%Y %H:%M}", last=f"{last:%d/%m/%Y %H:%M}")

    def _doubt(self, *, doubted: bool) -> None:
        if doubted and not self._told.doubted:
            log.error("the clock shows a day that is over: nothing is written down until it is right")
        elif self._told.doubted and not doubted:
            log.warning("the clock is right again")
        self._told.doubted = doubted
        self.clock.doubt(doubted=doubted)

    def look(self, question: Callable[Concatenate[Book, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answers a question from one consistent look into the book."""
        return self.database.read(self.profile.id, self.clock(), lambda book: question(book, *args, **kwargs))

    def tell(self, entries: tuple[Entry, ...]) -> None:
        """Tells the screens what was kept, in the order of `seq`, whoever comes here first."""
        with self._told.turn:
            for entry in self._in_order(entries):
                self._told.seq = entry.seq
                self._told.latest = max(self._told.latest or entry.at, entry.at)
                self.push.tell(entry)
                if entry.facts.get("print_job") is not None:
                    self.paper_ordered.set()
        self.stirred.set()

    def overhear(self) -> None:
        """Tells what another process of this office has written down meanwhile; most of the time there is nothing."""
        told = self._told.seq or 0
        if self.database.look(lambda conn: seq_of(conn, self.profile.id)) > told:
            self.tell(tuple(self.look(lambda book: book.journal.since(told))))

    def told(self, event: str, namespace: str, entries: Iterable[Entry]) -> list[dict[str, Any]]:
        """What the screens of a namespace are told by one event of these entries; the same whenever it is asked."""
        said = (message for entry in entries for message in messages(self.profile.id, entry))
        return [one.carries for one in said if (one.event, one.namespace) == (event, namespace)]

    def quiet(self) -> threading.Lock:
        """Held for the moment in which somebody begins to listen: nothing is told meanwhile."""
        return self._told.turn

    def told_until(self, seen: int | None = None) -> int:
        """The `seq` up to which the screens have been told.

        A screen that has `seen` more than that read it from the book: another process wrote it, so it is told here now.
        """
        if seen is not None and seen > (self._told.seq or 0):
            self.overhear()
        return self._told.seq or 0

    def missed(self, place: Place, seen: int | None) -> list[tuple[int, Message]]:
        """What was told in a room today after `seen`, oldest first; from the book only when that is long ago."""
        told = self._told.seq or 0
        if seen is None or seen >= told:
            return []
        today = datetime.combine(self.clock().astimezone(self.profile.zone), time(), self.profile.zone)
        lately = self.push.lately.since(place, seen, today)
        if lately is not None:
            return lately
        entries = self.look(lambda book: book.journal.since(seen, today))
        said = [(entry.seq, one) for entry in entries for one in messages(self.profile.id, entry)]
        return [(seq, one) for seq, one in said if seq <= told and (one.namespace, one.room) == place]

    def _in_order(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """These entries, with any before them that were kept but not told yet, without any told already."""
        told = self._told.seq
        if not entries or told is None or entries[0].seq == told + 1:
            return entries
        if entries[-1].seq <= told:
            return ()
        return tuple(self.look(lambda book: book.journal.since(told)))


def real_time() -> datetime:
    """The time outside, also where the office practises: phones that show codes go by it."""
    return Clock()()


def _told_before(book: Book) -> tuple[int, datetime | None, list[Entry]]:
    seq = book.journal.seq
    return seq, book.journal.latest(), book.journal.since(max(0, seq - LATELY - 1), book.start_of_today())


@dataclass
class Told:
    """How far the screens have been told."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    seq: int | None = None
    latest: datetime | None = None
    doubted: bool = False


def _day(instant: datetime, profile: Profile) -> date:
    return instant.astimezone(profile.zone).date()
