"""The shapes of the office's own settings: what an administrator sends, and what is said of it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from server.api.schemas import Text, Wished

Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class Names(Wished, frozen=True, forbid_unknown_fields=True):
    """The same words in the languages of the office."""

    vi: Line = ""
    en: Line = ""


class PrinterWish(Wished, frozen=True, forbid_unknown_fields=True):
    """`address` empty: the printer that the server was started with. What is None is left to the printer's profile."""

    address: Text = ""
    profile: Line | None = None
    width: int | None = None
    mode: Literal["picture", "text"] = "picture"
    roll: int | None = None
    asks: bool = True


class RasterWish(Wished, frozen=True, forbid_unknown_fields=True):
    address: Annotated[str, Meta(min_length=1, max_length=500)]
    raster: Literal["raster", "graphics", "column"]


class SlipWish(Wished, frozen=True, forbid_unknown_fields=True):
    footer: Names = field(default_factory=Names)
    large: bool = False


class LogoWish(Wished, frozen=True, forbid_unknown_fields=True):
    logo: Annotated[str, Meta(max_length=120_000)] = ""


class Told(Struct, frozen=True):
    """What a change of the set-up came to: one sentence for each thing that changed, in every language."""

    matter: str
    what: str | None
    changed: bool
    told: dict[str, list[str]]
