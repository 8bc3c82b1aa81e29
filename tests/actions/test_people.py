"""Who may come in, in the book itself: added, changed, signed in and out, gone."""

import unicodedata
from datetime import timedelta

import pyotp
import pytest

from server.actions import people, second_factor
from server.actions.people import Wished
from server.actions.second_factor import Seal
from server.domain.errors import BadInput, LinkOver, NoSuchPerson, WrongCode, WrongPassword
from server.domain.roles import Role, Scope
from server.office import Key, Person, hashed, key_with
from tests.fixtures.book import OpenOffice

PASSWORD = "con trâu đi trước"
SEAL = Seal(b"the server's own secret")


@pytest.fixture(scope="module")
def password() -> str:
    return people.password_hash(PASSWORD)


@pytest.fixture
def lan(opened: OpenOffice, password: str) -> Person:
    return opened.office.change(people.add_person, "lan", "Trần Thị Lan", Role.CLERK, password)


@pytest.fixture
def root(opened: OpenOffice, password: str) -> Person:
    return opened.office.change(people.add_person, "tin", "Lê Văn Tín", Role.ADMIN, password)


def sign_in(at: OpenOffice, name: str = "lan") -> Key:
    found = at.office.look(people.colleague, name)
    secret = at.office.change(people.begin_session, found).secret
    key = at.office.database.look(lambda conn: key_with(conn, hashed(secret)))
    assert key is not None
    return key


def key_of(at: OpenOffice, secret: str) -> Key | None:
    return at.office.database.look(lambda conn: key_with(conn, hashed(secret)))


def again(at: OpenOffice, key: Key) -> Key:
    """The same key as the book knows it now."""
    found = at.office.look(lambda book: book.people.key(key.id))
    assert found is not None
    return found


def test_what_is_known_of_somebody_stands_in_the_journal_and_their_password_does_not(
    opened: OpenOffice, lan: Person, password: str
) -> None:
    opened.office.change(people.change_person, "lan", Wished("Trần Lan", Role.GUIDE), "tin")

    added, changed = opened.office.look(lambda book: book.journal.since(0))
    assert added.facts["after"]["rights"] == ["pick", "priority"]
    assert (changed.by, changed.facts["before"]["role"], changed.facts["after"]["role"]) == (
        "tin",
        "clerk",
        "guide",
    )
    assert changed.facts["after"]["rights"] == ["priority"]
    assert password not in str([added.facts, changed.facts])
    assert opened.office.look(lambda book: book.catalogue.shown_name("lan")) == "Trần Lan"


def test_a_right_apart_is_given_and_taken_and_nothing_else_changes(opened: OpenOffice, lan: Person) -> None:
    after = opened.office.change(people.change_person, "lan", Wished(rights=(Scope.EXPORT,)), "tin")

    assert (after.rights, after.role, after.shown_name) == ((Scope.EXPORT,), Role.CLERK, "Trần Thị Lan")
    key = sign_in(opened)
    assert (key.role, key.rights, key.shown_name) == ("clerk", "export", "Trần Thị Lan")


def test_a_change_that_changes_nothing_is_not_written_down(opened: OpenOffice, lan: Person) -> None:
    before = opened.office.look(lambda book: book.journal.seq)

    opened.office.change(people.change_person, "lan", Wished("Trần Thị Lan"), "tin")

    assert opened.office.look(lambda book: book.journal.seq) == before


def test_who_has_left_is_shown_out_and_signs_in_no_more(opened: OpenOffice, lan: Person) -> None:
    key = sign_in(opened)

    opened.office.change(people.retire, "lan", "tin")

    assert not again(opened, key).is_good(opened.clock())
    gone = opened.office.look(people.colleague, "lan")
    with pytest.raises(WrongPassword):
        people.check_password(gone, PASSWORD, opened.clock())
    with pytest.raises(WrongPassword):
        opened.office.change(people.begin_session, lan)
    assert opened.office.look(people.colleague, "lan").shown_name == "Trần Thị Lan"


def test_who_comes_back_chooses_a_new_password(opened: OpenOffice, lan: Person) -> None:
    opened.office.change(people.retire, "lan", "tin")

    back = opened.office.change(people.bring_back, "lan", people.shut(), "tin")

    assert back.retired_at is None
    with pytest.raises(WrongPassword):
        people.check_password(back, PASSWORD, opened.clock())


def test_one_administrator_always_remains(opened: OpenOffice, root: Person, password: str) -> None:
    with pytest.raises(BadInput):
        opened.office.change(people.retire, "tin", "tin")
    with pytest.raises(BadInput):
        opened.office.change(people.change_person, "tin", Wished(role=Role.VIEWER), "tin")
    opened.office.change(people.add_person, "hai", "Hai", Role.ADMIN, password)

    assert opened.office.change(people.retire, "tin", "hai").retired_at is not None


def test_two_people_never_share_a_name_to_sign_in_with(
    opened: OpenOffice, lan: Person, password: str
) -> None:
    for name in ("LAN", "lan tran", "lan/x", ""):
        with pytest.raises(BadInput):
            opened.office.change(people.add_person, name, "", Role.CLERK, password)


