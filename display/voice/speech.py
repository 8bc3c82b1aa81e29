"""What is played for a call: the chime, and the sentence as well as this office can say it.

The order of choice in each language: the office's own recordings, a speech engine, the chime alone. A call is never
held up by its sound: screens ask for the sound after they have shown the call.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Semaphore
from typing import Protocol, TypeVar

from display.voice.bank import assemble, open_bank
from display.voice.cache import Cache
from display.voice.engines import Engine, Espeak
from display.voice.sentence import NORTHERN_DIGITS, SPOKEN, Announcement, Manner, Phrase, phrases, sentence
from display.voice.wave import CHIME_EVERY, Sound, Unplayable, chime, join, level, read, silence, trim, write

log = logging.getLogger(__name__)

MADE_BY = 1  # rises when the same words are made to sound otherwise, so that no old sound is played
PAUSE_AFTER_CHIME_MS = 250
ENGINES_AT_ONCE = 1  # starting a process stops the loop for some milliseconds: never many in a row

T = TypeVar("T")


class Offload(Protocol):
    """Runs work that keeps a core busy where it does not hold up others: under gevent, a native thread."""

    def __call__(self, work: Callable[[], T]) -> T: ...


def at_once(work: Callable[[], T]) -> T:
    """Where nobody is held up: do it now."""
    return work()


@dataclass
class Voice:
    """The office's loudspeaker. `folder` is the data directory: recordings in `voices`, sounds made in `audio`.

    The first of `languages` is announced first, and its sound begins with the chime.
    """

    folder: Path
    languages: tuple[str, ...] = ("vi", "en")
    manner: Manner = NORTHERN_DIGITS
    engine: Engine = field(default_factory=Espeak)
    offload: Offload = at_once
    cache: Cache = field(init=False)
    engines_at_work: Semaphore = field(default_factory=lambda: Semaphore(ENGINES_AT_ONCE))

    def __post_init__(self) -> None:
        self.cache = Cache(self.folder / "audio")

    def wav(self, number: str, counter: str, counter_name: str, recall: int, language: str) -> Path | None:
        """The sound of one call in one language, a file to be played now; None: there is but the chime.

        Several may ask at once, for the same sound too: it is made once.
        """
        if language not in self.languages or language not in SPOKEN:
            return None
        call = Announcement(number, counter_name or counter, recall)
        row = phrases(call, language, self.manner)
        try:
            return self._recorded(row, language) or self._engine(row, language)
        except OSError as error:
            log.warning("no sound for %s: %s", number, error)
            return None

    def chime(self) -> bytes:
        """The chime alone, as a WAV file."""
        return self.offload(lambda: write(chime(), CHIME_EVERY))

    def _recorded(self, row: list[Phrase], language: str) -> Path | None:
        bank = open_bank(self.folder / "voices", language)
        files = bank.find(row) if bank else None
        if not files:
            return None
        recordings = [file.read_bytes() for file in files]
        key = self._key(language, "bank", *(sha256(recording).hexdigest() for recording in recordings))
        try:
            return self.cache.obtain(key, lambda: self._finished(language, lambda: assemble(recordings)))
        except Unplayable as error:
            log.warning("the recordings for %r cannot be played: %s", sentence(row), error)
            return None

    def _engine(self, row: list[Phrase], language: str) -> Path | None:
        text = sentence(row)
        key = self._key(language, "engine", self.engine.signature(language), text)
        return self.cache.obtain(key, lambda: self._said(text, language))

    def _said(self, text: str, language: str) -> bytes | None:
        with self.engines_at_work:
            said = self.engine.say(text, language)
        if said is None:
            return None
        try:
            return self._finished(language, lambda: level(trim(read(said))))
        except Unplayable as error:
            log.warning("the speech engine gave no sound for %r: %s", text, error)
            return None

    def _finished(self, language: str, speak: Callable[[], Sound]) -> bytes:
        if not self._begins(language):
            return self.offload(lambda: write(join([speak()])))
        return self.offload(lambda: write(join([chime(), silence(PAUSE_AFTER_CHIME_MS), speak()])))

    def _begins(self, language: str) -> bool:
        return language == self.languages[0]

    def _key(self, language: str, *parts: str) -> str:
        return sha256(json.dumps([MADE_BY, self._begins(language), language, *parts]).encode()).hexdigest()
