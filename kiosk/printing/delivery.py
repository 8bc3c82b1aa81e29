"""One slip on its way: the printer is asked how it is, gets the slip, and is asked whether it came out."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from kiosk.printing.talk import Talk
from kiosk.printing.transport import Patience, PrinterFailed, Transport
from server.domain.printer import PRINTS, Confirmation, PrinterState, Problem

T = TypeVar("T")

DOUBTS = 2
"""After so many times without an answer a printer gets only a part of its time to answer."""

HURRIED = 0.2

SILENCES = 30
"""A printer that answered before and says nothing now is taken for hung up, and gets no slip; after so many looks in a
row (a minute or more) it is taken for another one, which is mute.
"""


@dataclass(frozen=True, slots=True)
class Delivered:
    """`confirmed`: the printer said that everything came out. `state`: how it is now."""

    confirmed: bool
    state: PrinterState


class Delivery:
    """The way to one printer. It learns: one that never answers is not waited for at every slip."""

    def __init__(
        self, transport: Transport, confirmation: Confirmation, patience: Patience, *, asks: bool = True
    ) -> None:
        self._transport, self._confirmation, self._patience = transport, confirmation, patience
        self._asks = asks
        self._answered = False
        self._unanswered = self._unconfirmed = 0

    def look(self) -> PrinterState:
        """How the printer is now. PrinterFailed when it is not reached."""
        return self._over_one_line(self._state)

    def deliver(self, slip: bytes, job: int, claim: Callable[[], bool]) -> Delivered | None:
        """Sends one slip. `claim` is asked right before the first byte; None, and nothing sent, when it says no.

        Raises PrinterFailed; it `took_nothing` where no byte of the slip can have left.
        """
        claimed = False

        def send(talk: Talk) -> Delivered | None:
            nonlocal claimed
            self._check(talk)
            claimed = claim()
            return self._sent(talk, slip, job) if claimed else None

        try:
            return self._over_one_line(send)
        except PrinterFailed as failed:
            raise failed if claimed else failed.before_the_slip() from failed

    def _over_one_line(self, do: Callable[[Talk], T]) -> T:
        try:
            self._transport.open()
            done = do(Talk(self._transport, self._patience.answer * self._hurry(self._unanswered)))
        except BaseException:
            self._transport.close(drop=True)
            raise
        with suppress(PrinterFailed):  # What was to be known is known.
            self._transport.close()
        return done

    def _state(self, talk: Talk) -> PrinterState:
        """How it is; unknown for one that never said."""
        if not self._asks:
            talk.understood = False
            return PrinterState.UNKNOWN
        state = talk.state()
        if talk.understood:
            self._answered, self._unanswered = True, 0
            return state
        self._unanswered += 1
        self._answered = self._answered and self._unanswered < SILENCES
        return PrinterState.UNREACHABLE if self._answered else PrinterState.UNKNOWN

    def _check(self, talk: Talk) -> None:
        state = self._state(talk)
        if state not in PRINTS:
            raise PrinterFailed(Problem(state), "the printer says so")

    def _sent(self, talk: Talk, slip: bytes, job: int) -> Delivered:
        until = time.monotonic() + self._patience.job
        self._transport.write(slip)
        if not talk.understood or self._confirmation is Confirmation.NONE:
            self._transport.close()
            return Delivered(confirmed=False, state=PrinterState.UNKNOWN)
        confirmed = self._confirmed(talk, job, until - time.monotonic())
        state = talk.state()
        if not confirmed:
            self._transport.close()
        return Delivered(confirmed, state)

    def _confirmed(self, talk: Talk, job: int, left: float) -> bool:
        seconds = min(left, self._patience.confirmation * self._hurry(self._unconfirmed))
        confirmed = talk.confirmed(self._confirmation, job, seconds)
        self._unconfirmed = 0 if confirmed else self._unconfirmed + 1
        return confirmed

    def _hurry(self, failures: int) -> float:
        return HURRIED if failures >= DOUBTS else 1.0