def test_a_link_opens_once_within_a_day_and_the_newest_only(opened: OpenOffice, lan: Person) -> None:
    first, second = (opened.office.change(people.send_link, "lan", "tin").secret for _ in range(2))
    keys = [key_of(opened, secret) for secret in (first, second)]
    fresh = people.password_hash("ngựa đá đi sau")
    assert keys[0] is not None
    assert keys[1] is not None

    with pytest.raises(LinkOver):
        opened.office.change(people.set_password_by_link, keys[0], fresh)
    opened.office.change(people.set_password_by_link, keys[1], fresh)
    with pytest.raises(LinkOver):
        opened.office.change(people.set_password_by_link, keys[1], fresh)

    found = opened.office.look(people.colleague, "lan")
    assert people.check_password(found, "ngựa đá đi sau", opened.clock()) == found
    late = opened.office.change(people.send_link, "lan", "tin")
    key = opened.office.database.look(lambda conn: key_with(conn, hashed(late.secret)))
    assert key is not None
    opened.later(hours=25)
    with pytest.raises(LinkOver):
        opened.office.change(people.set_password_by_link, key, fresh)


def test_who_has_left_gets_no_link(opened: OpenOffice, lan: Person) -> None:
    opened.office.change(people.retire, "lan", "tin")

    with pytest.raises(NoSuchPerson):
        opened.office.change(people.send_link, "lan", "tin")


def test_a_new_password_signs_out_everywhere_but_here(opened: OpenOffice, lan: Person, password: str) -> None:
    here, there = sign_in(opened), sign_in(opened)

    opened.office.change(people.set_password, "lan", password, "lan", but=here.id)

    now = opened.clock()
    assert (again(opened, here).is_good(now), again(opened, there).is_good(now)) == (True, False)
    assert [key.id for key in opened.office.look(people.sessions_of, "lan")] == [here.id]


def test_a_password_is_the_same_however_it_was_typed(opened: OpenOffice, lan: Person) -> None:
    in_pieces = unicodedata.normalize("NFD", PASSWORD)

    assert people.check_password(lan, in_pieces, opened.clock()) == lan


def test_a_password_with_marks_is_guessed_like_one_without() -> None:
    with pytest.raises(BadInput):
        people.password_hash("Mật khẩu 123")
    with pytest.raises(BadInput):
        people.password_hash("Dương Phong 1", names=("duong-phong",))


def second(at: OpenOffice, name: str = "tin") -> tuple[str, tuple[str, ...]]:
    """Their second factor: the secret in the phone, and the codes on paper."""
    secret, now = second_factor.fresh_secret(), at.clock()
    spare = second_factor.spare_codes(lambda place: f"{place}" * 40)
    at.office.change(second_factor.begin, name, secret, pyotp.TOTP(secret).at(now), spare, SEAL, now)
    return secret, spare


def test_a_code_of_the_phone_opens_once(opened: OpenOffice, root: Person) -> None:
    secret, _ = second(opened)
    opened.later(seconds=60)
    now, code = opened.clock(), pyotp.TOTP(secret).at(opened.clock())
    found = opened.office.look(people.colleague, "tin")

    shown = second_factor.check(found, f"{code[:3]} {code[3:]}", SEAL, now)
    opened.office.change(people.begin_session, shown)

    with pytest.raises(WrongPassword):
        opened.office.change(people.begin_session, shown)
    with pytest.raises(WrongCode):
        second_factor.check(opened.office.look(people.colleague, "tin"), code, SEAL, now)


def test_a_code_that_is_old_or_guessed_opens_nothing(opened: OpenOffice, root: Person) -> None:
    secret, _ = second(opened)
    opened.later(minutes=10)
    found = opened.office.look(people.colleague, "tin")

    for code in (pyotp.TOTP(secret).at(opened.clock() - timedelta(minutes=2)), "", "12345"):
        with pytest.raises(WrongCode):
            second_factor.check(found, code, SEAL, opened.clock())


def test_each_code_on_paper_opens_once(opened: OpenOffice, root: Person) -> None:
    _, spare = second(opened)
    found = opened.office.look(people.colleague, "tin")

    as_written = spare[3].upper().replace("-", " ")
    shown = second_factor.check(found, as_written, SEAL, opened.clock())
    opened.office.change(people.begin_session, shown)

    found = opened.office.look(people.colleague, "tin")
    assert len(found.spare_codes) == len(spare) - 1
    with pytest.raises(WrongCode):
        second_factor.check(found, spare[3], SEAL, opened.clock())
    assert len(second_factor.check(found, spare[4], SEAL, opened.clock()).spare_codes) == len(spare) - 2


def test_a_stolen_book_without_the_servers_secret_shows_no_codes(opened: OpenOffice, root: Person) -> None:
    secret, _ = second(opened)
    found = opened.office.look(people.colleague, "tin")

    assert secret not in str(found)
    assert Seal(b"another server").open(str(found.otp), "tin") is None
    assert SEAL.open(str(found.otp), "lan") is None
    assert SEAL.open(str(found.otp), "tin") == secret


def test_a_second_factor_begins_only_with_a_phone_that_shows_it(opened: OpenOffice, root: Person) -> None:
    with pytest.raises(WrongCode):
        opened.office.change(
            second_factor.begin, "tin", second_factor.fresh_secret(), "000000", (), SEAL, opened.clock()
        )

    assert opened.office.look(people.colleague, "tin").otp is None
    assert not opened.office.change(second_factor.end, "tin", "tin")
