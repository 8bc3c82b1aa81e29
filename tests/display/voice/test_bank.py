"""The office's own recordings are used when, and only when, they say the whole sentence."""

from pathlib import Path

import pytest

from display.voice.bank import Bank, assemble, open_bank
from display.voice.sentence import Announcement, Phrase, phrases
from display.voice.wave import RATE, Unplayable, chime, silence, write

CALL = phrases(Announcement("A012", "3"), "vi")
WHOLE = ("lead", "letter-a", "0", "1", "2", "2-end", "to-counter", "3", "counter-3")


def bank_of(*names: str) -> Bank:
    return Bank({name: Path(f"{name}.wav") for name in names})


def found(bank: Bank, row: list[Phrase]) -> list[str] | None:
    files = bank.find(row)
    return None if files is None else [file.stem for file in files]


def test_the_best_recording_of_every_piece_is_chosen() -> None:
    assert found(bank_of(*WHOLE), CALL) == ["lead", "letter-a", "0", "1", "2-end", "counter-3"]


def test_plain_words_do_where_there_is_no_better_recording() -> None:
    plain = bank_of(*(name for name in WHOLE if name not in {"2-end", "counter-3"}))

    assert found(plain, CALL) == ["lead", "letter-a", "0", "1", "2", "to-counter", "3"]


@pytest.mark.parametrize("lost", ["lead", "letter-a", "0"])
def test_a_sentence_with_a_hole_is_not_spoken_and_the_hole_is_named(lost: str) -> None:
    bank = bank_of(*(name for name in WHOLE if name != lost))

    assert bank.find(CALL) is None
    assert bank.missing(CALL) == [lost]


def test_the_first_bank_by_name_is_opened_whatever_the_case_of_its_files(tmp_path: Path) -> None:
    for name in ("vi/lan/LEAD.WAV", "vi/lan/readme.txt", "vi/minh/0.wav"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")

    bank = open_bank(tmp_path, "vi")

    assert bank == Bank({"lead": tmp_path / "vi/lan/LEAD.WAV"})


def test_an_office_without_recordings_has_no_bank(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()

    assert open_bank(tmp_path, "vi") is None
    assert open_bank(tmp_path, "en") is None


def test_recordings_are_joined_without_the_silence_around_them() -> None:
    word = chime()[: RATE // 2]
    recording = write(silence(800) + word + silence(800))

    sentence = assemble([recording, recording])

    assert len(sentence) / RATE == pytest.approx(2 * 0.5, abs=0.2)


def test_a_broken_recording_is_not_played() -> None:
    with pytest.raises(Unplayable):
        assemble([write(chime()), b"no sound"])
