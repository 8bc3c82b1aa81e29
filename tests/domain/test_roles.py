"""One table says who may do what."""

from server.domain.roles import APART, ROLES, Role, Scope, rights, usual_rights
from server.domain.session import IDLE, LONGEST_LOCK, WHOLE, lock_after


def test_every_role_has_its_line_in_the_table() -> None:
    assert set(ROLES) == set(IDLE) == set(Role)


def test_a_right_apart_comes_from_the_person_not_from_the_role() -> None:
    assert all(not always & set(APART) for always, _ in ROLES.values())
    assert rights("clerk") == {Scope.CLERK, Scope.PICK, Scope.PRIORITY}
    assert rights("clerk", []) == {Scope.CLERK}
    assert rights("clerk", ["export"]) == {Scope.CLERK, Scope.EXPORT}


def test_no_right_apart_makes_anybody_an_administrator() -> None:
    assert rights("viewer", ["admin", "director", "export"]) == {Scope.VIEWER, Scope.EXPORT}


def test_a_device_has_its_scope_and_nothing_else() -> None:
    for scope in (Scope.KIOSK, Scope.DISPLAY, Scope.RATING, Scope.PRINTER):
        assert rights(scope) == {scope}


def test_only_who_leads_the_office_takes_figures_away_by_themselves() -> None:
    having = {right: {role for role in Role if right in usual_rights(role)} for right in APART}

    assert having[Scope.CLERK_FIGURES] == {Role.DIRECTOR, Role.ADMIN}
    assert having[Scope.EXPORT] == {Role.DIRECTOR, Role.ADMIN, Role.PROVINCE}
    assert having[Scope.PICK] == {Role.CLERK}


def test_no_session_outlives_the_working_day() -> None:
    assert all(idle <= WHOLE for idle in IDLE.values())
    assert min(IDLE, key=lambda role: IDLE[role]) is Role.ADMIN


def test_every_wrong_password_after_the_third_makes_the_next_wait_longer() -> None:
    locks = [lock_after(failures) for failures in range(1, 20)]

    assert locks[:3] == [None] * 3
    waits = [lock for lock in locks if lock is not None]
    assert waits == sorted(waits)
    assert waits[1] == 2 * waits[0]
    assert waits[-1] == LONGEST_LOCK
