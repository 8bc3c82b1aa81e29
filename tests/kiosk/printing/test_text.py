"""Slips in the printer's own letters."""

import json
import re
import struct
from typing import Any

import pytest

from kiosk.printing.address import TEXT_PROFILES, address_of, profiles
from kiosk.printing.commands import escpos
from kiosk.printing.fonts import vietnamese
from kiosk.printing.worker import drawn_for
from kiosk.slip import printable_of
from server.web.words import shipped
from tests.fixtures.slip import FACTS, slip

FORMATS = {b"\x1bt": 3, b"\x1bE": 3, b"\x1d!": 3, b"\x1dB": 3, b"\x1b@": 2, b"\x1dVB": 4, b"\x1b!": 3}


def table_of(profile: str, page: int) -> Any:
    """The 128 upper letters of a code page of this profile, as python-escpos knows it."""
    name = profiles()[profile]["codePages"][str(page)]
    code = escpos().Dummy(profile=profile).magic.encoder
    return dict(code._get_codepage_char_map(name))


def read(sent: bytes, profile: str) -> tuple[str, str]:
    """What stands on the paper, and what the QR code says; only commands that a slip may use, else it fails."""
    told, code, page, at = "", "", 0, 0
    while at < len(sent):
        if sent[at : at + 3] == b"\x1d(k":
            length = struct.unpack_from("<H", sent, at + 3)[0]
            command = sent[at + 5 : at + 5 + length]
            code = command[3:].decode() if command[:2] == b"1P" else code
            at += 5 + length
        elif sent[at] == 0x0A or 0x20 <= sent[at] < 0x7F:
            told, at = told + chr(sent[at]), at + 1
        elif sent[at] >= 0x80:
            letters = {byte: letter for letter, byte in table_of(profile, page).items()}
            told, at = told + letters[sent[at]], at + 1
        else:
            name = next(name for name in FORMATS if sent[at:].startswith(name))
            page = sent[at + 2] if name == b"\x1bt" else page
            at += FORMATS[name]
    return told, code


def bytes_of(kept: Any, profile: str) -> bytes:
    return drawn_for(address_of(f"null://?mode=text&profile={profile}"), kept, b"").told


def flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


@pytest.mark.parametrize("profile", sorted(TEXT_PROFILES))
def test_a_slip_of_letters_says_every_word_and_leads_to_the_page(profile: str) -> None:
    told = slip(priority=True, reprint=True)

    words, code = read(bytes_of(told, profile), profile)

    wanted = (told.office, told.number, *told.services, told.ahead, told.wait, told.counters, told.issued)
    assert [said for said in wanted if said and flat(said) not in flat(words)] == []
    assert ("ƯU TIÊN" in words, "BẢN IN LẠI" in words, code) == (True, True, FACTS.url)


@pytest.mark.parametrize("profile", sorted(TEXT_PROFILES))
def test_every_letter_of_vietnamese_comes_out_as_itself(profile: str) -> None:
    letters = " ".join(vietnamese())

    words, _ = read(bytes_of(slip(service={"vi": letters}), profile), profile)

    assert flat(letters) in flat(words)


def test_a_slip_of_letters_is_short_enough_for_the_slowest_line() -> None:
    bits = len(bytes_of(slip(), "TM-T20II")) * 10

    assert bits / 9600 < 1


def test_a_list_of_letters_has_its_boxes() -> None:
    kept = {
        "sheet": "receipt", "office": {"vi": "Xã Dương Phong"}, "procedure": {"vi": "Đăng ký khai sinh"},
        "papers": [{"vi": "Tờ khai"}, {"vi": "Giấy chứng sinh"}], "issued_at": "2022-10-03T08:05:00+07:00",
        "language": "vi", "number": "A005", "counter": "Quầy 1", "clerk": "Lan",
    }  # fmt: skip

    words, _ = read(bytes_of(printable_of(json.dumps(kept), shipped()), "TM-T88V"), "TM-T88V")

    assert "[x] Tờ khai\n[x] Giấy chứng sinh\n" in words


def test_the_profiles_of_the_list_and_no_others_have_every_letter() -> None:
    able = {name for name in profiles() if name not in ("default", "simple") and has_all_letters(name)}

    assert able == TEXT_PROFILES


def has_all_letters(profile: str) -> bool:
    encoder = escpos().Dummy(profile=profile).magic.encoder
    return all(
        encoder.can_encode(page, letter) for letter in vietnamese() for page in [page_for(encoder, letter)]
    )


def page_for(encoder: Any, letter: str) -> Any:
    return next(
        (page for page in encoder.codepages if encoder.can_encode(page, letter)),
        next(iter(encoder.codepages)),
    )
