"""A sound is made once, is there whole or not at all, and the oldest makes room."""

import os
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from display.voice.cache import Cache


def test_what_was_made_is_found_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "audio")

    made = cache.obtain("a", lambda: b"sound")
    found = cache.obtain("a", lambda: b"another sound")

    assert made == found == tmp_path / "audio" / "a.wav"
    assert made.read_bytes() == b"sound"


def test_what_cannot_be_made_is_tried_again_the_next_time(tmp_path: Path) -> None:
    cache = Cache(tmp_path)

    assert cache.obtain("a", lambda: None) is None
    assert cache.obtain("a", lambda: b"sound") is not None


def test_many_who_ask_at_once_have_it_made_once(tmp_path: Path) -> None:
    cache, started, may_end, made = Cache(tmp_path), Event(), Event(), []
    together = Barrier(9)

    def make() -> bytes:
        made.append("a")
        started.set()
        may_end.wait(10)
        return b"sound"

    answers: list[Path | None] = []

    def ask() -> None:
        together.wait(10)
        answers.append(cache.obtain("a", make))

    people = [Thread(target=ask) for _ in range(8)]
    for person in people:
        person.start()
    together.wait(10)
    started.wait(10)
    may_end.set()
    for person in people:
        person.join(10)

    assert made == ["a"]
    assert answers == [tmp_path / "a.wav"] * 8


def test_one_that_fails_does_not_spoil_it_for_the_next(tmp_path: Path) -> None:
    cache = Cache(tmp_path)

    def fail() -> bytes:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        cache.obtain("a", fail)

    assert cache.obtain("a", lambda: b"sound") is not None


def test_two_sounds_are_made_side_by_side(tmp_path: Path) -> None:
    cache = Cache(tmp_path)

    def make() -> bytes:
        inner = cache.obtain("b", lambda: b"inner")
        assert inner is not None
        return inner.read_bytes()

    outer = cache.obtain("a", make)

    assert outer is not None
    assert outer.read_bytes() == b"inner"


def test_the_longest_unused_makes_room(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit_bytes=250)
    for age, key in enumerate(["newer", "older"], start=1):
        os.utime(cache.keep(key, bytes(100)), (1_000_000 - age, 1_000_000 - age))

    assert cache.find("older")
    cache.keep("latest", bytes(100))

    assert cache.find("older")
    assert cache.find("latest")
    assert cache.find("newer") is None


def test_a_sound_larger_than_the_whole_cache_is_still_played(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit_bytes=10)

    assert cache.keep("a", bytes(100)).read_bytes() == bytes(100)


def test_leftovers_of_a_crash_make_room_too(tmp_path: Path) -> None:
    leftover = tmp_path / "half.part"
    leftover.write_bytes(bytes(100))
    os.utime(leftover, (1, 1))

    Cache(tmp_path, limit_bytes=150).keep("a", bytes(100))

    assert not leftover.exists()
