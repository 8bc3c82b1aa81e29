"""How a service is told apart at a glance: its colour and its sign."""

import re

COLOURS = (
    "#0B3792", "#7E0000", "#705400", "#AB4D6D", "#7F5FC8", "#007B9C", "#248322", "#00442C", "#630B66",
    "#8A3A00", "#13507A", "#4D5A6B",
)  # fmt: skip
"""Offered for services: each holds 4.5:1 with white, and the first nine stay apart for colour-blind eyes."""

SIGNS = (
    "baby", "stamp", "land-plot", "hand-heart", "store", "id-card", "sprout", "graduation-cap", "file-check",
    "house", "heart-pulse", "scale", "car", "briefcase", "landmark", "hammer", "shield-check", "book-open",
    "wallet", "stethoscope", "users-round", "church", "messages-square", "globe",
)  # fmt: skip
"""Offered for services: names of icons that the screens have (server/web/icons.txt)."""

LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def is_colour(told: str) -> bool:
    return _COLOUR.fullmatch(told) is not None


def contrast_with_white(colour: str) -> float:
    """As WCAG 2 reckons it (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio)."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
