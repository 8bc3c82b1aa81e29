"""Who may do what."""

from enum import StrEnum


class Scope(StrEnum):
    """What a token, a device or a signed-in person may do."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    RATING = "rating"
    CLERK = "clerk"
    GUIDE = "guide"
    DIRECTOR = "director"
    ADMIN = "admin"
    VIEWER = "viewer"
    PRINTER = "printer"
    PICK = "pick"


class Role(StrEnum):
    """What a person is in the office."""

    CLERK = "clerk"
    GUIDE = "guide"
    DIRECTOR = "director"
    ADMIN = "admin"
    VIEWER = "viewer"


STAFF = frozenset({Scope.CLERK, Scope.GUIDE, Scope.DIRECTOR, Scope.ADMIN, Scope.VIEWER})

RIGHTS: dict[Role, frozenset[Scope]] = {
    Role.CLERK: frozenset({Scope.CLERK, Scope.PICK}),
    Role.GUIDE: frozenset({Scope.GUIDE}),
    Role.DIRECTOR: frozenset({Scope.DIRECTOR, Scope.VIEWER}),
    Role.ADMIN: frozenset({Scope.ADMIN, Scope.DIRECTOR, Scope.VIEWER, Scope.GUIDE}),
    Role.VIEWER: frozenset({Scope.VIEWER}),
}


def rights(scope: str) -> frozenset[Scope]:
    """What a token of this scope may do: that of the role of the same name, or the scope alone."""
    if scope in set(Role):
        return RIGHTS[Role(scope)]
    return frozenset({Scope(scope)})
