"""A speech engine speaks, or is told to be missing; it never holds anybody up."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from display.voice.engines import Espeak, marked_up
from display.voice.wave import RATE, read


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], str]:
    def written(script: str) -> str:
        file = tmp_path / "engine"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return os.fspath(file)

    return written


@pytest.mark.parametrize(
    ("language", "text"), [("vi", "Mời công dân có số thứ tự A."), ("en", "Ticket A zero.")]
)
def test_espeak_reads_a_sentence_aloud(language: str, text: str) -> None:
    said = Espeak().say(text, language)

    assert said is not None
    assert 1 < len(read(said)) / RATE < 5


def test_a_letter_is_said_by_its_name_in_english_and_never_as_an_article() -> None:
    as_letter = Espeak().say("Ticket A zero", "en")
    as_article = Espeak().say("Ticket a zero", "en")

    assert as_letter != as_article


def test_what_the_office_writes_is_never_taken_for_a_command() -> None:
    assert marked_up("quầy <b>A & B</b>", "vi") == "quầy &lt;b&gt;A &amp; B&lt;/b&gt;"
    assert Espeak().say("--help <speak>", "vi") is not None


def test_an_engine_that_is_not_installed_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    assert Espeak(program="no-such-engine").say("Mời", "vi") is None
    assert "not installed" in caplog.text


@pytest.mark.parametrize("script", ["exit 1", "exec sleep 60", "exit 0"])
def test_an_engine_that_fails_or_hangs_is_given_up(program: Callable[[str], str], script: str) -> None:
    assert Espeak(program=program(script), patience_seconds=0.3).say("Mời", "vi") is None


def test_a_language_that_the_engine_does_not_speak_is_not_tried() -> None:
    assert Espeak(program="no-such-engine").say("…", "tyz") is None


def test_what_sounds_otherwise_is_signed_otherwise() -> None:
    signed = {
        Espeak().signature("vi"),
        Espeak().signature("en"),
        Espeak(speed=130).signature("vi"),
        Espeak(voices={"vi": "vi-vn-x-south"}).signature("vi"),
    }

    assert len(signed) == 4
