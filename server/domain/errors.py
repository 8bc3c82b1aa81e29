"""What the office has to refuse, and why: one family, each with a stable kind and the facts its sentence needs."""

from typing import ClassVar


class Refused(Exception):
    """A wish the office cannot grant. Nothing was changed.

    `kind` is the stable name that programs see (`type` of the problem document); `facts` fill the
    holes of its sentence (`error.<kind>.detail` in the catalogues).
    """

    kind: ClassVar[str] = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.kind, facts)
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.kind} ({told})" if told else self.kind


class UnknownService(Refused):
    kind = "unknown-service"


class UnknownCounter(Refused):
    kind = "unknown-counter"


class UnknownTicket(Refused):
    kind = "unknown-ticket"


class AlreadyPrinting(Refused):
    """The slip of this ticket is on its way to the printer."""

    kind = "already-printing"


class AlreadyPrinted(Refused):
    """A kiosk gives each citizen one slip; a second one is for the staff to give."""

    kind = "already-printed"


class UnknownProcedure(Refused):
    kind = "unknown-procedure"


class UnknownDossier(Refused):
    kind = "unknown-dossier"


class UnknownTrial(Refused):
    """A what-if that was long ago, or was asked for elsewhere."""

    kind = "unknown-trial"


class CodeTaken(Refused):
    """The code of a dossier that is in the register already."""

    kind = "code-taken"


class Closed(Refused):
    """No tickets are given now; `opens_at` is when they will be, or None."""

    kind = "closed"


class QuotaReached(Refused):
    """The day's tickets of this service are all given."""

    kind = "quota-reached"


class NotAllowed(Refused):
    """A move that the table of moves does not have from the state the ticket is in."""

    kind = "not-allowed"


class NothingToUndo(Refused):
    kind = "nothing-to-undo"


class CounterBusy(Refused):
    kind = "counter-busy"


class CounterClosed(Refused):
    kind = "counter-closed"


class CounterTaken(Refused):
    """Somebody else works at this counter."""

    kind = "counter-taken"


class AlreadyRated(Refused):
    kind = "already-rated"


class NotYetServed(Refused):
    kind = "not-yet-served"


class RatingClosed(Refused):
    """The time in which this service could be rated is over."""

    kind = "rating-closed"


class BadInput(Refused):
    """Something sent to the office does not make sense.

    `where` names the field, `why` the reason (words of `why.<reason>` in the catalogues), `hint` what a program may do.
    """

    kind = "bad-input"


class InUse(Refused):
    """What somebody still needs cannot be taken away: `what`, and the `reason`: open, sent, waiting, unserved, last."""

    kind = "in-use"


class KeyReused(Refused):
    """An idempotency key came back with another wish behind it."""

    kind = "key-reused"


class TooManyPresses(Refused):
    """One device asks faster than people press; `seconds` until it may again."""

    kind = "too-many-presses"


class NoRight(Refused):
    kind = "no-right"


class WrongPassword(Refused):
    kind = "wrong-password"


class LockedOut(Refused):
    kind = "locked-out"


class WrongCode(Refused):
    """The second factor is not the right one, or was used before; `reason` begin: there is none yet, nor a spare code."""

    kind = "wrong-code"


class CodeNeeded(Refused):
    """The password is right; this person shows a second factor too."""

    kind = "code-needed"


class PasswordDue(Refused):
    """Somebody still has the password that another gave them: first they choose their own."""

    kind = "password-due"


class NoSuchPerson(Refused):
    kind = "unknown-person"


class CallingOff(Refused):
    """The office does not call citizens by phone."""

    kind = "calling-off"


class UnknownCode(Refused):
    """No machine at the door shows this code, or not any more."""

    kind = "unknown-code"


class UnknownDevice(Refused):
    kind = "unknown-device"


class PairingOver(Refused):
    """The code of this machine has run out before anybody let it in."""

    kind = "pairing-over"


class LinkOver(Refused):
    """A link that opens once was used, or its day is over."""

    kind = "link-over"


class OfficeUnknown(Refused):
    kind = "office-unknown"


class ClockBehind(Refused):
    """The clock shows a day on which the journal was already further: `shown` and `last` say how far apart they are."""

    kind = "clock-behind"
