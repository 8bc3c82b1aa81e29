"""Joined sounds are equally loud, never click, never clip."""

import io
import math
import struct
import wave
from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.voice.wave import (
    CEILING,
    FULL,
    LONGEST_GAP_MS,
    RATE,
    SPEECH_LOUDNESS,
    Sound,
    Unplayable,
    chime,
    join,
    level,
    read,
    silence,
    trim,
    write,
)


def tone(seconds: float = 0.2, strength: float = 0.5, frequency: float = 440.0, rate: int = RATE) -> Sound:
    wave_of = (math.sin(math.tau * frequency * place / rate) for place in range(int(seconds * rate)))
    return array("h", [round(strength * FULL * sample) for sample in wave_of])


def loudness(sound: Sound) -> float:
    return math.sqrt(sum(sample * sample for sample in sound) / len(sound))


def wav_file(frames: bytes, *, width: int = 2, channels: int = 1, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(channels)
        recording.setsampwidth(width)
        recording.setframerate(rate)
        recording.writeframes(frames)
    return file.getvalue()


def test_what_is_written_is_read_again() -> None:
    sound = tone()

    assert read(write(sound)) == sound


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_any_width_of_sample_is_read(width: int) -> None:
    sound = tone()
    if width == 1:
        frames = bytes((sample >> 8) + 128 for sample in sound)
    else:
        frames = b"".join(
            (sample << 8 * (width - 2)).to_bytes(width, "little", signed=True) for sample in sound
        )

    heard = read(wav_file(frames, width=width))

    assert max(abs(one - other) for one, other in zip(heard, sound, strict=True)) < 256


def test_two_channels_are_mixed_into_one() -> None:
    frames = struct.pack("<6h", 100, 300, -100, -300, 0, 50)

    assert read(wav_file(frames, channels=2)) == array("h", [200, -200, 25])


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_any_rate_keeps_the_length_and_the_pitch(rate: int) -> None:
    heard = read(wav_file(tone(0.5, rate=rate).tobytes(), rate=rate))

    crossings = sum(1 for one, following in pairwise(heard) if one < 0 <= following)
    assert len(heard) == pytest.approx(RATE / 2, abs=2)
    assert crossings == pytest.approx(220, abs=1)


@pytest.mark.parametrize("file", [b"", b"RIFF", b"not a sound at all, but long enough to be one" * 9])
def test_a_file_that_is_no_sound_is_refused(file: bytes) -> None:
    with pytest.raises(Unplayable, match="no WAV file"):
        read(file)


def test_a_recording_of_floats_is_refused_with_a_reason() -> None:
    file = bytearray(wav_file(tone().tobytes()))
    file[20:22] = (3).to_bytes(2, "little")

    with pytest.raises(Unplayable, match="PCM"):
        read(bytes(file))


def test_the_endless_header_of_a_pipe_is_read_to_its_real_end() -> None:
    file = bytearray(write(tone()))
    file[4:8] = file[40:44] = (0x7FFFF000).to_bytes(4, "little")

    assert read(bytes(file)) == tone()


def test_a_half_sample_at_the_end_is_left_out() -> None:
    file = bytearray(write(tone()))
    file[40:44] = (0x7FFFF000).to_bytes(4, "little")

    assert len(read(bytes(file[:-1]))) == len(tone()) - 1


def test_silence_around_a_word_is_cut_but_not_its_breath() -> None:
    word = tone(0.3)
    recording = silence(500) + word + silence(700)

    cut = trim(recording)

    assert len(word) < len(cut) < len(word) + RATE * 0.12


def test_silence_alone_is_left_as_it_is() -> None:
    assert trim(silence(200)) == silence(200)
    assert level(silence(200)) == silence(200)
    assert level(array("h")) == array("h")


@pytest.mark.parametrize("strength", [0.02, 0.1, 0.6])
def test_quiet_and_loud_recordings_come_out_equally_loud(strength: float) -> None:
    assert loudness(level(tone(strength=strength))) == pytest.approx(SPEECH_LOUDNESS, rel=0.02)


def test_pauses_do_not_make_a_recording_louder() -> None:
    spoken = level(tone() + silence(800) + tone())

    assert loudness(spoken[: len(tone())]) == pytest.approx(SPEECH_LOUDNESS, rel=0.05)


@given(st.lists(st.integers(-FULL - 1, FULL), min_size=1, max_size=400))
def test_nothing_ever_passes_the_ceiling(samples: list[int]) -> None:
    assert max(map(abs, level(array("h", samples)))) <= CEILING + 1


def test_a_joint_begins_and_ends_in_silence() -> None:
    joined = join([tone(), tone()], gap_ms=20)

    assert len(joined) == 2 * len(tone()) + len(silence(20))
    assert joined[0] == joined[len(tone()) - 1] == joined[-1] == 0


def test_a_joint_without_a_gap_adds_nothing() -> None:
    assert len(join([tone(), tone()])) == 2 * len(tone())
    assert join([]) == array("h")


@pytest.mark.parametrize("gap", [-1, LONGEST_GAP_MS + 1])
def test_a_gap_that_makes_words_hard_to_follow_is_refused(gap: int) -> None:
    with pytest.raises(ValueError, match="gap"):
        join([tone()], gap_ms=gap)


def test_the_chime_is_two_notes_going_down() -> None:
    sound = chime()

    assert len(sound) / RATE == pytest.approx(1.5, abs=0.02)
    assert sound[0] == 0
    assert abs(sound[-1]) < 20
    assert strongest(sound[: int(RATE * 0.4)]) == pytest.approx(659, abs=4)
    assert strongest(sound[int(RATE * 0.9) :]) == pytest.approx(523, abs=4)


def strongest(sound: Sound) -> int:
    """The frequency between 400 and 800 Hz that sounds most, found by Goertzel's way."""

    def power(frequency: int) -> float:
        turns = [math.tau * frequency * place / RATE for place in range(len(sound))]
        real = sum(sample * math.cos(turn) for sample, turn in zip(sound, turns, strict=True))
        imaginary = sum(sample * math.sin(turn) for sample, turn in zip(sound, turns, strict=True))
        return real * real + imaginary * imaginary

    return max(range(400, 800, 3), key=power)
