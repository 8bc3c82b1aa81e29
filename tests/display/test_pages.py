"""The display's page and sounds: for displays of the office alone, and only for calls that can be."""

import io
import wave
from urllib.parse import quote

import pytest

from tests.display.conftest import Staff

SPEECH = "/display/speech/vi/A012/1/0.wav"
NONSENSE = (
    "vi/A012/99/0.wav",
    "tyz/A012/1/0.wav",
    "vi/A12/1/0.wav",
    "vi/a012/1/0.wav",
    "vi/ABC012/1/0.wav",
    "vi/A0123456789/1/0.wav",
    "vi/A012/1/100.wav",
    "vi/A012/1/-1.wav",
    "vi/A012/1/0.mp3",
    "vi/A01٢/1/0.wav",
    "..%2F..%2Fsecret/A012/1/0.wav",
)


def seconds(file: bytes) -> float:
    with wave.open(io.BytesIO(file)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def test_a_machine_that_is_no_display_is_told_how_to_become_one(staff: Staff) -> None:
    answer = staff.ask("GET", "/display", None)

    assert answer.status == 403
    assert "/display" in answer.body.decode()


def test_the_page_of_a_display_says_everything_it_needs_at_once(staff: Staff) -> None:
    answer = staff.ask("GET", "/display", "display")

    page = answer.body.decode()
    assert answer.status == 200
    assert '<html lang="vi"' in page
    assert '"display.away"' in page
    assert 'style="' not in page


def test_sounds_are_for_displays_alone(staff: Staff) -> None:
    for scope in (None, "kiosk", "clerk 1", "rating 1", "director"):
        for address in (SPEECH, "/display/chime.wav"):
            assert staff.ask("GET", address, scope).status == (403 if scope else 401), (scope, address)


def test_the_chime_is_played_alone(staff: Staff) -> None:
    answer = staff.ask("GET", "/display/chime.wav", "display")

    assert (answer.status, answer.headers["content-type"]) == (200, "audio/wav")
    assert seconds(answer.body) == pytest.approx(1.5, abs=0.02)


def test_a_call_is_spoken(staff: Staff) -> None:
    for language in ("vi", "en"):
        for number in ("A012", "XY1000", "Đ001"):
            answer = staff.ask("GET", f"/display/speech/{language}/{quote(number)}/1/0.wav", "display")

            assert (answer.status, answer.headers["content-type"]) == (200, "audio/wav")
            assert 2 < seconds(answer.body) < 12


def test_a_sound_that_the_display_has_is_not_sent_again(staff: Staff) -> None:
    first = staff.ask("GET", SPEECH, "display")
    again = staff.ask("GET", SPEECH, "display", **{"If-None-Match": first.headers["etag"]})

    assert "no-cache" in first.headers["cache-control"]
    assert (again.status, again.body) == (304, b"")


def test_what_nobody_can_be_called_by_has_no_sound(staff: Staff) -> None:
    for nonsense in NONSENSE:
        address = f"/display/speech/{quote(nonsense, safe='/%')}"

        assert staff.ask("GET", address, "display").status == 404, nonsense


def test_what_the_office_says_can_be_called_up_as_it_said(staff: Staff) -> None:
    staff.open_counters("1")
    staff.take("ho-tich", language="en")
    staff.call_next("1")

    call = staff.ask("GET", "/api/v1/display", "display").json["calls"][0]

    assert [sound["lang"] for sound in call["speech"]] == ["vi", "en"]
    assert [staff.ask("GET", sound["url"], "display").status for sound in call["speech"]] == [200, 200]
