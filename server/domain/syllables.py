"""What is left of Vietnamese words without their marks: for searching, for codes, and for names of files."""

import re
import unicodedata


def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a text, in small letters without accents."""
    return tuple(re.findall(r"[a-z0-9]+", folded(text)))


def folded(text: str) -> str:
    """Small letters without any mark: "Đăng ký" is "dang ky"."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
