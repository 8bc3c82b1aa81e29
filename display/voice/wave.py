"""Sounds as rows of numbers: read, trimmed, made equally loud, joined, and the chime.

Only the standard library, and not its `audioop`, which Python 3.13 no longer has. Everything is 16-bit mono at RATE.
"""

import io
import math
import wave
from array import array
from functools import cache
from operator import mul
from typing import TypeAlias

RATE = 22_050
FULL = 32_767
SILENCE = 10 ** (-45 / 20) * FULL  # below this a recording holds only the room
SPEECH_LOUDNESS = 10 ** (-19 / 20) * FULL  # about -16 LUFS, as announcements are made
CEILING = 10 ** (-1.5 / 20) * FULL  # true peaks lie a little above the samples
LONGEST_GAP_MS = 30  # longer gaps between words make sentences hard to follow: 60 ms costs one word in ten

_BLOCK = RATE // 50
_FADE = RATE * 8 // 1000
_KEPT_SILENCE = RATE * 30 // 1000

_PARTIALS = ((1, 1.0), (2, 0.25), (3, 0.12))
CHIME_EVERY = 2
"""The chime's highest partial lies at 2 kHz: half the samples carry it, and a display opens with half the bytes."""

Sound: TypeAlias = "array[int]"  # of type "h": signed 16-bit samples


class Unplayable(ValueError):
    """This file is no sound that we can read; the message says why."""


def read(file: bytes) -> Sound:
    """The sound in a WAV file of any rate, of 8 to 32 bits, of one or more channels. Raises Unplayable."""
    try:
        with wave.open(io.BytesIO(file)) as recording:
            channels, width, rate = recording.getparams()[:3]
            frames = recording.readframes(recording.getnframes())
    except (wave.Error, EOFError) as error:
        raise Unplayable(f"no WAV file of whole numbers (PCM): {error}") from error
    whole = frames[: len(frames) // (channels * width) * channels * width]
    return _at_our_rate(_to_mono(_to_16_bits(whole, width), channels), rate)


def write(sound: Sound, every: int = 1) -> bytes:
    """The sound as a WAV file. `every`: of so many samples one, for a sound that has nothing up there to lose."""
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE // every)
        recording.writeframes(sound[::every].tobytes())
    return file.getvalue()


def join(sounds: list[Sound], gap_ms: int = 0) -> Sound:
    """One after the other, their ends softened so that no joint clicks. Raises ValueError for a gap that harms."""
    if not 0 <= gap_ms <= LONGEST_GAP_MS:
        raise ValueError(f"a gap of {gap_ms} ms is not from 0 to {LONGEST_GAP_MS}")
    joined = array("h")
    for sound in sounds:
        joined.extend(silence(gap_ms) if joined else ())
        joined.extend(_soft_ends(sound))
    return joined


def silence(milliseconds: int) -> Sound:
    return array("h", bytes(2 * (RATE * milliseconds // 1000)))


def trim(sound: Sound) -> Sound:
    """Without the silence before and after, but for 30 ms of breath."""
    loud = [place for place in range(0, len(sound), _BLOCK) if _rms(sound[place : place + _BLOCK]) > SILENCE]
    if not loud:
        return sound
    return sound[max(0, loud[0] - _KEPT_SILENCE) : loud[-1] + _BLOCK + _KEPT_SILENCE]


def level(sound: Sound, loudness: float = SPEECH_LOUDNESS) -> Sound:
    """Made as loud as asked (RMS of what is not silence), or as loud as the ceiling lets it be."""
    heard, peak = _loudness(sound), max(map(abs, sound), default=0)
    if not heard:
        return sound
    gain = min(loudness / heard, CEILING / peak)
    return array("h", [round(sample * gain) for sample in sound])


@cache
def chime() -> Sound:
    """Two notes going down, E5 and C5, one and a half seconds: look up, somebody is called."""
    high, low = _struck(659.26, 1.0), _struck(523.25, 1.1)
    second = RATE * 4 // 10
    mixed = [0.0] * (second + len(low))
    for start, note in ((0, high), (second, low)):
        for place, sample in enumerate(note, start):
            mixed[place] += sample
    return level(array("h", [round(sample * FULL / 4) for sample in mixed]))


def _struck(frequency: float, seconds: float) -> list[float]:
    """A soft bell: the note with a little of its octave and twelfth, dying away, its ends rounded."""
    return [_bell(frequency, t) * min(1, t / 0.005, (seconds - t) / 0.05) for t in _instants(seconds)]


def _bell(frequency: float, t: float) -> float:
    return sum(
        part * math.exp(-t * (3 + 2 * n)) * math.sin(math.tau * frequency * n * t) for n, part in _PARTIALS
    )


def _instants(seconds: float) -> list[float]:
    return [place / RATE for place in range(int(RATE * seconds))]


def _soft_ends(sound: Sound) -> Sound:
    softened, ramp = sound[:], min(_FADE, len(sound) // 2)
    for place in range(ramp):
        softened[place] = round(sound[place] * place / ramp)
        softened[-1 - place] = round(sound[-1 - place] * place / ramp)
    return softened


def _rms(sound: Sound) -> float:
    return math.sqrt(sum(map(mul, sound, sound)) / len(sound)) if sound else 0.0


def _loudness(sound: Sound) -> float:
    """The RMS of the blocks in which there is something to hear, 0 if there is none."""
    blocks = [_rms(sound[place : place + _BLOCK]) for place in range(0, len(sound), _BLOCK)]
    heard = [rms for rms in blocks if rms > SILENCE]
    return math.sqrt(sum(map(mul, heard, heard)) / len(heard)) if heard else 0.0


def _to_16_bits(frames: bytes, width: int) -> Sound:
    """The two upper bytes of every sample; 8-bit files count from 128, the others from 0."""
    upper = bytearray(len(frames) // width * 2)
    upper[1::2] = frames[width - 1 :: width] if width > 1 else bytes(byte ^ 0x80 for byte in frames)
    if width > 1:
        upper[0::2] = frames[width - 2 :: width]
    return array("h", bytes(upper))


def _to_mono(sound: Sound, channels: int) -> Sound:
    if channels == 1:
        return sound
    together = zip(*(sound[channel::channels] for channel in range(channels)), strict=True)
    return array("h", [sum(frame) // channels for frame in together])


def _at_our_rate(sound: Sound, rate: int) -> Sound:
    """Straight lines between the samples: speech has nothing up there that it could harm."""
    if rate == RATE or not sound:
        return sound
    last, step = len(sound) - 1, rate / RATE
    places = [place * step for place in range(int(len(sound) / step))]
    return array("h", [_between(sound, place, last) for place in places])


def _between(sound: Sound, place: float, last: int) -> int:
    before = min(int(place), last)
    after = min(before + 1, last)
    return round(sound[before] + (sound[after] - sound[before]) * (place - before))
