"""The shapes of people and machines: signing in, joining, and being let in."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from server.api.schemas import Code, Wished

Password = Annotated[str, Meta(max_length=200)]
RoleWish = Literal["clerk", "guide", "director", "admin", "viewer"]
RightWish = Literal["pick", "priority", "clerk-figures", "export"]


class SignInWish(Wished, frozen=True, forbid_unknown_fields=True):
    name: Code
    password: Password
    code: Annotated[str, Meta(max_length=40)] | None = None
    office: Code | None = None


class PasswordWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password
    new: Password


class AgainWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password


class SecondFactorWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password
    secret: Annotated[str, Meta(min_length=32, max_length=64, pattern=r"^[A-Z2-7]*$")]
    code: Annotated[str, Meta(max_length=40)]


class LinkWish(Wished, frozen=True, forbid_unknown_fields=True):
    token: Annotated[str, Meta(min_length=1, max_length=200)]
    password: Password


class PersonWish(Wished, frozen=True, forbid_unknown_fields=True):
    """Without a password the answer has a link by which the person chooses one."""

    name: Code
    role: RoleWish
    shown_name: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")] = ""
    password: Password | None = None


class PersonChange(Wished, frozen=True, forbid_unknown_fields=True):
    shown_name: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")] | None = None
    role: RoleWish | None = None
    rights: Annotated[list[RightWish], Meta(max_length=10)] | None = None


class InitialWish(Wished, frozen=True, forbid_unknown_fields=True):
    password: Password


class DeviceWish(Wished, frozen=True, forbid_unknown_fields=True):
    token: Annotated[str, Meta(min_length=1, max_length=200)]


class PairingWish(Wished, frozen=True, forbid_unknown_fields=True):
    screen: Literal["kiosk", "display", "rating", "printer"]


class ClaimPairing(Wished, frozen=True, forbid_unknown_fields=True):
    """A browser has its secret in a cookie; a program sends it."""

    secret: Annotated[str, Meta(max_length=200)] = ""


class LetIn(Wished, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=6, max_length=12, pattern=r"^[0-9 ]*$")]
    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
    counter: Code | None = None


class DeviceChange(Wished, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
    counter: Code | None = None


class HeartbeatWish(Wished, frozen=True, forbid_unknown_fields=True):
    screen: Literal["kiosk", "display", "rating", "printer"]
    version: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f]*$")] = ""
    width: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    height: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    sound: Literal["", "allowed", "blocked", "off"] = ""


class SignedIn(Struct, frozen=True):
    name: str
    shown_name: str
    role: str
    csrf: str
    must_change: bool


class SessionOut(Struct, frozen=True):
    id: int
    since: datetime
    seen_at: datetime | None
    here: bool


class AccountOut(Struct, frozen=True):
    name: str
    shown_name: str
    role: str
    rights: list[str]
    must_change: bool
    second_factor: bool
    spare_codes: int
    sessions: list[SessionOut]


class Ended(Struct, frozen=True):
    ended: int


class PasswordSet(Struct, frozen=True):
    must_change: bool


class SecondFactorOffer(Struct, frozen=True):
    secret: str
    address: str
    code: str


class SpareCodes(Struct, frozen=True):
    spare_codes: list[str]


class PersonOut(Struct, frozen=True):
    name: str
    shown_name: str
    role: str
    rights: list[str]
    must_change: bool
    second_factor: bool
    locked: bool
    retired_at: datetime | None
    link: str | None = None
    link_ends_at: datetime | None = None
    told: dict[str, list[str]] = field(default_factory=dict)


class PairingOut(Struct, frozen=True):
    """`secret` for programs alone."""

    code: str
    ends_at: datetime
    secret: str | None = None


class DeviceOut(Struct, frozen=True):
    """`connected`: it listens at the server that was asked."""

    id: int
    scope: str
    name: str
    counter: str | None
    joined_at: datetime
    seen_at: datetime | None
    connected: bool
    version: str
    width: int | None
    height: int | None
    sound: str
    address: str
