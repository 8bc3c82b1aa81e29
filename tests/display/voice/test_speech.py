"""A call sounds as well as this office can say it, and never worse than the chime."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TypeVar

import pytest

from display.voice.bank import GAP_MS
from display.voice.engines import Espeak
from display.voice.sentence import Announcement, phrases
from display.voice.speech import Voice
from display.voice.wave import FULL, RATE, Sound, chime, read, write

T = TypeVar("T")
SILENT = Espeak(program="no-such-engine")
CALL = ("A012", "3", "3", 0)


def seconds(file: Path | None) -> float:
    assert file is not None
    return len(read(file.read_bytes())) / RATE


def begins_with_the_chime(file: Path | None) -> bool:
    assert file is not None
    middle = slice(RATE // 2, RATE)
    return read(file.read_bytes())[middle] == chime()[middle]


def record(folder: Path, language: str, sound: Sound, *names: str) -> None:
    bank = folder / "voices" / language / "lan"
    bank.mkdir(parents=True, exist_ok=True)
    for name in names:
        (bank / f"{name}.wav").write_bytes(write(sound))


def test_the_chime_comes_before_the_first_language_only(tmp_path: Path) -> None:
    voice = Voice(tmp_path)

    vietnamese, english = voice.wav(*CALL, "vi"), voice.wav(*CALL, "en")

    assert begins_with_the_chime(vietnamese)
    assert not begins_with_the_chime(english)


def test_an_office_may_begin_in_english(tmp_path: Path) -> None:
    assert begins_with_the_chime(Voice(tmp_path, languages=("en", "vi")).wav(*CALL, "en"))


def test_the_same_call_is_the_same_file(tmp_path: Path) -> None:
    first = Voice(tmp_path).wav(*CALL, "vi")
    again = Voice(tmp_path, engine=Espeak()).wav(*CALL, "vi")

    assert first == again
    assert len(list((tmp_path / "audio").iterdir())) == 1


@pytest.mark.parametrize(
    "other",
    [("A013", "3", "3", 0), ("A012", "4", "4", 0), ("A012", "3", "Trả kết quả", 0), ("A012", "3", "3", 1)],
)
def test_another_call_is_another_file(tmp_path: Path, other: tuple[str, str, str, int]) -> None:
    voice = Voice(tmp_path)

    assert voice.wav(*CALL, "vi") != voice.wav(*other, "vi")


def test_a_counter_without_a_name_is_called_by_its_code(tmp_path: Path) -> None:
    voice = Voice(tmp_path)

    assert voice.wav("A012", "3", "", 0, "vi") == voice.wav("A012", "3", "3", 0, "vi")


def test_without_recordings_and_engine_there_is_the_chime(tmp_path: Path) -> None:
    voice = Voice(tmp_path, engine=SILENT)

    assert voice.wav(*CALL, "vi") is None
    heard, whole = read(voice.chime()), chime()
    assert abs(len(heard) - len(whole)) <= 2
    assert max(abs(one - other) for one, other in zip(heard, whole, strict=False)) < FULL / 50
    assert len(voice.chime()) < 35_000


@pytest.mark.parametrize("language", ["tyz", "", "../vi"])
def test_a_language_that_nobody_speaks_has_no_sound(tmp_path: Path, language: str) -> None:
    assert Voice(tmp_path, languages=("vi", "en", language)).wav(*CALL, language) is None


def test_the_office_can_be_heard_in_one_language_only(tmp_path: Path) -> None:
    assert Voice(tmp_path, languages=("vi",)).wav(*CALL, "en") is None


def test_recordings_come_before_the_engine(tmp_path: Path) -> None:
    tone = chime()[: RATE // 2]
    record(tmp_path, "vi", tone, "lead", "letter-a", "0", "1", "2", "counter-3")

    spoken = Voice(tmp_path, engine=SILENT).wav(*CALL, "vi")

    pieces = len(phrases(Announcement("A012", "3"), "vi"))
    assert seconds(spoken) == pytest.approx(1.75 + pieces * 0.5 + (pieces - 1) * GAP_MS / 1000, abs=0.2)


def test_a_new_recording_is_heard_at_once(tmp_path: Path) -> None:
    record(tmp_path, "vi", chime()[: RATE // 2], "lead", "letter-a", "0", "1", "2", "counter-3")
    voice = Voice(tmp_path, engine=SILENT)
    before = voice.wav(*CALL, "vi")

    record(tmp_path, "vi", chime()[: RATE // 4], "counter-3")

    assert voice.wav(*CALL, "vi") != before


def test_an_incomplete_or_broken_bank_leaves_it_to_the_engine(tmp_path: Path) -> None:
    engine_alone = Voice(tmp_path / "one").wav(*CALL, "vi")
    record(tmp_path / "two", "vi", chime(), "lead", "letter-a")
    record(tmp_path / "three", "vi", chime(), "lead", "letter-a", "0", "1", "2", "counter-3")
    (tmp_path / "three/voices/vi/lan/0.wav").write_bytes(b"broken")

    assert engine_alone is not None
    for office in ("two", "three"):
        spoken = Voice(tmp_path / office).wav(*CALL, "vi")
        assert spoken is not None
        assert spoken.name == engine_alone.name


def test_an_engine_that_gives_no_sound_leaves_it_to_the_chime(tmp_path: Path) -> None:
    program = tmp_path / "engine"
    program.write_text("#!/bin/sh\necho no sound\n")
    program.chmod(0o755)

    assert Voice(tmp_path, engine=Espeak(program=str(program))).wav(*CALL, "vi") is None


def test_a_disk_that_takes_nothing_leaves_it_to_the_chime(tmp_path: Path) -> None:
    (tmp_path / "audio").write_text("a file where the folder should be")

    assert Voice(tmp_path).wav(*CALL, "vi") is None


def test_two_displays_that_ask_at_once_get_one_sound(tmp_path: Path) -> None:
    counted = tmp_path / "counted"
    program = tmp_path / "engine"
    program.write_text(f'#!/bin/sh\necho once >> {counted}\nexec espeak-ng "$@"\n')
    program.chmod(0o755)
    voice, heard = Voice(tmp_path, engine=Espeak(program=str(program))), []

    displays = [Thread(target=lambda: heard.append(voice.wav(*CALL, "vi"))) for _ in range(6)]
    for display in displays:
        display.start()
    for display in displays:
        display.join(20)

    assert counted.read_text() == "once\n"
    assert len(set(heard)) == 1
    assert len(heard) == 6


def test_heavy_work_goes_where_the_office_says(tmp_path: Path) -> None:
    handed_over: list[str] = []

    def offload(work: Callable[[], T]) -> T:
        handed_over.append("work")
        return work()

    Voice(tmp_path, offload=offload).wav(*CALL, "vi")

    assert handed_over == ["work"]
