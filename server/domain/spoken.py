"""Which languages are spoken at a counter, beside Vietnamese."""

import re

SPOKEN = (
    "en", "tyz", "mtq", "km", "blt", "nut", "hmn", "ium", "jra", "rad", "bdq", "sed", "cjm", "hre", "kpm",
    "zh", "yue", "lo", "ja", "ko", "fr", "ru", "sgn",
)  # fmt: skip
"""Offered for services, by the codes of ISO 639: English, the larger languages of the country, those of its neighbours and
visitors, and sign language. Each has its word (`spoken.<code>`); an office's own language packs come besides.
"""

EVERYWHERE = "vi"
"""Spoken at every counter, so that no service says it."""

MOST, LONGEST = 12, 12
"""Of one service, and the letters of a code."""

_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(told: str) -> bool:
    """Whether it is the code of a language that a service may name."""
    return _CODE.fullmatch(told) is not None and len(told) <= LONGEST and told != EVERYWHERE
