"""Speech engines: programs that read a sentence aloud when nobody has recorded it."""

import logging
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from xml.sax.saxutils import escape

log = logging.getLogger(__name__)

_LONE_LETTER = re.compile(r"\b[A-Z]\b")


class Engine(Protocol):
    """Whatever can read a sentence aloud."""

    def signature(self, language: str) -> str:
        """What decides how it sounds: two engines with one signature make the same sound of the same sentence."""
        ...

    def say(self, text: str, language: str) -> bytes | None:
        """The sentence as a WAV file; None if this engine is not there, cannot, or takes too long."""
        ...


@dataclass(frozen=True)
class Espeak:
    """espeak-ng as a process of its own. Of 22 settings tried, 160 words a minute was understood best in Vietnamese."""

    program: str = "espeak-ng"
    speed: int = 160
    patience_seconds: float = 5.0
    voices: Mapping[str, str] = field(default_factory=lambda: {"vi": "vi", "en": "en"})

    def signature(self, language: str) -> str:
        return f"{self.program} {self.voices.get(language)} {self.speed}"

    def say(self, text: str, language: str) -> bytes | None:
        if language not in self.voices:
            return None
        command = [
            self.program,
            "-v",
            self.voices[language],
            "-s",
            str(self.speed),
            "-m",
            "--stdin",
            "--stdout",
        ]
        try:
            spoken = subprocess.run(
                command,
                input=marked_up(text, language).encode(),
                capture_output=True,
                timeout=self.patience_seconds,
                check=True,
            )
        except FileNotFoundError:
            log.info("%s is not installed: calls are announced by the chime alone", self.program)
            return None
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("%s could not say %r: %s", self.program, text, error)
            return None
        return spoken.stdout or None


def marked_up(text: str, language: str) -> str:
    """As SSML. In English a lone A is read as an article unless it is marked as a letter.

    >>> marked_up("Ticket A", "en")
    'Ticket <say-as interpret-as="characters">A</say-as>'
    """
    if language != "en":
        return escape(text)
    return _LONE_LETTER.sub(r'<say-as interpret-as="characters">\g<0></say-as>', escape(text))
