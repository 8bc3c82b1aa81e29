"""In which letters was this written? Vietnamese has known many before Unicode, and they must not pass for it."""

import re
import unicodedata

from server.domain.errors import Refused

UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")

TCVN3_SIGNS = re.compile("[\u00a1-\u00bf\u00c6\u00d0\u00d7\u00de\u00df\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe]")
"""What fonts such as .VnTime draw as letters with tones: signs that Vietnamese has no use for ("Thñ tôc ®¨ng ký")."""

VNI_PAIRS = re.compile("[aeiouyAEIOUYôơöäöÖÔ][ùøûõïâêäàáåãëéèúüÙØÛÕÏÂÊÄÀÁÅÃËÉÈÚÜ]|ñ|Ñ")
"""What fonts such as VNI-Times write: a vowel, then its mark as a letter of its own ("Thuû tuïc ñaêng kyù")."""

NO_NAME_HAS = re.compile("[\u00a1-\u00bf]")
"""Of these signs one is enough in a name ("N«ng V¨n Ba")."""

ENOUGH = 3
"""So many odd pairs are no foreign name any more."""


class BadLetters(Refused):
    """A file that is not written in Unicode; `reason` says in what: tcvn3, vni, windows-1258 or unknown."""

    kind = "bad-letters"


def text_of(told: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark, with composed letters. BadLetters for any other."""
    text = _decoded(told)
    strange = old_letters(text)
    if strange is not None:
        raise BadLetters(reason=strange)
    return unicodedata.normalize("NFC", text)


def old_letters(text: str) -> str | None:
    """The old encoding whose letters a text was copied in, or None when it is Vietnamese, or another language."""
    if len(VIETNAMESE.findall(text)) >= ENOUGH:
        return None
    odd, pairs = len(TCVN3_SIGNS.findall(text)), len(VNI_PAIRS.findall(text))
    if max(odd, pairs) < ENOUGH:
        return None
    return "tcvn3" if odd > pairs else "vni"


def old_letters_of_name(name: str) -> str | None:
    """The same of so few words that there may be no more than one odd letter."""
    if NO_NAME_HAS.search(name) and not VIETNAMESE.search(name):
        return "tcvn3"
    return old_letters(name)


def _decoded(told: bytes) -> str:
    try:
        if told.startswith(UTF16_MARKS):
            return told.decode("utf-16")
        return told.removeprefix(UTF8_MARK).decode()
    except UnicodeDecodeError:
        return _refuse(told)


def _refuse(told: bytes) -> str:
    """What is not Unicode at all is named as well as can be: people know their fonts, not encodings."""
    western = told.decode("cp1252", errors="replace")
    if re.search("[\x00-\x08\x0e-\x1f]", western):
        raise BadLetters(reason="unknown")
    odd, pairs = len(TCVN3_SIGNS.findall(western)), len(VNI_PAIRS.findall(western))
    vowels = len(re.findall("[\u00cc\u00d2\u00de\u00ec\u00f2\u00de]", western))
    if (
        vowels > max(odd, pairs) // 2
        and vowels >= ENOUGH
        and re.search("[\u00f0\u00e3\u00f5\u00fd]", western)
    ):
        raise BadLetters(reason="windows-1258")
    if max(odd, pairs) < ENOUGH:
        raise BadLetters(reason="unknown")
    raise BadLetters(reason="tcvn3" if odd > pairs else "vni")
