"""Who may do what."""

from collections.abc import Iterable
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
    PRIORITY = "priority"
    CLERK_FIGURES = "clerk-figures"
    EXPORT = "export"
    PROVINCE = "province"


class Role(StrEnum):
    """What a person is in the office."""

    CLERK = "clerk"
    GUIDE = "guide"
    DIRECTOR = "director"
    ADMIN = "admin"
    VIEWER = "viewer"
    PROVINCE = "province"


STAFF = frozenset({Scope.CLERK, Scope.GUIDE, Scope.DIRECTOR, Scope.ADMIN, Scope.VIEWER})

APART = (Scope.PICK, Scope.PRIORITY, Scope.CLERK_FIGURES, Scope.EXPORT)
"""Rights that a person is given or refused whatever their role: to call somebody out of order, to correct what a citizen
said of their priority, to see the figures of single colleagues, to take figures out of the house."""

# The one table of rights: what each role may, and which of the rights APART it has where nothing else was said.
ROLES: dict[Role, tuple[frozenset[Scope], frozenset[Scope]]] = {
    Role.CLERK: (frozenset({Scope.CLERK}), frozenset({Scope.PICK, Scope.PRIORITY})),
    Role.GUIDE: (frozenset({Scope.GUIDE}), frozenset({Scope.PRIORITY})),
    Role.DIRECTOR: (
        frozenset({Scope.DIRECTOR, Scope.VIEWER}),
        frozenset({Scope.CLERK_FIGURES, Scope.EXPORT}),
    ),
    Role.ADMIN: (
        frozenset({Scope.ADMIN, Scope.DIRECTOR, Scope.VIEWER, Scope.GUIDE}),
        frozenset({Scope.PRIORITY, Scope.CLERK_FIGURES, Scope.EXPORT}),
    ),
    Role.VIEWER: (frozenset({Scope.VIEWER}), frozenset()),
    # Looks into every office of the house, one at a time, and changes nothing in any.
    Role.PROVINCE: (frozenset({Scope.VIEWER, Scope.PROVINCE}), frozenset({Scope.EXPORT})),
}


def rights(scope: str, apart: Iterable[str] | None = None) -> frozenset[Scope]:
    """What a key of this scope may do: that of the role of the same name, or the scope alone.

    `apart`: the rights APART that its person has; None for those that are usual in the role.
    """
    if scope not in set(Role):
        return frozenset({Scope(scope)})
    always, usual = ROLES[Role(scope)]
    return always | (usual if apart is None else frozenset(map(Scope, apart)) & frozenset(APART))


def usual_rights(role: Role) -> tuple[Scope, ...]:
    """The rights APART of somebody who just got this role, in the order of the house."""
    return tuple(right for right in APART if right in ROLES[role][1])
