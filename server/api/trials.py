"""What-ifs under way: each is played by a program of its own, one at a time, while the office goes on giving tickets."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from secrets import token_hex
from time import monotonic
from typing import IO, Any

import gevent
import msgspec
from gevent.lock import BoundedSemaphore

from server.actions import director
from server.api import figures_schemas as s
from server.api.figures_schemas import TrialState
from server.domain.errors import KeyReused, UnknownTrial
from server.web.house import Book, Office, Press

KEPT = 20
UNATTENDED_SECONDS = 120.0
"""A trial that nobody has asked after for so long is stopped: whoever wanted it has left."""

_one_at_a_time = BoundedSemaphore(1)
_trials: dict[str, "Trial"] = {}


@dataclass
class Trial:
    """A what-if from its beginning to its end. `asked_at`: when somebody last wanted to know, by a clock of its own."""

    office: Office
    wish: s.WhatIfWish
    days: list[date]
    press: Press | None = None
    patience: float = UNATTENDED_SECONDS
    id: str = field(default_factory=lambda: token_hex(8))
    state: TrialState = TrialState.WAITING
    done: float = 0.0
    answer: Any = None
    asked_at: float = field(default_factory=monotonic)
    program: subprocess.Popen[bytes] | None = None

    def play(self) -> None:
        """To the end, once its turn has come."""
        with _one_at_a_time:
            if self.state is TrialState.WAITING and self._is_wanted():
                self.state = TrialState.PLAYING
                self._in_a_program_of_its_own()
        if self.state in (TrialState.WAITING, TrialState.PLAYING):
            self.state = TrialState.FAILED if self._is_wanted() else TrialState.STOPPED

    def stop(self) -> None:
        if self.state in (TrialState.WAITING, TrialState.PLAYING):
            self.state = TrialState.STOPPED
        if self.program is not None:
            self.program.kill()

    def told(self) -> s.TrialOut:
        """How it stands, for somebody who wants to know."""
        self.asked_at = monotonic()
        return s.TrialOut(self.id, self.state, self.done, self.wish, self.answer)

    def _is_wanted(self) -> bool:
        return monotonic() - self.asked_at < self.patience

    def _in_a_program_of_its_own(self) -> None:
        command = [sys.executable, "-m", "server.simulate"]
        with (
            suppress(BrokenPipeError),  # Stopped while it was being told what to play.
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program,
        ):
            self.program = program
            try:
                assert program.stdin is not None
                assert program.stdout is not None
                self._order(program.stdin)
                self._hear(program.stdout)
            finally:
                program.kill()

    def _order(self, program: IO[bytes]) -> None:
        """Day by day: whoever takes a ticket meanwhile waits for one day to be read, not for a month."""
        _write(program, self.office.look(_head, self.wish))
        for day in self.days:
            lived = self.office.look(_lived, day)
            if lived["facts"]:
                _write(program, lived)
            gevent.sleep(0)
        program.close()

    def _hear(self, program: Iterable[bytes]) -> None:
        for line in program:
            if self.state is not TrialState.PLAYING or not self._is_wanted():
                return
            told = msgspec.json.decode(line)
            self.done = told.get("done", 1.0)
            if "answer" in told:
                self.answer = msgspec.convert(told["answer"], s.WhatIfOut)
                self.state = TrialState.DONE


def begin(trial: Trial) -> Trial:
    """Plays it beside everything else; the one that is there for the same press. The oldest that are over are forgotten.

    Raises KeyReused for a press with another wish.
    """
    for one in _trials.values():
        if one.press and trial.press and _pressed(one.press) == _pressed(trial.press):
            if one.press != trial.press:
                raise KeyReused(key=one.press.key)
            return one
    over = [one.id for one in _trials.values() if one.state not in (TrialState.WAITING, TrialState.PLAYING)]
    for old in islice(over, max(0, len(_trials) + 1 - KEPT)):
        del _trials[old]
    _trials[trial.id] = trial
    gevent.spawn(trial.play)
    return trial


def _pressed(press: Press) -> tuple[str, str]:
    return press.caller, press.key


def trial_of(office: Office, name: str) -> Trial:
    """Raises UnknownTrial, also for one of another office."""
    found = _trials.get(name)
    if found is None or found.office.profile.id != office.profile.id:
        raise UnknownTrial(trial=name)
    return found


def _write(program: IO[bytes], line: object) -> None:
    program.write(msgspec.json.encode(line) + b"\n")


def _head(book: Book, wish: s.WhatIfWish) -> dict[str, object]:
    """What the play needs to know of the office."""
    return {
        "days": [],
        "counters": {code: plan.services for code, plan in book.catalogue.plans.items()},
        "policy": book.profile.settings.policy,
        "target": book.profile.settings.target,
        "changes": wish.changes,
        "runs": wish.runs,
        "recommend": wish.recommend,
    }


def _lived(book: Book, day: date) -> dict[str, Any]:
    """A day as it was."""
    return {
        "day": day,
        "facts": list(director.facts(book, day, day)),
        "spells": director.spells_of(book, day),
    }


def order_of(book: Book, wish: s.WhatIfWish, days: list[date]) -> dict[str, object]:
    """Everything that the play needs of the book, as one."""
    lived = (_lived(book, day) for day in days)
    return _head(book, wish) | {"days": [one for one in lived if one["facts"]]}
