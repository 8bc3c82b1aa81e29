"""Sentences from the office's own recordings: `voices/<language>/<bank>/<clip>.wav`.

A bank speaks a sentence only if it has every piece of it. Half a sentence by a clerk and half by a machine is harder to
follow than either.
"""

from dataclasses import dataclass
from pathlib import Path

from display.voice.sentence import Clips, Phrase
from display.voice.wave import Sound, join, level, read, trim

GAP_MS = 20


@dataclass(frozen=True)
class Bank:
    """The recordings of one voice in one language."""

    clips: dict[str, Path]

    def find(self, row: list[Phrase]) -> list[Path] | None:
        """The recordings that say the sentence, in order; None if a piece of it was never recorded."""
        said = [self._best(phrase) for phrase in row]
        if None in said:
            return None
        return [self.clips[name] for names in said if names for name in names]

    def missing(self, row: list[Phrase]) -> list[str]:
        """What has yet to be recorded before the sentence can be said."""
        return [name for phrase in row if self._best(phrase) is None for name in phrase.clips[-1]]

    def _best(self, phrase: Phrase) -> Clips | None:
        return next((names for names in phrase.clips if all(name in self.clips for name in names)), None)


def open_bank(voices: Path, language: str) -> Bank | None:
    """The first bank by name of a language, None if the office has recorded nothing."""
    folder = voices / language
    banks = sorted(place for place in folder.iterdir() if place.is_dir()) if folder.is_dir() else []
    return Bank(_recordings(banks[0])) if banks else None


def assemble(recordings: list[bytes]) -> Sound:
    """WAV files as one sentence, equally loud. Raises Unplayable if one of them is no sound."""
    return join([level(trim(read(recording))) for recording in recordings], GAP_MS)


def _recordings(folder: Path) -> dict[str, Path]:
    """By name in small letters: cameras and recorders like to write `LEAD.WAV`."""
    return {file.stem.lower(): file for file in sorted(folder.iterdir()) if file.suffix.lower() == ".wav"}
