"""A conversation with a printer over an open line: how are you, and has it come out?"""

import time
from collections.abc import Callable

from kiosk.printing.status import (
    QUESTIONS,
    Answer,
    Kind,
    answers,
    paper_question,
    process_letters,
    process_question,
    state_of,
    status_question,
)
from kiosk.printing.transport import PrinterFailed, Transport
from server.domain.printer import PRINTS, Confirmation, PrinterState, Problem

LOOK_SECONDS = 0.5
"""While a slip is being printed the printer is asked so often whether it stands still."""


class Talk:
    """What was asked and answered over one connection. `patience`: seconds for an answer to DLE EOT.

    Once an answer is missing, late or none that a printer gives, nothing more is asked: it could not be told any more
    which question the next answer belongs to.
    """

    def __init__(self, transport: Transport, patience: float) -> None:
        self._transport, self._patience = transport, patience
        self._heard = bytearray()
        self._awaited: Callable[[Answer], bool] | None = None
        self._done = False
        self.understood = True

    def state(self) -> PrinterState:
        """How the printer is: UNKNOWN unless it gives all four answers in time and in the form of the reference."""
        told = []
        for question in QUESTIONS:
            answer = self._status(question)
            if answer is None:
                self.understood = False
                return PrinterState.UNKNOWN
            told.append(answer)
        return state_of(*told)

    def _status(self, question: int) -> int | None:
        if not self.understood:
            return None
        self._transport.write(status_question(question))
        until = time.monotonic() + self._patience
        while (left := until - time.monotonic()) > 0:
            for answer in self._next_answers(left):
                if answer.kind is Kind.REALTIME:
                    return answer.said[0]
                if not self._is_awaited(answer) and answer.kind is not Kind.UNASKED:
                    return None
        return None

    def _next_answers(self, seconds: float) -> list[Answer]:
        self._heard += self._transport.read(seconds)
        return list(answers(self._heard))

    def _is_awaited(self, answer: Answer) -> bool:
        """Whether it says that the slip came out; that may come at any time from when it was asked for."""
        if self._awaited is None or not self._awaited(answer):
            return False
        self._done = True
        return True

    def confirmed(self, confirmation: Confirmation, job: int, seconds: float) -> bool:
        """Waits until the printer says that it has done all it was sent; False when it says nothing within `seconds`.

        Raises PrinterFailed when it stands still meanwhile: out of paper, open.
        """
        self._ask_whether_done(confirmation, job)
        until = time.monotonic() + seconds
        while not self._done and (left := until - time.monotonic()) > 0:
            for answer in self._next_answers(min(LOOK_SECONDS, left)):
                self._is_awaited(answer)
            if not self._done:
                self._still_at_it()
        return self._done

    def _ask_whether_done(self, confirmation: Confirmation, job: int) -> None:
        letters = process_letters(job)
        if confirmation is Confirmation.PROCESS:
            self._transport.write(process_question(job))
            self._awaited = lambda answer: answer.kind is Kind.PROCESS and answer.said[2:6] == letters
        else:
            self._transport.write(paper_question())
            self._awaited = lambda answer: answer.kind is Kind.IN_TURN

    def _still_at_it(self) -> None:
        state = self.state()
        if state not in PRINTS and not self._done:
            raise PrinterFailed(Problem(state), "the printer stopped in mid-job")
