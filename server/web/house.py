"""Which office is this request about?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request

from server.domain.errors import OfficeUnknown
from server.domain.keeping import Keeping
from server.office import (
    LINK,
    SESSION,
    Asked,
    Book,
    Database,
    Day,
    Device,
    Heard,
    JobState,
    Key,
    Mailing,
    Name,
    Notice,
    Office,
    Pairing,
    Person,
    Press,
    PrintJob,
    Procedure,
    Profile,
    RatingReason,
    Service,
    Step,
    StorageFailed,
    hashed,
    pairing_of,
    real_time,
)
from server.web.keyring import KeyRing

# What a screen hands to an action, and what comes back; screens know the office only through here.
__all__ = [
    "LINK",
    "SESSION",
    "Asked",
    "Book",
    "Craft",
    "Day",
    "Device",
    "Heard",
    "House",
    "JobState",
    "Key",
    "Mailing",
    "Name",
    "Notice",
    "Office",
    "Pairing",
    "Person",
    "Press",
    "PrintJob",
    "Procedure",
    "Profile",
    "RatingReason",
    "Service",
    "Step",
    "StorageFailed",
    "address",
    "at_office",
    "clock_now",
    "hashed",
    "here",
    "house",
    "move_in",
    "pairing_of",
    "real_time",
]


@dataclass(frozen=True, slots=True)
class Craft:
    """What only other rooms know, lent to whoever sets an office up (joined in `server.app`).

    printer: the address of a printer as typed, with what was chosen about it, as one whole; BadInput where no printer
    has such a one. bench: an address taken apart, with what can be chosen. printers_here: the addresses of those that
    this machine has. logo: the file, if it can be printed; BadInput otherwise. commune: the services of a commune, to
    begin with. nation: the nation's days of some years. chain: walks the office's journal (`server.auditing.Found`),
    which may take minutes. backups: what lies on the shelf (`server.keeping.Kept`), the newest first. numbers: those of
    this machine in its network.
    """

    printer: Callable[[str, Mapping[str, object]], str]
    bench: Callable[[str], Mapping[str, Any]]
    printers_here: Callable[[], list[str]]
    logo: Callable[[bytes], bytes]
    commune: Callable[[], Sequence[Service]]
    nation: Callable[[Iterable[int]], Sequence[Day]]
    chain: Callable[[Office], Any]
    backups: Callable[[Office], Sequence[Any]]
    numbers: Callable[[], Sequence[str]]


@dataclass
class House:
    """Every office under this roof, the first one being where strangers are shown to; `secret` signs what browsers keep."""

    database: Database
    secret: bytes
    craft: Craft
    offices: dict[int, Office] = field(default_factory=dict)
    keeping: Keeping = field(default_factory=Keeping)
    keys: KeyRing = field(init=False)

    def __post_init__(self) -> None:
        self.keys = KeyRing(self.database)

    def first(self) -> Office:
        if not self.offices:
            raise OfficeUnknown
        return next(iter(self.offices.values()))

    def office(self, office: int) -> Office:
        found = self.offices.get(office)
        if found is None:
            raise OfficeUnknown
        return found

    def with_code(self, code: str) -> Office:
        for office in self.offices.values():
            if office.profile.code == code:
                return office
        raise OfficeUnknown(office=code)


def move_in(app: Flask, house: House) -> None:
    app.extensions["toiluot"] = house


def house() -> House:
    found: House = current_app.extensions["toiluot"]
    return found


def here() -> Office:
    """The office of this request: that of its caller, else the first."""
    found: Office = g.setdefault("office", house().first())
    return found


def at_ticket(secret: str) -> Office:
    """The office that gave out the ticket of this secret, the first one when none did: the office of this request."""
    offices = house().offices.values()
    g.office = next((one for one in offices if one.look(_gave_out, secret)), house().first())
    found: Office = g.office
    return found


def at_office(code: str) -> Office:
    """The office with this code: the office of this request. OfficeUnknown where there is none."""
    g.office = house().with_code(code)
    found: Office = g.office
    return found


def _gave_out(book: Book, secret: str) -> bool:
    return book.tickets.with_secret(secret) is not None


def clock_now() -> datetime:
    """The time of this request's office, in its zone."""
    office = here()
    return office.clock().astimezone(office.profile.zone)


def address() -> str:
    """Where phones find this server: as set, else as this caller found it."""
    return here().settings.address.rstrip("/") or f"{request.scheme}://{request.host}"
