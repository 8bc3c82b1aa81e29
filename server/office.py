"""The things an action needs, handed over in one object: the book, the clock, the voice."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from server.clock import Clock
from server.config import Settings
from server.domain.journal import Entry
from server.push import Push, messages
from server.store.book import Book, Press
from server.store.catalogue import CounterPlan, Name, Notice, Offer, Procedure, Profile, Service
from server.store.database import Database
from server.store.paper import ON_PAPER, OPEN_JOBS, JobState, PrintJob
from server.store.people import Key, Person, hashed, key_with
from server.store.trouble import StorageFailed

__all__ = [
    "ON_PAPER",
    "OPEN_JOBS",
    "Book",
    "CounterPlan",
    "Database",
    "JobState",
    "Key",
    "Name",
    "Notice",
    "Offer",
    "Office",
    "Person",
    "Press",
    "PrintJob",
    "Procedure",
    "Profile",
    "Service",
    "StorageFailed",
    "hashed",
    "key_with",
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
        """What is in the journal by now has been told."""
        self._told.seq = self.look(lambda book: book.journal.seq)

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
        written = self.database.write(self.profile.id, self.clock(), action, press, shape)
        if written.entries:
            self.tell(written.entries)
        return written.answer

    def look(self, question: Callable[Concatenate[Book, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answers a question from one consistent look into the book."""
        return self.database.read(self.profile.id, self.clock(), lambda book: question(book, *args, **kwargs))

    def tell(self, entries: tuple[Entry, ...]) -> None:
        """Tells the screens what was kept, in the order of `seq`, whoever comes here first."""
        with self._told.turn:
            for entry in self._in_order(entries):
                self._told.seq = entry.seq
                self.push.tell(entry)
                if entry.facts.get("print_job") is not None:
                    self.paper_ordered.set()
        self.stirred.set()

    def told(self, event: str, namespace: str, entries: Iterable[Entry]) -> list[dict[str, Any]]:
        """What the screens of a namespace are told by one event of these entries; the same whenever it is asked."""
        said = (message for entry in entries for message in messages(self.profile.id, entry))
        return [one.carries for one in said if (one.event, one.namespace) == (event, namespace)]

    def quiet(self) -> threading.Lock:
        """Held while somebody catches up: nothing is told meanwhile, so nothing overtakes what was missed."""
        return self._told.turn

    def _in_order(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """These entries, with any before them that were kept but not told yet, without any told already."""
        told = self._told.seq
        if told is None or entries[0].seq == told + 1:
            return entries
        if entries[-1].seq <= told:
            return ()
        return tuple(self.look(lambda book: book.journal.since(told)))


@dataclass
class Told:
    """How far the screens have been told."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    seq: int | None = None
